"""What happens to minutes of confirmation is written down for ever."""

from datetime import date

import pytest

from khfund.errors import IntegrityError
from khfund.receipts.confirmation_event import ConfirmationEventKind, record_event, voiding_of
from khfund.reports.check import check
from tests.builders import write_by_hand
from tests.receipts.companies import a_company, confirmed, gives, with_basis


def test_minutes_are_copied_many_times_and_voided_once(database):
    office = with_basis(database)
    company = a_company(office)
    gives(office, company)
    made = confirmed(office, company)

    def event(kind, reason=""):
        return office.do("confirmation.copy", lambda s, c: record_event(s, c, made.id, kind, reason))

    event(ConfirmationEventKind.COPIED)
    event(ConfirmationEventKind.COPIED)
    assert office.read(lambda s: voiding_of(s, made.id)) is None
    event(ConfirmationEventKind.VOIDED, "Sai tên")

    ending = office.read(lambda s: voiding_of(s, made.id))
    assert (ending.day, ending.reason) == (date(2027, 1, 15), "Sai tên")
    with pytest.raises(IntegrityError):
        event(ConfirmationEventKind.VOIDED, "Lần nữa")
    with pytest.raises(IntegrityError, match="rows never change"):
        write_by_hand(database, "UPDATE confirmation_event SET reason = ''")
    assert office.read(check) == []
