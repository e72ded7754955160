"""The ways that a round may go, as a table."""

from khfund.scholarships.round_state import ACTIONS, LIVE, STATE_NAMES, WAYS, RoundState, RoundStep


def test_a_round_that_is_decided_or_cancelled_goes_nowhere():
    left = {way.partition(":")[2].partition(">")[0] for way in WAYS}

    assert left == {"open", "closed", "screened", "allocated"} == {one.value for one in LIVE}


def test_every_way_is_made_of_steps_and_states():
    parts = [(way.partition(":")[0], *way.partition(":")[2].split(">")) for way in WAYS]

    assert {step for step, _before, _after in parts} == {one.value for one in RoundStep}
    assert {state for _step, *states in parts for state in states} == {one.value for one in RoundState}


def test_steps_and_states_have_their_words():
    assert ACTIONS.keys() == set(RoundStep)
    assert STATE_NAMES.keys() == set(RoundState)
