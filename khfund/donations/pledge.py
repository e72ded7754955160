"""Pledges: what a giver has promised to a fund, in instalments. What was paid is read from the ledger, never noted here.

A pledge never changes: another rate from a day on and its end are events beside it, and neither touches an instalment
that has fallen due. Its transfer code makes a transfer tell which pledge it pays.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.donations.campaign import Campaign
from khfund.donations.donor import Donor, DonorUnknownError
from khfund.donations.instalment import PledgeTermsError, Rhythm, Terms, instalments, require_sound
from khfund.donations.issued_code import issue_code
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class PledgeUnknownError(KhfundError):
    """A pledge is known by its number."""

    message = "Đơn vị không có cam kết ủng hộ số {number}; xem bằng `khfund pledge list`."
    english = "The unit has no pledge number {number}; see `khfund pledge list`."


class PledgeEndedError(KhfundError):
    """A pledge that has ended neither changes nor ends again."""

    message = "Cam kết số {number} đã kết thúc từ {ended:%d/%m/%Y}; hãy ghi một cam kết mới."
    english = "Pledge {number} ended on {ended:%d/%m/%Y}; enter a new one."


class PastInstalmentError(KhfundError):
    """Instalments that have fallen due are never rewritten."""

    message = "Cam kết số {number} chỉ đổi hoặc kết thúc từ hôm nay ({today:%d/%m/%Y}) trở đi, không từ {since:%d/%m/%Y}: các lần đến hạn giữ nguyên."
    english = "Pledge {number} changes or ends from today ({today:%d/%m/%Y}) on, not from {since:%d/%m/%Y}: what has fallen due stays."


class RateOfScheduleError(KhfundError):
    """Only a pledge with one amount an instalment changes its rate; a schedule of its own is agreed anew."""

    message = "Cam kết số {number} có lịch riêng, không có một mức để đổi; hãy kết thúc rồi ghi cam kết mới."
    english = "Pledge {number} has a schedule of its own and no rate to change; end it and enter a new one."


class PledgeEventKind(enum.StrEnum):
    """What happens to a pledge afterwards."""

    RATE = "rate"
    ENDED = "ended"


class EndReason(enum.StrEnum):
    """Why a pledge ended."""

    WITHDREW = "withdrew"
    HARDSHIP = "hardship"
    DIED = "died"
    LOST = "lost"
    REPLACED = "replaced"
    MISTAKE = "mistake"


class Pledge(Base):
    """A promise as it was made: counted are gifts from the day `agreed` on. `amount` is 0 for a schedule of its own."""

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_positive"),
        CheckConstraint("(amount = 0) = (rhythm = 'listed')", name="amount_or_schedule"),
        CheckConstraint("ends >= starts", name="ends_after_start"),
        *whole("amount"),
        Index("ix_pledge_donor", "donor_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    donor_id: Mapped[int] = mapped_column(ForeignKey("donor.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    code: Mapped[str] = mapped_column(ForeignKey("transfer_code.code"), unique=True)
    rhythm: Mapped[Rhythm] = mapped_column(one_of(Rhythm))
    amount: Mapped[int] = mapped_column(Whole)
    agreed: Mapped[date]
    starts: Mapped[date]
    ends: Mapped[date | None]
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class PledgeInstalment(Base):
    """A day and its đồng, of a pledge with a schedule of its own."""

    __tablename__ = "pledge_instalment"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), *whole("amount"))

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(Whole)


class PledgeEvent(Base):
    """Another rate, or the end, from the day `since` on."""

    __tablename__ = "pledge_event"
    __table_args__ = (
        CheckConstraint("(kind = 'rate') = (amount IS NOT NULL AND amount > 0)", name="rate_positive"),
        CheckConstraint("(kind = 'ended') = (reason IS NOT NULL)", name="end_has_reason"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), index=True)
    kind: Mapped[PledgeEventKind] = mapped_column(one_of(PledgeEventKind))
    since: Mapped[date]
    amount: Mapped[int | None] = mapped_column(Whole)
    reason: Mapped[EndReason | None] = mapped_column(one_of(EndReason))
    words: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


for _table in ("pledge", "pledge_instalment", "pledge_event"):
    never_changes(_table)
guard(
    "pledge_event_before_end",
    "pledge_event",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM pledge_event WHERE pledge_id = NEW.pledge_id AND kind = 'ended')",
    refusal="pledge_event: the pledge has ended",
)


@witnesses("pledges")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    listed = _listed(session)
    for one in session.scalars(select(Pledge).order_by(Pledge.id)):
        yield one.command_number, _figures(one, listed.get(one.id, ())), one.words


def _figures(one: Pledge, listed: Sequence[tuple[date, int]]) -> str:
    terms = (one.rhythm.value, one.amount, one.agreed, one.starts, one.ends, list(map(str, listed)))
    named = (one.id, one.unit_id, one.donor_id, one.fund_id, one.campaign_id, one.code)
    return "|".join("" if part is None else str(part) for part in (*named, *terms))


@witnesses("pledge_events")
def _events_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(PledgeEvent).order_by(PledgeEvent.id)):
        yield one.command_number, _event_figures(one), one.words


def _event_figures(one: PledgeEvent) -> str:
    parts = (one.id, one.pledge_id, one.kind.value, one.since, one.amount, one.reason and one.reason.value)
    return "|".join("" if part is None else str(part) for part in parts)


# -- verbs ----------------------------------------------------------------------------------------------------------


def agree(  # noqa: PLR0913  whatever a promise may say
    session: Session,
    command: Command,
    donor: Donor,
    terms: Terms,
    *,
    fund: Fund,
    campaign: Campaign | None = None,
    agreed: date | None = None,
    prefix: str = "",
    words: str = "",
) -> Pledge:
    """Enter what a giver has promised, and hand out the transfer code by which it will be paid.

    Unless said otherwise it was `agreed` today, or with the first instalment if that is earlier, and `prefix` is KHCKyy.

    Raises: PledgeTermsError, DonorUnknownError, CodeTermsError, TransferPrefixError, TransferSerialError.
    """
    _require_new(command, donor, terms)
    day = agreed or min(today(command.at), terms.starts)
    begins = prefix or f"KHCK{day.year % 100:02d}"
    code = issue_code(session, command, begins, fund=fund, campaign=campaign, donor=donor)
    pledge = Pledge(
        unit_id=command.unit,
        donor_id=donor.id,
        fund_id=fund.id,
        campaign_id=campaign.id if campaign else None,
        code=code.code,
        rhythm=terms.rhythm,
        amount=0 if terms.listed else terms.amount,
        agreed=day,
        starts=terms.starts,
        ends=terms.ends,
        words=clean(words),
        command_number=command.number,
    )
    session.add(pledge)
    session.flush()
    _keep(session, command, pledge, terms)
    return pledge


def _keep(session: Session, command: Command, pledge: Pledge, terms: Terms) -> None:
    """Write the schedule of a pledge and let the log vouch for both."""
    session.add_all(PledgeInstalment(pledge_id=pledge.id, day=on, amount=part) for on, part in terms.listed)
    session.flush()
    command.witness("pledges", _figures(pledge, terms.listed), pledge.words)


def _require_new(command: Command, donor: Donor, terms: Terms) -> None:
    if donor.unit_id != command.unit:
        raise DonorUnknownError(number=donor.id)
    if terms.changes or terms.ended:
        raise PledgeTermsError(reason="mức mới và việc kết thúc được ghi riêng sau khi đã cam kết")
    require_sound(terms)


def change_rate(
    session: Session, command: Command, pledge: Pledge, amount: int, *, since: date, words: str = ""
) -> PledgeEvent:
    """Let instalments from the day `since` on be of `amount` đồng.

    Raises: PledgeUnknownError, PledgeEndedError, RateOfScheduleError, PastInstalmentError, PledgeTermsError.
    """
    terms = _require_running(session, command, pledge)
    if pledge.rhythm is Rhythm.LISTED:
        raise RateOfScheduleError(number=pledge.id)
    _require_to_come(command, pledge, since)
    require_sound(Terms(terms.rhythm, terms.starts, amount, terms.ends))
    return _record(session, command, pledge, PledgeEventKind.RATE, since, amount=amount, words=words)


def end(
    session: Session,
    command: Command,
    pledge: Pledge,
    reason: EndReason,
    *,
    since: date | None = None,
    words: str = "",
) -> PledgeEvent:
    """End a pledge: from the day `since` on, today unless said otherwise, nothing falls due and nobody is reminded.

    A pledge entered by mistake falls away from its first day on and counts no gift.

    Raises: PledgeUnknownError, PledgeEndedError, PastInstalmentError.
    """
    terms = _require_running(session, command, pledge)
    if reason is EndReason.MISTAKE:
        first = next(instalments(terms), None)
        day = min(pledge.starts, first.day if first else pledge.starts)
    else:
        day = since or today(command.at)
        _require_to_come(command, pledge, day)
    return _record(session, command, pledge, PledgeEventKind.ENDED, day, reason=reason, words=words)


def _require_running(session: Session, command: Command, pledge: Pledge) -> Terms:
    if pledge.unit_id != command.unit:
        raise PledgeUnknownError(number=pledge.id)
    terms = terms_of(session, [pledge])[pledge.id]
    if terms.ended is not None:
        raise PledgeEndedError(number=pledge.id, ended=terms.ended)
    return terms


def _require_to_come(command: Command, pledge: Pledge, since: date) -> None:
    on = today(command.at)
    if since < on:
        raise PastInstalmentError(number=pledge.id, since=since, today=on)


def _record(
    session: Session,
    command: Command,
    pledge: Pledge,
    kind: PledgeEventKind,
    since: date,
    *,
    amount: int | None = None,
    reason: EndReason | None = None,
    words: str = "",
) -> PledgeEvent:
    event = PledgeEvent(
        pledge_id=pledge.id, kind=kind, since=since, amount=amount, reason=reason, words=clean(words)
    )
    event.command_number = command.number
    session.add(event)
    session.flush()
    command.witness("pledge_events", _event_figures(event), event.words)
    return event


# -- reads ----------------------------------------------------------------------------------------------------------


def find_pledge(session: Session, unit_id: int, number: int) -> Pledge:
    """Return a pledge of the unit.

    Raises: PledgeUnknownError.
    """
    pledge = session.get(Pledge, number)
    if pledge is None or pledge.unit_id != unit_id:
        raise PledgeUnknownError(number=number)
    return pledge


def pledges(session: Session, unit_id: int) -> list[Pledge]:
    """Return the unit's pledges in the order in which they were entered."""
    return list(session.scalars(select(Pledge).where(Pledge.unit_id == unit_id).order_by(Pledge.id)))


