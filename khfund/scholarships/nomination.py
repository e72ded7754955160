"""Nominations: who was put forward in a round, by which unit, from which row of which file."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import attrs
from sqlalchemy import ForeignKey, Index, String, Text, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, guard, insert_rows, one_of
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination_intake import require_sending, require_taking
from khfund.scholarships.nomination_withdrawal import (
    NewWithdrawal,
    NominationWithdrawal,
    WithdrawalCode,
    write_withdrawals,
)
from khfund.scholarships.recipient import Recipient, RecipientUnknownError
from khfund.scholarships.round_state import RoundState
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class NominationUnknownError(KhfundError):
    """A nomination is known by its number."""

    message = "Đợt xét không có đề nghị số {number}."
    english = "The round has no nomination number {number}."


class AlreadyNominatedError(KhfundError):
    """A recipient has one standing nomination in a round."""

    message = "Người nhận số {recipient} đã có đề nghị số {number} trong đợt xét này; mỗi người một đề nghị."
    english = "Recipient {recipient} has nomination {number} in this round; each person is nominated once."


class NominationSettledError(KhfundError):
    """A nomination is withdrawn once, and only before the round's awards are allocated."""

    message = "Không rút được đề nghị số {number}: {reason}."
    english = "Nomination {number} cannot be withdrawn: {reason}."


