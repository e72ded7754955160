from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from khfund.receipts import letter_page
from khfund.receipts.letter_page import LetterSheet, letters_pdf
from khfund.unit import Unit
from tests.builders import an_office
from tests.receipts.papers import text_of

DAY = date(2026, 3, 10)


def printed(office, sheets, **more):
    return office.read(lambda s: letters_pdf(s, s.get_one(Unit, office.unit), sheets, **more))


@pytest.mark.parametrize(("size", "width"), [("A4", 595), ("A5", 420)])
def test_each_letter_has_a_page_of_the_size_asked_for(sqlite_database, size, width):
    office = an_office(sqlite_database)
    sheets = [LetterSheet("THƯ CẢM ƠN", f"Kính gửi: Người {number}\n\nCảm ơn!", DAY) for number in range(3)]

    document = printed(office, sheets, size=size)

    with pikepdf.open(io.BytesIO(document)) as pages:
        assert [round(float(page.mediabox[2])) for page in pages.pages] == [width] * 3


def test_batches_are_put_together_into_one_file(sqlite_database, monkeypatch):
    monkeypatch.setattr(letter_page, "BATCH", 2)
    office = an_office(sqlite_database)
    sheets = [LetterSheet("THƯ", f"Thư số {number}", DAY) for number in range(5)]

    document = printed(office, sheets)

    with pikepdf.open(io.BytesIO(document)) as pages:
        assert len(pages.pages) == 5
    assert printed(office, sheets) == document


def test_hostile_words_stay_words(sqlite_database, tmp_path):
    office = an_office(sqlite_database)

    document = printed(office, [LetterSheet("<script>", '<img src="file:///etc/passwd"> & {name}', DAY)])

    assert '<img src="file:///etc/passwd"> & {name}' in " ".join(text_of(document, tmp_path))


def test_empty_lines_part_paragraphs():
    sheet = LetterSheet("THƯ", "Kính gửi: An\n\n\nDòng một\nDòng hai\n", DAY)

    assert sheet.paragraphs == [["Kính gửi: An"], ["Dòng một", "Dòng hai"]]
    assert sheet.closing == []
