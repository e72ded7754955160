"""Telephones, sexes, categories, marks, addresses and households as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.nomination_sheet_cell import (
    Address,
    category_of,
    is_mark,
    read_address,
    read_categories,
    read_commune,
    read_phones,
    read_poverty,
    read_sex,
)

ONE = ("0912345678",)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("0912345678", ONE),
        (912345678, ONE),
        (912345678.0, ONE),
        ("912345678", ONE),
        ("0912 345 678", ONE),
        ("0912.345.678", ONE),
        ("0912-345-678", ONE),
        ("+84 912 345 678", ONE),
        ("(+84) 912345678", ONE),
        ("84912345678", ONE),
        ("ĐT: 0912345678", ONE),
        ("0912345678 (mẹ)", ONE),
        ("0912345678/0987654321", ("0912345678", "0987654321")),
        ("0912.345.678 - 0987 654 321", ("0912345678", "0987654321")),
        ("09123456780987654321", ("0912345678", "0987654321")),
        ("0912345678, 0912345678", ONE),
        ("02123850123", ("02123850123",)),
        ("", ()),
        (" ", ()),
        ("không có", ()),
        ("-", ()),
    ],
)
def test_telephones_are_read_with_their_nought(written, numbers):
    phones = read_phones(written)

    assert (phones.numbers, phones.notices) == (numbers, ())


def test_a_telephone_that_is_none_is_left_out_and_said_without_its_digits():
    phones = read_phones("0912 345")

    assert phones.numbers == ()
    assert [str(one) for one in phones.notices] == [
        "Số điện thoại có 7 chữ số, không nhận được nên để trống; hãy ghi 10 chữ số."
    ]
    assert [str(one) for one in read_phones("hỏi cô giáo").notices] == [
        "Số điện thoại có 0 chữ số, không nhận được nên để trống; hãy ghi 10 chữ số."
    ]


def test_a_mobile_number_of_eleven_digits_gets_its_new_prefix():
    phones = read_phones("01655123456")

    assert phones.numbers == ("0355123456",)
    assert [str(one) for one in phones.notices] == [
        "Số điện thoại 11 số đã đổi sang đầu số 10 số (0165 → 035); hãy xem lại."
    ]


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from(["", " ", ".", "-"]))
def test_any_mobile_number_survives_any_way_of_writing(number, sign):
    grouped = sign.join([number[:4], number[4:7], number[7:]])

    for written in (number, grouped, number[1:], int(number), f"+84{number[1:]}", f"84{number[1:]}"):
        assert read_phones(written).numbers == (number,)


@pytest.mark.parametrize(
    ("written", "sex"), [("Nam", "male"), ("NỮ", "female"), ("nu", "female"), ("Gái", "female"), ("", "")]
)
def test_a_sex_is_read(written, sex):
    assert read_sex(written) == (sex, None)


def test_a_sex_that_is_none_is_left_open():
    sex, notice = read_sex("khác")

    assert (sex, str(notice)) == ("", "«khác» không cho biết nam hay nữ; đã để trống, hãy ghi Nam hoặc Nữ.")


@pytest.mark.parametrize("written", ["x", "X", "x ", "xx", "✓", "✔", "√", "1", "có", "v", "*", "3", "(x)"])
def test_a_mark_is_a_mark(written):
    assert is_mark(written, 3) is True


@pytest.mark.parametrize(
    ("written", "marked"),
    [("", False), ("-", False), ("0", False), ("không", False), ("2", None), ("hộ nghèo", None)],
)
def test_what_is_no_mark_is_nothing_or_unclear(written, marked):
    assert is_mark(written, 3) is marked


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("2", (2,)),
        ("2, 6", (2, 6)),
        ("6;2", (2, 6)),
        ("2.6", (2, 6)),
        ("2 và 6", (2, 6)),
        ("(3)", (3,)),
        ("ĐT 3", (3,)),
        ("Đối tượng số 3", (3,)),
        ("Khuyết tật", (1,)),
        ("Mồ côi cả bố và mẹ", (2,)),
        ("Mồ côi bố", (3,)),
        ("Bố bị bệnh hiểm nghèo", (4,)),
        ("Cần xe đạp", (5,)),
        ("Ở nhà tạm", (6,)),
        ("Vượt khó", (7,)),
        ("-", ()),
    ],
)
def test_categories_are_read_by_number_or_by_name(written, numbers):
    assert read_categories(written) == (numbers, None)


@pytest.mark.parametrize("written", ["8", "26", "02/06/2026", "x", "không khuyết tật"])
def test_what_names_no_category_is_refused(written):
    numbers, mistake = read_categories(written)

    assert numbers == ()
    assert (
        str(mistake)
        == f"«{written}» không phải đối tượng từ 1 đến 7 của phụ lục; hãy ghi số, hoặc nhiều số như 2, 6."
    )


def test_a_denied_category_is_none():
    assert category_of("khong mo coi") == 0


@pytest.mark.parametrize(
    ("written", "village", "commune"),
    [
        ("Bản Nà Sài, xã Tà Hộc", "Bản Nà Sài", "xã Tà Hộc"),
        ("Bản Nà Sài - xã Tà Hộc - huyện Mai Sơn", "Bản Nà Sài", "xã Tà Hộc"),
        ("Bản Nà Sài xã Tà Hộc huyện Mai Sơn", "Bản Nà Sài", "xã Tà Hộc"),
        ("Tiểu khu 5, thị trấn Hát Lót, huyện Mai Sơn", "Tiểu khu 5", "thị trấn Hát Lót"),
        ("TK 3 TT Hát Lót", "TK 3", "thị trấn Hát Lót"),
        ("BẢN NÀ SÀI, XÃ TÀ HỘC", "Bản Nà Sài", "xã Tà Hộc"),
        ("Bản Pá Men, xã Mường é", "Bản Pá Men", "xã Mường É"),
        ("Chiềng La", "", "xã Chiềng La"),
        ("Bản Tà Sày", "Bản Tà Sày", ""),
        ("xã chiềng la", "", "xã Chiềng La"),
    ],
)
def test_an_address_is_a_village_and_a_commune(written, village, commune):
    assert read_address(written, ("xã Chiềng La", "xã Mường É")) == Address(village, commune)


@pytest.mark.parametrize(
    ("written", "read"),
    [("Tà Hộc", "xã Tà Hộc"), ("Xã Tà Hộc", "xã Tà Hộc"), ("Chiềng Lề", "phường Chiềng Lề"), ("P. Tô Hiệu", "phường Tô Hiệu"), ("mường é", "xã Mường É"), ("xã", "")],
)  # fmt: skip
def test_a_commune_is_spelled_as_the_unit_is(written, read):
    assert read_commune(written, ("phường Chiềng Lề", "xã Mường É")) == read


@pytest.mark.parametrize(
    ("written", "value"),
    [("Hộ nghèo", "poor"), ("HN", "poor"), ("Cận nghèo", "near_poor"), ("HCN", "near_poor"), ("không thuộc hộ nghèo", "none"), ("thoát nghèo 2024", "none"), ("khá", ""), ("", "")],
)  # fmt: skip
def test_a_household_is_read(written, value):
    assert read_poverty(written) == value
