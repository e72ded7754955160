"""The value of a fact: one of the words of its kind, a whole number, or yes and no; as text in the books."""

from __future__ import annotations

from khfund.eligibility.fact import FACTS, FactKind, Value
from khfund.errors import KhfundError

GRADE_MAX = 12


class FactKeyError(KhfundError):
    """A fact is of one of the kinds that the rules ask for."""

    message = "Không có loại thông tin «{key}»; các loại: {keys}."
    english = "There is no kind of fact «{key}»; the kinds are: {keys}."


class FactValueError(KhfundError):
    """A fact has a value of its kind; what was said is not repeated."""

    message = "Giá trị của «{fact}» không dùng được; hãy chọn: {values}."
    english = "The value of «{fact}» cannot be used; choose one of: {values}."


def fact_kind(key: str) -> FactKind:
    """Return the kind of fact with this key.

    Raises: FactKeyError.
    """
    if key not in FACTS:
        raise FactKeyError(key=key, keys=", ".join(FACTS))
    return FACTS[key]


def read_value(key: str, value: Value) -> Value:
    """Return the value as its kind has it; a text is read as people write it: "có", "không", "7", "poor".

    Raises: FactKeyError, FactValueError.
    """
    kind = fact_kind(key)
    if kind.values:
        good, read = value in kind.values, value
    elif kind.number:
        read = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
        good = isinstance(read, int) and not isinstance(read, bool) and 1 <= read <= GRADE_MAX
    else:
        read = _YES_AND_NO.get(value.strip().lower(), value) if isinstance(value, str) else value
        good = isinstance(read, bool)
    if not good:
        raise FactValueError(fact=kind.name, values=", ".join(kind.values) or _other_values(kind))
    return read


_YES_AND_NO: dict[str, bool] = {
    "có": True,
    "yes": True,
    "true": True,
    "không": False,
    "no": False,
    "false": False,
}


def _other_values(kind: FactKind) -> str:
    return f"số từ 1 đến {GRADE_MAX}" if kind.number else "có, không"


def written(value: Value) -> str:
    """Write a value as the books keep it."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def unwritten(key: str, kept: str) -> Value:
    """Read a value that the books keep."""
    kind = FACTS[key]
    if kind.values:
        return kept
    return int(kept) if kind.number else kept == "true"


def spoken(key: str, value: Value) -> str:
    """A value in the words of people."""
    if isinstance(value, bool):
        return "có" if value else "không"
    return FACTS[key].values.get(str(value), str(value))
