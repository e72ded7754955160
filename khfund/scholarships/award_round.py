"""Award rounds: a programme's yearly round with its fund, budget, rulebook, amounts, quotas and deadlines.

A round takes nominations, is closed, screened and scored, allocated and decided, or cancelled before that. Each step is
an event that is written once; the round's row says what the last event says, and the database holds it to that.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.eligibility.shelf import rulebook as find_rulebook
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.ledger.commitment import spending_room
from khfund.scholarships.programme import Programme, ProgrammeKind
from khfund.scholarships.round_state import LIVE, STATE_NAMES, WAYS, RoundState, RoundStep
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command

__all__ = [
    "STATE_NAMES",
    "AwardRound",
    "RoundEvent",
    "RoundPurpose",
    "RoundState",
    "RoundStep",
    "find_round",
    "open_round",
    "rounds",
]

BUDGET_MAX = 1_000_000_000_000_000  # đồng: a million tỷ, more than any fund


class RoundUnknownError(KhfundError):
    """A round is known in its unit by its code."""

    message = "Đơn vị không có đợt xét mã «{code}»; xem bằng `khfund round list`."
    english = "The unit has no award round with the code «{code}»; see `khfund round list`."


class RoundTermsError(KhfundError):
    """A round has a code of its own, a name, a budget, days in their order, and says what it gives."""

    message = "Chưa mở được đợt xét: {reason}."
    english = "The round cannot be opened: {reason}."


class BudgetBeyondRoomError(KhfundError):
    """A round's budget lies within what its fund may still promise; told at opening, refused at the decision."""

    message = (
        "Ngân sách đợt {round} là {budget:dong}, quỹ {fund} chỉ còn {free:dong} để chi: được chi {spendable:dong}, "
        "đã cam kết {committed:dong}, các đợt xét khác đang giữ {held:dong}. Hãy giảm ngân sách hoặc vận động thêm trước khi ra quyết định."
    )
    english = (
        "The budget of round {round} is {budget:dong}, the fund {fund} has only {free:dong} left: it may spend {spendable:dong}, "
        "{committed:dong} are promised, other rounds hold {held:dong}. Lower the budget or raise money before the decision."
    )


class RoundPurpose(enum.StrEnum):
    """Whether a round gives money, or things whose value in đồng its amounts say."""

    MONEY = "money"
    GOODS = "goods"


class AwardRound(Base):
    """One round. `nominate_until`, `screen_until` and `vote_until` are last days, inclusive; facts count as of `as_of`."""

    __tablename__ = "award_round"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("budget > 0", name="budget_positive"),
        CheckConstraint("(purpose = 'goods') = (goods <> '')", name="goods_named"),
        *whole("budget"),
        Index("ix_award_round_programme", "programme_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    school_year: Mapped[int]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    budget: Mapped[int] = mapped_column(Whole)
    rulebook: Mapped[str] = mapped_column(String(60))
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    nominate_until: Mapped[date]
    screen_until: Mapped[date | None]
    vote_until: Mapped[date | None]
    as_of: Mapped[date]
    purpose: Mapped[RoundPurpose] = mapped_column(one_of(RoundPurpose), default=RoundPurpose.MONEY)
    goods: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[RoundState] = mapped_column(one_of(RoundState), default=RoundState.OPEN)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class RoundEvent(Base):
    """One step of a round, with the state and the terms that hold from it on; who took it and why."""

    __tablename__ = "round_event"
    __table_args__ = (Index("ix_round_event_round", "round_id"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("award_round.id"))
    step: Mapped[RoundStep] = mapped_column(one_of(RoundStep))
    state: Mapped[RoundState] = mapped_column(one_of(RoundState))
    budget: Mapped[int] = mapped_column(Whole)
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    nominate_until: Mapped[date]
    screen_until: Mapped[date | None]
    vote_until: Mapped[date | None]
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


_TERMS = ("state", "budget", "rulebook_digest", "nominate_until", "screen_until", "vote_until")
_SAME_AS_EVENT = " AND ".join(f"e.{term} IS NOT DISTINCT FROM NEW.{term}" for term in _TERMS)
_FIXED = (
    "id", "unit_id", "programme_id", "code", "name", "school_year", "fund_id", "rulebook", "as_of", "purpose", "goods",
    "command_number",
)  # fmt: skip
_OTHERWISE = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FIXED)

never_changes("round_event")
guard(
    "round_event_way",
    "round_event",
    when="BEFORE INSERT",
    condition="NOT EXISTS (SELECT 1 FROM award_round r WHERE r.id = NEW.round_id AND "  # noqa: S608  our own words
    "(NEW.step || ':' || r.state || '>' || NEW.state) IN (" + ", ".join(f"'{way}'" for way in WAYS) + ")) "
    "OR (NEW.step = 'opened') <> NOT EXISTS (SELECT 1 FROM round_event x WHERE x.round_id = NEW.round_id)",
    refusal="round_event: a round goes from open to closed, screened, allocated and decided",
)
guard(
    "award_round_starts",
    "award_round",
    when="BEFORE INSERT",
    condition="NEW.state <> 'open'",
    refusal="award_round: a round starts open",
)
guard(
    "award_round_follows",
    "award_round",
    when="BEFORE UPDATE",
    condition=f"{_OTHERWISE} OR NOT EXISTS (SELECT 1 FROM round_event e WHERE e.round_id = NEW.id "  # noqa: S608
    f"AND e.id = (SELECT MAX(x.id) FROM round_event x WHERE x.round_id = NEW.id) AND {_SAME_AS_EVENT})",
    refusal="award_round: it says what its last event says",
)
guard(
    "award_round_kept",
    "award_round",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="award_round: rows are never deleted",
)


@witnesses("award_round")
def _rounds_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(AwardRound).order_by(AwardRound.command_number, AwardRound.id)):
        yield row.command_number, _round_figures(row), row.name


