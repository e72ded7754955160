import io
from datetime import date

import jinja2
import pikepdf
import pytest

from khfund import paper

PAGE = "<!doctype html><html lang=vi><title>Thử</title><p style='font-weight: bold'>Quỹ học bổng</p>{}</html>"


def test_the_same_page_gives_the_same_bytes_and_another_page_another_identifier():
    first, again, other = (paper.pdf(PAGE.format(more), styles=[]) for more in ("", "", "."))

    assert first == again
    with pikepdf.open(io.BytesIO(first)) as one, pikepdf.open(io.BytesIO(other)) as two:
        assert bytes(one.trailer.ID[0]) != bytes(two.trailer.ID[0])


def test_a_page_is_set_in_the_shipped_letters_and_fit_for_an_archive():
    with pikepdf.open(io.BytesIO(paper.pdf(PAGE.format(""), styles=[]))) as opened:
        fonts = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        ]
        assert opened.open_metadata().pdfa_status == "3B"
        assert {str(font.BaseFont).partition("+")[2] for font in fonts} == {"Tinos-Bold"}


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/", "khfund-font:../paper.py", "khfund-font:Arial"]
)
def test_a_page_loads_nothing_but_data_and_the_shipped_fonts(address):
    with pytest.raises(ValueError, match="disallowed protocol"):
        paper._OnlyData().fetch(address)


def test_a_page_loads_data_and_the_shipped_fonts():
    assert paper._OnlyData().fetch("data:text/plain,x").read() == b"x"
    assert paper._OnlyData().fetch("khfund-font:Tinos-Bold").read() == paper.font("Tinos-Bold")


def test_a_file_cannot_be_attached_by_what_a_page_says():
    html = PAGE.format("<link rel=attachment href='file:///etc/hostname'><img src='file:///etc/hostname'>")

    with pikepdf.open(io.BytesIO(paper.pdf(html, styles=[]))) as opened:
        assert not opened.attachments


def test_templates_escape_what_they_are_given_and_speak_vietnamese():
    template = paper.environment("receipts").from_string(
        "{{ a }} {{ n | so }} {{ n | chu }} {{ d | ngay }} {{ d | ngay_thang }}"
    )

    assert template.render(a="<b>&", n=5_000, d=date(2026, 1, 2)) == (
        "&lt;b&gt;&amp; 5.000 Năm nghìn đồng 02/01/2026 ngày 02 tháng 01 năm 2026"
    )


def test_a_missing_fact_stops_the_printing():
    with pytest.raises(jinja2.UndefinedError):
        paper.environment("receipts").from_string("{{ giver }}").render()


def test_the_boxes_of_a_page_can_be_read_before_it_is_written():
    document = paper.lay_out(PAGE.format(""), styles=[])

    assert len(document.pages) == 1
    assert paper.write(document, identifier=bytes(16)).startswith(b"%PDF-1.7")
