"""Every state, step, verdict, kind and relation has its words, the same as in refusals."""

from khfund.cli.round_words import KINDS, RELATIONS, STATES, STEPS, VERDICTS
from khfund.eligibility.verdict import Verdict
from khfund.scholarships.programme import ProgrammeKind
from khfund.scholarships.relation import KIND_NAMES
from khfund.scholarships.round_state import STATE_NAMES, RoundStep


def test_nothing_is_without_words():
    assert STATES == STATE_NAMES
    assert RELATIONS == KIND_NAMES
    assert STEPS.keys() == set(RoundStep)
    assert KINDS.keys() == set(ProgrammeKind)
    assert {one: one.words for one in Verdict} == VERDICTS
