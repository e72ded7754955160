"""What happens to a term deposit, from placing to maturity: rows that never change, each with its entry.

Where a deposit stands is the sum of its events. Interest is recognised (taken to 515) and received (paid by the bank, or
added to the principal); what is recognised and not received stands on 1381, what is received before it is earned on 3388.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger.account import AccountRole, account_for
from khfund.ledger.accounting_period import find_book, require_open
from khfund.ledger.deposit import Deposit
from khfund.ledger.entry import NewEntry, Posting, VoucherKind
from khfund.ledger.journal import post_all

if TYPE_CHECKING:
    from khfund.command import Command


class DepositClosedError(KhfundError):
    """Nothing happens to a deposit that has ended."""

    message = "Khoản tiền gửi {contract} đã kết thúc ngày {day:%d/%m/%Y}; không ghi thêm được."
    english = "The deposit {contract} ended on {day:%d/%m/%Y}; nothing more can be entered."


class DepositOrderError(KhfundError):
    """What happens to a deposit is entered in the order in which it happens."""

    message = "Khoản tiền gửi {contract} đã có việc ghi ngày {last:%d/%m/%Y}; không ghi việc ngày {day:%d/%m/%Y} trước đó được, hãy hoàn tác việc sau trước."
    english = "Of the deposit {contract} something was entered on {last:%d/%m/%Y}; nothing can be entered on {day:%d/%m/%Y} before it, undo the later thing first."


class InterestUnfitError(KhfundError):
    """The interest on a bank's slip is within the principal that earned it."""

    message = "Số tiền lãi {interest:dong} không hợp lý với khoản tiền gửi {contract} (gốc {principal:dong}); hãy xem lại giấy báo của ngân hàng."
    english = "The interest {interest:dong} makes no sense for the deposit {contract} (principal {principal:dong}); look at the bank's slip again."


class InterestDiffersError(KhfundError):
    """Interest that the bank paid otherwise than the contract gives is pointed out; the slip rules."""

    message = "Lưu ý: ngân hàng trả lãi {received:dong}, theo hợp đồng {contract} là {computed:dong}, chênh {difference:dong}; đã ghi theo giấy báo của ngân hàng."
    english = "Note: the bank paid interest of {received:dong}, the contract {contract} gives {computed:dong}, a difference of {difference:dong}; the bank's slip was booked."


class EventKind(enum.StrEnum):
    """What happened."""

    PLACED = "placed"
    TAKEN_OVER = "taken_over"
    ROLLED_IN = "rolled_in"
    ACCRUED = "accrued"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    MATURED = "matured"
    ROLLED_OVER = "rolled_over"
    HANDED_ON = "handed_on"
    UNDONE = "undone"


KIND_NAMES = {
    EventKind.PLACED: "gửi",
    EventKind.TAKEN_OVER: "nhận từ sổ cũ",
    EventKind.ROLLED_IN: "gửi do tái tục",
    EventKind.ACCRUED: "dự thu lãi",
    EventKind.PAID: "ngân hàng trả lãi",
    EventKind.WITHDRAWN: "rút trước hạn",
    EventKind.MATURED: "tất toán",
    EventKind.ROLLED_OVER: "tái tục",
    EventKind.HANDED_ON: "bàn giao cho đơn vị kế thừa",
    EventKind.UNDONE: "hoàn tác",
}


@attrs.frozen
class Step:
    """One thing that happens; amounts in đồng, signed as they change the deposit.

    `until` is the day (not in it) up to which interest is in the books afterwards, `paid_until` up to which the bank
    has paid it. `computed` is what the contract gives for `received`, or for the accrual: the control figure.
    """

    kind: EventKind
    day: date
    until: date
    paid_until: date
    principal: int = 0
    recognised: int = 0
    received: int = 0
    computed: int = 0
    month: int | None = None


