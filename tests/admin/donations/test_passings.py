"""What only passes through: received, handed over by an approved voucher, closed when nothing is left."""

from tests.admin.office import said
from tests.donations.offices import a_donor


def a_programme(office, desk):
    donor = a_donor(office, "Tập đoàn Bưu chính")
    return desk.send(
        "chuyen-trao/mo", code="XD", name="Xe đạp", donor=str(donor.id), fund="KH", day="01/03/2026"
    )


def test_money_passes_through_a_programme(office, accountant):
    opened = a_programme(office, accountant)
    received = accountant.send("chuyen-trao/XD/nhan-tien", amount="5 triệu", day="02/03/2026")
    drafted = accountant.send(
        "chuyen-trao/XD/trao", amount="5 triệu", receiver="Trường THCS Mường Giôn", day="03/03/2026"
    )

    assert "Đã mở chương trình chuyển trao XD: Xe đạp." in said(opened)
    assert "Còn tiền 5.000.000 đ" in said(received)
    assert "Đã lập chứng từ nháp 1 để chuyển trao; cần người khác duyệt." in said(drafted)
    assert "chương trình còn giữ tiền, hàng phải trao" in accountant.text("")


def test_a_programme_that_holds_something_is_not_closed(office, accountant):
    a_programme(office, accountant)
    accountant.send("chuyen-trao/XD/nhan-tien", amount="5 triệu", day="02/03/2026")

    assert accountant.send("chuyen-trao/XD/ket-thuc", day="05/03/2026").status_code == 422


def test_a_programme_of_nobody_is_not_found(accountant):
    assert accountant.get("chuyen-trao/KHONG/").status_code == 404
