from __future__ import annotations

import pytest

from khfund.command import contradictions
from khfund.donations.target import (
    Goal,
    Manner,
    Measure,
    TargetMannerMissingError,
    TargetTermsError,
    set_target,
    shown_figure,
    shown_percent,
    targets,
)
from khfund.engine_failure import GuardedError
from khfund.ledger import Fund
from khfund.unit import Level, Unit
from tests.builders import an_office, write_by_hand
from tests.donations.duties import a_unit
from tests.donations.offices import refusal_of


def the_unit(office):
    return office.read(lambda s: s.get_one(Unit, office.unit))


def set_(office, whom, goal, manner=Manner.IN_TOTAL, measure=Measure.RAISED, year=2026, **more):
    def work(session, command):
        return set_target(session, command, whom, goal, year=year, measure=measure, manner=manner, **more)

    return office.do("target.set", work)


def test_the_targets_of_a_resolution_say_each_time_for_whom_they_are_meant(database):
    office = an_office(database)

    set_(office, the_unit(office), Goal(5_000_000_000), source="NQ 004 II.7")
    set_(office, Level.DISTRICT, Goal(1_000_000_000), Manner.PER_UNIT)
    set_(office, Level.COMMUNE, Goal(300_000_000), Manner.PER_UNIT)
    set_(office, Level.BASE, Goal(20_000_000), Manner.IN_TOTAL)

    found = office.read(lambda s: targets(s, office.unit, 2026))
    assert [(one.level, one.manner, one.amount, one.source) for one in found] == [
        (None, Manner.IN_TOTAL, 5_000_000_000, "NQ 004 II.7"),
        (Level.DISTRICT, Manner.PER_UNIT, 1_000_000_000, ""),
        (Level.COMMUNE, Manner.PER_UNIT, 300_000_000, ""),
        (Level.BASE, Manner.IN_TOTAL, 20_000_000, ""),
    ]


def test_a_target_that_does_not_say_for_whom_is_refused_with_both_readings(database):
    office = an_office(database)
    for number in range(11):
        a_unit(office, f"H{number:02d}", f"Huyện {number}", Level.DISTRICT)

    said = refusal_of(
        TargetMannerMissingError, lambda: set_(office, Level.DISTRICT, Goal(1_000_000_000), None)
    )

    assert said == (
        "Chỉ tiêu 1.000.000.000 đ cho cấp huyện: chưa rõ của từng đơn vị hay cộng chung. "
        "Nếu của từng đơn vị thì cộng lại là 11.000.000.000 đ (11 đơn vị), nếu cộng chung thì chỉ 1.000.000.000 đ. "
        "Hãy ghi --per-unit (từng đơn vị) hoặc --in-total (cộng chung)."
    )


def test_growth_that_does_not_say_for_whom_is_refused_as_well(database):
    office = an_office(database)

    said = refusal_of(
        TargetMannerMissingError, lambda: set_(office, the_unit(office), Goal(growth=2_000), None)
    )

    assert "Chỉ tiêu tăng 20 % cho Hội Khuyến học tỉnh Mường Sáng" in said
    assert "20 % ở mỗi đơn vị trong 1 đơn vị" in said


def test_growth_is_on_the_year_before_unless_said_otherwise(database):
    office = an_office(database)

    set_(office, the_unit(office), Goal(growth=2_000))
    set_(office, the_unit(office), Goal(growth=50, base_year=2023, base=351_214), measure=Measure.MEMBERS)

    found = office.read(lambda s: targets(s, office.unit))
    assert [(one.growth, one.base_year, one.base) for one in found] == [
        (2_000, 2025, None),
        (50, 2023, 351_214),
    ]


def test_the_last_word_about_a_target_stands(database):
    office = an_office(database)
    set_(office, Level.COMMUNE, Goal(300_000_000), Manner.PER_UNIT)
    set_(office, Level.COMMUNE, Goal(200_000_000), Manner.PER_UNIT)

    assert [one.amount for one in office.read(lambda s: targets(s, office.unit, 2026))] == [200_000_000]
    assert office.read(lambda s: targets(s, office.unit, 2027)) == []


@pytest.mark.parametrize(
    ("goal", "reason"),
    [
        (Goal(), "cần một con số hoặc một tỷ lệ tăng, không phải cả hai"),
        (Goal(1, growth=1), "cần một con số hoặc một tỷ lệ tăng, không phải cả hai"),
        (Goal(0), "con số phải lớn hơn 0"),
        (Goal(growth=-1), "tỷ lệ tăng từ 0 đến 10.000 %"),
        (Goal(1, base=1), "năm gốc và số gốc chỉ dùng với tỷ lệ tăng"),
        (Goal(growth=1, base_year=2026), "năm gốc phải trước năm của chỉ tiêu"),
        (Goal(growth=1, base=-1), "số gốc không dùng được"),
    ],
)
def test_terms_that_do_not_fit_are_refused_with_the_reason(database, goal, reason):
    office = an_office(database)

    said = refusal_of(TargetTermsError, lambda: set_(office, the_unit(office), goal))

    assert said == f"Chỉ tiêu chưa dùng được: {reason}; hãy sửa rồi ghi lại."


def test_one_base_is_not_the_base_of_each_unit(database):
    office = an_office(database)

    with pytest.raises(TargetTermsError):
        set_(office, Level.COMMUNE, Goal(growth=1, base=5), Manner.PER_UNIT)


def test_a_target_for_a_fund_is_about_the_units_own_money(database):
    office = an_office(database)
    fund = office.read(lambda s: s.get_one(Fund, office.th))
    set_(office, the_unit(office), Goal(2_000_000_000), fund=fund)

    with pytest.raises(TargetTermsError):
        set_(office, Level.COMMUNE, Goal(1), fund=fund)
    with pytest.raises(TargetTermsError):
        set_(office, the_unit(office), Goal(1), measure=Measure.MEMBERS, fund=fund)


def test_figures_are_written_as_people_do():
    assert [shown_percent(one) for one in (2_000, 50, 1_025)] == ["20 %", "0,5 %", "10,25 %"]
    assert (shown_figure(1_000, Measure.RAISED), shown_figure(1_000, Measure.MEMBERS)) == ("1.000 đ", "1.000")


def test_targets_never_change_and_the_log_vouches_for_them(database):
    office = an_office(database)
    set_(office, the_unit(office), Goal(5_000_000_000))

    assert office.read(lambda s: list(contradictions(s))) == []
    with pytest.raises(GuardedError):
        write_by_hand(database, "UPDATE target SET manner = 'per_unit'")
