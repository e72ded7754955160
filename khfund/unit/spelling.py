"""Find a unit by its name as people write it: Hòa or Hoà, «Xí m Vàng», without tones, with or without its parent."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from khfund.errors import KhfundError
from khfund.unit.naming import place_of
from khfund.unit.tree import Tree, tree_on
from khfund.vietnamese import clean, fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.unit.unit import Unit


class UnitNameUnknownError(KhfundError):
    """A name stands for a unit that exists."""

    message = "Không có đơn vị nào tên «{name}»; gần giống: {nearest}."
    english = "There is no unit called «{name}»; the nearest: {nearest}."


class UnitNameAmbiguousError(KhfundError):
    """A name stands for one unit."""

    message = "«{name}» có thể là {count} đơn vị: {candidates}. Hãy ghi thêm cấp (xã, huyện…), tên cấp trên, hoặc ghi mã."
    english = "«{name}» may be {count} units: {candidates}. Add the level (xã, huyện…), the parent's name, or give the code."


CANDIDATES_MAX = 6
NEAREST_MAX = 3


def find_by_name(session: Session, name: str, *, on: date) -> Unit:
    """Return the unit that is called so on a day, or that has this code.

    «Chiềng Chung, Mai Sơn» and «xã Chiềng Chung (huyện Mai Sơn)» name the parent as well. What is written with its
    tones and its level counts before what only sounds alike.

    Raises: UnitNameAmbiguousError, UnitNameUnknownError.
    """
    tree = tree_on(session, on)
    there = [one for one in tree.units.values() if one.exists(on)]
    by_code = [one for one in there if one.code == clean(name)]
    if by_code:
        return by_code[0]
    found = _matching(tree, there, name)
    if len(found) == 1:
        return found[0]
    if found:
        told = sorted(_told(tree, one) for one in found)
        more = ["…"] if len(told) > CANDIDATES_MAX else []
        listed = "; ".join(told[:CANDIDATES_MAX] + more)
        raise UnitNameAmbiguousError(name=name, count=len(found), candidates=listed)
    raise UnitNameUnknownError(name=name, nearest=_nearest(tree, there, name))


def _matching(tree: Tree, there: Iterable[Unit], name: str) -> list[Unit]:
    own, parent = _parts(name)
    candidates = [one for one in there if not parent or _is_under(tree, one.id, parent)]
    for key in (_exactly, as_spelled, _spelled_bare, _by_sound, _bare):
        found = [one for one in candidates if key(tree.names[one.id]) == key(own)]
        if found:
            return found
    return []


def _parts(name: str) -> tuple[str, str]:
    """The unit's own name and its parent's: «A, B», «A (B)» and «A - B»."""
    own, *above = re.split(r"\s*[,(]\s*|\s+[-–]\s+", clean(name).rstrip(" )"), maxsplit=1)
    return own, above[0] if above else ""


def _is_under(tree: Tree, unit_id: int, parent: str) -> bool:
    above = [tree.names[one] for one in tree.path(unit_id)[:-1]]
    return any(key(one) == key(parent) for one in above for key in (_by_sound, _bare))


def _exactly(name: str) -> str:
    return clean(name)


_VOWEL_LAST = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy",
               "uỵ": "ụy", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe"}  # fmt: skip


def as_spelled(name: str) -> str:
    """A name without the word for the association, with its tones, wherever they are written: Hòa and Hoà; without spaces, which are lost or doubled in lists."""
    said = place_of(clean(name)).lower().replace(" ", "")
    for late, early in _VOWEL_LAST.items():
        said = said.replace(late, early)
    return said


def _spelled_bare(name: str) -> str:
    """With its tones, without the word for its level: «Sơ» is not «Sở»."""
    return as_spelled(_LEVEL_SPELLED.sub("", place_of(clean(name)).lower()))


_LEVEL_SPELLED = re.compile(r"^(?:xã|phường|thị trấn|huyện|thị xã|thành phố|tỉnh)\s+")


def _by_sound(name: str) -> str:
    """Without tones, spaces and marks."""
    return re.sub(r"[^0-9a-z]", "", fold(place_of(name)))


def _bare(name: str) -> str:
    """Without the word for its level either."""
    return re.sub(r"[^0-9a-z]", "", _LEVEL.sub("", fold(place_of(name))))


_LEVEL = re.compile(r"^(?:xa|phuong|thi tran|huyen|thi xa|thanh pho|tinh|x\.|p\.|h\.|tt\.|tx\.|tp\.?)\s*")


def _told(tree: Tree, unit: Unit) -> str:
    return f"{tree.full_name(unit.id)} [{unit.code}]"


def _nearest(tree: Tree, there: Iterable[Unit], name: str) -> str:
    own, _parent = _parts(name)
    keys: dict[str, list[Unit]] = {}
    for one in there:
        keys.setdefault(_bare(tree.names[one.id]), []).append(one)
    near = difflib.get_close_matches(_bare(own), list(keys), n=NEAREST_MAX, cutoff=0.6)
    return "; ".join(_told(tree, one) for key in near for one in keys[key]) or "không có"
