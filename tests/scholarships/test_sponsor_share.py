"""Sponsors' shares as they are written."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DatabaseError

from khfund.calendar import Month
from khfund.errors import KhfundError
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import Cover
from khfund.scholarships.sponsor_share import (
    ShareUnknownError,
    Sponsor,
    SponsorShareEnd,
    cover_of,
    find_share,
    shares_of,
    sponsor_of,
    sponsorship_of,
)
from khfund.scholarships.sponsorship_agreement import NewShare
from tests.builders import write_by_hand
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import SEPTEMBER, a_home


@pytest.fixture
def home(database):
    return a_home(database)


def test_giver_payer_and_correspondent_are_kept_apart(home):
    an, binh = home.sponsor(), home.sponsor("Trần Thị Bình")
    made = home.agree(None, NewShare(Sponsor(an, binh)))

    share = home.read(lambda s: shares_of(s, [made])[made.id][0])

    assert (share.donor_id, share.payer_id, share.correspondent_id) == (an.id, binh.id, an.id)
    told = home.read(lambda s: sponsor_of(s, share))
    assert (told.giver.id, told.payer.id, told.correspondent.id) == (an.id, binh.id, an.id)
    assert home.read(lambda s: sponsorship_of(s, share, home.office.unit)).id == made.id


def test_a_share_is_found_in_its_unit(home):
    made = home.agree(None, home.sponsor())
    share = home.read(lambda s: shares_of(s, [made])[made.id][0])

    assert home.read(lambda s: find_share(s, home.office.unit, share.id)).part == 10_000
    assert refusal_of(ShareUnknownError, lambda: home.read(lambda s: find_share(s, 99, share.id))) == (
        f"Đơn vị không có phần đỡ đầu số {share.id}; xem bằng `khfund sponsorship show`."
    )


def test_the_earlier_of_last_month_and_end_counts(home):
    made = home.agree(None, NewShare(Sponsor(home.sponsor()), until=Month(2027, 6)))
    share = home.read(lambda s: shares_of(s, [made])[made.id][0])

    for month, before in ((202703, Month(2027, 3)), (202712, Month(2027, 7))):
        ended = SponsorShareEnd(share_id=share.id, month=month, reason=DropReason.OTHER, words="")
        assert cover_of(share, ended) == Cover(share.id, SEPTEMBER, before, 10_000)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sponsor_share SET part = 1",
        "DELETE FROM sponsor_share",
        (
            "INSERT INTO sponsor_share SELECT 9, sponsorship_id, donor_id, payer_id, correspondent_id, 10001, from_month, "
            "until_month, said, words, command_number FROM sponsor_share"
        ),
    ],
)
def test_a_share_is_beyond_hand_written_sql(home, statement):
    home.agree(None, home.sponsor())

    with pytest.raises((DatabaseError, KhfundError)):
        write_by_hand(home.office.database, statement)
