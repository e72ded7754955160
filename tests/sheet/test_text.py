import unicodedata

import pytest

from khfund.sheet import WrongEncodingError, read
from khfund.sheet.text import _is_syllable

TEXT = "Ngày;Nội dung\n01/03/2026;Ủng hộ quỹ khuyến học Đồng Nai\n"


def as_cp1258(text):
    """Base letters with their hat or horn in one piece, tones beside them, as Windows wrote it."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = unicodedata.normalize("NFD", text)
    bare = unicodedata.normalize("NFC", "".join(letter for letter in parts if letter not in tones))
    marks = [
        "".join(tone for tone in unicodedata.normalize("NFD", letter) if tone in tones)
        for letter in unicodedata.normalize("NFC", text)
    ]
    return "".join(letter + tone for letter, tone in zip(bare, marks, strict=True)).encode("cp1258")


TCVN3 = "Ngµy;Néi dung\n01/03/2026;ñng hé quü khuyÕn häc §ång Nai\n".encode("cp1252")
VNI = "Ngaøy;Noäi dung\n01/03/2026;UÛng hoä quyõ khuyeán hoïc Ñoàng Nai\n".encode("cp1252")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (as_cp1258(TEXT), "cp1258"),
        (TCVN3, "tcvn3"),
        (VNI, "vni"),
    ],
)
def test_vietnamese_is_read_from_every_encoding_that_offices_use(content, encoding):
    book = read(content, "a.csv")

    assert (book.encoding, [[value.lower() for value in row.values] for row in book.first]) == (
        encoding,
        [["ngày", "nội dung"], ["01/03/2026", "ủng hộ quỹ khuyến học đồng nai"]],
    )


@pytest.mark.parametrize(
    "content",
    [
        "Ngày;Số\n".encode() + b"\xff\xfe\xfa\x80;\x99\x98\n",
        "日付;金額\n".encode("shift-jis"),
        "a;b\n".encode("utf-16") + b"\x00",
    ],
)
def test_letters_that_nothing_explains_are_refused(content):
    with pytest.raises(WrongEncodingError) as refusal:
        read(content, "lạ.csv")

    assert str(refusal.value) == (
        "lạ.csv: không đọc được chữ trong tệp (bảng mã lạ). Hãy lưu lại thành CSV UTF-8 hoặc .xlsx."
    )


def test_a_fault_far_behind_the_start_of_a_file_is_found():
    content = "a;ủng hộ\n".encode() * 200_000 + b"\xff;\xff\n"

    with pytest.raises(WrongEncodingError):
        read(content, "a.csv")


def test_a_syllable_has_one_tone_and_a_vowel():
    assert [_is_syllable(word) for word in ("nghiêng", "Ủng", "quỹ", "xyz", "ạ̀")] == [
        True,
        True,
        True,
        False,
        False,
    ]
