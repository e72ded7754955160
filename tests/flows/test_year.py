"""Whatever happened in a year: closing it conserves every fund, leaves income and cost at zero and changes no report."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.db import Database
from khfund.ledger import AccountRole, NewEntry, post_all, trial_balance
from khfund.ledger.spending import SpendingPrincipalError
from khfund.reports.check import check
from khfund.reports.statement_table import tables
from khfund.reports.tally import add_up
from tests.builders import Office, an_office
from tests.ledger.years import LAST, TODAY, ask, close, close_months, earned_and_spent, reopen, stands
from tests.reports.offices import shown

HELD = (AccountRole.CASH, AccountRole.BANK, AccountRole.OTHER_PAYABLE)
MOVED = (
    AccountRole.GIFTS,
    AccountRole.GIFTS_IN_KIND,
    AccountRole.DUES,
    AccountRole.INTEREST,
    AccountRole.SCHOLARSHIPS,
    AccountRole.MANAGEMENT,
    AccountRole.SPENDABLE,
)
amounts = st.integers(1, 10**12)
funds = st.sampled_from(["kh", "th"])
days = st.dates(date(2026, 1, 1), LAST)
moves = st.tuples(
    st.just("move"), days, st.sampled_from(HELD), st.sampled_from(MOVED), st.booleans(), funds, amounts
)
helps = st.tuples(st.just("help"), days, st.sampled_from(HELD), st.booleans(), amounts)
years = st.lists(moves | helps, max_size=12)


def entry_of(office: Office, move: tuple) -> NewEntry:
    if move[0] == "help":
        _, day, held, turned, amount = move
        giver, getter = (office.th, office.kh) if turned else (office.kh, office.th)
        postings = [
            office.posting(AccountRole.INTERFUND, held, amount, giver),
            office.posting(held, AccountRole.INTERFUND, amount, getter),
        ]
        return NewEntry(day, "Giúp nhau", postings)
    _, day, held, other, comes, fund, amount = move
    debit, credit = (held, other) if comes else (other, held)
    return NewEntry(day, "Thu, chi", [office.posting(debit, credit, amount, getattr(office, fund))])


def post_what_may_be(office: Office, moves: list[tuple]) -> None:
    """Post each move that the endowment allows."""
    for move in moves:
        entry = entry_of(office, move)
        try:
            office.do("entry.post", lambda s, c, e=entry: post_all(s, c, [e]))
        except SpendingPrincipalError:
            continue


def statement_figures(office: Office):
    """Every sum of the public statement, and the tables that hold them."""
    found = shown(office)
    kept = {
        table.key: table.rows
        for table in tables(found)
        if table.key not in {"entries", "accounts", "corrections"}
    }
    return add_up(found.openings, found.postings), kept


def before_the_year_end(office: Office, *, before_year_end: bool):
    def look(session):
        found = trial_balance(session, office.unit, LAST, before_year_end=before_year_end)
        return [(one.account.code, one.debit, one.credit) for one in found if one.debit or one.credit]

    return office.read(look)


def a_year_closes(office: Office, moves: list[tuple]) -> None:
    """Close a year of these moves, open it again, close it anew; look at everything after each step."""
    post_what_may_be(office, moves)
    stood, said = stands(office, LAST), statement_figures(office)
    trial = before_the_year_end(office, before_year_end=False)
    close_months(office, Month(2026, 11))

    close(office)

    assert_closed(office, stood, said, trial)
    ask(office)
    reopen(office)
    assert (stands(office, LAST), before_the_year_end(office, before_year_end=True)) == (stood, trial)
    close(office)
    assert_closed(office, stood, said, trial)


def assert_closed(office: Office, stood, said, trial) -> None:
    assert earned_and_spent(office, LAST) == {}
    assert stands(office, LAST) == stands(office, TODAY) == stood
    assert statement_figures(office) == said
    assert before_the_year_end(office, before_year_end=True) == trial
    assert office.read(check) == []


def test_closing_a_year_conserves_every_fund_on_sqlite(sqlite_template, tmp_path):
    numbers = itertools.count()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(years)
    def closes(moves):
        file = tmp_path / f"{next(numbers)}.sqlite"
        file.write_bytes(sqlite_template.read_bytes())
        database = Database(file)
        a_year_closes(an_office(database), moves)
        database.dispose()

    closes()


def test_closing_a_year_conserves_every_fund_on_postgresql(postgres_server, postgresql_template, names):
    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
    @given(years)
    def closes(moves):
        name = next(names)
        postgres_server.create(name, template=postgresql_template)
        database = Database(postgres_server.url(name))
        a_year_closes(an_office(database), moves)
        database.dispose()
        postgres_server.drop(name)

    closes()
