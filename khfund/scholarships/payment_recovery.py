"""Money paid in error: claimed back from whoever got it, and received back in parts or whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine
from khfund.banking.line_money import money_of
from khfund.banking.line_use import use_lines
from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.account import AccountRole, account_for
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.entry import Correction, PostedEntry, Posting, VoucherKind, postings_of
from khfund.ledger.journal import post
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentRecovery, RecoveryReceipt, write_outcomes
from khfund.scholarships.payment_return import NotMoneyBackError
from khfund.scholarships.payment_run import PaymentRun
from khfund.scholarships.payment_settlement import own_run, require_line_state
from khfund.scholarships.payment_standing import LineState
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class RecoveryMissingError(KhfundError):
    """Money comes back after it was claimed back."""

    message = "Khoản chi {code} chưa được ghi là chi nhầm cần thu hồi; hãy ghi bằng `khfund payment recover`."
    english = "The payment {code} was not claimed back yet; do so by `khfund payment recover`."


class RecoveryExceededError(KhfundError):
    """No more comes back than was paid in error."""

    message = "Khoản chi {code} chỉ còn phải thu hồi {left:dong}; không ghi {amount:dong} được."
    english = "Of the payment {code} only {left:dong} are still to come back, not {amount:dong}."


def claim_back(
    session: Session,
    command: Command,
    line: PaymentLine,
    *,
    reason: DropReason,
    note: str,
    still_owed: bool = False,
    day: date | None = None,
) -> PaymentRecovery:
    """Claim back what was paid in error: Nợ 1388 / Có the programme's account; the note says why, and names nobody.

    With `still_owed` the right recipient has not been paid: the instalment is collected by the next run.

    Raises: RunUnknownError, PaymentNotOpenError, ReasonMissingError, and what `journal.post` raises.
    """
    own_run(session, command, line.run_id)
    require_line_state(session, [line], LineState.PAID, "thu hồi")
    note = clean(note)[:300]
    if not note:
        raise ReasonMissingError
    entry = _book_claim(session, command, line, day or day_of(command.at))
    row = PaymentRecovery(
        first_id=line.first_id,
        entry_id=entry.id,
        day=entry.day,
        reason=reason,
        still_owed=still_owed,
        note=note,
        command_number=command.number,
    )
    write_outcomes(session, command, [row])
    return row


def _book_claim(session: Session, command: Command, line: PaymentLine, day: date) -> PostedEntry:
    first = session.get_one(PaymentLine, line.first_id)
    receivable = account_for(session, command.unit, AccountRole.RECEIVABLE).id
    return post(
        session,
        command,
        day,
        f"Phải thu hồi khoản chi nhầm mã {line.code} của đợt chi số {line.run_id}",
        Posting(receivable, line.account_id, line.fund_id, line.amount),
        corrects=session.get_one(PaymentRun, first.run_id).entry_id,
        correction=Correction.ADJUSTMENT,
    )


def receive_back(
    session: Session,
    command: Command,
    line: PaymentLine,
    *,
    amount: int | None = None,
    bank_line: BankLine | None = None,
    day: date | None = None,
) -> RecoveryReceipt:
    """Receive money that was claimed back, by a bank line or (without) in cash on `day`; all that is left by default.

    Raises: RunUnknownError, RecoveryMissingError, RecoveryExceededError, NotMoneyBackError, and what `journal.post`
    and `use_lines` raise.
    """
    own_run(session, command, line.run_id)
    recovery = session.get(PaymentRecovery, line.first_id)
    if recovery is None:
        raise RecoveryMissingError(code=line.code)
    left = still_to_come(session, line)
    taken = left if amount is None else amount
    if not 0 < taken <= left:
        raise RecoveryExceededError(code=line.code, left=left, amount=taken)
    receivable = postings_of(session, recovery.entry_id)[0].debit_id
    narration = f"Thu hồi khoản chi nhầm mã {line.code}"
    if bank_line is None:
        cash = account_for(session, command.unit, AccountRole.CASH).id
        posting = Posting(cash, receivable, line.fund_id, taken)
        on = day or day_of(command.at)
        entry = post(session, command, on, narration, posting, voucher=VoucherKind.RECEIPT)
    else:
        owed = Posting(receivable, receivable, line.fund_id, taken)
        entry = _book_by_bank(session, command, bank_line, owed, narration)
    row = RecoveryReceipt(
        first_id=line.first_id, entry_id=entry.id, amount=taken, command_number=command.number
    )
    write_outcomes(session, command, [row])
    return row


def _book_by_bank(
    session: Session, command: Command, bank_line: BankLine, owed: Posting, narration: str
) -> PostedEntry:
    """Book what a bank line brought against the account credited in `owed`, in its fund and amount."""
    if not bank_line.credit:
        raise NotMoneyBackError(line=bank_line.id)
    came = money_of(session, command, [bank_line.id])[bank_line.id]
    postings = came.postings(credit=owed.credit, fund=owed.fund, amount=owed.amount)
    voucher = VoucherKind.JOURNAL if came.unidentified else VoucherKind.BANK_CREDIT
    entry = post(session, command, came.day, narration, *postings, voucher=voucher)
    use_lines(session, command, [(bank_line.id, entry.id, owed.amount)])
    return entry


def still_to_come(session: Session, line: PaymentLine) -> int:
    """Return how many đồng of a payment that is claimed back have not come yet."""
    came = select(func.coalesce(func.sum(RecoveryReceipt.amount), 0))
    return line.amount - int(session.scalars(came.where(RecoveryReceipt.first_id == line.first_id)).one())
