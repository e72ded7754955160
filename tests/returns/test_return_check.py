import pytest

from khfund.returns.form import edition_for
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_check import tell_unfooted, unfooted, unproven
from khfund.returns.unit_return import file_return
from khfund.unit import find_unit
from tests.returns.offices import Q1, Q2, RECEIVED, YEAR, a_province, filed, fund


@pytest.fixture
def office(database):
    return a_province(database)


def told(office, one):
    return office.read(lambda s: [str(found) for found in unfooted(s, one)])


def test_a_quarter_is_held_against_the_quarter_before(office):
    filed(office, "A", fund(), Q1)

    second = filed(office, "A", fund(opening=7_000_001, closing=9_000_001), Q2).row

    assert told(office, second) == [
        "Quỹ khuyến học: đầu kỳ báo 7.000.001 đồng, cuối quý I/2026 đã báo 7.000.000 đồng; chênh lệch +1 đồng"
    ]


def test_a_first_return_has_nothing_to_be_held_against(office):
    assert told(office, filed(office, "A", fund()).row) == []


def test_a_year_is_held_against_its_quarters_once_all_four_are_there(office):
    year = filed(office, "A", fund(raised=13, closing=7_000_013 - 3_000_000), YEAR).row
    for number in (1, 2, 3):
        filed(
            office,
            "A",
            [one for one in fund() if one.measure == "raised"],
            ReportingPeriod(2026, number),
            received=YEAR.days.last,
        )
    before = told(office, year)

    filed(
        office,
        "A",
        [one for one in fund() if one.measure == "raised"],
        ReportingPeriod(2026, 4),
        received=YEAR.days.last,
    )

    assert before == []
    assert told(office, year) == [
        (
            "Quỹ, Quỹ khuyến học, «Vận động được»: báo cáo năm 2026 ghi 13 đồng, bốn quý 12.000.000 đồng;"
            " chênh lệch -11.999.987"
        )
    ]


def test_blanks_that_keep_a_return_from_being_checked_are_named(office):
    one = filed(office, "A", fund(spent=None)).row

    assert [blank.measure for blank in office.read(lambda s: unproven(s, one))] == ["spent"]


def test_what_does_not_foot_is_a_warning_of_the_command_that_keeps_it(office):
    def work(session, command):
        number = tell_unfooted(session, command, filed_in(session, command))
        return number, [str(one) for one in command.warnings]

    def filed_in(session, command):
        unit, edition = find_unit(session, "A"), edition_for(Q1).mark
        kept = file_return(
            session, command, unit, Q1, fund(closing=7_000_001), edition=edition, received=RECEIVED
        )
        return kept.row

    assert office.do("return.enter", work) == (
        1,
        [
            (
                "Lưu ý: A: Quỹ khuyến học: đầu kỳ cộng thu trừ chi là 7.000.000 đồng, báo cuối kỳ 7.000.001 đồng;"
                " chênh lệch +1 đồng."
            )
        ],
    )
