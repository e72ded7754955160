import csv
import io
import shutil
import subprocess
from datetime import date

import pytest
from beancount import loader
from openpyxl import load_workbook

from khfund.calendar import DateRange
from khfund.ledger import AccountRole, open_account, reverse
from khfund.reports import journal_export
from khfund.reports.journal_export import HEADINGS, Form, export_journal, harmless
from tests.builders import an_office

HOSTILE = '=HYPERLINK("x"); date:2020-13-40 | \\ "trích" ; hết'


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 500_000)
    office.gift(date(2026, 4, 1), 250_000, fund=office.th)
    paid = office.post(
        date(2026, 4, 2),
        office.posting(AccountRole.SCHOLARSHIPS, AccountRole.CASH, 100_000),
        narration=HOSTILE,
        kind="PC",
    )
    office.do("entry.reverse", lambda s, c: reverse(s, c, paid.id, day=date(2026, 4, 3), reason="nhầm"))
    return office


def exported(office, tmp_path, form, days=None):
    file = tmp_path / f"journal.{form.value}"
    days = DateRange.parse(days) if days else None
    count = office.read(lambda session: export_journal(session, office.unit, file, form, days=days))
    return count, file


# -- beancount ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "entries"), [(None, 4), ("2026-04", 3), ("2026-02", 0), ("2027", 0)])
def test_beancount_accepts_the_journal_and_its_balances(office, tmp_path, days, entries):
    count, file = exported(office, tmp_path, Form.BEANCOUNT, days)

    read, errors, _options = loader.load_file(str(file))

    assert errors == []
    assert count == entries
    opening = days in {"2026-04", "2027"}
    assert sum(type(one).__name__ == "Transaction" for one in read) == entries + opening


def test_a_beancount_entry_says_what_the_book_says(office, tmp_path):
    _count, file = exported(office, tmp_path, Form.BEANCOUNT)

    assert file.read_text(encoding="utf-8").split("\n\n")[2:5] == [
        (
            '2026-03-05 * "PT-2026-00001" "Ủng hộ"\n'
            '  but-toan: "1"\n'
            '  lenh: "3"\n'
            "  Assets:111-tien-mat:KH  500000 VND\n"
            "  Income:5111-tai-tro-bang-tien:KH  -500000 VND"
        ),
        (
            '2026-04-01 * "PT-2026-00002" "Ủng hộ"\n'
            '  but-toan: "2"\n'
            '  lenh: "4"\n'
            "  Assets:111-tien-mat:TH  250000 VND\n"
            "  Income:5111-tai-tro-bang-tien:TH  -250000 VND"
        ),
        (
            '2026-04-02 * "PC-2026-00001" "=HYPERLINK(\\"x\\"); date:2020-13-40 | \\\\ \\"trích\\" ; hết"\n'
            '  but-toan: "3"\n'
            '  lenh: "5"\n'
            "  Expenses:6111-chi-hoc-bong-khen-thuong-ho-tro:KH  100000 VND\n"
            "  Assets:111-tien-mat:KH  -100000 VND"
        ),
    ]


def test_a_false_balance_is_found_by_beancount(office, tmp_path):
    _count, file = exported(office, tmp_path, Form.BEANCOUNT)
    told = file.read_text(encoding="utf-8").replace(":KH  500000 VND", ":KH  500001 VND", 1)
    file.write_text(told.replace(":KH  -500000 VND", ":KH  -500001 VND", 1), encoding="utf-8")

    _read, errors, _options = loader.load_file(str(file))

    assert len(errors) == 2  # cash and gifts no longer stand as the books state


# -- hledger ------------------------------------------------------------------------------------------------------

HLEDGER = shutil.which("hledger")


@pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed: apt-get install hledger")
@pytest.mark.parametrize("days", [None, "2026-04", "2026-02"])
def test_hledger_accepts_the_journal_and_its_balances(office, tmp_path, days):
    _count, file = exported(office, tmp_path, Form.HLEDGER, days)

    command = [HLEDGER, "-f", file, "check", "--strict"]
    checked = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed: apt-get install hledger")
def test_a_false_balance_is_found_by_hledger(office, tmp_path):
    _count, file = exported(office, tmp_path, Form.HLEDGER)
    told = file.read_text(encoding="utf-8").replace(":KH  500000 VND", ":KH  500001 VND", 1)
    file.write_text(told.replace(":KH  -500000 VND", ":KH  -500001 VND", 1), encoding="utf-8")

    command = [HLEDGER, "-f", file, "check", "--strict"]
    checked = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)

    assert checked.returncode == 1
    assert "balance assertion" in checked.stderr


