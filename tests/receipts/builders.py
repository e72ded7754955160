"""An association that issues receipts, its donors and gifts."""

from datetime import date

from sqlalchemy import select

from khfund.donations.donation import receive
from khfund.donations.donor import enter_donor
from khfund.donations.gift import Part
from khfund.donations.likeness import Traits
from khfund.receipts.receipt import issue_receipt
from khfund.receipts.series import Series, open_series
from tests.builders import an_office

DAY = date(2026, 3, 2)


def with_series(database):
    """An office with the series GXN."""
    office = an_office(database)
    office.do("receipt.open_series", lambda s, c: open_series(s, c, "GXN"))
    return office


def series(session):
    """The only series."""
    return session.scalars(select(Series)).one()


def a_donor(office, name="Lường Thị Ánh", **traits):
    """A person who gives."""
    return office.do("donor.enter", lambda s, c: enter_donor(s, c, Traits(name, **traits)))


def a_gift(office, donor=None, amount=500_000, *, day=date(2026, 3, 1), **more):
    """A gift in cash, to Quỹ Khuyến học unless the parts say otherwise."""
    parts = more.pop("parts", [Part(office.kh, amount)])
    return office.do("donation.receive", lambda s, c: receive(s, c, donor, day=day, parts=parts, **more))


def issued(office, gift, day=DAY):
    """The receipt of a gift, issued on a day."""
    return office.do("receipt.issue", lambda s, c: issue_receipt(s, c, gift.id, series(s), day=day))
