"""Relations of committee members to recipients: who may not vote on whom.

Source: TT 35/2011/TT-BGDĐT Điều 5 (selection in the open) with domain, section 2.5; that a member stays out of a matter
of a relative is the associations' own rule, stated with each refusal.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, never_changes, one_of
from khfund.errors import KhfundError
from khfund.scholarships.recipient import Recipient, RecipientUnknownError, one_person
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class RelationReasonMissingError(KhfundError):
    """A relation that somebody else tells of, and one of no usual kind, says how it is known."""

    message = "Hãy ghi rõ vì sao biết quan hệ này (--note): do người khác khai, hoặc thuộc loại «khác»."
    english = (
        "Say how this relation is known (--note): somebody else tells of it, or it is of the kind «other»."
    )


class RelationDeclaredError(KhfundError):
    """A relation is declared once."""

    message = "Quan hệ của thành viên này với người nhận số {recipient} đã khai ngày {day:%d/%m/%Y}."
    english = "The relation of this member to recipient {recipient} was declared on {day:%d/%m/%Y}."


class RelationKind(enum.StrEnum):
    """How a member is related to a recipient."""

    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    KIN = "kin"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    OTHER = "other"


KIND_NAMES = {
    RelationKind.PARENT: "bố hoặc mẹ của em",
    RelationKind.CHILD: "con của người nhận",
    RelationKind.SPOUSE: "vợ hoặc chồng của người nhận",
    RelationKind.SIBLING: "anh, chị, em ruột",
    RelationKind.GRANDPARENT: "ông hoặc bà của em",
    RelationKind.KIN: "họ hàng trong phạm vi ba đời",
    RelationKind.GUARDIAN: "người giám hộ, người nuôi dưỡng",
    RelationKind.TEACHER: "giáo viên chủ nhiệm của em",
    RelationKind.OTHER: "quan hệ khác",
}


class Relation(Base):
    """One member's relation to one recipient, as it was declared; it never ends."""

    __tablename__ = "relation"
    __table_args__ = (Index("uq_relation_pair", "person_id", "recipient_id", unique=True),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    kind: Mapped[RelationKind] = mapped_column(one_of(RelationKind))
    day: Mapped[date]
    declared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("relation")


@witnesses("relation")
def _relations_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(Relation).order_by(Relation.command_number, Relation.id)):
        yield row.command_number, _figures(row), row.note


def _figures(row: Relation) -> str:
    return f"{row.id}|{row.person_id}|{row.recipient_id}|{row.kind.value}|{row.day}|{row.declared_by}"


def enter_relation(
    session: Session, command: Command, person_id: int, recipient: Recipient, kind: RelationKind, *, note: str
) -> Relation:
    """Write a relation of a member to a recipient of the command's unit.

    Raises: RecipientUnknownError, RelationReasonMissingError, RelationDeclaredError.
    """
    note = clean(note)[:300]
    if recipient.unit_id != command.unit:
        raise RecipientUnknownError(number=recipient.id)
    if not note and (person_id != command.person_id or kind is RelationKind.OTHER):
        raise RelationReasonMissingError
    known = relation_of(session, person_id, recipient.id)
    if known is not None:
        raise RelationDeclaredError(recipient=recipient.id, day=known.day)
    row = Relation(
        id=(session.scalar(select(func.max(Relation.id))) or 0) + 1,
        person_id=person_id,
        recipient_id=recipient.id,
        kind=kind,
        day=day_of(command.at),
        declared_by=command.person_id,
        note=note,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("relation", _figures(row), note)
    return row


def relation_of(session: Session, person_id: int, recipient_id: int) -> Relation | None:
    """Return the declared relation of a member to a recipient, under whichever entry of the register."""
    entries = one_person(session, [recipient_id])[recipient_id]
    query = select(Relation).where(Relation.person_id == person_id, Relation.recipient_id.in_(entries))
    return session.scalars(query.order_by(Relation.id).limit(1)).one_or_none()


def relations(session: Session, unit_id: int) -> list[Relation]:
    """Return the relations to recipients of a unit's register, in the order in which they were declared."""
    query = select(Relation).join(Recipient).where(Recipient.unit_id == unit_id)
    return list(session.scalars(query.order_by(Relation.id)))
