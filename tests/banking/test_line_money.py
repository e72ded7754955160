"""The money of a line is brought to its fund from wherever it lies: the bank account, or the unidentified account."""

from datetime import date

import pytest

from khfund.banking.bank_line import LineUnknownError
from khfund.banking.line_booking import book_unidentified
from khfund.banking.line_money import LineMoney, money_of, postings_from
from khfund.banking.line_use import use_lines
from khfund.ledger import AccountRole, Posting, post
from khfund.ledger.balance import fund_balance, role_balance
from khfund.ledger.fund import Fund
from tests.banking.offices import a_bank_account, a_line, journal
from tests.builders import an_office

DAY = date(2026, 3, 2)
BANK, GIFTS, UNKNOWN = AccountRole.BANK, AccountRole.GIFTS, AccountRole.UNIDENTIFIED


def postings(office, line, fund, amount=500_000):
    credit = office.account(GIFTS)
    return office.do(
        "bank.match", lambda s, c: postings_from(s, c, line, credit=credit, fund=fund, amount=amount)
    )


def test_money_that_is_not_in_the_book_comes_from_the_bank_account(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)

    assert postings(office, line, office.th) == [office.posting(BANK, GIFTS, 500_000, office.th)]


def test_money_that_waits_in_the_same_fund_comes_from_the_unidentified_account(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))

    assert postings(office, line, office.kh) == [office.posting(UNKNOWN, GIFTS, 500_000, office.kh)]


def test_money_that_waits_in_another_fund_changes_funds_with_its_bank_money(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))
    moves = postings(office, line, office.th)

    def work(session, command):
        entry = post(session, command, DAY, "Xác định", *moves)
        use_lines(session, command, [(line, entry.id, 500_000)])

    office.do("bank.match", work)

    assert journal(office)[1:] == [
        "PK-2026-00001 02/03 3381/112 KH 500000 Xác định",
        "PK-2026-00001 02/03 112/5111 TH 500000 Xác định",
    ]
    assert office.read(lambda s: role_balance(s, office.unit, UNKNOWN, DAY)) == 0
    assert office.read(lambda s: fund_balance(s, s.get_one(Fund, office.th), DAY).liquid) == 500_000
    assert office.read(lambda s: fund_balance(s, s.get_one(Fund, office.kh), DAY).liquid) == 0


def test_where_the_money_of_many_lines_lies_is_told_at_once(database):
    office = an_office(database)
    bank = a_bank_account(office)
    fresh, waiting = a_line(office, bank, 500_000), a_line(office, bank, 300_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [waiting]))

    found = office.do("bank.match", lambda s, c: money_of(s, c, [fresh, waiting, fresh]))

    on, unknown = office.account(BANK), office.account(UNKNOWN)
    assert found == {
        fresh: LineMoney(fresh, DAY, DAY, on, 500_000, 0, None, None),
        waiting: LineMoney(waiting, DAY, DAY, on, 0, 300_000, unknown, office.kh),
    }
    assert found[fresh].postings(credit=7, fund=8, amount=9) == [Posting(on, 7, 8, 9)]


def test_the_money_of_unknown_lines_lies_nowhere(database):
    office = an_office(database)

    with pytest.raises(LineUnknownError) as refusal:
        postings(office, 5, office.kh)

    assert str(refusal.value) == "Đơn vị không có dòng sao kê số 5."
