"""Dues that came into the book: the own share is income, the share of the levels above is owed to them.

Nợ 111 or 112 / Có 5113 for the own share, Có 336 for what is passed up to a unit of these books, Có 3388 to one
outside. Passing it on is a payment voucher like any other: drafted here, approved and posted by others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from khfund import money
from khfund.audit import witnesses
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine
from khfund.banking.line_money import money_of
from khfund.banking.line_use import use_lines
from khfund.db import Base, Whole, never_changes, whole
from khfund.donations.dues import (
    LEVEL_OF,
    DuesFigureError,
    DuesLevel,
    DuesRateMissingError,
    DuesSharesMissingError,
    members_of,
    rate_of,
    require_unit,
    shares_of,
)
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Correction,
    Entry,
    Fund,
    NewEntry,
    PostedEntry,
    Posting,
    Voucher,
    VoucherKind,
    VoucherState,
    account_for,
    draft_voucher,
    post_all,
)
from khfund.unit import Unit

if TYPE_CHECKING:
    from khfund.command import Command


class DuesBeyondDueError(KhfundError):
    """More dues than are due are pointed out."""

    message = "Lưu ý: {unit} đã nộp {received:dong} hội phí năm {year}, nhiều hơn số phải nộp {due:dong}; hãy kiểm tra số hội viên hoặc số tiền."
    english = "Note: {unit} has paid {received:dong} of dues for {year}, more than the {due:dong} due; check the members or the amount."


class DuesMembersUnknownError(KhfundError):
    """Dues from a unit whose members are not counted are pointed out."""

    message = "Lưu ý: chưa có số hội viên năm {year} của {unit}, nên chưa biết số hội phí phải nộp."
    english = "Note: the members of {unit} in {year} are not counted, so what it owes is not known."


class DuesPassedBeyondError(KhfundError):
    """No more is passed on than was received for the levels above and not yet passed on."""

    message = "Hội phí năm {year} còn phải chuyển lên cấp trên {left:dong}, không chuyển {asked:dong} được."
    english = "Of the dues of {year}, {left:dong} are left to be passed up, not {asked:dong}."


@attrs.frozen
class Split:
    """Weights by which dues are shared: what stays below, what is the book's own, what goes up."""

    below: int
    own: int
    above: int

    def of_whole(self, amount: int) -> tuple[int, int, int]:
        """The shares of what members pay, in đồng; none gets lost."""
        below, own, above = money.split(amount, [self.below, self.own, self.above])
        return below, own, above

    def of_received(self, amount: int) -> tuple[int, int]:
        """The own share and the share to be passed up of what came here, in đồng; none gets lost."""
        own, above = money.split(amount, [self.own, self.above])
        return own, above


class DuesReceipt(Base):
    """That an entry brought a unit's dues of a year: `own` đồng are the book's, `passed` are owed to the levels above."""

    __tablename__ = "dues_receipt"
    __table_args__ = (
        CheckConstraint("own >= 0 AND passed >= 0 AND own + passed > 0", name="amounts_positive"),
        *whole("own", "passed"),
        Index("ix_dues_receipt_unit", "unit_id", "year"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    of_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    own: Mapped[int] = mapped_column(Whole)
    passed: Mapped[int] = mapped_column(Whole)


class DuesPassing(Base):
    """That a voucher passes dues of a year up; it counts once the voucher is posted."""

    __tablename__ = "dues_passing"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), *whole("amount"))

    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    amount: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("dues_receipt")
never_changes("dues_passing")


@witnesses("dues_receipts")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(
        "SELECT e.command_number, r.entry_id, r.unit_id, r.of_unit_id, r.year, r.own, r.passed FROM dues_receipt r "
        "JOIN entry e ON e.id = r.entry_id ORDER BY r.entry_id"
    )
    for number, *figures in session.execute(query):
        yield number, "|".join(map(str, figures)), ""


@witnesses("dues_passings")
def _passed(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(DuesPassing).order_by(DuesPassing.voucher_id)):
        yield one.command_number, f"{one.voucher_id}|{one.unit_id}|{one.year}|{one.amount}", ""


# -- verbs ----------------------------------------------------------------------------------------------------------


