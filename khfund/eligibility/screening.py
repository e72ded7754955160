"""Screening: the same decision for many candidates at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from khfund.eligibility.decision import Decision
from khfund.eligibility.fact import Facts
from khfund.eligibility.rulebook import Rulebook
from khfund.eligibility.sitting import sitting


def screen(rulebook: Rulebook, people: Sequence[Facts], on: date, *, renewal: bool = False) -> list[Decision]:
    """Decide about many candidates on a day, in their order; each answer is what `decide` would say.

    Raises: RulebookNotInForceError.
    """
    outcome = sitting(rulebook, on, renewal=renewal).outcome
    return [Decision(outcome(facts), facts) for facts in people]
