"""Vietnamese text cleaned, searched, sorted, decoded, and looked through for disguise."""

import csv
import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund import vietnamese
from khfund.vietnamese import (
    ascii_purpose,
    clean,
    fold,
    from_tcvn3,
    from_vni,
    legacy_encoding,
    require_plain,
    same_name,
    sort_key,
    suspicious,
)

WORDS = [
    "An",
    "Ánh",
    "Bình",
    "Dung",
    "Đức",
    "Hoà",
    "Hòa",
    "Hoàng",
    "Hương",
    "Lò",
    "Quý",
    "Tú",
    "Tủa",
    "Vừ",
    "Ý",
    "A",
    "Thị",
]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


# -- clean and fold ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ệ"), "Nguyễn Thị Ệ"),
        ("  Lò\u00a0 Thị\tÁnh\n", "Lò Thị Ánh"),
        ("Sơn\u00adLa\ufeff", "SơnLa"),
        ("An\u202e\u200bh\x00\x1b", "Anh"),
        ("e\u0323\u0302", "ệ"),
        ("e\u200b\u0323\u0302", "ệ"),  # a mark finds its letter once nothing hidden stands between
        ("An\ufe0f\u3164\u034f", "An"),
        ("\u00d0ỗ Thị \u0189ức", "Đỗ Thị Đức"),
        ("Иван Müller 北", "Иван Müller 北"),
    ],
)
def test_clean_text_is_composed_single_spaced_and_wholly_visible(text, cleaned):
    assert clean(text) == cleaned


@given(st.text())
def test_cleaning_leaves_nothing_to_clean(text):
    once = clean(text)

    assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert once.isprintable()
    assert once.split(" ") == once.split() or once == ""


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyen  Van An", "nguyen van an"),
        ("ĐẶNG Thị Hoà", "dang thi hoa"),
        (unicodedata.normalize("NFD", "Đặng Thị Hòa"), "dang thi hoa"),
        ("\u00d0ặng \u00f0ường", "dang duong"),
        ("Quỹ Khuyến học tỉnh Sơn La", "quy khuyen hoc tinh son la"),
        ("Müller Ðức São", "muller duc sao"),
        ("Иван", "иван"),
    ],
)
def test_a_search_finds_text_without_its_marks(text, folded):
    assert fold(text) == folded


@given(names)
def test_folding_vietnamese_gives_ascii_and_folds_no_further(name):
    folded = fold(name)

    assert folded.isascii()
    assert fold(folded) == fold(name.upper()) == fold(unicodedata.normalize("NFD", name)) == folded


@given(st.text())
def test_any_text_folds_once(text):
    assert fold(fold(text)) == fold(text)


def test_a_transfer_narration_is_ascii_letters_digits_and_spaces():
    assert ascii_purpose("Ủng hộ Quỹ HB «Tô Hiệu» – Đợt 2/2026, đ/c Ðỗ Thị Ý") == (
        "Ung ho Quy HB To Hieu Dot 2 2026 d c Do Thi Y"
    )


# -- names ------------------------------------------------------------------------------------------------------------


def test_names_sort_as_the_official_table_has_them(shared_data):
    with (shared_data / "vectors" / "names_sorted.tsv").open(encoding="utf-8", newline="") as table:
        listed = [row["full_name"] for row in csv.DictReader(table, delimiter="\t")]

    assert sorted(listed, key=sort_key) == listed


def in_order(*texts):
    return sorted(texts, key=sort_key) == list(texts)


def test_letters_follow_the_alphabet_and_tones_decide_between_equal_letters():
    assert in_order(
        *"a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
    )
    assert in_order("ma", "mà", "mả", "mã", "má", "mạ", "man", "mán", "mang")
    assert in_order("Mùa A Tu", "Thào A Tú", "Giàng A Tủa")


def test_the_given_name_counts_first_and_then_family_and_middle_name():
    assert in_order(
        "Lê Thị An", "Nguyễn Văn An", "Nguyễn Văn Anh", "An Văn Bình", "Hà Văn Bình", "Hạ Anh Bình"
    )


def test_an_organisation_is_ordered_from_its_first_word():
    assert sort_key("Công ty Ánh", given_name_first=False) < sort_key("Trường An", given_name_first=False)
    assert sort_key("Trường An") < sort_key("Công ty Ánh")


def test_other_scripts_sort_after_the_alphabet_and_punctuation_counts_for_nothing():
    assert in_order("A3", "Aa", "Zoé", "Иван", "北")
    assert same_name("Giàng A. Tủa", "Giàng A Tủa")


@given(names, names)
def test_the_order_of_names_is_total_and_folds_where_the_tone_is_written(one, other):
    assert (sort_key(one) == sort_key(other)) == (one == other)
    assert same_name(one, other) == (one.replace("Hoà", "Hòa") == other.replace("Hoà", "Hòa"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hà Thị Hoà", "Hà Thị Hòa", True),
        ("Nguyễn Thuý", "NGUYỄN  THÚY", True),
        ("Đỗ An", "\u00d0ỗ An", True),
        ("Lò Ệ", unicodedata.normalize("NFD", "Lò Ệ"), True),
        ("Nguyễn Văn An", "Nguyễn Văn Án", False),
        ("Mỹ", "Mĩ", False),
        ("Văn An", "An Văn", False),
        ("", "", True),
        ("…", "---", False),
    ],
)
def test_two_spellings_of_one_name_are_the_same_name(one, other, same):
    assert same_name(one, other) is same


# -- old fonts --------------------------------------------------------------------------------------------------------