class NominationState(enum.StrEnum):
    """A nomination stands, or was withdrawn for a coded reason."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


@attrs.frozen
class NewNomination:
    """What a list says of one candidate; `duplicate_of` tells the standing nomination that this row repeats."""

    recipient_id: int
    school: str = ""
    school_class: str = ""
    category: str = ""
    circumstances: str = ""
    achievements: str = ""
    address: str = ""
    note: str = ""
    file_place: str = ""
    replaces_id: int | None = None
    duplicate_of: int | None = None


class Nomination(Base):
    """One candidate put forward by one unit; `category` is what the list claims (digits like "2" or "2,6").

    All but `state` stays as it was written; `address` is the list's own wording. A corrected row is a new nomination
    that names the one it `replaces_id`.
    """

    __tablename__ = "nomination"
    __table_args__ = (
        Index("ix_nomination_recipient", "recipient_id"),
        Index(
            "uq_nomination_standing",
            "round_id",
            "recipient_id",
            unique=True,
            sqlite_where=text("state = 'standing'"),
            postgresql_where=text("state = 'standing'"),
        ),
        Index("ix_nomination_unit", "round_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    received: Mapped[date]
    school: Mapped[str] = mapped_column(String(200))
    school_class: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    circumstances: Mapped[str] = mapped_column(Text)
    achievements: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    late_reason: Mapped[str] = mapped_column(String(300), default="")
    file_name: Mapped[str] = mapped_column(String(200))
    file_place: Mapped[str] = mapped_column(String(80))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    state: Mapped[NominationState] = mapped_column(one_of(NominationState), default=NominationState.STANDING)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


_KEPT = (
    "id round_id recipient_id unit_id received school school_class category circumstances achievements address note "
    "late_reason file_name file_place replaces_id command_number"
).split()
guard(
    "nomination_settled",
    "nomination",
    when="BEFORE UPDATE",
    condition="OLD.state = 'withdrawn' OR "
    + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _KEPT),
    refusal="nomination: what a list said stays; it may only be withdrawn, once",
)
guard(
    "nomination_kept",
    "nomination",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="nomination: rows are never deleted",
)
guard(
    "nomination_of_open_round",
    "nomination",
    when="BEFORE INSERT",
    condition="(SELECT state FROM award_round WHERE id = NEW.round_id) <> 'open'",
    refusal="nomination: a round takes nominations while it is open",
)


@witnesses("nomination")
def _nominated(session: Session) -> Iterator[tuple[int, str, str]]:
    columns = Nomination.__table__.c
    query = select(columns.command_number, *(columns[name] for name in (*_FIGURES, *_TEXTS)))
    rows = session.execute(query.order_by(columns.id).execution_options(yield_per=5_000))
    for number, *values in rows:
        yield number, _line(values[: len(_FIGURES)]), _line(values[len(_FIGURES) :])


_FIGURES = ("id", "round_id", "recipient_id", "unit_id", "received", "file_place", "replaces_id")
_TEXTS = ("school", "school_class", "category", "circumstances", "achievements", "address", "note", "late_reason", "file_name")  # fmt: skip


def _line(values: Sequence[object]) -> str:
    return "|".join("" if value is None else str(value) for value in values)


class Texts(TypedDict, total=False):
    """What may be said of a candidate in words."""

    school: str
    school_class: str
    category: str
    circumstances: str
    achievements: str
    address: str
    note: str
    file_place: str


def nominate(
    session: Session,
    command: Command,
    award_round: AwardRound,
    recipient: Recipient,
    *,
    unit_id: int,
    received: date,
    file_name: str = "",
    late_reason: str = "",
    **texts: Unpack[Texts],
) -> Nomination:
    """Put a recipient forward in a round on behalf of a unit.

    Raises: NominatingForOthersError, NominationsClosedError, NominationLateError, NominatingUnitError,
    RecipientUnknownError, AlreadyNominatedError.
    """
    if recipient.unit_id != command.unit:
        raise RecipientUnknownError(number=recipient.id)
    require_taking(session, command, award_round, unit_id, received=received, late_reason=late_reason)
    standing = standing_nominations(session, award_round.id).get(recipient.id)
    if standing is not None:
        raise AlreadyNominatedError(recipient=recipient.id, number=standing)
    told: Any = {name: clean(str(text)) for name, text in texts.items()}
    (number,) = nominate_all(
        session,
        command,
        award_round,
        [attrs.evolve(NewNomination(recipient.id), **told)],
        unit_id=unit_id,
        received=received,
        file_name=file_name,
        late_reason=late_reason,
    )
    return session.get_one(Nomination, number)


def nominate_all(
    session: Session,
    command: Command,
    award_round: AwardRound,
    new: Sequence[NewNomination],
    *,
    unit_id: int,
    received: date,
    file_name: str = "",
    late_reason: str = "",
) -> list[int]:
    """Write many nominations that were found fit, and return their numbers in the same order.

    One that repeats another is written and withdrawn in the same breath, so that no row of a list is lost.
    """
    session.flush()
    first = (session.scalar(select(func.max(Nomination.id))) or 0) + 1
    fixed = (award_round.id, unit_id, received.isoformat(), clean(file_name)[:200], clean(late_reason)[:300])
    rows = [_row(first + place, one, fixed, command.number) for place, one in enumerate(new)]
    insert_rows(session, "nomination", _COLUMNS, rows)
    if rows:
        command.witness(
            "nomination",
            "\n".join(_line([row[place] for place in _FIGURE_PLACES]) for row in rows),
            "\n".join(_line([row[place] for place in _TEXT_PLACES]) for row in rows),
        )
    repeated = [
        NewWithdrawal(number, WithdrawalCode.DUPLICATE, stands_id=one.duplicate_of)
        for number, one in enumerate(new, first)
        if one.duplicate_of is not None
    ]
    write_withdrawals(session, command, repeated, day=received)
    return list(range(first, first + len(rows)))


_COLUMNS = (*_KEPT[:-1], "state", "command_number")
_FIGURE_PLACES = [_COLUMNS.index(name) for name in _FIGURES]
_TEXT_PLACES = [_COLUMNS.index(name) for name in _TEXTS]


def _row(
    number: int, one: NewNomination, fixed: tuple[int, int, str, str, str], command_number: int
) -> tuple[object, ...]:
    round_id, unit_id, received, file_name, late_reason = fixed
    state = NominationState.STANDING if one.duplicate_of is None else NominationState.WITHDRAWN
    return (
        number,
        round_id,
        one.recipient_id,
        unit_id,
        received,
        one.school[:200],
        one.school_class[:40],
        one.category[:40],
        one.circumstances,
        one.achievements,
        one.address[:300],
        one.note[:500],
        late_reason,
        file_name,
        one.file_place[:80],
        one.replaces_id,
        state.value,
        command_number,
    )


def withdraw_nomination(
    session: Session,
    command: Command,
    nomination: Nomination,
    *,
    code: WithdrawalCode,
    reason: str = "",
    day: date,
    stands_id: int | None = None,
) -> Nomination:
    """Withdraw a nomination for a coded reason; a reason in words is needed where the code says little.

    Raises: NominationUnknownError, NominatingForOthersError, NominationSettledError, ReasonMissingError.
    """
    award_round = session.get_one(AwardRound, nomination.round_id)
    if award_round.unit_id != command.unit:
        raise NominationUnknownError(number=nomination.id)
    require_sending(session, command, nomination.unit_id)
    if nomination.state is NominationState.WITHDRAWN:
        raise NominationSettledError(number=nomination.id, reason="đã rút từ trước")
    if award_round.state not in (RoundState.OPEN, RoundState.CLOSED, RoundState.SCREENED):
        settled = "đợt xét đã phân bổ hoặc đã kết thúc; hãy thu hồi suất bằng `khfund award`"
        raise NominationSettledError(number=nomination.id, reason=settled)
    if code in (WithdrawalCode.UNIT, WithdrawalCode.MISTAKE) and not clean(reason):
        raise ReasonMissingError
    nomination.state = NominationState.WITHDRAWN
    session.flush()
    new = NewWithdrawal(nomination.id, code, clean(reason)[:300], stands_id)
    write_withdrawals(session, command, [new], day=day)
    return nomination


# -- reads ----------------------------------------------------------------------------------------------------------


def find_nomination(session: Session, award_round: AwardRound, number: int) -> Nomination:
    """Return a nomination of the round.

    Raises: NominationUnknownError.
    """
    found = session.get(Nomination, number)
    if found is None or found.round_id != award_round.id:
        raise NominationUnknownError(number=number)
    return found


def nominations(
    session: Session, award_round: AwardRound, *, unit_id: int | None = None, all_states: bool = False
) -> list[Nomination]:
    """Return the round's nominations in the order in which they came, those that stand unless all are asked for."""
    query = select(Nomination).where(Nomination.round_id == award_round.id)
    if not all_states:
        query = query.where(Nomination.state == NominationState.STANDING)
    if unit_id is not None:
        query = query.where(Nomination.unit_id == unit_id)
    return list(session.scalars(query.order_by(Nomination.id)))


def standing_nominations(session: Session, round_id: int) -> dict[int, int]:
    """Return recipient id → the number of the nomination that stands in the round."""
    standing = Nomination.state == NominationState.STANDING
    query = select(Nomination.recipient_id, Nomination.id).where(Nomination.round_id == round_id, standing)
    return {recipient_id: number for recipient_id, number in session.execute(query)}  # noqa: C416  rows are no pairs


def withdrawals(session: Session, award_round: AwardRound) -> dict[int, NominationWithdrawal]:
    """Return nomination number → how it was withdrawn, for all of the round."""
    query = select(NominationWithdrawal).join(Nomination, Nomination.id == NominationWithdrawal.nomination_id)
    found = session.scalars(query.where(Nomination.round_id == award_round.id))
    return {one.nomination_id: one for one in found}
