from __future__ import annotations

from datetime import date

from khfund.donations.donation import Donation
from khfund.donations.refund import refund
from khfund.donations.target import Goal, Manner, Measure, set_target
from khfund.donations.target_report import TELLERS, actual_of, measures, reached
from khfund.ledger import AccountRole, Fund
from khfund.unit import Level, Unit
from tests.builders import an_office
from tests.donations.duties import a_unit, members_are
from tests.donations.offices import a_donor, a_gift


def set_(office, whom, goal, manner, measure=Measure.RAISED, **more):
    def work(session, command):
        return set_target(session, command, whom, goal, year=2026, measure=measure, manner=manner, **more)

    return office.do("target.set", work)


def report(office):
    found = office.read(lambda s: reached(s, office.unit, 2026))
    return [
        (
            one.unit.code if one.unit else None,
            one.goal,
            one.actual,
            one.percent,
            [x.code for x in one.missing],
        )
        for one in found
    ]


def the_unit(office):
    return office.read(lambda s: s.get_one(Unit, office.unit))


def test_money_raised_is_gifts_less_what_went_back_whatever_was_opened_or_earned(database):
    office = an_office(database)
    gift = a_gift(office, a_donor(office), 800_000)
    a_gift(office, None, 300_000, fund=office.th)

    def work(session, command):
        donation = session.get_one(Donation, gift.id)
        return refund(session, command, donation, day=date(2026, 4, 1), reason="nhầm", amount=100_000)

    office.do("donation.refund", work)
    office.post(date(2026, 5, 1), office.posting(AccountRole.BANK, AccountRole.INTEREST, 5_000))
    set_(office, the_unit(office), Goal(2_000_000), Manner.PER_UNIT)

    assert report(office) == [("SL", 2_000_000, 1_000_000, 50, [])]


def test_a_target_for_a_fund_counts_that_fund_only(database):
    office = an_office(database)
    a_gift(office, None, 800_000)
    a_gift(office, None, 300_000, fund=office.th)
    fund = office.read(lambda s: s.get_one(Fund, office.th))
    set_(office, the_unit(office), Goal(1_000_000), Manner.PER_UNIT, fund=fund)
    set_(office, the_unit(office), Goal(1_000_000), Manner.PER_UNIT, Measure.BALANCE, fund=fund)

    assert [line[2:4] for line in report(office)] == [(300_000, 30), (300_000, 30)]


def test_a_unit_that_has_not_reported_is_missing_and_never_0(database):
    office = an_office(database)
    a_unit(office, "BM", "Xã Bình Minh")
    a_gift(office, None, 400_000)

    set_(office, Level.COMMUNE, Goal(300_000_000), Manner.PER_UNIT)
    set_(office, the_unit(office), Goal(1_000_000), Manner.IN_TOTAL)

    assert report(office) == [
        (None, 300_000_000, None, None, ["BM"]),
        ("BM", 300_000_000, None, None, ["BM"]),
        ("SL", 1_000_000, 400_000, 40, ["BM"]),
    ]


def test_a_target_per_unit_has_a_line_for_each_and_a_total_of_those_that_reported(database):
    office = an_office(database)
    one, other = a_unit(office, "A", "Xã A"), a_unit(office, "B", "Xã B")
    a_unit(office, "C", "Xã C")
    members_are(office, one, 90)
    members_are(office, other, 120)
    set_(office, Level.COMMUNE, Goal(100), Manner.PER_UNIT, Measure.MEMBERS)

    assert report(office) == [
        (None, 300, 210, 70, ["C"]),
        ("A", 100, 90, 90, []),
        ("B", 100, 120, 120, []),
        ("C", 100, None, None, ["C"]),
    ]


def test_a_target_in_total_adds_up_its_level(database):
    office = an_office(database)
    members_are(office, a_unit(office, "A", "Xã A"), 90)
    members_are(office, a_unit(office, "B", "Xã B"), 120)
    set_(office, Level.COMMUNE, Goal(100), Manner.IN_TOTAL, Measure.MEMBERS)

    assert report(office) == [(None, 100, 210, 210, [])]


def test_growth_is_on_the_figure_of_the_base_year_rounded_up(database):
    office = an_office(database)
    commune = a_unit(office, "A", "Xã A")
    members_are(office, commune, 1_001, 2025)
    members_are(office, commune, 1_005)
    set_(office, Level.COMMUNE, Goal(growth=50), Manner.PER_UNIT, Measure.MEMBERS)

    assert report(office)[1] == ("A", 1_007, 1_005, 99, [])


def test_growth_on_a_stated_base_needs_no_books_of_that_year(database):
    """001: «tăng 20 % so với 2024 (khoảng 2 tỷ)» and «≥ 2 tỷ» are the same target only if 2024 was about 1,67 tỷ."""
    office = an_office(database)
    set_(office, the_unit(office), Goal(growth=2_000, base=1_666_666_667), Manner.PER_UNIT)

    assert [line[1] for line in report(office)] == [2_000_000_001]


def test_growth_without_a_figure_of_the_base_year_has_no_goal(database):
    office = an_office(database)
    a_unit(office, "A", "Xã A")
    set_(office, the_unit(office), Goal(growth=2_000), Manner.PER_UNIT)
    set_(office, Level.COMMUNE, Goal(growth=2_000), Manner.PER_UNIT)

    assert [line[1:4] for line in report(office)] == [(None, 0, None), (None, None, None), (None, None, None)]


def test_other_areas_tell_what_units_without_a_book_have_reported(database):
    office = an_office(database)
    commune = a_unit(office, "A", "Xã A")

    @measures
    def _reported(_session, unit_id, measure, year):
        return 7_000 if (unit_id, measure, year) == (commune.id, Measure.RAISED, 2026) else None

    try:
        told = office.read(
            lambda s: [actual_of(s, commune.id, Measure.RAISED, year) for year in (2025, 2026)]
        )
    finally:
        TELLERS.remove(_reported)

    assert told == [None, 7_000]


def test_a_book_says_nothing_of_years_before_it_was_opened(database):
    office = an_office(database)

    assert office.read(lambda s: actual_of(s, office.unit, Measure.RAISED, 2025)) is None
    assert office.read(lambda s: actual_of(s, office.unit, Measure.AWARDS, 2026)) is None
    assert office.read(lambda s: actual_of(s, office.unit, Measure.DUES, 2026)) == 0
