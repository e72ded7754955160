"""What contradicts itself among planned payments and budgets is named, and nothing else."""

from datetime import date

import pytest

from khfund.ledger import AccountRole
from khfund.reports.check import check
from khfund.reports.planned_rule import PLANNED_RULES
from tests.builders import an_office, tamper
from tests.ledger.test_budget import AWARDS, GIFTS, amend, approve, draft
from tests.ledger.test_planned_outcome import approve_and_post, drafted, settle, spent
from tests.ledger.test_planned_payment import planned


def found(office):
    return [str(one) for rule in PLANNED_RULES for one in office.read(lambda s, r=rule: list(r.findings(s)))]


@pytest.fixture
def office(database):
    """A promise paid by an entry, one paid by the voucher that names it, one open, and an amended budget."""
    office = an_office(database)
    office.gift(date(2026, 2, 1), 10_000_000)
    settle(office, planned(office, 1_000_000).id, spent(office, 1_500_000))
    approve_and_post(office, drafted(office, planned(office, 2_000_000).id, amount=2_000_000))
    planned(office, 500_000)
    draft(office, GIFTS, AWARDS)
    approve(office)
    amend(office, ("KH", "6111", 5_000))
    return office


def test_sound_books_break_no_rule(office):
    assert office.read(check) == []
    assert found(office) == []


BROKEN = {
    "UPDATE planned_payment SET amount = 900000 WHERE id = 1": (
        "I7: khoản dự chi 1 đã ghi chi 1.000.000 đ, nhiều hơn 900.000 đ đã quyết định"
    ),
    "UPDATE planned_settlement SET amount = 2000001 WHERE planned_id = 2": (
        "I7: khoản dự chi 2 đã ghi chi 2.000.001 đ, nhiều hơn 2.000.000 đ đã quyết định",
        (
            "I7: bút toán 3 dùng 2.000.001 đ để chi các khoản dự chi của tài khoản {account}, quỹ 1, "
            "nhưng chỉ ghi 2.000.000 đ"
        ),
    ),
    "DELETE FROM planned_settlement WHERE planned_id = 2": (
        "I7: chứng từ nháp 1 đã ghi sổ nhưng chưa chi cho khoản dự chi 2 đã nêu"
    ),
    "UPDATE budget_approval SET approved_by = (SELECT drafted_by FROM budget WHERE id = 1)": (
        "I17: dự toán năm 2026 bản 1 do một người lập và duyệt, không có ngoại lệ"
    ),
    "UPDATE budget SET version = 4 WHERE version = 2": "I17: dự toán năm 2026 có 2 bản, đánh số đến 4",
}


@pytest.mark.parametrize("statement", BROKEN)
def test_what_was_broken_behind_the_guards_is_named(office, statement):
    account = office.account(AccountRole.SCHOLARSHIPS)

    tamper(office.database, statement)

    said = BROKEN[statement]
    wanted = [said] if isinstance(said, str) else list(said)
    assert found(office) == [one.format(account=account) for one in wanted]
