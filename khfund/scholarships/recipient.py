"""Recipients: whom money and honours go to. What is stored here is protected; of a minor only a code may be shown.

The register of a unit keeps who was entered; a correction, a merger and its undoing are written beside it
(`recipient_change`), so that the register of any earlier day can be told.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    func,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from khfund.calendar import today as day_of
from khfund.db import Base, Whole, insert_rows, one_of
from khfund.eligibility.age import age_on
from khfund.errors import KhfundError
from khfund.vietnamese import clean, fold, sort_key, suspicious

if TYPE_CHECKING:
    from khfund.command import Command

YEAR_MIN = 1900
ADULT_AGE = 18
IN_MAX = 900  # numbers in one question; more are asked for as a stretch


class RecipientUnknownError(KhfundError):
    """A recipient is known by a number in the unit's register; a name is never repeated in a message."""

    message = "Sổ của đơn vị không có người nhận số {number}."
    english = "The unit's register has no recipient number {number}."


class RecipientNameMissingError(KhfundError):
    """A recipient has a name of at most 120 characters."""

    message = "Hãy ghi họ tên người nhận (tối đa 120 ký tự)."
    english = "Enter the name of the recipient (at most 120 characters)."


class RecipientTextError(KhfundError):
    """What is written of a recipient hides nothing and imitates no letter; it is never repeated in a message."""

    message = "Thông tin của người nhận có ký tự lạ {character} (ẩn hoặc giả dạng chữ thường); hãy gõ lại bằng bàn phím tiếng Việt."
    english = "What is written of the recipient holds {character}, which hides or imitates; retype it."


class BirthUnfitError(KhfundError):
    """A birth lies before today and after 1899, and a day of birth lies in the year that is given with it."""

    message = "Ngày sinh hoặc năm sinh của người nhận không đúng ({reason}); hãy xem lại giấy khai sinh."
    english = "The recipient's day or year of birth is not right ({reason}); look at the birth certificate."


class RecipientPhoneError(KhfundError):
    """A telephone number has 9 to 11 digits; it is never repeated in a message."""

    message = "Số điện thoại của người nhận không đúng; hãy ghi 10 chữ số như 0912 345 678, hoặc để trống."
    english = "The recipient's telephone number is not right; write 10 digits like 0912 345 678, or nothing."


class RecipientKind(enum.StrEnum):
    """Who receives."""

    PUPIL = "pupil"
    STUDENT = "student"
    ADULT = "adult"
    SCHOOL = "school"


class Sex(enum.StrEnum):
    """As the list says; empty where it does not."""

    FEMALE = "female"
    MALE = "male"
    UNSAID = ""


@attrs.frozen
class Particulars:
    """What is known of a recipient; an empty text means not known, `birth_year` alone that the day is not."""

    full_name: str
    kind: RecipientKind = RecipientKind.PUPIL
    birth_day: date | None = None
    birth_year: int | None = None
    sex: Sex = Sex.UNSAID
    village: str = ""
    commune: str = ""
    phone: str = ""


class Recipient(Base):
    """Somebody who may receive; `birth_year` alone where the day is not known. A merged one stands for another."""

    __tablename__ = "recipient"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        Index("ix_recipient_sort_key", "unit_id", "sort_key"),
        Index("ix_recipient_search_fold", "search_fold"),
        Index(
            "ix_recipient_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[RecipientKind] = mapped_column(one_of(RecipientKind))
    full_name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[bytes] = mapped_column(LargeBinary)
    search_fold: Mapped[str] = mapped_column(String(120))
    birth_day: Mapped[date | None]
    birth_year: Mapped[int | None]
    sex: Mapped[Sex] = mapped_column(one_of(Sex))
    village: Mapped[str] = mapped_column(String(120))
    commune: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(20))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def particulars(self) -> Particulars:
        """What is known now."""
        return Particulars(*(getattr(self, name) for name in PARTICULARS))

    def age_at_most(self, on: date) -> int | None:
        """The completed years on a day; with a bare year of birth the greatest possible, None where nothing is known.

        Who was born on 29 February is a year older on 28 February where a year has no such day.
        """
        if self.birth_day is None:
            return None if self.birth_year is None else on.year - self.birth_year
        return age_on(self.birth_day, on)

    def is_minor(self, on: date) -> bool:
        """Whether to treat as under 18 on a day: a pupil whose birth is unknown is, and a bare year counts to its end.

        Source: Luật 91/2025/QH15 Điều 24; domain, section 4.1 (all under 18 alike).
        """
        if self.kind in (RecipientKind.ADULT, RecipientKind.SCHOOL):
            return False
        age = self.age_at_most(on)
        return age is None or age - (self.birth_day is None) < ADULT_AGE


