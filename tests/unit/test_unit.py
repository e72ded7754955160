"""Associations, known by their codes, on the days on which they exist."""

from datetime import date

import pytest

from khfund import unit
from khfund.unit import Level, UnitCodeTakenError, UnitUnknownError
from tests.builders import an_office


def enter(office, code, **facts):
    return office.do(
        "unit.enter",
        lambda s, c: unit.enter_unit(s, c, code, f"Hội {code}", **facts),
        by=office.administrator,
    )


def test_a_unit_is_found_by_its_code(database):
    office = an_office(database)

    found = office.read(lambda s: unit.find_unit(s, "SL"))

    assert (found.id, found.name, found.level) == (
        office.unit,
        "Hội Khuyến học tỉnh Mường Sáng",
        Level.PROVINCE,
    )


def test_an_unknown_code_is_refused(database):
    with pytest.raises(UnitUnknownError) as refusal, database.reading() as session:
        unit.find_unit(session, "XX")

    assert str(refusal.value) == "Không có đơn vị mã «XX»; xem danh sách bằng `khfund unit list`."


def test_a_code_belongs_to_one_unit(database):
    office = an_office(database)

    with pytest.raises(UnitCodeTakenError) as refusal:
        enter(office, "SL")

    assert str(refusal.value) == "Mã đơn vị «SL» đã có; hãy chọn mã khác."


def test_units_are_listed_on_a_day(database):
    office = an_office(database)
    enter(office, "MOI", founded=date(2026, 7, 1), level=Level.COMMUNE)
    office.do(
        "unit.end", lambda s, _: setattr(unit.find_unit(s, "SL"), "ended", date(2026, 9, 1)), by=office.chair
    )

    on = {
        day: [one.code for one in office.read(lambda s, day=day: unit.units(s, day))]
        for day in (None, date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 1))
    }

    assert on == {
        None: ["MOI", "SL"],
        date(2026, 6, 30): ["SL"],
        date(2026, 7, 1): ["MOI", "SL"],
        date(2026, 9, 1): ["MOI"],
    }


def test_a_unit_knows_what_stands_above_it(database):
    office = an_office(database)
    parent = office.read(lambda s: unit.find_unit(s, "SL"))

    assert enter(office, "XA", parent=parent).parent_id == office.unit
