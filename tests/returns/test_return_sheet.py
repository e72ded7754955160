"""A filled form comes back figure by figure; every mistake has its sheet and its cell."""

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from khfund.returns.form import Figure
from khfund.returns.return_sheet import NoReturnInFileError, read_returns
from khfund.returns.unit_return import Coverage
from khfund.sheet import read
from tests.returns.offices import Q1, blank_form, fill
from tests.sheet.spreadsheets import xlsx

FILLED = {
    "KH.opening": 5,
    "KH.raised": "2,6 tỷ",
    "KH.interest": 0,
    "KH.closing": "350 triệu",
    "TS.awards": 12,
}


def read_filled(cells, form=None):
    return read_returns(read(fill(form or blank_form("A"), "A", cells), "A.xlsx"))


def problems(cells, form=None):
    _found, wrong = read_filled(cells, form)
    return [(one.place.sheet, one.place.cell, str(one.error)) for one in wrong]


def test_a_filled_form_is_read_figure_by_figure():
    (one,), wrong = read_filled(FILLED)

    assert wrong == []
    assert (one.unit, one.period, one.edition, one.coverage) == ("A", Q1, "BC-2025", Coverage.OWN)
    assert one.figures == (
        Figure("KH", "opening", 5),
        Figure("KH", "raised", 2_600_000_000),
        Figure("KH", "interest", 0),
        Figure("KH", "closing", 350_000_000),
        Figure("TS", "awards", 12),
    )


def test_a_blank_cell_is_no_figure_and_nought_is_one():
    (one,), _ = read_filled({"KH.interest": 0, "KH.raised": None})

    assert one.figures == (Figure("KH", "interest", 0),)


def test_named_rows_bring_their_name_and_what_they_are_counted_in():
    cells = {
        "Q1": "Quỹ Vì bạn nghèo",
        "Q1.raised": 7,
        "HV1": "Xe đạp",
        "HV1.dvt": "chiếc",
        "HV1.quantity": 55,
    }

    (one,), _ = read_filled(cells)

    assert one.figures == (
        Figure("Q1", "raised", 7, "Quỹ Vì bạn nghèo"),
        Figure("HV1", "quantity", 55, "Xe đạp (chiếc)"),
    )


def test_a_return_may_say_that_it_holds_what_is_below():
    (one,), _ = read_filled({"C5": "Gồm cả cấp dưới", "KH.raised": 1})

    assert one.coverage is Coverage.BELOW


def test_moved_rows_are_found_by_their_codes():
    book = openpyxl.load_workbook(io.BytesIO(fill(blank_form("A"), "A", {"GIA_DINH.reached": 9})))
    book["A"].insert_rows(7, amount=3)
    out = io.BytesIO()
    book.save(out)

    (one,), wrong = read_returns(read(out.getvalue(), "A.xlsx"))

    assert (one.figures, wrong) == ((Figure("GIA_DINH", "reached", 9),), [])


def test_a_workbook_of_several_units_gives_one_return_a_sheet():
    form = fill(fill(blank_form("A", "B"), "A", {"KH.raised": 1}), "B", {"KH.raised": 2})

    found, _ = read_returns(read(form, "x.xlsx"))

    assert [(one.unit, one.figures) for one in found] == [
        ("A", (Figure("KH", "raised", 1),)),
        ("B", (Figure("KH", "raised", 2),)),
    ]


