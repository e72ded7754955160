from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khfund.command import contradictions
from khfund.donations.line_decision import Verdict, decide
from khfund.donations.pledge import EndReason, end
from khfund.donations.pledge_arrears import NobodyToRemindError, arrears, remind
from khfund.donations.proposal import accept_all
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift, incoming, refusal_of, the_bank
from tests.donations.pledges import a_pledge

ON = date(2026, 3, 31)


def late(office, on=ON):
    found = office.read(lambda s: arrears(s, office.unit, on))
    return [(one.standing.donor.full_name, one.amount, one.waiting) for one in found]


def reminded(office, on=ON, **more):
    return office.do("pledge.remind", lambda s, c: remind(s, c, on, **more))


def test_who_paid_is_not_late_and_who_did_not_is_told_with_the_amount(database):
    office = an_office(database)
    payer, debtor = a_donor(office, "Lò Văn Đúng"), a_donor(office, "Cầm Thị Muộn")
    a_pledge(office, payer)
    a_pledge(office, debtor)
    a_gift(office, payer, 1_500_000)
    a_gift(office, debtor, 600_000)

    assert late(office) == [("Cầm Thị Muộn", 900_000, ())]


def test_a_line_that_carries_the_code_may_be_the_payment(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    (line,) = incoming(office, ("15/03/2026", 1_500_000, f"CK {pledge.code}"))

    (found,) = office.read(lambda s: arrears(s, office.unit, ON))

    assert (found.waiting, found.is_overdue) == ((line.id,), False)
    office.do("donation.receive", lambda s, c: accept_all(s, c, the_bank(office)))
    assert late(office) == []


def test_a_line_with_almost_the_code_may_be_the_payment(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    wrong = pledge.code[:-1] + ("X" if pledge.code[-1] != "X" else "Y")
    (line,) = incoming(office, ("15/03/2026", 1_500_000, f"CK {wrong}"))

    assert late(office) == [("Nguyễn Văn An", 1_500_000, (line.id,))]


def test_a_line_that_only_names_the_giver_may_be_the_payment(database):
    office = an_office(database)
    a_pledge(office, a_donor(office))
    (line,) = incoming(office, ("15/03/2026", 500_000, "NGUYEN VAN AN CHUYEN TIEN"))

    assert late(office) == [("Nguyễn Văn An", 1_500_000, (line.id,))]


def test_a_line_from_before_the_promise_is_not_waiting(database):
    office = an_office(database)
    a_pledge(office, a_donor(office))
    incoming(office, ("01/01/2026", 500_000, "NGUYEN VAN AN CHUYEN TIEN"))

    assert late(office) == [("Nguyễn Văn An", 1_500_000, ())]


def test_a_line_that_a_person_called_no_gift_is_not_waiting(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    (line,) = incoming(office, ("15/03/2026", 1_500_000, f"CK {pledge.code}"))

    office.do("bank.decide", lambda s, c: decide(s, c, line, Verdict.OTHER))

    assert late(office) == [("Nguyễn Văn An", 1_500_000, ())]


def test_who_ended_a_pledge_is_not_asked_for_the_rest(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    at = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
    office.do("pledge.end", lambda s, c: end(s, c, pledge, EndReason.HARDSHIP), at=at)

    assert late(office) == []


def test_a_reminder_goes_to_who_is_overdue_and_to_nobody_whose_money_waits(database):
    office = an_office(database)
    debtor, waiting = a_donor(office, "Cầm Thị Muộn"), a_donor(office, "Lò Văn Đúng")
    a_pledge(office, debtor)
    pledge = a_pledge(office, waiting)
    incoming(office, ("15/03/2026", 1_500_000, f"CK {pledge.code}"))

    found = reminded(office)

    assert [(one.standing.donor.full_name, one.amount) for one in found] == [("Cầm Thị Muộn", 1_500_000)]
    (_, again) = office.read(lambda s: arrears(s, office.unit, ON))
    assert again.reminded == ON
    assert office.read(lambda s: list(contradictions(s))) == []


def test_nobody_is_reminded_twice_of_the_same_instalments_unless_asked_for(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    reminded(office)

    said = refusal_of(NobodyToRemindError, lambda: reminded(office))

    assert said == (
        "Đến 31/03/2026 không có cam kết nào cần nhắc: chưa quá hạn, đã nhắc rồi, hoặc đang có tiền chờ xác định."
    )
    assert len(reminded(office, again=True)) == 1
    assert len(reminded(office, date(2026, 4, 30), only=pledge)) == 1
    with pytest.raises(NobodyToRemindError):
        reminded(office, date(2026, 4, 30))