def receive_dues(  # noqa: PLR0913  however money can come
    session: Session,
    command: Command,
    of_unit: Unit,
    amount: int = 0,
    *,
    year: int,
    fund: Fund,
    day: date | None = None,
    bank_account: BankAccount | None = None,
    bank_line: BankLine | None = None,
) -> PostedEntry:
    """Book dues that a unit paid for a year: in cash, into a bank account, or by a line of its statement.

    Of a bank line, all that is not used yet is taken unless `amount` says otherwise, on the line's own day. More than is due, and a unit
    whose members are not counted, are only pointed out.

    Raises: DuesUnitError, DuesRateMissingError, DuesSharesMissingError, DuesFigureError, what `post_all` and
    `use_lines` raise.
    """
    require_unit(session, command.unit, of_unit, year)
    if rate_of(session, command.unit, year) is None:
        raise DuesRateMissingError(year=year)
    split = split_for(session, command.unit, of_unit, year)
    source = _Source.of(session, command, day, bank_account, bank_line)
    whole_sum = amount or source.available
    if whole_sum <= 0:
        raise DuesFigureError(figure=whole_sum, what="số hội phí đã nộp")
    own, passed = split.of_received(whole_sum)
    shared = {AccountRole.DUES: own, _payable(session, command.unit): passed}
    postings = source.all_postings(shared, fund.id)
    words = f"{of_unit.name} nộp hội phí năm {year}"
    (entry,) = post_all(session, command, [NewEntry(source.day, words[:500], postings, source.voucher)])
    if bank_line is not None:
        use_lines(session, command, [(bank_line.id, entry.id, whole_sum)])
    _record(session, command, (entry.id, command.unit, of_unit.id, year, own, passed))
    _look_at_due(session, command, of_unit, year, split)
    return entry


_COLUMNS = ("entry_id", "unit_id", "of_unit_id", "year", "own", "passed")


def _record(session: Session, command: Command, figures: tuple[int, ...]) -> None:
    session.add(DuesReceipt(**dict(zip(_COLUMNS, figures, strict=True))))
    session.flush()
    command.witness("dues_receipts", "|".join(map(str, figures)), "")


@attrs.frozen
class _Source:
    """Where the money came: the postings that bring it to an account, the day and the paper."""

    session: Session
    command: Command
    day: date
    voucher: VoucherKind
    debit: int
    available: int
    line: int | None = None

    @classmethod
    def of(
        cls,
        session: Session,
        command: Command,
        day: date | None,
        bank_account: BankAccount | None,
        bank_line: BankLine | None,
    ) -> _Source:
        if bank_line is not None:
            lies = money_of(session, command, [bank_line.id])[bank_line.id]
            voucher = VoucherKind.JOURNAL if lies.unidentified else VoucherKind.BANK_CREDIT
            available = lies.unidentified or lies.left
            return cls(session, command, lies.day, voucher, lies.bank, available, bank_line.id)
        assert day is not None, "dues without a bank line name their day"
        if bank_account is not None:
            return cls(session, command, day, VoucherKind.BANK_CREDIT, bank_account.account_id, 0)
        cash = account_for(session, command.unit, AccountRole.CASH).id
        return cls(session, command, day, VoucherKind.RECEIPT, cash, 0)

    def all_postings(self, shared: Mapping[AccountRole, int], fund: int) -> list[Posting]:
        return [
            posting
            for role, part in shared.items()
            if part
            for posting in self.postings(account_for(self.session, self.command.unit, role).id, fund, part)
        ]

    def postings(self, credit: int, fund: int, amount: int) -> list[Posting]:
        if self.line is None:
            return [Posting(self.debit, credit, fund, amount)]
        lies = money_of(self.session, self.command, [self.line])[self.line]
        return lies.postings(credit=credit, fund=fund, amount=amount)


def _payable(session: Session, unit_id: int) -> AccountRole:
    """336 to the unit above where these books know it, else 3388."""
    above = session.get_one(Unit, unit_id).parent_id
    return AccountRole.OTHER_PAYABLE if above is None else AccountRole.INTER_UNIT_PAYABLE


def _look_at_due(session: Session, command: Command, of_unit: Unit, year: int, split: Split) -> None:
    members = members_of(session, command.unit, year).get(of_unit.id)
    rate = rate_of(session, command.unit, year)
    if members is None or rate is None:
        command.warn(DuesMembersUnknownError(unit=of_unit.name, year=year))
        return
    _below, own, above = split.of_whole(members * rate)
    received = sum(sum(pair) for pair in received_from(session, command.unit, year).get(of_unit.id, ()))
    if received > own + above:
        warning = DuesBeyondDueError(unit=of_unit.name, year=year, received=received, due=own + above)
        command.warn(warning)


