import pytest

from khfund.banking import statement_table
from khfund.banking.statement_control import Control, Kind
from khfund.banking.statement_layout import find_header
from khfund.banking.statement_row import RowReader
from khfund.banking.statement_table import Table, find_convention
from khfund.errors import Problem
from khfund.sheet import read

HEADER = "Ngày;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung"


def table(*rows, header=HEADER):
    page = read("\n".join([header, *rows]).encode(), "a.csv").first
    found = find_header([(row.number, row.values) for row in page])
    return Table(page, found, RowReader(found.columns, find_convention(page, found)[0]))


def parts(*rows, header=HEADER):
    return [
        str(part)
        if isinstance(part, Problem)
        else part
        if isinstance(part, Control)
        else (part.row, part.net, part.written)
        for part in table(*rows, header=header)
    ]


def test_a_narration_goes_on_in_the_rows_below_it():
    assert parts("01/03/2026;1;;5.000;;ung h", ";;;;;o qu", ";;;;;y", "02/03/2026;2;7.000;;;phi") == [
        (2, 5_000, "ung h\no qu\ny"),
        (5, -7_000, "phi"),
    ]


def test_page_numbers_and_notes_are_no_narration():
    assert parts(
        ";;;;;chua co dong nao", "01/03/2026;1;;5.000;;a", ";;;;;Trang 1/2", ";x;;;;b", "Ghi chú"
    ) == [(2 + 1, 5_000, "a")]


def test_control_rows_stand_between_the_lines():
    assert parts(
        "Số dư đầu kỳ;;;;1.000",
        "01/03/2026;1;;5.000;6.000;a",
        "Tổng cộng;;;5.000",
        ";;;;;Người lập",
        "01/03/2026;Dư cuối;;;6.000",
    ) == [
        Control(Kind.OPENING, 2, balance=1_000),
        (3, 5_000, "a"),
        Control(Kind.TOTAL, 4, sides=(0, 5_000)),
        Control(Kind.CLOSING, 6, balance=6_000),
    ]


def test_what_follows_the_totals_without_an_amount_is_a_footer():
    assert parts("01/03/2026;1;;5.000;;a", "Tổng số", "12/03/2026;;;;;in lúc", "x;;;5 bản;;") == [
        (2, 5_000, "a"),
        Control(Kind.TOTAL, 3),
    ]


def test_a_wrong_figure_in_a_control_row_is_a_problem():
    assert parts("Tổng cộng;;;1.00.00") == [
        "a.csv, dòng 2, ô D2: «1.00.00» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."
    ]


def test_numbers_of_columns_and_repeated_headers_are_passed_over():
    assert parts("(1);(2);(3);(4);(5);(6)", "01/03/2026;1;;5.000;;a", HEADER, "Date;;;;;", "A;B;1;2;3;4") == [
        (3, 5_000, "a")
    ]


def test_a_later_header_with_other_columns_is_a_problem():
    assert parts("01/03/2026;1;;5.000;;a", "Ngày;Số CT;Ghi có;Ghi nợ;Số dư;Nội dung") == [
        (2, 5_000, "a"),
        "a.csv, dòng 3: Dòng tiêu đề lặp lại nhưng các cột đã đổi chỗ; hãy tách phần này thành tệp riêng.",
    ]


def test_a_document_number_may_stand_in_the_row_below_its_day():
    header = "Ngày GD/Số CT;Ghi nợ;Ghi có;Nội dung"

    [line] = table("01/03/2026;;5.000;a", "5213.45;;;b", "5213.46;;;", header=header)

    assert (line.reference, line.written) == ("5213.45", "a\nb")


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [(["1.000.000", "5.000"], "."), (["1,000,000", "5,000.00"], ","), (["1000000.00"], ","), ([], ".")],
)
def test_the_mark_between_thousands_is_found_in_the_figures(amounts, mark):
    page = read(
        "\n".join([HEADER, *[f"01/03/2026;;;{amount};;a" for amount in amounts]]).encode(), "a.csv"
    ).first
    header = find_header([(row.number, row.values) for row in page])

    assert find_convention(page, header) == (mark, None)


def test_the_mark_is_sought_in_the_first_rows_only(monkeypatch):
    monkeypatch.setattr(statement_table, "SAMPLE_ROWS", 1)

    assert parts("01/03/2026;1;;5.000;;a", "01/03/2026;1;;5,000.00;;a") == [
        (2, 5_000, "a"),
        "a.csv, dòng 3, ô D3: «5,000.00» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
    ]
