"""Accounts in the office: what stands on each, fund by fund, opening and closing."""

from tests.admin.office import said


def test_the_chart_shows_what_stands_on_each_account_on_its_own_side(money, accountant):
    page = accountant.text("tai-khoan/")

    assert "1121" in page or "112" in page
    assert re_amount(page, "111 Tiền mặt") == "1.000.000"
    assert re_amount(page, "5111") == "21.000.000"


def re_amount(page: str, name: str) -> str:
    """The first amount that follows a name."""
    return next(word for word in page[page.index(name) :].split() if word.count(".") and word[0].isdigit())


def test_an_account_shows_its_funds_and_leads_to_the_entries_of_each(money, accountant):
    page = accountant.get("tai-khoan/5111/")

    assert "Quỹ Khuyến học tỉnh 11.000.000" in said(page)
    assert "but-toan/?account=5111&amp;fund=TH" in page.text


def test_an_account_is_added_and_closed(accountant):
    opened = accountant.send("tai-khoan/mo", code="1129", name="Tiền gửi Agribank", role="bank")
    closed = accountant.send("tai-khoan/1129/dong", day="01/03/2026")

    assert "Đã mở tài khoản 1129 – Tiền gửi Agribank." in said(opened)
    assert "Tài khoản 1129 đã đóng từ ngày 01/03/2026." in said(closed)


def test_a_code_that_is_taken_is_refused_and_what_was_typed_stays(accountant):
    answer = accountant.send("tai-khoan/mo", code="111", name="Két hai", role="cash")

    assert "Tài khoản «111» đã có trong sổ" in said(answer)
    assert 'value="Két hai"' in answer.text
