"""Will the money be there: deposits that come back, gifts that were pledged, payments that were promised."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.donations.donor import find_donor
from khfund.donations.instalment import Rhythm, Terms
from khfund.donations.pledge import agree
from khfund.ledger import AccountRole, account_for, find_fund
from khfund.ledger.account import Account
from khfund.ledger.deposit import Contract, Places
from khfund.ledger.deposit_interest import Term
from khfund.ledger.deposit_placing import place
from khfund.ledger.fund import Fund
from khfund.ledger.planned_payment import plan_payment
from khfund.reports.forecast import Flow, ForecastTooLongError, _month, forecast
from tests.builders import an_office
from tests.donations.offices import a_donor
from tests.ledger.test_planned_payment import planned
from tests.scholarships.sponsorships import TODAY, a_home, half

ON = date(2026, 8, 15)
SUMMER = datetime(2026, 8, 15, 3, 0, tzinfo=UTC)


@pytest.fixture
def office(database):
    office = an_office(database)
    office.post(
        date(2026, 2, 1),
        office.posting(AccountRole.BANK, AccountRole.GIFTS, 100_000_000),
        kind="BC",
        at=SUMMER,
    )
    return office


def deposited(office, principal, opened, months=6, fund=None):
    paper = Contract("Agribank", "12/HĐTG", principal, Decimal(6), opened, Term(months, in_months=True))
    accounts = [office.account(role) for role in (AccountRole.BANK, AccountRole.TERM_DEPOSIT)]

    def work(session, command):
        paying, own = (session.get_one(Account, number) for number in accounts)
        return place(
            session, command, paper, Places(session.get_one(Fund, fund or office.kh), paying, own)
        ).id

    return office.do("deposit.place", work, at=SUMMER)


def ahead(office, months=4, code="KH", **more):
    def look(session):
        return forecast(
            session, office.unit, ON, months, funds=[find_fund(session, office.unit, code)], **more
        )[0]

    return office.read(look)


def test_a_fund_without_promises_keeps_what_it_has(office):
    found = ahead(office, months=2)

    assert [(str(one.month), one.start, one.end, one.spendable) for one in found.months] == [
        ("Tháng 8/2026", 100_000_000, 100_000_000, 100_000_000),
        ("Tháng 9/2026", 100_000_000, 100_000_000, 100_000_000),
    ]
    assert found.sentence == ""


def test_a_deposit_comes_back_with_its_interest_in_the_month_in_which_it_matures(office):
    deposited(office, 80_000_000, date(2026, 4, 20))

    found = ahead(office)

    assert [(one.principal, one.interest, one.end) for one in found.months] == [
        (0, 0, 20_000_000),
        (0, 0, 20_000_000),
        (80_000_000, 2_406_575, 102_406_575),
        (0, 0, 102_406_575),
    ]
    assert found.months[0].spendable == 100_000_000
    assert found.months[2].spendable == 102_406_575


def test_the_month_that_runs_short_says_how_much_is_missing_and_which_deposit_comes_too_late(office):
    deposited(office, 80_000_000, date(2026, 4, 20))
    planned(office, 32_000_000, date(2026, 9, 5), at=SUMMER)

    found = ahead(office)

    assert [one.is_short for one in found.months] == [False, True, True, False]
    assert found.sentence == (
        "Tháng 9/2026 quỹ KH thiếu 12.000.000 đ (ngày 05/09/2026); khoản tiền gửi 12/HĐTG (Agribank) 80.000.000 đ "
        "đến ngày 20/10/2026 mới đáo hạn."
    )


def test_a_deposit_does_not_pay_what_is_due_before_it_in_the_same_month(office):
    deposited(office, 80_000_000, date(2026, 4, 20))
    planned(office, 32_000_000, date(2026, 10, 5), at=SUMMER)

    october = ahead(office).months[2]

    assert (october.end, october.lowest, october.lowest_day) == (70_406_575, -12_000_000, date(2026, 10, 5))
    assert october.is_short


def test_what_comes_on_a_day_pays_what_is_due_on_it(office):
    deposited(office, 80_000_000, date(2026, 4, 20))
    planned(office, 32_000_000, date(2026, 10, 20), at=SUMMER)

    assert not any(one.is_short for one in ahead(office).months)


def test_principal_at_hand_does_not_cover_what_was_promised(office):
    bank = office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 50_000_000, office.th)
    interest = office.posting(AccountRole.BANK, AccountRole.INTEREST, 3_000_000, office.th)
    office.post(date(2026, 2, 1), bank, interest, kind="BC", at=SUMMER)
    promise_of_th(office, 5_000_000)

    found = ahead(office, code="TH")

    assert (found.months[1].end, found.months[1].spendable, found.months[1].lowest) == (
        48_000_000,
        -2_000_000,
        -2_000_000,
    )
    assert found.sentence == (
        "Tháng 9/2026 quỹ TH thiếu 2.000.000 đ (ngày 05/09/2026); tiền còn trong quỹ là vốn gốc hoặc tiền giữ hộ, "
        "không được chi."
    )


def promise_of_th(office, amount):
    def work(session, command):
        fund = find_fund(session, office.unit, "TH")
        account = account_for(session, office.unit, AccountRole.SCHOLARSHIPS)
        told = {"what": "Học bổng Tô Hiệu", "decision": "15/QĐ", "due": date(2026, 9, 5)}
        return plan_payment(session, command, fund=fund, account=account, amount=amount, **told)

    return office.do("planned.add", work, at=SUMMER)


def test_where_nothing_helps_the_sentence_says_so(office):
    planned(office, 100_000_001, date(2026, 9, 5), at=SUMMER)

    assert ahead(office).sentence == (
        "Tháng 9/2026 quỹ KH thiếu 1 đ (ngày 05/09/2026); chưa có nguồn nào bù, hãy vận động thêm hoặc lùi ngày chi."
    )


def test_what_is_overdue_and_what_is_owed_is_due_at_once(office):
    planned(office, 10_000_000, date(2026, 4, 5))
    owed = office.posting(AccountRole.SCHOLARSHIPS, AccountRole.SCHOLARSHIPS_PAYABLE, 7_000_000)
    office.post(date(2026, 8, 1), owed, at=SUMMER)

    first = ahead(office).months[0]

    assert (first.due, first.end, first.spendable) == (17_000_000, 83_000_000, 83_000_000)


def test_pledged_gifts_come_on_their_days_unless_they_are_left_out(office):
    donor = a_donor(office, "An").id

    def work(session, command):
        giver = find_donor(session, office.unit, donor)
        terms = Terms(Rhythm.MONTHLY, date(2026, 7, 10), 1_000_000)
        return agree(session, command, giver, terms, fund=find_fund(session, office.unit, "KH")).id

    office.do("pledge.agree", work, at=datetime(2026, 7, 1, 3, 0, tzinfo=UTC))

    assert [one.pledged for one in ahead(office).months] == [0, 1_000_000, 1_000_000, 1_000_000]
    assert [one.pledged for one in ahead(office, with_pledges=False).months] == [0, 0, 0, 0]


@pytest.mark.parametrize("months", [0, 121])
def test_a_forecast_covers_a_month_to_ten_years(office, months):
    with pytest.raises(ForecastTooLongError) as refusal:
        ahead(office, months)

    assert str(refusal.value) == f"Dự báo được từ 1 đến 120 tháng, không phải {months}."


FLOWS = st.lists(
    st.builds(
        lambda day, column, money, part: Flow(
            date(2026, 9, day),
            1,
            column,
            -money if column == "due" else money,
            -money if column == "due" else part,
            "",
        ),
        st.integers(1, 30),
        st.sampled_from(["principal", "interest", "pledged", "due"]),
        st.integers(0, 1_000),
        st.integers(0, 1_000),
    ),
    max_size=12,
)


@given(money=st.integers(-500, 2_000), spendable=st.integers(-500, 2_000), flows=FLOWS)
def test_a_month_ends_with_what_it_began_with_and_all_that_came_less_all_that_went(money, spendable, flows):
    found = _month(Month(2026, 9), date(2026, 9, 1), money, spendable, flows)

    assert found.end == money + found.principal + found.interest + found.pledged - found.due
    assert found.spendable == spendable + sum(one.spendable for one in flows)
    ends = [min(money, spendable)]
    for day in range(1, 31):
        money += sum(one.money for one in flows if one.day.day == day)
        spendable += sum(one.spendable for one in flows if one.day.day == day)
        ends.append(min(money, spendable))
    assert found.lowest == min(ends)


def test_what_sponsors_promised_comes_and_what_is_late_is_not_counted_on(database):
    home = a_home(database)
    home.agree(None, half(home.sponsor()), grade=12, agreed=date(2026, 9, 1))
    home.raise_until(TODAY)

    (found,) = home.read(
        lambda s: forecast(s, home.office.unit, TODAY, 3, funds=[s.get_one(Fund, home.office.kh)])
    )
    (without,) = home.read(
        lambda s: forecast(
            s, home.office.unit, TODAY, 3, funds=[s.get_one(Fund, home.office.kh)], with_pledges=False
        )
    )

    assert [(one.pledged, one.due) for one in found.months] == [
        (0, 2_500_000),
        (250_000, 500_000),
        (250_000, 500_000),
    ]
    assert [one.pledged for one in without.months] == [0, 0, 0]
