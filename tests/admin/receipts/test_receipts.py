"""Receipts in the office: found, copied, replaced and voided, and told as the public is told."""

import pytest

from tests.admin.office import desk, said
from tests.receipts.builders import a_donor, a_gift, issued, with_series


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = with_series(database)
    issued(office, a_gift(office, a_donor(office, "Lò Thị Mùa")))
    return office


NUMBER = "GXN-2026-000001"


def test_a_receipt_is_found_by_its_number_by_its_code_and_by_its_giver(accountant):
    listed = accountant.text("bien-nhan/")
    one = accountant.text(f"bien-nhan/{NUMBER}/")
    code = one.partition("Mã tra cứu : ")[2][:24]

    assert NUMBER in listed
    assert "500.000" in listed
    for term in (NUMBER.lower(), code, "lo thi mua", "Mùa"):
        assert NUMBER in accountant.text(f"bien-nhan/?search={term}"), term
    assert NUMBER not in accountant.text("bien-nhan/?search=Quàng")


def test_the_page_of_a_receipt_tells_what_a_stranger_with_its_code_is_told(accountant):
    told = accountant.text(f"bien-nhan/{NUMBER}/")

    assert f"Biên nhận {NUMBER} còn giá trị: Lò Thị Mùa, 500.000 đ, phát hành ngày 02/03/2026." in told


def test_a_receipt_is_printed_as_a_pdf_that_is_saved(accountant):
    answer = accountant.get(f"bien-nhan/{NUMBER}/bien-nhan.pdf")

    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={NUMBER}.pdf"


def test_a_copy_is_written_down_before_it_is_printed(accountant):
    answer = accountant.send(f"bien-nhan/{NUMBER}/ban-sao")
    copied = accountant.get(f"bien-nhan/{NUMBER}/ban-sao-1.pdf")

    assert "Đã ghi nhận bản sao của GXN-2026-000001" in said(answer)
    assert "Đã cấp bản sao" in said(answer)
    assert copied.data.startswith(b"%PDF")
    assert accountant.get(f"bien-nhan/{NUMBER}/ban-sao-2.pdf").status_code == 404


def test_a_receipt_is_replaced_and_both_point_to_each_other(accountant):
    answer = accountant.send(f"bien-nhan/{NUMBER}/thay", reason="sai địa chỉ", day="02/03/2026")

    assert f"Biên nhận {NUMBER} được thay bằng GXN-2026-000002." in said(answer)
    assert "Đã thay bằng GXN-2026-000002" in said(answer)
    assert f"Thay cho {NUMBER}" in accountant.text("bien-nhan/GXN-2026-000002/")
    assert NUMBER in accountant.text("bien-nhan/?state=replaced")
    assert NUMBER not in accountant.text("bien-nhan/?state=genuine")


def test_a_void_receipt_keeps_its_number_and_is_printed_as_void_only(accountant):
    asked = accountant.text(f"bien-nhan/{NUMBER}/huy")
    answer = accountant.send(f"bien-nhan/{NUMBER}/huy", reason="ghi nhầm người")

    assert "Việc này không lấy lại được." in asked
    assert "số này không dùng lại" in said(answer)
    assert "ghi nhầm người" in said(answer)
    assert "Cấp bản sao" not in said(answer)


def test_a_reason_is_needed_to_void_a_receipt(accountant):
    answer = accountant.send(f"bien-nhan/{NUMBER}/huy", reason="")

    assert answer.status_code == 422
    assert "Hãy điền ô này." in said(answer)


def test_a_receipt_that_is_not_there_is_not_found(accountant):
    assert accountant.get("bien-nhan/GXN-2026-000999/").status_code == 404
    assert accountant.get("bien-nhan/-/").status_code == 404
    assert accountant.get("bien-nhan/GXN-2026-999999999/huy").status_code == 404


def test_the_chair_sees_a_receipt_and_prints_no_original(app, office, chair):
    assert NUMBER in chair.text(f"bien-nhan/{NUMBER}/")
    assert chair.get(f"bien-nhan/{NUMBER}/bien-nhan.pdf").status_code == 403
    assert chair.get(f"bien-nhan/{NUMBER}/huy").status_code == 403
    assert desk(app, office.administrator).get("bien-nhan/").status_code == 403


def test_the_list_is_taken_away_with_what_the_receipts_say(accountant):
    lines = accountant.get("bien-nhan/xuat.csv").text.splitlines()

    assert lines[0] == "\ufeffSố,Ngày phát hành,Người cho,Số tiền,Quỹ,Tình trạng"
    assert lines[1] == f"{NUMBER},02/03/2026,Lò Thị Mùa,500000,Quỹ Khuyến học tỉnh,còn giá trị"


def test_a_series_is_opened_once(accountant):
    opened = accountant.send("bien-nhan/mo-ky-hieu", code="BN")
    again = accountant.send("bien-nhan/mo-ky-hieu", code="BN")

    assert "Đã mở ký hiệu biên nhận BN." in said(opened)
    assert "Ký hiệu biên nhận «BN» đã có." in said(again)
