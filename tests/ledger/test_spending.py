"""What may be spent: Quỹ học bổng Tô Hiệu keeps its principal and awards what it earns."""

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.donations.donation import receive
from khfund.donations.donor import Donor
from khfund.donations.gift import Part
from khfund.ledger import AccountRole, Correction, fund_balance, post, reverse
from khfund.ledger.fund import Fund
from khfund.ledger.spending import CashOverdrawnError, FundOverdrawnError, SpendingPrincipalError
from tests.builders import an_office
from tests.donations.offices import a_donor
from tests.ledger.deposits import MILLION, Deposits, a_contract, an_endowed_office, gift

DAY = date(2026, 6, 30)
SCHOLARSHIPS, BANK, CASH = AccountRole.SCHOLARSHIPS, AccountRole.BANK, AccountRole.CASH


@pytest.fixture
def endowed(database):
    """Quỹ học bổng Tô Hiệu: 100 million of principal in the bank, and 3 million of interest."""
    office = an_endowed_office(database, 100 * MILLION)
    office.post(
        date(2026, 3, 31), office.posting(BANK, AccountRole.INTEREST, 3 * MILLION, office.th), kind="BC"
    )
    return Deposits(office)


def award(deposits, amount, day=DAY, fund=None, **how):
    office = deposits.office
    posting = office.posting(SCHOLARSHIPS, BANK, amount, fund or office.th)
    return deposits.do("entry.post", lambda s, c: post(s, c, day, "Trao học bổng", posting, **how))


def stands(office, fund, on=DAY):
    found = office.read(lambda s: fund_balance(s, s.get_one(Fund, fund), on))
    return found.principal, found.spendable


def test_a_gift_to_the_endowment_becomes_principal_unless_it_is_to_be_spent_now(database):
    office = an_office(database)
    donor = a_donor(office).id
    parts = [Part(office.th, 5 * MILLION), Part(office.th, MILLION, spend_now=True)]

    office.do(
        "donation.receive",
        lambda s, c: receive(s, c, s.get_one(Donor, donor), day=date(2026, 2, 1), parts=parts),
    )

    assert stands(office, office.th) == (5 * MILLION, MILLION)


def test_interest_may_be_awarded_to_its_last_dong(endowed):
    award(endowed, 3 * MILLION)

    assert stands(endowed.office, endowed.office.th) == (100 * MILLION, 0)
    assert endowed.warnings == []


def test_an_award_above_the_interest_is_refused(endowed):
    with pytest.raises(SpendingPrincipalError) as refusal:
        award(endowed, 3 * MILLION + 1)

    assert str(refusal.value) == (
        "Quỹ TH chỉ được chi phần lãi và các khoản ủng hộ để chi ngay: đến 30/06/2026 còn thiếu 1 đ. Vốn gốc không được "
        "chi; hãy chi ít hơn, đợi có lãi, hoặc chuyển hỗ trợ từ quỹ khác."
    )
    assert stands(endowed.office, endowed.office.th) == (100 * MILLION, 3 * MILLION)


def test_interest_that_comes_later_does_not_pay_an_award_of_before(endowed):
    with pytest.raises(SpendingPrincipalError, match="đến 28/02/2026 còn thiếu 1"):
        award(endowed, MILLION, date(2026, 2, 28))


def test_what_was_awarded_since_is_not_awarded_again_in_hindsight(endowed):
    award(endowed, 2 * MILLION, date(2026, 9, 5))

    with pytest.raises(SpendingPrincipalError, match="đến 15/01/2027 còn thiếu 1"):
        award(endowed, 2 * MILLION, DAY)


def test_a_gift_to_be_spent_now_is_awarded_though_the_principal_is_not(endowed):
    gift(endowed.office, 2 * MILLION, spend_now=True)

    award(endowed, 5 * MILLION)

    assert stands(endowed.office, endowed.office.th) == (100 * MILLION, 0)


def test_interest_accrued_on_a_deposit_is_awarded_as_far_as_money_is_at_hand(endowed):
    endowed.place(a_contract(principal=100 * MILLION))
    endowed.accrue_until(Month(2026, 6))

    award(endowed, 5_482_192)

    assert stands(endowed.office, endowed.office.th) == (100 * MILLION, 0)


def test_carrying_interest_to_the_principal_counts_as_spending_it(endowed):
    office = endowed.office
    kept = office.posting(AccountRole.SPENDABLE, AccountRole.PRINCIPAL, 4 * MILLION, office.th)

    with pytest.raises(SpendingPrincipalError, match=r"còn thiếu 1\.000\.000 đ"):
        office.post(DAY, kept)


