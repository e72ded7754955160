"""A month is compared, locked when bank and book agree, and unlocked by two persons."""

from tests.admin.office import said
from tests.banking.offices import ROWS, a_bank_account, a_statement, book_all, take


def a_month(office):
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS, opening=0))
    return bank


def test_what_differs_is_listed_with_its_line(office, accountant):
    a_month(office)

    shown = accountant.text("doi-chieu/0123456789/?month=3/2026")

    assert "Số dư ngân hàng cuối Tháng 3/2026 700.000 đ Số dư sổ 0 đ" in shown
    assert "2 khoản còn lệch:" in shown
    assert "ngân hàng có, sổ chưa có dòng sao kê 1 01/03/2026 500.000" in shown


def test_a_month_that_agrees_is_locked(office, accountant):
    book_all(office, a_month(office))

    locked = accountant.send("doi-chieu/0123456789/khoa", month="3/2026")

    assert "Tháng 3/2026 của tài khoản 0123456789 đã khớp: ngân hàng 700.000 đ, sổ 700.000 đ." in said(locked)
    assert "đã đối chiếu đến 31/03/2026" in said(locked)


def test_a_month_that_does_not_agree_is_refused(office, accountant):
    a_month(office)

    assert accountant.send("doi-chieu/0123456789/khoa", month="3/2026").status_code == 422


def test_a_reconciliation_is_undone_by_two_persons(office, accountant, treasurer):
    book_all(office, a_month(office))
    accountant.send("doi-chieu/0123456789/khoa", month="3/2026")

    asked = accountant.send("doi-chieu/0123456789/de-nghi-bo", reason="Thiếu một dòng")
    own = accountant.send("doi-chieu/0123456789/bo")
    other = treasurer.send("doi-chieu/0123456789/bo")

    assert "Đã đề nghị bỏ đối chiếu Tháng 3/2026; cần người khác duyệt." in said(asked)
    assert own.status_code == 422
    assert "Đã bỏ đối chiếu Tháng 3/2026 của tài khoản 0123456789." in said(other)
