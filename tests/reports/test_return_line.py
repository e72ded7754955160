"""Where a unit's line comes from: its book, its return, its quarters, the return of a unit above, or nowhere."""

from datetime import date

import pytest

from khfund.ledger import AccountRole
from khfund.reports.return_line import (
    VALUES,
    Basis,
    DueDaysError,
    report_lines,
    values_of,
    year_values,
)
from khfund.returns.form import EDITIONS, SECOND_EDITION, Figure
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.unit_return import Coverage
from khfund.unit import Level, Unit, enter_unit, find_unit, set_value
from tests.reports.provinces_that_report import a_reporting_province
from tests.returns.offices import Q1, YEAR, a_province, filed, fund

TODAY = date(2026, 5, 2)


@pytest.fixture
def office(database):
    return a_province(database)


def lines(office, period=Q1, today=TODAY):
    found = office.read(lambda s: report_lines(s, s.get_one(Unit, office.unit), period, today=today))
    return {line.code: line for line in found}


def basis(office, period=Q1):
    return {code: line.basis for code, line in lines(office, period).items()}


def test_every_measure_of_every_edition_is_a_value_of_the_report():
    keys = {value.key for value in VALUES}

    for edition in EDITIONS.values.values():
        figures = [
            Figure(row.code, measure.code, 1, "Tên")
            for _section, row, measure in edition.cells()
            if measure.code != "quantity"
        ]
        assert values_of(edition, figures).keys() <= keys


def test_funds_and_goods_are_added_and_awards_come_from_their_total():
    figures = [*fund(), *fund("Q1", "Quỹ A", closing=None)]
    figures += [Figure("TS", "awards", 9), Figure("HS", "awards", 5), Figure("HS", "money", 70)]
    figures += [
        Figure("HV1", "quantity", 3, "Vở"),
        Figure("HV1", "value", 30, "Vở"),
        Figure("HV2", "value", 4, "Sữa"),
    ]

    values = values_of(SECOND_EDITION, figures)

    assert (values["raised"], values["closing"]) == (6_000_000, 7_000_000)
    assert (values["awards"], values["money"], values["goods"]) == (9, 70, 34)


def test_what_nobody_told_is_no_value():
    assert values_of(SECOND_EDITION, [Figure("KH", "raised", 0)]) == {"raised": 0}


def test_a_unit_without_book_or_return_is_missing_and_has_no_figures(office):
    found = lines(office)

    assert basis(office) == {
        "SL": Basis.BOOK,
        "A": Basis.MISSING,
        "A1": Basis.MISSING,
        "B": Basis.MISSING,
        "TT": Basis.MISSING,
    }
    assert found["B"].values == {}


def test_how_late_a_return_is_counts_from_the_deadline(office):
    filed(office, "A", fund(), received=date(2026, 4, 15))
    filed(office, "B", fund(), received=date(2026, 4, 20))

    found = lines(office)

    assert {code: line.late for code, line in found.items()} == {"SL": 0, "A": 0, "A1": 17, "B": 5, "TT": 17}
    assert lines(office, today=date(2026, 4, 10))["TT"].late == 0


def test_the_deadline_is_the_receivers_to_set(office):
    office.do(
        "unit.set",
        lambda s, c: set_value(s, c, "return_due_days", "30", since=date(2026, 1, 1)),
        by=office.administrator,
    )

    assert lines(office)["TT"].late == 2


@pytest.mark.parametrize("text", ["", "-5", "hai tuần", "9999"])
def test_a_deadline_is_a_number_of_days(office, text):
    office.do(
        "unit.set",
        lambda s, c: set_value(s, c, "return_due_days", text, since=date(2026, 1, 1)),
        by=office.administrator,
    )

    with pytest.raises(DueDaysError) as refused:
        lines(office)

    assert str(refused.value) == (
        f"Thiết lập return_due_days đang là «{text}»; hãy đặt số ngày sau kỳ báo cáo, từ 0 đến 999."
    )


def test_a_return_for_the_unit_and_what_is_below_covers_what_is_below(office):
    filed(office, "A", fund(), coverage=Coverage.BELOW)
    filed(office, "A1", fund(raised=9_000_000, closing=13_000_000))

    found = lines(office)

    assert (found["A"].basis, found["A1"].basis, found["B"].basis) == (
        Basis.RETURN,
        Basis.COVERED,
        Basis.MISSING,
    )
    assert not found["A1"].counts
    assert found["A1"].note == "đã gồm trong báo cáo của Hội Khuyến học huyện Mường A"
    assert [(gap.unit, gap.amount) for gap in found["A"].gaps] == [("A", -6_000_000), ("A", -6_000_000)]
    assert found["A"].gaps[0].sentence == (
        "Hội Khuyến học huyện Mường A: «Vận động» gồm cả cấp dưới 3.000.000 đồng, riêng các đơn vị dưới đã báo"
        " 9.000.000 đồng; chênh lệch -6.000.000"
    )


def test_units_covered_from_above_are_not_missing(office):
    filed(office, "A", fund(), coverage=Coverage.BELOW)

    assert basis(office)["A1"] is Basis.COVERED


