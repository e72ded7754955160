"""Interest while a deposit lasts."""

from datetime import date
from decimal import Decimal
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.db import Database
from khfund.ledger.accounting_period import FutureDayError, obstacles
from khfund.ledger.deposit_accrual import AccruedAlreadyError, NoInterestNowError, NothingToAccrueError
from khfund.ledger.deposit_event import DepositClosedError, DepositOrderError, EventKind, InterestUnfitError
from khfund.ledger.deposit_interest import Term
from tests.builders import write_by_hand
from tests.ledger.deposits import (
    BY_MONTHS,
    IN_ADVANCE,
    MATURES,
    MILLION,
    PERIODIC,
    PRINCIPAL,
    WHOLE,
    Deposits,
    a_contract,
    an_endowed_office,
    moment,
)

JANUARY, MARCH = Month(2026, 1), Month(2026, 3)
BY_MONTH = [82192, 2301370, 2547945, 2465753, 2547945, 2465754, 2465753]
"""What the usual deposit earns from January (one day) to July (thirty)."""


@pytest.fixture
def deposits(database):
    found = Deposits(an_endowed_office(database))
    found.place()
    return found


def test_months_are_accrued_to_the_dong_and_add_up_to_the_whole(deposits):
    amounts = [deposits.accrue(1, Month(2026, month)).recognised for month in range(1, 8)]

    assert amounts == BY_MONTH
    assert sum(amounts) == WHOLE
    assert deposits.journal(after=2)[1] == "2026-02-28 PK 1381/515 2301370"
    assert deposits.stands(1).carried == WHOLE


def test_a_month_that_was_left_out_is_in_the_next_accrual(deposits):
    event = deposits.accrue(1, MARCH)

    assert (event.recognised, event.computed) == (sum(BY_MONTH[:3]), sum(BY_MONTH[:3]))


@pytest.mark.parametrize("month", [1, 2, 3])
def test_a_month_is_accrued_once_and_in_order(deposits, month):
    deposits.accrue(1, MARCH)

    with pytest.raises((AccruedAlreadyError, DepositOrderError)):
        deposits.accrue(1, Month(2026, month))


def test_accruing_a_month_again_is_told(deposits):
    deposits.accrue(1, MARCH)

    with pytest.raises(AccruedAlreadyError) as refusal:
        deposits.accrue(1, MARCH)

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) đã dự thu lãi đến Tháng 3/2026; không dự thu Tháng 3/2026 nữa."
    )


def test_hand_written_sql_does_not_accrue_a_month_twice(deposits):
    deposits.accrue(1, MARCH)
    again = (
        "INSERT INTO deposit_event SELECT id + 1, deposit_id, kind, day, until, paid_until, principal, recognised, received, "
        "computed, month, entry_id, undoes_id, command_number FROM deposit_event WHERE kind = 'accrued'"
    )

    with pytest.raises(Exception, match="the month is accrued already"):
        write_by_hand(deposits.office.database, again)


def test_a_month_before_the_deposit_has_nothing_to_accrue(deposits):
    with pytest.raises(NothingToAccrueError) as refusal:
        deposits.accrue(1, Month(2025, 12))

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) không còn lãi để dự thu đến hết Tháng 12/2025: chưa gửi, đã đáo hạn hoặc "
        "đã ghi lãi."
    )


def test_nothing_is_earned_after_maturity(deposits):
    deposits.accrue(1, Month(2026, 7))

    with pytest.raises(NothingToAccrueError):
        deposits.accrue(1, Month(2026, 8))


def test_an_ended_deposit_accrues_nothing(deposits):
    deposits.mature(1)

    with pytest.raises(DepositClosedError) as refusal:
        deposits.accrue(1, Month(2026, 8))

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) đã kết thúc ngày 31/07/2026; không ghi thêm được."
    )


def test_a_month_that_is_not_over_is_not_accrued(deposits):
    with pytest.raises(FutureDayError):
        deposits.accrue_all(Month(2026, 2), moment(date(2026, 2, 15)))


def test_all_deposits_are_accrued_at_once_and_none_twice(deposits):
    deposits.place(a_contract("02", principal=50 * MILLION, opened=date(2026, 3, 15)))
    deposits.place(a_contract("03", principal=10 * MILLION, opened=date(2026, 4, 1)))
    deposits.accrue(1, MARCH)

    first, again = deposits.accrue_all(MARCH), deposits.accrue_all(MARCH)

    assert [(event.deposit_id, event.recognised) for event in first] == [(2, 139_726)]
    assert again == []


def test_deposits_at_no_interest_accrue_nothing(deposits):
    deposits.place(a_contract("02", principal=MILLION, rate=Decimal(0), demand_rate=Decimal(0)))

    assert [event.deposit_id for event in deposits.accrue_all(MARCH)] == [1]


def test_what_happened_later_hinders_accruing_one_and_is_passed_over_by_all(deposits):
    deposits.withdraw(1, date(2026, 4, 10), amount=MILLION)

    with pytest.raises(DepositOrderError) as refusal:
        deposits.accrue(1, MARCH)

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) đã có việc ghi ngày 10/04/2026; không ghi việc ngày 31/03/2026 trước đó "
        "được, hãy hoàn tác việc sau trước."
    )
    assert deposits.accrue_all(MARCH) == []


def test_banks_that_count_months_are_accrued_by_months(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**BY_MONTHS, opened=date(2026, 2, 1)))

    amounts = [deposits.accrue(1, Month(2026, month)).recognised for month in range(2, 8)]

    assert amounts == [2_500_000] * 6


