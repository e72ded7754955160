"""What the consolidated report prints, row by row."""

import pytest

from khfund.reports.consolidated_table import (
    ThousandsTooSmallError,
    book_table,
    gap_table,
    missing_table,
    report_tables,
    standing_table,
    value_table,
)
from khfund.reports.return_line import AWARD_VALUES, FUND_VALUES
from khfund.reports.sheet_table import Look
from khfund.returns.form import Figure
from khfund.returns.unit_return import Coverage
from tests.reports.provinces_that_report import a_reporting_province, report
from tests.returns.offices import a_province, filed, fund


@pytest.fixture
def office(database):
    return a_reporting_province(database)


def rows(table):
    return [row.cells for row in table.rows]


def test_units_stand_under_their_level_with_sums_and_a_total_without_internal_money(office):
    filed(office, "B", fund())

    table = value_table(report(office), "funds", "Quỹ", FUND_VALUES)

    m = 1_000_000
    nothing = (None,) * 9
    assert rows(table) == [
        ("Cấp tỉnh", "", *nothing),
        ("Hội Khuyến học tỉnh Mường Sáng", "sổ", 0, 400 * m, 0, 0, 0, 90 * m, 30 * m, 280 * m, 0),
        ("Đơn vị trực thuộc", "", *nothing),
        ("Ban Khuyến học cơ quan", "chưa báo cáo", *nothing),
        ("Cấp huyện", "", *nothing),
        ("Hội Khuyến học huyện Mường A", "chưa báo cáo", *nothing),
        ("Hội Khuyến học huyện Mường B", "báo cáo", 5 * m, 3 * m, 0, 200_000, 0, 1_200_000, 0, 7 * m, "…"),
        ("Hội Khuyến học huyện Mường C", "sổ", 0, 0, 0, 0, 30 * m, 0, 0, 30 * m, 0),
        ("Cộng cấp huyện", "2/3", 5 * m, 3 * m, 0, 200_000, 30 * m, 1_200_000, 0, 37 * m, 0),
        ("Cấp xã", "", *nothing),
        ("Hội Khuyến học xã Chiềng Một", "chưa báo cáo", *nothing),
        ("Tổng cộng", "", 5 * m, 403 * m, 0, 200_000, 30 * m, 91_200_000, 30 * m, 317 * m, 0),
        ("Loại trừ chuyển nội bộ", "", None, None, None, None, -30 * m, None, -30 * m, None, None),
        ("Toàn bộ sau loại trừ", "", 5 * m, 403 * m, 0, 200_000, 0, 91_200_000, 0, 317 * m, 0),
    ]


def test_what_nobody_told_is_not_printed_as_nought(office):
    filed(office, "B", [Figure("TS", "awards", 0)])

    table = value_table(report(office), "awards", "Khen thưởng", AWARD_VALUES)

    assert ("Hội Khuyến học huyện Mường B", "báo cáo", 0, *("…",) * 6) in rows(table)


def test_what_is_covered_stands_aside(office):
    filed(office, "A", fund(), coverage=Coverage.BELOW)
    filed(office, "A1", fund(raised=1, closing=4_000_001))

    table = value_table(report(office), "funds", "Quỹ", FUND_VALUES)

    (aside,) = [row.cells for row in table.rows if row.look is Look.ASIDE]
    assert aside[:4] == ("Hội Khuyến học xã Chiềng Một", "đã gồm ở cấp trên", 5_000_000, 1)
    assert "Số in nghiêng đã gồm trong báo cáo của đơn vị cấp trên nên không cộng lần nữa." in table.notes


def test_who_reported_is_told_by_level_with_shares_of_the_balances(office):
    filed(office, "B", fund())

    assert rows(standing_table(report(office))) == [
        ("Cấp tỉnh", 1, 1, 0, 0, 280_000_000, "88,3"),
        ("Đơn vị trực thuộc", 1, 0, 0, 1, "…", "…"),
        ("Cấp huyện", 3, 2, 0, 1, 37_000_000, "11,7"),
        ("Cấp xã", 1, 0, 0, 1, "…", "…"),
        ("Toàn bộ", 6, 3, 0, 3, 317_000_000, "100,0"),
    ]


def test_differences_and_what_could_not_be_checked_are_told(office):
    filed(office, "B", fund(closing=7_000_001))
    filed(office, "A", fund(spent=None))

    table = gap_table(report(office))

    assert rows(table) == [
        (
            (
                "Hội Khuyến học huyện Mường B: Quỹ khuyến học: đầu kỳ cộng thu trừ chi là 7.000.000 đồng, báo cuối kỳ"
                " 7.000.001 đồng; chênh lệch +1 đồng"
            ),
            1,
        ),
        (
            "Hội Khuyến học huyện Mường A: Quỹ khuyến học: còn trống «Đã chi»; chưa kiểm tra được số dư",
            "chưa kiểm tra",
        ),
        ("Tổng cộng: số dư cuối kỳ khác đầu kỳ cộng thu trừ chi", 1 - 1_200_000),
    ]


def test_who_is_missing_or_late_is_listed(office):
    filed(office, "B", fund(), received=report(office).due.replace(day=20))

    table = missing_table(report(office))

    assert table.title == "Chưa báo cáo và báo cáo muộn (hạn 15/04/2026)"
    assert [(row[0], row[3]) for row in rows(table)] == [
        ("A", "chưa báo cáo, quá hạn 17 ngày"),
        ("A1", "chưa báo cáo, quá hạn 17 ngày"),
        ("TT", "chưa báo cáo, quá hạn 17 ngày"),
        ("B", "nhận 20/04/2026, muộn 5 ngày"),
    ]


def test_amounts_are_shortened_to_thousands_where_one_has_nine_digits(office):
    funds = report_tables(report(office), unit=1000)[1]

    assert funds.rows[1].cells[:4] == ("Hội Khuyến học tỉnh Mường Sáng", "sổ", 0, 400_000)


def test_small_reports_are_not_shortened(database):
    with pytest.raises(ThousandsTooSmallError) as refused:
        report_tables(report(a_province(database)), unit=1000)

    assert str(refused.value) == (
        "Báo cáo tổng hợp không có số nào từ 9 chữ số nên không được rút gọn thành nghìn đồng"
        " (NĐ 174/2016, Điều 4); hãy lập theo đồng."
    )


def test_funds_of_a_book_here_are_told_one_by_one(office):
    assert rows(book_table(report(office))) == [
        ("Hội Khuyến học tỉnh Mường Sáng", *(None,) * 8),
        ("Quỹ Khuyến học tỉnh", 0, 400_000_000, 0, 0, 0, 90_000_000, 30_000_000, 280_000_000),
        ("Hội Khuyến học huyện Mường C", *(None,) * 8),
        ("Quỹ Khuyến học", 0, 0, 0, 0, 30_000_000, 0, 0, 30_000_000),
    ]
