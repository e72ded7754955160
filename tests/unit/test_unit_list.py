"""Lists of communes are read strictly, and every mistake has its place."""

from datetime import date

import pytest
import xlsxwriter

from khfund.errors import ProblemsFound
from khfund.unit import read_unit_list
from khfund.unit.unit_list import UnitListDayMissingError, UnitListHeadingsError

HEAD = "Mã mới,Tên mới,Đơn vị cũ,Huyện cũ"
DAY = date(2025, 7, 1)


def read(*rows, head=HEAD, day=DAY):
    return read_unit_list("\n".join((head, *rows)).encode(), "xa.csv", day=day)


def problems(*rows, head=HEAD):
    with pytest.raises(ProblemsFound) as refusal:
        read(*rows, head=head)
    return [str(one) for one in refusal.value.problems]


def test_the_published_list_reads_whole_with_the_day_of_its_heading(shared_data):
    file = shared_data / "units" / "sonla_communes.csv"

    listed = read_unit_list(file.read_bytes(), file.name)

    assert (listed.day, len(listed.old_places), len(listed.new_places), len(listed.districts)) == (
        DAY,
        200,
        75,
        12,
    )
    assert len({*listed.codes().values()}) == 212
    assert {len(one.code) for one in listed.new_places} == {5}


def test_headings_are_found_below_a_title_in_any_order():
    listed = read(
        "Huyện cũ,Xã cũ,Tên mới,Mã",
        "Huyện Mai Sơn,Xã Hát Lót,Xã Mai Sơn,04105",
        head="DANH SÁCH ĐƠN VỊ HÀNH CHÍNH",
    )

    assert [
        (one.row, one.old.name, one.old.district, one.new.code, one.new.name) for one in listed.passings
    ] == [(3, "Xã Hát Lót", "Huyện Mai Sơn", "04105", "Xã Mai Sơn")]


def test_old_units_have_stable_codes_that_tell_them_apart():
    listed = read(
        "00001,Xã Một,Xã Chiềng Chung,Huyện Mai Sơn",
        "00001,Xã Một,Xã Chiềng Chung,Thị xã Mộc Châu",
        "00001,Xã Một,Xã Hát Lót,Huyện Mai Sơn",
        "00001,Xã Một,Thị trấn Hát Lót,Huyện Mai Sơn",
        "00001,Xã Một,Xã Chiềng Sơ,Huyện Sông Mã",
        "00001,Xã Một,Xã Chiềng Sở,Huyện Sông Mã",
        "00001,Xã Một,Xã Pá Ma Pha Khinh Dài,Huyện Quỳnh Nhai",
    )

    codes = listed.codes()

    assert [codes[one] for one in listed.districts] == [
        "h-mai-son",
        "tx-moc-chau",
        "h-song-ma",
        "h-quynh-nhai",
    ]
    named = [codes[one] for one in listed.old_places]
    assert named[:4] == [
        "mai-son.x-chieng-chung",
        "moc-chau.x-chieng-chung",
        "mai-son.x-hat-lot",
        "mai-son.tt-hat-lot",
    ]
    assert [code[:20] for code in named[4:6]] == ["song-ma.x-chieng-so-"] * 2
    assert len({*named}) == 7
    assert max(map(len, named)) <= 30


def test_each_mistake_is_told_with_its_cell():
    assert problems(
        "04105,Xã Mai Sơn,Xã Hát Lót,",
        ",,Xã Cò Nòi,Huyện Mai Sơn",
        "4105x,Xã Mai Sơn,Xã Nà Bó,Huyện Mai Sơn",
        "04105,Mai Sơn,Xã Nà Ớt,Huyện Mai Sơn",
        "04105,Xã Mai Sơn,Xã Tà Hộc,Mai Sơn",
        "04106,Xã Mai Sơn,Xã Chiềng Mai,Huyện Mai Sơn",
        "04106,Xã Mai Sơn,Xã Chiềng Mai,Huyện Mai Sơn",
        "04106,Xã Khác,Xã Chiềng Ve,Huyện Mai Sơn",
    ) == [
        "xa.csv, dòng 2, ô D2: «Xã Hát Lót» không ghi huyện cũ; hãy ghi huyện, thị xã hoặc thành phố.",
        "xa.csv, dòng 3, ô B3: «Xã Cò Nòi» không có đơn vị mới nào nhận; hãy ghi tên và mã đơn vị mới.",
        "xa.csv, dòng 4, ô A4: Mã «4105x» của «Xã Mai Sơn» không dùng được: cần năm chữ số.",
        "xa.csv, dòng 5, ô B5: «Mai Sơn» không rõ là cấp nào; tên phải bắt đầu bằng xã, phường, thị trấn.",
        "xa.csv, dòng 6, ô D6: «Mai Sơn» không rõ là cấp nào; tên phải bắt đầu bằng huyện, thị xã, thành phố, quận.",
        "xa.csv, dòng 8, ô C8: «Xã Chiềng Mai» (Huyện Mai Sơn) đã có ở dòng 7 với cùng đơn vị mới; hãy bỏ một dòng.",
        "xa.csv, dòng 9, ô A9: Mã «04106» của «Xã Khác» không dùng được: ở dòng trên là mã của «Xã Mai Sơn».",
    ]


def test_a_list_says_from_which_day_it_holds():
    row = "04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn"

    with pytest.raises(UnitListDayMissingError) as refusal:
        read(row, day=None)

    assert str(refusal.value) == "xa.csv: không rõ danh sách áp dụng từ ngày nào; hãy ghi ngày bằng --day."
    assert read(row, head="new_code,new_name_2025_07_01,old_unit,old_district_2025_03", day=None).day == DAY
    with pytest.raises(UnitListDayMissingError):
        read(row, head="new_code,new_name_2025_13_01,old_unit,old_district", day=None)


@pytest.mark.parametrize("rows", [(), ("",), ("x,y",)])
def test_a_table_without_the_headings_or_without_rows_is_refused(rows):
    with pytest.raises(UnitListHeadingsError) as refusal:
        read(*rows, head="Tên,Địa chỉ" if rows == ("x,y",) else HEAD)

    assert str(refusal.value) == (
        "xa.csv: không thấy dòng tiêu đề có các cột Mã mới, Tên mới, Đơn vị cũ, Huyện cũ, "
        "hoặc dưới đó không có dòng nào."
    )


def test_headings_are_looked_for_in_the_first_forty_rows():
    with pytest.raises(UnitListHeadingsError):
        read(*["x,y"] * 45, HEAD, "04105,Xã Mai Sơn,Xã Hát Lót,Huyện Mai Sơn", head="x,y")


def test_a_code_that_a_spreadsheet_took_for_a_number_gets_its_zero_back(tmp_path):
    file = tmp_path / "xa.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, [4105, "Xã Mai Sơn", "Xã Hát Lót", "Huyện Mai Sơn"])

    listed = read_unit_list(file.read_bytes(), file.name, day=DAY)

    assert [one.code for one in listed.new_places] == ["04105"]
