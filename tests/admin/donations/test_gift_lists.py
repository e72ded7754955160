"""A workbook of gifts is looked at, its mistakes told by cell, and booked as a whole."""

import io

from tests.admin.office import said

LIST = "Ngày,Họ tên,Số tiền\n02/03/2026,Lò Thị Mai,500.000\n03/03/2026,Cà Văn Ba,200.000\n"


def bring(desk, text=LIST):
    page = desk.send("danh-sach-ung-ho/", file=(io.BytesIO(text.encode()), "ung-ho.csv"), follow=False)
    assert page.status_code == 302, said(page)
    return page.location.rpartition("/so/SL/")[2]


def test_a_list_is_shown_and_booked(accountant):
    address = bring(accountant)

    shown = accountant.text(f"{address}?fund=KH")
    booked = accountant.send(address, fund="KH")

    assert "Danh sách đọc được hết; chưa ghi gì vào sổ." in shown
    assert "ung-ho.csv: đã ghi 2 khoản, 700.000 đ; 2 nhà hảo tâm mới." in said(booked)
    assert "Cộng 2 khoản, 700.000 đ." in said(booked)


def test_a_mistake_is_told_with_its_cell_and_nothing_is_booked(accountant):
    address = bring(accountant, LIST.replace("03/03/2026", "31/02/2026"))

    shown = accountant.text(f"{address}?fund=KH")
    refused = accountant.send(address, fund="KH")

    assert "1 chỗ phải sửa trước khi ghi:" in shown
    assert "dòng 3, ô A3" in shown
    assert refused.status_code == 422
    assert "0 dòng" in accountant.text("ung-ho/")


def test_a_list_is_booked_once_unless_asked_for(accountant):
    accountant.send(bring(accountant), fund="KH")

    again = accountant.send(bring(accountant), fund="KH")
    meant = accountant.send(bring(accountant), fund="KH", again="y")

    assert "danh sách này đã nhập rồi" in said(again)
    assert "đã ghi 2 khoản" in said(meant)
