"""Units are found as people write them, and two that fit are never guessed between."""

from datetime import date

import pytest

from khfund.unit import Level, find_by_name
from khfund.unit.spelling import UnitNameAmbiguousError, UnitNameUnknownError
from tests.builders import an_office
from tests.provinces import a_unit

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def province(database):
    office = an_office(database)
    mai_son = a_unit(office, "125", "Hội Khuyến học huyện Mai Sơn", level=Level.DISTRICT).unit
    moc_chau = a_unit(office, "123", "Hội Khuyến học thị xã Mộc Châu", level=Level.DISTRICT).unit
    a_unit(office, "A", "Hội Khuyến học xã Chiềng Chung", parent=mai_son)
    a_unit(office, "B", "Hội Khuyến học xã Chiềng Chung", parent=moc_chau)
    a_unit(office, "C", "Hội Khuyến học xã Xím Vàng", parent=mai_son)
    a_unit(office, "D", "Hội Khuyến học xã Liên Hòa", parent=mai_son)
    a_unit(office, "E", "Hội Khuyến học xã Chiềng Sơ", parent=mai_son)
    a_unit(office, "F", "Hội Khuyến học xã Chiềng Sở", parent=mai_son)
    a_unit(office, "04105", "Hội Khuyến học xã Mai Sơn", founded=AFTER)
    return office


def found(office, name, on=BEFORE):
    return office.read(lambda s: find_by_name(s, name, on=on).code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hội Khuyến học xã Xím Vàng", "C"),
        ("Xí m Vàng", "C"),  # as a scanner read it
        ("xim vang", "C"),
        ("XÃ XÍM VÀNG", "C"),
        ("Xã Xi\u0301m Va\u0300ng", "C"),  # marks apart
        ("Liên Hoà", "D"),  # the tone on the last vowel
        ("xã Liên Hòa", "D"),
        ("Chiềng Sơ", "E"),  # told from Chiềng Sở by its tone
        ("Chiềng Sở", "F"),
        ("Chiềng Chung, Mai Sơn", "A"),
        ("xã Chiềng Chung (thị xã Mộc Châu)", "B"),
        ("Chieng Chung - Moc Chau", "B"),
        ("125", "125"),
        ("huyện Mai Sơn", "125"),
    ],
)
def test_a_unit_is_found_as_people_write_it(province, name, code):
    assert found(province, name) == code


def test_a_name_stands_for_what_exists_on_the_day(province):
    assert found(province, "Mai Sơn", BEFORE) == "125"
    assert found(province, "xã Mai Sơn", AFTER) == "04105"


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        (
            "Chiềng Chung",
            "xã Chiềng Chung (huyện Mai Sơn) [A]; Hội Khuyến học xã Chiềng Chung (thị xã Mộc Châu) [B]",
        ),
        (
            "Mai Sơn",
            "huyện Mai Sơn (tỉnh Mường Sáng) [125]; Hội Khuyến học xã Mai Sơn (tỉnh Mường Sáng) [04105]",
        ),
        (
            "chieng so",
            "xã Chiềng Sơ (huyện Mai Sơn) [E]; Hội Khuyến học xã Chiềng Sở (huyện Mai Sơn) [F]",
        ),
    ],
)
def test_two_that_fit_are_both_told(province, name, candidates):
    with pytest.raises(UnitNameAmbiguousError) as refusal:
        found(province, name, AFTER)

    assert str(refusal.value) == (
        f"«{name}» có thể là 2 đơn vị: Hội Khuyến học {candidates}. "
        "Hãy ghi thêm cấp (xã, huyện…), tên cấp trên, hoặc ghi mã."
    )


def test_an_unknown_name_is_told_its_nearest(province):
    with pytest.raises(UnitNameUnknownError) as refusal:
        found(province, "Xím Vàn")
    with pytest.raises(UnitNameUnknownError) as far:
        found(province, "Qqqq")

    assert str(refusal.value) == (
        "Không có đơn vị nào tên «Xím Vàn»; gần giống: Hội Khuyến học xã Xím Vàng (huyện Mai Sơn) [C]."
    )
    assert str(far.value) == "Không có đơn vị nào tên «Qqqq»; gần giống: không có."


def test_more_than_six_candidates_are_counted(database):
    office = an_office(database)
    for number in range(8):
        a_unit(office, f"T{number}", "Hội Khuyến học xã Trùng")

    with pytest.raises(UnitNameAmbiguousError) as refusal:
        found(office, "Trùng")

    assert refusal.value.facts["count"] == 8
    assert refusal.value.facts["candidates"].endswith("[T5]; …")