PARTICULARS = tuple(field.name for field in attrs.fields(Particulars))
_values = attrgetter(*PARTICULARS)


def enter_recipient(  # noqa: PLR0913  what a list says of a person
    session: Session,
    command: Command,
    full_name: str,
    kind: RecipientKind,
    *,
    birth_day: date | None = None,
    birth_year: int | None = None,
    sex: Sex = Sex.UNSAID,
    village: str = "",
    commune: str = "",
    phone: str = "",
) -> Recipient:
    """Enter a recipient in the register of the command's unit; ask `similar_recipients` first.

    Raises: what `sound` raises.
    """
    told = Particulars(full_name, kind, birth_day, birth_year, sex, village, commune, phone)
    (number,) = enter_recipients(session, command, [sound(told, day_of(command.at))])
    return session.get_one(Recipient, number)


def sound(told: Particulars, today: date) -> Particulars:
    """Return the particulars with clean texts, the telephone as digits and the year of birth from its day.

    Raises: RecipientNameMissingError, RecipientTextError, BirthUnfitError, RecipientPhoneError.
    """
    for given in (told.full_name, told.village, told.commune):
        for letter, _reason in suspicious(given):
            raise RecipientTextError(character=f"U+{ord(letter):04X}")
    name = clean(told.full_name)
    if not 0 < len(name) <= 120 or not any(map(str.isalpha, name)):
        raise RecipientNameMissingError
    return attrs.evolve(
        told,
        full_name=name,
        birth_year=_birth_year(told, today),
        village=clean(told.village)[:120],
        commune=clean(told.commune)[:120],
        phone=_phone(told.phone),
    )


def _birth_year(told: Particulars, today: date) -> int | None:
    year = told.birth_day.year if told.birth_day else told.birth_year
    if year is None:
        return None
    if told.birth_year not in (None, year):
        raise BirthUnfitError(reason="ngày sinh không nằm trong năm sinh")
    if year < YEAR_MIN or year > today.year or (told.birth_day is not None and told.birth_day > today):
        raise BirthUnfitError(reason="sau hôm nay hoặc trước năm 1900")
    return year


def _phone(written: str) -> str:
    digits = re.sub(r"^(\+|00)?84", "0", re.sub(r"[\s.()-]", "", written))
    if digits and re.fullmatch(r"0?[0-9]{9,10}", digits) is None:
        raise RecipientPhoneError
    return digits if digits.startswith("0") or not digits else f"0{digits}"  # Excel drops the first nought


_COLUMNS = (
    "id", "unit_id", "kind", "full_name", "sort_key", "search_fold", "birth_day", "birth_year", "sex", "village",
    "commune", "phone", "command_number",
)  # fmt: skip


def enter_recipients(session: Session, command: Command, told: Sequence[Particulars]) -> list[int]:
    """Enter many recipients whose particulars are `sound` and return their numbers, in order."""
    first = (session.scalar(select(func.max(Recipient.id))) or 0) + 1
    unit_id, number = command.unit, command.number
    rows = [
        (
            recipient, unit_id, t.kind.value, t.full_name, key_of(t), fold(t.full_name),
            t.birth_day.isoformat() if t.birth_day else None, t.birth_year, t.sex.value, t.village, t.commune,
            t.phone, number,
        )
        for recipient, t in enumerate(told, first)
    ]  # fmt: skip
    if not rows:
        return []
    insert_rows(session, "recipient", _COLUMNS, rows)
    numbers = [row[0] for row in rows]
    figures = "\n".join(f"{recipient}|{unit_id}" for recipient in numbers)
    command.witness("recipient", figures, "\n".join(line_of(_values(t)) for t in told))
    return numbers


