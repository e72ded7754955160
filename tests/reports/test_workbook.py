import io
from datetime import date

from openpyxl import load_workbook

from khfund.reports.statement_table import tables
from khfund.reports.workbook import FIRST_ROW, SHEETS, xlsx
from tests.reports.disclosures import a_disclosure, an_empty_disclosure


def opened(shown):
    return load_workbook(io.BytesIO(xlsx(shown)))


def test_amounts_and_days_of_the_workbook_are_numbers_with_a_format():
    sheet = opened(a_disclosure())[SHEETS["entries"]]
    day, amount = sheet.cell(FIRST_ROW + 1, 2), sheet.cell(FIRST_ROW + 1, 9)

    assert (day.value.date(), day.number_format) == (date(2026, 1, 5), "dd/mm/yyyy")
    assert (amount.value, amount.number_format) == (500_000, "#,##0")


def test_every_table_has_its_sheet():
    assert [table.key for table in tables(a_disclosure())] == list(SHEETS)


def test_each_amount_is_added_up_at_the_foot():
    sheet = opened(a_disclosure())[SHEETS["funds"]]

    foot = [cell.value for cell in sheet[FIRST_ROW + 3]]
    assert foot == ["Cộng", None, 5_990_000, 3_431_234, 850_000, 0, 0, 8_571_234, 0]


def test_an_empty_table_says_so():
    sheet = opened(an_empty_disclosure())[SHEETS["commitments"]]

    assert [sheet.cell(1, 1).value, sheet.cell(3, 1).value] == ["Cam kết chi sau kỳ", "chưa có"]


def test_sheets_print_on_a4_with_their_headings_on_each_page():
    sheet = opened(a_disclosure())[SHEETS["entries"]]

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.print_title_rows, sheet.freeze_panes) == (f"${FIRST_ROW}:${FIRST_ROW}", f"A{FIRST_ROW + 1}")
