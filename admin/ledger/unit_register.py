"""The register of units, as it is searched where money goes to another unit: by code, or by any words of the name."""

from __future__ import annotations

from sqlalchemy.orm import Session

from admin.lookup import FOUND_MAX, Found, register
from khfund.calendar import today
from khfund.unit import Unit, UnitUnknownError, tree_on, units
from khfund.vietnamese import fold

UNITS = "unit"


@register(UNITS, "money.look")
class Units:
    """All units of today but the one whose book is open."""

    def find(self, session: Session, unit: Unit, words: str) -> list[Found]:
        """Give the units whose code or full name holds every word."""
        tree, wanted = tree_on(session, today()), fold(words).split()
        found = [
            Found(one.id, tree.full_name(one.id))
            for one in units(session, today())
            if one.id != unit.id
            and all(word in f"{fold(one.code)} {fold(tree.full_name(one.id))}" for word in wanted)
        ]
        return sorted(found, key=lambda one: (len(one.words), one.words))[:FOUND_MAX]

    def named(self, session: Session, unit: Unit, number: int) -> Found:
        """Give the unit of this number.

        Raises: UnitUnknownError.
        """
        found = session.get(Unit, number)
        if found is None or found.id == unit.id:
            raise UnitUnknownError(code=str(number))
        return Found(found.id, tree_on(session, today()).full_name(found.id))
