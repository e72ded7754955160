"""Bank accounts: opened, shown with their lamps, closed."""

from tests.admin.office import said
from tests.banking.offices import a_bank_account


def test_an_account_is_opened_and_shown(accountant):
    opened = accountant.send(
        "ngan-hang/mo", number="0123 456 789", bank="BIDV", account="112", fund="KH", opened="01/01/2026"
    )

    assert "Đã mở tài khoản 0123456789 tại BIDV." in said(opened)
    assert "chưa đối chiếu lần nào" in said(opened)


def test_an_account_is_closed(office, accountant):
    a_bank_account(office)

    closed = accountant.send("ngan-hang/0123456789/dong", day="01/06/2026")

    assert "Đã đóng từ 01/06/2026." in said(closed)


def test_the_code_is_handed_out_as_a_picture(office, accountant):
    a_bank_account(office)

    assert accountant.get("ngan-hang/0123456789/ma-qr.svg").data.startswith(b"<?xml")
