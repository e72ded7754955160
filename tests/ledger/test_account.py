"""Accounts of a unit's book."""

import pytest

from khfund.errors import IntegrityError
from khfund.ledger import AccountRole, Nature, account_for, accounts, find_account, open_account
from khfund.ledger.account import AccountCodeTakenError, AccountUnknownError
from tests.builders import an_office, write_by_hand


def test_an_account_is_found_by_its_code(database):
    office = an_office(database)

    found = office.read(lambda s: find_account(s, office.unit, "112"))

    assert (found.code, found.name, found.role) == ("112", "Tiền gửi ngân hàng, kho bạc", AccountRole.BANK)


def test_an_unknown_code_is_refused(database):
    office = an_office(database)

    with pytest.raises(AccountUnknownError) as refusal:
        office.read(lambda s: find_account(s, office.unit, "999"))

    assert str(refusal.value) == "Sổ của đơn vị không có tài khoản «999»; xem bằng `khfund account list`."


def test_a_code_stands_once_in_a_book(database):
    office = an_office(database)

    with pytest.raises(AccountCodeTakenError) as refusal:
        office.do("account.open", lambda s, c: open_account(s, c, "112", "Ngân hàng khác", AccountRole.BANK))

    assert str(refusal.value) == "Tài khoản «112» đã có trong sổ; hãy chọn số hiệu khác."


def test_the_account_of_a_role_is_the_first_open_one_by_code(database):
    office = an_office(database)
    office.do("account.open", lambda s, c: open_account(s, c, "1121", "Vietcombank", AccountRole.BANK))

    assert office.read(lambda s: account_for(s, office.unit, AccountRole.BANK).code) == "112"

    write_by_hand(database, "UPDATE account SET closed = '2026-03-01' WHERE code = '112'")

    assert office.read(lambda s: account_for(s, office.unit, AccountRole.BANK).code) == "1121"


def test_a_role_without_an_open_account_is_refused(database):
    office = an_office(database)
    write_by_hand(database, "UPDATE account SET closed = '2026-03-01' WHERE code = '112'")

    with pytest.raises(AccountUnknownError) as refusal:
        office.read(lambda s: account_for(s, office.unit, AccountRole.BANK))

    assert refusal.value.facts == {"code": "bank"}


def test_accounts_are_listed_by_code(database):
    office = an_office(database)

    codes = [one.code for one in office.read(lambda s: accounts(s, office.unit))]

    assert codes == sorted(codes)


def test_every_role_has_its_side():
    sides = {nature: {role for role in AccountRole if role.nature is nature} for nature in Nature}

    assert {nature: len(roles) for nature, roles in sides.items()} == {
        Nature.ASSET: 8,
        Nature.LIABILITY: 5,
        Nature.FUND: 3,
        Nature.INCOME: 5,
        Nature.COST: 3,
    }


BY_HAND = [
    "UPDATE account SET role = 'cash' WHERE code = '411'",
    "UPDATE account SET code = '0' WHERE code = '411'",
    "UPDATE account SET unit_id = 2 WHERE code = '411'",
    "DELETE FROM account WHERE code = '411'",
]


@pytest.mark.parametrize("hand", BY_HAND)
def test_what_an_account_is_for_never_changes(database, hand):
    an_office(database)

    with pytest.raises(IntegrityError, match="account: "):
        write_by_hand(database, hand)
