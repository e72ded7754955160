from datetime import date

import pytest

from khfund.reports.official.book_row import (
    BOLD,
    LANDSCAPE,
    PORTRAIT,
    REGULAR,
    Align,
    Columns,
    Sheet,
    shown,
)
from khfund.reports.official.ledger_book import BookLine, LineKind, amount, day, text

FIELDS = (
    day("day", "Ngày"),
    text("what", "Diễn giải", 0),
    text("who", "Ai", 20),
    amount("sum", "Số tiền", "Tiền"),
)


def columns(fields=FIELDS):
    return Columns(fields, Sheet.for_fields(fields))


@pytest.mark.parametrize(
    ("cell", "text_shown"),
    [
        (1_234_567, "1.234.567"),
        (-1_234_567, "(1.234.567)"),
        (0, "0"),
        (None, ""),
        ("Cộng", "Cộng"),
        (date(2026, 3, 5), "05/03/2026"),
    ],
)
def test_what_is_taken_back_stands_in_brackets(cell, text_shown):
    assert shown(cell) == text_shown


def test_a_sheet_is_turned_where_its_columns_need_it():
    assert Sheet.for_fields(FIELDS).width == PORTRAIT[0]
    assert Sheet.for_fields((*FIELDS, *FIELDS[3:] * 4)).width == LANDSCAPE[0]


def test_the_columns_fill_the_sheet_and_the_widest_takes_the_rest():
    found = columns()

    assert found.edges[0] == found.sheet.left
    assert found.edges[-1] == pytest.approx(found.sheet.right)
    assert found.wide == 1


def test_an_entry_is_broken_to_its_columns():
    row = columns().row(BookLine(LineKind.ENTRY, (date(2026, 3, 5), "Ủng hộ " * 40, "", 5_000)))

    assert (row.style, len(row.edges)) == (REGULAR, 5)
    assert [cell.align for cell in row.cells] == [Align.CENTRE, Align.LEFT, Align.LEFT, Align.RIGHT]
    assert len(row.cells[1].lines) > 3
    assert " ".join(row.cells[1].lines) == " ".join(["Ủng hộ"] * 40)


def test_words_of_a_heading_run_on_over_the_columns_that_they_leave_empty():
    row = columns().row(BookLine(LineKind.HEADING, ("1. Công ty TNHH Chè Mây Trắng", None, None, None)))

    assert (row.style, len(row.edges)) == (BOLD, 2)
    assert row.cells[0].lines == ["1. Công ty TNHH Chè Mây Trắng"]


def test_a_figure_too_long_for_its_column_is_made_smaller_not_broken():
    found = columns()
    row = found.row(BookLine(LineKind.ENTRY, (None, "x", None, 10**18)))

    (figure,) = [part for part in found.draw(row, 500) if " Tf" in part and "/K0" in part][1:]
    assert float(figure.split()[1]) < found.sheet.size


def test_what_is_carried_over_stands_under_the_widest_column():
    row = columns().carried("Cộng chuyển sang trang sau", [None, None, None, 5])

    assert [(cell.place, cell.lines) for cell in row.cells] == [
        (0, [""]),
        (1, ["Cộng chuyển sang trang sau"]),
        (3, ["5"]),
    ]


def test_headings_of_groups_stand_above_those_of_their_columns():
    grouped, plain = columns(), columns((FIELDS[0], FIELDS[1], FIELDS[2], amount("sum", "Số tiền")))

    assert grouped.head(500)[1] > plain.head(500)[1]
