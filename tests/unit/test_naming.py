"""What a unit was called, on every day."""

from datetime import date

import pytest

from khfund.command import contradictions
from khfund.unit import Unit, name_on, place_of, rename_unit
from khfund.unit.naming import UnitNameEmptyError, UnitNameTooEarlyError
from tests.builders import an_office

RENAMED = date(2025, 1, 1)
OLD, NEW = "Hội Khuyến học tỉnh Mường Sáng", "Hội Khuyến học thành phố Mường Sáng"


@pytest.fixture
def office(database):
    return an_office(database)


def rename(office, name, since):
    return office.do(
        "unit.rename",
        lambda s, c: rename_unit(s, c, s.get_one(Unit, office.unit), name, since=since),
        by=office.chair,
    )


def called(office, day):
    return office.read(lambda s: name_on(s, s.get_one(Unit, office.unit), day))


def test_a_unit_has_the_name_of_each_day(office):
    rename(office, NEW, RENAMED)
    rename(office, OLD, date(2026, 1, 1))

    days = (date(2024, 12, 31), RENAMED, date(2025, 12, 31), date(2026, 1, 1))
    assert [called(office, day) for day in days] == [OLD, NEW, NEW, OLD]
    assert office.read(lambda s: s.get_one(Unit, office.unit).name) == OLD
    assert office.read(lambda s: list(contradictions(s))) == []


@pytest.mark.parametrize("name", ["", "   ", OLD, f" {OLD} "])
def test_a_new_name_is_another_one(office, name):
    with pytest.raises(UnitNameEmptyError) as refusal:
        rename(office, name, RENAMED)

    assert str(refusal.value) == f"Tên mới của {OLD} còn trống hoặc giống tên cũ; hãy ghi tên khác."


def test_names_are_told_in_the_order_of_their_days_when_the_day_has_come(office):
    rename(office, NEW, RENAMED)

    with pytest.raises(UnitNameTooEarlyError) as again:
        rename(office, OLD, RENAMED)
    with pytest.raises(UnitNameTooEarlyError) as ahead:
        rename(office, OLD, date(2027, 1, 16))

    assert str(again.value) == f"{NEW} không đổi tên từ ngày 01/01/2025 được: đã đổi tên từ ngày 01/01/2025."
    assert str(ahead.value) == f"{NEW} không đổi tên từ ngày 16/01/2027 được: ngày đó chưa tới."


def test_the_place_of_an_association_is_its_name_without_what_it_is():
    assert [
        place_of(name) for name in ("Hội Khuyến học huyện Mai Sơn", "Ban Khuyến học Sở Y tế", "Quỹ X")
    ] == [
        "huyện Mai Sơn",
        "Sở Y tế",
        "Quỹ X",
    ]
