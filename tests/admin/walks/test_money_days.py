"""Days with money, in a browser: a statement imported and booked, gifts entered and receipted, a voucher of three persons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.admin.browser import let_in, listening, walker
from tests.admin.office import an_app, url_of
from tests.builders import an_office

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """Vietcombank's statement of three lines in January 2026, in the shape of the example's last quarter."""
    book = load_workbook(EXAMPLES / "2025-q4-vietcombank.xlsx")
    sheet = book.active
    sheet.delete_rows(11, sheet.max_row)
    sheet["A4"] = "Từ ngày/From 01/01/2026 đến ngày/to 31/01/2026"
    sheet["C8"] = "727,776,686"
    lines = [
        ("05/01/2026\n6001 - 1", None, "2,000,000", "729,776,686", "PHAM NGOC MAI ung ho quy khuyen hoc"),
        ("12/01/2026\n6002 - 2", None, "300,000", "730,076,686", "chuyen tien"),
        ("31/01/2026\n6003 - 3", "22,000", None, "730,054,686", "THU PHI QUAN LY TAI KHOAN T01/2026"),
    ]
    for number, line in enumerate(lines, 1):
        sheet.append([number, *(one.replace("\\\n", "\n") if one else one for one in line)])
    sheet.append(["Tổng số\nTotal", None, "22,000", "2,300,000", None, None])
    sheet.append(["Số dư cuối kỳ/Closing balance:", None, None, None, "730,054,686", None])
    file = tmp_path / "sao-ke-thang-1.xlsx"
    book.save(file)
    return file


def test_a_statement_is_read_first_then_imported_and_its_money_booked(sit, statement):
    with sit("ketoan") as accountant:
        accountant.open("nhap-sao-ke/").give("file", statement).press("Đọc thử")
        assert "3 dòng mới, 0 dòng đã có trong sổ." in accountant.said()
        accountant.picture("sao-ke-xem-truoc").press("Nhập vào sổ")
        assert "3 dòng mới (vào 2.300.000 đ, ra 22.000 đ)" in accountant.said()

        accountant.fill(**{"rows-0-donor": "Phạm Ngọc Mai"}).tick("rows-0-tick")
        accountant.picture("xac-dinh-nguoi-cho").press("Ghi các dòng đã chọn")
        assert "Đã ghi 1 khoản ủng hộ, 2.000.000 đ" in accountant.said()

        accountant.open("nhap-sao-ke/").give("file", statement).press("Đọc thử")
        assert "0 dòng mới, 3 dòng đã có trong sổ." in accountant.said()


def test_gifts_are_entered_as_on_a_paper_list_and_receipted(sit, association):
    with sit("thuquy") as treasurer:
        treasurer.open("nhap-ung-ho/").fill(day="20/11/2026", fund="KH")
        treasurer.fill(**{"rows-0-donor": "Bà Cà Thị Phượng", "rows-0-amount": "500.000"})
        treasurer.fill(**{"rows-1-donor": "Gia đình ông Lò Văn Pản", "rows-1-amount": "1,2 triệu"})
        treasurer.picture("nhap-ung-ho").page.locator("form.deed button.first").click()
        assert "Đã ghi 2 khoản, 1.700.000 đ; 2 nhà hảo tâm mới" in treasurer.said()

    with sit("ketoan") as accountant:
        accountant.open("cho-bien-nhan/phat-hanh").press("Phát hành")
        association.work()
        accountant.page.reload()
        assert "Đã phát hành" in accountant.picture("bien-nhan-theo-loat").said()
        with accountant.page.expect_download() as taken:
            accountant.go("bien-nhan.pdf")
        assert taken.value.path().read_bytes().startswith(b"%PDF-")


def test_a_voucher_is_refused_to_its_drafter_and_approved_and_posted_by_others(sit):
    lines = {
        "lines-0-debit": "642",
        "lines-0-credit": "111",
        "lines-0-fund": "KH",
        "lines-0-amount": "250.000",
    }
    with sit("ketoantruong") as chief:
        chief.open("chung-tu/lap").fill(
            kind="PC", day="20/11/2026", narration="Mua giấy bút", party="Bà Lò Thị Mua"
        )
        chief.fill(**lines).picture("lap-chung-tu").press("Lập")
        assert "cần người khác duyệt" in chief.said()
        voucher = chief.page.url.rstrip("/").rpartition("/")[2]
        chief.open(f"chung-tu/{voucher}/duyet").press("Duyệt")
        assert (
            "Đỗ Văn Suối đã lập chứng từ việc này nên không thể duyệt chứng từ; cần một người khác."
            in chief.said()
        )

    with sit("chutich") as chair:
        assert "chứng từ chờ duyệt" in chair.open().said()
        chair.open(f"chung-tu/{voucher}/").go("Duyệt").picture("duyet-chung-tu").press("Duyệt")
        assert f"Đã duyệt chứng từ nháp {voucher}." in chair.said()

    with sit("thuquy") as treasurer:
        treasurer.open(f"chung-tu/{voucher}/").go("Ghi sổ").fill(day="21/11/2026").press("Ghi sổ")
        assert "Đã ghi sổ PC-2026-00001." in treasurer.said()


@pytest.fixture
def small(sqlite_database):
    """An association without bank accounts, whose January holds one gift in cash."""
    office = an_office(sqlite_database)
    office.gift(date(2026, 1, 10), 500_000)
    return office


def test_a_month_is_closed_once_everything_in_it_is_settled(small, browser):
    app = an_app(url_of(small))
    with listening(app) as url, walker(browser, url, unit="SL") as chief:
        let_in(chief.page.context, app, small.chief, url)
        chief.open("ky-ke-toan/").go("Tháng 1/2026").go("Khóa")
        assert "Không còn việc dở; khóa sổ được." in chief.said()
        chief.picture("khoa-so").press("Khóa sổ")
        assert "Tháng 1/2026 đã khóa sổ." in chief.said()
