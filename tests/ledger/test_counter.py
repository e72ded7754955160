"""Numbers without a gap."""

import contextlib
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.ledger.counter import take_numbers
from tests.builders import an_office

TAKINGS = st.lists(
    st.tuples(st.sampled_from(["PT", "PC"]), st.sampled_from([2025, 2026]), st.integers(1, 5)), max_size=20
)


def test_each_series_and_year_counts_from_one(database):
    office = an_office(database)

    with database.writing() as session:
        taken = [
            take_numbers(session, office.unit, series, year, count)
            for series, year, count in [("PT", 2026, 1), ("PT", 2026, 3), ("PC", 2026, 1), ("PT", 2027, 1)]
        ]

    assert taken == [1, 4, 1, 1]


@pytest.fixture
def office(sqlite_database):
    return an_office(sqlite_database)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example takes its numbers back
@given(takings=TAKINGS)
def test_whatever_is_taken_leaves_no_gap(office, takings):
    expected: Counter[tuple[str, int]] = Counter()

    with contextlib.suppress(InterruptedError), office.database.writing() as session:
        for series, year, count in takings:
            expected[series, year] += count
            assert take_numbers(session, office.unit, series, year, count) == expected[series, year]
        raise InterruptedError
