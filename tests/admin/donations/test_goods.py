"""Goods: taken in, moved, counted, handed over by a list that another person approves."""

from tests.admin.office import said


def a_store(desk):
    desk.send("hien-vat/kho", code="VP", name="Kho Văn phòng")
    desk.send("hien-vat/kho", code="TH", name="Kho trường")
    desk.send("hien-vat/mat-hang", code="XE", name="Xe đạp", measure="chiếc")


def give(desk, quantity="10"):
    return desk.send(
        "hien-vat/nhan",
        place="VP",
        fund="KH",
        day="02/03/2026",
        **{"goods-0-item": "XE", "goods-0-quantity": quantity, "goods-0-unit_value": "2.000.000"},
    )


def a_list(desk):
    return desk.send(
        "trao-hien-vat/lap",
        place="VP",
        fund="KH",
        purpose="Cùng em đến trường",
        receiver="Trường THCS Mường Giôn",
        day="05/03/2026",
        **{"goods-0-item": "XE", "goods-0-quantity": "4"},
    )


def test_a_gift_in_kind_lies_in_the_store(accountant):
    a_store(accountant)

    done = give(accountant)

    assert "trị giá 20.000.000 đ." in said(done)
    assert "Kho Văn phòng XE Xe đạp chiếc KH 10 20.000.000" in said(done)


def test_goods_are_moved_and_counted(accountant):
    a_store(accountant)
    give(accountant)

    moved = accountant.send(
        "hien-vat/chuyen",
        place="VP",
        fund="KH",
        to="TH",
        day="03/03/2026",
        **{"goods-0-item": "XE", "goods-0-quantity": "3"},
    )
    counted = accountant.send(
        "hien-vat/kiem-ke", place="VP", fund="KH", item="XE", counted="6", day="04/03/2026", reason="Hỏng"
    )

    assert "Đã chuyển kho 1 mặt hàng, trị giá 6.000.000 đ." in said(moved)
    assert "Đã kiểm kê XE: 6." in said(counted)


def test_a_list_is_approved_by_another_person_and_delivered(accountant, chief):
    a_store(accountant)
    give(accountant)

    drafted = a_list(accountant)
    waiting = chief.text("")
    approved = chief.send("trao-hien-vat/1/duyet")
    delivered = accountant.send("trao-hien-vat/1/trao", day="05/03/2026")

    assert "Đã lập danh sách trao hiện vật số 1; cần người khác duyệt." in said(drafted)
    assert "danh sách trao hiện vật chờ duyệt" in waiting
    assert "Đã duyệt danh sách trao hiện vật số 1." in said(approved)
    assert "Đã trao hiện vật theo danh sách số 1" in said(delivered)


def test_a_list_is_printed_with_and_without_names(accountant, chair):
    a_store(accountant)
    give(accountant)
    a_list(accountant)

    assert accountant.get("trao-hien-vat/1/bien-ban.pdf").data.startswith(b"%PDF")
    assert accountant.get("trao-hien-vat/1/ky-nhan.pdf").data.startswith(b"%PDF")


def test_a_list_needs_goods_or_a_file(accountant):
    a_store(accountant)

    answer = accountant.send(
        "trao-hien-vat/lap", place="VP", fund="KH", purpose="Trao", receiver="Trường", day="05/03/2026"
    )

    assert "Hãy chọn tệp danh sách người nhận" in said(answer)


def test_a_list_of_nobody_is_not_found(accountant):
    assert accountant.get("trao-hien-vat/77/").status_code == 404
