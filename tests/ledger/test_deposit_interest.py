"""Interest to the đồng: the vectors, the bank's habit, and months that add up to the whole."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.ledger.deposit_interest import (
    DayCount,
    Earning,
    RateUnfitError,
    Term,
    TermUnreadableError,
    add_months,
    interest,
    millionths,
    parse_rate,
    percent,
    require_rate,
    written,
)

SIX = Decimal(6)
PRINCIPALS = st.integers(1, 10**13)
RATES = st.integers(0, 200_000).map(percent)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_the_vectors(shared_data):
    with (shared_data / "vectors" / "deposit_interest.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))

    computed = [
        interest(int(row["principal_dong"]), Decimal(row["annual_rate_percent"]), int(row["days"]))
        for row in rows
    ]

    assert computed == [int(row["interest_dong"]) for row in rows]


def test_days_run_from_the_first_in_it_to_the_last_out_of_it():
    half_year = Earning(SIX, date(2026, 1, 31), date(2026, 7, 31))

    assert half_year.due(500_000_000, date(2026, 7, 31)) == 14_876_712
    assert half_year.due(500_000_000, date(2026, 1, 31)) == 0
    assert half_year.due(500_000_000, date(2026, 2, 1)) == 82_192


def test_banks_that_count_months_pay_another_amount():
    half_year = Earning(SIX, date(2026, 1, 31), date(2026, 7, 31), DayCount.MONTHS_12, 6)

    assert half_year.due(500_000_000, date(2026, 7, 31)) == 15_000_000
    assert half_year.due(500_000_000, date(2026, 2, 28)) == 2_500_000
    assert half_year.due(500_000_000, date(2026, 2, 14)) == 1_250_000


def test_a_term_of_months_that_ends_on_another_day_earns_its_months():
    late = Earning(SIX, date(2026, 1, 31), date(2026, 8, 3), DayCount.MONTHS_12, 6)
    early = Earning(SIX, date(2026, 1, 31), date(2026, 7, 29), DayCount.MONTHS_12, 6)

    assert late.due(500_000_000, date(2026, 8, 1)) == late.due(500_000_000, date(2026, 8, 3)) == 15_000_000
    assert early.due(500_000_000, date(2026, 7, 29)) == 15_000_000


def test_nothing_is_earned_before_the_first_day_or_after_the_last():
    earning = Earning(SIX, date(2026, 1, 31), date(2026, 7, 31))

    assert earning.due(500_000_000, date(2025, 1, 1)) == 0
    assert earning.due(500_000_000, date(2030, 1, 1)) == 14_876_712


def test_half_a_dong_is_rounded_up():
    assert interest(365, Decimal("0.5"), 100) == 1  # exactly 0.5
    assert interest(364, Decimal("0.5"), 100) == 0


@given(PRINCIPALS, RATES, DAYS, st.integers(1, 60), st.sampled_from(DayCount))
def test_months_add_up_to_the_whole_term_and_none_of_them_costs_money(principal, rate, opened, months, count):
    earning = Earning(rate, opened, add_months(opened, months), count, months)

    accrued = list(earning.by_month(principal))

    assert sum(amount for _month, amount in accrued) == earning.due(principal, earning.matures)
    assert all(amount >= 0 for _month, amount in accrued)
    assert next(month for month, _amount in accrued) == Month.of(opened)


@given(PRINCIPALS, RATES, DAYS, st.integers(1, 24), st.data(), st.sampled_from(DayCount))
def test_more_days_and_more_money_never_earn_less(principal, rate, opened, months, data, count):
    earning = Earning(rate, opened, add_months(opened, months), count, months)
    days = (earning.matures - opened).days
    one, other = sorted(data.draw(st.integers(0, days)) for _ in range(2))

    assert earning.due(principal, opened + timedelta(one)) <= earning.due(
        principal, opened + timedelta(other)
    )
    assert earning.due(principal, opened + timedelta(one)) <= earning.due(
        principal + 1, opened + timedelta(one)
    )


@given(PRINCIPALS, PRINCIPALS, RATES, st.integers(0, 3650))
def test_a_deposit_in_two_parts_earns_the_same_to_the_dong(one, other, rate, days):
    together = interest(one + other, rate, days)

    assert abs(interest(one, rate, days) + interest(other, rate, days) - together) <= 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 6, date(2026, 7, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_a_month_later_is_clamped_to_the_end_of_the_month(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("text", "term", "said"),
    [
        ("6 tháng", Term(6, in_months=True), "6 tháng"),
        ("6m", Term(6, in_months=True), "6 tháng"),
        ("182 ngày", Term(182, in_months=False), "182 ngày"),
        ("182d", Term(182, in_months=False), "182 ngày"),
        ("2 TUẦN", Term(14, in_months=False), "14 ngày"),
    ],
)
def test_terms_are_written_in_months_weeks_or_days(text, term, said):
    assert Term.parse(text) == term
    assert str(term) == said


def test_a_term_ends_that_many_months_or_days_later():
    assert Term(6, in_months=True).end(date(2026, 1, 31)) == date(2026, 7, 31)
    assert Term(182, in_months=False).end(date(2026, 1, 31)) == date(2026, 8, 1)


@pytest.mark.parametrize(
    "text", ["", "6", "tháng", "0 tháng", "-6 tháng", "121 tháng", "3661 ngày", "6 năm", "9" * 30]
)
def test_a_term_that_is_none_is_refused(text):
    with pytest.raises(TermUnreadableError) as refusal:
        Term.parse(text)

    assert str(refusal.value) == (
        f"Không hiểu kỳ hạn «{text}»; hãy ghi như «6 tháng», «2 tuần» hoặc «182 ngày» (không quá mười năm)."
    )


def test_a_term_beyond_the_calendar_is_refused():
    with pytest.raises(TermUnreadableError):
        Term(120, in_months=True).end(date(2095, 1, 1))


@pytest.mark.parametrize(
    ("text", "rate"), [("6", "6"), ("4,75", "4.75"), ("4.75 %", "4.75"), ("0", "0"), ("20", "20")]
)
def test_rates_are_written_with_comma_or_dot(text, rate):
    assert parse_rate(text) == Decimal(rate)


@pytest.mark.parametrize("text", ["", "sáu", "-1", "20,1", "NaN", "Infinity", "1e6", "4,12345", "6..0"])
def test_a_rate_that_makes_no_sense_is_refused(text):
    with pytest.raises(RateUnfitError) as refusal:
        parse_rate(text)

    assert str(refusal.value) == (
        f"Lãi suất «{text}» không hợp lý; cần phần trăm một năm, từ 0 đến 20, không quá bốn số lẻ, ví dụ 4,75."
    )


def test_a_rate_is_kept_as_a_whole_number_and_comes_back():
    assert millionths(Decimal("4.75")) == 47_500
    assert percent(47_500) == Decimal("4.75")
    assert written(Decimal("4.750")) == "4,75"
    assert written(percent(200_000)) == "20"
    assert require_rate(Decimal("0.0001")) == Decimal("0.0001")
