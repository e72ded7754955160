"""How alike two recipients are, and why: shown to a person, who decides; nothing is ever merged by itself.

Names are compared without tones (Hoà and Hòa, Ðỗ and Đỗ, one space or two are one name). Two children of one birth day
and one family or school with different given names are probably twins: they are kept apart, and that is said.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs
from rapidfuzz import fuzz

from khfund.vietnamese import fold, same_name

RATIO_MIN = 85  # of rapidfuzz, on names without tones; below it two names are two names
SHOWN_FROM, LIKELY_FROM = 65, 85
SAME_YEAR = "cùng năm sinh"


class Alike(enum.StrEnum):
    """What the likeness suggests: one person, perhaps one person, or children of one family."""

    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    SIBLINGS = "siblings"


ALIKE_NAMES = {
    Alike.LIKELY: "nhiều khả năng là một người",
    Alike.DOUBTFUL: "có thể là một người",
    Alike.SIBLINGS: "có lẽ là anh chị em sinh đôi, hai người khác nhau",
}


@attrs.frozen
class Likeness:
    """A suggestion, its score of at most 100, and the reasons in words; the reasons repeat no name."""

    alike: Alike
    score: int
    reasons: tuple[str, ...]


@attrs.frozen
class Traits:
    """What is compared; empty or None means not known. `sex` is "female", "male" or empty."""

    number: int
    full_name: str
    birth_day: date | None = None
    birth_year: int | None = None
    sex: str = ""
    school: str = ""
    village: str = ""
    commune: str = ""
    phone: str = ""
    name: str = attrs.field(init=False)
    given: str = attrs.field(init=False)
    family: str = attrs.field(init=False)
    at_school: str = attrs.field(init=False)

    @name.default
    def _name(self) -> str:
        return fold(self.full_name)

    @given.default
    def _given(self) -> str:
        return self.name.rpartition(" ")[2]

    @family.default
    def _family(self) -> str:
        return self.name.partition(" ")[0]

    @at_school.default
    def _at_school(self) -> str:
        return re.sub(r"^truong |[^0-9a-z ]", "", fold(self.school))


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """Tell what speaks for two recipients being one, None where too little does or something speaks against it."""
    if one.given != other.given:
        return _of_two_names(one, other)
    ratio = fuzz.ratio(one.name, other.name)
    if ratio < RATIO_MIN:
        return None
    marks = [_name_mark(one, other, ratio), _birth_mark(one, other), *_place_marks(one, other)]
    if one.sex and other.sex and one.sex != other.sex:
        marks.append((-20, "giới tính ghi khác nhau"))
    score = min(100, sum(points for points, _reason in marks))
    if score < SHOWN_FROM:
        return None
    sure = score >= LIKELY_FROM and all(points >= 0 for points, _reason in marks)
    reasons = tuple(reason for _points, reason in marks if reason)
    return Likeness(Alike.LIKELY if sure else Alike.DOUBTFUL, score, reasons)


Mark = tuple[int, str]


def _name_mark(one: Traits, other: Traits, ratio: float) -> Mark:
    if same_name(one.full_name, other.full_name):
        return 50, "cùng họ tên"
    if one.name == other.name:
        return 44, "họ tên chỉ khác dấu (gõ nhầm, hoặc là hai người)"
    return round(ratio / 2), "họ tên gần giống"


def _birth_mark(one: Traits, other: Traits) -> Mark:
    if one.birth_day and other.birth_day:
        if one.birth_day == other.birth_day:
            return 30, "cùng ngày sinh"
        if _is_slip(one.birth_day, other.birth_day):
            return 10, "ngày sinh chỉ khác một chỗ hoặc đảo ngày và tháng"
        return -8, "ngày sinh khác nhau"
    if one.birth_year is None or other.birth_year is None:
        return 0, ""
    return (10, SAME_YEAR) if one.birth_year == other.birth_year else (-30, "năm sinh khác nhau")


def _is_slip(one: date, other: date) -> bool:
    """Whether two days differ in one of day, month and year, or have day and month exchanged."""
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    return sum((one.day != other.day, one.month != other.month, one.year != other.year)) == 1


def _place_marks(one: Traits, other: Traits) -> Iterator[Mark]:
    if one.phone and one.phone == other.phone:
        yield 15, "cùng số điện thoại"
    if one.at_school and one.at_school == other.at_school:
        yield 12, "cùng trường"
    if one.commune and _place(one.commune) == _place(other.commune):
        yield 6, "cùng xã"
        if one.village and _place(one.village) == _place(other.village):
            yield 2, "cùng bản"


def _of_two_names(one: Traits, other: Traits) -> Likeness | None:
    """Two given names: a slip of the keyboard where one is no Vietnamese word, else probably brother and sister."""
    birth, places = _birth_mark(one, other), list(_place_marks(one, other))
    if one.family != other.family or birth[0] <= 0 or not places:
        return None
    same_day = one.birth_day is not None and one.birth_day == other.birth_day
    reasons = (birth[1], *(reason for _points, reason in places))
    ratio = fuzz.ratio(one.name, other.name)
    if same_day and ratio >= RATIO_MIN and not (_is_word(one.given) and _is_word(other.given)):
        score = round(ratio / 2) + birth[0]
        return Likeness(Alike.DOUBTFUL, score, ("họ tên gần giống", *reasons))
    near = _NEAR_OF_A_DAY if same_day else _NEAR_OF_A_YEAR
    if (same_day or birth[1] == SAME_YEAR) and near & set(reasons):
        return Likeness(Alike.SIBLINGS, 0, (*reasons, "tên khác nhau"))
    return None


_NEAR_OF_A_DAY = {"cùng số điện thoại", "cùng trường", "cùng bản"}
_NEAR_OF_A_YEAR = {"cùng số điện thoại"}
_WORD = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|ie|ia|ye|ya|uo|ua|ue|uy|oa|oe|oo|[aeiouy])(?:ch|nh|ng|[cmnptiouy])?"
)


def _is_word(given: str) -> bool:
    """Whether a name without tones could be spoken in Vietnamese."""
    return _WORD.fullmatch(given) is not None


# -- which of many are compared at all --------------------------------------------------------------------------------


def alike_pairs(people: Sequence[Traits]) -> list[tuple[Traits, Traits, Likeness]]:
    """Return the pairs of one list that are alike, the likely ones first; a hundred thousand take seconds.

    Only those are compared who share a birth day; given name and school; given name, commune, and year or day of birth;
    or a telephone: of others too little could be alike.
    """
    blocks: dict[tuple[object, ...], list[int]] = {}
    for place, one in enumerate(people):
        for key in _keys(one):
            blocks.setdefault(key, []).append(place)
    seen: set[tuple[int, int]] = set()
    found = []
    for key, members in blocks.items():
        for first, second in _close(people, members, loose=key[0] in ("phone", "family")):
            if (first, second) not in seen:
                seen.add((first, second))
                alike = likeness(people[first], people[second])
                if alike is not None:
                    found.append((people[first], people[second], alike))
    return sorted(
        found, key=lambda pair: (_ORDER[pair[2].alike], -pair[2].score, pair[0].number, pair[1].number)
    )


_ORDER = {Alike.LIKELY: 0, Alike.DOUBTFUL: 1, Alike.SIBLINGS: 2}


def _close(people: Sequence[Traits], members: Sequence[int], *, loose: bool) -> Iterator[tuple[int, int]]:
    """Pairs of a block whose names are alike; of one telephone or one family all pairs."""
    ratio = fuzz.ratio
    for at, first in enumerate(members):
        name = people[first].name
        for second in members[at + 1 :]:
            if loose or ratio(name, people[second].name, score_cutoff=RATIO_MIN):
                yield first, second


def _keys(one: Traits) -> Iterator[tuple[object, ...]]:
    if one.birth_day is not None:
        yield "born", one.birth_day
        for place in (one.at_school, _place(one.village + one.commune)):
            if place:
                yield "family", one.birth_day, one.family, place
    if one.at_school:
        yield "school", one.at_school, one.given
    if one.commune and one.birth_year is not None:
        yield "home", _place(one.commune), one.given, one.birth_year
        if one.birth_day is not None:  # whoever differs in the year alone
            yield "home", _place(one.commune), one.given, (one.birth_day.day, one.birth_day.month)
    if one.phone:
        yield "phone", one.phone


_place = functools.lru_cache(maxsize=65_536)(fold)  # a commune is written by hundreds


def alike_to(people: Iterable[Traits], wanted: Sequence[Traits]) -> list[list[tuple[Traits, Likeness]]]:
    """Return for each of `wanted` those of `people` who are alike, the likely ones first."""
    blocks: dict[tuple[object, ...], list[Traits]] = {}
    keys = {key for one in wanted for key in _keys(one)}
    for one in people:
        for key in _keys(one):
            if key in keys:
                blocks.setdefault(key, []).append(one)
    return [_alike(blocks, one) for one in wanted]


def _alike(blocks: dict[tuple[object, ...], list[Traits]], one: Traits) -> list[tuple[Traits, Likeness]]:
    others = {other.number: other for key in _keys(one) for other in blocks.get(key, ())}
    found = [
        (other, alike)
        for number, other in sorted(others.items())
        if number != one.number and (alike := likeness(one, other)) is not None
    ]
    return sorted(found, key=lambda pair: (_ORDER[pair[1].alike], -pair[1].score))
