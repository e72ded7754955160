from datetime import date

import attrs
import pytest
from openpyxl import load_workbook

from khfund.ledger import AccountRole
from khfund.reports.official import book_workbook, write_xlsx
from khfund.reports.official.ledger_book import BookLine, LineKind
from khfund.sheet import read
from tests.builders import an_office
from tests.reports.official.books import book_of, reversed_

HOSTILE = "=HYPERLINK(\"http://evil\") <b>& 'x' \\"


def with_gifts(database, narration="Ủng hộ"):
    office = an_office(database)
    gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, 500_000)
    office.post(date(2026, 3, 5), gift, kind="PT", narration=narration)
    wrong = office.gift(date(2026, 3, 6), 9_000)
    reversed_(office, wrong.id, date(2026, 3, 7))
    return office


def opened(office, kind, file, **asked):
    book_of(office, kind, read=lambda book: write_xlsx(book, file), **asked)
    return load_workbook(file).worksheets[0]


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_of(sheet, word):
    return next(row for row in sheet.iter_rows() if word in [cell.value for cell in row])


def test_amounts_and_days_are_numbers_and_what_is_taken_back_is_negative(database, tmp_path):
    sheet = opened(with_gifts(database), "cash-book", tmp_path / "so.xlsx")

    first = row_of(sheet, "PT-2026-00001")
    assert (first[0].value.date(), first[0].number_format) == (date(2026, 3, 5), "dd/mm/yyyy")
    assert (first[6].value, first[6].number_format) == (500_000, "#,##0;(#,##0)")
    assert row_of(sheet, "PK-2026-00001")[6].value == -9_000


def test_the_head_the_sums_and_the_places_to_sign_are_there(database, tmp_path):
    sheet = opened(with_gifts(database), "cash-book", tmp_path / "so.xlsx", number="03")

    told = [value for row in cells(sheet) for value in row if isinstance(value, str)]
    for said in (
        "Hội Khuyến học tỉnh Mường Sáng", "SỔ QUỸ TIỀN MẶT", "Tài khoản 111 – Tiền mặt", "Năm 2026",
        "Quyển số: 03", "Đơn vị tính: đồng", "Số dư đầu kỳ", "Cộng tháng 3/2026", "Số dư cuối kỳ", "Thủ quỹ",
        "Kế toán trưởng", "Thủ trưởng đơn vị", "Mường Sáng, ngày 15 tháng 01 năm 2027",
    ):  # fmt: skip
        assert said in told


def test_what_people_typed_never_acts_as_a_formula(database, tmp_path):
    office = with_gifts(database, narration=HOSTILE)
    file = tmp_path / "so.xlsx"

    sheet = opened(office, "cash-book", file)

    assert row_of(sheet, "PT-2026-00001")[4].value == HOSTILE
    assert row_of(sheet, "PT-2026-00001")[4].data_type == "s"
    rows = [row.values for one in read(file).sheets for row in one]
    assert any(HOSTILE in row for row in rows)


def test_a_sheet_prints_on_a4_with_its_headings_on_each_page(database, tmp_path):
    sheet = opened(with_gifts(database), "cash-book", tmp_path / "so.xlsx")

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    first = sheet.freeze_panes
    assert sheet.print_title_rows == f"${int(first[1:]) - 2}:${int(first[1:]) - 1}"


def test_a_small_sheet_is_a5(database, tmp_path):
    file = tmp_path / "so.xlsx"
    book_of(with_gifts(database), "balance-sheet", read=lambda book: write_xlsx(book, file, is_a5=True))

    sheet = load_workbook(file).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (11, "portrait")


def test_a_restricted_copy_says_so(database, tmp_path):
    sheet = opened(with_gifts(database), "recipient-book", tmp_path / "so.xlsx", is_restricted=True)

    assert sheet.oddHeader.center.text == "&BBẢN LƯU HÀNH NỘI BỘ"
    assert "BẢN LƯU HÀNH NỘI BỘ" in [row[0] for row in cells(sheet)]


def test_what_one_sheet_cannot_hold_goes_on_to_the_next(sqlite_database, tmp_path, monkeypatch):
    monkeypatch.setattr(book_workbook, "ROWS_MAX", 3)
    file = tmp_path / "so.xlsx"
    book_of(with_gifts(sqlite_database), "cash-book", read=lambda book: write_xlsx(book, file))

    assert len(load_workbook(file).worksheets) == 3


def test_a_figure_that_a_spreadsheet_would_round_is_written_out(sqlite_database, tmp_path):
    file = tmp_path / "so.xlsx"
    office = with_gifts(sqlite_database)

    def write(book):
        line = BookLine(LineKind.ENTRY, (None, "x", None, 10**15 + 1, -(10**15) - 1))
        write_xlsx(attrs.evolve(book, lines=lambda: iter([line])), file)

    book_of(office, "balance-sheet", read=write)

    row = row_of(load_workbook(file).worksheets[0], "x")
    assert [cell.value for cell in row][3:] == ["1.000.000.000.000.001", "(1.000.000.000.000.001)"]


@pytest.mark.parametrize("kind", ["turnover-sheet", "receipts-and-payments", "stock-book"])
def test_the_same_books_give_the_same_bytes(sqlite_database, tmp_path, kind):
    office = with_gifts(sqlite_database)
    files = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for file in files:
        book_of(office, kind, read=lambda book, file=file: write_xlsx(book, file))

    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_title_of_a_section_runs_over_the_whole_line(sqlite_database, tmp_path):
    sheet = opened(with_gifts(sqlite_database), "account-ledger", tmp_path / "so.xlsx")

    (title, *_) = row_of(sheet, "Tài khoản 111 – Tiền mặt")
    assert f"A{title.row}:I{title.row}" in {str(merged) for merged in sheet.merged_cells.ranges}
