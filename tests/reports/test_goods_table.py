"""The statement's tables of goods and of what only passes through."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from khfund.calendar import DateRange
from khfund.donations.goods_line import NewGoods
from khfund.donations.hand_over import NewHandOverLine
from khfund.donations.pass_through import find_programme
from khfund.donations.passing import receive_goods, receive_money
from khfund.donations.stock_movement import move, undo
from khfund.reports import page
from khfund.reports.export import publish
from khfund.reports.statement_table import tables
from tests.donations.warehouses import DAY, GIVEN, a_warehouse
from tests.reports.offices import shown

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_statement.py"


@pytest.fixture
def kho(database):
    """55 bicycles given and handed over but one; 300 bicycles and 2,6 tỷ of Viettel passed on but 100 and 600 triệu."""
    kho = a_warehouse(database)
    kho.give(55, 2_000_000)
    kho.office.do(
        "goods.move", lambda s, c: move(s, c, day=GIVEN, wanted={kho.pile(): 1}, to=kho.school, note="x")
    )
    kho.hand_over(
        lines=[NewHandOverLine(kho.bicycle, 53, "Lò Thị Bé", "Lớp 6A"), NewHandOverLine(kho.bicycle, 1)]
    )
    kho.programme()

    def work(session, command):
        programme = find_programme(session, command.unit, "VT")
        lines = [NewGoods(kho.bicycle, 300, 1_500_000)]
        receive_goods(session, command, programme, day=DAY, place=kho.place, lines=lines)
        receive_money(session, command, programme, 2_600_000_000, day=DAY)

    kho.office.do("passing.receive", work)
    kho.hand_over(200, programme=kho.found())
    kho.pay_out(2_000_000_000)
    return kho


def test_goods_and_programmes_are_shown_with_number_and_value_and_never_in_what_was_received(kho):
    found = {table.key: list(table.rows) for table in tables(shown(kho.office))}

    assert found["goods"] == [
        ("KH", "Quỹ Khuyến học tỉnh", "", "XE", "xe đạp", "chiếc", 0, 0, 55, 110_000_000, 0, 0, 54, 108_000_000, 0, 0, 1, 2_000_000),
        ("KH", "Quỹ Khuyến học tỉnh", "VT", "XE", "xe đạp", "chiếc", 0, 0, 300, 450_000_000, 0, 0, 200, 300_000_000, 0, 0, 100, 150_000_000),
    ]  # fmt: skip
    giver = "Tập đoàn Viễn thông Viettel"
    assert found["passing"] == [
        ("VT", "Cùng em đến trường", giver, "KH", "money", "Tiền", 0, 2_600_000_000, 2_000_000_000, 600_000_000),
        ("VT", "Cùng em đến trường", giver, "KH", "goods", "Hiện vật (theo giá trị)", 0, 450_000_000, 300_000_000, 150_000_000),
    ]  # fmt: skip
    totals = {row[0]: row[2] for row in found["totals"]}
    assert (totals["received"], totals["used"], totals["closing"]) == (110_000_000, 108_000_000, 2_000_000)


def test_the_next_days_open_with_what_lies_there(kho):
    later = {table.key: list(table.rows) for table in tables(shown(kho.office, DateRange.parse("2026-04")))}

    assert [row[6:8] + row[-2:] for row in later["goods"]] == [(1, 2_000_000) * 2, (100, 150_000_000) * 2]
    assert [row[6:] for row in later["passing"]] == [
        (600_000_000, 0, 0, 600_000_000),
        (150_000_000, 0, 0, 150_000_000),
    ]


def test_what_was_undone_is_taken_off_where_it_was_counted(kho):
    entry = kho.hand_over(
        1, day=date(2026, 4, 1), lines=[NewHandOverLine(kho.bicycle, 50)], programme=kho.found()
    )
    kho.office.do("goods.undo", lambda s, c: undo(s, c, entry.id, day=date(2026, 4, 2), reason="Nhầm trường"))

    april = {table.key: list(table.rows) for table in tables(shown(kho.office, DateRange.parse("2026-04")))}

    assert april["goods"][1][12:14] == (0, 0)
    assert april["passing"][1][6:] == (150_000_000, 75_000_000, 75_000_000, 150_000_000)


def test_no_recipient_is_in_anything_that_is_published(kho, tmp_path):
    publish(shown(kho.office), tmp_path / "2026")

    for file in (tmp_path / "2026").iterdir():
        assert "Lò Thị Bé".encode() not in file.read_bytes()
    shown_page = page.html(shown(kho.office))
    assert "Hiện vật của chương trình chuyển trao" in shown_page
    assert '<td class="count">300</td>' in shown_page
    run = subprocess.run(
        [sys.executable, "-I", SCRIPT, tmp_path / "2026"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_statement_of_one_fund_leaves_the_goods_of_others_out(kho):
    found = {table.key: list(table.rows) for table in tables(shown(kho.office, fund=kho.office.th))}

    assert (found["goods"], found["passing"], found["goods_moves"], found["passing_moves"]) == (
        [],
        [],
        [],
        [],
    )
