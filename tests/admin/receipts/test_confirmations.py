"""Confirmations of gifts to companies in the office: one original, marked copies, a register."""

import pytest

from tests.admin.office import said
from tests.receipts.builders import a_donor
from tests.receipts.companies import a_company, gives, with_basis


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = with_basis(database)
    gives(office, a_company(office))
    return office


ISSUE = {"donor": "1", "days": "2026", "day": "10/03/2026", "representative": "Cầm Thị Giám Đốc"}
NUMBER = "BBXN-2026-0001"


def test_minutes_are_made_once_and_the_original_is_handed_out(accountant):
    handed = accountant.send("xac-nhan-tai-tro/lap", **ISSUE)
    again = accountant.send("xac-nhan-tai-tro/lap", **ISSUE)

    assert handed.data.startswith(b"%PDF")
    assert handed.headers["Content-Disposition"] == f"attachment; filename={NUMBER}.pdf"
    assert again.status_code == 422
    listed = accountant.text("xac-nhan-tai-tro/")
    assert (NUMBER in listed, "Công ty Hoa Ban" in listed, "còn giá trị" in listed) == (True, True, True)


def test_what_is_printed_again_is_a_copy_that_is_written_down(accountant):
    accountant.send("xac-nhan-tai-tro/lap", **ISSUE)
    handed = accountant.send(f"xac-nhan-tai-tro/{NUMBER}/ban-sao")

    assert handed.data.startswith(b"%PDF")
    assert "Đã cấp bản sao" in accountant.text(f"xac-nhan-tai-tro/{NUMBER}/")
    assert accountant.get(f"xac-nhan-tai-tro/{NUMBER}/xem.pdf").status_code == 403


def test_void_minutes_are_printed_as_void_only(accountant):
    accountant.send("xac-nhan-tai-tro/lap", **ISSUE)
    voided = accountant.send(f"xac-nhan-tai-tro/{NUMBER}/huy", reason="sai tên")
    copied = accountant.send(f"xac-nhan-tai-tro/{NUMBER}/ban-sao")

    assert f"Đã hủy biên bản {NUMBER}" in said(voided)
    assert copied.status_code == 422
    assert accountant.get(f"xac-nhan-tai-tro/{NUMBER}/xem.pdf").data.startswith(b"%PDF")
    assert "đã hủy" in accountant.text("xac-nhan-tai-tro/")


def test_a_person_gets_a_receipt_and_no_minutes(office, accountant):
    number = a_donor(office).id
    refused = accountant.send("xac-nhan-tai-tro/lap", **ISSUE | {"donor": str(number)})

    assert refused.status_code == 422
    assert "không phải tổ chức, doanh nghiệp" in said(refused)


def test_a_year_of_a_giver_is_printed_on_one_paper(accountant, chair):
    assert accountant.get("xac-nhan-tai-tro/tong-hop/1/2026.pdf").data.startswith(b"%PDF")
    assert accountant.get("xac-nhan-tai-tro/tong-hop/99/2026.pdf").status_code == 404
    assert accountant.get("xac-nhan-tai-tro/BBXN-2026-0099/").status_code == 404
    assert chair.get("xac-nhan-tai-tro/tong-hop/1/2026.pdf").status_code == 403
