"""Runs of the allocation: kept with what went in and what came out."""

import pytest

from khfund.engine_failure import GuardedError
from khfund.scholarships.allocation import Outcome
from khfund.scholarships.allocation_run import (
    AllocationMissingError,
    NothingToAllocateError,
    allocate_round,
    given_of,
    latest_run,
    lines_of,
    places_of,
    runs,
)
from khfund.scholarships.round_state import RoundState
from khfund.scholarships.round_step import RoundStateError, close_nominations
from khfund.scholarships.screening import screen_round
from tests.builders import an_office, write_by_hand
from tests.scholarships.decided import a_round


def test_a_run_keeps_everybody_with_a_place_or_a_reason(database):
    round_ = a_round(an_office(database), each={"XA1": 3, "XA2": 1}, quotas={"XA1": 1, "XA2": 1}).prepare()

    run = round_.allocate(alternates=1)

    lines = round_.read(lambda s, _r: lines_of(s, run))
    assert [line.nomination_id for line in lines] == round_.nominations
    assert round_.read(lambda s, _r: run.counts(s)) == {"awarded": 2, "alternates": 1, "left_out": 1}
    assert (run.number, run.amount, run.told) == (1, 2_000_000, [])
    assert round_.read(lambda s, r: r.state) is RoundState.ALLOCATED
    assert round_.read(lambda s, _r: places_of(s, run)) == {round_.units["XA1"]: 1, round_.units["XA2"]: 1}


def test_a_round_may_be_allocated_again_and_both_runs_stay(database):
    round_ = a_round(an_office(database), each={"XA1": 3}, quotas={"XA1": 2}).prepare()

    round_.allocate(alternates=0)
    round_.allocate(alternates=1)

    kept = round_.read(runs)
    assert [(run.number, run.alternates) for run in kept] == [(1, 0), (2, 1)]
    assert round_.read(latest_run).number == 2
    assert kept[0].given_digest != kept[1].given_digest


def test_the_same_input_gives_the_same_digests(database):
    round_ = a_round(an_office(database), each={"XA1": 3}).prepare()

    first, second = round_.allocate(), round_.allocate()

    assert (first.given_digest, first.result_digest) == (second.given_digest, second.result_digest)


def test_what_a_run_was_given_is_read_back_as_it_was(database):
    round_ = a_round(an_office(database), each={"XA1": 2}, quotas={"XA1": 1}).prepare()
    run = round_.allocate(redistribute=False, minimum=0, alternates=4)

    options, candidates = round_.read(lambda s, _r: given_of(s, run))

    assert (options.seed, options.budget, options.redistribute, options.alternates) == (
        "HB26",
        10_000_000,
        False,
        4,
    )
    assert [(one.nomination, one.categories, one.amount) for one in candidates] == [
        (number, ("1",), 1_000_000) for number in round_.nominations
    ]


def test_a_round_that_is_not_screened_is_not_allocated(sqlite_database):
    round_ = a_round(an_office(sqlite_database))

    with pytest.raises(RoundStateError) as refused:
        round_.allocate()

    assert str(refused.value) == "Đợt HB26 đang ở trạng thái «đang nhận đề nghị», không thể phân suất."


def test_a_round_without_nominations_is_not_allocated(sqlite_database):
    office = an_office(sqlite_database)
    round_ = a_round(office, each={"XA1": 0})
    round_.do("round.close", close_nominations)
    round_.do("round.screen", screen_round)

    with pytest.raises(NothingToAllocateError) as refused:
        round_.do("award.allocate", allocate_round)

    assert str(refused.value) == "Đợt HB26 chưa có đề nghị nào để phân suất."


def test_what_was_never_allocated_has_no_run(sqlite_database):
    round_ = a_round(an_office(sqlite_database))

    with pytest.raises(AllocationMissingError) as refused:
        round_.read(latest_run)

    assert str(refused.value) == (
        "Đợt HB26 chưa có lần phân suất nào; hãy chạy `khfund award allocate --round HB26`."
    )


@pytest.mark.parametrize("table", ["allocation_run", "allocation_line", "allocation_quota"])
def test_a_run_never_changes(database, table):
    round_ = a_round(an_office(database), each={"XA1": 2}, quotas={"XA1": 1}).prepare()
    round_.allocate()

    with pytest.raises(GuardedError, match="rows never change"):
        write_by_hand(database, f"UPDATE {table} SET command_number = command_number")


def test_lines_come_in_the_order_of_their_outcome(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 4}, quotas={"XA1": 2}).prepare()
    run = round_.allocate()

    awarded = round_.read(lambda s, _r: lines_of(s, run, Outcome.AWARDED))

    assert [line.place for line in awarded] == [1, 2]
