from datetime import date

import pytest

from khfund.errors import ProblemsFound
from khfund.ledger import AccountRole, Fund, balances, find_fund, fund_balance, open_account, reverse
from khfund.ledger.opening import (
    OpeningLine,
    OpeningTableUnclearError,
    OpeningTwiceError,
    PrincipalTooLargeError,
    bring_forward,
    read_opening,
)
from tests.builders import an_office

HEAD = "Quỹ,Tài khoản,Số tiền,Trong đó vốn gốc\n"
BEFORE = date(2025, 12, 31)


@pytest.fixture
def office(database):
    return an_office(database)


def read(office, table):
    return office.read(lambda s: read_opening(s, office.unit, table.encode(), "a.csv"))


def bring(office, *lines):
    return office.do("entry.bring_forward", lambda s, c: bring_forward(s, c, list(lines)))


def test_a_table_is_read_by_its_headings(office):
    table = "Số dư đầu kỳ\n\nTài khoản,Quỹ,Trong đó vốn gốc,Số tiền\n111,KH,,500.000\n112,TH,1.500.000,2.000.000\n"

    lines = read(office, table)

    cash, bank = office.account(AccountRole.CASH), office.account(AccountRole.BANK)
    assert lines == [
        OpeningLine(office.kh, cash, 500_000, 0),
        OpeningLine(office.th, bank, 2_000_000, 1_500_000),
    ]


@pytest.mark.parametrize("table", ["Quỹ,Số tiền\nKH,5\n", HEAD, "x\n"])
def test_a_table_without_its_columns_or_rows_is_refused(office, table):
    with pytest.raises(OpeningTableUnclearError) as refusal:
        read(office, table)

    assert str(refusal.value) == (
        "Không thấy dòng nào dưới các cột «Quỹ», «Tài khoản», «Số tiền», «Trong đó vốn gốc» trong bảng a.csv."
    )


def test_every_mistake_is_told_with_its_row(office):
    with pytest.raises(ProblemsFound) as refusal:
        read(office, f"{HEAD}XX,111,5,\nKH,999,5,\nKH,111,1e6,\nTH,112,1.000,2.000\nKH,111,5,\n")

    told = [(problem.place.row, problem.error.rule) for problem in refusal.value.problems]
    assert [row for row, _rule in told] == [2, 3, 4, 5]
    assert [rule for _row, rule in told][:2] == ["fund_unknown", "account_unknown"]
    assert told[3][1] == "principal_too_large"


@pytest.mark.parametrize("code", ["411", "421", "5111", "642"])
def test_what_belongs_to_a_fund_is_not_entered_by_hand(office, code):
    with pytest.raises(ProblemsFound) as refusal:
        read(office, f"{HEAD}KH,{code},5,\n")

    assert str(refusal.value.problems[0].error) == (
        f"Tài khoản {code} không có số dư đầu kỳ riêng; chỉ ghi tài sản và nợ phải trả."
    )


def test_what_is_owed_is_owed_whichever_account_says_it(office):
    more = office.do(
        "account.open", lambda s, c: open_account(s, c, "3389", "Phải trả", AccountRole.OTHER_PAYABLE)
    )

    bring(office, OpeningLine(office.kh, more.id, 100_000, 0))

    found = office.read(lambda s: fund_balance(s, find_fund(s, office.unit, "KH"), BEFORE))
    assert (found.assets, found.liabilities, found.spendable) == (0, 100_000, -100_000)


def test_principal_is_within_its_balance():
    assert str(PrincipalTooLargeError(principal=2_000, amount=1_000)) == (
        "Vốn gốc 2.000 đ lớn hơn số dư 1.000 đ; hãy sửa lại."
    )


def test_balances_stand_the_day_before_the_book_opened(office):
    bank, owed = office.account(AccountRole.BANK), office.account(AccountRole.OTHER_PAYABLE)

    entry = bring(
        office, OpeningLine(office.th, bank, 2_000_000, 1_500_000), OpeningLine(office.th, owed, 100_000, 0)
    )

    found = office.read(lambda s: fund_balance(s, find_fund(s, office.unit, "TH"), BEFORE))
    assert entry.day == BEFORE
    assert (found.principal, found.spendable, found.assets, found.liabilities) == (
        1_500_000,
        400_000,
        2_000_000,
        100_000,
    )


def test_a_balance_that_is_all_principal_leaves_nothing_to_spend(office):
    bring(office, OpeningLine(office.th, office.account(AccountRole.BANK), 2_000_000, 2_000_000))

    found = office.read(lambda s: balances(s, office.unit, BEFORE))
    bank, principal = office.account(AccountRole.BANK), office.account(AccountRole.PRINCIPAL)
    assert found == {(office.th, bank): 2_000_000, (office.th, principal): -2_000_000}


def test_a_balance_is_brought_forward_once(office):
    cash = OpeningLine(office.kh, office.account(AccountRole.CASH), 500_000, 0)
    bank = OpeningLine(office.kh, office.account(AccountRole.BANK), 200_000, 0)
    bring(office, cash)

    for lines in ((cash,), (bank, cash), (bank, bank)):
        with pytest.raises(OpeningTwiceError) as refusal:
            bring(office, *lines)

    assert str(refusal.value) == (
        "Số dư đầu kỳ của tài khoản 112, quỹ KH đã ghi rồi; nếu ghi sai, hãy đảo bút toán đầu kỳ trước."
    )
    bring(office, bank)
    assert office.read(lambda s: fund_balance(s, s.get_one(Fund, office.kh), BEFORE)).total == 700_000


def test_a_wrong_opening_balance_is_reversed_and_brought_forward_again(office):
    cash = office.account(AccountRole.CASH)
    wrong = bring(office, OpeningLine(office.kh, cash, 500_000, 0))
    office.do("entry.reverse", lambda s, c: reverse(s, c, wrong.id, day=date(2026, 1, 1), reason="nhầm"))

    bring(office, OpeningLine(office.kh, cash, 50_000, 0))

    found = office.read(lambda s: fund_balance(s, s.get_one(Fund, office.kh), date(2026, 1, 1)))
    assert found.total == 50_000
