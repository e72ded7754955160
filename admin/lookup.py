"""The look-up: a field that names one of a long register by its number, its name or its telephone.

A register says once how it is searched, scoped to the unit and to a right; a form then holds a `Lookup` of it:

    @register("donor", "giver.look")
    class _Donors:
        def find(self, session, unit, words) -> list[Found]: ...   # at most FOUND_MAX
        def named(self, session, unit, number) -> Found: ...       # raises a KhfundError for what is not the unit's

    donor = Lookup("Nhà hảo tâm", "donor", required=False)         # form.donor.data: the number, or None

While one types, `office.js` asks `/so/<unit>/tim/<register>` by a form (no name in an address) and shows what fits; choosing writes «12 – Lò Thị Mai».
Without scripts one types the number, or a name that only one record has; a name of several is refused with all of
their numbers. With `new=True` a name that stands in no register is taken as it is: `data` is then a str, not an int.
Several looked-up fields may stand in a grid (FieldList of FormField); rows that the script adds work too.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

import attrs
from flask import Response, jsonify, request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.field import Line
from admin.page import Page
from admin.visitor import may, reading, unit
from khfund.errors import KhfundError
from khfund.unit import Unit
from khfund.vietnamese import clean, fold

FOUND_MAX = 8  # records shown at once
WORDS_MAX = 100  # letters of a search
_NUMBERED = re.compile(r"\s*([0-9]{1,9})\s*(?:[-–—·.:].*)?", re.DOTALL)


class NobodyFoundError(KhfundError):
    """What is typed into a look-up is found."""

    message = "Không tìm thấy «{text}»; hãy gõ tên khác, hoặc gõ số."
    english = "«{text}» is not found; type another name, or a number."


class SeveralFoundError(KhfundError):
    """What is typed into a look-up is one record."""

    message = "«{text}» có nhiều người cùng khớp; hãy gõ số của một người: {found}."
    english = "Several fit «{text}»; type the number of one: {found}."


@attrs.frozen
class Found:
    """A record: its number, and the words by which a person knows it."""

    number: int
    words: str

    def __str__(self) -> str:
        return f"{self.number} – {self.words}"


class Register(Protocol):
    """How a register is searched."""

    def find(self, session: Session, unit: Unit, words: str) -> list[Found]:
        """Give the records of the unit that fit the words, the best first, at most FOUND_MAX."""

    def named(self, session: Session, unit: Unit, number: int) -> Found:
        """Give the unit's record of this number.

        Raises: KhfundError where the unit has none.
        """


REGISTERS: dict[str, tuple[str, Register]] = {}


def register(name: str, right: str) -> Any:
    """Register a class of register under a name, for whoever holds the right in the unit."""

    def declare(kind: type[Register]) -> type[Register]:
        REGISTERS[name] = right, kind()
        return kind

    return declare


class Lookup(Line):
    """A field that names one record; `data` is its number, None where nothing is typed.

    `new` takes a name that is in no register too: `data` is then the cleaned name.
    """

    def __init__(self, label: str, register: str, *, new: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.register, self.new = register, new

    def __call__(self, **marks: Any) -> Any:
        """Show the field; the script knows it by its `data-lookup`."""
        marks.setdefault("data-lookup", url_for("lookups.find", register=self.register))
        return super().__call__(autocomplete="off", **marks)

    def pre_validate(self, form: Any) -> None:
        """An empty look-up names nobody."""
        self.data = self.data or None

    def read(self, text: str) -> int | str:
        """Find the record; only numbers and what the unit's register finds are accepted."""
        right, records = REGISTERS[self.register]
        numbered = _NUMBERED.fullmatch(text)
        if numbered is not None and not text.strip().startswith("0") and may(right):
            return records.named(reading(), unit(), int(numbered[1])).number
        if self.new and any(letter.isalpha() for letter in text):
            return clean(text)
        found = records.find(reading(), unit(), text[:WORDS_MAX]) if may(right) else []
        whole = [one for one in found if fold(one.words.partition(",")[0]) == fold(clean(text))]
        if len(found) > 1 and len(whole) != 1:
            raise SeveralFoundError(text=text, found="; ".join(map(str, found)))
        if not found:
            raise NobodyFoundError(text=text)
        return (whole or found)[0].number

    def write(self, value: int | str) -> str:
        """Write a record as the script would have chosen it."""
        if isinstance(value, str):
            return value
        return str(REGISTERS[self.register][1].named(reading(), unit(), value))


class Lookups(Page):
    """What the script asks while somebody types."""

    looks = "office.look"
    title = "Tra cứu"
    address = "tim"

    @expose("/")
    def index(self) -> Any:
        """Nothing is looked up here without a register."""
        return Response(status=404)

    @expose("/<register>", methods=("GET", "POST"))
    def find(self, register: str) -> Any:
        """Give the records that fit, as JSON: [{"number": 12, "words": "Lò Thị Mai"}]."""
        if register not in REGISTERS:
            return Response(status=404)
        right, records = REGISTERS[register]
        if not may(right):
            return self.inaccessible_callback(right)
        words = request.values.get("q", "").replace("\0", "").strip()[:WORDS_MAX]
        found = records.find(reading(), unit(), words) if words else []
        return jsonify([attrs.asdict(one) for one in found[:FOUND_MAX]])