def key_of(told: Particulars) -> bytes:
    """The key by which lists of recipients are ordered."""
    return sort_key(told.full_name, given_name_first=told.kind is not RecipientKind.SCHOOL)


def line_of(values: Iterable[Any]) -> str:
    """The line by which the log vouches for particulars, in the order of PARTICULARS."""
    return "|".join("" if value is None else str(value) for value in values)


# -- reads ------------------------------------------------------------------------------------------------------------


def find_recipient(session: Session, unit_id: int, number: int) -> Recipient:
    """Return a recipient of the unit's register; for a merged one, the one it stands for.

    Raises: RecipientUnknownError.
    """
    found = find_entry(session, unit_id, number)
    return found if found.merged_into_id is None else find_recipient(session, unit_id, found.merged_into_id)


def find_entry(session: Session, unit_id: int, number: int) -> Recipient:
    """Return an entry of the unit's register as it stands, merged or not.

    Raises: RecipientUnknownError.
    """
    found = session.get(Recipient, number)
    if found is None or found.unit_id != unit_id:
        raise RecipientUnknownError(number=number)
    return found


def search_recipients(session: Session, unit_id: int, words: str, *, limit: int = 50) -> list[Recipient]:
    """Return recipients whose name holds all the words, with or without tones, in the order of Vietnamese names."""
    query = select(Recipient).where(Recipient.unit_id == unit_id, Recipient.merged_into_id.is_(None))
    for word in fold(words).split():
        query = query.where(Recipient.search_fold.contains(word, autoescape=True))
    return list(session.scalars(query.order_by(Recipient.sort_key, Recipient.id).limit(limit)))


def require_own(session: Session, command: Command, numbers: Collection[int]) -> None:
    """Require that all these entries stand in the register of the command's unit.

    Raises: RecipientUnknownError, for the lowest number that does not.
    """
    if not numbers:
        return
    own = select(Recipient.id).where(Recipient.unit_id == command.unit, among(Recipient.id, numbers))
    strange = set(numbers) - set(session.scalars(own))
    if strange:
        raise RecipientUnknownError(number=min(strange))


def one_person(session: Session, numbers: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return for each number all the entries that are the same person, the one that stands for them first."""
    merged = select(Recipient.id, Recipient.merged_into_id).where(Recipient.merged_into_id.is_not(None))
    into: dict[int, int] = {one: other for one, other in session.execute(merged) if other is not None}
    if not into:
        return {number: (number,) for number in numbers}
    entries: dict[int, list[int]] = {}
    for number in into:
        entries.setdefault(_standing_for(into, number), []).append(number)
    standing = {number: _standing_for(into, number) for number in numbers}
    return {number: (survivor, *sorted(entries.get(survivor, ()))) for number, survivor in standing.items()}


def _standing_for(into: Mapping[int, int], number: int) -> int:
    while number in into:
        number = into[number]
    return number


def among(column: InstrumentedAttribute[int], numbers: Collection[int]) -> ColumnElement[bool]:
    """A condition that rows of these recipients meet; of a long list also rows in between, which the caller leaves out.

    A hundred thousand numbers would be more than an engine takes in one question.
    """
    if len(numbers) <= IN_MAX:
        return column.in_(numbers)
    return column.between(min(numbers), max(numbers))


def entries_of(
    session: Session, column: InstrumentedAttribute[int], numbers: Collection[int]
) -> tuple[dict[int, list[int]], ColumnElement[bool]]:
    """Entry of the register → the recipients asked for whose entry it is, and the condition that finds their rows."""
    whose: dict[int, list[int]] = {}
    for asked, entries in one_person(session, numbers).items():
        for entry in entries:
            whose.setdefault(entry, []).append(asked)
    return whose, among(column, whose)
