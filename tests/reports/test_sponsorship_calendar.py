"""The months of a sponsorship as a grid. Today is 15/01/2027."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month, SchoolYear
from khfund.reports.figure_paper import pdf
from khfund.reports.sponsorship_calendar import Mark, calendar_paper, calendar_svg, years
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import MONTHS_OF_YEAR, EventKind
from khfund.scholarships.sponsor_standing import standing
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_course import end, record
from khfund.unit import Unit
from tests.scholarships.sponsorships import TODAY, a_home


@pytest.fixture
def home(database):
    return a_home(database)


@pytest.fixture
def made(home):
    """Grade 11, ten months a year: two months paid, three owed; suspended from June 2027."""
    made = home.agree(grade=11, payable=MONTHS_OF_YEAR[10], agreed=date(2026, 9, 1))
    home.enrol(made.recipient_id, 2026, grade=11)
    home.pay(date(2026, 10, 31))
    home.raise_until(TODAY)
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.SUSPEND, date(2028, 5, 1)))
    return made


def rows(home, made):
    return home.read(lambda s: years(standing(s, s.get_one(Sponsorship, made.id), TODAY)))


def test_each_month_is_paid_owed_to_come_held_or_not_owed(home, made):
    first, second = rows(home, made)

    assert (first.school_year, first.grade, second.grade) == (SchoolYear(2026), 11, 12)
    assert list(first.marks.values()) == [
        *[Mark.PAID] * 2, *[Mark.OWED] * 3, *[Mark.TO_COME] * 5, *[Mark.NOT_OWED] * 2,
    ]  # fmt: skip
    assert list(second.marks.values()) == [*[Mark.TO_COME] * 8, *[Mark.HELD] * 2]
    assert list(second.marks)[-1] == Month(2028, 6)


def test_the_grid_tells_its_figures_in_words_too(home, made):
    svg = calendar_svg(rows(home, made))

    assert (
        "<desc>2026-2027: 2 tháng đã chi, 3 tháng đến hạn, chưa chi, 5 tháng sắp tới, 2 tháng không chi; "
        "2027-2028: 8 tháng sắp tới, 2 tháng tạm dừng, chờ</desc>"
    ) in svg


def test_the_paper_adds_up_year_by_year_and_names_nobody(home, made):
    shown = home.read(
        lambda s: calendar_paper(s, s.get_one(Unit, home.office.unit), s.get_one(Sponsorship, made.id), TODAY)
    )

    assert list(shown.blocks[0].table.rows) == [
        ("2026-2027", "11", 5_000_000, 2_500_000, 1_000_000, 2_500_000),
        ("2027-2028", "12", 5_000_000, 0, 0, 5_000_000),
    ]
    assert shown.subtitle == (
        f"Nuôi em khuyến học, thỏa thuận số {made.id}, em số {made.recipient_id}; đến hết ngày 15/01/2027; "
        "đơn vị tính: đồng"
    )
    assert pdf(shown).startswith(b"%PDF")


def test_of_a_sponsorship_entered_by_mistake_nothing_is_drawn(home):
    made = home.agree(grade=12)
    home.do("sponsorship.end", lambda s, c: end(s, c, made, DropReason.MISTAKE))

    assert rows(home, made) == []
