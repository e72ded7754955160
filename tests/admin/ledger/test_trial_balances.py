"""The trial balance in the office: of any days and fund, even on both sides, each figure leading to its entries."""

from datetime import date

from khfund.ledger import AccountRole
from tests.admin.office import said


def test_debits_equal_credits_before_within_and_after_the_days(money, accountant):
    money.post(date(2026, 2, 3), money.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 4_000_000))

    page = accountant.text("bang-can-doi/?days=2026-02")

    assert "Nợ bằng Có" in page
    assert "Cộng 21.000.000 21.000.000 4.000.000 4.000.000 21.000.000 21.000.000" in page


def test_the_trial_balance_of_one_fund_leads_to_that_funds_entries(money, accountant):
    page = accountant.get("bang-can-doi/?days=2026-01&fund=TH")

    assert "10.000.000" in said(page)
    assert "but-toan/?account=5111&amp;fund=TH&amp;days=2026-01-01..2026-01-31" in page.text


def test_the_book_is_shown_as_it_was_known_on_an_earlier_day(money, accountant):
    page = accountant.text("bang-can-doi/?days=2026-01&known=06/01/2026")

    assert "Chưa có gì ghi vào sổ." in page


def test_days_that_are_none_are_told_beside_the_field(accountant):
    page = accountant.text("bang-can-doi/?days=mai")

    assert "«mai»" in page
