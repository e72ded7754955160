"""The head and foot of a document that a unit issues, from what it has set for itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from khfund.reports.disclosure import Letterhead
from khfund.unit import Unit, value_on


def letterhead(
    session: Session,
    unit: Unit,
    day: date,
    recipients: Sequence[str] = ("Các hội, ban trực thuộc",),
    number: str = "",
) -> Letterhead:
    """Return the letterhead of a document dated `day`: to the body above for its information, and to `recipients`.

    A document without a number leaves the place for one that is written by hand.
    """

    def set_to(key: str) -> str:
        return value_on(session, unit.id, key, day)

    above = (f"{unit.parent_body} (để báo cáo)",) if unit.parent_body else ()
    return Letterhead(
        parent=unit.parent_body,
        body=unit.name,
        number=number,
        place=unit.place or "……",
        day=day,
        authority=set_to("signer_capacity"),
        position=set_to("signer_title"),
        signer=set_to("signer_name"),
        recipients=(*above, *recipients, "Lưu: VT"),
    )
