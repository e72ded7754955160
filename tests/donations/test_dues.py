from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import YearOutOfRangeError
from khfund.command import contradictions
from khfund.donations.dues import (
    DuesFigureError,
    DuesLevel,
    DuesSharesUnevenError,
    DuesUnitError,
    count_members,
    members_of,
    rate_of,
    set_rate,
    set_shares,
    shares_of,
)
from khfund.engine_failure import GuardedError
from khfund.unit import Level
from tests.builders import an_office, write_by_hand
from tests.donations.duties import HALF_THREE_TWO, a_unit, dues_are, members_are
from tests.donations.offices import refusal_of


def test_a_rate_holds_from_its_year_until_another_is_laid_down(database):
    office = an_office(database)
    office.do("dues.rate", lambda s, c: set_rate(s, c, 12_000, since_year=2025, source="NQ 01"))
    office.do("dues.rate", lambda s, c: set_rate(s, c, 24_000, since_year=2027))

    rates = office.read(lambda s: [rate_of(s, office.unit, year) for year in range(2024, 2029)])

    assert rates == [None, 12_000, 12_000, 24_000, 24_000]


def test_shares_hold_from_their_year_and_the_last_word_stands(database):
    office = an_office(database)
    office.do("dues.shares", lambda s, c: set_shares(s, c, {DuesLevel.BASE: 100}, since_year=2026))
    office.do("dues.shares", lambda s, c: set_shares(s, c, HALF_THREE_TWO, since_year=2026))

    assert office.read(lambda s: shares_of(s, office.unit, 2025)) == {}
    assert office.read(lambda s: shares_of(s, office.unit, 2026)) == HALF_THREE_TWO


@pytest.mark.parametrize(
    ("percents", "total"),
    [
        ({DuesLevel.BASE: 50, DuesLevel.PROVINCE: 40}, 90),
        ({}, 0),
        ({DuesLevel.BASE: 150, DuesLevel.PROVINCE: -50}, 100),
    ],
)
def test_shares_that_do_not_add_up_are_refused(database, percents, total):
    office = an_office(database)

    said = refusal_of(
        DuesSharesUnevenError,
        lambda: office.do("dues.shares", lambda s, c: set_shares(s, c, percents, since_year=2026)),
    )

    assert said == f"Tỷ lệ các cấp cộng lại được {total} %, phải đúng 100 %; hãy sửa rồi ghi lại."


def test_members_are_counted_by_unit_and_year(database):
    office = an_office(database)
    commune = a_unit(office, "BM", "Hội Khuyến học xã Bình Minh")
    members_are(office, commune, 350)
    members_are(office, commune, 352)

    assert office.read(lambda s: members_of(s, office.unit, 2026)) == {commune.id: 352}
    assert office.read(lambda s: members_of(s, office.unit, 2027)) == {}


def test_a_figure_that_is_none_is_refused(database):
    office = an_office(database)
    commune = a_unit(office, "BM", "Hội Khuyến học xã Bình Minh")

    said = refusal_of(
        DuesFigureError, lambda: office.do("dues.rate", lambda s, c: set_rate(s, c, 0, since_year=2026))
    )

    assert said == "«0» không dùng được làm mức hội phí một hội viên một năm; hãy kiểm tra lại."
    with pytest.raises(DuesFigureError):
        members_are(office, commune, -1)
    with pytest.raises(YearOutOfRangeError):
        members_are(office, commune, 1, year=0)


def test_a_unit_of_another_tree_pays_no_dues_here(database):
    office = an_office(database)
    district = a_unit(office, "H", "Hội Khuyến học huyện", Level.DISTRICT)
    office.do("dues.members", lambda s, c: count_members(s, c, district, 1, year=2026))
    gone = a_unit(office, "X", "Hội Khuyến học xã Cũ", founded=date(2027, 1, 1))

    said = refusal_of(DuesUnitError, lambda: members_are(office, gone, 1))

    assert said == (
        "Hội Khuyến học xã Cũ không thuộc đơn vị này trong năm 2026, nên không nộp hội phí về đây."
    )


def test_what_was_laid_down_never_changes_and_the_log_vouches_for_it(database):
    office = an_office(database)
    dues_are(office)
    members_are(office, a_unit(office, "BM", "Hội Khuyến học xã Bình Minh"), 5)

    assert office.read(lambda s: list(contradictions(s))) == []
    for table in ("dues_rate", "dues_share", "dues_members"):
        with pytest.raises(GuardedError):
            write_by_hand(database, f"DELETE FROM {table}")
