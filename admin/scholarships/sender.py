"""Which units put somebody forward in a round, and for which of them a person may do it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from admin.visitor import visitor
from khfund.calendar import today
from khfund.scholarships.award_round import AwardRound
from khfund.unit import Unit, tree_on


def own_units(unit_id: int) -> frozenset[int] | None:
    """The units for which alone this person acts in the book of `unit_id`; None is all of them."""
    return visitor().sends_for.get(unit_id)


def senders(session: Session, award_round: AwardRound) -> list[Unit]:
    """The units that may put somebody forward and for which this person acts: the round's own and those below."""
    tree, own = tree_on(session, today()), own_units(award_round.unit_id)
    there = {award_round.unit_id, *(one.id for one in tree.below(award_round.unit_id))}
    for one in tree.units:
        if award_round.unit_id in tree.path(one):
            there.add(one)
    kept = there if own is None else there & own
    return sorted((tree.units[one] for one in kept), key=lambda one: one.code)
