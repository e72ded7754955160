"""A year closes: income and cost go to each fund's spendable balance, and every fund stands where it stood."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger import (
    AccountRole,
    Correction,
    VoucherKind,
    balances,
    close_period,
    draft_voucher,
    find_book,
    open_account,
    open_fund,
    reverse,
)
from khfund.ledger.accounting_period import (
    BeforeBookError,
    PeriodClosedError,
    PeriodHinderedError,
)
from khfund.ledger.closure import close_account, close_fund
from khfund.ledger.entry import find_entry, postings_of
from khfund.ledger.year_end import (
    Carried,
    DecemberClosedError,
    YearClosedError,
    YearMonthsOpenError,
    YearNotOverError,
    closings,
    propose_year,
)
from khfund.reports.check import check
from tests.builders import an_office
from tests.ledger.years import (
    LAST,
    LATER,
    MARCH,
    TODAY,
    a_busy_year,
    ask,
    close,
    close_months,
    closed,
    earned_and_spent,
    refused,
    reopen,
    stands,
)


@pytest.fixture
def office(database):
    return a_busy_year(database)


# -- closing -------------------------------------------------------------------------------------------------------------


def test_the_preview_tells_what_each_account_carries_forward_and_writes_nothing(office):
    before = office.read(lambda s: balances(s, office.unit, LAST))

    found = office.read(lambda s: propose_year(s, office.unit, 2026))

    account = office.account
    assert found.carried == (
        Carried(office.kh, account(AccountRole.INTERFUND), -300_000),
        Carried(office.kh, account(AccountRole.GIFTS), 5_000_000),
        Carried(office.kh, account(AccountRole.SCHOLARSHIPS), -1_200_000),
        Carried(office.kh, account(AccountRole.MANAGEMENT), -150_000),
        Carried(office.th, account(AccountRole.INTERFUND), 300_000),
        Carried(office.th, account(AccountRole.INTEREST), 900_000),
    )
    assert (found.amount, found.of_fund(office.kh), found.of_fund(office.th)) == (
        4_550_000,
        3_350_000,
        1_200_000,
    )
    assert office.read(lambda s: balances(s, office.unit, LAST)) == before


def test_closing_a_year_leaves_income_and_cost_at_zero_and_every_fund_where_it_stood(office):
    before = stands(office, LAST)

    posted = closed(office)

    assert earned_and_spent(office, LAST) == {}
    assert stands(office, LAST) == before == {"KH": (0, 3_350_000), "TH": (20_000_000, 1_200_000)}
    assert [(one.day, one.voucher) for one in posted] == [(LAST, VoucherKind.JOURNAL)] * 2
    assert office.read(lambda s: find_book(s, office.unit).closed_until) == LAST
    assert office.read(check) == []


def test_a_fund_has_one_entry_with_one_posting_for_each_account(office):
    kh, th = closed(office)

    found = office.read(lambda s: (find_entry(s, office.unit, kh.id), postings_of(s, kh.id)))

    spendable, account = office.account(AccountRole.SPENDABLE), office.account
    entry, postings = found
    assert (entry.narration, entry.correction) == (
        "Kết chuyển thu, chi năm 2026 của quỹ KH",
        Correction.YEAR_END,
    )
    assert [(p.debit_id, p.credit_id, p.fund_id, p.amount) for p in postings] == [
        (spendable, account(AccountRole.INTERFUND), office.kh, 300_000),
        (account(AccountRole.GIFTS), spendable, office.kh, 5_000_000),
        (spendable, account(AccountRole.SCHOLARSHIPS), office.kh, 1_200_000),
        (spendable, account(AccountRole.MANAGEMENT), office.kh, 150_000),
    ]
    assert len(office.read(lambda s: postings_of(s, th.id))) == 2


def test_a_year_in_which_nothing_happened_closes_without_an_entry(database):
    office = an_office(database)

    assert closed(office) == []
    assert office.read(lambda s: [one.year for one, _ in closings(s, office.unit)]) == [2026]


def test_income_that_was_taken_back_is_carried_the_other_way(database):
    office = an_office(database)
    office.post(MARCH, office.posting(AccountRole.GIFTS, AccountRole.CASH, 70_000))
    before = stands(office, LAST)

    (posted,) = closed(office)

    (posting,) = office.read(lambda s: postings_of(s, posted.id))
    assert (posting.debit_id, posting.credit_id) == (
        office.account(AccountRole.SPENDABLE),
        office.account(AccountRole.GIFTS),
    )
    assert stands(office, LAST) == before == {"KH": (0, -70_000), "TH": (0, 0)}


def test_funds_and_accounts_closed_during_the_year_are_carried_forward_too_and_back_again(database):
    office = an_office(database)
    fund = office.do("fund.open", lambda s, c: open_fund(s, c, "HE", "Quỹ hè", opened=MARCH))
    extra = office.do("account.open", lambda s, c: open_account(s, c, "5118", "Tết", AccountRole.GIFTS))
    gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, 40_000, fund.id)
    office.post(MARCH, gift, type(gift)(gift.debit, extra.id, fund.id, 2_000))
    office.post(MARCH, office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 42_000, fund.id))
    summer = date(2026, 8, 1)
    office.do("fund.close", lambda s, c: close_fund(s, c, s.merge(fund), day=summer))
    office.do("account.close", lambda s, c: close_account(s, c, s.merge(extra), day=summer))

    closed(office)
    assert [
        key for key, amount in office.read(lambda s: balances(s, office.unit, LAST)).items() if amount
    ] == []
    ask(office)
    reopen(office)

    assert Counter(office.read(lambda s: balances(s, office.unit, LAST)).values())[0] == 2  # cash and 421
    assert office.read(check) == []


def test_a_sum_beyond_one_posting_is_carried_in_several(database):
    office = an_office(database)
    most = 10**15
    gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, most)
    office.post(MARCH, gift, gift, type(gift)(gift.debit, gift.credit, gift.fund, 7))

    (posted,) = closed(office)

    assert [one.amount for one in office.read(lambda s: postings_of(s, posted.id))] == [most, most, 7]


def test_entries_of_the_next_year_may_be_there_already(office):
    office.post(date(2027, 1, 5), office.posting(AccountRole.CASH, AccountRole.GIFTS, 80_000))

    closed(office)

    assert earned_and_spent(office, TODAY) == {(office.kh, office.account(AccountRole.GIFTS)): -80_000}


def test_a_year_left_unclosed_is_carried_forward_with_the_next_one(office):
    close_months(office, Month(2026, 12))
    office.post(date(2027, 2, 1), office.posting(AccountRole.CASH, AccountRole.GIFTS, 80_000), at=LATER)
    day = date(2028, 1, 5)
    for month in range(1, 12):
        office.do(
            "period.close",
            lambda s, c, m=month: close_period(s, c, Month(2027, m), today=day),
            by=office.chief,
            at=LATER,
        )
    before = stands(office, date(2027, 12, 31))

    close(office, 2027, at=LATER)

    assert earned_and_spent(office, date(2027, 12, 31)) == {}
    assert stands(office, date(2027, 12, 31)) == before
    assert office.read(check) == []


# -- refusals ------------------------------------------------------------------------------------------------------------


def test_a_year_closes_once(office):
    closed(office)

    assert refused(YearClosedError, lambda: close(office)) == (
        "Năm 2026 đã khóa sổ và kết chuyển; xem bằng `khfund year list`."
    )


def test_a_year_that_is_not_over_is_not_closed(office):
    assert refused(YearNotOverError, lambda: close(office, 2027)) == (
        "Năm 2027 chưa hết (hôm nay là 15/01/2027); chỉ kết chuyển năm đã qua."
    )


def test_the_months_before_december_close_first(office):
    close_months(office, Month(2026, 10))

    assert refused(YearMonthsOpenError, lambda: close(office)) == (
        "Chưa kết chuyển năm 2026 được: Tháng 11/2026 còn mở; hãy khóa sổ từng tháng đến hết tháng 11."
    )


def test_a_december_closed_by_itself_is_told(office):
    close_months(office, Month(2026, 12))

    assert refused(DecemberClosedError, lambda: close(office)) == (
        "Tháng 12/2026 đã khóa sổ mà năm chưa kết chuyển; hãy mở lại tháng 12 (hai người) rồi kết chuyển năm, "
        "hoặc để năm sau kết chuyển cả hai."
    )


def test_a_year_before_the_book_is_not_closed(office):
    refused(BeforeBookError, lambda: close(office, 2025))


def test_what_hinders_december_hinders_the_year_and_nothing_is_written(office):
    paid = [office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 5_000)]
    office.do(
        "voucher.draft",
        lambda s, c: draft_voucher(s, c, VoucherKind.PAYMENT, day=LAST, narration="x", postings=paid),
    )
    close_months(office, Month(2026, 11))
    before = office.read(lambda s: balances(s, office.unit, LAST))

    assert "voucher-1" in refused(PeriodHinderedError, lambda: close(office))
    assert office.read(lambda s: (balances(s, office.unit, LAST), closings(s, office.unit))) == (before, [])


def test_nothing_is_written_into_a_closed_year(office):
    closed(office)

    refused(PeriodClosedError, lambda: office.gift(LAST, 5_000))


def test_a_mistake_of_a_closed_year_is_corrected_in_the_year_in_which_it_is_found(office):
    closed(office)
    before = stands(office, LAST)

    office.do("entry.reverse", lambda s, c: reverse(s, c, 4, day=date(2027, 1, 10), reason="Chi nhầm"))

    assert stands(office, LAST) == before
    assert stands(office, TODAY)["KH"] == (0, 4_550_000)
    assert earned_and_spent(office, TODAY) == {
        (office.kh, office.account(AccountRole.SCHOLARSHIPS)): -1_200_000
    }
    assert office.read(check) == []