def pass_on(
    session: Session,
    command: Command,
    amount: int,
    *,
    year: int,
    fund: Fund,
    day: date,
    bank_account: BankAccount | None = None,
    to: str = "",
) -> Voucher:
    """Draft the voucher by which dues of a year go up, in cash or from a bank account.

    Raises: DuesFigureError, DuesPassedBeyondError, and what `draft_voucher` raises.
    """
    if amount <= 0:
        raise DuesFigureError(figure=amount, what="số hội phí chuyển lên")
    left = to_pass_on(session, command.unit, year)
    if amount > left:
        raise DuesPassedBeyondError(year=year, left=left, asked=amount)
    payable = account_for(session, command.unit, _payable(session, command.unit)).id
    out = bank_account.account_id if bank_account else account_for(session, command.unit, AccountRole.CASH).id
    voucher = draft_voucher(
        session,
        command,
        VoucherKind.BANK_DEBIT if bank_account else VoucherKind.PAYMENT,
        day=day,
        narration=f"Chuyển hội phí năm {year} lên cấp trên",
        postings=[Posting(payable, out, fund.id, amount)],
        party_name=to,
    )
    passing = DuesPassing(voucher_id=voucher.id, unit_id=command.unit, year=year, amount=amount)
    passing.command_number = command.number
    session.add(passing)
    session.flush()
    command.witness("dues_passings", f"{voucher.id}|{command.unit}|{year}|{amount}", "")
    return voucher


# -- reads ----------------------------------------------------------------------------------------------------------


def split_for(session: Session, unit_id: int, of_unit: Unit, year: int) -> Split:
    """Return how a unit's dues are shared, seen from the book of `unit_id`; what its own members pay has no level below.

    Raises: DuesSharesMissingError.
    """
    percents = shares_of(session, unit_id, year)
    if not percents:
        raise DuesSharesMissingError(year=year)
    order = list(DuesLevel)
    here = order.index(LEVEL_OF[session.get_one(Unit, unit_id).level])
    below = sum(percents.get(level, 0) for level in order[:here])
    own, above = percents.get(order[here], 0), sum(percents.get(level, 0) for level in order[here + 1 :])
    return Split(0, below + own, above) if of_unit.id == unit_id else Split(below, own, above)


def received_from(session: Session, unit_id: int, year: int) -> dict[int, list[tuple[int, int]]]:
    """Return unit → (own share, share to be passed up) of each of its payments that stand, in đồng."""
    undone = aliased(Entry)
    query = (
        select(DuesReceipt)
        .outerjoin(
            undone, (undone.corrects_id == DuesReceipt.entry_id) & (undone.correction == Correction.REVERSAL)
        )
        .where(DuesReceipt.unit_id == unit_id, DuesReceipt.year == year, undone.id.is_(None))
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for one in session.scalars(query.order_by(DuesReceipt.entry_id)):
        found.setdefault(one.of_unit_id, []).append((one.own, one.passed))
    return found


def passed_on(session: Session, unit_id: int, year: int, *, drafted: bool = False) -> int:
    """Return how many đồng of a year's dues were passed up; with `drafted`, what is on its way as well."""
    undone = aliased(Entry)
    states = [VoucherState.POSTED, *([VoucherState.DRAFT, VoucherState.APPROVED] if drafted else [])]
    query = (
        select(func.coalesce(func.sum(DuesPassing.amount), 0))
        .join(Voucher, Voucher.id == DuesPassing.voucher_id)
        .outerjoin(
            undone, (undone.corrects_id == Voucher.entry_id) & (undone.correction == Correction.REVERSAL)
        )
        .where(DuesPassing.unit_id == unit_id, DuesPassing.year == year)
        .where(Voucher.state.in_(states), undone.id.is_(None))
    )
    return int(session.scalars(query).one())


def to_pass_on(session: Session, unit_id: int, year: int) -> int:
    """Return how many đồng of a year's dues are owed to the levels above and not on their way to them."""
    owed = sum(passed for pairs in received_from(session, unit_id, year).values() for _, passed in pairs)
    return owed - passed_on(session, unit_id, year, drafted=True)
