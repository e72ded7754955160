"""Budget against actual against what is promised, income and cost."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from khfund.ledger import AccountRole, Correction, NewEntry, post_all, reverse
from khfund.ledger.budget import BudgetMissingError
from khfund.ledger.commitment import TELLERS, Commitment
from khfund.ledger.year_end import close_year
from khfund.reports.budget_report import budget_paper, budget_report, percent_of, tables
from khfund.reports.figure_paper import pdf, xlsx
from khfund.unit import Unit
from tests.builders import an_office
from tests.ledger.test_budget import AWARDS, GIFTS, approve, draft
from tests.ledger.test_planned_payment import planned

ON = date(2026, 12, 31)


@pytest.fixture
def office(database):
    office = an_office(database)
    draft(office, GIFTS, AWARDS, ("TH", "411", 10_000_000))
    approve(office)
    office.gift(date(2026, 2, 1), 210_000_000)
    return office


def report(office, on=ON):
    return office.read(lambda s: budget_report(s, office.unit, 2026, on))


def figures(office, on=ON):
    return {
        f"{row.fund.code} {row.account.code}": (
            row.budgeted,
            row.actual,
            row.committed,
            row.difference,
            row.percent,
        )
        for row in report(office, on).rows
    }


def test_what_came_and_went_is_held_against_the_budget(office):
    office.post(date(2026, 5, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 100_000_000))
    planned(office, 60_000_000, date(2026, 9, 5))

    assert figures(office) == {
        "KH 5111": (200_000_000, 210_000_000, 0, 10_000_000, "105,0 %"),
        "TH 411": (10_000_000, 0, 0, -10_000_000, "0,0 %"),
        "KH 6111": (150_000_000, 100_000_000, 60_000_000, -10_000_000, "66,7 %"),
    }


def test_what_was_reversed_does_not_count(office):
    entry = office.post(
        date(2026, 5, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 5_000_000)
    ).id
    office.do("entry.reverse", lambda s, c: reverse(s, c, entry, day=date(2026, 6, 1), reason="nhầm"))

    assert figures(office, date(2026, 5, 31))["KH 6111"][1] == 5_000_000
    assert figures(office)["KH 6111"][1] == 0


def test_what_was_not_budgeted_stands_there_without_per_cent(office):
    office.post(date(2026, 5, 1), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 3_000_000))

    assert figures(office)["KH 642"] == (0, 3_000_000, 0, -3_000_000, "")


def test_what_only_carries_balances_forward_is_neither_income_nor_cost(office):
    brought = office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 7_000_000, office.th)
    opening = NewEntry(date(2025, 12, 31), "Số dư đầu kỳ", [brought], correction=Correction.OPENING)
    office.do("entry.open", lambda s, c: post_all(s, c, [opening]))
    before = figures(office)
    for month in range(1, 12):
        close_month(office, month)

    office.do("year.close", lambda s, c: close_year(s, c, 2026, accepting=["cash-count"]), by=office.chief)

    assert figures(office) == before
    assert before["TH 411"][1] == 0


def close_month(office, month):
    from khfund.calendar import Month  # noqa: PLC0415  used here only
    from khfund.ledger import close_period  # noqa: PLC0415

    office.do(
        "period.close",
        lambda s, c: close_period(s, c, Month(2026, month), today=date(2027, 1, 15)),
        by=office.chief,
    )


def test_promises_of_next_year_and_of_other_areas_are_kept_apart(office):
    planned(office, 60_000_000, date(2027, 1, 5))

    def awards(_session, _unit, _on):
        yield Commitment(date(2026, 11, 1), office.kh, 4_000_000, "Học bổng đã duyệt")

    TELLERS.append(awards)
    try:
        found = report(office)
    finally:
        TELLERS.remove(awards)

    assert [row.committed for row in found.cost] == [0]
    assert [(fund.code, rest) for fund, rest in found.elsewhere] == [("KH", 4_000_000)]


def test_a_year_without_an_approved_budget_has_no_report(office):
    with pytest.raises(BudgetMissingError):
        office.read(lambda s: budget_report(s, office.unit, 2025, ON))


def test_the_report_is_set_on_paper_and_as_a_workbook(office):
    office.post(date(2026, 5, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 160_000_000))
    found = report(office)

    shown = office.read(lambda s: budget_paper(s, s.get_one(Unit, office.unit), found))

    told = " ".join(PdfReader(io.BytesIO(pdf(shown))).pages[0].extract_text().split())
    assert "TÌNH HÌNH THỰC HIỆN DỰ TOÁN Năm 2026, tính đến hết ngày 31/12/2026" in told
    assert "Dự toán bản 1 theo 12/NQ-HKH, duyệt ngày 01/03/2026." in told
    assert "vượt dự toán 10.000.000 đ." in told
    assert sorted(shown.blocks[1].marked) == [0]
    assert xlsx(shown)[:2] == b"PK"
    assert [table.title for table in tables(found)] == ["Thu", "Chi"]


@given(part=st.integers(-(10**12), 10**12), whole=st.integers(1, 10**12))
def test_per_cent_is_exact_to_a_tenth(part, whole):
    told = percent_of(part, whole)

    shown = float(told.removesuffix(" %").replace(",", "."))
    assert abs(shown - 100 * part / whole) <= 0.0501 + abs(shown) * 1e-9


def test_of_nothing_there_is_no_per_cent():
    assert percent_of(5, 0) == ""
