"""Bank and book are compared at the end of any day, and every đồng between them has its line or its entry."""

import itertools
from datetime import date

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_difference import (
    BankClosingDiffersError,
    BankClosingUnknownError,
    Comparison,
    Difference,
    Side,
    closing_of,
    compare,
)
from khfund.banking.bank_line import find_line
from khfund.banking.line_booking import book_unidentified, match_entry
from khfund.ledger import AccountRole, Correction, NewEntry, Posting, post_all, reverse
from tests.banking.offices import a_bank_account, a_line, a_statement, all_lines, take
from tests.builders import an_office

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
BANK, GIFTS, COST = AccountRole.BANK, AccountRole.GIFTS, AccountRole.MANAGEMENT


def compared(office, bank, until, closing=None):
    return office.read(lambda s: compare(s, s.get_one(BankAccount, bank.id), until, bank_closing=closing))


def match(office, line, entry):
    office.do("bank.match", lambda s, c: match_entry(s, c, find_line(s, office.unit, line), entry))


def test_nothing_lies_between_a_book_and_a_bank_that_agree(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank, 500_000)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))

    found = compared(office, bank, MARCH, 500_000)

    assert found == Comparison(MARCH, 500_000, 500_000, by_hand=True, differences=())
    assert (found.unexplained, found.open) == (0, ())


def test_a_line_without_entry_and_an_entry_without_line_are_told(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank, -11_000)
    gift = office.post(date(2026, 3, 5), office.posting(BANK, GIFTS, 200_000))

    found = compared(office, bank, MARCH, -11_000)

    assert found.differences == (
        Difference(Side.BANK, line, date(2026, 3, 2), -11_000, settled=False),
        Difference(Side.BOOK, gift.id, date(2026, 3, 5), 200_000, settled=False),
    )
    assert found.unexplained == 0
    assert [str(one) for one in found.open] == [
        f"dòng sao kê {line} ngày 02/03/2026: -11.000 đ",
        f"bút toán {gift.id} ngày 05/03/2026: 200.000 đ",
    ]


def test_what_met_after_the_day_is_a_difference_of_time(database):
    office = an_office(database)
    bank = a_bank_account(office)
    paid = office.post(date(2026, 3, 31), office.posting(COST, BANK, 300_000))
    line = a_line(office, bank, -300_000, day="01/04/2026")
    match(office, line, paid.id)

    at_the_end_of_march = compared(office, bank, MARCH, 0)

    assert at_the_end_of_march.differences == (Difference(Side.BOOK, paid.id, MARCH, -300_000, settled=True),)
    assert (at_the_end_of_march.open, at_the_end_of_march.unexplained) == ((), 0)
    assert compared(office, bank, APRIL, -300_000).differences == ()


def test_a_line_booked_later_is_a_difference_of_time(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank, 500_000, day="31/03/2026")
    gift = office.post(date(2026, 4, 2), office.posting(BANK, GIFTS, 500_000))
    match(office, line, gift.id)

    assert compared(office, bank, MARCH, 500_000).differences == (
        Difference(Side.BANK, line, MARCH, 500_000, settled=True),
    )
    assert compared(office, bank, APRIL, 500_000).differences == ()


def test_what_a_statement_tells_is_not_overruled_by_hand(database):
    office = an_office(database)
    bank = a_bank_account(office)
    rows = (("01/03/2026", "A", 500_000, "a"), ("31/03/2026", "B", 400_000, "b"))
    take(office, bank, a_statement(*rows, opening=0))

    with pytest.raises(BankClosingDiffersError) as refusal:
        compared(office, bank, MARCH, 500_000)

    assert str(refusal.value) == (
        "Sao kê của tài khoản 0123456789 cho biết số dư ngày 31/03/2026 là 900.000 đ, không phải 500.000 đ; "
        "hãy kiểm tra lại sao kê."
    )
    assert compared(office, bank, MARCH, 900_000) == attrs.evolve(compared(office, bank, MARCH), by_hand=True)


def test_an_entry_and_its_reversal_cancel_each_other(database):
    office = an_office(database)
    bank = a_bank_account(office)
    wrong = office.post(date(2026, 3, 31), office.posting(BANK, GIFTS, 500_000))
    office.do("entry.reverse", lambda s, c: reverse(s, c, wrong.id, day=date(2026, 4, 1), reason="Nhầm"))

    assert compared(office, bank, MARCH, 0).differences == (
        Difference(Side.BOOK, wrong.id, MARCH, 500_000, settled=True),
    )
    assert compared(office, bank, APRIL, 0).differences == ()


