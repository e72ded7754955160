"""Texts and names of cells: decoded, cleaned, refused where they hide something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.nomination_sheet_text import (
    Name,
    as_text,
    encodings,
    known_spelling,
    read_name,
    read_text,
    with_capitals,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Lò Thị Ánh", "Lò Thị Ánh"),
        ("Lò  Thị   Ánh ", "Lò Thị Ánh"),
        ("Lo\u0300 Thi\u0323 A\u0301nh", "Lò Thị Ánh"),
        ("Ðỗ Thị\nÁnh", "Đỗ Thị Ánh"),
        ("Giàng A Tủa", "Giàng A Tủa"),
        ("Lò\xa0Thị Ánh", "Lò Thị Ánh"),
        ("Giàng_x000D_\nTủa", "Giàng Tủa"),
    ],
)
def test_a_name_is_cleaned_without_a_word(written, read):
    assert read_name(written) == Name(read)


@pytest.mark.parametrize(
    ("written", "read", "sentence"),
    [
        ("LÒ THỊ ÁNH", "Lò Thị Ánh", "Họ tên viết toàn chữ hoa; đã đổi thành chữ hoa đầu mỗi từ, hãy xem lại."),
        ("H'LINH NIÊ", "H'Linh Niê", "Họ tên viết toàn chữ hoa; đã đổi thành chữ hoa đầu mỗi từ, hãy xem lại."),
        ("lò thị ánh", "Lò Thị Ánh", "Họ tên viết không có chữ hoa; đã đổi thành chữ hoa đầu mỗi từ, hãy xem lại."),
    ],
)  # fmt: skip
def test_a_name_in_capitals_or_small_letters_is_written_as_names_are(written, read, sentence):
    name = read_name(written)

    assert (name.text, name.mistake, str(name.notice)) == (read, None, sentence)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Lò Thị 2", "Ô họ tên có chữ số; hãy ghi họ và tên của một người, chỉ bằng chữ."),
        ("Lò Thị Ánh, Lò Thị Yến", "Ô họ tên có nhiều hơn một người hoặc quá nhiều từ; hãy ghi họ và tên của một người, chỉ bằng chữ."),
        ("Lò Thị Ánh và Yến", "Ô họ tên có nhiều hơn một người hoặc quá nhiều từ; hãy ghi họ và tên của một người, chỉ bằng chữ."),
        ("Lò <b>Ánh", "Ô họ tên có ký hiệu lạ; hãy ghi họ và tên của một người, chỉ bằng chữ."),
        ("Á", "Ô họ tên có quá ít chữ; hãy ghi họ và tên của một người, chỉ bằng chữ."),
        ("Lò\u200bThị Ánh", "Ô có ký tự U+200B (ký tự không nhìn thấy); hãy xóa nội dung ô này rồi gõ lại bằng bàn phím tiếng Việt."),
        ("Lò\x08Ánh", "Ô có ký tự U+0008 (ký tự điều khiển); hãy xóa nội dung ô này rồi gõ lại bằng bàn phím tiếng Việt."),
        ('=HYPERLINK("x")', "Ô bắt đầu bằng «=» như một công thức; hãy xóa dấu đó hoặc gõ lại nội dung bằng chữ."),
        ("@SUM(A1)", "Ô bắt đầu bằng «@» như một công thức; hãy xóa dấu đó hoặc gõ lại nội dung bằng chữ."),
        ("Lò " * 60, "Ô dài 179 ký tự, chỉ nhập được 120; hãy viết ngắn hơn."),
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_without_being_repeated(written, sentence):
    assert str(read_name(written).mistake) == sentence


def test_a_name_from_an_old_font_gets_its_capitals_back():
    assert read_name("L\xadêng Anh Thuý", "tcvn3") == Name("Lường Anh Thuý")
    assert read_name("¸nh", "tcvn3") == Name("Ánh")
    assert read_name("Nguyeãn Thò AÙnh", "vni") == Name("Nguyễn Thị Ánh")


def test_a_dash_before_words_is_no_formula_but_a_call_is():
    assert read_text("- Bố mất sớm").mistake is None
    assert read_text("+84 912 345 678").mistake is None
    assert (
        str(read_text("-cmd|' /C calc'").mistake)
        == "Ô bắt đầu bằng «-» như một công thức; hãy xóa dấu đó hoặc gõ lại nội dung bằng chữ."
    )


def test_columns_are_decoded_each_by_its_own_letters():
    old = ["Må c«i c¶ bè vµ mÑ", "Hoµn c¶nh khã kh¨n", "V\xadît khã häc giái"]
    new = ["Mồ côi cả bố và mẹ", "Hoàn cảnh khó khăn", "Vượt khó học giỏi"]

    assert encodings({0: old, 1: new, 2: ["Kh¸"], 3: ["Khá"]}) == {0: "tcvn3", 2: "tcvn3"}
    assert encodings({0: new}) == {}


def test_a_place_is_known_by_the_one_that_sounds_the_same():
    assert known_spelling("xã Mường é", ["xã Mường É", "xã Co Mạ"]) == "xã Mường É"
    assert known_spelling("Sơ", ["Sơ", "Sở"]) is None
    assert with_capitals("mường é") == "Mường É"


@given(st.text(max_size=60))
def test_no_refused_name_stands_in_its_own_sentence(text):
    name = read_name(text)

    assert name.mistake is None or len(text.strip()) < 4 or text.strip() not in str(name.mistake)


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=False), st.booleans(), st.dates()))
def test_any_value_has_a_text_and_any_text_is_read(value):
    cell = read_text(as_text(value))

    assert cell.mistake is not None or cell.text == " ".join(cell.text.split())


def test_a_word_without_its_capital_and_a_name_of_one_word_are_noticed():
    assert read_name("Lò Thị ánh").text == "Lò Thị Ánh"
    assert str(read_name("Lò Thị ánh").notice).startswith("Họ tên viết thiếu chữ hoa")
    assert str(read_name("Ánh").notice) == "Họ tên chỉ có một từ; hãy xem có thiếu họ hoặc tên không."
