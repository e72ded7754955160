import io
import re

import pikepdf
import pytest

from khfund.receipts.pdf_file import PdfFile
from khfund.receipts.typeface import Typeface, known_letters

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.mark.parametrize("style", ["Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"])
def test_each_style_has_every_vietnamese_letter(style):
    assert set(VIETNAMESE + VIETNAMESE.upper() + "₫0123456789 .,;:-–/()«»") - known_letters(style) == set()


@pytest.mark.parametrize("letter", ["漢", "ש", "\u0301", "\u200b", "\n"])
def test_letters_that_do_not_stand_by_themselves_from_left_to_right_are_not_set(letter):
    assert Typeface("Tinos-Regular").line(f"Lò {letter}") is None


@pytest.mark.parametrize("text", ["Quỹ Tô Hiệu", "AVATAR Tò Vò", "1.111.111 đ", "a  b", " a ", "Tự", "T", ""])
def test_words_put_together_stand_as_the_whole_text_would(text):
    face = Typeface("Tinos-Regular")

    line, whole = face.line(text), face._shape(text)

    assert line.shown == f"[<{whole.shown}>]TJ"
    assert line.width == pytest.approx(whole.width)


def test_kerning_brings_letters_together():
    face = Typeface("Tinos-Regular")

    assert face.line("AV").width < face.line("A").width + face.line("V").width


def test_a_font_is_cut_to_the_letters_that_were_used():
    out = io.BytesIO()
    file = PdfFile(out)
    face = Typeface("Tinos-Regular")
    face.line("Lò Ánh")
    number = file.reserve()
    face.put(file, number)
    page = file.add_stream(b"", b"")
    file.add_page(100, 100, page, b"<</Font<</F0 %d 0 R>>>>" % number)
    file.close(b"[]")

    with pikepdf.open(out) as opened:
        font = opened.pages[0].Resources.Font.F0
        assert len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) < 10_000
        assert len(font.DescendantFonts[0].W) == 2 * len(set("Lò Ánh"))
        letters = re.findall(r"^<....><(....)>$", font.ToUnicode.read_bytes().decode(), re.MULTILINE)
        assert {chr(int(letter, 16)) for letter in letters if letter != "ffff"} == set("Lò Ánh")


def test_more_texts_than_are_remembered_are_set_as_well(monkeypatch):
    monkeypatch.setattr("khfund.receipts.typeface._REMEMBERED", 2)
    face = Typeface("Tinos-Regular")

    widths = [face.line(text).width for text in ("một hai", "ba bốn", "năm sáu", "một hai")]

    assert widths[0] == widths[3]
