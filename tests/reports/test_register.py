import io
import re

import pytest
from pypdf import PdfReader

from khfund import paper
from khfund.reports.register import Field, Line, Pages, Register

FIELDS = (Field("Số", 15), Field("Nhà hảo tâm", 110), Field("Số tiền", 40, is_figure=True))


@pytest.fixture(scope="module")
def body():
    return paper.pdf("<p>Thân báo cáo</p>", styles=[])


def pages_of(*lines):
    return Pages(Register("PHỤ LỤC", "(Kèm theo báo cáo)", FIELDS, lines))


def texts(document):
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def test_the_list_follows_the_body_with_its_headings_on_every_page(body):
    pages = pages_of(*(Line((str(number), f"Lò Thị Hương {number}", "1.000")) for number in range(1, 101)))

    document = pages.append_to(body, before=1, mark="Hội Khuyến học")

    first, *rest = texts(document)
    assert len(rest) == len(pages) == 2
    assert "Thân báo cáo" in first
    assert ["PHỤ LỤC" in text for text in rest] == [True, False]
    assert ["Nhà hảo tâm" in text for text in rest] == [True, True]
    assert [f"Trang {number}/3" in text for number, text in enumerate(rest, 2)] == [True, True]
    told = re.findall(r"Lò Thị Hương (\d+)\b", " ".join(rest))
    assert [int(number) for number in told] == list(range(1, 101))


def test_the_same_list_gives_the_same_bytes(body):
    documents = [
        pages_of(Line(("1", "Cầm Văn Đức", "5"))).append_to(body, before=1, mark="x") for _ in range(2)
    ]

    assert documents[0] == documents[1]


def test_a_long_name_is_broken_into_lines_and_nothing_of_it_is_lost(body):
    words = "Ngân hàng Thương mại cổ phần Ngoại thương Việt Nam " * 4
    unbroken = "x" * 200

    document = pages_of(Line(("1", words, "5")), Line(("2", unbroken, "5"))).append_to(
        body, before=1, mark="x"
    )

    told = "".join(texts(document)[1].split())
    assert "".join(words.split()) in told
    assert unbroken in told


def test_a_figure_is_never_broken(body):
    document = pages_of(Line(("1", "An", "123.456.789.012.345.678.901"))).append_to(body, before=1, mark="x")

    assert "123.456.789.012.345.678.901" in texts(document)[1]


def test_a_letter_that_the_fonts_lack_is_shown_as_missing(body):
    document = pages_of(Line(("1", "株 An", ""))).append_to(body, before=1, mark="x")

    assert "? An" in texts(document)[1]


def test_a_heading_is_never_the_last_line_of_a_page():
    plain = [Line((str(number), "An", "1")) for number in range(200)]
    sizes = set()
    for before in range(40, 60):
        pages = pages_of(*plain[:before], Line(("II. Cá nhân", "", "2"), is_heading=True), *plain)
        sizes |= {page[-1].cells[0][0] == "II. Cá nhân" for page in pages._pages}

    assert sizes == {False}


def test_no_givers_make_no_pages(body):
    pages = pages_of()

    assert len(pages) == 0
    assert len(texts(pages.append_to(body, before=1, mark="x"))) == 1
