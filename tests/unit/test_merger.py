"""The merger of a whole province's communes in one command: 200 become 75, and the districts end."""

from collections import Counter
from datetime import date

import pytest

from khfund.command import contradictions
from khfund.errors import ProblemsFound
from khfund.reports.check import check
from khfund.unit import (
    Unit,
    find_by_name,
    find_unit,
    merge_units,
    name_on,
    path,
    predecessors_of,
    read_unit_list,
    successors_of,
    tree_on,
    units,
)
from khfund.unit.state_place import state_places
from tests.builders import an_office
from tests.provinces import a_unit

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
HEAD = "Mã mới,Tên mới,Đơn vị cũ,Huyện cũ"


@pytest.fixture
def province(database):
    return an_office(database)


def merge(office, listed):
    return office.do(
        "unit.import",
        lambda s, c: merge_units(s, c, listed, under=s.get_one(Unit, office.unit)),
        by=office.chair,
    )


def a_list(*rows, day=AFTER):
    return read_unit_list("\n".join((HEAD, *rows)).encode(), "xa.csv", day=day)


def codes(office, found):
    return office.read(lambda s: sorted(s.get_one(Unit, one).code for one in found(s)))


def test_200_communes_in_12_districts_become_75(province, shared_data):
    file = shared_data / "units" / "sonla_communes.csv"
    listed = read_unit_list(file.read_bytes(), file.name)

    first, second = merge(province, listed), merge(province, listed)

    def levels(day):
        tree = province.read(lambda s: tree_on(s, day))
        return Counter(tree.units[one].level.value for one in tree.scope(province.unit))

    assert levels(BEFORE) == {"province": 1, "district": 12, "commune": 200}
    assert levels(AFTER) == {"province": 1, "commune": 75}
    assert (first.entered, first.kept, first.edges) == (280, 7, 193 + 76)
    assert (second.entered, second.edges, second.known) == (0, 0, 280)
    assert province.read(check) == []
    assert province.read(lambda s: list(contradictions(s))) == []


def test_successors_cross_districts_and_namesakes_stay_apart(province, shared_data):
    file = shared_data / "units" / "sonla_communes.csv"
    merge(province, read_unit_list(file.read_bytes(), file.name))

    chieng_son = province.read(lambda s: find_by_name(s, "Chiềng Sơn", on=AFTER).id)
    assert codes(province, lambda s: [one.predecessor_id for one in predecessors_of(s, chieng_son)]) == [
        "h-van-ho",
        "moc-chau.x-chieng-son",
        "tx-moc-chau",
        "van-ho.x-chieng-xuan",
    ]
    bac_yen = province.read(lambda s: find_unit(s, "h-bac-yen").id)
    assert codes(province, lambda s: [one.successor_id for one in successors_of(s, bac_yen)]) == [
        "03856", "03862", "03868", "03871", "03880", "03892",
    ]  # fmt: skip
    both = {
        district: province.read(
            lambda s, district=district: find_by_name(s, f"Chiềng Chung, {district}", on=BEFORE).id
        )
        for district in ("Mai Sơn", "Mộc Châu")
    }
    assert [
        codes(province, lambda s, one=one: [e.successor_id for e in successors_of(s, one)])
        for one in both.values()
    ] == [
        ["04117"],
        ["04000"],
    ]


def test_a_commune_that_became_a_new_one_by_itself_goes_on_with_its_book(province):
    merge(
        province,
        a_list("04240,Xã Mường Lèo,Xã Mường Lèo,Huyện Sốp Cộp", "04231,Xã Sốp Cộp,Xã Mường Và,Huyện Sốp Cộp"),
    )

    kept, renamed = (province.read(lambda s, code=code: find_unit(s, code)) for code in ("04240", "04231"))
    names = [province.read(lambda s, day=day: name_on(s, renamed, day)) for day in (BEFORE, AFTER)]
    assert (kept.ended, renamed.ended) == (None, None)
    assert names == ["Hội Khuyến học xã Mường Và", "Hội Khuyến học xã Sốp Cộp"]
    assert province.read(lambda s: [len(path(s, kept.id, day)) for day in (BEFORE, AFTER)]) == [3, 2]