def test_what_puts_right_a_mistake_is_booked_with_a_warning(endowed):
    award(endowed, 3 * MILLION)

    endowed.do("entry.reverse", lambda s, c: reverse(s, c, 2, day=DAY, reason="Lãi ghi nhầm quỹ"))

    assert endowed.warnings == [
        (
            "Lưu ý: đến 30/06/2026 quỹ TH đã chi quá phần được chi 3.000.000 đ; hãy kiểm tra lại hoặc bổ sung nguồn."
        )
    ]


def test_interest_that_is_taken_back_after_it_was_awarded_makes_a_warning(endowed):
    office = endowed.office
    accrued = office.posting(AccountRole.ACCRUED_INTEREST, AccountRole.INTEREST, MILLION, office.th)
    office.post(date(2026, 4, 30), accrued)
    award(endowed, 4 * MILLION)
    back = office.posting(AccountRole.INTEREST, AccountRole.ACCRUED_INTEREST, MILLION, office.th)

    endowed.do("entry.post", lambda s, c: post(s, c, DAY, "Lãi dự thu thừa", back))

    assert endowed.warnings == [str(FundOverdrawnError(fund="TH", day=DAY, missing=MILLION))]


def test_income_paid_out_of_the_bank_is_spending_whatever_it_is_called(endowed):
    office = endowed.office

    with pytest.raises(SpendingPrincipalError):
        office.post(DAY, office.posting(AccountRole.INTEREST, BANK, 4 * MILLION, office.th), kind="BN")


def test_a_fund_that_may_spend_everything_is_booked_below_nothing_with_a_warning(endowed):
    award(endowed, MILLION, fund=endowed.office.kh)

    assert endowed.warnings == [str(FundOverdrawnError(fund="KH", day=DAY, missing=MILLION))]
    assert stands(endowed.office, endowed.office.kh) == (0, -MILLION)


def test_a_cash_box_below_nothing_is_pointed_out(endowed):
    office = endowed.office
    office.gift(date(2026, 7, 1), 500_000)
    paid = office.posting(AccountRole.MANAGEMENT, CASH, 200_000)

    endowed.do("entry.post", lambda s, c: post(s, c, DAY, "Văn phòng phẩm", paid))

    told = CashOverdrawnError(account="111", day=DAY, missing=200_000)
    assert str(told) in endowed.warnings
    assert str(told) == (
        "Lưu ý: sổ tiền mặt 111 âm 200.000 đ vào ngày 30/06/2026; két không thể âm, hãy kiểm tra phiếu thu, phiếu chi và "
        "ngày ghi."
    )


def test_cash_is_counted_over_all_funds(endowed):
    office = endowed.office
    office.gift(date(2026, 6, 1), 500_000, office.th)
    paid = office.posting(AccountRole.MANAGEMENT, CASH, 200_000)

    endowed.do("entry.post", lambda s, c: post(s, c, DAY, "Văn phòng phẩm", paid))

    assert endowed.warnings == [str(FundOverdrawnError(fund="KH", day=DAY, missing=200_000))]


def test_what_is_called_an_adjustment_and_names_nothing_that_it_adjusts_is_spending(endowed):
    with pytest.raises(SpendingPrincipalError):
        award(endowed, 4 * MILLION, correction=Correction.ADJUSTMENT)

    award(endowed, 4 * MILLION, correction=Correction.ADJUSTMENT, corrects=2)
    assert endowed.warnings == [str(FundOverdrawnError(fund="TH", day=DAY, missing=MILLION))]


def test_a_warning_is_told_in_both_languages_with_its_facts(endowed):
    award(endowed, MILLION, fund=endowed.office.kh)

    (told,) = endowed.answers[-1]["warnings"]
    assert (told["rule"], told["facts"]) == (
        "fund_overdrawn",
        {"fund": "KH", "day": "2026-06-30", "missing": MILLION},
    )
    assert told["english"] == (
        "Note: by 30/06/2026 the fund KH has spent 1.000.000 đ more than it may; check, or find the money."
    )


def test_goods_in_the_store_pay_no_award_of_an_endowment(database):
    office = an_office(database)
    office.gift(date(2026, 3, 7), 2_000_000, office.kh)
    given = office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 5_000_000, office.th)
    office.post(date(2026, 3, 8), given, kind="PN")
    award = office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 1_000_000, office.th)

    with pytest.raises(SpendingPrincipalError) as refusal:
        office.post(date(2026, 4, 1), award, kind="PC")

    assert refusal.value.facts["missing"] == 1_000_000
    handed_over = office.posting(AccountRole.GOODS_HANDED_OVER, AccountRole.GOODS, 5_000_000, office.th)
    assert office.post(date(2026, 4, 2), handed_over, kind="PX").voucher_code == "PX-2026-00001"
