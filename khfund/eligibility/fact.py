"""Facts about a candidate: what the rules ask for, in one vocabulary, each with the paper that proves it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date

import attrs

from khfund.calendar import format_day, parse_day
from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact_kind import FACTS, FactKind, Value
from khfund.errors import KhfundError
from khfund.vietnamese import fold

__all__ = [
    "FACTS",
    "Fact",
    "FactKind",
    "FactUnknownError",
    "FactValueError",
    "Facts",
    "Value",
    "read_value",
    "say",
]

GRADE_MAX = 12  # Luật Giáo dục 2019, Điều 28


class FactUnknownError(KhfundError):
    """A fact is one of the vocabulary."""

    message = "Không có dữ kiện tên «{key}»{near}; xem các tên dùng được bằng `khfund rulebook facts`."
    english = "There is no fact named “{key}”{near}; see the names in use by `khfund rulebook facts`."


class FactValueError(KhfundError):
    """A fact has a value of its kind."""

    message = "«{text}» không dùng được cho «{name}»; hãy ghi một trong: {allowed}."
    english = "“{text}” cannot be used for “{name}”; write one of: {allowed}."


@attrs.frozen
class Fact:
    """What is known: `key` of FACTS, a value of its kind, and the paper; without `evidence` it is only said."""

    key: str
    value: Value
    evidence: Evidence | None = None


Facts = Mapping[str, Fact]
"""Key → fact. A key that is missing is unknown, which is neither yes nor no."""

_YES = {"co", "yes", "y", "true", "dung", "1", "x"}
_NO = {"khong", "no", "n", "false", "sai", "0", "ko"}


def find_kind(key: str) -> FactKind:
    """Return the kind of fact with this key.

    Raises: FactUnknownError.
    """
    if key not in FACTS:
        alike = difflib.get_close_matches(key, FACTS, n=1)
        raise FactUnknownError(key=key, near=f" (có phải «{alike[0]}»?)" if alike else "")
    return FACTS[key]


def read_value(key: str, text: str) -> Value:
    """Read what an officer typed for a fact: a stored value ("near_poor") or its words («hộ cận nghèo», «có», 7).

    Raises: FactUnknownError, FactValueError, DayError.
    """
    kind, plain = find_kind(key), " ".join(text.split())
    if kind.day:
        return parse_day(plain).isoformat()
    if kind.number:
        return _read_grade(kind, plain)
    if kind.is_yes_or_no:
        return _read_yes_or_no(kind, plain)
    words = fold(plain)
    for value, name in kind.values.items():
        if words in (value, fold(name), fold(kind.said.get(value, name))):
            return value
    raise FactValueError(text=text, name=kind.name, allowed=allowed(kind))


def _read_grade(kind: FactKind, text: str) -> int:
    digits = fold(text).removeprefix("lop").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= GRADE_MAX):
        raise FactValueError(text=text, name=kind.name, allowed=allowed(kind))
    return int(digits)


def _read_yes_or_no(kind: FactKind, text: str) -> bool:
    words = fold(text)
    if words in _YES or words == fold(kind.said[True]):
        return True
    if words in _NO or words == fold(kind.said[False]):
        return False
    raise FactValueError(text=text, name=kind.name, allowed=allowed(kind))


def allowed(kind: FactKind) -> str:
    """Word what may be written for a fact."""
    if kind.day:
        return "một ngày như 22/11/2026"
    if kind.number:
        return f"số từ 1 đến {GRADE_MAX}"
    if kind.is_yes_or_no:
        return "có, không"
    return ", ".join(f"{value} ({words})" for value, words in kind.values.items())


def is_value_of(kind: FactKind, value: object) -> bool:
    """Whether a stored value belongs to its kind."""
    if kind.is_yes_or_no:
        return isinstance(value, bool)
    if kind.number:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= GRADE_MAX
    if kind.day:
        return isinstance(value, str) and _is_day(value)
    return isinstance(value, str) and value in kind.values


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def say(fact: Fact) -> str:
    """Word a fact as part of a Vietnamese sentence: «mồ côi cả bố và mẹ», «học lớp 7».

    Raises: FactUnknownError.
    """
    return say_value(find_kind(fact.key), fact.value)


def say_value(kind: FactKind, value: Value) -> str:
    """Word a value of a kind of fact as part of a Vietnamese sentence."""
    if not is_value_of(kind, value):
        return f"{kind.name} ghi là «{value}»"
    if kind.number:
        return f"học {kind.name} {value}"
    if kind.day:
        return f"sinh ngày {format_day(date.fromisoformat(str(value)))}"
    if value in kind.said:
        return kind.said[value]
    words = kind.values[str(value)]
    return words if kind.denial is not None and kind.key != "honour" else f"{kind.name}: {words}"
