"""How a deposit begins."""

from datetime import date
from decimal import Decimal

import pytest

from khfund.ledger import AccountRole
from khfund.ledger.accounting_period import FutureDayError
from khfund.ledger.commitment import TELLERS, Commitment
from khfund.ledger.deposit_event import EventKind, InterestUnfitError
from khfund.ledger.deposit_interest import Term
from khfund.ledger.deposit_placing import DepositMoneyMissingError, NothingToTakeOverError, uncovered
from khfund.ledger.opening import OpeningLine, bring_forward
from tests.builders import an_office
from tests.ledger.deposits import (
    IN_ADVANCE,
    MATURES,
    MILLION,
    OPENED,
    PERIODIC,
    PRINCIPAL,
    WHOLE,
    Deposits,
    a_contract,
    an_endowed_office,
    gift,
    moment,
)

END = date(2026, 12, 31)


@pytest.fixture
def deposits(database):
    return Deposits(an_endowed_office(database))


def test_placing_moves_money_of_the_fund_from_the_bank_account_to_the_deposit(deposits):
    deposit = deposits.place()

    assert deposits.journal(after=1) == [f"2026-01-31 BN 121/112 {PRINCIPAL}"]
    assert (deposit.matures, deposit.holder) == (MATURES, "Hội Khuyến học tỉnh Mường Sáng")
    stands = deposits.stands(deposit.id)
    assert (stands.principal, stands.carried, stands.last.kind) == (PRINCIPAL, 0, EventKind.PLACED)
    assert deposits.warnings == []


def test_a_fund_places_no_more_than_it_has_in_that_account(deposits):
    gift(deposits.office, 900 * MILLION, fund=deposits.office.kh, spend_now=True)

    with pytest.raises(DepositMoneyMissingError) as refusal:
        deposits.place(a_contract(principal=600 * MILLION + 1))

    assert str(refusal.value) == (
        "Quỹ TH chỉ có 600.000.000 đ ở tài khoản 112 vào ngày 31/01/2026, không gửi 600.000.001 đ được; đó sẽ là tiền "
        "của quỹ khác."
    )


def test_a_fund_without_any_money_there_places_nothing(deposits):
    with pytest.raises(DepositMoneyMissingError, match="Quỹ KH chỉ có 0 đ"):
        deposits.place(fund=deposits.office.kh)


def test_money_that_went_since_is_not_placed_in_hindsight(deposits):
    deposits.place(a_contract("02", opened=date(2026, 3, 1)))

    with pytest.raises(DepositMoneyMissingError, match="vào ngày 15/01/2027"):
        deposits.place(a_contract("01", opened=date(2026, 2, 1)))


def test_a_deposit_is_placed_no_later_than_today(deposits):
    with pytest.raises(FutureDayError):
        deposits.place(at=moment(date(2026, 1, 30)))


def test_interest_in_advance_waits_until_it_is_earned(deposits):
    deposits.place(a_contract(**IN_ADVANCE))

    assert deposits.journal(after=1) == [
        f"2026-01-31 BN 121/112 {PRINCIPAL}",
        f"2026-01-31 BC 112/3388 {WHOLE}",
    ]
    assert deposits.stands(1).carried == -WHOLE


def test_interest_in_advance_is_what_the_bank_paid_and_the_difference_is_income_at_once(deposits):
    deposits.place(a_contract(**IN_ADVANCE), interest=15_000_000)

    assert deposits.journal(after=2) == [
        f"2026-01-31 BC 112/515 {15_000_000 - WHOLE}",
        f"2026-01-31 BC 112/3388 {WHOLE}",
    ]
    assert deposits.warnings == [
        (
            "Lưu ý: ngân hàng trả lãi 15.000.000 đ, theo hợp đồng 01/HĐTG (Vietcombank) là 14.876.712 đ, chênh 123.288 đ; "
            "đã ghi theo giấy báo của ngân hàng."
        )
    ]


def test_interest_in_advance_beyond_the_principal_is_refused(deposits):
    with pytest.raises(InterestUnfitError) as refusal:
        deposits.place(a_contract(**IN_ADVANCE), interest=PRINCIPAL + 1)

    assert str(refusal.value) == (
        "Số tiền lãi 500.000.001 đ không hợp lý với khoản tiền gửi 01/HĐTG (Vietcombank) (gốc 500.000.000 đ); hãy xem "
        "lại giấy báo của ngân hàng."
    )


# -- taking over ----------------------------------------------------------------------------------------------------


@pytest.fixture
def before(database):
    """An office whose endowment had 500 million on deposit, and interest on it, when its book opened."""
    office = an_office(database)
    held = {AccountRole.TERM_DEPOSIT: PRINCIPAL, AccountRole.ACCRUED_INTEREST: 2_000_000}
    lines = [OpeningLine(office.th, office.account(role), amount, amount) for role, amount in held.items()]
    office.do("entry.bring_forward", lambda s, c: bring_forward(s, c, lines))
    return Deposits(office)


OLD = {"opened": date(2025, 10, 31), "term": Term(12, in_months=True)}