class DepositEvent(Base):
    """A step as it was entered. An undoing carries the same amounts with the other sign."""

    __tablename__ = "deposit_event"
    __table_args__ = (
        CheckConstraint("(kind = 'accrued') = (month IS NOT NULL)", name="month_of_accrual"),
        CheckConstraint("(kind = 'undone') = (undoes_id IS NOT NULL)", name="undoing_named"),
        *whole("id", "principal", "recognised", "received", "computed"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    deposit_id: Mapped[int] = mapped_column(ForeignKey("deposit.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    day: Mapped[date]
    until: Mapped[date]
    paid_until: Mapped[date]
    principal: Mapped[int] = mapped_column(Whole)
    recognised: Mapped[int] = mapped_column(Whole)
    received: Mapped[int] = mapped_column(Whole)
    computed: Mapped[int] = mapped_column(Whole)
    month: Mapped[int | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("deposit_event.id"), unique=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def difference(self) -> int:
        """Đồng that the bank's slip gives more than the contract; negative when less. An accrual has no slip."""
        told = self.kind in (EventKind.PAID, EventKind.WITHDRAWN, EventKind.MATURED, EventKind.ROLLED_OVER)
        return self.received - self.computed if told else 0


never_changes("deposit_event")
guard(
    "deposit_event_within_principal",
    "deposit_event",
    when="BEFORE INSERT",
    condition="NEW.principal + (SELECT COALESCE(SUM(e.principal), 0) FROM deposit_event e "
    "WHERE e.deposit_id = NEW.deposit_id) < 0",
    refusal="deposit_event: more is taken out than is there",
)
guard(
    "deposit_accrued_once",
    "deposit_event",
    when="BEFORE INSERT",
    condition="NEW.kind = 'accrued' AND EXISTS (SELECT 1 FROM deposit_event e WHERE e.deposit_id = NEW.deposit_id "
    "AND e.kind = 'accrued' AND e.month >= NEW.month "
    "AND NOT EXISTS (SELECT 1 FROM deposit_event u WHERE u.undoes_id = e.id))",
    refusal="deposit_event: the month is accrued already",
)


@witnesses("deposit_event")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    rows = session.scalars(select(DepositEvent).order_by(DepositEvent.id).execution_options(yield_per=1_000))
    for row in rows:
        yield row.command_number, _figures(row), ""


def _figures(row: DepositEvent) -> str:
    parts = (
        row.id, row.deposit_id, row.kind.value, row.day, row.until, row.paid_until, row.principal, row.recognised,
        row.received, row.computed, row.month or "", row.entry_id or "", row.undoes_id or "",
    )  # fmt: skip
    return "|".join(map(str, parts))


# -- where a deposit stands -----------------------------------------------------------------------------------------


@attrs.frozen
class Standing:
    """Where a deposit stands after its events; amounts in đồng.

    `carried` is interest recognised and not received: on 1381; below zero it was paid in advance and stands on 3388.
    """

    events: tuple[DepositEvent, ...] = attrs.field(repr=False)

    @property
    def last(self) -> DepositEvent:
        """The latest thing that happened and was not undone."""
        return self.events[-1]

    @property
    def is_undone(self) -> bool:
        """Whether the contract was entered by mistake and taken back."""
        return not self.events

    @property
    def until(self) -> date:
        """The day (not in it) up to which interest is in the books."""
        return self.last.until

    @property
    def paid_until(self) -> date:
        """The day (not in it) up to which the bank has paid interest."""
        return self.last.paid_until

    @property
    def principal(self) -> int:
        """What is still there."""
        return sum(event.principal for event in self.events)

    @property
    def carried(self) -> int:
        """Interest in the books that the bank has not paid."""
        return sum(event.recognised - event.received for event in self.events)

    @property
    def recognised(self) -> int:
        """Interest taken to income so far."""
        return sum(event.recognised for event in self.events)

    @property
    def ended(self) -> date | None:
        """The day on which nothing was left of it."""
        return None if self.is_undone or self.principal else self.last.day


def standing(session: Session, deposit: Deposit, on: date | None = None) -> Standing:
    """Return where a deposit stands, at the end of a day if given; what was undone since is left out."""
    return standings(session, [deposit], on)[deposit.id]


def standings(session: Session, wanted: Sequence[Deposit], on: date | None = None) -> dict[int, Standing]:
    """Return deposit id → where it stands, at the end of a day if given."""
    found: dict[int, list[DepositEvent]] = defaultdict(list)
    undone: set[int | None] = set()
    query = select(DepositEvent).where(DepositEvent.deposit_id.in_([one.id for one in wanted]))
    for event in session.scalars(query.order_by(DepositEvent.id)):
        found[event.deposit_id].append(event)
        undone.add(event.undoes_id)
    return {
        one.id: Standing(
            tuple(
                event
                for event in found[one.id]
                if event.kind is not EventKind.UNDONE
                and event.id not in undone
                and (on is None or event.day <= on)
            )
        )
        for one in wanted
    }


def require_live(session: Session, deposit: Deposit, day: date) -> Standing:
    """Return where a live deposit stands, to which something happens on a day.

    Raises: DepositClosedError, DepositOrderError.
    """
    now = standing(session, deposit)
    if now.is_undone or not now.principal:
        raise DepositClosedError(contract=deposit.label, day=now.ended or deposit.opened)
    if day < now.last.day:
        raise DepositOrderError(contract=deposit.label, last=now.last.day, day=day)
    return now


def require_interest(deposit: Deposit, interest: int | None, *, least: int = 0) -> None:
    """Refuse interest on a slip below `least` (negative where the bank takes some back) or above the principal.

    Raises: InterestUnfitError.
    """
    if interest is not None and not least <= interest <= deposit.principal:
        raise InterestUnfitError(interest=interest, contract=deposit.label, principal=deposit.principal)


# -- writing --------------------------------------------------------------------------------------------------------


def settle(deposit: Deposit, now: Standing, step: Step) -> Step:
    """Return the step with what it takes to income, so that afterwards the books carry what is earned and not paid."""
    left = now.principal + step.principal
    earned = deposit.earning.due(left, step.until) - deposit.earning.due(left, step.paid_until)
    return attrs.evolve(step, recognised=earned - now.carried + step.received)


def entry_of(
    session: Session,
    deposit: Deposit,
    step: Step,
    narration: str,
    *,
    principal_stays: bool = False,
    interest_stays: bool = False,
) -> NewEntry | None:
    """Return the entry of a step, None where it moves nothing.

    Interest received is taken from what was accrued, the rest goes straight to income. What stays is kept in the deposit
    account instead of coming to the bank account.
    """
    unit = deposit.unit_id
    kept = AccountRole.OTHER_PAYABLE if deposit.is_in_advance else AccountRole.ACCRUED_INTEREST
    carried, income = account_for(session, unit, kept).id, account_for(session, unit, AccountRole.INTEREST).id
    money = deposit.account_id if interest_stays else deposit.paying_id
    at_once = max(0, min(step.received, step.recognised))
    moves = (
        (deposit.account_id, deposit.paying_id, 0 if principal_stays else step.principal),
        (money, income, at_once),
        (money, carried, step.received - at_once),
        (carried, income, step.recognised - at_once),
    )
    postings = [
        Posting(debit, credit, deposit.fund_id, amount)
        if amount > 0
        else Posting(credit, debit, deposit.fund_id, -amount)
        for debit, credit, amount in moves
        if amount
    ]
    return NewEntry(step.day, narration[:500], postings, _voucher(deposit, postings)) if postings else None


def _voucher(deposit: Deposit, postings: Sequence[Posting]) -> VoucherKind:
    """The bank's notice where money of the bank account moves, a journal voucher otherwise."""
    came = sum(p.amount for p in postings if p.debit == deposit.paying_id)
    left = sum(p.amount for p in postings if p.credit == deposit.paying_id)
    if came == left:
        return VoucherKind.JOURNAL
    return VoucherKind.BANK_CREDIT if came > left else VoucherKind.BANK_DEBIT


def record(
    session: Session, command: Command, happened: Iterable[tuple[Deposit, Step, NewEntry | None]]
) -> list[DepositEvent]:
    """Post the entries of steps and write the steps down, in order."""
    steps = list(happened)
    entries = [entry for _deposit, _step, entry in steps if entry is not None]
    posted = iter(post_all(session, command, entries))
    return [
        write(session, command, deposit, step, entry_id=None if entry is None else next(posted).id)
        for deposit, step, entry in steps
    ]


def write(
    session: Session,
    command: Command,
    deposit: Deposit,
    step: Step,
    *,
    entry_id: int | None,
    undoes: int | None = None,
) -> DepositEvent:
    """Write a step down with the entry that it stands on; a step without an entry lies in the book's open days too."""
    if entry_id is None and step.kind is not EventKind.TAKEN_OVER and undoes is None:
        require_open(find_book(session, deposit.unit_id), step.day, today=day_of(command.at))
    event = DepositEvent(
        id=(session.scalar(select(func.max(DepositEvent.id))) or 0) + 1,
        deposit_id=deposit.id,
        entry_id=entry_id,
        undoes_id=undoes,
        command_number=command.number,
        **attrs.asdict(step),
    )
    session.add(event)
    session.flush()
    command.witness("deposit_event", _figures(event), "")
    if event.difference:
        command.warn(
            InterestDiffersError(
                received=event.received,
                contract=deposit.label,
                computed=event.computed,
                difference=event.difference,
            )
        )
    return event
