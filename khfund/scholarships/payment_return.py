"""Payments that failed: money that came back, transfers that the bank never made, and payables that are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.banking.bank_line import BankLine
from khfund.banking.line_money import money_of
from khfund.banking.line_use import use_lines
from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.account import AccountRole, account_for
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.entry import Correction, PostedEntry, Posting, VoucherKind
from khfund.ledger.journal import post
from khfund.scholarships.instalment import DropReason, Instalment, withdraw
from khfund.scholarships.payment_file import PaymentFileLine
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentDrop, PaymentReturn, write_outcomes
from khfund.scholarships.payment_run import PaymentRun
from khfund.scholarships.payment_settlement import (
    NoPaymentsError,
    PaymentNotOpenError,
    own_run,
    payable_accounts,
    payable_postings,
    require_line_state,
)
from khfund.scholarships.payment_standing import LINE_STATE_NAMES, LineState, line_states
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class NotMoneyBackError(KhfundError):
    """What comes back through the bank is money that came in."""

    message = "Dòng sao kê {line} là tiền ra, không phải tiền bị trả lại."
    english = "Bank line {line} is money that went out, not money that came back."


class ReturnAmountError(KhfundError):
    """A bank line brings back exactly the payments that it is named for."""

    message = "Dòng sao kê {line} còn {left:dong}, các khoản chi bị trả lại cộng {total:dong}; không ghi. Hãy kiểm tra phí trả lại hoặc chọn lại các khoản chi."
    english = "Of bank line {line} {left:dong} are left, the payments that came back are {total:dong} together; nothing is booked. Check fees or choose other payments."


class PaymentInFileError(KhfundError):
    """What was sent to the bank is dropped when the bank has said that it did not make the transfer."""

    message = "Khoản chi {code} nằm trong tệp đã gửi ngân hàng; hãy đợi sao kê, hoặc ghi ngân hàng không chuyển (`khfund payment returned --not-sent`) rồi mới bỏ."
    english = "The payment {code} stands in the file for the bank; wait for the statement, or record that the bank did not send it (`khfund payment returned --not-sent`) before dropping it."


def record_return(
    session: Session,
    command: Command,
    lines: Sequence[PaymentLine],
    *,
    reason: str,
    bank_line: BankLine | None = None,
    day: date | None = None,
) -> PostedEntry:
    """Record that paid money came back, by a bank line or (without) in cash on `day`; what is payable stays open.

    One entry, Nợ 112 or 111 / Có 338x; money that waited as unidentified is taken from there.

    Raises: NoPaymentsError, ReasonMissingError, RunUnknownError, PaymentNotOpenError, NotMoneyBackError,
    ReturnAmountError, and what `journal.post` raises.
    """
    reason = _require_said(session, command, lines, reason)
    require_line_state(session, lines, LineState.PAID, "ghi bị trả lại")
    if bank_line is None:
        on = day or day_of(command.at)
        cash = account_for(session, command.unit, AccountRole.CASH).id
        postings = [
            Posting(cash, one.debit, one.fund, one.amount)
            for one in payable_postings(session, lines, against=cash)
        ]
        entry = post(session, command, on, _narration(lines), *postings, voucher=VoucherKind.RECEIPT)
    else:
        entry = _by_bank(session, command, lines, bank_line)
    rows = [_returned(command, line, entry.id, entry.day, reason) for line in lines]
    rows.sort(key=lambda row: row.line_id)
    write_outcomes(session, command, rows)
    return entry


def _require_said(session: Session, command: Command, lines: Sequence[PaymentLine], reason: str) -> str:
    if not lines:
        raise NoPaymentsError
    said = clean(reason)[:300]
    if not said:
        raise ReasonMissingError
    for run_id in {line.run_id for line in lines}:
        own_run(session, command, run_id)
    return said


def _by_bank(
    session: Session, command: Command, lines: Sequence[PaymentLine], bank_line: BankLine
) -> PostedEntry:
    if not bank_line.credit:
        raise NotMoneyBackError(line=bank_line.id)
    came = money_of(session, command, [bank_line.id])[bank_line.id]
    total = sum(line.amount for line in lines)
    left = came.unidentified or came.left
    if left != total:
        raise ReturnAmountError(line=bank_line.id, left=left, total=total)
    postings = [
        posting
        for one in payable_postings(session, lines, against=came.bank)
        for posting in came.postings(credit=one.debit, fund=one.fund, amount=one.amount)
    ]
    voucher = VoucherKind.JOURNAL if came.unidentified else VoucherKind.BANK_CREDIT
    entry = post(session, command, came.day, _narration(lines), *postings, voucher=voucher)
    use_lines(session, command, [(bank_line.id, entry.id, total)])
    return entry


def _narration(lines: Sequence[PaymentLine]) -> str:
    codes = ", ".join(line.code for line in lines[:5]) + (" …" if len(lines) > 5 else "")
    return f"Tiền học bổng, hỗ trợ bị trả lại, mã {codes}"


def _returned(
    command: Command, line: PaymentLine, entry: int | None, day: date, reason: str
) -> PaymentReturn:
    return PaymentReturn(
        line_id=line.id, entry_id=entry, day=day, reason=reason, command_number=command.number
    )


def record_not_sent(
    session: Session,
    command: Command,
    lines: Sequence[PaymentLine],
    *,
    reason: str,
    day: date | None = None,
) -> list[PaymentReturn]:
    """Record that the bank did not make transfers, or that cash was not fetched: no money moved, nothing is booked.

    Raises: NoPaymentsError, ReasonMissingError, RunUnknownError, PaymentNotOpenError.
    """
    reason = _require_said(session, command, lines, reason)
    require_line_state(session, lines, LineState.OPEN, "ghi chưa chuyển được")
    rows = [_returned(command, line, None, day or day_of(command.at), reason) for line in lines]
    rows.sort(key=lambda row: row.line_id)
    write_outcomes(session, command, rows)
    return rows


def drop_payment(
    session: Session,
    command: Command,
    line: PaymentLine,
    *,
    reason: DropReason,
    note: str = "",
    day: date | None = None,
) -> PaymentDrop:
    """Cancel what is payable, unpaid or come back, for a coded reason: Nợ 338x / Có the programme's account.

    The instalment is withdrawn with it.

    Raises: RunUnknownError, PaymentNotOpenError, PaymentInFileError, ReasonMissingError, and what `journal.post` raises.
    """
    run = own_run(session, command, line.run_id)
    state = line_states(session, run)[line.id]
    if state not in (LineState.OPEN, LineState.RETURNED):
        raise PaymentNotOpenError(code=line.code, state=LINE_STATE_NAMES[state], action="bỏ")
    if state is LineState.OPEN and session.scalar(
        select(PaymentFileLine.line_id).where(PaymentFileLine.line_id == line.id)
    ):
        raise PaymentInFileError(code=line.code)
    note = clean(note)[:300]
    if reason is DropReason.OTHER and not note:
        raise ReasonMissingError
    entry = _undo_cost(session, command, line, day or day_of(command.at))
    drop = PaymentDrop(
        first_id=line.first_id,
        entry_id=entry.id,
        day=entry.day,
        reason=reason,
        note=note,
        command_number=command.number,
    )
    write_outcomes(session, command, [drop])
    withdraw(session, command, session.get_one(Instalment, line.instalment_id), reason=reason, note=note)
    return drop


def _undo_cost(session: Session, command: Command, line: PaymentLine, day: date) -> PostedEntry:
    payable = payable_accounts(session, [line])[line.first_id]
    first = session.get_one(PaymentLine, line.first_id)
    return post(
        session,
        command,
        day,
        f"Bỏ khoản phải trả mã {line.code} của đợt chi số {first.run_id}",
        Posting(payable, line.account_id, line.fund_id, line.amount),
        corrects=session.get_one(PaymentRun, first.run_id).entry_id,
        correction=Correction.ADJUSTMENT,
    )
