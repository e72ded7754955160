"""Funds: what givers allow."""

from datetime import date

import pytest

from khfund.errors import IntegrityError
from khfund.ledger import AccountRole, Restriction, SpendingRule, find_fund, funds, open_fund
from khfund.ledger.fund import FundClosedError, FundCodeTakenError, FundUnknownError
from tests.builders import an_office, write_by_hand


def test_a_fund_is_found_by_its_code_with_its_terms(database):
    office = an_office(database)

    found = office.read(lambda s: find_fund(s, office.unit, "TH"))

    assert (found.name, found.restriction, found.spending_rule, found.legal_basis) == (
        "Quỹ học bổng Tô Hiệu",
        Restriction.ENDOWMENT,
        SpendingRule.INTEREST_ONLY,
        "QĐ 82/QĐ-UBND ngày 10/01/2019",
    )


def test_an_unknown_code_is_refused(database):
    office = an_office(database)

    with pytest.raises(FundUnknownError) as refusal:
        office.read(lambda s: find_fund(s, office.unit, "XX"))

    assert str(refusal.value) == "Đơn vị không có quỹ mã «XX»; xem bằng `khfund fund list`."


def test_a_code_stands_once_in_a_unit(database):
    office = an_office(database)

    with pytest.raises(FundCodeTakenError) as refusal:
        office.do("fund.open", lambda s, c: open_fund(s, c, "KH", "Quỹ khác", opened=date(2026, 1, 1)))

    assert str(refusal.value) == "Mã quỹ «KH» đã có; hãy chọn mã khác."


def test_funds_are_listed_by_code(database):
    office = an_office(database)

    assert [one.code for one in office.read(lambda s: funds(s, office.unit))] == ["KH", "TH"]


def test_a_fund_takes_nothing_before_it_opens(database):
    office = an_office(database)
    late = office.do("fund.open", lambda s, c: open_fund(s, c, "MOI", "Quỹ mới", opened=date(2026, 7, 1)).id)

    with pytest.raises(FundClosedError) as refusal:
        office.gift(date(2026, 6, 30), 500_000, late)

    assert str(refusal.value) == "Quỹ MOI không nhận ghi sổ vào ngày 30/06/2026: chưa mở hoặc đã đóng."
    assert office.gift(date(2026, 7, 1), 500_000, late).id == 1


def test_a_fund_takes_nothing_from_the_day_it_is_closed(database):
    office = an_office(database)
    write_by_hand(database, "UPDATE fund SET closed = '2026-07-01' WHERE code = 'KH'")

    assert office.gift(date(2026, 6, 30), 500_000).id == 1
    with pytest.raises(FundClosedError):
        office.gift(date(2026, 7, 1), 500_000)


@pytest.mark.parametrize(
    "hand", ["UPDATE fund SET unit_id = 9", "UPDATE fund SET code = code || '2'", "DELETE FROM fund"]
)
def test_a_fund_stays_what_it_is(database, hand):
    office = an_office(database)
    office.post(date(2026, 3, 1), office.posting(AccountRole.CASH, AccountRole.GIFTS, 1))

    with pytest.raises(IntegrityError, match="fund: "):
        write_by_hand(database, hand)
