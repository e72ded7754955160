"""Totals count everything once, leave out who did not report, and say what does not agree."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.calendar import DateRange
from khfund.reports.consolidated_return import ConsolidatedReturn, lateness
from khfund.reports.disclosure import Letterhead
from khfund.reports.return_line import Basis, ReportLine
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.unit_return import Coverage
from khfund.unit import Level
from tests.reports.provinces_that_report import MADE, a_reporting_province, report
from tests.returns.offices import filed, fund


@pytest.fixture
def office(database):
    return a_reporting_province(database)


def test_money_between_two_books_falls_away(office):
    made = report(office)

    assert (made.total["sent"], made.total["received"], made.eliminated) == (
        30_000_000,
        30_000_000,
        30_000_000,
    )
    assert made.whole["closing"] == 400_000_000 - 90_000_000
    assert (made.whole["sent"], made.whole["received"], made.difference) == (0, 0, 0)
    assert made.gaps == ()


def test_who_did_not_report_is_missing_and_not_nought(office):
    made = report(office)

    assert [line.code for line in made.missing] == ["A", "A1", "B", "TT"]
    assert [(one.level, one.units, one.counted, one.missing) for one in made.levels] == [
        (Level.PROVINCE, 1, 1, 0),
        (Level.AFFILIATED, 1, 0, 1),
        (Level.DISTRICT, 3, 1, 2),
        (Level.COMMUNE, 1, 0, 1),
    ]
    assert made.levels[1].values == {}


def test_a_return_with_what_is_below_is_counted_once(office):
    filed(office, "A", fund(), coverage=Coverage.BELOW)
    before = report(office).whole

    filed(office, "A1", fund())

    after = report(office)
    assert after.whole == before
    assert [(one.level, one.covered) for one in after.levels if one.covered] == [(Level.COMMUNE, 1)]


def test_what_one_sent_and_nobody_received_is_named(office):
    filed(office, "B", fund(received=7_000_000, closing=14_000_000))

    (gap,) = report(office).gaps

    assert gap.amount == -7_000_000
    assert gap.sentence == (
        "Chuyển nội bộ: các đơn vị báo chuyển đi 30.000.000 đồng, nhận về 37.000.000 đồng;"
        " chênh lệch -7.000.000 đồng; có đơn vị chưa báo cáo"
    )


def test_a_return_that_does_not_foot_shows_in_the_total_and_is_not_mended(office):
    filed(office, "B", fund(closing=7_000_009))

    made = report(office)

    assert made.difference == 9
    assert made.whole["closing"] == 310_000_000 + 7_000_009
    assert [gap.amount for gap in made.gaps] == [9]


def test_shares_add_up_to_a_hundred_percent(office):
    filed(office, "B", fund())
    filed(office, "TT", fund(opening=0, raised=333, other_in=0, spent=0, closing=333))

    assert sum(report(office).shares.values()) == 1000
    assert report(office).shares[Level.PROVINCE] == 883


def test_the_letterhead_is_the_receivers(office):
    letter = report(office).letterhead

    assert (letter.body, letter.parent, letter.day) == (
        "Hội Khuyến học tỉnh Mường Sáng",
        "UBND tỉnh Mường Sáng",
        date(2026, 5, 2),
    )


def line(**more) -> ReportLine:
    facts = {
        "unit": 1,
        "code": "A",
        "name": "A",
        "level": Level.DISTRICT,
        "parent": None,
        "basis": Basis.RETURN,
    }
    return ReportLine(**(facts | more))


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ({"basis": Basis.BOOK}, "có sổ ở đây"),
        ({"basis": Basis.COVERED, "note": "đã gồm"}, "đã gồm"),
        ({"basis": Basis.MISSING, "late": 12}, "quá hạn 12 ngày"),
        ({"basis": Basis.MISSING}, "hạn 15/04/2026"),
        ({"received": date(2026, 4, 20), "late": 5}, "nhận 20/04/2026, muộn 5 ngày"),
        ({"received": date(2026, 4, 3)}, "nhận 03/04/2026"),
    ],
)
def test_how_a_unit_stands_against_the_deadline_is_told_in_words(standing, words):
    assert lateness(line(**standing), date(2026, 4, 15)) == words


VALUES = st.fixed_dictionaries(
    {},
    optional={
        key: st.integers(0, 10**12) for key in ("opening", "raised", "received", "sent", "closing", "awards")
    },
)
LINES = st.lists(st.tuples(st.sampled_from(Level), st.sampled_from(Basis), VALUES), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_levels_add_up_to_the_total_and_nothing_is_counted_twice(parts):
    lines = tuple(
        line(code=str(number), level=level, basis=basis, values=values)
        for number, (level, basis, values) in enumerate(parts)
    )
    made = ConsolidatedReturn(
        letterhead=Letterhead(body="x", place="x", day=date(2026, 1, 1)),
        period=ReportingPeriod.of(DateRange.quarter(2026, 1)),
        due=date(2026, 4, 15),
        made_at=MADE,
        lines=lines,
    )

    counted = [values for _level, basis, values in parts if basis in {Basis.BOOK, Basis.RETURN}]
    keys = {key for values in counted for key in values}
    assert made.total == {key: sum(values.get(key, 0) for values in counted) for key in keys}
    for key in keys:
        assert sum(level.values.get(key, 0) for level in made.levels) == made.total[key]
    assert made.whole.get("received", 0) - made.whole.get("sent", 0) == made.total.get(
        "received", 0
    ) - made.total.get("sent", 0)
    assert 0 in {made.whole.get("received", 0), made.whole.get("sent", 0)}
    assert sum(made.shares.values()) in {0, 1000}
