from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.ledger import AccountRole
from khfund.reports.movement import Means
from khfund.reports.tally import Amounts, FundLine, Holding, MonthLine, ReceivedKey, UsedKey, Waiting, add_up
from tests.reports.disclosures import ROLES, a_disclosure, line, opening


def test_funds_open_receive_use_and_close():
    tally = a_disclosure().tally

    assert tally.funds == (
        FundLine("KH", 990_000, 1_430_000, 850_000, 50_000, 0, 1_620_000),
        FundLine("TH", 5_000_000, 2_001_234, 0, -50_000, 0, 6_951_234),
    )
    assert [fund.difference for fund in tally.funds] == [0, 0]
    assert a_disclosure().difference == 0


def test_what_was_received_is_told_by_fund_kind_and_form_with_what_went_back():
    assert a_disclosure().tally.received == {
        ReceivedKey("KH", AccountRole.GIFTS, Means.CASH, "5111"): Amounts(500_000, 100_000),
        ReceivedKey("KH", AccountRole.GIFTS, Means.TRANSFER, "5111"): Amounts(330_000, 0),
        ReceivedKey("KH", AccountRole.GIFTS_IN_KIND, Means.IN_KIND, "5112"): Amounts(700_000, 0),
        ReceivedKey("TH", AccountRole.PRINCIPAL, Means.TRANSFER, "411"): Amounts(2_000_000, 0),
        ReceivedKey("TH", AccountRole.INTEREST, Means.TRANSFER, "515"): Amounts(1_234, 0),
    }


def test_what_was_used_is_told_by_programme_and_nature():
    assert a_disclosure().tally.used == {
        UsedKey("KH", AccountRole.SCHOLARSHIPS, "61111"): Amounts(250_000, 0),
        UsedKey("KH", AccountRole.GOODS_HANDED_OVER, "6112"): Amounts(600_000, 0),
    }


def test_where_the_money_lies_counts_what_is_owed_as_negative():
    assert a_disclosure().tally.holdings == (
        Holding("111", AccountRole.CASH, 0, 400_000),
        Holding("112", AccountRole.BANK, 6_000_000, 8_141_234),
        Holding("152", AccountRole.GOODS, 0, 100_000),
        Holding("3381", AccountRole.UNIDENTIFIED, -10_000, -20_000),
        Holding("3382", AccountRole.PASS_THROUGH, 0, -50_000),
    )


def test_money_passed_on_is_neither_received_nor_used():
    tally = a_disclosure().tally

    assert tally.waiting == (
        Waiting(AccountRole.UNIDENTIFIED, 10_000, 40_000, 30_000),
        Waiting(AccountRole.PASS_THROUGH, 0, 900_000, 850_000),
    )
    assert [one.closing for one in tally.waiting] == [20_000, 50_000]


def test_months_and_givers_add_up_to_what_was_received():
    tally = a_disclosure().tally

    assert tally.months[:3] == (
        MonthLine(Month(2026, 1), 500_000, 0),
        MonthLine(Month(2026, 2), 2_300_000, 0),
        MonthLine(Month(2026, 3), 600_000, 0),
    )
    assert tally.givers == {
        "00001": Amounts(500_000, 100_000),
        "00002": Amounts(2_030_000, 0),
        "AD": Amounts(300_000, 0),
    }
    assert tally.gifts == 3_430_000


codes = st.sampled_from(sorted(ROLES))
amounts = st.integers(1, 10**12)
posted = st.builds(
    lambda day, debit, credit, amount, fund, giver: line(1, day, debit, credit, amount, fund, giver=giver),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    codes,
    codes,
    amounts,
    st.sampled_from(["KH", "TH"]),
    st.sampled_from(["", "00001", "AD"]),
).filter(lambda one: one.debit != one.credit)
opened = st.tuples(st.sampled_from(["KH", "TH"]), st.sampled_from(["111", "112", "3381"]), amounts)


@given(st.lists(opened, max_size=4), st.lists(posted, max_size=30))
def test_whatever_is_posted_the_statement_agrees_with_itself(begun, lines):
    openings = [opening(fund, account, amount) for fund, account, amount in begun]

    tally = add_up(openings, lines)

    assert [fund.difference for fund in tally.funds] == [0] * len(tally.funds)
    assert sum(fund.closing for fund in tally.funds) == sum(held.closing for held in tally.holdings)
    assert sum(fund.received for fund in tally.funds) == sum(one.net for one in tally.received.values())
    assert sum(fund.used for fund in tally.funds) == sum(month.used for month in tally.months)
    assert sum(fund.received for fund in tally.funds) == sum(month.received for month in tally.months)
