"""Whatever was written in the books, beancount and hledger read it and come to the same balances per fund and account."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import subprocess
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import hypothesis
import pytest
from beancount import loader
from beancount.core.data import Transaction
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Correction,
    NewEntry,
    Posting,
    VoucherKind,
    accounts,
    balances,
    close_period,
    funds,
    open_account,
    open_book,
    open_chart,
    open_fund,
    post_all,
    reverse,
)
from khfund.ledger.year_end import close_year
from khfund.reports.journal_export import Form, export_journal
from khfund.unit import Level, enter_unit
from tests.builders import Office, an_office

HLEDGER = shutil.which("hledger")
needs_hledger = pytest.mark.skipif(
    HLEDGER is None, reason="hledger is not installed: apt-get install hledger"
)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
HOSTILE = (
    '"', "\\", ";", "|", "=", "(", ")", "!", "*", "\t", "  ", "date:2020-13-40", "@ 5 VND", "#tag", "^link", "include x",
    "Ủng hộ", "đ", "؛", "；", "'", "%", "{", "}", "\\n", "2026-01-01", ":", "\u0301", "VND", "~", "`", "--", "P 2026",
)  # fmt: skip
narrations = (
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=6)
    .map("".join)
    .filter(lambda text: text.strip() and text.isprintable())
)
roles = st.sampled_from(list(AccountRole))
lines = st.tuples(roles, roles, st.integers(0, 1), st.integers(1, 10**15))
entries = st.tuples(
    st.dates(FIRST, LAST),
    narrations,
    st.sampled_from(list(VoucherKind)),
    st.lists(lines, min_size=1, max_size=4),
)
books = st.tuples(
    st.lists(entries, min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.dates(FIRST, LAST)), max_size=3),
    st.booleans(),
)


def write(office: Office, wanted, undone, *, year_ends: bool) -> None:
    """Post what the rules of the ledger take of these entries, reverse some, perhaps close the year."""
    chart = {role: office.account(role) for role in AccountRole}
    posted = []
    for day, narration, kind, parts in wanted:
        postings = [
            Posting(chart[debit], chart[credit], (office.kh, office.th)[fund], amount)
            for debit, credit, fund, amount in parts
        ]
        new = NewEntry(day, narration, postings, kind)
        posted += _tried(office, "entry.post", lambda s, c, new=new: [post_all(s, c, [new])[0].id])
    opening = NewEntry(
        FIRST - timedelta(days=1),
        "Số dư đầu kỳ",
        [Posting(chart[AccountRole.BANK], chart[AccountRole.PRINCIPAL], office.th, 12_345)],
        correction=Correction.OPENING,
    )
    _tried(office, "entry.open", lambda s, c: [post_all(s, c, [opening])[0].id])
    for place, day in undone:
        if posted:
            number = posted[place % len(posted)]
            _tried(
                office,
                "entry.reverse",
                lambda s, c, n=number, d=day: [reverse(s, c, n, day=d, reason='"nhầm"; \\').id],
            )
    if year_ends:
        _end_year(office)


def _tried(office, kind, work):
    try:
        return office.do(kind, work)
    except KhfundError:
        return []


def _end_year(office: Office) -> None:
    today = date(2027, 1, 15)
    for month in range(1, 12):
        office.do(
            "period.close",
            lambda s, c, m=month: close_period(s, c, Month(2026, m), today=today, accepting=["unidentified"]),
            by=office.chief,
        )
    office.do(
        "year.close",
        lambda s, c: close_year(s, c, 2026, accepting=["unidentified", "cash-count"]),
        by=office.chief,
    )


def stated(session: Session, unit: int, prefix: str = "") -> dict[tuple[str, str], int]:
    """(account code, fund code) → debits minus credits, as the books state them."""
    account = {one.id: one.code for one in accounts(session, unit)}
    fund = {one.id: one.code for one in funds(session, unit)}
    found = balances(session, unit, LAST)
    return {
        (prefix + account[number], fund[whose]): amount for (whose, number), amount in found.items() if amount
    }


def key_of(name: str) -> tuple[str, str]:
    """`Assets:111-tien-mat:KH` → ("111", "KH"); with a unit between, ("SL 111", "KH")."""
    _root, *units, account, fund = name.split(":")
    return " ".join([*units, account.split("-")[0]]), fund


def by_beancount(file: Path) -> dict[tuple[str, str], int]:
    read, errors, _options = loader.load_file(str(file))
    assert errors == []
    sums: Counter[tuple[str, str]] = Counter()
    for one in read:
        if isinstance(one, Transaction):
            for posting in one.postings:
                sums[key_of(posting.account)] += int(posting.units.number)
    return {key: amount for key, amount in sums.items() if amount}


def by_hledger(file: Path) -> dict[tuple[str, str], int]:
    told = run_hledger(file, "check", "--strict")
    assert (told.returncode, told.stderr) == (0, "")
    told = run_hledger(file, "balance", "--flat", "--no-total", "--layout=bare", "-O", "csv")
    rows = csv.DictReader(io.StringIO(told.stdout))
    return {key_of(row["account"]): int(row["balance"]) for row in rows if int(row["balance"])}


def run_hledger(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [HLEDGER, "-f", file, *words]
    return subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)


def exported(office: Office, form: Form, folder: Path, units=None) -> Path:
    file = folder / f"journal.{form.value}"
    office.read(lambda s: export_journal(s, units or office.unit, file, form))
    return file


@needs_hledger
@pytest.mark.slow
@hypothesis.settings(max_examples=15)
@hypothesis.given(book=books)
def test_both_programs_come_to_the_balances_that_the_books_state(sqlite_template, book):
    wanted, undone, year_ends = book
    with tempfile.TemporaryDirectory() as folder:
        office = an_office(Database(shutil.copyfile(sqlite_template, Path(folder) / "books.sqlite")))
        write(office, wanted, undone, year_ends=year_ends)

        truth = office.read(lambda s: stated(s, office.unit))

        assert by_beancount(exported(office, Form.BEANCOUNT, Path(folder))) == truth
        assert by_hledger(exported(office, Form.HLEDGER, Path(folder))) == truth
        office.database.dispose()


@needs_hledger
def test_several_units_are_written_together_and_stay_apart(database, tmp_path):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 500_000)
    other = office.do(
        "unit.enter",
        lambda s, c: enter_unit(s, c, "sl", "Hội «Bình; Minh»", level=Level.COMMUNE).id,
        by=office.administrator,
    )
    found = {}

    def opened(session, command):
        command.unit_id = other
        open_book(session, command, opened=FIRST)
        open_chart(session, command)
        found["fund"] = open_fund(session, command, "KH", "Quỹ xã", opened=FIRST).id
        roles = {one.role: one.id for one in accounts(session, other)}
        posting = Posting(roles[AccountRole.CASH], roles[AccountRole.DUES], found["fund"], 70_000)
        post_all(session, command, [NewEntry(date(2026, 4, 1), "Hội phí", [posting])])

    office.do("book.open", opened, by=office.administrator)

    files = {
        form: exported(office, form, tmp_path, [office.unit, other])
        for form in (Form.BEANCOUNT, Form.HLEDGER)
    }

    # both codes make the same word, so their numbers tell them apart
    truth = office.read(
        lambda s: stated(s, office.unit, f"SL-{office.unit} ") | stated(s, other, f"SL-{other} ")
    )
    assert by_beancount(files[Form.BEANCOUNT]) == truth
    assert by_hledger(files[Form.HLEDGER]) == truth


@needs_hledger
def test_names_that_look_alike_keep_their_accounts_apart(database, tmp_path):
    office = an_office(database)
    names = ("111.", "111 ", "111-")
    for name, code in zip(("Tiền mặt", "TIỀN MẶT", "Tiền-mặt;"), names, strict=True):
        office.do("account.open", lambda s, c, n=name, k=code: open_account(s, c, k, n, AccountRole.CASH).id)
    gifts = office.account(AccountRole.GIFTS)
    cash = [
        number
        for number in office.account_ids
        if number
        in office.read(lambda s: [one.id for one in accounts(s, office.unit) if one.role is AccountRole.CASH])
    ]
    for number, amount in zip(cash, itertools.count(1_000, 1_000), strict=False):
        office.post(date(2026, 3, 1), Posting(number, gifts, office.kh, amount))

    read, errors, _options = loader.load_file(str(exported(office, Form.BEANCOUNT, tmp_path)))
    told = run_hledger(exported(office, Form.HLEDGER, tmp_path), "check", "--strict")

    assert errors == []
    assert (told.returncode, told.stderr) == (0, "")
    opened = [
        one.account for one in read if type(one).__name__ == "Open" and one.account.startswith("Assets:111")
    ]
    assert len(set(opened)) == len(cash) == 4
