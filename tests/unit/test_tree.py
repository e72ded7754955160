"""Who stands under whom, on every day."""

from datetime import date

import pytest

from khfund.command import contradictions
from khfund.unit import Level, Unit, UnitNotThereError, children, full_name, move_unit, path, scope, tree_on
from khfund.unit.tree import UnitMoveTooEarlyError, UnitUnderItselfError
from tests.builders import an_office, write_by_hand
from tests.provinces import a_unit

BEFORE, MERGED = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def province(database):
    return an_office(database)


def move(office, number, parent, since):
    def work(session, command):
        above = session.get_one(Unit, parent) if parent else None
        return move_unit(session, command, session.get_one(Unit, number), above, since=since)

    return office.do("unit.move", work, by=office.chair)


def a_district_with_a_commune(province):
    district = a_unit(province, "125", "Hội Khuyến học huyện Mai Sơn", level=Level.DISTRICT)
    commune = a_unit(province, "04117", "Hội Khuyến học xã Chiềng Chung", parent=district.unit)
    return district.unit, commune.unit


def test_a_moved_unit_stands_where_it_stood_on_each_day(province):
    district, commune = a_district_with_a_commune(province)

    move(province, commune, province.unit, MERGED)

    assert province.read(lambda s: (path(s, commune, BEFORE), path(s, commune, MERGED))) == (
        [province.unit, district, commune],
        [province.unit, commune],
    )
    assert province.read(lambda s: [one.id for one in children(s, district, BEFORE)]) == [commune]
    assert province.read(lambda s: children(s, district, MERGED)) == []
    assert province.read(lambda s: list(contradictions(s))) == []


def test_every_move_counts_from_its_day(province):
    district, commune = a_district_with_a_commune(province)
    move(province, commune, province.unit, MERGED)
    move(province, commune, district, date(2025, 8, 1))

    found = [
        province.read(lambda s, day=day: path(s, commune, day)[-2])
        for day in (BEFORE, MERGED, date(2025, 7, 31), date(2025, 8, 1))
    ]

    assert found == [district, province.unit, province.unit, district]


def test_the_scope_is_the_unit_and_everything_below_that_existed(province):
    district, commune = a_district_with_a_commune(province)
    new = a_unit(province, "04105", "Hội Khuyến học xã Mai Sơn", founded=MERGED).unit

    assert province.read(lambda s: scope(s, province.unit, BEFORE)) == [province.unit, district, commune]
    assert province.read(lambda s: scope(s, province.unit, MERGED)) == [province.unit, new, district, commune]
    assert province.read(lambda s: scope(s, district, MERGED)) == [district, commune]


def test_what_stands_under_a_unit_that_is_gone_still_belongs_to_the_top(province):
    district, commune = a_district_with_a_commune(province)
    province.do(
        "unit.end", lambda s, _: setattr(s.get_one(Unit, district), "ended", MERGED), by=province.chair
    )

    assert province.read(lambda s: scope(s, province.unit, MERGED)) == [province.unit, commune]
    assert province.read(lambda s: tree_on(s, MERGED).scope(province.unit, ended=True)) == [
        province.unit,
        district,
        commune,
    ]


def test_two_of_the_same_name_are_told_apart_by_their_parent(province):
    _, first = a_district_with_a_commune(province)
    town = a_unit(province, "123", "Hội Khuyến học thị xã Mộc Châu", level=Level.DISTRICT)
    second = a_unit(province, "04001", "Hội Khuyến học xã Chiềng Chung", parent=town.unit).unit

    names = province.read(lambda s: [full_name(s, s.get_one(Unit, one), BEFORE) for one in (first, second)])

    assert names == [
        "Hội Khuyến học xã Chiềng Chung (huyện Mai Sơn)",
        "Hội Khuyến học xã Chiềng Chung (thị xã Mộc Châu)",
    ]


def test_no_unit_stands_under_itself(province):
    district, commune = a_district_with_a_commune(province)

    with pytest.raises(UnitUnderItselfError) as refusal:
        move(province, district, commune, MERGED)

    assert str(refusal.value) == (
        "Hội Khuyến học huyện Mai Sơn không thể nằm dưới Hội Khuyến học xã Chiềng Chung, "
        "vì Hội Khuyến học xã Chiềng Chung là chính nó hoặc nằm dưới nó."
    )


def test_moves_are_told_in_the_order_of_their_days(province):
    district, commune = a_district_with_a_commune(province)
    move(province, commune, None, MERGED)

    with pytest.raises(UnitMoveTooEarlyError) as refusal:
        move(province, commune, district, MERGED)

    assert str(refusal.value) == (
        "Hội Khuyến học xã Chiềng Chung đã chuyển cấp trên từ ngày 01/07/2025; lần sau phải ghi sau ngày đó."
    )


def test_a_unit_moves_only_on_a_day_on_which_both_exist(province):
    _, commune = a_district_with_a_commune(province)
    new = a_unit(province, "04105", "Hội Khuyến học xã Mai Sơn", founded=MERGED).unit

    with pytest.raises(UnitNotThereError) as refusal:
        move(province, commune, new, BEFORE)

    assert str(refusal.value) == (
        "Vào ngày 30/06/2025 không có đơn vị Hội Khuyến học xã Mai Sơn: thành lập ngày 01/07/2025. "
        "Hãy kiểm tra ngày, hoặc chọn đơn vị kế thừa."
    )


def test_moves_are_beyond_hand_written_sql(province):
    _, commune = a_district_with_a_commune(province)
    move(province, commune, province.unit, MERGED)

    for statement in ("UPDATE unit_parent SET parent_id = NULL", "DELETE FROM unit_parent"):
        with pytest.raises(Exception, match="unit_parent: rows"):
            write_by_hand(province.database, statement)
    with pytest.raises(Exception, match="unit: rows are never deleted"):
        write_by_hand(province.database, f"DELETE FROM unit WHERE id = {commune}")
