"""Recipients: whom money and honours go to. What is stored here is protected; only `public_code` may be shown of a minor."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of
from khfund.errors import KhfundError
from khfund.vietnamese import clean, fold, require_plain, sort_key

if TYPE_CHECKING:
    from khfund.command import Command


class RecipientUnknownError(KhfundError):
    """A recipient is known by a number in the unit's register; a name is never repeated in a message."""

    message = "Sổ của đơn vị không có người nhận số {number}."
    english = "The unit's register has no recipient number {number}."


class RecipientNameMissingError(KhfundError):
    """A recipient has a name of at most 120 characters."""

    message = "Hãy ghi họ tên người nhận (tối đa 120 ký tự)."
    english = "Enter the name of the recipient (at most 120 characters)."


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


class Recipient(Base):
    """Somebody who may receive; `birth_year` alone where the day is not known. A merged one stands for another."""

    __tablename__ = "recipient"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        Index("ix_recipient_sort_key", "unit_id", "sort_key"),
        Index("ix_recipient_search_fold", "search_fold"),
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

    def is_minor(self, on: date) -> bool:
        """Whether to treat as under 18 on a day: a pupil whose birth is unknown is, and a bare year counts to its end.

        Source: Luật 91/2025/QH15 Điều 24; domain, section 4.1 (all under 18 alike).
        """
        if self.kind in (RecipientKind.ADULT, RecipientKind.SCHOOL):
            return False
        if self.birth_day is not None:
            had_birthday = (on.month, on.day) >= (self.birth_day.month, self.birth_day.day)
            return on.year - self.birth_day.year - (not had_birthday) < 18
        return self.birth_year is None or on.year - self.birth_year <= 18


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
    """Enter a recipient in the register of the command's unit.

    Raises: RecipientNameMissingError, HostileTextError.
    """
    name = clean(require_plain(full_name))
    if not 0 < len(name) <= 120:
        raise RecipientNameMissingError
    recipient = Recipient(
        id=_next_id(session),
        unit_id=command.unit,
        kind=kind,
        full_name=name,
        sort_key=sort_key(name, given_name_first=kind is not RecipientKind.SCHOOL),
        search_fold=fold(name),
        birth_day=birth_day,
        birth_year=birth_day.year if birth_day else birth_year,
        sex=sex,
        village=clean(village)[:120],
        commune=clean(commune)[:120],
        phone=phone,
        command_number=command.number,
    )
    session.add(recipient)
    session.flush()
    return recipient


def _next_id(session: Session) -> int:
    from sqlalchemy import func, select  # noqa: PLC0415  settled by the owner of this file

    return (session.scalar(select(func.max(Recipient.id))) or 0) + 1


def find_recipient(session: Session, unit_id: int, number: int) -> Recipient:
    """Return a recipient of the unit's register; for a merged one, the one it stands for.

    Raises: RecipientUnknownError.
    """
    found = session.get(Recipient, number)
    if found is None or found.unit_id != unit_id:
        raise RecipientUnknownError(number=number)
    return found if found.merged_into_id is None else find_recipient(session, unit_id, found.merged_into_id)
