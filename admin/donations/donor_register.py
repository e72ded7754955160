"""How donors are looked up while somebody types: by number, by telephone, by the words of the name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.lookup import FOUND_MAX, Found, register
from khfund.donations.donor import Donor, find_donor, search_donors
from khfund.unit import Unit

DONORS = "donor"


@register(DONORS, "giver.look")
class DonorRegister:
    """The unit's living donors."""

    def find(self, session: Session, unit: Unit, words: str) -> list[Found]:
        """By the first figures of the telephone, the number, or all words of the name with or without tones."""
        digits = "".join(filter(str.isdecimal, words))
        if digits and not any(letter.isalpha() for letter in words):
            return [_found(one) for one in _by_digits(session, unit.id, digits)]
        return [_found(one) for one in search_donors(session, unit.id, words, limit=FOUND_MAX)]

    def named(self, session: Session, unit: Unit, number: int) -> Found:
        """The donor of that number; for a merged one, who it was merged into."""
        return _found(find_donor(session, unit.id, number))


def _by_digits(session: Session, unit_id: int, digits: str) -> list[Donor]:
    own = select(Donor).where(Donor.unit_id == unit_id, Donor.merged_into_id.is_(None))
    if not digits.startswith("0"):
        return list(session.scalars(own.where(Donor.id == int(digits[:15]))))
    of_phone = own.where(Donor.phone != "", Donor.phone >= digits, Donor.phone < f"{digits}:")
    return list(session.scalars(of_phone.order_by(Donor.phone, Donor.id).limit(FOUND_MAX)))


def _found(one: Donor) -> Found:
    told = [one.full_name, one.locality, f"…{one.phone[-4:]}" if one.phone else ""]
    return Found(one.id, ", ".join(part for part in told if part))
