"""Budgets in the office: drafted line by line, approved by another person, amended, compared with what happened."""

from datetime import date

import pytest

from khfund.ledger import AccountRole
from tests.admin.office import said

BUDGET = {
    "year": "2026",
    "source": "NQ 01/2026",
    "lines-0-fund": "KH",
    "lines-0-account": "5111",
    "lines-0-amount": "20.000.000",
    "lines-1-fund": "KH",
    "lines-1-account": "6111",
    "lines-1-amount": "8.000.000",
}


@pytest.fixture
def approved(money, chief, chair):
    """The budget of 2026, drafted by the chief accountant and approved by the chair."""
    chief.send("du-toan/lap", **BUDGET)
    return chair.send("du-toan/2026/ban/1/duyet")


def test_a_budget_is_drafted_and_waits_for_another_persons_approval(money, chief, chair):
    drafted = chief.send("du-toan/lap", **BUDGET)

    assert "Đã lập dự toán bản 1; cần người khác duyệt." in said(drafted)
    assert "1 bản dự toán chờ duyệt" in chair.text("/so/SL/")
    assert "cần một người khác" in said(chief.send("du-toan/2026/ban/1/duyet"))


def test_the_budget_stands_against_what_happened_and_leads_to_the_entries(approved, money, accountant):
    money.post(date(2026, 2, 3), money.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 4_000_000))

    page = accountant.get("du-toan/2026/")

    assert "Đã duyệt dự toán bản 1" in said(approved)
    assert "8.000.000 4.000.000 0 4.000.000 50,0 %" in said(page)
    assert "but-toan/?fund=KH&amp;account=6111&amp;days=2026" in page.text


def test_an_amendment_names_only_what_changes(approved, chief, accountant):
    amended = chief.send(
        "du-toan/2026/dieu-chinh",
        **{
            "source": "NQ 05/2026",
            "reason": "thêm học bổng",
            "lines-0-fund": "KH",
            "lines-0-account": "6111",
        },
        **{"lines-0-amount": "9.000.000"},
    )

    assert "Đã lập dự toán bản 2; cần người khác duyệt." in said(amended)
    assert "Cộng chi 9.000.000 đ" in said(amended)
    assert "Cộng thu 20.000.000 đ" in said(amended)
    assert "bản 1" in accountant.text("du-toan/")


def test_a_line_without_a_fund_is_refused_and_what_was_typed_stays(money, chief):
    answer = chief.send("du-toan/lap", **BUDGET | {"lines-0-fund": ""})

    assert answer.status_code == 422
    assert "20.000.000" in answer.text


def test_the_accountant_looks_and_does_not_draft(approved, accountant):
    assert "Lập dự toán năm" not in accountant.text("du-toan/")
    assert accountant.get("du-toan/lap").status_code == 403


def test_the_comparison_is_taken_as_pdf_and_workbook(approved, inspector):
    assert inspector.get("du-toan/2026/thuc-hien.pdf").data.startswith(b"%PDF-")
    assert inspector.get("du-toan/2026/thuc-hien.xlsx").data.startswith(b"PK")


def test_a_year_without_a_budget_is_not_found(accountant):
    assert accountant.get("du-toan/2031/").status_code == 404
