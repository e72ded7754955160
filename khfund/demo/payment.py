"""Payments: drafted from the office's list, approved by the chair, paid out and posted by the treasurer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import attrs
from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.demo.office_list import ListRow, day_of, listed
from khfund.ledger import (
    AccountRole,
    Posting,
    VoucherKind,
    approve_voucher,
    draft_voucher,
    find_voucher,
    post_voucher,
    reverse,
)


@attrs.define
class Payment:
    """A row of a payments list on its way into the journal; `bank` is empty for cash."""

    made: date
    paid: date
    fund: str
    content: str
    payee: str
    address: str
    amount: int
    bank: str
    account: str
    papers: int
    voucher: int = 0
    entry: int = 0

    @classmethod
    def of(cls, row: ListRow) -> Payment:
        """Read a row of the list."""
        source = str(row["Chi từ"])
        return cls(
            made=day_of(row["Ngày lập"]),
            paid=day_of(row["Ngày chi"]),
            fund=row["Mã quỹ"],
            content=row["Nội dung chi"],
            payee=row["Người nhận tiền"],
            address=row["Địa chỉ"],
            amount=row["Số tiền"],
            bank="" if source == "Tiền mặt" else source,
            account=str(row["TK Nợ"]),
            papers=row["Chứng từ gốc"],
        )

    def steps(self) -> Iterator[tuple[datetime, str]]:
        """The moments at which somebody works on it, and which step that is."""
        yield at(self.made, 9), "draft"
        yield at(self.made + timedelta(days=1), 10), "approve"
        yield at(self.paid, 15), "post"

    def take(self, office: Office, step: str, moment: datetime) -> None:
        """Do one step."""
        if step == "draft":
            self.voucher = office.do(
                "ketoan", "voucher.draft", moment, lambda s, c: self._draft(s, c, office)
            )["voucher"]
        elif step == "approve":
            office.do("chutich", "voucher.approve", moment, self._approve, voucher=self.voucher)
        else:
            self.entry = office.do("thuquy", "voucher.post", moment, self._post, voucher=self.voucher)[
                "entry"
            ]

    def _draft(self, session: Session, command: Command, office: Office) -> Answer:
        bank = (
            office.bank(session, self.bank).account_id
            if self.bank
            else office.account(session, AccountRole.CASH)
        )
        posting = Posting(
            office.account(session, self.account), bank, office.fund(session, self.fund).id, self.amount
        )
        voucher = draft_voucher(
            session,
            command,
            VoucherKind.BANK_DEBIT if self.bank else VoucherKind.PAYMENT,
            day=self.made,
            narration=self.content,
            postings=[posting],
            party_name=self.payee,
            party_address=self.address,
            papers=self.papers,
        )
        return {"voucher": voucher.id}

    def _approve(self, session: Session, command: Command) -> None:
        approve_voucher(session, command, find_voucher(session, command.unit, self.voucher))

    def _post(self, session: Session, command: Command) -> Answer:
        voucher = find_voucher(session, command.unit, self.voucher)
        return {"entry": post_voucher(session, command, voucher, day=self.paid).id}


def payments(office: Office, quarter: int) -> list[Payment]:
    """Return the payments of a quarter's list, in the list's order."""
    return [Payment.of(row) for row in listed(office.file(f"2025-q{quarter}-bang-ke-chi.xlsx"))]


def entered_twice(found: list[Payment]) -> list[Payment]:
    """Return the rows that repeat an earlier one in every detail: the same bill, listed twice by mistake."""
    return [one for index, one in enumerate(found) if any(_same(one, earlier) for earlier in found[:index])]


def _same(one: Payment, other: Payment) -> bool:
    return attrs.evolve(one, voucher=0, entry=0) == attrs.evolve(other, voucher=0, entry=0)


def take_back(office: Office, payment: Payment, day: date) -> None:
    """Reverse the entry of a payment that was never made."""
    reason = f"bảng kê ghi trùng một hóa đơn: {payment.content}"

    def work(session: Session, command: Command) -> Answer:
        return {"entry": reverse(session, command, payment.entry, day=day, reason=reason).id}

    office.do("ketoan", "entry.reverse", at(day, 14), work, entry=payment.entry)
