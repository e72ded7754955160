"""The register of confirmations."""

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations.donor import find_donor
from khfund.receipts.confirmation import void_confirmation
from khfund.receipts.confirmation_register import (
    ConfirmationUnknownError,
    confirmation_of,
    confirmations,
    current_paper,
    donations_of,
    waiting_gifts,
)
from khfund.receipts.paper import MarkKind
from tests.receipts.companies import YEAR, a_company, confirmed, found, gives, with_basis


@pytest.fixture
def office(database):
    return with_basis(database)


def test_minutes_are_found_by_their_number_however_it_is_typed(office):
    company = a_company(office)
    gift = gives(office, company)
    made = confirmed(office, company)

    assert office.read(lambda s: found(s, office, " bbxn-2027-0001").id) == made.id
    assert office.read(lambda s: (confirmation_of(s, gift).id, donations_of(s, made))) == (made.id, [gift])


@pytest.mark.parametrize("number", ["BBXN-2027-0002", "BBXN-2027-1", "GXN-2027-0001", "", "BBXN-٢٠٢٧-0001"])
def test_a_number_that_none_bears_is_refused(office, number):
    with pytest.raises(ConfirmationUnknownError) as refusal:
        office.read(lambda s: found(s, office, number))

    assert str(refusal.value) == f"Đơn vị không có biên bản xác nhận tài trợ số {number}."


def test_the_register_is_read_by_days(office):
    company = a_company(office)
    for day in (date(2026, 3, 1), date(2026, 4, 1)):
        gives(office, company, day=day)
        confirmed(office, company, day=day)

    def numbers(days=None):
        return office.read(lambda s: [one.printed_number for one in confirmations(s, office.unit, days)])

    assert numbers() == ["BBXN-2026-0001", "BBXN-2026-0002"]
    assert numbers(DateRange.parse("2026-03")) == ["BBXN-2026-0001"]


def test_what_waits_are_gifts_of_the_days_that_are_not_confirmed(office):
    company = a_company(office)
    first = gives(office, company)
    gives(office, company, day=date(2027, 1, 5))

    def waiting(days=YEAR):
        return office.read(lambda s: waiting_gifts(s, find_donor(s, office.unit, company), days))

    assert waiting() == [first]
    confirmed(office, company)
    assert waiting() == []


def test_voided_minutes_are_shown_as_voided(office):
    company = a_company(office)
    gives(office, company)
    confirmed(office, company)
    assert office.read(lambda s: current_paper(s, found(s, office))).mark.kind is MarkKind.ORIGINAL

    office.do("confirmation.void", lambda s, c: void_confirmation(s, c, found(s, office), reason="Sai tên"))

    mark = office.read(lambda s: current_paper(s, found(s, office))).mark
    assert (mark.kind, mark.reason, mark.day) == (MarkKind.VOIDED, "Sai tên", date(2027, 1, 15))
