from datetime import date

import pytest

from khfund.ledger import AccountRole, Nature
from khfund.reports.movement import KIND_NAMES, SECTIONS, Means, Movement, Section, movement
from tests.reports.disclosures import line

DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("debit", "credit", "section", "means", "amount"),
    [
        ("111", "5111", Section.RECEIVED, Means.CASH, 5),  # a gift in cash
        ("112", "411", Section.RECEIVED, Means.TRANSFER, 5),  # a gift to principal, by transfer
        ("3381", "5111", Section.RECEIVED, Means.TRANSFER, 5),  # money that has found its giver
        ("152", "5112", Section.RECEIVED, Means.IN_KIND, 5),  # bicycles
        ("112", "515", Section.RECEIVED, Means.TRANSFER, 5),  # interest
        ("5111", "112", Section.RECEIVED, Means.TRANSFER, -5),  # a refund
        ("61111", "112", Section.USED, Means.TRANSFER, 5),  # awards
        ("112", "61111", Section.USED, Means.TRANSFER, -5),  # awards that came back
        ("6112", "152", Section.USED, Means.IN_KIND, 5),  # bicycles handed over
        ("4219", "112", Section.TRANSFERRED, Means.TRANSFER, -5),  # a fund helps another
        ("112", "4219", Section.TRANSFERRED, Means.TRANSFER, 5),  # and is helped
        ("112", "421", Section.BROUGHT, Means.TRANSFER, 5),  # a balance adjusted
    ],
)
def test_a_posting_between_the_fund_and_what_it_holds_moves_the_fund(debit, credit, section, means, amount):
    moved = movement(line(1, DAY, debit, credit, 5))

    assert moved is not None
    assert (moved.section, moved.means, moved.amount) == (section, means, amount)


@pytest.mark.parametrize(
    ("debit", "credit"),
    [("112", "111"), ("112", "3381"), ("3382", "112"), ("515", "421"), ("421", "61111"), ("421", "411")],
)
def test_a_posting_on_one_side_of_the_books_moves_no_fund(debit, credit):
    assert movement(line(1, DAY, debit, credit, 5)) is None


def test_balances_brought_forward_are_not_received():
    moved = movement(line(1, DAY, "112", "411", 5, opening=True))

    assert moved == Movement(Section.BROUGHT, AccountRole.PRINCIPAL, "411", Means.TRANSFER, 5)


def test_every_role_of_a_fund_has_its_section_and_its_name():
    own = {role for role in AccountRole if role.nature in {Nature.FUND, Nature.INCOME, Nature.COST}}

    assert set(SECTIONS) == set(KIND_NAMES) == own
