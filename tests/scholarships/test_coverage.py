"""A child's month is covered once, whatever runs at once."""

from __future__ import annotations

import multiprocessing
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from khfund.calendar import Month
from khfund.command import Order, run
from khfund.db import Database
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.scholarships.coverage import (
    CoveredElsewhereError,
    MonthCoveredError,
    PercentUnreadableError,
    covered,
    percent,
    read_percent,
)
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_share import Sponsor, shares_of
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, join, stop_sponsor
from khfund.scholarships.sponsorship_course import record, take_back
from tests.builders import NOW, write_by_hand
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import SEPTEMBER, a_home, a_programme, half


@pytest.fixture
def home(database):
    return a_home(database)


def parts(home, made):
    found = home.read(lambda s: covered(s, made.recipient_id, made.programme_id))
    return [(f"{one.month}/{one.year}", part) for one, part in found.items()]


def test_a_sponsor_takes_every_month_of_the_schedule(home):
    made = home.agree(None, home.sponsor(), grade=12)

    assert parts(home, made) == [(one, 10_000) for one in home.months(made)]
    assert len(home.months(made)) == 12


def test_two_sponsors_share_a_child_and_a_third_finds_no_room(home):
    an, binh, chi = home.sponsor(), home.sponsor("Trần Thị Bình"), home.sponsor("Lê Văn Chi")
    made = home.agree(None, half(an), grade=12)
    home.do("sponsorship.join", lambda s, c: join(s, c, made, half(binh, 4_000)))

    said = refusal_of(
        MonthCoveredError,
        lambda: home.do("sponsorship.join", lambda s, c: join(s, c, made, half(chi, 1_001))),
    )

    assert said == (
        "Tháng 9/2026: phần đỡ đầu của em này đã có người nhận 90 %, chỉ còn 10 %; "
        "không nhận thêm 10,01 % được. Hãy giảm phần, hoặc chọn em khác."
    )


def test_months_that_a_sponsor_gave_up_may_be_taken_by_another(home):
    made = home.agree(None, home.sponsor(), grade=12)
    (share,) = home.read(lambda s: shares(s, made))
    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, since=Month(2027, 3)))

    binh = home.sponsor("Trần Thị Bình")
    home.do("sponsorship.join", lambda s, c: join(s, c, made, NewShare(Sponsor(binh), since=Month(2027, 3))))

    assert {part for _month, part in parts(home, made)} == {10_000}


def shares(session, made):
    return shares_of(session, [made])[made.id]


def test_months_of_a_child_that_left_are_free_again_and_taken_once_more_when_it_comes_back(home):
    made = home.agree(None, home.sponsor(), grade=12)
    event = home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.LEAVE, date(2027, 1, 5)))
    assert [month for month, _part in parts(home, made)] == [
        "9/2026",
        "10/2026",
        "11/2026",
        "12/2026",
        "1/2027",
    ]

    home.do("sponsorship.event", lambda s, c: take_back(s, c, made, event, reason="Nhầm em"))

    assert len(parts(home, made)) == 12


def test_a_month_that_another_sponsorship_took_meanwhile_is_not_given_back(home):
    child = home.child()
    made = home.agree(child, home.sponsor(), grade=12)
    event = home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind.LEAVE, date(2027, 1, 1)))
    other = home.agree(child, home.sponsor("Trần Thị Bình"), grade=12, starts=Month(2027, 3))

    said = refusal_of(
        CoveredElsewhereError,
        lambda: home.do("sponsorship.event", lambda s, c: take_back(s, c, made, event, reason="Nhầm")),
    )

    assert said == (
        f"Tháng 3/2027: em này đã được đỡ đầu theo thỏa thuận số {other.id} trong cùng chương trình; "
        "không đỡ đầu hai lần cho một tháng."
    )


def test_one_child_may_be_covered_under_two_programmes(home):
    child = home.child()
    made = home.agree(child, home.sponsor(), grade=12)
    other = home.agree(
        child, home.sponsor("Trần Thị Bình"), grade=12, programme=a_programme(home.office, "CN", "Con nuôi")
    )

    assert (len(parts(home, made)), len(parts(home, other))) == (12, 12)


@pytest.mark.parametrize(
    ("part", "written"), [(5_000, "50"), (3_333, "33,33"), (10_000, "100"), (10, "0,1"), (1, "0,01")]
)
def test_a_part_is_written_as_percent(part, written):
    assert percent(part) == written


# -- whatever is written by hand, and whoever writes at once ------------------------------------------------------------


