"""Every pledge, level, measure and kind of giver has its words."""

from khfund.cli.promise_words import GIVERS, LEVELS, MANNERS, MEASURES, REASONS, RHYTHMS
from khfund.donations.campaign_progress import KIND_NAMES
from khfund.donations.dues import DuesLevel
from khfund.donations.instalment import Rhythm
from khfund.donations.pledge import EndReason
from khfund.donations.target import Manner, Measure


def test_nothing_is_without_words():
    assert RHYTHMS.keys() == set(Rhythm)
    assert REASONS.keys() == set(EndReason)
    assert GIVERS.keys() == KIND_NAMES.keys()
    assert LEVELS.keys() == set(DuesLevel)
    assert MEASURES.keys() == set(Measure)
    assert MANNERS.keys() == set(Manner)
