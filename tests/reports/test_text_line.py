from hypothesis import given
from hypothesis import strategies as st

from khfund.receipts.typeface import Typeface
from khfund.reports.text_line import drawn, rule, settable, width, wrap

FACE = Typeface("Tinos-Regular")
ROOM = 100.0


@given(st.text(st.sampled_from("aăâđêôơưỹẫWil .,-"), max_size=120))
def test_every_line_fits_and_no_letter_is_lost(text):
    lines = wrap(FACE, text, 10, ROOM)

    assert all(width(FACE, line) * 10 <= ROOM + 0.001 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_figure_is_never_broken():
    assert wrap(FACE, "123.456.789.012.345.678.901", 10, 20, whole_words=True) == [
        "123.456.789.012.345.678.901"
    ]


def test_letters_that_the_fonts_lack_are_shown_as_missing():
    assert settable(FACE, " 株\n An ") == "? An"


def test_text_and_rules_are_drawn_where_they_are_asked_for():
    assert drawn(FACE, "K0", (10, 20), "", 9).startswith("BT/K0 9 Tf 10.00 20.00 Td")
    assert rule(10, 50, 20, 0.5) == "0 G 0.5 w 10.00 20.00 m 50.00 20.00 l S"
