"""Money between units in the office: ordered and sent here, received there, compared in both books."""

from datetime import date

import pytest

from tests.admin.office import desk, said
from tests.provinces import a_unit

ORDER = {"to": "03862", "amount": "3.000.000", "fund": "KH", "account": "112", "day": "20/05/2026"}


@pytest.fixture
def commune(money, app):
    """A commune with its own book, kept by the same officers."""
    a_unit(money, "03862", "Hội Khuyến học xã Xím Vàng", book=date(2026, 1, 1))
    return desk(app, money.accountant, unit="03862")


@pytest.fixture
def sent(commune, accountant, chief, treasurer):
    """Three million ordered by the accountant, approved by the chief accountant, sent by the treasurer."""
    accountant.send("chuyen-tien/lap", **ORDER)
    chief.send("chung-tu/1/duyet")
    return treasurer.send("chuyen-tien/1/gui", day="20/05/2026")


def test_money_is_ordered_approved_sent_and_received_in_the_other_book(sent, commune, accountant):
    waiting = commune.text("/so/03862/")
    received = commune.send("chuyen-tien/1/nhan", fund="KH", day="21/05/2026", account="112")

    assert "Khoản chuyển 1 đã gửi: BN-2026-00001." in said(sent)
    assert "1 khoản tiền đơn vị khác đã gửi, chưa ghi nhận" in waiting
    assert "Đã ghi nhận khoản chuyển 1: BC-2026-00001." in said(received)
    assert "hai sổ khớp" in accountant.text("chuyen-tien/")


def test_what_is_not_approved_is_not_sent(commune, accountant, treasurer):
    ordered = accountant.send("chuyen-tien/lap", **ORDER)

    assert "Khoản chuyển 1: 3.000.000 đ, chứng từ nháp 1 chờ duyệt." in said(ordered)
    assert "không thể ghi sổ" in said(treasurer.send("chuyen-tien/1/gui", day="20/05/2026"))


def test_another_amount_that_arrives_is_pointed_out(sent, commune, accountant):
    answer = commune.send("chuyen-tien/1/nhan", fund="KH", day="21/05/2026", amount="2.900.000")

    assert "hai sổ chênh nhau 100.000 đ" in said(answer)
    assert "hai sổ lệch" in accountant.text("chuyen-tien/?state=differs")


def test_the_other_unit_is_found_by_the_words_of_its_name(commune, accountant):
    answer = accountant.send("chuyen-tien/lap", **ORDER | {"to": "xim vang"})

    assert "Khoản chuyển 1: 3.000.000 đ" in said(answer)


def test_a_unit_that_is_not_there_is_told_beside_the_field(commune, accountant):
    answer = accountant.send("chuyen-tien/lap", **ORDER | {"to": "xã không có"})

    assert "Không tìm thấy «xã không có»" in said(answer)


def test_a_transfer_of_others_is_not_found(commune, accountant):
    assert accountant.get("chuyen-tien/1/").status_code == 404


def test_money_of_a_unit_without_a_book_here_is_received(commune, money, accountant):
    a_unit(money, "03999", "Hội Khuyến học xã Phiêng Pằn")

    answer = accountant.send(
        "chuyen-tien/nhan-ngoai", sender="03999", amount="500.000", fund="KH", account="112", day="01/06/2026"
    )

    assert "Đã ghi nhận khoản chuyển 1: 500.000 đ." in said(answer)
    assert "một bên không có sổ ở đây" in said(answer)
