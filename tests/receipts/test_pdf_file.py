import io

import pikepdf
import pytest

from khfund.receipts.pdf_file import Guest, PdfFile, number_text


def a_file(count):
    out = io.BytesIO()
    file = PdfFile(out)
    for number in range(count):
        file.add_page(200, 100, file.add_stream(b"", b"%% page %d" % number), b"<<>>")
    file.close(b"[]")
    return out.getvalue()


@pytest.mark.parametrize("count", [1, 250, 251, 600])
def test_pages_keep_their_order_however_many_they_are(count):
    with pikepdf.open(io.BytesIO(a_file(count))) as opened:
        assert opened.check_pdf_syntax() == []
        assert [page.Contents.read_bytes() for page in opened.pages] == [
            b"% page " + b"%d" % n for n in range(count)
        ]


def test_the_same_content_gives_the_same_bytes_and_other_content_another_identifier():
    assert a_file(2) == a_file(2)
    assert a_file(2)[-80:] != a_file(3)[-80:]


@pytest.mark.parametrize(
    ("value", "text"), [(1, b"1"), (0.5, b"0.5"), (-1.23456, b"-1.235"), (100, b"100"), (1e-9, b"0")]
)
def test_a_measure_is_written_to_a_thousandth(value, text):
    assert number_text(value) == text


def a_guest():
    """A PDF whose page uses one object twice, and one of every type."""
    made = pikepdf.new()
    shared = made.make_indirect(
        pikepdf.Dictionary(Text=pikepdf.String("đồng"), Yes=True, None_=pikepdf.Name("/A#B"))
    )
    page = made.add_blank_page(page_size=(300, 200))
    page.Contents = made.make_stream(b"0 0 10 10 re f")
    page.Resources = pikepdf.Dictionary(
        One=shared, Two=shared, Form=made.make_stream(b"form"), Sides=pikepdf.Array([1, 2.5, None, False])
    )
    made.Root.OutputIntents = pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name("/GTS_PDFA1"))])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_the_pages_of_a_guest_move_in_with_all_they_need():
    out = io.BytesIO()
    file = PdfFile(out)
    guest = Guest(file, a_guest())
    guest.add_pages()
    file.close(guest.output_intents())

    with pikepdf.open(out) as opened:
        page = opened.pages[0]
        assert opened.check_pdf_syntax() == []
        assert [float(side) for side in page.mediabox] == [0, 0, 300, 200]
        assert page.Contents.read_bytes() == b"0 0 10 10 re f"
        assert page.Resources.One.objgen == page.Resources.Two.objgen
        assert (str(page.Resources.One.Text), page.Resources.One.Yes) == ("đồng", True)
        assert page.Resources.Form.read_bytes() == b"form"
        assert [None if side is None else float(side) for side in page.Resources.Sides] == [1, 2.5, None, 0]
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_a_guests_page_can_be_drawn_on_another_page():
    out = io.BytesIO()
    file = PdfFile(out)
    form = Guest(file, a_guest()).as_form()
    file.add_page(300, 200, file.add_stream(b"", b"/P0 Do"), b"<</XObject<</P0 %d 0 R>>>>" % form)
    file.close(b"[]")

    with pikepdf.open(out) as opened:
        drawn = opened.pages[0].Resources.XObject.P0
        assert (drawn.read_bytes(), [float(side) for side in drawn.BBox]) == (
            b"0 0 10 10 re f",
            [0, 0, 300, 200],
        )
