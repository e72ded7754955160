from __future__ import annotations

from khfund.donations.dues import DuesLevel, set_rate
from khfund.donations.dues_list import dues_of_year
from khfund.donations.dues_receipt import receive_dues
from tests.builders import an_office
from tests.donations.duties import DAY, a_unit, dues_are, members_are, the_fund

TO_CENTRAL = {DuesLevel.BASE: 50, DuesLevel.COMMUNE: 30, DuesLevel.PROVINCE: 15, DuesLevel.CENTRAL: 5}


def listed(office, year=2026):
    return office.read(lambda s: dues_of_year(s, office.unit, year))


def test_the_list_tells_due_received_own_passed_and_outstanding(database):
    office = an_office(database)
    one, other = a_unit(office, "A", "Xã A"), a_unit(office, "B", "Xã B")
    dues_are(office, shares=TO_CENTRAL)
    members_are(office, one, 1_001)
    fund = the_fund(office)
    office.do("dues.receive", lambda s, c: receive_dues(s, c, one, 3_000_000, year=2026, fund=fund, day=DAY))

    found = listed(office)

    rows = [
        (
            line.unit.code,
            line.members,
            line.total,
            line.due,
            line.received,
            line.own,
            line.passed,
            line.outstanding,
        )
        for line in found.lines
    ]
    assert rows == [
        ("A", 1_001, 20_020_000, 4_004_000, 3_000_000, 2_250_000, 750_000, 1_004_000),
        ("B", None, None, None, 0, 0, 0, None),
    ]
    assert (found.received, found.own, found.passed_on, found.to_pass_on) == (
        3_000_000,
        2_250_000,
        0,
        750_000,
    )
    assert [unit.code for unit in found.missing] == [other.code]


def test_without_a_rate_or_shares_nothing_is_said_to_be_due(database):
    office = an_office(database)
    members_are(office, a_unit(office, "A", "Xã A"), 10)

    (line,) = listed(office).lines
    assert (line.total, line.due, line.outstanding) == (None, None, None)
    office.do("dues.rate", lambda s, c: set_rate(s, c, 1_000, since_year=2026))
    (line,) = listed(office).lines
    assert (line.total, line.due) == (10_000, None)