@witnesses("round_event")
def _events_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(RoundEvent).order_by(RoundEvent.command_number, RoundEvent.id)):
        yield row.command_number, _event_figures(row), row.reason


def _round_figures(row: AwardRound) -> str:
    fixed = (row.id, row.programme_id, row.code, row.school_year, row.fund_id, row.rulebook, row.as_of)
    return "|".join(map(str, (*fixed, row.purpose.value, row.goods)))


def _event_figures(row: RoundEvent) -> str:
    days = (row.nominate_until, row.screen_until or "", row.vote_until or "", row.day)
    says = (row.id, row.round_id, row.step.value, row.state.value, row.budget, row.rulebook_digest)
    return "|".join(map(str, (*says, *days, row.person_id)))


def open_round(  # noqa: PLR0913  the terms of a round are these
    session: Session,
    command: Command,
    programme: Programme,
    code: str,
    name: str,
    *,
    school_year: int,
    fund: Fund,
    budget: int,
    nominate_until: date,
    as_of: date,
    rulebook: str = "",
    rulebook_digest: str = "",
    screen_until: date | None = None,
    vote_until: date | None = None,
    purpose: RoundPurpose = RoundPurpose.MONEY,
    goods: str = "",
) -> AwardRound:
    """Open a round of a programme and freeze its rules; without `rulebook` the programme's own is used.

    `goods` names the thing that a round of goods gives. A budget beyond what the fund may spend is a warning.

    Raises: RoundTermsError, HostileTextError, and RulebookUnknownError for rules that khfund does not have.
    """
    award_round = _named(command, programme, fund, code=code, name=name, goods=goods)
    award_round.rulebook = rulebook = rulebook or programme.rulebook
    award_round.rulebook_digest = rulebook_digest or (find_rulebook(rulebook).digest if rulebook else "")
    award_round.school_year, award_round.budget, award_round.purpose = school_year, budget, purpose
    award_round.nominate_until, award_round.as_of = nominate_until, as_of
    award_round.screen_until, award_round.vote_until = screen_until, vote_until
    _require_terms(session, command, programme, fund, award_round)
    return _enter(session, command, award_round)


def _named(
    command: Command, programme: Programme, fund: Fund, *, code: str, name: str, goods: str
) -> AwardRound:
    return AwardRound(
        unit_id=command.unit,
        programme_id=programme.id,
        code=clean(require_plain(code)),
        name=clean(require_plain(name)),
        fund_id=fund.id,
        goods=clean(require_plain(goods)),
        state=RoundState.OPEN,
        command_number=command.number,
    )


def _enter(session: Session, command: Command, award_round: AwardRound) -> AwardRound:
    session.add(award_round)
    session.flush()
    command.witness("award_round", _round_figures(award_round), award_round.name)
    record_step(session, command, award_round, RoundStep.OPENED, RoundState.OPEN)
    warn_of_budget(session, command, award_round)
    return award_round


