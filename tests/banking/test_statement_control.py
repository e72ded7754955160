from datetime import date, datetime

import pytest

from khfund.banking.statement_control import Control, Kind, announced, control_kind, read_preamble
from khfund.calendar import DateRange
from khfund.sheet import Row


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Số dư đầu kỳ", Kind.OPENING), ("Dư đầu", Kind.OPENING), ("OPENING BALANCE:", Kind.OPENING),
        ("Số dư cuối kỳ/Closing balance", Kind.CLOSING), ("Dư cuối", Kind.CLOSING),
        ("Tổng số/Total", Kind.TOTAL), ("Tổng cộng", Kind.TOTAL), ("Cộng phát sinh", Kind.TOTAL),
        ("CONG", Kind.TOTAL), ("Total", Kind.TOTAL), ("Cộng trang 2", Kind.TOTAL),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", None), ("Tổng giám đốc", None), ("Số dư", None), ("", None),
    ],
)  # fmt: skip
def test_control_rows_are_known_by_their_words(words, kind):
    assert control_kind(Row(1, ["", words, 5])) is kind


@pytest.mark.parametrize(
    ("values", "figures"),
    [
        (["Số dư đầu kỳ: 1.000.000 VND"], {Kind.OPENING: 1_000_000}),
        (["Số dư đầu kỳ", "", "1.000.000"], {Kind.OPENING: 1_000_000}),
        (["Dư đầu", 5, "Dư cuối", -7.0], {Kind.OPENING: 5, Kind.CLOSING: -7}),
        (["Số dư đầu kỳ: -5.000đ"], {Kind.OPENING: -5_000}),
        (["Số dư đầu kỳ", "xem sau", 0.5, "1.00.00"], {}),
    ],
)
def test_a_figure_follows_its_announcement(values, figures):
    assert announced(values, ".") == figures


def test_the_preamble_gives_account_period_and_balances():
    found = read_preamble(
        [
            Row(1, ["Số tài khoản cũ: 99990000111122", "Account name: QUY 123456789"]),
            Row(2, ["Tài khoản số", "0011 0000 12345"]),
            Row(3, ["Từ ngày", datetime(2026, 3, 1), "đến ngày", date(2026, 3, 31)]),  # noqa: DTZ001
            Row(4, ["Số dư đầu kỳ: 5.000", "Tổng: 7.000"]),
        ],
        ".",
    )

    assert (found.account, found.period, found.controls) == (
        "0011000012345",
        DateRange.between(date(2026, 3, 1), date(2026, 3, 31)),
        (Control(Kind.OPENING, 4, balance=5_000),),
    )


@pytest.mark.parametrize(
    "words", ["Từ ngày 31/03/2026 đến ngày 01/03/2026", "Từ 31/02/2026 đến 01/03/2026", "Kỳ 3/2026"]
)
def test_a_period_that_makes_no_sense_is_none(words):
    assert read_preamble([Row(1, [words])], ".").period is None


def test_an_account_without_a_number_is_none():
    assert read_preamble([Row(1, ["Số tài khoản", "(xem dưới)"])], ".").account is None
