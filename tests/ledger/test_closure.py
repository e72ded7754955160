"""Accounts and funds end when nothing stands on them."""

from datetime import date

import pytest

from khfund.ledger import AccountRole, close_account, close_fund, find_account, find_fund
from khfund.ledger.account import AccountClosedError
from khfund.ledger.closure import StillInUseError
from khfund.ledger.fund import FundClosedError
from tests.builders import an_office

DAY = date(2026, 7, 1)


@pytest.fixture
def office(database):
    return an_office(database)


def close(office, what, code, day=DAY):
    find, verb = {"account": (find_account, close_account), "fund": (find_fund, close_fund)}[what]
    return office.do(f"{what}.close", lambda s, c: verb(s, c, find(s, office.unit, code), day=day))


def test_a_closed_fund_takes_no_more_postings(office):
    close(office, "fund", "KH")

    with pytest.raises(FundClosedError):
        office.gift(DAY, 500_000)


def test_a_closed_account_takes_no_more_postings(office):
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, 500_000)
    close(office, "account", "111")

    with pytest.raises(AccountClosedError):
        office.post(DAY, posting)


def test_a_fund_with_money_is_not_closed(office):
    office.gift(date(2026, 3, 1), 500_000)

    with pytest.raises(StillInUseError) as refusal:
        close(office, "fund", "KH")

    assert str(refusal.value) == (
        "KH còn 500.000 đ vào ngày 01/07/2026 hoặc có bút toán sau đó; hãy chuyển hết rồi mới đóng."
    )


def test_a_fund_whose_money_was_spent_is_closed(office):
    office.gift(date(2026, 3, 1), 500_000)
    office.post(date(2026, 4, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 500_000))

    assert close(office, "fund", "KH").closed == DAY


def test_an_account_with_later_entries_is_not_closed(office):
    office.gift(date(2026, 8, 1), 500_000)

    with pytest.raises(StillInUseError):
        close(office, "account", "5111")


def test_what_is_closed_is_not_closed_again(office):
    close(office, "account", "141")

    with pytest.raises(AccountClosedError):
        close(office, "account", "141")
