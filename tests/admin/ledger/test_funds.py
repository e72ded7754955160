"""Funds in the office: what each holds and may spend, its figures down to the entries, opening and closing."""

import io
import re
from datetime import date

from khfund.ledger import AccountRole
from tests.admin.office import said


def test_a_fund_shows_principal_apart_from_what_may_be_spent(office, accountant):
    office.post(
        date(2026, 2, 1), office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 5_000_000, office.th)
    )
    office.post(date(2026, 2, 2), office.posting(AccountRole.BANK, AccountRole.INTEREST, 200_000, office.th))

    page = accountant.text("quy/TH/")

    assert "Tổng của quỹ 5.200.000 đ Vốn gốc, không được chi 5.000.000 đ Được chi 200.000 đ" in page
    assert "giữ nguyên vốn gốc, chỉ chi phần lãi" in page


def test_a_fund_is_looked_at_as_of_any_day(money, accountant):
    assert "Tất cả các quỹ: 21.000.000 đ" in accountant.text("quy/?on=05/01/2026")
    assert "Tất cả các quỹ: 0 đ" in accountant.text("quy/?on=04/01/2026")


def test_every_figure_of_a_fund_leads_to_its_entries(money, accountant):
    page = accountant.get("quy/KH/so-lieu/?days=2026").text
    link = re.search(r'href="(/so/SL/but-toan/\?[^"]*account=5111[^"]*)"', page)

    assert link is not None
    assert "2 dòng" in accountant.text(link[1].replace("&amp;", "&"))


def test_the_statement_of_a_fund_leads_from_its_opening_to_its_closing_balance(money, accountant):
    money.post(date(2026, 2, 3), money.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 4_000_000))

    page = accountant.text("quy/KH/so-lieu/?days=2026-02")

    assert "Số dư đầu kỳ 11.000.000" in page
    assert "Chi trong kỳ 6111 Chi học bổng" in page
    assert "Số dư cuối kỳ 7.000.000" in page


def test_what_a_fund_has_overspent_is_pointed_out_and_waits_on_the_first_page(office, accountant):
    office.post(date(2026, 2, 3), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 4_000_000))

    assert "Quỹ đã chi quá phần được chi 4.000.000 đ." in accountant.text("quy/KH/")
    assert "1 quỹ đã chi quá phần được chi" in accountant.text("/so/SL/")


def test_a_fund_is_opened_and_closed_again(accountant):
    opened = accountant.send("quy/mo", code="NE", name="Quỹ Nuôi em", opened="01/02/2026", rule="all")
    closed = accountant.send("quy/NE/dong", day="01/03/2026")

    assert "Đã mở quỹ NE – Quỹ Nuôi em." in said(opened)
    assert "Quỹ NE đã đóng từ ngày 01/03/2026." in said(closed)
    assert "Quỹ Nuôi em , đóng từ 01/03/2026" in accountant.text("quy/")


def test_a_fund_that_holds_money_is_not_closed(money, accountant):
    answer = accountant.send("quy/KH/dong", day="01/03/2026")

    assert answer.status_code == 422
    assert "hãy chuyển hết rồi mới đóng" in said(answer)


def test_opening_balances_are_brought_forward_from_a_table(accountant):
    table = "Quỹ,Tài khoản,Số tiền,Trong đó vốn gốc\nTH,112,3.000.000,2.000.000\nKH,111,500.000,0\n"

    answer = accountant.send("quy/so-du-dau-ky", file=(io.BytesIO(table.encode()), "dau-ky.csv"))

    assert "Đã ghi số dư đầu kỳ 3.500.000 đ (2 dòng), bút toán 1." in said(answer)


def test_an_inspector_looks_at_funds_and_changes_none(money, inspector):
    assert "Mở quỹ" not in inspector.text("quy/")
    assert inspector.get("quy/mo").status_code == 403


def test_a_fund_of_no_unit_is_not_found(accountant):
    assert accountant.get("quy/XX/").status_code == 404
