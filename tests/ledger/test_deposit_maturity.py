"""How a deposit ends."""

from datetime import date
from decimal import Decimal

import pytest

from khfund.banking.bank_line import BankLine
from khfund.banking.line_booking import match_entry
from khfund.calendar import Month
from khfund.ledger import AccountRole
from khfund.ledger.accounting_period import obstacles
from khfund.ledger.deposit import InterestPaid
from khfund.ledger.deposit_event import DepositClosedError, EventKind, InterestUnfitError
from khfund.ledger.deposit_interest import Term
from khfund.ledger.deposit_maturity import (
    DepositDueError,
    DepositNotDueError,
    WithdrawalTooLargeError,
)
from khfund.ledger.spending import FundOverdrawnError
from tests.banking.offices import a_bank_account, a_statement, all_lines, settle, take
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
)

JUNE, JULY = Month(2026, 6), Month(2026, 7)
ACCRUED = 12_410_959  # by the end of June


@pytest.fixture
def deposits(database):
    """The usual deposit, accrued to the end of June: entries 1 (gift), 2 (placed), 3 to 8."""
    found = Deposits(an_endowed_office(database))
    found.place()
    found.accrue_until(JUNE)
    return found


def test_at_maturity_principal_and_interest_come_back_and_the_rest_is_income(deposits):
    event = deposits.mature(1)

    assert deposits.journal(after=8) == [
        f"2026-07-31 BC 112/121 {PRINCIPAL}",
        f"2026-07-31 BC 112/515 {WHOLE - ACCRUED}",
        f"2026-07-31 BC 112/1381 {ACCRUED}",
    ]
    assert (event.received, event.computed, event.difference) == (WHOLE, WHOLE, 0)
    assert deposits.held() == {"112": 600 * MILLION + WHOLE, "411": -600 * MILLION, "515": -WHOLE}


def test_the_banks_slip_rules_and_the_difference_is_kept(deposits):
    event = deposits.mature(1, interest=15_000_000)

    assert (event.received, event.computed, event.difference) == (15_000_000, WHOLE, 123_288)
    assert deposits.held()["515"] == -15_000_000
    assert deposits.warnings == [
        (
            "Lưu ý: ngân hàng trả lãi 15.000.000 đ, theo hợp đồng 01/HĐTG (Vietcombank) là 14.876.712 đ, chênh 123.288 đ; "
            "đã ghi theo giấy báo của ngân hàng."
        )
    ]


def test_income_is_taken_back_when_the_bank_pays_less_than_was_accrued(deposits):
    deposits.mature(1, interest=12_000_000)

    assert deposits.journal(after=8)[1:] == [
        "2026-07-31 BC 112/1381 12000000",
        f"2026-07-31 BC 515/1381 {ACCRUED - 12_000_000}",
    ]
    assert deposits.held()["515"] == -12_000_000


def test_a_deposit_without_interest_gives_its_principal_back(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(rate=Decimal(0), demand_rate=Decimal(0)))

    deposits.mature(1)

    assert deposits.journal(after=2) == [f"2026-07-31 BC 112/121 {PRINCIPAL}"]


def test_a_deposit_is_booked_on_the_later_day_on_which_the_bank_paid(deposits):
    deposits.mature(1, date(2026, 8, 3))

    assert deposits.stands(1).ended == date(2026, 8, 3)
    assert deposits.stands(1, on=date(2026, 8, 2)).principal == PRINCIPAL


def test_before_its_day_a_deposit_only_can_be_withdrawn(deposits):
    with pytest.raises(DepositNotDueError) as refusal:
        deposits.mature(1, date(2026, 7, 30))

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) đến 31/07/2026 mới đáo hạn; trước ngày đó chỉ rút trước hạn được (`khfund "
        "deposit withdraw`)."
    )


def test_a_deposit_ends_once(deposits):
    deposits.mature(1)

    for again in (
        lambda: deposits.mature(1),
        lambda: deposits.roll(1),
        lambda: deposits.withdraw(1, date(2026, 8, 1)),
        lambda: deposits.pay(1, date(2026, 8, 1)),
    ):
        with pytest.raises(DepositClosedError):
            again()


@pytest.mark.parametrize("interest", [-1, PRINCIPAL + 1])
def test_a_slip_that_makes_no_sense_is_refused(deposits, interest):
    with pytest.raises(InterestUnfitError):
        deposits.mature(1, interest=interest)