def test_a_deposit_of_the_books_before_is_taken_over_without_an_entry(before):
    deposit = before.take_over(a_contract(**OLD), interest=2_000_000)

    stands = before.stands(deposit.id)
    assert (stands.principal, stands.carried, stands.until) == (PRINCIPAL, 2_000_000, date(2026, 1, 1))
    assert stands.last.day == date(2025, 12, 31)
    assert len(before.journal()) == 2
    assert before.office.read(lambda s: uncovered(s, before.office.unit, END)) == {}


def test_what_no_contract_covers_yet_is_seen(before):
    before.take_over(a_contract(**OLD, principal=300 * MILLION))

    office = before.office
    key = (office.th, office.account(AccountRole.TERM_DEPOSIT))
    assert office.read(lambda s: uncovered(s, office.unit, END)) == {key: 200 * MILLION}


def test_no_more_is_taken_over_than_stands_there(before):
    before.take_over(a_contract(**OLD, principal=300 * MILLION))

    with pytest.raises(NothingToTakeOverError) as refusal:
        before.take_over(a_contract("02", **OLD, principal=200 * MILLION + 1))

    assert str(refusal.value) == (
        "Tài khoản 121 của quỹ TH chỉ có 200.000.000 đ chưa thuộc hợp đồng nào, không nhận 200.000.001 đ được; hãy "
        "kiểm tra số dư đầu kỳ."
    )


def test_no_more_interest_is_taken_over_than_stands_there(before):
    before.take_over(a_contract("01", **OLD, principal=300 * MILLION), interest=1_500_000)

    with pytest.raises(NothingToTakeOverError, match=r"Tài khoản 1381 của quỹ TH chỉ có 500\.000 đ"):
        before.take_over(a_contract("02", **OLD, principal=200 * MILLION), interest=500_001)


def test_a_deposit_of_another_fund_is_not_taken_over(before):
    with pytest.raises(NothingToTakeOverError, match="của quỹ KH chỉ có 0 đ"):
        before.take_over(a_contract(**OLD), fund=before.office.kh)


def test_a_deposit_that_has_not_begun_is_not_taken_over(before):
    with pytest.raises(FutureDayError):
        before.take_over(a_contract(opened=date(2027, 2, 1)))


def test_interest_below_nothing_is_not_taken_over(before):
    with pytest.raises(InterestUnfitError):
        before.take_over(a_contract(**OLD), interest=-1)


def test_interest_that_the_bank_has_paid_before_is_not_earned_again(before):
    before.take_over(a_contract(**OLD, **PERIODIC), paid_until=date(2025, 12, 31))

    assert before.stands(1).until == before.stands(1).paid_until == date(2025, 12, 31)


def test_interest_in_advance_that_was_income_when_it_came_is_not_earned_again(before):
    before.take_over(a_contract(**OLD, **IN_ADVANCE))

    assert before.stands(1).until == date(2026, 10, 31)


# -- locked money ---------------------------------------------------------------------------------------------------


@pytest.fixture
def promised():
    """Promises that a test makes, told to whoever asks."""
    made: list[Commitment] = []

    def tell(_session, _unit_id, _on):
        return made

    TELLERS.append(tell)
    yield made
    TELLERS.remove(tell)


def test_a_deposit_that_locks_money_promised_before_its_maturity_is_pointed_out(deposits, promised):
    promised.append(Commitment(date(2026, 5, 20), deposits.office.th, 130 * MILLION, "Học bổng"))

    deposits.place()

    assert deposits.warnings == [
        (
            "Lưu ý: gửi đến 31/07/2026 thì quỹ TH thiếu 30.000.000 đ tiền có ngay cho các khoản đã cam kết chi đến "
            "20/05/2026; hãy gửi kỳ hạn ngắn hơn hoặc gửi ít hơn."
        )
    ]


def test_promises_that_are_due_when_it_matures_are_met_by_the_deposit(deposits, promised):
    promised.append(Commitment(MATURES, deposits.office.th, 130 * MILLION, "Học bổng"))
    promised.append(Commitment(date(2026, 5, 20), deposits.office.kh, 130 * MILLION, "Học bổng"))

    deposits.place()

    assert deposits.warnings == []


def test_what_matures_in_time_meets_a_promise(deposits, promised):
    short = {"principal": 200 * MILLION, "term": Term(1, in_months=True)}
    deposits.place(a_contract("01", **short))
    promised.append(Commitment(date(2026, 5, 20), deposits.office.th, 130 * MILLION, "Học bổng"))

    deposits.place(a_contract("02", principal=350 * MILLION))
    assert deposits.warnings == []

    deposits.place(a_contract("03", principal=50 * MILLION, rate=Decimal(5)))
    assert deposits.warnings == []

    promised.append(Commitment(date(2026, 5, 21), deposits.office.th, 100 * MILLION, "Học bổng"))
    gift(deposits.office, 10 * MILLION, OPENED)
    deposits.place(a_contract("04", principal=10 * MILLION))
    assert len(deposits.warnings) == 1
