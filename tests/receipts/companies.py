"""A company that gave, and the minutes that confirm it."""

from datetime import date

from khfund.calendar import DateRange
from khfund.donations.donation import receive
from khfund.donations.donor import enter_donor, find_donor
from khfund.donations.gift import Part
from khfund.donations.likeness import DonorKind, Traits
from khfund.receipts.confirmation import issue_confirmation
from khfund.receipts.confirmation_register import find_confirmation, waiting_gifts
from khfund.unit import set_value
from tests.builders import an_office

DAY = date(2027, 1, 10)
YEAR = DateRange.year(2026)
KNOWN = {"kind": DonorKind.ORGANISATION, "address": "Số 12 đường Chiềng Lề", "tax_code": "5500987654"}


def with_basis(database):
    """An office that has set the legal basis and its signer."""
    office = an_office(database)

    def work(session, command):
        set_value(session, command, "confirmation_basis", "Nghị định về thuế", since=date(2026, 1, 1))
        set_value(session, command, "signer_name", "Hoàng Văn Chủ Tịch", since=date(2026, 1, 1))

    office.do("unit.set", work, by=office.chair)
    return office


def a_company(office, name="Công ty Hoa Ban", **known):
    """The number of a company in the register."""
    return office.do("donor.enter", lambda s, c: enter_donor(s, c, Traits(name, **(KNOWN | known)))).id


def gives(office, donor, amount=5_000_000, *, day=date(2026, 3, 1), **more):
    """The number of a gift in cash."""
    parts = more.pop("parts", [Part(office.kh, amount)])

    def work(session, command):
        giver = find_donor(session, command.unit, donor)
        return receive(session, command, giver, day=day, parts=parts, **more)

    return office.do("donation.receive", work).id


def confirmed(office, donor, gifts=None, *, day=DAY, warned=None, **more):
    """The minutes of these gifts, or of all that wait."""

    def work(session, command):
        giver = find_donor(session, command.unit, donor)
        wanted = waiting_gifts(session, giver, YEAR) if gifts is None else gifts
        row = issue_confirmation(session, command, giver, wanted, day=day, **more)
        if warned is not None:
            warned.extend(map(str, command.warnings))
        return row

    return office.do("confirmation.issue", work)


def found(session, office, number="BBXN-2027-0001"):
    """Minutes by their number."""
    return find_confirmation(session, office.unit, number)