def test_interest_in_advance_leaves_only_the_principal_to_come(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**IN_ADVANCE))
    deposits.accrue_until(JUNE)

    event = deposits.mature(1)

    assert deposits.journal(after=9) == [
        f"2026-07-31 BC 112/121 {PRINCIPAL}",
        f"2026-07-31 BC 3388/515 {WHOLE - ACCRUED}",
    ]
    assert (event.received, event.difference) == (0, 0)


def test_interest_paid_before_is_not_paid_again(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**PERIODIC))
    paid = deposits.pay(1, date(2026, 6, 30)).received

    assert deposits.mature(1).received == WHOLE - paid


# -- rolling over ---------------------------------------------------------------------------------------------------


def test_principal_and_interest_roll_over_and_the_interest_joins_the_deposit(deposits):
    successor = deposits.roll(1, "5,5".replace(",", "."), with_interest=True)

    assert deposits.journal(after=8) == [
        f"2026-07-31 PK 121/515 {WHOLE - ACCRUED}",
        f"2026-07-31 PK 121/1381 {ACCRUED}",
    ]
    assert (successor.id, successor.predecessor_id, successor.root_id) == (2, 1, 1)
    assert (successor.principal, successor.rate) == (PRINCIPAL + WHOLE, 55_000)
    assert (successor.opened, successor.matures) == (MATURES, date(2027, 1, 31))
    assert deposits.held()["121"] == PRINCIPAL + WHOLE
    assert deposits.stands(1).ended == MATURES


def test_the_principal_alone_rolls_over_and_the_interest_comes_to_the_bank_account(deposits):
    deposits.roll(1)

    assert deposits.journal(after=8) == [
        f"2026-07-31 BC 112/515 {WHOLE - ACCRUED}",
        f"2026-07-31 BC 112/1381 {ACCRUED}",
    ]
    assert deposits.stands(2).principal == PRINCIPAL
    assert deposits.held()["121"] == PRINCIPAL


def test_a_new_term_begins_on_the_day_of_maturity_whenever_it_is_booked(deposits):
    successor = deposits.roll(
        1,
        day=date(2026, 8, 3),
        term=Term(91, in_months=False),
        number="02/HĐTG",
        interest_paid=InterestPaid.QUARTERLY,
        demand_rate=Decimal("0.1"),
    )

    assert (successor.opened, successor.matures) == (MATURES, date(2026, 10, 30))
    assert (successor.number, successor.interest_paid, successor.demand_rate) == (
        "02/HĐTG",
        InterestPaid.QUARTERLY,
        1_000,
    )
    assert [event.deposit_id for event in deposits.accrue_all(Month(2026, 8))] == [2]


def test_interest_in_advance_is_paid_anew_when_the_deposit_rolls_over(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**IN_ADVANCE))
    deposits.accrue_until(JULY)

    deposits.roll(1, "6")

    assert [event.kind for event in deposits.stands(1).events][-1] is EventKind.ROLLED_OVER
    assert deposits.stands(1).last.entry_id is None
    assert deposits.journal(after=10) == ["2026-07-31 BC 112/3388 15123288"]


def test_a_demand_rate_above_the_new_rate_goes_down_with_it(deposits):
    assert deposits.roll(1, "0.1").demand_rate == 1_000


def test_a_deposit_rolls_over_on_its_day_at_the_earliest(deposits):
    with pytest.raises(DepositNotDueError):
        deposits.roll(1, day=date(2026, 7, 1))


# -- early withdrawal -----------------------------------------------------------------------------------------------


def test_what_is_withdrawn_early_earns_the_demand_rate_and_the_rest_is_taken_back(deposits):
    event = deposits.withdraw(1, date(2026, 6, 30))

    demand = 410_959  # 500 million, 150 days, 0.2 %
    assert deposits.journal(after=8) == [
        f"2026-06-30 BC 112/121 {PRINCIPAL}",
        f"2026-06-30 BC 112/1381 {demand}",
        f"2026-06-30 BC 515/1381 {ACCRUED - demand}",
    ]
    assert (event.received, event.computed) == (demand, demand)
    assert deposits.stands(1).ended == date(2026, 6, 30)


