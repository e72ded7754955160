"""How a form looks a recipient up, by number or by name; only for whoever may see the register."""

from __future__ import annotations

from sqlalchemy.orm import Session

from admin.lookup import FOUND_MAX, Found, register
from admin.scholarships.candidate import born
from khfund.scholarships.recipient import Recipient, find_recipient, search_recipients
from khfund.unit import Unit

NAME = "recipient"


@register(NAME, "recipient.look")
class RecipientRegister:
    """The unit's register of recipients."""

    def find(self, session: Session, unit: Unit, words: str) -> list[Found]:
        """Find by number, or by name without marks."""
        if words.isascii() and words.isdigit() and len(words) <= 9:
            one = session.get(Recipient, int(words))
            return [_found(one)] if one is not None and one.unit_id == unit.id else []
        return [_found(one) for one in search_recipients(session, unit.id, words, limit=FOUND_MAX)]

    def named(self, session: Session, unit: Unit, number: int) -> Found:
        """Give the recipient of this number.

        Raises: RecipientUnknownError.
        """
        return _found(find_recipient(session, unit.id, number))


def _found(one: Recipient) -> Found:
    told = (one.full_name, born(one.birth_day, one.birth_year), one.commune)
    return Found(one.id, ", ".join(filter(None, told)))