OLD_FONTS = [
    (
        "Cộng hoà xã hội chủ nghĩa Việt Nam",
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam",
        "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam",
    ),
    (
        "Độc lập - Tự do - Hạnh phúc",
        "§éc lËp - Tù do - H¹nh phóc",
        "Ñoäc laäp - Töï do - Haïnh phuùc",
    ),
    ("Nguyễn Thị Hương", "NguyÔn ThÞ H\u00ad¬ng", "Nguyeãn Thò Höông"),
    ("Lường Văn Bắc", "L\u00adêng V¨n B¾c", "Löôøng Vaên Baéc"),
    (
        "đẳng cấp, ngẩng, ẵm, kỹ, quỷ, mỵ, ỉ",
        "®¼ng cÊp, ngÈng, ½m, kü, quû, mþ, Ø",
        "ñaúng caáp, ngaång, aüm, kyõ, quyû, mî, æ",
    ),
]


@pytest.mark.parametrize(("text", "tcvn3", "vni"), OLD_FONTS)
def test_text_of_old_fonts_decodes(text, tcvn3, vni):
    assert (from_tcvn3(tcvn3), from_vni(vni)) == (text, text)


def test_capitals_of_the_vni_fonts_decode_with_marks_of_either_case():
    assert from_vni("COÄNG HOØA Aùnh AÙnh ÑÖÙC MÎ NGHÓA") == "CỘNG HÒA Ánh Ánh ĐỨC MỴ NGHĨA"


def test_every_vowel_with_every_tone_decodes_from_tcvn3_and_vni():
    tcvn3_of = {letter: chr(byte) for byte, letter in vietnamese._TCVN3.items()}
    for vowel, tone in itertools.product("aăâeêioôơuưy", ["", *vietnamese._TONES]):
        letter = unicodedata.normalize("NFC", vowel + tone)
        assert from_tcvn3(tcvn3_of.get(letter, letter)) == letter
    assert len(set(vietnamese._TCVN3.values())) == len(vietnamese._TCVN3) == 0xFF - 0xA0


def test_the_old_encoding_is_told_from_a_whole_column():
    modern, tcvn3, vni = zip(*OLD_FONTS, strict=True)

    assert [legacy_encoding(column) for column in (modern, tcvn3, vni)] == [None, "tcvn3", "vni"]


@pytest.mark.parametrize(
    "column",
    [
        [],
        ["NguyÔn"],
        ["Nguyen Van An", "2011"],
        ["Müller", "Café", "Señor", "Çelik"],
        ["Bùi Thị Nga", "Lò Văn Hoà", "Trần Đức"],
        [unicodedata.normalize("NFD", "Bùi Thị Nga, Lò Văn Hoà, Trần Đức")],
    ],
)
def test_a_column_that_proves_no_old_encoding_is_left_alone(column):
    assert legacy_encoding(column) is None


def test_the_names_of_real_communes_are_unicode_and_their_words_syllables(shared_data):
    with (shared_data / "units" / "sonla_communes.csv").open(encoding="utf-8", newline="") as table:
        texts = [text for row in csv.reader(table) for text in row]

    assert legacy_encoding(texts) is None
    assert [text for text in texts if suspicious(text)] == []


# -- disguise ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nguyễn Thị Ánh, 100 m²\u00a0–\tđợt 2\n", []),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ệ"), []),
        ("Иван Zoé 北京 \u2003", []),
        ("An\u202eh", [("\u202e", "ký tự đổi chiều chữ")]),
        ("An\u200bh\u3164", [("\u200b", "ký tự không nhìn thấy"), ("\u3164", "ký tự không nhìn thấy")]),
        ("An\x00h", [("\x00", "ký tự điều khiển")]),
        ("An\x1ch", [("\x1c", "ký tự điều khiển")]),
        ("Nguyễn Văn \u0410n", [("\u0410", "chữ của bảng chữ cái khác, trông như chữ Latinh")]),
        ("M\u03bfa", [("\u03bf", "chữ của bảng chữ cái khác, trông như chữ Latinh")]),
        ("Mùa \u0410 Tú", [("\u0410", "chữ của bảng chữ cái khác, trông như chữ Latinh")]),
        ("\uff21n", [("\uff21", "giả dạng chữ hoặc số thường")]),
        ("đợt \u0665", [("\u0665", "giả dạng chữ hoặc số thường")]),
        ("L\u0131nh", [("\u0131", "giả dạng chữ hoặc số thường")]),
        ("x\u0302\u0301\u0300", [("\u0300", "quá nhiều dấu trên một chữ")]),
    ],
)
def test_what_hides_or_imitates_is_named(text, found):
    assert suspicious(text) == found


@given(st.text())
def test_text_without_suspicion_has_nothing_hidden(text):
    if not suspicious(text):
        assert clean(text).replace(" ", "") == "".join(
            unicodedata.normalize("NFC", text).translate(vietnamese._ETH).split()
        )


def test_hostile_text_is_refused_where_it_must_be_plain():
    with pytest.raises(vietnamese.HostileTextError) as refusal:
        require_plain("Nguyễn\u202e Văn An")

    assert str(refusal.value) == (
        "«Nguyễn<U+202E> Văn An» có ký tự U+202E (ký tự đổi chiều chữ); hãy gõ lại bằng bàn phím tiếng Việt."
    )
    assert refusal.value.text("en") == (
        "“Nguyễn<U+202E> Văn An” holds U+202E (RIGHT-TO-LEFT OVERRIDE), which hides or imitates; "
        "retype it on a Vietnamese keyboard."
    )
    assert require_plain("Nguyễn Văn An") == "Nguyễn Văn An"
