"""A bank account stands for one account of the book, and takes nothing where it is closed or reconciled."""

from datetime import date

import pytest

from khfund.banking.bank_account import (
    AccountNumberUnusableError,
    BankAccount,
    BankAccountClosedError,
    BankAccountTakenError,
    BankAccountUnknownError,
    NotABankAccountError,
    bank_accounts,
    close_bank_account,
    find_bank_account,
    open_bank_account,
)
from khfund.errors import ProblemsFound
from khfund.ledger import AccountRole, Fund, account_for
from tests.banking.offices import NUMBER, a_bank_account, a_statement, all_lines, take
from tests.builders import an_office


def open_as(office, number, role):
    def work(session, command):
        account = account_for(session, office.unit, role)
        fund = session.get_one(Fund, office.kh)
        return open_bank_account(
            session, command, number, bank="BIDV", account=account, default_fund=fund, opened=date(2026, 1, 1)
        )

    return office.do("bank.open", work)


def test_a_bank_account_is_found_by_its_number_however_it_is_spaced(database):
    office = an_office(database)
    opened = a_bank_account(office, "0123 456.789")

    found = office.read(lambda s: find_bank_account(s, office.unit, "0123-456-789"))

    assert (found.id, found.number) == (opened.id, "0123456789")
    assert [one.id for one in office.read(lambda s: bank_accounts(s, office.unit))] == [opened.id]


def test_a_number_that_nobody_opened_is_unknown(database):
    office = an_office(database)

    with pytest.raises(BankAccountUnknownError) as refusal:
        office.read(lambda s: find_bank_account(s, office.unit, "999"))

    assert str(refusal.value) == "Đơn vị không có tài khoản ngân hàng số «999»; xem bằng `khfund bank list`."


@pytest.mark.parametrize(
    ("number", "shown"), [("12 3", "12 3"), ("", ""), ("1" * 31, "1" * 31), ("１２３４５", "１２３４５")]
)
def test_a_number_of_a_strange_length_or_in_strange_digits_is_refused(database, number, shown):
    office = an_office(database)

    with pytest.raises(AccountNumberUnusableError) as refusal:
        open_as(office, number, AccountRole.BANK)

    assert (
        str(refusal.value)
        == f"Số tài khoản ngân hàng «{shown}» không dùng được; cần từ 4 đến 30 chữ số hoặc chữ cái."
    )


def test_only_an_account_for_bank_money_stands_for_a_bank_account(database):
    office = an_office(database)

    with pytest.raises(NotABankAccountError) as refusal:
        open_as(office, "123456", AccountRole.CASH)

    assert str(refusal.value) == "Tài khoản sổ 111 không phải tài khoản tiền gửi ngân hàng (112)."


@pytest.mark.parametrize("number", [NUMBER, "777777"])
def test_one_account_of_the_book_stands_for_one_bank_account(database, number):
    office = an_office(database)
    a_bank_account(office)

    with pytest.raises(BankAccountTakenError) as refusal:
        open_as(office, number, AccountRole.BANK)

    assert str(refusal.value) == (
        f"Tài khoản ngân hàng {number} hoặc tài khoản sổ 112 đã có tài khoản ngân hàng khác dùng."
    )


def test_a_closed_bank_account_takes_neither_lines_nor_postings(database):
    office = an_office(database)
    bank = a_bank_account(office)
    close = lambda s, c: close_bank_account(s, c, s.get_one(BankAccount, bank.id), day=date(2026, 7, 1))  # noqa: E731
    office.do("bank.close", close)

    with pytest.raises(ProblemsFound) as lines_refused:
        take(office, bank, a_statement(("30/06/2026", "A", 5_000, "a"), ("01/07/2026", "B", 5_000, "b")))
    with pytest.raises(BankAccountClosedError) as posting_refused:
        office.post(date(2026, 7, 1), office.posting(AccountRole.BANK, AccountRole.GIFTS, 5_000))
    with pytest.raises(BankAccountClosedError):
        office.do("bank.close", close)

    message = "Tài khoản ngân hàng 0123456789 đã đóng từ ngày 01/07/2026; hãy chọn tài khoản đang dùng."
    assert str(posting_refused.value) == message
    assert [str(one) for one in lines_refused.value.problems] == [f"saoke.csv, dòng 3: {message}"]
    assert all_lines(office, bank) == []
