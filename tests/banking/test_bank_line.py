"""What a bank line says, and how far it has been used."""

from datetime import date

import pytest

from khfund.banking.bank_line import LineUnknownError, figures, find_line, lines, remaining, unidentified
from khfund.banking.line_booking import book_unidentified
from khfund.banking.line_money import postings_from
from khfund.banking.line_use import use_lines
from khfund.calendar import DateRange, Month
from khfund.ledger import AccountRole, post, reverse
from tests.banking.offices import a_bank_account, a_line, all_lines
from tests.builders import an_office


def known(office, line, amount):
    """Book part of a line as a gift."""

    def work(session, command):
        postings = postings_from(session, command, line, credit=office_account, fund=office.kh, amount=amount)
        entry = post(session, command, date(2026, 3, 2), "Ủng hộ", *postings)
        use_lines(session, command, [(line, entry.id, amount)])
        return entry.id

    office_account = office.account(AccountRole.GIFTS)
    return office.do("bank.post", work)


def states(office, bank):
    return {
        state: [one.id for one in all_lines(office, bank, state)]
        for state in ("unmatched", "unidentified", "used", "all")
    }


def left(office, line):
    return office.read(lambda s: (remaining(s, line), unidentified(s, line)))


def test_a_line_goes_from_unmatched_over_unidentified_to_used(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank, 500_000)
    fresh = states(office, bank), left(office, line)

    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line]))
    waiting = states(office, bank), left(office, line)
    known(office, line, 500_000)
    used = states(office, bank), left(office, line)

    assert fresh == ({"unmatched": [line], "unidentified": [], "used": [], "all": [line]}, (500_000, 0))
    assert waiting == ({"unmatched": [], "unidentified": [line], "used": [], "all": [line]}, (0, 500_000))
    assert used == ({"unmatched": [], "unidentified": [], "used": [line], "all": [line]}, (0, 0))


def test_a_line_used_in_part_is_unmatched(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank, 500_000)

    known(office, line, 200_000)

    assert states(office, bank) == {"unmatched": [line], "unidentified": [], "used": [], "all": [line]}
    assert left(office, line) == (300_000, 0)


def test_a_use_whose_entry_was_reversed_no_longer_counts(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank, 500_000)
    entry = known(office, line, 500_000)

    office.do("entry.reverse", lambda s, c: reverse(s, c, entry, day=date(2026, 4, 1), reason="Nhầm quỹ"))

    assert left(office, line) == (500_000, 0)
    assert states(office, bank)["unmatched"] == [line]


def test_lines_are_told_by_day(database):
    office = an_office(database)
    bank = a_bank_account(office)
    later = a_line(office, bank, day="01/04/2026")
    earlier = a_line(office, bank, day="31/03/2026")

    assert [one.id for one in all_lines(office, bank)] == [earlier, later]
    march = DateRange.month(Month(2026, 3))
    assert [one.id for one in office.read(lambda s: lines(s, bank.id, days=march))] == [earlier]


def test_a_line_has_one_amount_and_one_direction(database):
    office = an_office(database)
    bank = a_bank_account(office)
    a_line(office, bank, -11_000)
    a_line(office, bank, 20_000)

    assert [(one.amount, one.net) for one in all_lines(office, bank)] == [(11_000, -11_000), (20_000, 20_000)]


def test_a_line_of_nobody_or_of_another_unit_is_unknown(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line = a_line(office, bank)

    with pytest.raises(LineUnknownError) as refusal:
        office.read(lambda s: find_line(s, office.unit, 77))
    with pytest.raises(LineUnknownError):
        office.read(lambda s: find_line(s, office.unit + 1, line))

    assert str(refusal.value) == "Đơn vị không có dòng sao kê số 77."
    assert office.read(lambda s: find_line(s, office.unit, line).id) == line


def test_figures_are_written_with_nothing_for_what_is_absent():
    assert figures((1, None, date(2026, 3, 1), "x")) == "1||2026-03-01|x"
