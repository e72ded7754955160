import io
from zipfile import ZipFile

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from khfund.returns.form import EDITIONS, Figure
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_sheet import read_returns
from khfund.returns.return_workbook import GUIDE, LISTS, Reporter, form_workbook
from khfund.sheet import read
from tests.builders import NOW
from tests.returns.offices import Q1, addresses, blank_form, fill


def opened(form: bytes):
    return openpyxl.load_workbook(io.BytesIO(form))


def test_the_form_says_which_it_is_whose_it_is_and_for_when():
    page = opened(blank_form("A"))["A"]

    assert [page[cell].value for cell in ("B1", "C2", "C3", "C4", "C5")] == [
        "BÁO CÁO SỐ LIỆU KHUYẾN HỌC",
        "BC-2025",
        "A",
        "2026-Q1",
        "riêng đơn vị",
    ]


def test_every_cell_of_the_edition_is_on_the_form():
    for edition, period in zip(EDITIONS.values.values(), (ReportingPeriod(2023), Q1), strict=True):
        form = form_workbook(edition, period, [Reporter("A", "Đơn vị")], made_at=NOW)

        assert {f"{row}.{measure}" for row, measure in edition.places} <= addresses(opened(form)["A"]).keys()


def test_only_the_cells_that_are_asked_for_can_be_typed_in():
    page = opened(blank_form("A"))["A"]
    places = addresses(page)

    assert page.protection.sheet
    asked = {place for key, place in places.items() if "." in key} | {places[f"Q{n}"] for n in (1, 2, 3, 4)}
    asked |= {places[f"HV{n}"] for n in range(1, 9)} | {"C5"}
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == asked


def test_figures_take_whole_numbers_and_lists_are_offered():
    page = opened(blank_form("A"))["A"]
    places = addresses(page)
    rules = {
        str(place): one.type for one in page.data_validations.dataValidation for place in one.sqref.ranges
    }

    assert rules[places["KH.raised"]] == "whole"
    assert rules["C5"] == rules[places["HV1"]] == rules[places["HV1.dvt"]] == "list"


def test_a_column_beside_the_figures_says_whether_a_row_agrees():
    page = opened(blank_form("A"))["A"]

    assert page["L10"].value == (
        '=IF(COUNT(C10,D10,E10,F10,G10,H10,I10,J10)=0,"",IF(COUNT(C10,D10,E10,F10,G10,H10,I10,J10)<8,"Còn ô trống",'
        'IF(J10-(C10+D10+E10+F10+G10-H10-I10)=0,"Khớp","Lệch "&TEXT(J10-(C10+D10+E10+F10+G10-H10-I10),"#,##0"))))'
    )


def test_what_the_period_before_closed_with_is_put_in_to_be_confirmed():
    form = blank_form(
        "A", opening={("KH", "opening"): 7, ("Q1", "opening"): 9}, named={"Q1": "Quỹ Vì bạn nghèo"}
    )

    (one,), _ = read_returns(read(form, "A.xlsx"))

    assert one.figures == (
        Figure("KH", "opening", 7),
        Figure("Q1", "opening", 9, "Quỹ Vì bạn nghèo"),
    )


def test_one_workbook_holds_all_units_each_on_its_own_sheet():
    form = blank_form("03664", "a/b", "A/B", "A-B_")

    assert opened(form).sheetnames == ["03664", "a-b", "A-B_", "A-B__", GUIDE, LISTS]
    assert [one.place.sheet for one in read_returns(read(form, "x.xlsx"))[0]] == [
        "03664",
        "a-b",
        "A-B_",
        "A-B__",
    ]


def test_the_same_facts_give_the_same_bytes():
    assert blank_form("A", "B") == blank_form("A", "B")


def test_nothing_in_a_name_becomes_a_formula():
    form = form_workbook(EDITIONS.on(Q1.days.last), Q1, [Reporter("=1+1", '=HYPERLINK("x")')], made_at=NOW)

    sheet = ZipFile(io.BytesIO(form)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>HYPERLINK" not in sheet
    assert "<f>1+1" not in sheet


FIGURES = st.dictionaries(
    st.sampled_from(["KH.opening", "KH.raised", "TS.awards", "HS.money", "HOI.members", "DON_VI.reached"]),
    st.integers(0, 10**15),
    min_size=1,
)


@settings(max_examples=10)  # each opens the workbook twice and reads it in a process of its own
@given(FIGURES)
def test_what_is_typed_comes_back(cells):
    (one,), wrong = read_returns(read(fill(FORM, "A", dict(cells)), "A.xlsx"))

    assert wrong == []
    assert {f"{figure.row}.{figure.measure}": figure.value for figure in one.figures} == cells


FORM = blank_form("A")
