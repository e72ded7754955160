"""For whom somebody works in a book: a clerk who holds a role in a unit below works there for that unit alone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from khfund.driver import Statement


def own_units(session: Session, person_id: int, unit_id: int) -> frozenset[int] | None:
    """The units for which alone a person works in the book of `unit_id`; None for whoever works for all of it.

    Whoever is only a clerk there and holds a role in a unit that stands, or ever stood, below sends that unit's
    nominations and sees no other's: a unit that moved or ended must not open the book of the unit above.
    """
    return frozenset(_OWN.run(session, person=person_id, unit=unit_id).scalars()) or None


_OWN = Statement(
    "WITH RECURSIVE stood (child, parent) AS (SELECT id, parent_id FROM unit "
    "UNION SELECT unit_id, parent_id FROM unit_parent UNION SELECT unit_id, former_id FROM unit_parent), "
    "beneath (id) AS (SELECT child FROM stood WHERE parent = :unit "
    "UNION SELECT s.child FROM stood s JOIN beneath b ON s.parent = b.id) "
    "SELECT DISTINCT g.unit_id FROM role_grant g JOIN beneath b ON b.id = g.unit_id "
    "WHERE g.person_id = :person AND g.unit_id <> :unit AND NOT EXISTS (SELECT 1 FROM role_grant h "
    "WHERE h.person_id = :person AND (h.unit_id IS NULL OR h.unit_id = :unit AND h.role <> 'clerk'))"
)