def test_the_vector_of_an_early_withdrawal(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place()

    assert deposits.withdraw(1, date(2026, 4, 30)).received == 243_836


def test_a_part_is_withdrawn_and_what_stays_keeps_its_rate(deposits):
    event = deposits.withdraw(1, date(2026, 6, 30), amount=200 * MILLION)

    stands = deposits.stands(1)
    stays = a_rest(300 * MILLION, (date(2026, 6, 30) - OPENED).days)
    assert (stands.principal, stands.carried) == (300 * MILLION, stays)
    assert event.received == 164_384
    deposits.mature(1)
    assert deposits.stands(1).recognised == a_rest(300 * MILLION, 181) + 164_384


def a_rest(principal, days):
    return round(principal * days * 6 / 36_500)


def test_interest_paid_beyond_the_demand_rate_is_taken_back_by_the_bank(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**PERIODIC))
    deposits.pay(1, date(2026, 4, 30))
    paid = deposits.stands(1).recognised

    event = deposits.withdraw(1, date(2026, 4, 30))

    assert event.received == 243_836 - paid
    assert deposits.held() == {"112": 600 * MILLION + 243_836, "411": -600 * MILLION, "515": -243_836}


def test_interest_in_advance_is_given_back_as_far_as_it_is_not_earned(database):
    deposits = Deposits(an_endowed_office(database))
    deposits.place(a_contract(**IN_ADVANCE))
    deposits.accrue_until(Month(2026, 4))

    deposits.withdraw(1, date(2026, 4, 30), amount=250 * MILLION)
    deposits.mature(1)

    assert deposits.held()["112"] == 600 * MILLION + 121_918 + a_rest(250 * MILLION, 181)
    assert deposits.held()["515"] == -(121_918 + a_rest(250 * MILLION, 181))


def test_interest_that_was_spent_before_it_is_taken_back_makes_a_warning_and_no_refusal(deposits):
    office = deposits.office
    spent = office.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 10 * MILLION, office.th)
    office.post(date(2026, 6, 30), spent, kind="BN")

    deposits.withdraw(1, date(2026, 6, 30))

    told = FundOverdrawnError(fund="TH", day=date(2026, 6, 30), missing=10 * MILLION - 410_959)
    assert deposits.warnings == [str(told)]


@pytest.mark.parametrize("amount", [-1, 0, PRINCIPAL + 1])
def test_no_more_is_withdrawn_than_is_there(deposits, amount):
    with pytest.raises(WithdrawalTooLargeError) as refusal:
        deposits.withdraw(1, date(2026, 6, 30), amount=amount)

    assert str(refusal.value).startswith(
        "Khoản tiền gửi 01/HĐTG (Vietcombank) chỉ còn 500.000.000 đ, không rút"
    )


def test_nothing_is_withdrawn_early_once_it_has_matured(deposits):
    with pytest.raises(DepositDueError) as refusal:
        deposits.withdraw(1, MATURES)

    assert str(refusal.value) == (
        "Khoản tiền gửi 01/HĐTG (Vietcombank) đã đáo hạn ngày 31/07/2026; hãy tất toán hoặc tái tục, không phải rút trước "
        "hạn."
    )


# -- beside the bank ------------------------------------------------------------------------------------------------


def test_the_banks_lines_match_and_the_months_reconcile(database):
    office = an_office(database)
    bank = a_bank_account(office)
    deposits = Deposits(office)
    gift = office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 600 * MILLION, office.th)
    entries = [office.post(date(2026, 1, 5), gift, kind="BC").id]
    deposits.place()
    entries.append(deposits.stands(1).last.entry_id)
    deposits.mature(1)
    entries.append(deposits.stands(1).last.entry_id)
    rows = [
        ("05/01/2026", "A", 600 * MILLION, "UNG HO"),
        ("31/01/2026", "B", -PRINCIPAL, "GUI TIET KIEM"),
        ("31/07/2026", "C", PRINCIPAL, "TAT TOAN GOC"),
        ("31/07/2026", "D", WHOLE, "TAT TOAN LAI"),
    ]
    take(office, bank, a_statement(*rows, opening=0))

    lines = [one.id for one in all_lines(office, bank)]
    for line, entry in zip(lines, [*entries, entries[-1]], strict=True):
        office.do(
            "bank.match",
            lambda s, c, line=line, entry=entry: match_entry(s, c, s.get_one(BankLine, line), entry),
        )

    for month in range(1, 8):
        assert settle(office, bank, Month(2026, month)).differences == 0


def test_a_month_waits_for_deposits_that_matured_in_it(deposits):
    office = deposits.office
    deposits.accrue_all(JULY)

    (found,) = office.read(lambda s: obstacles(s, office.unit, JULY))

    assert (found.code, found.sentence, found.acceptable) == (
        "deposit-matured-1",
        "tiền gửi 01/HĐTG (Vietcombank) đáo hạn 31/07/2026 chưa ghi tất toán hay tái tục",
        True,
    )
    deposits.mature(1)
    assert office.read(lambda s: obstacles(s, office.unit, JULY)) == []
