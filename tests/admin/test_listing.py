"""Lists of the office: searched, sorted, turned, taken away; an address says only what a list understands."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from admin.listing import COUNT_MAX, PAGE_ROWS, Column, Kind, cell
from khfund.db import Database
from khfund.ledger import Posting, VoucherKind, draft_voucher, find_account
from khfund.reports.journal_export import harmless
from tests.admin.office import an_app, desk, said, url_of
from tests.builders import an_office

COUNT = 60


@pytest.fixture(scope="module")
def drafts(sqlite_template, tmp_path_factory):
    """Sixty voucher drafts, one of which bears a formula, at the desk of the accountant."""
    file = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("listing") / "books.sqlite")
    office = an_office(Database(f"sqlite:///{file}"))

    def draft(session, command):
        cost, cash = (find_account(session, command.unit, code).id for code in ("642", "111"))
        for number in range(1, COUNT + 1):
            party = '=HYPERLINK("https://evil.example")' if number == 7 else f"Bà Lò Thị {number}"
            postings = [Posting(cost, cash, office.kh, number * 1_000)]
            kind, day = VoucherKind.PAYMENT, date(2026, 3, 10)
            draft_voucher(
                session, command, kind, day=day, narration="Mua vở", postings=postings, party_name=party
            )

    office.do("voucher.draft", draft)
    app = an_app(url_of(office))
    yield desk(app, office.accountant)
    app.extensions["khfund.books"].dispose()


def test_a_list_is_turned_page_by_page(drafts):
    first, second = drafts.text("chung-tu/"), drafts.text("chung-tu/?page=2")

    assert f"{COUNT} dòng" in first
    assert ("Trang 1" in first, "Trang sau" in first, "Trang 2" in second) == (True, True, True)
    assert "Trang sau" not in second


def test_a_page_beyond_what_a_list_turns_is_refused(drafts):
    answer = drafts.get(f"chung-tu/?page={COUNT_MAX // PAGE_ROWS + 1}")

    assert answer.status_code == 422
    assert "Danh sách quá dài để lật đến trang này" in said(answer)


def test_a_search_finds_every_word_anywhere_in_the_row(drafts):
    assert "1 dòng" in drafts.text("chung-tu/?search=vở+thị+59")
    assert "0 dòng" in drafts.text("chung-tu/?search=bút")


def test_a_percent_sign_in_a_search_is_a_percent_sign(drafts):
    assert "0 dòng" in drafts.text("chung-tu/?search=%25")


@pytest.mark.parametrize(
    "query", ["_scheme=javascript&_external=1", "endpoint=x", "unit_code=KHAC", "_anchor=x"]
)
def test_an_address_cannot_bend_the_links_of_a_list(drafts, query):
    page = drafts.get(f"chung-tu/?{query}&search=vở").text

    assert "javascript:" not in page
    assert 'href="/so/SL/chung-tu/xuat.csv?' in page


@pytest.mark.parametrize(
    "query", ["page=x", "sort=99", "sort=-1", "sort=x", "desc=7", "state=?", "page_size=1000000"]
)
def test_an_address_that_means_nothing_shows_the_list(drafts, query):
    assert drafts.get(f"chung-tu/?{query}").status_code == 200


def test_the_whole_list_is_taken_away_as_csv_in_which_nothing_is_a_formula(drafts):
    answer = drafts.get("chung-tu/xuat.csv")

    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.text.startswith("\ufeff")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vouchers.csv"'
    assert len(lines) == COUNT + 1
    assert lines[0] == ["Số nháp", "Loại", "Ngày", "Trạng thái", "Số tiền", "Người nộp/nhận", "Nội dung"]
    assert lines[54][5] == """'=HYPERLINK("https://evil.example")"""


def test_the_whole_list_is_taken_away_as_a_workbook_with_numbers_and_days(drafts):
    sheet = load_workbook(io.BytesIO(drafts.get("chung-tu/xuat.xlsx").data)).active

    row = [one.value for one in sheet[55]]
    assert sheet.max_row == COUNT + 1
    assert (row[2].date(), row[4], sheet["F55"].data_type) == (date(2026, 3, 10), 7_000, "s")


def test_a_file_holds_what_the_search_left(drafts):
    assert len(drafts.get("chung-tu/xuat.csv?search=59").text.splitlines()) == 2


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Kind.MONEY, 1_234_567, "1.234.567"),
        (Kind.DAY, date(2026, 11, 22), "22/11/2026"),
        (Kind.MONTH, 202603, "03/2026"),
        (Kind.MOMENT, "2026-11-22T06:58:00+00:00", "13:58 22/11/2026"),
        (Kind.TEXT, None, ""),
        (Kind.TEXT, True, "có"),
        (Kind.TEXT, "a\u202eb", "a<U+202E>b"),
    ],
)
def test_a_cell_is_written_as_people_write(drafts, kind, value, written):
    with drafts.client.application.test_request_context():
        assert cell(Column("x", "X", kind), value) == written


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_act_on_is_quoted(text):
    assert harmless(text) == f"'{text}"


def test_no_template_hands_what_an_address_says_to_the_making_of_addresses():
    templates = (Path(__file__).parents[2] / "admin" / "templates").rglob("*.html")

    assert [one.name for one in templates if "**request." in one.read_text(encoding="utf-8")] == []
