"""attrs values as plain JSON and back, exactly: what a stored paper says is never guessed at."""

from __future__ import annotations

import enum
import functools
import types
import typing
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeVar

import attrs

from khfund.errors import KhfundError


class SnapshotUnreadableError(KhfundError):
    """A stored paper has exactly the parts that its kind of paper has."""

    message = (
        "Không đọc được bản lưu của chứng từ: {reason}. Hãy báo người phụ trách; đừng in lại từ số liệu khác."
    )
    english = "The stored snapshot of a paper cannot be read: {reason}. Tell the person in charge."
    exit_code = 4


Value = TypeVar("Value")


def write(value: attrs.AttrsInstance) -> dict[str, Any]:
    """A plain dict of the value's parts: days in ISO form, enumerations as their values, tuples as lists."""
    return attrs.asdict(value, value_serializer=_plain)


def _plain(_owner: object, _attribute: object, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, enum.Enum) else value


def read(cls: type[Value], parts: dict[str, Any]) -> Value:
    """The value that `write` wrote down.

    Raises: SnapshotUnreadableError where a part is missing, unknown, or of another type.
    """
    try:
        return typing.cast("Value", _reader(typing.cast("Hashable", cls))(parts))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise SnapshotUnreadableError(reason=str(error)) from error


@functools.cache
def _reader(wanted: Any) -> Callable[[Any], Any]:
    """What turns plain JSON into `wanted`; made once for each type, for a list holds thousands of parts."""
    if typing.get_origin(wanted) is tuple:
        (item, _dots) = typing.get_args(wanted)
        read_item = _reader(item)
        return lambda value: tuple(map(read_item, value))
    if isinstance(wanted, types.UnionType):
        (some,) = (choice for choice in typing.get_args(wanted) if choice is not types.NoneType)
        read_some = _reader(some)
        return lambda value: None if value is None else read_some(value)
    if attrs.has(wanted):
        hints = typing.get_type_hints(wanted)
        parts = {field.name: _reader(hints[field.name]) for field in attrs.fields(wanted)}
        return lambda value: wanted(**{name: parts[name](part) for name, part in value.items()})
    if wanted is date:
        return date.fromisoformat
    return wanted if issubclass(wanted, enum.Enum) else functools.partial(_plainly, wanted)


def _plainly(wanted: type[Any], value: Any) -> Any:
    if type(value) is not wanted:
        raise TypeError(f"{value!r} không phải {wanted.__name__}")
    return value