def test_the_states_words_are_kept_beside_the_associations_own(province):
    merge(
        province,
        a_list("04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn", "04105,Xã Mai Sơn,Xã Cò Nòi,Huyện Mai Sơn"),
    )

    found = province.read(lambda s: {one.code: one.id for one in units(s)})
    places = province.read(state_places)
    told = {
        code: (places[one].code, places[one].name, places[one].within)
        for code, one in found.items()
        if one in places
    }
    assert told == {
        "h-mai-son": ("", "Huyện Mai Sơn", "tỉnh Mường Sáng"),
        "mai-son.x-hat-lot": ("", "Xã Hát Lót", "Huyện Mai Sơn"),
        "mai-son.x-co-noi": ("", "Xã Cò Nòi", "Huyện Mai Sơn"),
        "04105": ("04105", "Xã Mai Sơn", "tỉnh Mường Sáng"),
    }


def test_units_entered_before_are_known_by_their_names(province):
    district = a_unit(province, "MS", "Hội Khuyến học huyện Mai Sơn").unit
    commune = a_unit(province, "CN", "Hội Khuyến học xã Cò Nòi", parent=district).unit

    done = merge(
        province,
        a_list("04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn", "04105,Xã Mai Sơn,Xã Cò Nòi,Huyện Mai Sơn"),
    )

    assert (done.entered, done.known) == (2, 2)
    assert province.read(lambda s: [s.get_one(Unit, one).ended for one in (district, commune)]) == [
        AFTER,
        AFTER,
    ]


def test_a_split_commune_has_two_successors_and_open_shares(province):
    merge(
        province,
        a_list(
            "00001,Xã Đông,Xã Cũ,Huyện Mai Sơn",
            "00002,Xã Tây,Xã Cũ,Huyện Mai Sơn",
            "00002,Xã Tây,Xã Kề,Huyện Mai Sơn",
        ),
    )

    old = province.read(lambda s: find_unit(s, "mai-son.x-cu").id)
    assert codes(province, lambda s: [one.successor_id for one in successors_of(s, old)]) == [
        "00001",
        "00002",
    ]


def test_a_commune_that_the_list_forgets_is_named_and_nothing_is_done(province):
    district = a_unit(province, "h-mai-son", "Hội Khuyến học huyện Mai Sơn").unit
    a_unit(province, "QUEN", "Hội Khuyến học xã Bị Quên", parent=district)

    with pytest.raises(ProblemsFound) as refusal:
        merge(
            province,
            a_list("04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn", "04105,Xã Mai Sơn,Xã Cò Nòi,Huyện Mai Sơn"),
        )

    (problem,) = refusal.value.problems
    assert str(problem) == (
        "xa.csv, dòng 2: «Hội Khuyến học xã Bị Quên (huyện Mai Sơn)» không có đơn vị mới nào nhận; "
        "hãy ghi tên và mã đơn vị mới."
    )
    assert province.read(lambda s: [one.code for one in units(s)]) == ["QUEN", "SL", "h-mai-son"]


def test_a_list_that_contradicts_an_earlier_one_is_named(province):
    rows = ["04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn", "04105,Xã Mai Sơn,Xã Cò Nòi,Huyện Mai Sơn"]
    merge(province, a_list(*rows))
    other = [row.replace("04105,Xã Mai Sơn", "04106,Xã Hát Lót") for row in rows]

    with pytest.raises(ProblemsFound) as refusal:
        merge(province, a_list(*other))

    assert [str(one.error) for one in refusal.value.problems] == [
        f"Hội Khuyến học {name} không kết thúc từ ngày 01/07/2025 được: "
        "đã kết thúc từ ngày 01/07/2025 với đơn vị kế thừa khác."
        for name in ("xã Hát Lót", "xã Cò Nòi", "huyện Mai Sơn")
    ]


def test_a_district_whose_book_goes_on_after_its_end_is_named_with_its_row(province):
    district = a_unit(province, "h-mai-son", "Hội Khuyến học huyện Mai Sơn", book=date(2025, 1, 1))
    district.gift(date(2025, 8, 1), 1_000)

    with pytest.raises(ProblemsFound) as refusal:
        merge(
            province,
            a_list("04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn", "04105,Xã Mai Sơn,Xã Cò Nòi,Huyện Mai Sơn"),
        )

    (problem,) = refusal.value.problems
    assert str(problem) == (
        "xa.csv, dòng 2: Sổ của Hội Khuyến học huyện Mai Sơn có bút toán ngày 01/08/2025; "
        "đơn vị không thể kết thúc từ ngày 01/07/2025."
    )
