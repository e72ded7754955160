"""What khfund says when it refuses: one class per rule, and lists of problems for whole files.

A refusal carries its facts as data, so that the command line, the office and a program can each tell them in
their own way. The sentence says what is wrong, why, and what to do.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

import attrs


class KhfundError(Exception):
    """An action is refused; nothing has changed.

    `message` is the Vietnamese sentence and `english` the same in English; both are filled from the facts given to
    the constructor. Format `:dong` writes 1.234.567 đ, `:so` writes 1.234.567.
    """

    message: ClassVar[str] = "Việc này bị từ chối."
    english: ClassVar[str] = "The action is refused."
    exit_code: ClassVar[int] = 2

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.text("vi"))

    @property
    def rule(self) -> str:
        """The refused rule as one word: PeriodClosedError is `period_closed`."""
        name = type(self).__name__.removesuffix("Error")
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()

    def text(self, language: str = "vi") -> str:
        """The sentence in `language` ("vi" or "en")."""
        template = self.english if language == "en" else self.message
        return _SPEECH.vformat(template, (), self.facts)

    def __str__(self) -> str:
        return self.text("vi")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.facts)


def _rebuild(kind: type[KhfundError], facts: dict[str, Any]) -> KhfundError:
    return kind(**facts)


class _Speech(string.Formatter):
    """Fills a sentence; amounts get their dots, hostile text becomes visible."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in ("so", "dong"):
            figure = f"{value:,}".replace(",", ".")
            return figure if format_spec == "so" else f"{figure} đ"
        if isinstance(value, str):
            value = visible(value)
        return str(super().format_field(value, format_spec))


_SPEECH = _Speech()


def speak(template: str, **facts: Any) -> str:
    """Fill a sentence as refusals are filled: `:dong` writes 1.234.567 đ, `:so` 1.234.567, hostile text is shown."""
    return _SPEECH.vformat(template, (), facts)


def visible(text: str, *, longest: int = 200) -> str:
    """Show control, direction and zero-width characters as <U+202E>, and cut what is longer than `longest`."""
    if len(text) <= longest and text.isprintable():
        return text
    shown = "".join(
        f"<U+{ord(letter):04X}>"
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        else letter
        for letter in text[:longest]
    )
    return shown if len(text) <= longest else shown + "…"


class IntegrityError(KhfundError):
    """The stored books contradict themselves."""

    message = "Sổ không khớp: {finding}. Hãy dừng ghi sổ và báo người phụ trách."
    english = "The books contradict themselves: {finding}. Stop writing and call the person in charge."
    exit_code = 4


class BusyError(KhfundError):
    """Another person is writing at this moment."""

    message = "Đang có người khác ghi sổ; chưa có gì thay đổi. Hãy thử lại sau ít giây."
    english = "Somebody else is writing at this moment; nothing has changed. Try again in a few seconds."
    exit_code = 3


class StorageError(KhfundError):
    """The books cannot be read from or written to their place."""

    message = "Không đọc hoặc ghi được nơi lưu sổ: {reason}. Chưa có gì thay đổi."
    english = "The place where the books are kept cannot be read or written: {reason}. Nothing has changed."
    exit_code = 5


@attrs.frozen
class Place:
    """Where in somebody's file a problem lies; rows count from 1 as the officer sees them."""

    file: str
    sheet: str | None = None
    row: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        parts = [visible(self.file)]
        if self.sheet is not None:
            parts.append(f"trang tính «{visible(self.sheet)}»")
        if self.row is not None:
            parts.append(f"dòng {self.row}")
        if self.cell is not None:
            parts.append(f"ô {self.cell}")
        return ", ".join(parts)


@attrs.frozen
class Problem:
    """One mistake of a batch, with its place."""

    place: Place
    error: KhfundError

    def __str__(self) -> str:
        return f"{self.place}: {self.error}"


class ProblemsFound(KhfundError):  # noqa: N818  it tells of many errors
    """A whole batch is refused because of the problems listed in `problems`."""

    message = "{file}: có {count} chỗ cần sửa; chưa nhập gì. Chỗ đầu tiên: {first}"
    english = "{file}: {count} places need mending; nothing was taken in. The first: {first}"

    def __init__(self, *, file: str, problems: Sequence[Problem], **_derived: Any) -> None:
        self.problems = tuple(problems)
        super().__init__(
            file=file, problems=self.problems, count=len(self.problems), first=str(self.problems[0])
        )
