from __future__ import annotations

import csv

import pytest
from openpyxl import load_workbook

from tests.builders import tamper
from tests.reports.paid_rounds import SCHOOL, a_paid_round


@pytest.fixture
def paid(khfund):
    """A round of six that is paid, on each engine."""
    whole = a_paid_round(None, each={"XA1": {"1": 6}}, office=khfund.office)
    return khfund, whole


def test_codes_are_given_to_those_who_were_paid_and_have_none(paid, tmp_path):
    khfund, whole = paid
    tamper(whole.office.database, "DELETE FROM public_code")

    refused = khfund("--unit", "SL", "statement", "2027", "--out", tmp_path / "s")
    given = khfund.json("--unit", "SL", "recipient", "publish-codes", "2027")
    again = khfund("--unit", "SL", "recipient", "publish-codes", "2027")

    assert refused.code == 2
    assert given == {"year": 2027, "given": 6}
    assert again.out == "Đã cấp 0 mã công khai năm 2027.\n"


def test_a_code_is_replaced(paid):
    khfund, whole = paid

    given = khfund.json(
        "--unit", "SL", "recipient", "publish-codes", "2027", "--replace", whole.made.recipients[0]
    )

    assert given == {"year": 2027, "given": 1}


def test_the_statement_lists_codes_and_the_restricted_list_names(paid, tmp_path):
    khfund, whole = paid

    khfund.json("--unit", "SL", "statement", "publish", "2027", "--out", tmp_path / "s")
    drawn = khfund.json(
        "--unit", "SL", "statement", "restricted", "2027", "--out", tmp_path / "han-che.xlsx", by="chutich"
    )

    assert drawn == {"rows": 6, "file": str(tmp_path / "han-che.xlsx")}
    with (tmp_path / "s" / "recipients.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = {row["recipient"] for row in csv.DictReader(file)}
    sheet = load_workbook(tmp_path / "han-che.xlsx")["HẠN CHẾ"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "TÀI LIỆU HẠN CHẾ. DANH SÁCH NGƯỜI NHẬN"
    assert "Hoàng Văn Chủ Tịch lập" in cells[1][0]
    assert {row[0] for row in cells[4:10]} == codes
    assert {row[1] for row in cells[4:10]} == set(whole.names.values())
    assert {row[3] for row in cells[4:10]} == {f"lớp 7 Hoa Ban, {SCHOOL}"}
    assert {row[7] for row in cells[4:10]} == {"khuyết tật"}
    assert (tmp_path / "han-che.xlsx").stat().st_mode & 0o777 == 0o600


def test_whoever_drew_the_restricted_list_is_in_the_log(paid, tmp_path):
    khfund, whole = paid

    khfund("--unit", "SL", "statement", "restricted", "2027", "--out", tmp_path / "a.xlsx", by="chutich")

    last = whole.office.read(
        lambda s: (
            s.connection()
            .exec_driver_sql("SELECT kind, person_id FROM command ORDER BY number DESC LIMIT 1")
            .one()
        )
    )
    assert tuple(last) == ("statement.restricted", whole.office.chair)


def test_an_accountant_does_not_draw_the_restricted_list(paid, tmp_path):
    khfund, _whole = paid

    said = khfund("--unit", "SL", "--json", "statement", "restricted", "2027", "--out", tmp_path / "a.xlsx")

    assert (said.code, said.rule) == (2, "not_allowed")
    assert not (tmp_path / "a.xlsx").exists()


def test_the_restricted_list_does_not_lie_in_the_public_folder(paid, tmp_path):
    khfund, _whole = paid
    khfund("--unit", "SL", "statement", "2027", "--out", tmp_path / "s")

    said = khfund(
        "--unit", "SL", "statement", "restricted", "2027", "--out", tmp_path / "s" / "a.xlsx", by="chutich"
    )

    assert said.code == 2
    assert said.err == f"Thư mục {tmp_path}/s là bản công khai; hãy để danh sách hạn chế ở nơi khác.\n"


def test_a_bare_statement_asks_for_its_period(khfund):
    assert khfund("statement").code == 2
    assert "publish" in khfund("statement", "--help").out


def test_a_year_of_another_century_has_no_codes(khfund):
    said = khfund("recipient", "publish-codes", "1999")

    assert said.err == "Năm 1999 không hợp lệ cho mã công khai; hãy ghi năm từ 2000 đến 2099.\n"