def test_the_opening_balance_needs_no_line(database):
    office = an_office(database)
    bank = a_bank_account(office)
    opening = NewEntry(
        date(2025, 12, 31),
        "Số dư đầu kỳ",
        [office.posting(BANK, AccountRole.SPENDABLE, 900_000)],
        correction=Correction.OPENING,
    )
    office.do("entry.post", lambda s, c: post_all(s, c, [opening]))

    assert compared(office, bank, MARCH, 900_000).differences == ()


def test_what_nothing_explains_is_told_as_an_amount(database):
    office = an_office(database)
    bank = a_bank_account(office)

    assert compared(office, bank, MARCH, 70_000).unexplained == -70_000


# -- the bank's balance at the end of a day -----------------------------------------------------------------------------


def test_the_banks_balance_comes_from_the_statement_that_reaches_so_far(database):
    office = an_office(database)
    bank = a_bank_account(office)
    rows = [
        ("30/03/2026", "A", 5_000, "a"),
        ("31/03/2026", "B", -2_000, "b"),
        ("02/04/2026", "C", 7_000, "c"),
    ]
    take(office, bank, a_statement(*rows, opening=100_000))

    closing = lambda on: office.read(lambda s: closing_of(s, s.get_one(BankAccount, bank.id), on))  # noqa: E731

    assert [closing(date(2026, 3, 30)), closing(MARCH), closing(date(2026, 4, 2))] == [
        105_000,
        103_000,
        110_000,
    ]
    found = compared(office, bank, MARCH)
    assert (found.bank, found.by_hand) == (103_000, False)


def test_lines_that_came_after_the_balance_was_stated_are_added(database):
    office = an_office(database)
    bank = a_bank_account(office)
    rows = [("30/03/2026", "A", 5_000, "a"), ("31/03/2026", "B", -2_000, "b")]
    take(office, bank, a_statement(*rows, opening=100_000))
    take(office, bank, a_statement(("31/03/2026", "C", 7_000, "c")))

    assert office.read(lambda s: closing_of(s, s.get_one(BankAccount, bank.id), MARCH)) == 110_000


@pytest.mark.parametrize("opening", [None, 0])
def test_without_such_a_statement_the_balance_is_asked_for(database, opening):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(("30/03/2026", "A", 5_000, "a"), opening=opening))

    with pytest.raises(BankClosingUnknownError) as refusal:
        compared(office, bank, MARCH)

    assert str(refusal.value) == (
        "Chưa có sao kê nào của tài khoản 0123456789 cho biết số dư đến ngày 31/03/2026; "
        "hãy nhập sao kê hoặc ghi số dư cuối tháng của ngân hàng."
    )


# -- any history --------------------------------------------------------------------------------------------------------

NUMBERS = itertools.count(1)
DAYS = [date(2026, 3, 30), MARCH, date(2026, 4, 1), date(2026, 4, 2)]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.sampled_from([None, *DAYS]),
        st.sampled_from([-3_000, 1_000, 2_000]),
        st.sampled_from([None, *DAYS]),
    ),
    max_size=4,
)


@settings(max_examples=20)
@given(events=EVENTS)
def test_at_any_day_every_dong_between_bank_and_book_is_explained(sqlite_books, events):
    """Each event: a line's day, its entry's day, the amount, and the day on which the entry was reversed."""
    office, number = sqlite_books, next(NUMBERS)
    bank = a_bank_account(office, f"{number:06d}", code=f"112{number}")
    for number, (line_day, entry_day, amount, undone) in enumerate(events):
        take(office, bank, a_statement((f"{line_day:%d/%m/%Y}", f"R{number}", amount, "x")))
        line = next(one.id for one in all_lines(office, bank) if one.reference == f"R{number}")
        if entry_day is None:
            continue
        other = office.account(GIFTS)
        sides = (bank.account_id, other) if amount > 0 else (other, bank.account_id)
        entry = office.post(entry_day, Posting(*sides, office.kh, abs(amount)))
        match(office, line, entry.id)
        if undone is not None and undone >= entry_day:
            office.do("entry.reverse", lambda s, c, n=entry.id, d=undone: reverse(s, c, n, day=d, reason="x"))

    for day in DAYS:
        at_the_bank = sum(amount for line_day, _, amount, _ in events if line_day <= day)
        found = compared(office, bank, day, at_the_bank)
        assert found.unexplained == 0
    last = DAYS[-1]
    standing = [
        event for event in events if event[1] is None or (event[3] is not None and event[3] >= event[1])
    ]
    assert [one.amount for one in compared(office, bank, last, 0).differences] == [
        amount for line_day, _, amount, _ in sorted(standing, key=lambda event: event[0])
    ]
