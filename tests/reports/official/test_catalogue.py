import itertools
import shutil
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from khfund.calendar import DateRange
from khfund.db import Database
from khfund.ledger import AccountRole, account_balance, account_for, open_account
from khfund.reports.official import BookKind, whole_set
from khfund.reports.official.catalogue import OPTIONS, AccountNotOfBookError, BookOptionError
from tests.builders import an_office
from tests.reports.official.books import MOVES, YEAR, carry_out, last_of, lines_of, scope_of

NUMBERS = itertools.count()


def second_cash_box(office):
    return office.do(
        "account.open", lambda s, c: open_account(s, c, "1112", "Tiền mặt cơ sở 2", AccountRole.CASH)
    )


def test_all_books_are_made_with_a_cash_book_for_each_box(database):
    office = an_office(database)
    second_cash_box(office)

    def names(session):
        return [name for name, _ in whole_set(session, scope_of(session, office), is_restricted=True)]

    assert office.read(names) == [
        "cash-book-111",
        "cash-book-1112",
        "bank-book-112",
        *(kind.value for kind in BookKind if kind not in {BookKind.CASH_BOOK, BookKind.BANK_BOOK}),
    ]


def test_every_kind_says_what_it_can_be_chosen_by():
    assert OPTIONS.keys() == set(BookKind)


def test_what_a_book_is_not_divided_by_is_refused(database):
    office = an_office(database)

    with pytest.raises(BookOptionError) as refusal:
        lines_of(office, "general-journal", in_thousands=True)

    assert str(refusal.value) == (
        "«Sổ nhật ký chung» không chọn theo nghìn đồng được; các lựa chọn của mỗi sổ: `khfund official-book list`."
    )


def test_where_there_are_several_boxes_one_is_named(database):
    office = an_office(database)
    second = second_cash_box(office)

    with pytest.raises(AccountNotOfBookError) as refusal:
        lines_of(office, "cash-book")

    assert (
        str(refusal.value)
        == "«Sổ quỹ tiền mặt» lập cho từng tài khoản; hãy chọn --account một trong: 111, 1112."
    )
    assert last_of(office, "cash-book", account=second.id)[4] == "Số dư cuối kỳ"


def test_a_cash_book_is_of_no_other_account(database):
    office = an_office(database)

    with pytest.raises(AccountNotOfBookError):
        lines_of(office, "cash-book", account=office.account(AccountRole.BANK))


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_whatever_was_booked_all_books_prove_themselves_and_agree(sqlite_template, tmp_path, moves):
    file = shutil.copyfile(sqlite_template, tmp_path / f"books-{next(NUMBERS)}.sqlite")
    database = Database(f"sqlite:///{file}")
    office = an_office(database)
    carry_out(office, moves)

    for days in (YEAR, DateRange.parse("2026-Q2"), DateRange.parse("2026-06")):
        made = office.read(lambda session, days=days: all_lines(session, office, days))
        held = office.read(lambda session, days=days: cash_held(session, office, days.last))
        assert made["cash-book-111"][-1].standing == held
        sheet = made["turnover-sheet"][-1].cells
        assert sheet[2] == sheet[3]
        assert made["general-journal"][-1].cells[-1] == sheet[4] == sheet[5]
        assert made["balance-sheet"][-1].cells[3:] == (0, 0)
    database.dispose()


def all_lines(session, office, days):
    """Every book's lines; each has proved itself by then."""
    found = whole_set(session, scope_of(session, office, days), is_restricted=True)
    return {name: list(book.lines()) for name, book in found}


def cash_held(session, office, on):
    """The cash by another way than any book."""
    return account_balance(session, account_for(session, office.unit, AccountRole.CASH), on)


def test_the_turnovers_of_the_cash_book_are_those_of_the_sheet(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 900)
    office.post(date(2026, 1, 6), office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 50), kind="PC")

    cash = lines_of(office, "cash-book")
    assert cash[-2][1][6:8] == lines_of(office, "turnover-sheet")[0][1][4:6] == (900, 50)
