import segno
from hypothesis import given
from hypothesis import strategies as st

from khfund.receipts import qr

URL = "https://khuyenhoc.example.vn/kiem-tra/"


def modules(made):
    return [[made.is_dark(row, column) for column in range(made.size)] for row in range(made.size)]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_a_code_made_by_exclusive_or_is_the_code_that_segno_makes(text):
    whole = segno.make(text.encode(), mode="byte", error="m", mask=qr.MASK, boost_error=False, micro=False)

    assert modules(qr.code(text)) == [[bool(module) for module in row] for row in whole.matrix]


def test_texts_of_one_length_differ_where_their_letters_differ():
    assert qr.code(URL + "AAAA-AAAA") != qr.code(URL + "AAAA-AAAB")


def test_rectangles_and_path_cover_the_same_dark_modules():
    made = qr.code(URL + "K7QF-2M9X-ABCD-93TW-5HJL")
    side = made.size + 2 * qr.QUIET
    dark = {
        (row + qr.QUIET, column + qr.QUIET)
        for row, line in enumerate(modules(made))
        for column, is_dark in enumerate(line)
        if is_dark
    }

    drawn = [tuple(int(part) for part in line.split()[:3]) for line in qr.rectangles(made).splitlines()]
    painted = [part[1:].replace("h", " ").replace("v", " ").split() for part in qr.path(made).split("z")[:-1]]

    assert {(side - 1 - y, x + step) for x, y, width in drawn for step in range(width)} == dark
    assert {(int(y), int(x) + step) for x, y, width, *_ in painted for step in range(int(width))} == dark


def test_the_picture_says_nothing_but_modules():
    assert set(qr.svg("<script>")) <= set(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox=path d=MhvzZ-/>0123456789'
    )