def test_interest_in_advance_is_earned_month_by_month(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**IN_ADVANCE))

    deposits.accrue_until(Month(2026, 7))

    assert deposits.journal(after=3)[1] == "2026-02-28 PK 3388/515 2301370"
    assert "3388" not in deposits.held()
    assert deposits.held()["515"] == -WHOLE


# -- paid in between ------------------------------------------------------------------------------------------------


@pytest.fixture
def periodic(database):
    found = Deposits(an_endowed_office(database))
    found.place(a_contract(**PERIODIC))
    return found


def test_interest_paid_settles_what_was_accrued_and_the_rest_is_income(periodic):
    periodic.accrue(1, JANUARY)

    event = periodic.pay(1, date(2026, 2, 28))

    assert periodic.journal(after=3) == [
        "2026-02-28 BC 112/515 2219178",
        "2026-02-28 BC 112/1381 82192",
    ]
    assert (event.received, event.difference) == (2_301_370, 0)
    assert periodic.stands(1).carried == 0


def test_the_rest_of_a_month_is_accrued_after_its_payment(periodic):
    periodic.pay(1, date(2026, 2, 28))

    assert periodic.accrue(1, Month(2026, 2)).recognised == 82_192


def test_what_the_bank_pays_is_booked_and_the_next_payment_is_computed_as_if_it_had_been_right(periodic):
    first = periodic.pay(1, date(2026, 2, 28), interest=2_500_000)
    assert (first.received, first.computed, first.difference) == (2_500_000, 2_301_370, 198_630)
    assert periodic.warnings == [
        (
            "Lưu ý: ngân hàng trả lãi 2.500.000 đ, theo hợp đồng 01/HĐTG (Vietcombank) là 2.301.370 đ, chênh 198.630 đ; "
            "đã ghi theo giấy báo của ngân hàng."
        )
    ]

    second = periodic.pay(1, date(2026, 3, 31))

    assert second.difference == 0
    assert periodic.stands(1).carried == 0


def test_a_bank_that_pays_less_than_was_accrued_takes_income_back(periodic):
    periodic.accrue(1, Month(2026, 2))

    periodic.pay(1, date(2026, 3, 1), interest=2_000_000)

    assert periodic.journal(after=3) == [
        "2026-03-01 BC 112/1381 2000000",
        "2026-03-01 BC 515/1381 383562",
    ]


@pytest.mark.parametrize("terms", [{}, IN_ADVANCE])
def test_interest_comes_during_the_term_only_where_the_contract_says_so(database, terms):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**terms))

    with pytest.raises(NoInterestNowError):
        deposits.pay(1, date(2026, 2, 28))


def test_interest_is_not_paid_twice_for_the_same_days(periodic):
    periodic.pay(1, date(2026, 2, 28))

    with pytest.raises(NoInterestNowError) as refusal:
        periodic.pay(1, date(2026, 2, 28))

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) không được trả lãi vào ngày 28/02/2026: hợp đồng trả lãi hằng tháng, lãi đã "
        "trả đến 28/02/2026."
    )


def test_interest_beyond_the_principal_is_refused(periodic):
    with pytest.raises(InterestUnfitError):
        periodic.pay(1, date(2026, 2, 28), interest=PRINCIPAL + 1)


# -- closing a month ------------------------------------------------------------------------------------------------


def hindering(deposits, month):
    return deposits.office.read(lambda s: obstacles(s, deposits.office.unit, month))


def test_a_month_waits_for_its_accruals_unless_they_are_left_out_by_name(deposits):
    (found,) = hindering(deposits, Month(2026, 2))
    assert (found.code, found.sentence, found.acceptable) == (
        "deposit-accrual-1",
        "tiền gửi 01/HĐTG (Vietcombank) chưa dự thu lãi Tháng 2/2026",
        True,
    )

    deposits.accrue(1, Month(2026, 2))

    assert hindering(deposits, Month(2026, 2)) == []


def test_accruing_sees_where_a_deposit_stands_whatever_is_undone(deposits):
    deposits.accrue(1, MARCH)
    deposits.undo(1)

    assert deposits.accrue(1, Month(2026, 2)).recognised == sum(BY_MONTH[:2])
    assert [event.kind for event in deposits.stands(1).events] == [EventKind.PLACED, EventKind.ACCRUED]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    principal=st.integers(1, 10**12),
    rate=st.integers(1, 200_000).map(lambda parts: Decimal(parts) / 10_000),
    left_out=st.sets(st.integers(1, 6)),
    by_months=st.booleans(),
)
def test_accruals_and_maturity_together_are_the_whole_interest(
    sqlite_template, tmp_path_factory, principal, rate, left_out, by_months
):
    deposits = a_fresh_office(sqlite_template, tmp_path_factory.mktemp("deposit"), principal)
    terms = BY_MONTHS if by_months else {}
    deposit = deposits.place(
        a_contract(
            principal=principal, rate=rate, demand_rate=Decimal(0), term=Term(6, in_months=True), **terms
        )
    )
    for month in sorted({1, 2, 3, 4, 5, 6} - left_out):
        deposits.accrue_all(Month(2026, month))

    deposits.mature(1)

    stands = deposits.stands(1)
    assert stands.recognised == deposit.earning.due(principal, MATURES)
    assert (stands.principal, stands.carried) == (0, 0)
    assert deposits.held().get("112") == principal + stands.recognised
    deposits.office.database.dispose()


def a_fresh_office(template, folder, principal):
    return Deposits(an_endowed_office(Database(copyfile(template, folder / "books.sqlite")), principal))
