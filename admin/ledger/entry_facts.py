"""What an entry stands on: its postings, what it corrects and what corrects it, its papers, the command behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.ledger.choosing import address_of
from admin.visitor import may
from admin.words import _
from khfund.actor import name_of
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineUse
from khfund.calendar import format_day
from khfund.command import LoggedCommand
from khfund.donations.donation import Donation
from khfund.ledger import Correction, Entry, Voucher, VoucherKind, account, fund
from khfund.ledger.deposit_event import KIND_NAMES, DepositEvent
from khfund.ledger.entry import VOUCHER_NAMES, postings_of

CORRECTIONS = {
    Correction.REVERSAL: "bút toán đảo",
    Correction.REFUND: "hoàn trả",
    Correction.ADJUSTMENT: "bút toán điều chỉnh",
    Correction.OPENING: "số dư đầu kỳ",
    Correction.YEAR_END: "kết chuyển cuối năm",
    Correction.HANDOVER: "bàn giao sổ",
}
PRINTED = (VoucherKind.RECEIPT, VoucherKind.PAYMENT, VoucherKind.GOODS_IN, VoucherKind.GOODS_OUT)
Link = tuple[str, str | None]


def entry_facts(session: Session, entry: Entry) -> dict[str, Any]:
    """Give what a template shows of an entry; links hold words and an address, None where none stands."""
    command = session.get_one(LoggedCommand, entry.command_number)
    corrections = list(session.scalars(select(Entry).where(Entry.corrects_id == entry.id).order_by(Entry.id)))
    return {
        "entry": entry,
        "kind": _(VOUCHER_NAMES[entry.voucher_kind]),
        "correction": _(CORRECTIONS[entry.correction]) if entry.correction else "",
        "lines": entry_lines(session, entry),
        "corrected": [_entry_link(one) for one in _corrected(session, entry)],
        "corrections": [_entry_link(one) for one in corrections],
        "is_reversed": any(one.correction is Correction.REVERSAL for one in corrections),
        "papers": list(_papers(session, entry)),
        "printed": entry.voucher_kind in PRINTED,
        "command": command,
        "done_at": datetime.fromisoformat(command.at),
        "done_by": name_of(session, command.person_id),
        "log_url": address_of("trail.one", number=command.number) if may("log.look") else None,
    }


def entry_lines(session: Session, entry: Entry) -> list[dict[str, Any]]:
    """Return an entry's postings with accounts and fund by code and name."""
    chart = {one.id: one for one in account.accounts(session, entry.unit_id)}
    names = {one.id: one for one in fund.funds(session, entry.unit_id)}
    return [
        {
            "debit": chart[one.debit_id],
            "credit": chart[one.credit_id],
            "fund": names[one.fund_id],
            "amount": one.amount,
        }
        for one in postings_of(session, entry.id)
    ]


def _corrected(session: Session, entry: Entry) -> list[Entry]:
    return [session.get_one(Entry, entry.corrects_id)] if entry.corrects_id is not None else []


def _entry_link(entry: Entry) -> Link:
    how = f" ({_(CORRECTIONS[entry.correction])})" if entry.correction else ""
    words = _("Bút toán {number} – {code}", number=entry.id, code=entry.voucher_code)
    return f"{words}, {format_day(entry.day)}{how}", url_for("entries.one", number=entry.id)


def _papers(session: Session, entry: Entry) -> Iterator[Link]:
    """What other areas keep of this entry."""
    drafted = session.scalar(select(Voucher.id).where(Voucher.entry_id == entry.id))
    if drafted is not None:
        yield (
            _("Chứng từ nháp {number}, với bản quét", number=drafted),
            url_for("vouchers.one", number=drafted),
        )
    if session.scalar(select(Donation.id).where(Donation.id == entry.id)) is not None:
        yield _("Khoản ủng hộ {number}", number=entry.id), address_of("donations.one", number=entry.id)
    for deposit, kind in session.execute(
        select(DepositEvent.deposit_id, DepositEvent.kind).where(DepositEvent.entry_id == entry.id)
    ):
        words = _("Tiền gửi số {number}: {what}", number=deposit, what=_(KIND_NAMES[kind]))
        yield words, address_of("deposits.one", number=deposit)
    lines = (
        select(BankLine, BankAccount.number)
        .join(LineUse, LineUse.line_id == BankLine.id)
        .join(BankAccount, BankAccount.id == BankLine.bank_account_id)
        .where(LineUse.entry_id == entry.id)
        .distinct()
        .order_by(BankLine.id)
    )
    for line, number in session.execute(lines):
        words = _("Dòng sao kê ngày {day:%d/%m/%Y}, tài khoản {account}", day=line.day, account=number)
        yield words, address_of("banklines.one", number=line.id)