def test_an_hledger_entry_says_what_the_book_says(office, tmp_path):
    _count, file = exported(office, tmp_path, Form.HLEDGER)

    assert file.read_text(encoding="utf-8").split("\n\n")[4:6] == [
        (
            '2026-04-02 * (PC-2026-00001) =HYPERLINK("x")； date:2020-13-40 | \\ "trích" ； hết\n'
            "    ; but-toan: 3, lenh: 5\n"
            "    Expenses:6111-chi-hoc-bong-khen-thuong-ho-tro:KH  100000 VND\n"
            "    Assets:111-tien-mat:KH  -100000 VND"
        ),
        (
            "2026-04-03 * (PK-2026-00001) Đảo bút toán 3 (PC-2026-00001): nhầm\n"
            "    ; but-toan: 4, lenh: 6, cach-sua: reversal, sua-but-toan: 3\n"
            "    Assets:111-tien-mat:KH  100000 VND\n"
            "    Expenses:6111-chi-hoc-bong-khen-thuong-ho-tro:KH  -100000 VND"
        ),
    ]


# -- tables -------------------------------------------------------------------------------------------------------

THIRD = {
    "Bút toán": "3",
    "Ngày": "2026-04-02",
    "Chứng từ": "PC-2026-00001",
    "Diễn giải": f"'{HOSTILE}",
    "Dòng": "1",
    "Nợ": "6111",
    "Tên tài khoản Nợ": "Chi học bổng, khen thưởng, hỗ trợ",
    "Có": "111",
    "Tên tài khoản Có": "Tiền mặt",
    "Quỹ": "KH",
    "Tên quỹ": "Quỹ Khuyến học tỉnh",
    "Số tiền": "100000",
    "Sửa bút toán": "",
    "Cách sửa": "",
    "Lệnh": "5",
    "Đơn vị": "SL",
}


def test_the_csv_opens_in_a_spreadsheet_without_running_anything(office, tmp_path):
    count, file = exported(office, tmp_path, Form.CSV)

    content = file.read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert (count, len(rows)) == (4, 4)
    assert rows[2] == THIRD


def test_the_workbook_holds_days_and_amounts_and_no_formula(office, tmp_path):
    count, file = exported(office, tmp_path, Form.XLSX)

    rows = list(load_workbook(file).active.iter_rows())
    assert (count, [cell.value for cell in rows[0]]) == (4, list(HEADINGS))
    cells = dict(zip(HEADINGS, rows[3], strict=True))
    assert (cells["Ngày"].value.date(), cells["Số tiền"].value) == (date(2026, 4, 2), 100_000)
    assert (cells["Diễn giải"].value, cells["Diễn giải"].data_type) == (f"'{HOSTILE}", "s")


def test_a_workbook_that_is_full_goes_on_in_a_second_sheet(office, tmp_path, monkeypatch):
    monkeypatch.setattr(journal_export, "ROWS_PER_SHEET", 3)

    _count, file = exported(office, tmp_path, Form.XLSX)

    workbook = load_workbook(file)
    assert [(one.title, one.max_row) for one in workbook] == [("Nhật ký", 4), ("Nhật ký 2", 2)]


@pytest.mark.parametrize("form", list(Form))
def test_a_book_without_entries_is_exported_as_such(database, tmp_path, form):
    count, file = exported(an_office(database), tmp_path, form)

    assert (count, file.exists()) == (0, True)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_text_that_would_run_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["1-2", "", 5, -5, None])
def test_other_cells_stay_as_they_are(value):
    assert harmless(value) == value


def test_progress_is_told_as_entries_done_and_in_all(office, tmp_path):
    told = []

    office.read(
        lambda session: export_journal(
            session, office.unit, tmp_path / "x", Form.CSV, progress=lambda *both: told.append(both)
        )
    )

    assert told == [(4, 4)]


def test_accounts_and_funds_with_equal_words_are_told_apart(office, tmp_path):
    twin = office.do("account.open", lambda s, c: open_account(s, c, "111.", "Tiền-mặt", AccountRole.CASH)).id
    posting = office.posting(AccountRole.CASH, AccountRole.GIFTS, 1_000)
    office.post(date(2026, 5, 1), type(posting)(twin, posting.credit, office.kh, 1_000))

    _count, file = exported(office, tmp_path, Form.BEANCOUNT)

    _read, errors, _options = loader.load_file(str(file))
    told = file.read_text(encoding="utf-8")
    assert errors == []
    assert f"Assets:111-tien-mat-{twin}:KH  1000 VND" in told
    assert f"Assets:111-tien-mat-{posting.debit}:KH  500000 VND" in told
