"""Sổ theo dõi tiền gửi có kỳ hạn as paper and workbook."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from khfund.calendar import Month
from khfund.ledger.deposit_interest import Term
from khfund.ledger.fund import Fund
from khfund.reports.deposit_ladder import deposit_book, pdf, picture, register, rungs, xlsx
from khfund.unit import Unit
from tests.ledger.deposits import (
    IN_ADVANCE,
    MATURES,
    MILLION,
    OPENED,
    PRINCIPAL,
    WHOLE,
    Deposits,
    a_contract,
    an_endowed_office,
    gift,
)

MADE = datetime(2026, 7, 1, 1, tzinfo=UTC)
JUNE = date(2026, 6, 30)


@pytest.fixture
def deposits(database):
    """Two deposits of the endowment, one of Quỹ Khuyến học with interest in advance."""
    found = Deposits(an_endowed_office(database))
    gift(found.office, 100 * MILLION, fund=found.office.kh, spend_now=True)
    found.place()
    found.place(
        a_contract("=02", principal=100 * MILLION, opened=date(2026, 4, 15), term=Term(90, in_months=False))
    )
    found.place(
        a_contract("03", principal=40 * MILLION, opened=date(2026, 5, 15), **IN_ADVANCE), fund=found.office.kh
    )
    found.accrue_until(Month(2026, 6))
    return found


def book_of(deposits, on=JUNE, fund=None):
    def look(session):
        unit = session.get_one(Unit, deposits.office.unit)
        wanted = fund and session.get_one(Fund, fund)
        return deposit_book(session, unit, on, made_at=MADE, fund=wanted)

    return deposits.office.read(look)


def test_every_deposit_stands_in_the_register_with_what_it_will_bring(deposits):
    table = register(book_of(deposits))

    assert [row[0] for row in table.rows] == [2, 1, 3]
    assert table.rows[1] == (
        1, "TH", "Vietcombank", "01/HĐTG", OPENED, "6 tháng", MATURES, 31, "6", "cuối kỳ", PRINCIPAL, 12_410_959, WHOLE
    )  # fmt: skip
    assert table.foot[10] == 640 * MILLION


def test_the_ladder_stands_by_month_and_fund(deposits):
    table = rungs(book_of(deposits))

    assert [(row[0], row[1], row[3]) for row in table.rows] == [
        ("Tháng 7/2026", "TH", 600 * MILLION),
        ("Tháng 11/2026", "KH", 40 * MILLION),
    ]


def test_months_in_which_nothing_matures_are_drawn_too(deposits):
    drawn = picture(book_of(deposits))

    labels = [f">{month}/26<" for month in (7, 8, 9, 10, 11)]
    assert [label for label in labels if label not in drawn] == []


def test_a_ladder_of_many_years_is_drawn_without_its_empty_months(deposits):
    gift(deposits.office, MILLION)
    deposits.place(a_contract("04", principal=MILLION, term=Term(60, in_months=True)))

    drawn = picture(book_of(deposits))

    assert ">8/26<" not in drawn
    assert ">1/31<" in drawn


def test_the_register_of_one_fund_holds_its_deposits_alone(deposits):
    book = book_of(deposits, fund=deposits.office.kh)

    assert [row[0] for row in register(book).rows] == [3]


def test_what_has_matured_and_is_not_booked_is_marked(deposits):
    assert [one.deposit.id for one in book_of(deposits, date(2026, 8, 1)).overdue] == [2, 1]
    assert b"%PDF-" in pdf(book_of(deposits, date(2026, 8, 1)))[:10]


def test_the_book_is_one_page_across_and_the_same_each_time(deposits):
    book = book_of(deposits)

    made = pdf(book)

    assert made == pdf(book)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) == 1
        left, bottom, right, top = map(float, document.pages[0].mediabox)
        assert right - left > top - bottom


def test_a_book_without_deposits_says_so(deposits):
    book = book_of(deposits, date(2026, 1, 1))

    assert picture(book) == ""
    assert (register(book).empty, rungs(book).empty) == (
        "không có khoản tiền gửi nào",
        "không có khoản nào đáo hạn",
    )
    assert pdf(book)


def test_the_workbook_holds_numbers_and_no_formulas(deposits):
    made = CalamineWorkbook.from_filelike(io.BytesIO(xlsx(book_of(deposits))))

    assert made.sheet_names == ["Tiền gửi", "Thang đáo hạn"]
    rows = made.get_sheet_by_name("Tiền gửi").to_python()
    assert rows[0][0] == "Các khoản tiền gửi có kỳ hạn"
    assert rows[4][3:5] == ["=02", date(2026, 4, 15)]
    assert [row[10] for row in rows[4:8]] == [100 * MILLION, PRINCIPAL, 40 * MILLION, 640 * MILLION]
