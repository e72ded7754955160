import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.sheet import BrokenQuotesError, TooLargeError, read


def rows_of(text):
    return [(row.number, row.values) for row in read(text.encode(), "a.csv").first]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("NGÂN HÀNG\n\nNgày;Số tiền;Nội dung\n01/03/2026;1,000,000;a, b\n", ";"),
        ('Ngày,Số tiền\n01/03/2026,"1;2;3"\n', ","),
        ("Ngày\tSố tiền\n01/03/2026\t5\n", "\t"),
        ("sep=|\na,b,c|d\n", "|"),
    ],
)
def test_the_separator_is_the_one_that_cuts_evenly(text, delimiter):
    assert read(text.encode(), "a.csv").delimiter == delimiter


def test_rows_are_numbered_as_a_spreadsheet_program_shows_them():
    assert rows_of('sep=;\na;"b\nb"\n\n;;\nc;d\n') == [(2, ["a", "b\nb"]), (5, ["c", "d"])]


def test_a_quotation_mark_that_is_never_closed_is_refused_where_it_stands():
    with pytest.raises(BrokenQuotesError) as refusal:
        rows_of('a;b\nc;"d\ne;f\n')

    assert str(refusal.value) == (
        "a.csv: dấu ngoặc kép không khớp ở gần dòng 2. Hãy xuất lại tệp, hoặc lưu thành .xlsx."
    )


def test_many_columns_are_refused_unless_they_are_empty():
    assert rows_of("a;b" + ";" * 200) == [(1, ["a", "b", *[""] * 200])]
    with pytest.raises(TooLargeError, match=r"a.csv: tệp quá lớn \(102 cột; cho phép 100 cột\)"):
        rows_of(";".join("a" * 102))


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=9).filter(
    str.strip
)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=3, max_size=6), st.sampled_from(";,\t"))
def test_what_a_csv_writer_wrote_is_what_is_read(table, delimiter):
    out = io.StringIO()
    out.write("Ngày,Nợ,Có\n".replace(",", delimiter) * 40)
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)

    assert [values for _, values in rows_of(out.getvalue())][40:] == [list(row) for row in table]