def test_where_a_unit_keeps_a_book_the_book_counts_and_its_return_is_compared(database):
    office = a_reporting_province(database)
    filed(
        office,
        "C",
        [*fund(opening=0, raised=5, received=30_000_000, closing=30_000_005), Figure("TS", "awards", 4)],
    )

    line = lines(office)["C"]

    assert line.basis is Basis.BOOK
    assert (line.values["raised"], line.values["closing"], line.values["awards"]) == (0, 30_000_000, 4)
    assert [gap.sentence for gap in line.gaps] == [
        (
            "Hội Khuyến học huyện Mường C: «Số dư cuối kỳ» theo báo cáo 30.000.005 đồng, theo sổ 30.000.000 đồng;"
            " chênh lệch +5"
        ),
        "Hội Khuyến học huyện Mường C: «Thu khác» theo báo cáo 200.000 đồng, theo sổ 0 đồng; chênh lệch +200.000",
        "Hội Khuyến học huyện Mường C: «Vận động» theo báo cáo 5 đồng, theo sổ 0 đồng; chênh lệch +5",
        "Hội Khuyến học huyện Mường C: «Đã chi» theo báo cáo 1.200.000 đồng, theo sổ 0 đồng; chênh lệch +1.200.000",
    ]


def test_a_book_that_opens_within_the_period_says_so(database):
    office = a_reporting_province(database)

    assert lines(office)["C"].note == ""
    assert lines(office, ReportingPeriod(2025))["C"].basis is Basis.MISSING


def quarters(office, *numbers):
    for number in numbers:
        balances = {"opening": 2_000_000 * number, "closing": 2_000_000 * (number + 1)}
        filed(office, "A", fund(**balances), ReportingPeriod(2026, number), received=date(2027, 1, 5))


def test_a_year_without_a_return_is_the_sum_of_four_quarters(office):
    quarters(office, 1, 2, 3, 4)

    line = lines(office, YEAR, date(2027, 1, 10))["A"]

    assert (line.basis, line.note) == (Basis.RETURN, "cộng bốn quý")
    assert line.values["raised"] == 12_000_000
    assert (line.values["opening"], line.values["closing"]) == (2_000_000, 10_000_000)


def test_a_year_of_which_a_quarter_is_not_reported_is_missing_and_names_it(office):
    quarters(office, 1, 2, 4)

    line = lines(office, YEAR, date(2027, 1, 10))["A"]

    assert (line.basis, line.values) == (Basis.MISSING, {})
    assert line.note == "mới báo cáo một phần, thiếu Quý III/2026"


def test_persons_of_quarters_are_never_added():
    assert year_values([{"persons": 5, "awards": 5}] * 4) == {"awards": 20}


def test_a_unit_that_ended_is_not_missing_but_what_it_reported_counts(office):
    def end(session, command):
        for code in ("CU", "CUU"):
            old = enter_unit(
                session, command, code, f"Hội {code}", level=Level.COMMUNE, parent=find_unit(session, "A")
            )
            old.ended = date(2026, 3, 1)

    office.do("unit.enter", end, by=office.administrator)
    filed(office, "CU", fund())

    found = lines(office)

    assert found["CU"].basis is Basis.RETURN
    assert "CUU" not in found


def test_a_unit_that_ended_within_the_year_counts_by_the_quarters_that_it_lived_to_see(office):
    def end(session, command):
        for code in ("H1", "H2", "H3"):
            old = enter_unit(
                session, command, code, f"Huyện {code}", level=Level.DISTRICT, parent=find_unit(session, "SL")
            )
            old.ended = date(2026, 7, 1)

    office.do("unit.enter", end, by=office.administrator)
    for code, numbers in (("H1", (1, 2)), ("H2", (2,))):
        for number in numbers:
            balances = {"opening": 2_000_000 * number, "closing": 2_000_000 * (number + 1)}
            filed(office, code, fund(**balances), ReportingPeriod(2026, number), received=date(2026, 7, 5))

    found = lines(office, YEAR, date(2027, 1, 10))

    assert (found["H1"].basis, found["H1"].note) == (Basis.RETURN, "cộng hai quý")
    assert (found["H1"].values["raised"], found["H1"].values["closing"]) == (6_000_000, 6_000_000)
    assert (found["H2"].basis, found["H2"].note) == (
        Basis.MISSING,
        "mới báo cáo một phần, thiếu Quý I/2026",
    )
    assert found["H3"].basis is Basis.MISSING


def test_a_group_at_the_base_is_not_expected_to_report(office):
    office.do(
        "unit.enter",
        lambda s, c: enter_unit(s, c, "CH", "Chi hội bản", level=Level.BASE, parent=find_unit(s, "A1")),
        by=office.administrator,
    )

    assert "CH" not in lines(office)


def test_what_does_not_foot_and_what_is_blank_comes_with_the_line(office):
    filed(office, "A", fund(closing=7_000_003))
    filed(office, "B", fund(spent=None))

    found = lines(office)

    assert [gap.amount for gap in found["A"].gaps] == [3]
    assert [(gap.sentence, gap.amount) for gap in found["B"].gaps] == [
        ("Hội Khuyến học huyện Mường B: Quỹ khuyến học: còn trống «Đã chi»; chưa kiểm tra được số dư", None)
    ]


def test_a_book_of_each_fund_is_told_fund_by_fund(office):
    office.post(date(2026, 1, 5), office.posting(AccountRole.CASH, AccountRole.GIFTS, 5, office.th))

    assert [(name, values["raised"]) for name, values in lines(office)["SL"].by_fund.items()] == [
        ("Quỹ học bổng Tô Hiệu", 5)
    ]
