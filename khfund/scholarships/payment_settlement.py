"""Settling payments line by line: a bank line that pays one, several or a whole file, or cash against signatures.

Who approved a run does not pay it. Nothing is paid twice, and nothing is paid in part: a bank line pays exactly the
payments that it is settled with, or it is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.actor import require_another
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, remaining
from khfund.banking.line_booking import open_day
from khfund.banking.line_use import LineUsedUpError, use_lines
from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger.account import AccountRole, account_for
from khfund.ledger.entry import PostedEntry, Posting, PostingRow, VoucherKind
from khfund.ledger.journal import post
from khfund.scholarships.payment_approval import approvals
from khfund.scholarships.payment_line import WAY_NAMES, PaidBy, PaymentLine
from khfund.scholarships.payment_outcome import Means, PaymentSettlement, write_outcomes
from khfund.scholarships.payment_run import PaymentRun, RunUnknownError
from khfund.scholarships.payment_standing import LINE_STATE_NAMES, LineState, line_states
from khfund.scholarships.public_code import assign_codes
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class NoPaymentsError(KhfundError):
    """Something is settled."""

    message = "Hãy nêu ít nhất một khoản chi."
    english = "Name at least one payment."


class PaymentNotOpenError(KhfundError):
    """Only what is approved and not paid yet is paid."""

    message = "Khoản chi {code} đang «{state}» nên không {action} được."
    english = "The payment {code} is «{state}» and cannot be acted on ({action})."


class PaidOtherwiseError(KhfundError):
    """A payment is made the way that was approved."""

    message = "Khoản chi {code} được duyệt trả bằng {way}, không trả cách khác được; hãy hủy hoặc chi lại với nơi nhận mới."
    english = "The payment {code} was approved to be made by {way} and is not made otherwise; drop it, or pay again to the new payee."


class NotMoneyOutError(KhfundError):
    """What pays is money that went out."""

    message = "Dòng sao kê {line} là tiền vào, không trả khoản chi nào; nếu là tiền bị trả lại hãy dùng `khfund payment returned`."
    english = "Bank line {line} is money that came in and pays nothing; if it came back use `khfund payment returned`."


class SettlementAmountError(KhfundError):
    """A bank line pays exactly the payments that it is settled with."""

    message = "Dòng sao kê {line} còn {left:dong}, {count:so} khoản chi đã chọn cộng {total:dong}, lệch {difference:dong}; không ghi. Hãy kiểm tra phí, khoản ngân hàng chưa chuyển, hoặc chọn lại các khoản chi."
    english = "Of bank line {line} {left:dong} are left, the {count:so} chosen payments are {total:dong} together, {difference:dong} apart; nothing is booked. Check fees and what the bank has not sent, or choose other payments."


class SignatureMissingError(KhfundError):
    """Cash is paid against a signature."""

    message = "Khoản chi {code} trả tiền mặt phải có người ký nhận."
    english = "The payment {code} in cash needs somebody who signed for it."


def settle_by_bank(
    session: Session, command: Command, bank_line: BankLine, lines: Sequence[PaymentLine]
) -> PostedEntry:
    """Settle payments with what is left of a bank line, all of it: one entry Nợ 338x / Có 112, on the line's day.

    Raises: NoPaymentsError, RunUnknownError, NotMoneyOutError, LineUsedUpError, AnotherPersonNeededError,
    PaymentNotOpenError, PaidOtherwiseError, SettlementAmountError, and what `journal.post` raises.
    """
    _require_open(session, command, lines, PaidBy.BANK)
    if not bank_line.debit:
        raise NotMoneyOutError(line=bank_line.id)
    left, total = remaining(session, bank_line.id), sum(line.amount for line in lines)
    if not left:
        raise LineUsedUpError(line=bank_line.id, left=0, asked=total)
    if left != total:
        raise SettlementAmountError(
            line=bank_line.id, left=left, count=len(lines), total=total, difference=abs(left - total)
        )
    bank = session.get_one(BankAccount, bank_line.bank_account_id)
    day = open_day(session, bank, bank_line.day)
    postings = payable_postings(session, lines, against=bank.account_id)
    entry = post(session, command, day, _narration(lines), *postings, voucher=VoucherKind.BANK_DEBIT)
    use_lines(session, command, [(bank_line.id, entry.id, total)])
    _write(session, command, lines, entry, {})
    return entry


def settle_in_cash(
    session: Session, command: Command, lines: Sequence[PaymentLine], *, day: date, signed: Mapping[int, str]
) -> PostedEntry:
    """Settle payments in cash against signatures: one phiếu chi, Nợ 338x / Có 111; `signed` tells who by line id.

    Raises: NoPaymentsError, RunUnknownError, SignatureMissingError, AnotherPersonNeededError, PaymentNotOpenError,
    PaidOtherwiseError, and what `journal.post` raises.
    """
    _require_open(session, command, lines, PaidBy.CASH)
    names = {number: clean(name)[:120] for number, name in signed.items()}
    for line in lines:
        if not names.get(line.id):
            raise SignatureMissingError(code=line.code)
    cash = account_for(session, command.unit, AccountRole.CASH).id
    postings = payable_postings(session, lines, against=cash)
    entry = post(session, command, day, _narration(lines), *postings, voucher=VoucherKind.PAYMENT)
    _write(session, command, lines, entry, names)
    return entry


def _require_open(session: Session, command: Command, lines: Sequence[PaymentLine], way: PaidBy) -> None:
    if not lines:
        raise NoPaymentsError
    for run_id in sorted({line.run_id for line in lines}):
        run = own_run(session, command, run_id)
        for approval in approvals(session, run_id):
            require_another(
                session,
                command.person_id,
                approval.person_id,
                unit_id=run.unit_id,
                on=day_of(command.at),
                did="duyệt đợt chi",
                does="trả tiền",
            )
    require_line_state(session, lines, LineState.OPEN, "ghi trả tiền")
    for line in lines:
        if line.way is not way:
            raise PaidOtherwiseError(code=line.code, way=WAY_NAMES[line.way])


def own_run(session: Session, command: Command, run_id: int) -> PaymentRun:
    """Return a run of the command's unit.

    Raises: RunUnknownError.
    """
    run = session.get_one(PaymentRun, run_id)
    if run.unit_id != command.unit:
        raise RunUnknownError(number=run_id)
    return run


def require_line_state(
    session: Session, lines: Sequence[PaymentLine], wanted: LineState, action: str
) -> None:
    """Refuse payments that stand otherwise, and one that is named twice.

    Raises: PaymentNotOpenError.
    """
    states: dict[int, LineState] = {}
    for run_id in {line.run_id for line in lines}:
        states |= line_states(session, session.get_one(PaymentRun, run_id))
    for line in lines:
        if states[line.id] is not wanted:
            state = LINE_STATE_NAMES[states[line.id]]
            raise PaymentNotOpenError(code=line.code, state=state, action=action)
        states[line.id] = LineState.PAID  # a second mention finds it so


def payable_postings(session: Session, lines: Sequence[PaymentLine], *, against: int) -> list[Posting]:
    """Nợ 338x / Có another account, summed by fund and by the account on which each became payable."""
    payable = payable_accounts(session, lines)
    sums: Counter[tuple[int, int]] = Counter()
    for line in lines:
        sums[line.fund_id, payable[line.first_id]] += line.amount
    return [Posting(account, against, fund, amount) for (fund, account), amount in sorted(sums.items())]


def payable_accounts(session: Session, lines: Sequence[PaymentLine]) -> dict[int, int]:
    """Return the number of each payment's first line → the account on which approving made it payable."""
    query = (
        select(PaymentLine.id, PostingRow.credit_id)
        .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
        .join(PostingRow, PostingRow.entry_id == PaymentRun.entry_id)
        .where(PostingRow.fund_id == PaymentLine.fund_id, PostingRow.debit_id == PaymentLine.account_id)
        .where(PaymentLine.id.in_({line.first_id for line in lines}))
    )
    return dict(session.execute(query).all())


def _narration(lines: Sequence[PaymentLine]) -> str:
    runs = ", ".join(map(str, sorted({line.run_id for line in lines})))
    if len(lines) == 1:
        return f"Trả học bổng, hỗ trợ theo đợt chi số {runs}, mã {lines[0].code}"
    return f"Trả {len(lines)} khoản học bổng, hỗ trợ theo đợt chi số {runs}"


def _write(
    session: Session,
    command: Command,
    lines: Sequence[PaymentLine],
    entry: PostedEntry,
    signed: Mapping[int, str],
) -> None:
    rows = [
        PaymentSettlement(
            line_id=line.id,
            entry_id=entry.id,
            means=Means.CASH if signed else Means.BANK,
            day=entry.day,
            signed_by=signed.get(line.id, ""),
            command_number=command.number,
        )
        for line in sorted(lines, key=lambda one: one.id)
    ]
    write_outcomes(session, command, rows)
    # a public statement shows those who were paid by these codes, and reading draws none
    assign_codes(session, command, {line.recipient_id for line in lines}, entry.day.year)
