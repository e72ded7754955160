"""Approvals of payment runs: by others than the drafter, more of them with larger amounts, nobody twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import money
from khfund.actor import name_of, require_another, works_alone
from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, guard, never_changes
from khfund.errors import KhfundError
from khfund.ledger.account import AccountRole, account_for
from khfund.ledger.entry import Posting
from khfund.ledger.journal import post
from khfund.scholarships.instalment import DROP_NAMES, Instalment, InstalmentWithdrawal
from khfund.scholarships.payee import payees
from khfund.scholarships.payment_absence import freeze_absences
from khfund.scholarships.payment_draft import paid_to, withholdings
from khfund.scholarships.payment_line import PaymentLine, lines_of
from khfund.scholarships.payment_room import require_room, room_for
from khfund.scholarships.payment_run import PaymentRun, RunState, RunUnknownError, require_state
from khfund.unit import value_on

if TYPE_CHECKING:
    from khfund.command import Command


class ApprovedBeforeError(KhfundError):
    """Nobody approves a run twice."""

    message = "{name} đã duyệt đợt chi số {run}; cần thêm chữ ký của người khác."
    english = "{name} has approved payment run {run} already; somebody else must approve it too."


class ApprovalTiersError(KhfundError):
    """The setting says from which amount on how many approvals are needed."""

    message = "Thiết lập payment_approvals «{value}» không đọc được; hãy ghi như «50.000.000: 2; 500.000.000: 3» (từ số tiền nào thì cần mấy người duyệt)."
    english = "The setting payment_approvals «{value}» cannot be read; write it like «50.000.000: 2; 500.000.000: 3» (from which amount on how many approve)."


class RunOutdatedError(KhfundError):
    """What is approved is owed, and goes where it should, on the day of paying."""

    message = "Đợt chi số {run} không duyệt được vì {count:so} kỳ chi đã thay đổi từ khi lập ({changes}); hãy hủy và lập lại."
    english = "The payment run {run} cannot be approved: {count:so} instalments have changed since it was drafted ({changes}); cancel it and draft again."


class PaymentApproval(Base):
    """That a person approved the lines with this hash."""

    __tablename__ = "payment_approval"

    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date]
    lines_hash: Mapped[str] = mapped_column(String(64))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def figures(self) -> str:
        """What the log vouches for."""
        return f"{self.run_id}|{self.person_id}|{self.day}|{self.lines_hash}"


never_changes("payment_approval")
guard(
    "payment_approval_of_draft",
    "payment_approval",
    when="BEFORE INSERT",
    condition="(SELECT state FROM payment_run WHERE id = NEW.run_id) <> 'draft' "
    "OR (SELECT lines_hash FROM payment_run WHERE id = NEW.run_id) <> NEW.lines_hash",
    refusal="payment_approval: a draft is approved as it was drafted",
)
guard(
    "payment_approval_by_another",
    "payment_approval",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM payment_run r WHERE r.id = NEW.run_id AND r.drafted_by = NEW.person_id "
    "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = r.unit_id))",
    refusal="payment_approval: who drafted does not approve",
)


@witnesses("payment_approval")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(PaymentApproval).order_by(PaymentApproval.command_number)):
        yield row.command_number, row.figures, ""


def approve_run(
    session: Session, command: Command, run: PaymentRun, *, day: date | None = None
) -> PaymentRun:
    """Approve a draft; the last approval needed writes down who is missing, and books what is payable on `day` (today).

    Nợ the programmes' accounts / Có 338x of each fund, in one entry that names nobody. What is only paid again was
    booked before.

    Raises: RunUnknownError, RunStateError, AnotherPersonNeededError, ApprovedBeforeError, ApprovalTiersError,
    RunOutdatedError, AbsenceUnexplainedError, SpendableShortError, LiquidShortError, and what `journal.post` raises.
    """
    today = day_of(command.at)
    if run.unit_id != command.unit:
        raise RunUnknownError(number=run.id)
    require_state(run, RunState.DRAFT, "duyệt")
    require_another(
        session,
        command.person_id,
        run.drafted_by,
        unit_id=run.unit_id,
        on=today,
        did="lập đợt chi",
        does="duyệt đợt chi",
    )
    before = approvals(session, run.id)
    if command.person_id in {one.person_id for one in before}:
        raise ApprovedBeforeError(name=name_of(session, command.person_id), run=run.id)
    lines = lines_of(session, run)
    _require_unchanged(session, run, lines, on=max(run.payout, today))
    needed = approvals_needed(session, run.unit_id, run.total, today)
    _enter(session, command, run, today)
    if len(before) + 1 >= needed:
        _freeze(session, command, run, lines, day or today)
    return run


def _require_unchanged(session: Session, run: PaymentRun, lines: Sequence[PaymentLine], *, on: date) -> None:
    ids = [line.instalment_id for line in lines]
    withheld = (
        withholdings(session, [session.get_one(Instalment, one) for one in some], payout)
        for payout, some in _asked_of(session, lines, on).items()
    )
    changed = {number: DROP_NAMES[why.reason] for one in withheld for number, why in one.items()}
    gone = select(InstalmentWithdrawal).where(InstalmentWithdrawal.instalment_id.in_(ids))
    changed |= {one.instalment_id: DROP_NAMES[one.reason] for one in session.scalars(gone)}
    known = payees(session, sorted({line.recipient_id for line in lines}), on)
    for line in lines:
        payee = known.get(line.recipient_id)
        if payee is not None and paid_to(payee) != (line.way, line.bank, line.bank_number, line.holder):
            changed.setdefault(line.instalment_id, "nơi nhận tiền đã đổi")
    if changed:
        listed = [f"kỳ chi {number}: {why}" for number, why in sorted(changed.items())]
        said = "; ".join(listed[:20]) + ("; …" if len(listed) > 20 else "")
        raise RunOutdatedError(run=run.id, count=len(changed), changes=said)


def _asked_of(session: Session, lines: Sequence[PaymentLine], on: date) -> dict[date, list[int]]:
    """Payout day → instalments to be looked at on it: what came back is owed as of the day when it was first paid."""
    asked: dict[date, list[int]] = defaultdict(list)
    for line in lines:
        first = session.get_one(PaymentLine, line.first_id)
        payout = on if first is line else session.get_one(PaymentRun, first.run_id).payout
        asked[payout].append(line.instalment_id)
    return asked


def approvals_needed(session: Session, unit_id: int, total: int, on: date) -> int:
    """Return how many persons approve a run of so many đồng; one where the unit's sole officer works alone.

    Raises: ApprovalTiersError.
    """
    needed = 1
    for least, count in _tiers(value_on(session, unit_id, "payment_approvals", on)):
        needed = max(needed, count) if total >= least else needed
    return 1 if works_alone(session, unit_id, on) else needed


def _tiers(value: str) -> list[tuple[int, int]]:
    """Read «50.000.000: 2; 500.000.000: 3»."""
    found = []
    for part in filter(None, map(str.strip, value.split(";"))):
        written = re.fullmatch(r"([0-9.]+)\s*:\s*([1-9])", part)
        if written is None:
            raise ApprovalTiersError(value=value)
        try:
            found.append((money.parse(written[1]), int(written[2])))
        except KhfundError as unreadable:
            raise ApprovalTiersError(value=value) from unreadable
    return found


def _enter(session: Session, command: Command, run: PaymentRun, day: date) -> None:
    row = PaymentApproval(
        run_id=run.id,
        person_id=command.person_id,
        day=day,
        lines_hash=run.lines_hash,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("payment_approval", row.figures, "")


def _freeze(
    session: Session, command: Command, run: PaymentRun, lines: Sequence[PaymentLine], day: date
) -> None:
    freeze_absences(session, command, run)
    require_room(
        command, room_for(session, run.unit_id, lines, on=day, payout=run.payout), on=day, payout=run.payout
    )
    cost: Counter[tuple[int, int]] = Counter()
    for line in lines:
        if line.first_id == line.id:
            cost[line.fund_id, line.account_id] += line.amount
    if cost:
        payable = account_for(session, run.unit_id, AccountRole.SCHOLARSHIPS_PAYABLE).id
        postings = [
            Posting(account, payable, fund, amount) for (fund, account), amount in sorted(cost.items())
        ]
        narration = f"Duyệt đợt chi số {run.id}: {run.line_count} khoản học bổng, hỗ trợ phải trả"
        run.entry_id = post(session, command, day, narration, *postings).id
    run.state, run.entry_day, run.approved_number = RunState.APPROVED, day, command.number
    session.flush()


def approvals(session: Session, run_id: int) -> list[PaymentApproval]:
    """Return who approved a run, in order."""
    query = select(PaymentApproval).where(PaymentApproval.run_id == run_id)
    return list(session.scalars(query.order_by(PaymentApproval.command_number)))