WRONG = {
    "text in a number cell": (
        {"KH.raised": "khoảng năm triệu"},
        "D10",
        "«khoảng năm triệu» không phải là số; ô này nhận số nguyên, chưa có số thì để trống.",
    ),
    "a dash for nothing": (
        {"KH.raised": "-"},
        "D10",
        "«-» không phải là số; ô này nhận số nguyên, chưa có số thì để trống.",
    ),
    "a negative number": (
        {"KH.raised": -5_000},
        "D10",
        "-5.000 là số âm; biểu mẫu không nhận số âm, hãy ghi vào đúng cột thu hoặc chi.",
    ),
    "a negative number as text": (
        {"KH.raised": "-5.000"},
        "D10",
        "«-5.000» là số âm; số tiền không mang dấu trừ.",
    ),
    "a fraction": ({"KH.raised": 1.5}, "D10", "1,5 có phần lẻ; ô này nhận số nguyên."),
    "a day": (
        {"KH.raised": datetime.date(2026, 1, 2)},
        "D10",
        "«2026-01-02» không phải là số; ô này nhận số nguyên, chưa có số thì để trống.",
    ),
    "yes": (
        {"KH.raised": True},
        "D10",
        "«True» không phải là số; ô này nhận số nguyên, chưa có số thì để trống.",
    ),
    "an amount among counts": (
        {"TS.awards": "2 tỷ"},
        "C19",
        "«2 tỷ» không phải là số; ô này nhận số nguyên, chưa có số thì để trống.",
    ),
    "two readings": (
        {"KH.raised": "1,000"},
        "D10",
        "«1,000» có hai cách đọc: 1.000 đ hoặc 1 đ; hãy ghi rõ, dùng dấu chấm ngăn hàng nghìn.",
    ),
    "a formula typed as text": (
        {"KH.raised": "'=SUM(A1:A3)"},
        "D10",
        "«'=SUM(A1:A3)» không phải là số; ô này nhận số nguyên, chưa có số thì để trống.",
    ),
    "no name": ({"Q1.raised": 5}, "B11", "Dòng này có số liệu nhưng cột B chưa ghi tên."),
    "a figure beside the form": (
        {"K20": 77},
        "K20",
        "«77» nằm ngoài các ô của biểu mẫu nên không được tính; hãy chuyển vào đúng dòng hoặc xóa đi.",
    ),
    "a figure between the sections": (
        {"D15": 88},
        "D15",
        "«88» nằm ngoài các ô của biểu mẫu nên không được tính; hãy chuyển vào đúng dòng hoặc xóa đi.",
    ),
    "last year's form": (
        {"C2": "BC-2023"},
        "C2",
        (
            "Biểu mẫu BC-2023 không dùng cho Quý I/2026; kỳ này dùng BC-2025: hãy tạo lại bằng "
            "`khfund return form 2026-Q1` và chép số sang."
        ),
    ),
    "no form of ours": (
        {"C2": "X"},
        "C2",
        "«X» không phải là mã một biểu mẫu báo cáo; các biểu mẫu: BC-2023, BC-2025.",
    ),
    "no unit": (
        {"C3": None},
        "C3",
        "Trang này thiếu «Mã đơn vị» ở phần đầu; hãy lấy lại biểu mẫu, đừng xóa các mã ở cột A.",
    ),
    "no head at all": (
        {"A4": None},
        None,
        "Trang này thiếu «Kỳ báo cáo» ở phần đầu; hãy lấy lại biểu mẫu, đừng xóa các mã ở cột A.",
    ),
    "no period": (
        {"C4": "tháng 3/2026"},
        "C4",
        "«tháng 3/2026» không phải là kỳ báo cáo; kỳ là một quý hoặc một năm, ghi như 2025-Q1 hoặc 2025.",
    ),
    "whose": (
        {"C5": "của tôi"},
        "C5",
        "«của tôi» không hiểu được; hãy chọn «riêng đơn vị» hoặc «gồm cả cấp dưới».",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_told_with_its_sheet_and_cell(name):
    cells, cell, sentence = WRONG[name]

    assert problems(cells) == [("A", cell, sentence)]


def test_all_mistakes_of_all_sheets_are_told_together():
    form = fill(fill(blank_form("A", "B"), "A", {"KH.raised": "x", "KH.spent": -1}), "B", {"KH.raised": "y"})

    found, wrong = read_returns(read(form, "x.xlsx"))

    assert found == []
    assert [(one.place.sheet, one.place.cell) for one in wrong] == [("A", "D10"), ("A", "H10"), ("B", "D10")]


def test_the_result_of_a_formula_is_a_number_like_any_other():
    places = {"A2": "@bieu", "C2": "BC-2025", "A3": "@donvi", "C3": "A", "A4": "@ky", "C4": "2026-Q1"}
    places |= {"A5": "@phamvi", "C5": "riêng đơn vị", "A7": "#fund", "C7": "raised", "A8": "KH"}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("A")
        for place, value in places.items():
            page.write(place, value)
        page.write_formula("C8", "=1+2", None, 3)

    (one,), wrong = read_returns(read(out.getvalue(), "A.xlsx"))

    assert (one.figures, wrong) == ((Figure("KH", "raised", 3),), [])


def test_a_workbook_without_a_form_is_refused():
    with pytest.raises(NoReturnInFileError) as refused:
        read_returns(read(xlsx([["a", 1]]), "khác.xlsx"))

    assert str(refused.value) == (
        "khác.xlsx không có trang nào theo biểu mẫu báo cáo; hãy tạo biểu mẫu bằng `khfund return form`."
    )
