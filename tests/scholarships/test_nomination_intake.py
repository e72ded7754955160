"""Whether a round takes a unit's nominations on a day."""

from datetime import date, timedelta

import pytest

from khfund.scholarships.nomination_import import import_nominations
from khfund.scholarships.nomination_intake import (
    NominatingUnitError,
    NominationLateError,
    NominationsClosedError,
)
from khfund.scholarships.round_step import close_nominations
from khfund.unit import Unit, enter_unit
from tests.scholarships.nominating import ON, UNTIL, a_list, a_row, nominating


@pytest.fixture
def at(database):
    return nominating(database)


def test_the_last_day_is_in_time(at):
    assert at.take(a_list(a_row()), received=UNTIL).file.added == 1


def test_what_comes_later_is_refused_without_a_reason(at):
    with pytest.raises(NominationLateError) as refusal:
        at.take(a_list(a_row()), received=UNTIL + timedelta(days=1))

    assert str(refusal.value) == (
        "Đợt xét «DOT1» nhận đề nghị đến hết ngày 25/03/2026, danh sách này nhận ngày 26/03/2026. "
        "Nếu hội đồng đồng ý nhận muộn, hãy ghi lý do (--late-reason)."
    )
    assert at.nominations() == []


def test_what_comes_later_is_taken_for_a_reason_that_is_kept_and_warned_of(at):
    warned = []

    def work(session, command, award_round):
        unit = session.get_one(Unit, at.units["MS"])
        import_nominations(session, command, award_round, unit, a_list(a_row()), received=date(2026, 3, 30), late_reason="Lũ quét, mất đường")  # fmt: skip
        warned.extend(map(str, command.warnings))

    at.do(work)

    (one,) = at.nominations()
    assert one.late_reason == "Lũ quét, mất đường"
    assert warned == ["Danh sách nhận muộn 5 ngày so với hạn 25/03/2026; lý do đã được lưu."]


def test_a_closed_round_takes_nothing(at):
    at.take(a_list(a_row()))
    at.do(close_nominations, "round.close")

    with pytest.raises(NominationsClosedError) as refusal:
        at.take(a_list(a_row(name="Giàng A Tủa")))

    assert str(refusal.value) == (
        "Đợt xét «DOT1» không còn nhận đề nghị (trạng thái: đã chốt đề nghị); hãy gửi vào đợt sau."
    )


def test_a_unit_that_stands_elsewhere_does_not_nominate(at):
    other = at.office.do(
        "unit.enter",
        lambda s, c: enter_unit(s, c, "ST", "Hội Khuyến học tỉnh Khác").id,
        by=at.office.administrator,
    )
    at.units["ST"] = other

    with pytest.raises(NominatingUnitError) as refusal:
        at.take(a_list(a_row()), "ST", received=ON)

    assert str(refusal.value) == (
        "Hội Khuyến học tỉnh Khác không trực thuộc đơn vị mở đợt xét «DOT1» nên không đề nghị vào đợt này được."
    )
