"""Sponsorships as they are written."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DatabaseError

from khfund.calendar import Month
from khfund.errors import KhfundError
from khfund.scholarships.schedule import MONTHS_OF_YEAR, Rate
from khfund.scholarships.sponsorship import SponsorshipUnknownError, find_sponsorship, rates_of, sponsorships
from khfund.scholarships.sponsorship_agreement import change_rate
from tests.builders import write_by_hand
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import RATE, SEPTEMBER, a_home


@pytest.fixture
def home(database):
    return a_home(database)


def test_a_sponsorship_is_found_in_its_unit(home):
    made = home.agree(payable=MONTHS_OF_YEAR[9])

    found = home.read(lambda s: find_sponsorship(s, home.office.unit, made.id))

    assert (found.payable, found.grade, found.school_year) == ((9, 10, 11, 12, 1, 2, 3, 4, 5), 10, 2026)
    assert home.read(lambda s: [one.id for one in sponsorships(s, home.office.unit)]) == [made.id]
    assert refusal_of(
        SponsorshipUnknownError, lambda: home.read(lambda s: find_sponsorship(s, 99, made.id))
    ) == (f"Đơn vị không có thỏa thuận đỡ đầu số {made.id}; xem bằng `khfund sponsorship list`.")


def test_rates_are_told_by_month(home):
    made = home.agree()
    for amount in (600_000, 700_000):
        home.do(
            "sponsorship.rate",
            lambda s, c, amount=amount: change_rate(s, c, made, amount, since=Month(2027, 9)),
        )

    told = home.read(lambda s: rates_of(s, [made])[made.id])

    assert told == (Rate(SEPTEMBER, RATE), Rate(Month(2027, 9), 700_000))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sponsorship SET grade = 9",
        "DELETE FROM sponsorship",
        "UPDATE sponsorship_rate SET amount = 1",
        "DELETE FROM sponsorship_rate",
        (
            "INSERT INTO sponsorship SELECT 9, unit_id, programme_id, 99, fund_id, agreed, agreement, first_month, last_month, "
            "grade, school_year, payable_months, pay_day, uncovered, replaces_id, command_number FROM sponsorship"
        ),
    ],
)
def test_what_was_agreed_is_beyond_hand_written_sql(home, statement):
    home.agree()

    with pytest.raises((DatabaseError, KhfundError)):
        write_by_hand(home.office.database, statement)
