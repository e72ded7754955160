"""Which entries a seed draws: the same for everybody, every entry possible, none twice."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.oversight.sample_selection import SampleMethod, list_text, seed_of, select_entries

PROJECT = Path(__file__).parent.parent.parent
SEEDS = st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)
LISTS = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**12)),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one[0],
).map(sorted)


def verifier():
    spec = importlib.util.spec_from_file_location("verify_sample", PROJECT / "docs" / "verify_sample.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = verifier()


@given(seed=SEEDS, entries=LISTS, wanted=st.integers(1, 50), method=st.sampled_from(SampleMethod))
def test_a_sample_holds_as_many_as_wanted_none_twice_and_only_entries_of_the_list(
    seed, entries, wanted, method
):
    drawn = select_entries(seed, entries, wanted, method)

    assert len(drawn) == len(set(drawn)) == min(wanted, len(entries))
    assert set(drawn) <= {number for number, _amount in entries}


@given(seed=SEEDS, entries=LISTS, wanted=st.integers(1, 50), method=st.sampled_from(SampleMethod))
def test_the_published_program_draws_the_same_with_the_standard_library_alone(seed, entries, wanted, method):
    assert VERIFIER.drawn(seed, entries, wanted, method.value) == select_entries(
        seed, entries, wanted, method
    )


@given(
    seed=SEEDS,
    entries=LISTS,
    fewer=st.integers(1, 20),
    more=st.integers(1, 20),
    method=st.sampled_from(SampleMethod),
)
def test_a_larger_sample_begins_with_the_smaller_one(seed, entries, fewer, more, method):
    fewer, more = sorted((fewer, more))
    if more < len(entries):
        assert select_entries(seed, entries, more, method)[:fewer] == select_entries(
            seed, entries, fewer, method
        )


@pytest.mark.parametrize("method", SampleMethod)
def test_every_entry_can_be_drawn(method):
    entries = [(number, 1_000 * number) for number in range(1, 11)]

    drawn = {number for draw in range(300) for number in select_entries(f"{draw:064x}", entries, 1, method)}

    assert drawn == set(range(1, 11))


def test_by_money_a_large_entry_is_drawn_about_as_often_as_its_share():
    entries = [(1, 900_000), (2, 100_000)]

    drawn = Counter(
        select_entries(f"{draw:064x}", entries, 1, SampleMethod.MONEY)[0] for draw in range(1_000)
    )

    assert 860 <= drawn[1] <= 940


def test_a_known_seed_draws_known_entries():
    """Pinned: an announced sample must come out the same with every later version."""
    seed = seed_of(bytes(32), 7, "hoa ban")
    entries = [(number, 50_000 + number) for number in range(1, 21)]

    assert seed == VERIFIER.seed_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "7", "hoa ban")
    assert seed == "579a29ef3e2acceb74914b2d30b559f09e781317ffde19e67b8f1fb560a11ab9"
    assert select_entries(seed, entries, 4, SampleMethod.UNIFORM) == [15, 3, 6, 9]
    assert select_entries(seed, entries, 4, SampleMethod.MONEY) == [12, 6, 18, 19]


def test_the_list_is_written_one_entry_a_line():
    assert list_text([(3, 1_000), (7, 250)]) == "3,1000\n7,250\n"
