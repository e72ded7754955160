"""The child's own functions, run here without its limits; its limits are tested where they are felt."""

import io
import json
from datetime import date, datetime, time, timedelta

import attrs
import pytest

from khfund.sheet import Limits, child
from tests.sheet.spreadsheets import ods, with_password, xls, xlsx, zipped

BOOK = xlsx([["a"]])
LIMITS = attrs.asdict(Limits())


def answer(kind, data):
    file = io.BytesIO()
    trailer = child.read(kind, data, LIMITS, child.Output(file, 10_000))
    return trailer, [json.loads(line) for line in file.getvalue().splitlines()]


def test_each_sheet_is_told_by_the_bytes_of_its_rows():
    trailer, rows = answer("office", xlsx([["a", date(2026, 3, 1)]], [[1.0]]))

    assert trailer == {"type": "xlsx", "sheets": [["Sao kê", True, 0, 35, []], ["Hai", True, 35, 44, []]]}
    assert rows == [[1, ["a", {"date": "2026-03-01"}]], [1, [1]]]


def test_the_type_is_told_by_content():
    assert [answer("office", book)[0]["type"] for book in (xls([["a"]]), ods(["a"]))] == ["xls", "ods"]


def test_values_without_a_word_in_json_are_tagged():
    values = [
        datetime(2026, 3, 1, 8, 15),  # noqa: DTZ001 - as a workbook holds it
        date(2026, 3, 1),
        time(8, 15),
        timedelta(hours=30),
    ]

    assert [child._tagged(value) for value in values] == [
        {"moment": "2026-03-01T08:15:00"},
        {"date": "2026-03-01"},
        {"time": "08:15:00"},
        "1 day, 6:00:00",
    ]


def test_cells_of_a_page_are_cut_at_tags_and_cleaned_of_space():
    page = (
        "<table><tr><td> a\n b<td>c<br>d</tr>loose<tr><td colspan='x' rowspan=999999>e</td></tr><td></table>"
    )

    assert answer("html", page.encode())[1] == [[1, ["a b", "c\nd"]], [2, ["e", ""]]]


OLD = xls([["a"]])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK", "damaged"),
        (zipped(**{"xl/workbook.xml": "0" * 12_000_000}), "bombed"),
        (zipped(**{"word/document.xml": ""}), "word"),
        (zipped(**{"a.txt": ""}), "zip"),
        (zipped(**{"content.xml": "", "mimetype": "text"}), "word"),
        (ods(["a"], manifest="<encryption-data/>"), "encrypted"),
        (BOOK.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), "encrypted"),
        (with_password(OLD), "encrypted"),
        (OLD + "WordDocument".encode("utf-16-le"), "word"),
        (xlsx([["a"] * 101]), "too_large"),
        (xlsx([["a" * 900]] * 20), "bombed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, reason):
    with pytest.raises(child.RefusedError, match=f"^{reason}$"):
        answer("office", data)


def test_a_page_wider_than_allowed_is_refused():
    with pytest.raises(child.RefusedError, match="too_large"):
        answer("html", b"<tr>" + b"<td colspan=99>a</td>" * 2)


def test_cells_reach_over_rows_below():
    page = "<td>outside</td><tr><td rowspan=3>a<td>b</tr><tr><td>c</tr><tr><td>d</tr><tr><td>e</table>"

    assert answer("html", page.encode())[1] == [[1, ["a", "b"]], [2, ["", "c"]], [3, ["", "d"]], [4, ["e"]]]


def test_an_empty_sheet_has_no_rows():
    trailer, rows = answer("office", xlsx([]))

    assert (trailer["sheets"], rows) == ([["Sao kê", True, 0, 0, []]], [])