def _require_terms(
    session: Session, command: Command, programme: Programme, fund: Fund, award_round: AwardRound
) -> None:
    taken = select(AwardRound.id).where(
        AwardRound.unit_id == command.unit, AwardRound.code == award_round.code
    )
    if programme.unit_id != command.unit or fund.unit_id != command.unit:
        reason = "chương trình hoặc quỹ không thuộc đơn vị này"
    elif programme.kind is not ProgrammeKind.AWARD:
        reason = f"chương trình {programme.code} là đỡ đầu dài hạn, không xét theo đợt"
    elif not (award_round.code and award_round.name):
        reason = "chưa ghi mã hoặc tên đợt"
    elif session.scalar(taken) is not None:
        reason = f"mã «{award_round.code}» đã có đợt khác"
    elif (award_round.purpose is RoundPurpose.GOODS) != bool(award_round.goods):
        reason = "đợt trao hiện vật phải ghi trao gì, đợt trao tiền thì không"
    else:
        reason = unfit_terms(award_round)
    if reason:
        raise RoundTermsError(reason=reason)


def unfit_terms(award_round: AwardRound) -> str:
    """Say what is wrong with a round's budget and days, or nothing."""
    days = [award_round.nominate_until, award_round.screen_until, award_round.vote_until]
    given = [day for day in days if day is not None]
    if not 0 < award_round.budget <= BUDGET_MAX:
        return "ngân sách phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"
    if given != sorted(given):
        return "hạn nhận đề nghị, hạn thẩm định và hạn chấm điểm phải theo thứ tự"
    return ""


def record_step(
    session: Session,
    command: Command,
    award_round: AwardRound,
    step: RoundStep,
    state: RoundState,
    *,
    reason: str = "",
) -> RoundEvent:
    """Write a step with the terms that the round now has; the round then stands in `state`."""
    number = (session.scalar(select(func.max(RoundEvent.id))) or 0) + 1
    with session.no_autoflush:  # the event first: the round follows it
        session.execute(
            insert(RoundEvent).values(
                id=number,
                round_id=award_round.id,
                step=step,
                state=state,
                **{term: getattr(award_round, term) for term in _TERMS if term != "state"},
                day=day_of(command.at),
                person_id=command.person_id,
                reason=clean(reason)[:300],
                command_number=command.number,
            )
        )
        award_round.state = state
        session.flush()
    event = session.get_one(RoundEvent, number)
    command.witness("round_event", _event_figures(event), event.reason)
    return event


def warn_of_budget(session: Session, command: Command, award_round: AwardRound) -> None:
    """Warn if the round's budget is more than its fund may still promise today; things are not paid from the fund."""
    if award_round.purpose is RoundPurpose.MONEY:
        room = round_room(session, award_round, day_of(command.at))
        if award_round.budget > room.free:
            command.warn(beyond_room(session, award_round, award_round.budget, room))


def beyond_room(
    session: Session, award_round: AwardRound, amount: int, room: RoundRoom
) -> BudgetBeyondRoomError:
    """Return the refusal that explains with figures why `amount` is more than the fund may promise."""
    return BudgetBeyondRoomError(
        round=award_round.code,
        budget=amount,
        fund=session.get_one(Fund, award_round.fund_id).code,
        free=room.free,
        spendable=room.spendable,
        committed=room.committed,
        held=room.held,
    )


# -- reads ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class RoundRoom:
    """What a round's fund may still promise, in đồng; `held` are the budgets of its other live rounds of money."""

    spendable: int
    committed: int
    held: int

    @property
    def free(self) -> int:
        """Đồng left for the round; negative when too much was promised."""
        return self.spendable - self.committed - self.held


def round_room(session: Session, award_round: AwardRound, on: date) -> RoundRoom:
    """Return what the fund may promise to this round at the end of a day."""
    room = spending_room(session, session.get_one(Fund, award_round.fund_id), on)
    held = select(func.coalesce(func.sum(AwardRound.budget), 0)).where(
        AwardRound.fund_id == award_round.fund_id,
        AwardRound.id != award_round.id,
        AwardRound.purpose == RoundPurpose.MONEY,
        AwardRound.state.in_(LIVE),
    )
    return RoundRoom(room.spendable, room.committed, int(session.scalars(held).one()))


def find_round(session: Session, unit_id: int, code: str) -> AwardRound:
    """Return the unit's round with this code.

    Raises: RoundUnknownError.
    """
    found = session.scalar(select(AwardRound).where(AwardRound.unit_id == unit_id, AwardRound.code == code))
    if found is None:
        raise RoundUnknownError(code=code)
    return found


def rounds(session: Session, unit_id: int) -> list[AwardRound]:
    """Return the unit's rounds, the newest school year first, then by code."""
    query = select(AwardRound).where(AwardRound.unit_id == unit_id)
    return list(session.scalars(query.order_by(AwardRound.school_year.desc(), AwardRound.code)))


def events(session: Session, award_round: AwardRound) -> list[RoundEvent]:
    """Return what happened to a round, in order."""
    query = select(RoundEvent).where(RoundEvent.round_id == award_round.id)
    return list(session.scalars(query.order_by(RoundEvent.id)))
