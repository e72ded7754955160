"""Management cost against its share of the year's income, and what earlier years left unused."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.command import Order, execute
from khfund.db import Database
from khfund.ledger import (
    AccountRole,
    Restriction,
    VoucherKind,
    approve_voucher,
    draft_voucher,
    find_voucher,
    open_fund,
)
from khfund.ledger.management_cap import CapUnusableError, management_cap
from khfund.ledger.opening import OpeningLine, bring_forward
from khfund.ledger.year_end import close_year
from khfund.unit import set_value
from tests.builders import NOW, Office, an_office
from tests.ledger.years import LATER, a_busy_year, close_months, closed

MARCH = date(2026, 3, 1)


@pytest.fixture
def office(database):
    return an_office(database)


def cap(office: Office, year: int = 2026):
    return office.read(lambda s: management_cap(s, office.unit, year))


def set_percent(office: Office, percent: str, since: date = date(2026, 1, 1)) -> None:
    work = ("unit.set", lambda s, c: set_value(s, c, "management_cap_percent", percent, since=since))
    office.do(*work, by=office.chair)


def post(
    office: Office, debit: AccountRole, credit: AccountRole, amount: int, fund: int | None = None
) -> None:
    office.post(MARCH, office.posting(debit, credit, amount, fund))


def test_the_base_is_the_income_of_the_year_without_goods_and_without_gifts_to_funds_with_a_purpose(office):
    own = office.do(
        "fund.open",
        lambda s, c: open_fund(s, c, "NT", "Xây nhà nội trú", opened=MARCH, restriction=Restriction.PURPOSE),
    )
    post(office, AccountRole.CASH, AccountRole.GIFTS, 1_000)
    post(office, AccountRole.GIFTS, AccountRole.CASH, 100)
    post(office, AccountRole.BANK, AccountRole.PRINCIPAL, 20_000, office.th)
    post(office, AccountRole.BANK, AccountRole.INTEREST, 300, office.th)
    post(office, AccountRole.CASH, AccountRole.DUES, 40)
    post(office, AccountRole.CASH, AccountRole.OTHER_INCOME, 5)
    post(office, AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 7_000)
    post(office, AccountRole.BANK, AccountRole.PASS_THROUGH, 9_000)
    post(office, AccountRole.BANK, AccountRole.GIFTS, 50_000, own.id)
    post(office, AccountRole.BANK, AccountRole.INTEREST, 60, own.id)
    post(office, AccountRole.MANAGEMENT, AccountRole.CASH, 200)

    found = cap(office)

    assert found.counted == {
        AccountRole.GIFTS: 900,
        AccountRole.PRINCIPAL: 20_000,
        AccountRole.DUES: 40,
        AccountRole.INTEREST: 360,
        AccountRole.OTHER_INCOME: 5,
    }
    assert found.left_out == {AccountRole.GIFTS_IN_KIND: 7_000, AccountRole.GIFTS: 50_000}
    assert (found.base, found.allowance, found.carried, found.limit) == (21_305, 1_065, 0, 1_065)
    assert (found.used, found.left, found.percent) == (200, 865, Fraction(5))
    assert found.source == "NĐ 93/2019/NĐ-CP, Điều 37; NĐ 03/2026: chưa rõ"


def test_balances_brought_into_the_book_are_no_income(database):
    office = an_office(database, opened=date(2026, 3, 15))
    line = OpeningLine(office.th, office.account(AccountRole.BANK), 9_000_000, 8_000_000)
    office.do("entry.bring_forward", lambda s, c: bring_forward(s, c, [line]))

    assert cap(office).base == 0


def test_closing_the_year_changes_nothing_of_it(database):
    office = a_busy_year(database)
    before = cap(office)

    closed(office)

    assert cap(office) == before
    assert (before.base, before.allowance, before.used) == (25_900_000, 1_295_000, 150_000)


def test_what_a_year_leaves_unused_is_carried_over_and_what_it_overspent_is_not(database):
    office = a_busy_year(database)
    assert cap(office, 2027).carried == 1_145_000

    post(office, AccountRole.MANAGEMENT, AccountRole.CASH, 2_000_000)

    assert (cap(office).left, cap(office, 2027).carried, cap(office, 2029).limit) == (-855_000, 0, 0)


@pytest.mark.parametrize(
    ("percent", "allowance"), [("0", 0), ("7,5", 750), ("7.5", 750), ("10", 1_000), ("10,0", 1_000)]
)
def test_the_office_sets_the_share(office, percent, allowance):
    post(office, AccountRole.CASH, AccountRole.GIFTS, 10_000)

    set_percent(office, percent)

    assert cap(office).allowance == allowance


def test_the_share_of_the_last_day_holds_for_the_year(office):
    post(office, AccountRole.CASH, AccountRole.GIFTS, 10_000)
    set_percent(office, "8", since=date(2026, 7, 1))
    set_percent(office, "2", since=date(2027, 1, 1))

    assert (cap(office).percent, cap(office, 2027).percent, cap(office).percent_written) == (8, 2, "8")


@pytest.mark.parametrize("percent", ["11", "10,01", "-1", "năm", "", "1e1", "٥"])
def test_a_share_beyond_the_law_is_refused(office, percent):
    set_percent(office, percent)

    with pytest.raises(CapUnusableError) as refusal:
        cap(office)

    assert str(refusal.value) == (
        f"Thiết lập management_cap_percent là «{percent}»; cần một số phần trăm từ 0 đến 10, ví dụ 5 hoặc 7,5."
    )


# -- warnings --------------------------------------------------------------------------------------------------------------


def warned(office: Office, debit: AccountRole, amount: int, at: datetime = NOW) -> list[str]:
    """What the approver of a voucher is told of management cost."""
    paid = [office.posting(debit, AccountRole.CASH, amount)]
    words = {"day": MARCH, "narration": "Chi", "postings": paid}
    office.do("voucher.draft", lambda s, c: draft_voucher(s, c, VoucherKind.PAYMENT, **words), at=at)

    def work(session, command):
        approve_voucher(session, command, find_voucher(session, command.unit, 1))
        return {}

    with office.database.writing() as session:
        answer = execute(session, Order(office.chief, "voucher.approve", office.unit, {}, at=at), work)
    kinds = {"management_cap_exceeded", "cap_unusable"}
    return [one["message"] for one in answer.get("warnings", ()) if one["rule"] in kinds]


def test_the_approver_is_told_when_a_cost_takes_management_beyond_its_share(office):
    office.gift(MARCH, 1_000_000)

    (told,) = warned(office, AccountRole.MANAGEMENT, 50_001)

    assert told == (
        "Lưu ý: chi quản lý năm 2026 lên đến 50.001 đ, vượt mức được chi 50.000 đ là 1 đ "
        "(mức: 5% của 1.000.000 đ, cộng 0 đ năm trước chuyển sang)."
    )


@pytest.mark.parametrize(
    ("debit", "amount"), [(AccountRole.MANAGEMENT, 50_000), (AccountRole.SCHOLARSHIPS, 900_000)]
)
def test_within_the_share_nothing_is_said(office, debit, amount):
    office.gift(MARCH, 1_000_000)

    assert warned(office, debit, amount) == []


def test_a_share_that_cannot_be_read_is_told_and_hinders_nothing(office):
    set_percent(office, "50")

    (told,) = warned(office, AccountRole.MANAGEMENT, 5)

    assert told.startswith("Thiết lập management_cap_percent là «50»")


def test_closing_the_year_tells_what_went_beyond(office):
    office.gift(MARCH, 1_000_000)
    post(office, AccountRole.MANAGEMENT, AccountRole.CASH, 80_000)
    close_months(office, Month(2026, 11))
    told = []

    def work(session, command):
        close_year(session, command, 2026, accepting=["cash-count"])
        told.extend(one.rule for one in command.warnings)

    office.do("year.close", work, by=office.chair)

    assert told == ["management_cap_exceeded"]


# -- against a naive model --------------------------------------------------------------------------------------------------

INCOME = (AccountRole.GIFTS, AccountRole.DUES, AccountRole.INTEREST, AccountRole.GIFTS_IN_KIND)
moves = st.tuples(
    st.sampled_from([2026, 2027]), st.sampled_from((*INCOME, AccountRole.MANAGEMENT)), st.integers(1, 10**9)
)


def test_the_cap_is_what_a_naive_model_says(sqlite_template, tmp_path):
    numbers = itertools.count()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(moves, max_size=10), st.integers(0, 10))
    def agrees(moved, percent):
        file = tmp_path / f"{next(numbers)}.sqlite"
        file.write_bytes(sqlite_template.read_bytes())
        office = an_office(Database(file))
        set_percent(office, str(percent))
        for year, role, amount in moved:
            sides = (role, AccountRole.CASH) if role is AccountRole.MANAGEMENT else (AccountRole.CASH, role)
            office.post(date(year, 6, 1), office.posting(*sides, amount), at=LATER)

        first, second = naive(moved, 2026, percent, 0)
        found = cap(office, 2026)
        assert (found.limit, found.used) == (first, second)
        found = cap(office, 2027)
        assert (found.limit, found.used) == naive(moved, 2027, percent, max(first - second, 0))
        office.database.dispose()

    agrees()


def naive(moved, year: int, percent: int, carried: int) -> tuple[int, int]:
    base = sum(
        a for y, role, a in moved if y == year and role in INCOME and role != AccountRole.GIFTS_IN_KIND
    )
    used = sum(a for y, role, a in moved if y == year and role is AccountRole.MANAGEMENT)
    return base * percent // 100 + carried, used
