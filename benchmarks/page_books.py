"""Books of an association with a million entries, for the pages: givers, gifts, receipts, bank lines, vouchers."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.booking import NOW, _write_file
from khfund import actor, tables, unit
from khfund.actor import Role
from khfund.banking.bank_account import find_bank_account, open_bank_account
from khfund.banking.imported_statement import import_statement
from khfund.banking.statement_format import read_statement
from khfund.command import Command, Order, run
from khfund.db import Database
from khfund.donations.donation import Donation
from khfund.donations.received_list import receive_list
from khfund.ledger import (
    AccountRole,
    Posting,
    VoucherKind,
    account_for,
    draft_voucher,
    find_account,
    find_fund,
    open_book,
    open_chart,
    open_fund,
)
from khfund.receipts.receipt import issue_receipts
from khfund.receipts.series import find_series, open_series

assert tables.metadata.tables, "all tables, guards and witnesses belong to the books"

FUNDS = ("KH", "TH", "DT", "NE", "VU", "KT", "HN", "TR")
LOGINS = {
    "thuquy": Role.TREASURER,
    "ketoan": Role.ACCOUNTANT,
    "truong": Role.CHIEF_ACCOUNTANT,
    "chutich": Role.CHAIR,
    "uyvien": Role.COMMITTEE,
    "canbo": Role.CLERK,
    "kiemtra": Role.INSPECTOR,
}
UNIT = "SL"
ACCOUNT = "1000200030004"
OPENED = date(2026, 1, 1)


def make(database: Database, folder: Path, entries: int) -> None:
    """Make books of so many entries, each of them a gift; a tenth has a receipt, a fifth as many bank lines wait."""
    database.migrate()
    ids = _found(database)
    _write_file(folder / "gifts.csv", entries)
    order = Order(ids["ketoan"], "donation.receive_list", ids["unit"], {}, at=NOW)
    run(database, order, lambda s, c: {"gifts": receive_list(s, c, folder / "gifts.csv").gifts})
    _give(database, ids, "receipt.issue", lambda s, c: _receipts(s, c, entries // 10))
    _write_statement(folder / "statement.csv", entries // 5)
    _give(database, ids, "bank.import", lambda s, c: _statement(s, c, folder / "statement.csv"))
    _give(database, ids, "voucher.draft", lambda s, c: _vouchers(s, c, entries // 100))


def _give(
    database: Database, ids: dict[str, int], kind: str, work: Callable[[Session, Command], object]
) -> None:
    def answered(session: Session, command: Command) -> dict[str, Any]:
        work(session, command)
        return {}

    run(database, Order(ids["ketoan"], kind, ids["unit"], {}, at=NOW), answered)


def _found(database: Database) -> dict[str, int]:
    ids: dict[str, int] = {}

    def found(session: Session, command: Command) -> dict[str, Any]:
        ids["unit"] = unit.enter_unit(session, command, UNIT, "Hội Khuyến học tỉnh Mường Sáng").id
        for login, role in LOGINS.items():
            person = actor.enter_person(session, command, login, f"Cán bộ {login}")
            actor.grant(session, command, person, role, ids["unit"])
            ids[login] = person.id
        return {}

    def opened(session: Session, command: Command) -> dict[str, Any]:
        open_book(session, command, opened=OPENED)
        open_chart(session, command)
        for code in FUNDS:
            open_fund(session, command, code, f"Quỹ {code}", opened=OPENED)
        open_series(session, command, "GXN")
        bank = account_for(session, command.unit, AccountRole.BANK)
        fund = find_fund(session, command.unit, "KH")
        open_bank_account(
            session, command, ACCOUNT, bank="VCB", account=bank, default_fund=fund, opened=OPENED
        )
        return {}

    with database.writing() as session:
        ids["quantri"] = actor.found(session, "quantri", "Quản Trị").id
    run(database, Order(ids["quantri"], "unit.enter", None, {}, at=NOW), found)
    run(database, Order(ids["quantri"], "book.open", ids["unit"], {}, at=NOW), opened)
    return ids


def _receipts(session: Session, command: Command, count: int) -> None:
    gifts = list(session.scalars(select(Donation.id).order_by(Donation.id).limit(count)))
    issue_receipts(session, command, gifts, find_series(session, command.unit, "GXN"), day=date(2027, 1, 10))


def _write_statement(file: Path, lines: int) -> None:
    chance = random.Random(lines)
    balance = 0
    with file.open("w", newline="", encoding="utf-8") as opened:
        out = csv.writer(opened)
        out.writerow(["STT", "Ngày hiệu lực", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Mô tả"])
        for number in range(1, lines + 1):
            amount = chance.randrange(5, 500) * 10_000
            balance += amount
            day = OPENED + timedelta(days=365 * number // (lines + 1))
            words = f"UNG HO QUY KHUYEN HOC GIA DINH {chance.randrange(50_000)} TO {chance.randrange(200)}"
            out.writerow([number, f"{day:%d/%m/%Y}", f"FT{number:09}", "", amount, balance, words])


def _statement(session: Session, command: Command, file: Path) -> None:
    statement = read_statement(file)
    import_statement(session, command, find_bank_account(session, command.unit, ACCOUNT), statement)


def _vouchers(session: Session, command: Command, count: int) -> None:
    cash, cost = (find_account(session, command.unit, code).id for code in ("111", "642"))
    fund = find_fund(session, command.unit, "KH").id
    for number in range(count):
        postings = [Posting(cost, cash, fund, 10_000 + number)]
        narration = f"Chi văn phòng phẩm đợt {number}"
        day = OPENED + timedelta(days=number % 365)
        draft_voucher(session, command, VoucherKind.PAYMENT, day=day, narration=narration, postings=postings)
