"""The fields of forms: what an officer types as officers write it, read by khfund's own strict readers.

A field keeps what was typed, so that nothing is lost when something is wrong, and tells what is wrong in the words of
the refusal. `data` holds the value that was read: whole đồng, a date, a month, a cleaned text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, StopValidation, ValidationError
from wtforms.widgets import TextArea

from admin.sentence import sentence
from admin.words import Lazy
from khfund import money
from khfund.calendar import DateRange, Month, format_day, parse_day
from khfund.errors import KhfundError
from khfund.ledger.deposit_interest import Term, parse_rate, written
from khfund.scholarships.coverage import percent, read_percent
from khfund.vietnamese import require_plain


class FieldEmptyError(KhfundError):
    """A field that is needed holds something."""

    message = "Hãy điền ô này."
    english = "Fill in this field."


class ChoiceUnknownError(KhfundError):
    """A choice is one of those that are offered."""

    message = "«{text}» không có trong danh sách; hãy chọn lại."
    english = "«{text}» is not in the list; choose again."


class NumberUnclearError(KhfundError):
    """A number is whole and not negative."""

    message = "«{text}» không phải là số nguyên từ 0 trở lên."
    english = "«{text}» is no whole number from 0 upwards."


DAYS = "2026, 3/2026 hoặc 1/1/2026 đến 30/6/2026."


class _Required(InputRequired):
    def __call__(self, form: Any, field: Any) -> None:
        if not any(str(one).strip() for one in field.raw_data or []):
            field.errors[:] = []
            raise StopValidation(sentence(FieldEmptyError()))


class _Read(StringField):
    """A text that is read into a value; a refusal becomes the field's error, and the typed text stays."""

    numeric = False

    def __init__(self, label: str, *, required: bool = True, hint: str = "", **more: Any) -> None:
        validators = [_Required() if required else Optional(), *more.pop("validators", [])]
        super().__init__(Lazy(label), validators, description=Lazy(hint) if hint else "", **more)
        self.typed = ""

    def process_data(self, value: Any) -> None:
        """Start from a value."""
        self.data = value
        self.typed = "" if value is None else self.write(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was typed, and read it."""
        if not valuelist:
            return
        self.typed = valuelist[0]
        self.data = None
        if not self.typed.strip():
            return
        try:
            require_plain(self.typed)
            self.data = self.read(self.typed)
        except KhfundError as refusal:
            raise ValueError(sentence(refusal)) from refusal

    def _value(self) -> str:
        return self.typed

    def read(self, text: str) -> Any:
        """Read what was typed."""
        return text.strip()

    def write(self, value: Any) -> str:
        """Write a value as it would be typed."""
        return str(value)


class Line(_Read):
    """One line of text; empty is "" where it is not required."""

    def pre_validate(self, form: Any) -> None:
        """An empty text is a text."""
        self.data = self.data or ""


class Paragraph(Line):
    """A text of several lines."""

    widget = TextArea()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read every line; each must be plain text."""
        if not valuelist:
            return
        self.typed, self.data = valuelist[0], ""
        lines = self.typed.replace("\r\n", "\n").strip().split("\n")
        try:
            for line in lines:
                require_plain(line)
        except KhfundError as refusal:
            raise ValueError(sentence(refusal)) from refusal
        self.data = "\n".join(lines)


class Money(_Read):
    """An amount of whole đồng: 1.234.567, 2,6 triệu."""

    numeric = True

    def read(self, text: str) -> int:
        """Read an amount."""
        return money.parse(text)

    def write(self, value: int) -> str:
        """Write an amount."""
        return money.format(value)


class Day(_Read):
    """A day: 22/11/2026."""

    numeric = True

    def read(self, text: str) -> date:
        """Read a day."""
        return parse_day(text)

    def write(self, value: date) -> str:
        """Write a day."""
        return format_day(value)


class InMonth(_Read):
    """A month: 3/2026."""

    numeric = True

    def read(self, text: str) -> Month:
        """Read a month."""
        return Month.parse(text)

    def write(self, value: Month) -> str:
        """Write a month."""
        return f"{value.first:%m/%Y}"


class Days(_Read):
    """Some days: a year, a quarter, a month, a day, or from one day to another."""

    numeric = True

    def __init__(self, label: str, *, hint: str = DAYS, **more: Any) -> None:
        super().__init__(label, hint=hint, **more)

    def read(self, text: str) -> DateRange:
        """Read the days."""
        return DateRange.parse(text)


class Percent(_Read):
    """A rate in per cent a year: 4,75."""

    numeric = True

    def read(self, text: str) -> Decimal:
        """Read a rate."""
        return parse_rate(text)

    def write(self, value: Decimal) -> str:
        """Write a rate."""
        return written(value)


class Portion(_Read):
    """A part of a whole in per cent, to the hundredth: 33,33; kept in basis points."""

    numeric = True

    def read(self, text: str) -> int:
        """Read a part."""
        return read_percent(text)

    def write(self, value: int) -> str:
        """Write a part."""
        return percent(value)


class TermLength(_Read):
    """How long a deposit stays: 6 tháng, 182 ngày."""

    numeric = True

    def read(self, text: str) -> Term:
        """Read a term."""
        return Term.parse(text)


class Number(_Read):
    """A whole number from 0 to 2⁶³-1."""

    numeric = True

    def read(self, text: str) -> int:
        """Read a number."""
        plain = text.strip().replace(".", "")
        if not (plain.isascii() and plain.isdigit()) or len(plain) > 18:
            raise NumberUnclearError(text=text)
        return int(plain)


class Secret(StringField):
    """A password or a code; never kept in a command, never shown again."""

    def __init__(self, label: str, *, hint: str = "", **more: Any) -> None:
        super().__init__(Lazy(label), [_Required()], description=Lazy(hint) if hint else "", **more)

    def _value(self) -> str:
        return ""


class Tick(BooleanField):
    """A box to tick."""

    def __init__(self, label: str, *, hint: str = "", **more: Any) -> None:
        super().__init__(Lazy(label), description=Lazy(hint) if hint else "", **more)


class Choice(SelectField):
    """One of a list: values of an enumeration with their names, or pairs set in the form's `prepare`.

    What is not required offers an empty line first, whose value is None.
    """

    def __init__(
        self,
        label: str,
        choices: dict[Any, str] | None = None,
        *,
        required: bool = True,
        hint: str = "",
        coerce: Callable[[str], Any] = str,
        **more: Any,
    ) -> None:
        validators = [_Required()] if required else [Optional()]
        super().__init__(
            Lazy(label),
            validators,
            description=Lazy(hint) if hint else "",
            coerce=_empty_or(coerce),
            validate_choice=False,
            **more,
        )
        self.required = required
        self.offer((value, Lazy(name)) for value, name in (choices or {}).items())

    def offer(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Set what may be chosen: value and name."""
        empty: list[tuple[Any, Any]] = [] if self.required else [("", "—")]
        self.choices = [*empty, *((_plain(value), name) for value, name in pairs)]

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        offered = {str(value) for value, _name in self.choices or []}
        if self.data is not None and str(_plain(self.data)) not in offered:
            raise ValidationError(sentence(ChoiceUnknownError(text=str(self.data))))


class Picks(SelectMultipleField):
    """Boxes beside the rows of a table, of which several are ticked; `data` holds the values, as text.

    The form's `prepare` offers the rows; the template shows a box for each, by `parts.html`'s macro `pick`.
    """

    def __init__(self, label: str, *, required: bool = True, hint: str = "", **more: Any) -> None:
        validators = [_Required()] if required else [Optional()]
        super().__init__(
            Lazy(label),
            validators,
            description=Lazy(hint) if hint else "",
            choices=[],
            validate_choice=False,
            **more,
        )

    def offer(self, values: Iterable[Any], *, ticked: bool = False) -> None:
        """Set what may be ticked; `ticked` ticks everything at first."""
        self.choices = [(str(value), "") for value in values]
        if ticked and not self.raw_data and getattr(self, "data", None) is None:
            self.data: Any = [value for value, _name in self.choices]

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        offered = {value for value, _name in self.choices or []}
        for value in list(getattr(self, "data", None) or []):
            if value not in offered:
                raise ValidationError(sentence(ChoiceUnknownError(text=value)))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _empty_or(coerce: Callable[[str], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is None or value == "":
            return None
        return coerce(value)

    return read


class Upload(FileField):
    """One file; `data` holds it, `read()` gives its content."""

    def __init__(
        self, label: str, *, required: bool = True, hint: str = "", accept: str = "", **more: Any
    ) -> None:
        super().__init__(Lazy(label), description=Lazy(hint) if hint else "", **more)
        self.needed, self.accept = required, accept
        self.flags.required = required
        self.render_kw = {"accept": accept} if accept else None
        self.content = b""

    def pre_validate(self, form: Any) -> None:
        """Take in the file, once; an empty choice counts as none."""
        if isinstance(self.data, FileStorage) and self.data.filename:
            self.content = self.data.read()
        elif self.needed:
            raise ValidationError(sentence(FieldEmptyError()))

    @property
    def name_given(self) -> str:
        """The file's name as the browser told it, without any folder."""
        name = self.data.filename if isinstance(self.data, FileStorage) else ""
        return (name or "").replace("\\", "/").rpartition("/")[2]

    @property
    def sha256(self) -> str:
        """The digest by which a command names the file."""
        return hashlib.sha256(self.content).hexdigest()


__all__ = [
    "Choice",
    "Day",
    "Days",
    "FieldList",
    "FormField",
    "InMonth",
    "Line",
    "Money",
    "MultipleFileField",
    "Number",
    "Paragraph",
    "Percent",
    "Picks",
    "Portion",
    "Secret",
    "TermLength",
    "Tick",
    "Upload",
]
