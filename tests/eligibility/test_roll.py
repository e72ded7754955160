"""Rolls: candidates in columns."""

from array import array
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility import Evidence, Fact
from khfund.eligibility.roll import ORDER, Days, call_roll


def lanes(number, size):
    return [byte == 255 for byte in number.to_bytes(size, ORDER)]


@given(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=20), st.integers(1, 3_000_000))
def test_a_day_is_compared_for_everybody_at_once(days, day):
    ranked = Days.of(array("i", days))

    assert lanes(ranked.since(day), len(days)) == [one >= day for one in days]


@given(st.integers(0, 1_300))
def test_days_that_need_two_bytes_are_compared_as_well(day):
    days = list(range(0, 1_200, 2)) * 2

    assert lanes(Days.of(array("i", days)).since(day), len(days)) == [one >= day for one in days]


def test_a_column_holds_terms_and_the_days_of_papers():
    def poor(**paper):
        return {"carer_poverty": Fact("carer_poverty", "poor", Evidence("poverty_certificate", **paper))}

    people = [
        poor(valid_until=date(2026, 12, 31), number="1"),
        {},
        poor(issued=date(2026, 1, 5), valid_from=date(2026, 2, 1), number="2"),
        {"carer_poverty": Fact("carer_poverty", "poor")},
        poor(),
    ]

    roll = call_roll(people)

    column = roll.columns["carer_poverty"]
    assert (roll.size, list(roll.columns), list(column.codes)) == (5, ["carer_poverty"], [1, 0, 1, 2, 1])
    assert column.terms == (
        Fact("carer_poverty", "poor", Evidence("poverty_certificate", valid_until=date.max)),
        Fact("carer_poverty", "poor"),
    )
    counting = {
        day: lanes(column.counting(day), 5)
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 12, 31), date(2027, 1, 1))
    }
    assert counting == {
        date(2026, 1, 31): [True, True, False, True, False],
        date(2026, 2, 1): [True, True, True, True, False],
        date(2026, 12, 31): [True, True, True, True, False],
        date(2027, 1, 1): [False, True, False, True, False],
    }


def test_where_every_paper_counts_for_ever_there_is_nothing_to_compare():
    roll = call_roll([{"hardship": Fact("hardship", value=True, evidence=Evidence("visit_record"))}])

    assert roll.columns["hardship"].counting(date(2026, 1, 1)) is None
