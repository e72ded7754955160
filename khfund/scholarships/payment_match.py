"""Which bank lines pay, or bring back, which payments: proposed from codes, file totals and accounts, decided by a person.

What is told by a code and agrees to the đồng is certain; what agrees only by amount is shown to a person. A line that
holds our code but not our amount is explained, and settles nothing.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import money
from khfund.banking.bank_line import BankLine, remaining, unidentified
from khfund.banking.bank_line import LineState as BankLineState
from khfund.banking.bank_line import lines as bank_lines
from khfund.banking.payment_code import BATCH, find_codes
from khfund.scholarships.payment_file import PaymentFile, PaymentFileLine
from khfund.scholarships.payment_line import PaidBy, PaymentLine
from khfund.scholarships.payment_run import PaymentRun, RunState
from khfund.scholarships.payment_standing import LINE_STATE_NAMES, LineState, line_states

if TYPE_CHECKING:
    from khfund.banking.bank_account import BankAccount
    from khfund.calendar import DateRange


class MatchBy(enum.StrEnum):
    """What tells that a line pays these."""

    CODE = "code"
    FILE_CODE = "file_code"
    FILE_TOTAL = "file_total"
    ACCOUNT = "account"


MATCH_NAMES = {
    MatchBy.CODE: "mã khoản chi",
    MatchBy.FILE_CODE: "mã tệp chuyển tiền",
    MatchBy.FILE_TOTAL: "đúng tổng tiền của tệp",
    MatchBy.ACCOUNT: "đúng tài khoản và số tiền",
}


@attrs.frozen
class Match:
    """A bank line and the payments that it pays or brings back; `why_not` says what stands against settling it."""

    bank_line: BankLine
    payments: tuple[PaymentLine, ...]
    by: MatchBy
    comes_back: bool = False
    why_not: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether a code says it, and nothing stands against it."""
        return self.by in (MatchBy.CODE, MatchBy.FILE_CODE) and not self.why_not

    @property
    def total(self) -> int:
        """Đồng of the payments."""
        return sum(one.amount for one in self.payments)


def propose_matches(
    session: Session, bank_account: BankAccount, days: DateRange | None = None
) -> list[Match]:
    """Return what unused lines of a bank account pay or bring back, by day; what tells nothing is left out."""
    desk = _Desk(session, bank_account)
    found = []
    waiting = bank_lines(session, bank_account.id, BankLineState.UNMATCHED, days)
    waiting += bank_lines(session, bank_account.id, BankLineState.UNIDENTIFIED, days)
    for line in sorted({one.id: one for one in waiting}.values(), key=lambda one: (one.day, one.id)):
        match = desk.pays(line) if line.debit else desk.brings_back(line)
        if match is not None:
            found.append(match)
    return found


class _Desk:
    """The payments of approved runs that a statement may tell of, each used for one line of it."""

    def __init__(self, session: Session, bank_account: BankAccount) -> None:
        self.session = session
        query = (
            select(PaymentLine)
            .join(PaymentRun, PaymentRun.id == PaymentLine.run_id)
            .where(PaymentRun.unit_id == bank_account.unit_id, PaymentRun.state == RunState.APPROVED)
            .where(PaymentLine.way == PaidBy.BANK)
        )
        self.payments = {one.id: one for one in session.scalars(query.order_by(PaymentLine.id))}
        self.by_code = {one.code: one for one in self.payments.values()}
        self.states: dict[int, LineState] = {}
        for run_id in sorted({one.run_id for one in self.payments.values()}):
            self.states |= line_states(session, session.get_one(PaymentRun, run_id))
        self.files = self._files(bank_account)

    def _files(self, bank_account: BankAccount) -> dict[str, list[int]]:
        query = (
            select(PaymentFile.code, PaymentFileLine.line_id)
            .join(PaymentFileLine, PaymentFileLine.file_id == PaymentFile.id)
            .where(PaymentFile.bank_account_id == bank_account.id)
        )
        files: dict[str, list[int]] = {}
        for code, line in self.session.execute(query.order_by(PaymentFileLine.line_id)):
            files.setdefault(code, []).append(line)
        return files

    def pays(self, line: BankLine) -> Match | None:
        left = remaining(self.session, line.id)
        codes = find_codes(f"{line.narration} {line.reference}")
        named = [self.by_code[code] for code in codes if code in self.by_code]
        if named:
            return self._told(line, left, named, MatchBy.CODE)
        for code in codes:
            if code.startswith(BATCH) and code in self.files:
                return self._told(line, left, self._open(self.files[code]), MatchBy.FILE_CODE)
        totals = [open_ for ids in self.files.values() if self._sum(open_ := self._open(ids)) == left]
        if len(totals) == 1:
            return self._told(line, left, totals[0], MatchBy.FILE_TOTAL)
        same = [
            one
            for one in self._open(self.payments)
            if one.amount == left and one.bank_number and one.bank_number == line.counterparty_account
        ]
        return self._told(line, left, same, MatchBy.ACCOUNT) if len(same) == 1 else None

    def _open(self, ids: Iterable[int]) -> list[PaymentLine]:
        return [self.payments[one] for one in ids if self.states[one] is LineState.OPEN]

    def _sum(self, payments: Sequence[PaymentLine]) -> int:
        return sum(one.amount for one in payments)

    def _told(self, line: BankLine, left: int, payments: Sequence[PaymentLine], by: MatchBy) -> Match:
        why_not = self._why_not(left, payments, LineState.OPEN)
        if not why_not and by in (MatchBy.CODE, MatchBy.FILE_CODE):
            self.states |= dict.fromkeys((one.id for one in payments), LineState.PAID)
        return Match(line, tuple(payments), by, why_not=why_not)

    def _why_not(self, left: int, payments: Sequence[PaymentLine], wanted: LineState) -> str:
        for one in payments:
            if self.states[one.id] is not wanted:
                return f"khoản chi {one.code} đang «{LINE_STATE_NAMES[self.states[one.id]]}»"
        total = self._sum(payments)
        if total == left:
            return ""
        return f"dòng sao kê {money.format(left)} đ, các khoản chi {money.format(total)} đ, lệch {money.format(abs(left - total))} đ"

    def brings_back(self, line: BankLine) -> Match | None:
        codes = find_codes(f"{line.narration} {line.reference}")
        named = [self.by_code[code] for code in codes if code in self.by_code]
        if not named:
            return None
        left = unidentified(self.session, line.id) or remaining(self.session, line.id)
        why_not = self._why_not(left, named, LineState.PAID)
        if not why_not:
            self.states |= dict.fromkeys((one.id for one in named), LineState.RETURNED)
        return Match(line, tuple(named), MatchBy.CODE, comes_back=True, why_not=why_not)
