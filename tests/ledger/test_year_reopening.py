"""A closed year is opened again by two persons, and what a closed year shows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.calendar import Month
from khfund.errors import IntegrityError
from khfund.ledger import (
    AccountRole,
    Fund,
    ask_reopening,
    balances,
    close_period,
    find_book,
    reopen_period,
    reverse,
    trial_balance,
)
from khfund.ledger.accounting_period import (
    PeriodNotLastError,
    ReopeningNotAskedError,
)
from khfund.ledger.balance import year_end_turnovers
from khfund.ledger.entry import find_entry
from khfund.ledger.year_end import (
    YearEndEntryError,
    YearNotClosedError,
    YearStandsError,
    closings,
)
from khfund.reports.check import check
from tests.builders import write_by_hand
from tests.ledger.years import (
    LAST,
    TODAY,
    a_busy_year,
    ask,
    close,
    closed,
    drop_zeros,
    earned_and_spent,
    refused,
    reopen,
    stands,
)


@pytest.fixture
def office(database):
    return a_busy_year(database)


# -- opening again -------------------------------------------------------------------------------------------------------


def test_two_persons_open_a_year_again_and_close_it_anew(office):
    before = office.read(lambda s: balances(s, office.unit, LAST))
    posted = closed(office)
    ask(office)

    undone = reopen(office)

    assert len(undone) == len(posted) == 2
    assert office.read(lambda s: find_book(s, office.unit).closed_until) == date(2026, 11, 30)
    assert drop_zeros(office.read(lambda s: balances(s, office.unit, LAST))) == drop_zeros(before)
    entry = office.read(lambda s: find_entry(s, office.unit, undone[0].id))
    assert (
        entry.narration
        == f"Đảo bút toán {posted[0].id} ({posted[0].voucher_code}): mở lại năm 2026: Sót phiếu chi"
    )

    office.post(LAST, office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 100_000))
    close(office)
    ((_, opened), (_, still)) = office.read(lambda s: closings(s, office.unit))
    assert (opened.asked_by, opened.granted_by, opened.reason) == (
        office.chief,
        office.chair,
        "Sót phiếu chi",
    )
    assert still is None
    assert earned_and_spent(office, LAST) == {}
    assert stands(office, LAST)["KH"] == (0, 3_250_000)
    assert office.read(check) == []


def test_whoever_asked_does_not_grant(office):
    closed(office)
    ask(office, by=office.chair)

    refused(AnotherPersonNeededError, lambda: reopen(office, by=office.chair))
    assert office.read(lambda s: [two for _, two in closings(s, office.unit)]) == [None]


def test_a_year_is_opened_again_when_somebody_asked(office):
    closed(office)

    refused(ReopeningNotAskedError, lambda: reopen(office))


def test_a_year_that_is_not_closed_is_not_opened_again(office):
    told = "Năm 2026 chưa kết chuyển nên không có gì để mở lại."

    assert refused(YearNotClosedError, lambda: ask(office)) == told
    assert refused(YearNotClosedError, lambda: reopen(office)) == told


def test_a_year_stays_closed_while_a_later_month_is(office):
    closed(office)
    office.do(
        "period.close",
        lambda s, c: close_period(s, c, Month(2027, 1), today=date(2027, 2, 2)),
        by=office.chief,
    )

    refused(PeriodNotLastError, lambda: ask(office))
    refused(PeriodNotLastError, lambda: reopen(office))


def test_december_of_a_closed_year_is_not_opened_by_itself(office):
    closed(office)
    december = Month(2026, 12)
    office.do("period.ask_reopen", lambda s, c: ask_reopening(s, c, december, reason="x"), by=office.chief)

    def alone():
        office.do("period.reopen", lambda s, c: reopen_period(s, c, december, today=TODAY), by=office.chair)

    assert refused(YearStandsError, alone) == (
        "Tháng 12/2026 thuộc năm đã kết chuyển; hãy mở lại cả năm bằng `khfund year ask-reopen 2026` và "
        "`khfund year reopen 2026`."
    )


def test_the_entries_of_the_year_end_are_not_reversed_by_themselves(office):
    entry, _ = closed(office)

    def alone():
        office.do("entry.reverse", lambda s, c: reverse(s, c, entry.id, day=TODAY, reason="x"))

    assert refused(YearEndEntryError, alone) == (
        f"Bút toán {entry.id} kết chuyển năm 2026, không đảo riêng được; hãy mở lại năm bằng `khfund year reopen`."
    )


@pytest.mark.parametrize(
    ("by_hand", "told"),
    [
        (
            "UPDATE book SET closed_until = '2026-11-30'",
            "book: a closed year stays closed until it is opened again",
        ),
        ("UPDATE book SET closed_until = NULL", "book: a closed year stays closed until it is opened again"),
        ("UPDATE year_closing SET year = 2025", "year_closing: rows never change"),
        ("DELETE FROM year_closing", "year_closing: rows are never deleted"),
        (
            "INSERT INTO year_closing SELECT 2, unit_id, year, until, closed_by, command_number FROM year_closing",
            "year_closing: a year is closed once",
        ),
    ],
)
def test_the_database_itself_holds_a_closed_year(office, by_hand, told):
    closed(office)

    with pytest.raises(IntegrityError, match=told):
        write_by_hand(office.database, by_hand)


# -- reads ---------------------------------------------------------------------------------------------------------------


def test_the_trial_balance_before_the_year_end_can_still_be_shown(office):
    def shown(session, *, before_year_end=False):
        found = trial_balance(session, office.unit, LAST, before_year_end=before_year_end)
        return {
            one.account.code: (one.debit, one.credit, one.balance) for one in found if one.debit or one.credit
        }

    before = office.read(shown)
    closed(office)

    assert office.read(lambda s: shown(s, before_year_end=True)) == before
    assert office.read(shown)["421"] == (1_650_000, 6_200_000, 4_550_000)
    in_th = office.read(
        lambda s: trial_balance(s, office.unit, LAST, fund=s.get_one(Fund, office.th), before_year_end=True)
    )
    assert {one.account.code: one.balance for one in in_th}["421"] == 0


def test_what_was_carried_is_known_as_the_books_stood(office):
    closed(office)
    later, earlier = datetime(2027, 1, 16, tzinfo=UTC), datetime(2027, 1, 14, tzinfo=UTC)

    def carried(moment):
        return office.read(lambda s: year_end_turnovers(s, office.unit, LAST, known_at=moment))

    assert len(carried(later)) == len(carried(None)) == 8
    assert carried(earlier) == []
