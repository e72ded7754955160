"""Closing months in the office: what is unfinished leads to where it is mended; two persons open a month again."""

from datetime import date

from khfund.ledger import AccountRole
from tests.admin.ledger.test_vouchers import DRAFT
from tests.admin.office import said


def test_months_are_closed_one_after_the_other(money, chief):
    assert "Khóa sổ Tháng 1/2026" in chief.text("ky-ke-toan/?nam=2026")

    closed = chief.send("ky-ke-toan/2026/1/khoa")
    out_of_order = chief.send("ky-ke-toan/2026/3/khoa")

    assert "Tháng 1/2026 đã khóa sổ." in said(closed)
    assert "Tháng tiếp theo cần khóa sổ là Tháng 2/2026" in said(out_of_order)


def test_what_hinders_closing_leads_to_where_it_is_mended(money, chief, accountant):
    accountant.send("chung-tu/lap", **DRAFT | {"day": "10/01/2026"})

    page = chief.get("ky-ke-toan/2026/1/")
    refused = chief.send("ky-ke-toan/2026/1/khoa")

    assert "chứng từ nháp 1 ngày 10/01/2026 còn ở trạng thái «nháp»" in said(page)
    assert 'href="/so/SL/chung-tu/1/"' in page.text
    assert "Chưa khóa sổ Tháng 1/2026 được, còn 1 việc" in said(refused)


def test_what_may_stay_is_accepted_by_name(office, chief):
    office.post(date(2026, 1, 5), office.posting(AccountRole.BANK, AccountRole.UNIDENTIFIED, 70_000))

    refused = chief.send("ky-ke-toan/2026/1/khoa")
    closed = chief.send("ky-ke-toan/2026/1/khoa", accept="unidentified")

    assert "còn 70.000 đ chờ xác định người cho hoặc mục đích" in said(refused)
    assert "Tháng 1/2026 đã khóa sổ." in said(closed)


def test_one_person_asks_and_another_opens_the_month_again(money, chief, chair):
    chief.send("ky-ke-toan/2026/1/khoa")
    asked = chief.send("ky-ke-toan/2026/1/de-nghi-mo", reason="sót một phiếu thu")

    assert "Đã đề nghị mở lại Tháng 1/2026; cần người khác duyệt." in said(asked)
    assert "cần một người khác" in said(chief.send("ky-ke-toan/2026/1/mo-lai"))
    assert "sót một phiếu thu" in chair.text("ky-ke-toan/2026/1/")
    assert "Tháng 1/2026 đã mở lại." in said(chair.send("ky-ke-toan/2026/1/mo-lai"))


def test_months_that_are_over_wait_on_the_first_page_of_whoever_closes(money, chief, treasurer):
    assert "tháng đã hết, chưa khóa sổ" in chief.text("/so/SL/")
    assert "tháng đã hết, chưa khóa sổ" not in treasurer.text("/so/SL/")


def test_a_trial_closing_leaves_the_month_open(money, chief):
    answer = chief.send("ky-ke-toan/2026/1/khoa", try_first="1")

    assert "Đã thử: làm được." in said(answer)
    assert "đã khóa" not in chief.text("ky-ke-toan/2026/1/")


def test_a_month_that_is_none_is_not_found(chief):
    assert chief.get("ky-ke-toan/2026/13/").status_code == 404


def test_the_inspector_looks_and_closes_nothing(money, inspector):
    assert "Khóa sổ Tháng 1/2026" not in inspector.text("ky-ke-toan/?nam=2026")
    assert inspector.get("ky-ke-toan/2026/1/khoa").status_code == 403
