"""Every kind, way, sign, pledge, level and measure has its words."""

from khfund.donations.campaign_progress import KIND_NAMES
from khfund.donations.donation import EventKind
from khfund.donations.dues import DuesLevel
from khfund.donations.gift import Way
from khfund.donations.instalment import Rhythm
from khfund.donations.likeness import DonorKind
from khfund.donations.line_decision import Verdict
from khfund.donations.match_rule import Sign
from khfund.donations.naming import (
    DONOR_KINDS,
    EVENTS,
    GIVERS,
    LEVELS,
    MANNERS,
    MEASURES,
    PROPOSALS,
    REASONS,
    RHYTHMS,
    SIGNS,
    VERDICTS,
    WAYS,
)
from khfund.donations.pledge import EndReason
from khfund.donations.proposal import ProposalState
from khfund.donations.target import Manner, Measure


def test_nothing_is_without_words():
    assert RHYTHMS.keys() == set(Rhythm)
    assert REASONS.keys() == set(EndReason)
    assert GIVERS.keys() == KIND_NAMES.keys()
    assert LEVELS.keys() == set(DuesLevel)
    assert MEASURES.keys() == set(Measure)
    assert MANNERS.keys() == set(Manner)
    assert DONOR_KINDS.keys() == set(DonorKind)
    assert WAYS.keys() == set(Way)
    assert EVENTS.keys() == set(EventKind)
    assert PROPOSALS.keys() == set(ProposalState)
    assert VERDICTS.keys() == set(Verdict)
    assert SIGNS.keys() == set(Sign)
