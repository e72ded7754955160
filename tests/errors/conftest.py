"""A year that has begun: books with a bank statement, gifts, a receipt and vouchers, made once and copied."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import Said, Shell
from tests.postgres import lock

STATEMENT = """\
Ngày giao dịch;Số bút toán;Ghi nợ;Ghi có;Số dư;Nội dung chi tiết
06/01/2026;FT001;;2.000.000;2.000.000;NGUYEN THI LAN UNG HO QUY KHUYEN HOC
09/01/2026;FT002;;300.000;2.300.000;UNG HO
31/01/2026;FT003;;1.250;2.301.250;TRA LAI TIEN GUI
"""
OFFICERS = ("thuquy:treasurer:Lò Thị Quỹ", "ketoan:accountant:Cầm Văn Toán", "chutich:chair:Hoàng Văn Chủ")
BEGINNING = [
    ("ketoan", "fund open KH Quỹ --opened 01/01/2026"),
    ("ketoan", "fund open TH Tô-Hiệu --opened 01/01/2026 --endowment"),
    ("ketoan", "bank open 0123456789 --bank Vietcombank --fund KH --opened 01/01/2026"),
    ("ketoan", "receipt open-series GXN"),
    ("ketoan", "campaign open TET Tết --fund KH --starts 01/01/2026"),
    ("ketoan", "donor enter Lan"),
    ("ketoan", "donor enter Mai"),
    ("ketoan", "donation receive --donor 1 --day 05/01/2026 --part KH:500.000"),
    ("ketoan", "donation receive --donor 2 --day 06/01/2026 --part TH:700.000"),
    ("ketoan", "receipt issue --series GXN --donation 1 --day 06/01/2026"),
    ("ketoan", "bank import {saoke}"),
    ("thuquy", "voucher draft PC --day 20/01/2026 --narration Giấy --posting 642:111:KH:120.000"),
    ("chutich", "voucher approve 1"),
    ("thuquy", "voucher draft PC --day 21/01/2026 --narration Mực --posting 642:111:KH:50.000"),
    ("ketoan", "goods item-add XE Xe-đạp --measure chiếc"),
    ("ketoan", "goods place-add KHO Kho"),
    ("ketoan", "goods place-add TRUONG Trường"),
    ("ketoan", "goods receive --goods XE:5:1.000 --place KHO --fund KH --day 10/01/2026"),
    ("ketoan", "passing open VT Viettel --donor 1 --fund KH --day 10/01/2026"),
    ("ketoan", "passing receive VT --goods XE:5:1.000 --place KHO --day 10/01/2026"),
    (
        "ketoan",
        "goods hand-over --place KHO --fund KH --purpose Tết --to Trường --goods XE:2 --day 12/01/2026",
    ),
    ("ketoan", "donor enter Hoa-Ban --kind organisation --address Phố --tax-code 0101234567"),
    ("ketoan", "donation receive --donor 3 --day 14/01/2026 --part KH:600.000"),
    ("ketoan", "donation receive --donor 3 --day 15/01/2026 --part KH:400.000"),
    ("ketoan", "confirmation issue 3 --days 2026-01-01..2026-01-14 --out {saoke}.pdf"),
    ("thuquy", "count enter --notes 500.000:3 --day 31/01/2026 --reason Thiếu --handling Bù"),
    ("quantri", "unit enter XA Hội-xã --parent MS"),
    ("quantri", "unit enter CU Hội-cũ --parent MS"),
    ("quantri", "unit succeed CU --to XA --to MS --day 01/01/2026"),
    ("ketoan", "transfer order XA 1.000 --fund KH --day 22/01/2026"),
    ("ketoan", "donation receive --part TH:9.000.000 --bank 0123456789 --day 10/01/2026"),
    (
        "ketoan",
        "deposit place TH 9.000.000 --bank VCB --number 00 --rate 6 --opened 11/01/2026 --term 6m --pays monthly",
    ),
    (
        "ketoan",
        "pledge agree 1 --fund KH --amount 500.000 --every monthly --from 05/01/2026 --agreed 02/01/2026",
    ),
    ("ketoan", "dues rate 20.000 --since-year 2026"),
    ("ketoan", "dues shares base:50 commune:30 province:15 central:5 --since-year 2026"),
    ("ketoan", "dues receive XA 100.000 --year 2026 --fund KH --day 23/01/2026"),
    ("ketoan", "recipient enter Quàng-Hoa --born 28/02/2012"),
    ("ketoan", "recipient enter Vàng-Một --born-year 2014"),
    ("ketoan", "recipient enter Quàng-Hòa --born 28/02/2012"),
    ("ketoan", "recipient merge 3 1 --reason Trùng"),
    ("ketoan", "recipient guardian 1 Quàng-Bác --relation father --since 01/01/2026"),
    ("ketoan", "recipient consent 1 photograph --paper Đơn --day 02/01/2026"),
    ("ketoan", "evidence suggest 1 orphan both"),
    ("ketoan", "programme open NE Nuôi-em --kind sponsorship --fund KH --opened 01/01/2026"),
    (
        "ketoan",
        "sponsorship agree 2 --programme NE --rate 500.000 --from 9/2026 --grade 5 --donor 1 --agreed 01/01/2026",
    ),
    ("ketoan", "sponsorship receive 1 1 --amount 100.000"),
    ("ketoan", "sponsorship event 1 suspend --day 02/10/2026"),
    ("ketoan", "programme open VK Vượt-khó --fund KH --rules cong-van-08-2023 --opened 01/01/2026"),
    (
        "chutich",
        "round open HB Đợt --programme VK --year 2026-2027 --budget 900.000 --until 31/12/2099 --as-of 31/12/2026",
    ),
    ("ketoan", "nomination add 1 --round HB --for XA"),
    ("chutich", "round close HB"),
    ("chutich", "round screen HB"),
    ("chutich", "ballot rubric HB --line hoc:Học:1:10"),
]


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch):
    for name in ("DB", "OWNER_DB", "AS", "UNIT", "LANG", "KEY", "ORIGIN", "PASSPHRASE", "DEBUG"):
        monkeypatch.delenv(f"KHFUND_{name}", raising=False)


@pytest.fixture
def begun(run_folder: Path, tmp_path: Path, capsys) -> Shell:
    """`khfund` on books that have begun, in a file of their own."""
    template = run_folder / "begun.sqlite"
    with lock(run_folder, "begun"):
        if not template.exists():
            _begin(template, tmp_path, capsys)
    return Shell(str(shutil.copyfile(template, tmp_path / "books.sqlite")), None, capsys)


def _begin(template: Path, folder: Path, capsys) -> None:
    (folder / "saoke.csv").write_text(STATEMENT, encoding="utf-8")
    unfinished = template.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    khfund = Shell(str(unfinished), None, capsys)
    officers = [word for one in OFFICERS for word in ("--officer", one)]
    khfund.json("init", "--code", "MS", "--name", "Hội", "--opened", "01/01/2026", *officers)
    for login, words in BEGINNING:
        khfund.json(*words.format(saoke=folder / "saoke.csv").split(), by=login)
    unfinished.rename(template)


def dump(file: Path | str) -> list[str]:
    """Everything that the books hold, as SQL."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as books:
        return list(books.iterdump())


@pytest.fixture
def refused(begun: Shell):
    """Run a command that must be refused in words, without a trace; returns what it said."""

    def run(*words: object, by: str = "ketoan", code: int = 2) -> Said:
        before = dump(begun.url)
        said = begun(*words, by=by)
        assert said.code == code, said
        assert said.out == ""
        assert said.err.strip()
        assert "Traceback" not in said.err
        assert dump(begun.url) == before
        return said

    return run
