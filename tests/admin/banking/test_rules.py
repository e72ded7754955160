"""What is remembered can be switched off, and codes are handed out."""

from tests.admin.office import said
from tests.banking.offices import a_bank_account, a_line
from tests.donations.offices import a_donor


def test_a_rule_is_switched_off_and_on_again(office, accountant):
    line = a_line(office, a_bank_account(office), words="tien cua co Mai")
    accountant.send(
        f"dong-sao-ke/{line}/quyet-dinh",
        verdict="gift",
        donor=str(a_donor(office, "Lò Thị Mai").id),
        fund="KH",
        phrase="cua co mai",
    )

    off = accountant.send("quy-tac/1")
    on = accountant.send("quy-tac/1")

    assert "Quy tắc 1: không dùng nữa." in said(off)
    assert "Quy tắc 1: dùng lại." in said(on)


def test_a_rule_of_nobody_is_not_found(accountant):
    assert accountant.get("quy-tac/77").status_code == 404


def test_a_code_is_handed_out(accountant):
    made = accountant.send("ma-chuyen-khoan/cap", prefix="KHTET26", fund="KH", unnamed="y")

    assert "Mã chuyển khoản: KHTET26" in said(made)