def terms_of(session: Session, wanted: Sequence[Pledge]) -> Mapping[int, Terms]:
    """Return pledge → its terms, with every change and its end."""
    listed = _listed(session)
    rates: dict[int, list[tuple[date, int]]] = defaultdict(list)
    ended: dict[int, date] = {}
    for event in session.scalars(select(PledgeEvent).order_by(PledgeEvent.id)):
        if event.amount is not None:
            rates[event.pledge_id].append((event.since, event.amount))
        else:
            ended[event.pledge_id] = event.since
    return {
        one.id: Terms(
            one.rhythm,
            one.starts,
            one.amount,
            one.ends,
            tuple(listed.get(one.id, ())),
            _in_force(rates[one.id]),
            ended.get(one.id),
        )
        for one in wanted
    }


def _in_force(said: list[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    """The changes by day; what was said later puts an end to what was said before for the same or a later day."""
    kept: list[tuple[date, int]] = []
    for since, amount in said:
        kept = [one for one in kept if one[0] < since] + [(since, amount)]
    return tuple(kept)


def _listed(session: Session) -> dict[int, list[tuple[date, int]]]:
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    query = select(PledgeInstalment).order_by(PledgeInstalment.pledge_id, PledgeInstalment.day)
    for one in session.scalars(query):
        found[one.pledge_id].append((one.day, one.amount))
    return found


def end_of(session: Session, pledge: Pledge) -> PledgeEvent | None:
    """Return the event by which a pledge ended, if it did."""
    query = select(PledgeEvent).where(PledgeEvent.pledge_id == pledge.id, PledgeEvent.kind == "ended")
    return session.scalar(query)
