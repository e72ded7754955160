"""What a category of a rulebook says of whoever meets it: a need, which is counted and never told, or an honour."""

from __future__ import annotations

import attrs

from khfund.eligibility.criterion import keys_of
from khfund.eligibility.shelf import codes, rulebook

MERIT = frozenset({"learner", "grade", "born", "learning", "conduct", "council_good_learner", "honour"})
"""The facts that tell nothing of a need; a category that asks for any other fact is never told of a person."""


@attrs.frozen
class AwardCategory:
    """A category by its key, in the words of its rulebook; an honour asks for nothing but merit."""

    key: str
    name: str
    is_honour: bool


def award_categories(code: str) -> dict[str, AwardCategory]:
    """Return key → category, of the rulebook with this code; nothing for one that is not on the shelf."""
    if code not in codes():
        return {}
    return {
        one.key: AwardCategory(one.key, one.name, set(keys_of(one.asks)) <= MERIT)
        for one in rulebook(code).criteria
    }
