"""Official books in the office: one of a period, or all together, made in the background."""

from admin.job_run import work_off
from tests.admin.office import said


def test_a_cash_book_is_made_for_the_days_asked(app, money, accountant):
    asked = accountant.send("so-ke-toan/cash-book/lap", days="2026", form="pdf")
    work_off(app)
    done = accountant.get(asked.request.path)

    assert "Sổ quỹ tiền mặt, Năm 2026" in said(asked)
    assert "Sổ quỹ tiền mặt, Năm 2026: 5 dòng." in said(done)


def test_all_books_of_a_quarter_come_in_one_archive(app, money, inspector):
    asked = inspector.send("so-ke-toan/du-bo", days="2026-Q1", form="xlsx")
    work_off(app)

    assert "Quý I/2026: đã lập" in said(inspector.get(asked.request.path))


def test_a_book_is_asked_only_by_what_divides_it(accountant):
    stock, cash = accountant.get("so-ke-toan/stock-book/lap"), accountant.get("so-ke-toan/cash-book/lap")

    assert 'name="fund"' in cash.text
    assert 'name="fund"' not in stock.text


def test_days_that_are_none_are_told_beside_the_field(accountant):
    answer = accountant.send("so-ke-toan/cash-book/lap", days="năm nay", form="pdf")

    assert answer.status_code == 422
    assert 'value="năm nay"' in answer.text


def test_a_book_that_is_none_is_not_found(accountant):
    assert accountant.get("so-ke-toan/khong-co/lap").status_code == 404
