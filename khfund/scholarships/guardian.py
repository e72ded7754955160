"""Parents and guardians: who stands for a child before the law, and who raises the child (người trực tiếp nuôi dưỡng)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.recipient import Particulars, Recipient, entries_of, one_person, require_own, sound
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class GuardianUnknownError(KhfundError):
    """A guardian is known by a number among those of the recipient."""

    message = "Người nhận không có cha, mẹ, người giám hộ số {number}."
    english = "The recipient has no parent or guardian number {number}."


class GuardianEndedError(KhfundError):
    """What a guardian is to a child ends once, not before it began."""

    message = "Người giám hộ số {number} không thể thôi từ ngày {day:%d/%m/%Y}: {reason}."
    english = "The guardian number {number} cannot cease on {day:%d/%m/%Y}: {reason}."


class GuardianFutureError(KhfundError):
    """What is written of a guardian has happened."""

    message = "Ngày {day:%d/%m/%Y} chưa tới; hãy ghi khi việc đã có."
    english = "The day {day:%d/%m/%Y} has not come yet; write it down when it has happened."


class Relation(enum.StrEnum):
    """What somebody is to the child."""

    FATHER = "father"
    MOTHER = "mother"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    FOSTER_PARENT = "foster_parent"
    FACILITY = "facility"
    OTHER = "other"


RELATION_NAMES = {
    Relation.FATHER: "bố",
    Relation.MOTHER: "mẹ",
    Relation.GRANDPARENT: "ông, bà",
    Relation.SIBLING: "anh, chị",
    Relation.AUNT_OR_UNCLE: "cô, dì, chú, bác",
    Relation.FOSTER_PARENT: "bố mẹ nuôi",
    Relation.FACILITY: "cơ sở nuôi dưỡng",
    Relation.OTHER: "người khác",
}


class Guardian(Base):
    """Somebody who represents a child, raises it, or both, from `since` on."""

    __tablename__ = "guardian"
    __table_args__ = (Index("ix_guardian_recipient", "recipient_id"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    full_name: Mapped[str] = mapped_column(String(120))
    relation: Mapped[Relation] = mapped_column(one_of(Relation))
    represents: Mapped[bool]
    raises: Mapped[bool]
    phone: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(200))
    since: Mapped[date]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class GuardianEnd(Base):
    """From `day` on somebody is no longer what `Guardian` says."""

    __tablename__ = "guardian_end"

    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), primary_key=True)
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("guardian")
never_changes("guardian_end")


@witnesses("guardian")
def _named(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Guardian).order_by(Guardian.command_number, Guardian.id)):
        yield row.command_number, *_lines(row)


def _lines(row: Guardian) -> tuple[str, str]:
    figures = f"{row.id}|{row.recipient_id}|{row.relation.value}|{row.represents}|{row.raises}|{row.since}"
    return figures, f"{row.full_name}|{row.phone}|{row.address}"


@witnesses("guardian_end")
def _ended(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(
        select(GuardianEnd).order_by(GuardianEnd.command_number, GuardianEnd.guardian_id)
    ):
        yield row.command_number, f"{row.guardian_id}|{row.day}", row.reason


def name_guardian(  # noqa: PLR0913  a guardian has these traits
    session: Session,
    command: Command,
    recipient_id: int,
    full_name: str,
    relation: Relation,
    *,
    represents: bool,
    raises: bool,
    since: date | None = None,
    phone: str = "",
    address: str = "",
) -> Guardian:
    """Name a parent or guardian of a child; who raises it now is the one last named as raising it.

    Raises: RecipientUnknownError, GuardianFutureError, and what `sound` raises.
    """
    require_own(session, command, [recipient_id])
    today = day_of(command.at)
    begins = since or today
    if begins > today:
        raise GuardianFutureError(day=begins)
    known = sound(Particulars(full_name, phone=phone, village=address), today)
    row = Guardian(
        id=(session.scalar(select(func.max(Guardian.id))) or 0) + 1,
        recipient_id=recipient_id,
        full_name=known.full_name,
        relation=relation,
        represents=represents,
        raises=raises,
        phone=known.phone,
        address=known.village,
        since=begins,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("guardian", *_lines(row))
    return row


def end_guardian(
    session: Session, command: Command, guardian: Guardian, *, day: date, reason: str
) -> GuardianEnd:
    """Say that somebody does not represent or raise the child any more, from `day` on.

    Raises: RecipientUnknownError, GuardianEndedError, GuardianFutureError, ReasonMissingError.
    """
    require_own(session, command, [guardian.recipient_id])
    if not clean(reason):
        raise ReasonMissingError
    if day > day_of(command.at):
        raise GuardianFutureError(day=day)
    if day < guardian.since:
        raise GuardianEndedError(number=guardian.id, day=day, reason="trước ngày bắt đầu")
    if session.get(GuardianEnd, guardian.id) is not None:
        raise GuardianEndedError(number=guardian.id, day=day, reason="đã thôi từ trước")
    row = GuardianEnd(
        guardian_id=guardian.id, day=day, reason=clean(reason)[:300], command_number=command.number
    )
    session.add(row)
    session.flush()
    command.witness("guardian_end", f"{row.guardian_id}|{row.day}", row.reason)
    return row


# -- reads ------------------------------------------------------------------------------------------------------------


def find_guardian(session: Session, recipient: Recipient, number: int) -> Guardian:
    """Return a guardian of the person whose entry this is.

    Raises: GuardianUnknownError.
    """
    found = session.get(Guardian, number)
    if found is None or found.recipient_id not in one_person(session, [recipient.id])[recipient.id]:
        raise GuardianUnknownError(number=number)
    return found


def guardians(session: Session, recipient_ids: Collection[int], on: date) -> dict[int, list[Guardian]]:
    """Return for each recipient who represents or raises them on a day, the last named first."""
    told: dict[int, list[Guardian]] = {number: [] for number in recipient_ids}
    whose, condition = entries_of(session, Guardian.recipient_id, recipient_ids)
    query = (
        select(Guardian)
        .outerjoin(GuardianEnd, GuardianEnd.guardian_id == Guardian.id)
        .where(condition, Guardian.since <= on, GuardianEnd.day.is_(None) | (GuardianEnd.day > on))
    )
    for one in session.scalars(query.order_by(Guardian.since.desc(), Guardian.id.desc())):
        for asked in whose.get(one.recipient_id, ()):
            told[asked].append(one)
    return told


def carers(session: Session, recipient_ids: Collection[int], on: date) -> dict[int, Guardian]:
    """Return for each recipient who raises them on a day (người trực tiếp nuôi dưỡng); others are missing."""
    living = guardians(session, recipient_ids, on)
    found = {number: next((one for one in them if one.raises), None) for number, them in living.items()}
    return {number: one for number, one in found.items() if one is not None}
