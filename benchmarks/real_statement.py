"""A month of a real account, from the bank's file to the public statement: python -m benchmarks.real_statement [FILE].

Each step is a process of its own, timed from its start to its end, with its peak of memory. FILE is a statement of
Vietcombank; by default the 20,000 lines in ../shared/data, and nothing is measured where they are not. Nothing of the
file is kept or printed but counts and sums.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy.orm import Session

from khfund import money, tables
from khfund.actor import find_person
from khfund.banking.bank_account import bank_accounts
from khfund.banking.bank_line import LineState, lines
from khfund.command import Answer, Command, Order, run
from khfund.db import Database
from khfund.donations.gift import NewGift, Part
from khfund.donations.identification import identify
from khfund.ledger import find_fund
from khfund.unit import find_unit

assert tables.metadata.tables, "all tables, guards and witnesses belong to the books"

FILE = Path(__file__).parent.parent.parent / "shared" / "data" / "bank" / "vietcombank-2024-09.csv"
RECEIPTS = 1_000
KHFUND = "from khfund.cli import main; main()"


@attrs.frozen
class Step:
    """What one step answered, its seconds and its peak of memory in MiB."""

    answer: dict[str, Any]
    seconds: float
    peak: int


def measured(words: list[str]) -> Step:
    """Run a program that answers in JSON, and measure it."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        child = subprocess.Popen([sys.executable, *words], stdout=out)
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if child.returncode:
            raise SystemExit(f"{words[:8]} left with {child.returncode}")
        out.seek(0)
        return Step(json.loads(out.read()), seconds, used.ru_maxrss // 1024)


@attrs.frozen
class Account:
    """Books in a folder, kept at the command line."""

    folder: Path

    @property
    def books(self) -> str:
        """Where the books are."""
        return str(self.folder / "books.sqlite")

    def step(self, name: str, *words: object, by: str = "ketoan") -> dict[str, Any]:
        """Run one command and print its row."""
        return self._told(name, ["-c", KHFUND, "--db", self.books, "--as", by, "--json", *map(str, words)])

    def made_known(self) -> dict[str, Any]:
        """Make the first lines known as gifts, in one command."""
        return self._told("identify", ["-m", "benchmarks.real_statement", "--identify", self.books])

    def _told(self, name: str, words: list[str]) -> dict[str, Any]:
        done = measured(words)
        figures = {
            key: value for key, value in done.answer.items() if key in SHOWN and isinstance(value, int)
        }
        shown = ", ".join(f"{key} {money.format(value)}" for key, value in figures.items())
        print(f"{name:<18} {done.seconds:7.1f} s {done.peak:6} MiB  {shown}", flush=True)
        return done.answer


SHOWN = "lines new known credit debit balances breaks problems entries amount gifts count bank_closing book_closing opening received used closing difference commands items findings".split()


def month(account: Account, file: Path) -> None:
    """Keep the month: import, book, reconcile, receipts, close, check, statement."""
    officers = ("ketoan:accountant:Kế Toán", "ktt:chief_accountant:Kế Toán Trưởng", "chutich:chair:Chủ Tịch")
    named = [word for one in officers for word in ("--officer", one)]
    account.step("init", "init", "--code", "CT", "--name", "Hội", "--opened", "01/09/2024", *named)
    account.step("fund open", "fund", "open", "CT", "Quỹ", "--opened", "01/09/2024")
    account.step(
        "bank open",
        "bank",
        "open",
        "0123456789",
        "--bank",
        "Vietcombank",
        "--fund",
        "CT",
        "--opened",
        "01/09/2024",
    )
    account.step("open series", "receipt", "open-series", "GXN")
    read = account.step("bank read", "bank", "read", file)
    _book(account, file, read)
    account.made_known()
    _publish(account)


def _book(account: Account, file: Path, read: dict[str, Any]) -> None:
    opening = account.folder / "opening.csv"
    opening.write_text(
        f"Quỹ;Tài khoản;Số tiền;Trong đó vốn gốc\nCT;112;{read['opening']};0\n", encoding="utf-8"
    )
    account.step("bring forward", "book", "bring-forward", opening)
    account.step("bank import", "bank", "import", file)
    account.step("bank import again", "bank", "import", file)
    account.step("bank propose", "bank", "propose", "--limit", 0)
    account.step("bank accept", "bank", "accept")
    account.step("book unidentified", "bank", "book-unidentified")
    for fee in account.step("unmatched", "bank", "lines", "--state", "unmatched")["items"]:
        account.step("bank post", "bank", "post", fee["line"], "642", "--fund", "CT")
    account.step("bank reconcile", "bank", "reconcile", "9/2024", "--closing", read["closing"])


def _publish(account: Account) -> None:
    issue = (
        "receipt",
        "issue",
        "--series",
        "GXN",
        "--days",
        "2024-09",
        "--limit",
        RECEIPTS,
        "--day",
        "30/09/2024",
    )
    account.step("receipt issue", *issue)
    account.step("receipt print", "receipt", "print", "--out", account.folder / "receipts.pdf")
    account.step("period close", "period", "close", "9/2024", "--accept", "unidentified", by="ktt")
    account.step("check", "check")
    account.step("verify", "verify")
    account.step("statement", "statement", "2024-09", "--out", account.folder / "public", by="ktt")
    account.step("backup", "backup", account.folder / "backup.khfund")


def make_known(books: str) -> Answer:
    """Book the first unidentified lines as gifts without a name."""
    database = Database(books)
    with database.reading() as session:
        person, unit = find_person(session, "ketoan").id, find_unit(session, "CT").id
    order = Order(person, "donation.identify", unit, {"count": RECEIPTS})
    return run(database, order, _identify)


def _identify(session: Session, command: Command) -> Answer:
    account = bank_accounts(session, command.unit)[0]
    fund = find_fund(session, command.unit, "CT").id
    known = lines(session, account.id, LineState.UNIDENTIFIED)[:RECEIPTS]
    for line in known:
        gift = NewGift(donor=None, day=line.day, parts=[Part(fund, line.credit)])
        identify(session, command, line, [gift], day=line.day)
    return {"gifts": len(known), "amount": sum(line.credit for line in known)}


def main(argv: list[str]) -> int:
    """Measure the month of a file, or do the one step that no verb of the command line does at once."""
    if argv[:1] == ["--identify"]:
        print(json.dumps(make_known(argv[1])))
        return 0
    file = Path(argv[0]) if argv else FILE
    if not file.exists():
        print(f"not measured: there is no {file.name} beside the project")
        return 0
    with tempfile.TemporaryDirectory(prefix="khfund-bench-") as folder:
        month(Account(Path(folder)), file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
