import pytest

from khfund.calendar import DateRange
from khfund.returns.reporting_period import ReportingPeriod, ReportingPeriodError


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025-Q1", ReportingPeriod(2025, 1)),
        ("Quý I/2025", ReportingPeriod(2025, 1)),
        ("2025", ReportingPeriod(2025)),
        ("01/04/2025..30/06/2025", ReportingPeriod(2025, 2)),
    ],
)
def test_a_period_is_read_as_offices_write_it(text, period):
    assert ReportingPeriod.parse(text) == period


@pytest.mark.parametrize("text", ["2025-03", "2025-01-01..2025-06-30"])
def test_a_period_is_a_quarter_or_a_year(text):
    with pytest.raises(ReportingPeriodError) as refused:
        ReportingPeriod.parse(text)

    assert str(refused.value) == (
        f"«{text}» không phải là kỳ báo cáo; kỳ là một quý hoặc một năm, ghi như 2025-Q1 hoặc 2025."
    )


def test_a_period_knows_its_days_its_code_and_its_words():
    periods = [ReportingPeriod(2025), ReportingPeriod(2025, 4)]

    assert [one.days for one in periods] == [DateRange.year(2025), DateRange.quarter(2025, 4)]
    assert [one.code for one in periods] == ["2025", "2025-Q4"]
    assert [str(one) for one in periods] == ["Năm 2025", "Quý IV/2025"]


def test_what_came_before_ends_where_a_period_begins():
    for period in (ReportingPeriod(2025), ReportingPeriod(2025, 1), ReportingPeriod(2025, 3)):
        assert {one.days.end for one in period.before} == {period.days.start}


def test_a_year_has_four_quarters_and_a_quarter_is_its_own():
    assert [one.code for one in ReportingPeriod(2025).quarters] == [
        "2025-Q1",
        "2025-Q2",
        "2025-Q3",
        "2025-Q4",
    ]
    assert ReportingPeriod(2025, 2).quarters == (ReportingPeriod(2025, 2),)