def coverage_by_hand(made, share, place, part, taken, month=202609, recipient=None, number=9_999):
    return (
        "INSERT INTO coverage (id, recipient_id, programme_id, month, place, sponsorship_id, share_id, part, taken, "
        f"command_number) VALUES ({number}, {recipient or made.recipient_id}, {made.programme_id}, {month}, {place}, {made.id}, "
        f"{share}, {part}, {taken}, 1)"
    )


@pytest.mark.parametrize(
    ("place", "part", "taken"),
    [(2, 5_001, 10_001), (2, 5_001, 10_000), (3, 5_000, 10_000), (1, 5_000, 10_000), (2, -5_001, -1)],
    ids=["beyond the whole", "a false sum", "a gap", "a place twice", "below nothing"],
)
def test_no_hand_written_row_breaks_the_chain(home, place, part, taken):
    made = home.agree(None, half(home.sponsor()), grade=12)
    share = home.read(lambda s: shares(s, made))[0].id

    with pytest.raises((DatabaseError, KhfundError)):
        write_by_hand(home.office.database, coverage_by_hand(made, share, place, part, taken))


def test_no_hand_written_row_covers_another_child(home):
    made = home.agree(None, half(home.sponsor()), grade=12)
    other = home.child("Lò Văn Bun").id
    share = home.read(lambda s: shares(s, made))[0].id

    with pytest.raises((DatabaseError, KhfundError)):
        write_by_hand(home.office.database, coverage_by_hand(made, share, 1, 5_000, 5_000, recipient=other))


def sell(url, owner_url, unit, person, made, donor, start, answers):
    """Sell 60 % of a child, as soon as everybody is ready."""
    database = Database(url, owner_url)
    order = Order(person, "sponsorship.join", unit, {"donor": donor}, at=NOW)
    start.wait()
    try:
        run(database, order, lambda s, c: {"share": sold(s, c, made, donor)})
        answers.put("sold")
    except KhfundError as refusal:
        answers.put(refusal.rule)
    database.dispose()


def sold(session, command, made, donor):
    share = NewShare(Sponsor(session.get_one(Donor, donor)), 6_000)
    return join(session, command, session.get_one(Sponsorship, made), share).id


def test_a_child_is_sold_once_to_two_who_buy_at_the_same_moment(home):
    made = home.agree(None, grade=12)
    donors = [home.sponsor().id, home.sponsor("Trần Thị Bình").id]
    office, database = home.office, home.office.database
    place = (
        database.url.render_as_string(hide_password=False),
        database.owner_url.render_as_string(hide_password=False),
    )
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(2), context.Queue()
    database.dispose()

    buyers = [
        context.Process(
            target=sell, args=(*place, office.unit, office.accountant, made.id, one, start, answers)
        )
        for one in donors
    ]
    for one in buyers:
        one.start()
    said = sorted(answers.get(timeout=60) for _ in buyers)
    for one in buyers:
        one.join()

    assert said == ["month_covered", "sold"]
    assert parts(home, made) == [(month, 6_000) for month in home.months(made)]


def test_two_writers_without_our_lock_cannot_both_take_the_same_part(postgresql_database):
    """Even hand-written SQL on two connections at once: the second one finds the place taken."""
    home = a_home(postgresql_database)
    made = home.agree(None, half(home.sponsor(), 1), grade=12)
    share = home.read(lambda s: shares(s, made))[0].id
    row = coverage_by_hand(made, share, 2, 6_000, 6_001)
    again = coverage_by_hand(made, share, 2, 6_000, 6_001, number=9_998)

    with postgresql_database.engine.connect() as first, postgresql_database.engine.connect() as second:
        second.execute(text("SET lock_timeout = '300ms'"))
        first.execute(text(row))
        with pytest.raises(DatabaseError):  # waits for the first one, whose place it wants
            second.execute(text(again))
        first.commit()
        second.rollback()
        with pytest.raises(DatabaseError):
            second.execute(text(again))

    assert (SEPTEMBER.number, 6_001) in {
        (month.number, part)
        for month, part in home.read(lambda s: covered(s, made.recipient_id, made.programme_id)).items()
    }


@pytest.mark.parametrize("words", ["0", "100,01", "năm mươi", "", "3,333"])
def test_a_part_that_is_none_or_more_than_the_whole_is_refused(words):
    with pytest.raises(PercentUnreadableError) as refused:
        read_percent(words)

    assert str(refused.value) == (
        f"«{words}» không phải là phần trăm; hãy ghi như 50 hoặc 33,33 (tối đa 100)."
    )
