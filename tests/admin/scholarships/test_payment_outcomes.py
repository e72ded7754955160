"""What becomes of payments, in the office: paid by the bank, against signatures, come back, paid again, proven."""

import io

import pytest

from tests.admin.office import said
from tests.admin.scholarships.payers import a_counter
from tests.banking.offices import NUMBER


@pytest.fixture
def counter(sqlite_database):
    made = a_counter(sqlite_database)
    made.payer.approved()
    yield made
    made.close()


@pytest.fixture
def of_today(sqlite_database):
    """The same, approved today: what is put right is dated no earlier than what it mends."""
    made = a_counter(sqlite_database)
    made.accountant.send("dot-chi/lap", until="31/10/2026")
    made.chief.send("dot-chi/1/duyet")
    yield made
    made.close()


def _codes(counter, number=1):
    class Run:
        id = number

    return [line.code for line in counter.payer.lines(Run)]


def test_one_line_of_the_statement_settles_the_ticked_payments(counter):
    line = counter.payer.bank_line(-2_000_000, "CHI HOC BONG", day="20/11/2026")
    codes = _codes(counter)

    wrong = counter.treasurer.send("tra-hoc-bong/1/theo-sao-ke", line=str(line), pays=codes)
    right = counter.treasurer.send("tra-hoc-bong/1/theo-sao-ke", line=str(line), pays=codes[:2])

    assert wrong.status_code == 422
    assert "lệch 1.000.000 đ; không ghi" in said(wrong)
    assert "Đã ghi trả 2 khoản" in said(right)
    assert "1 chờ trả; 2 đã trả" in said(right)


def test_who_approved_does_not_pay(counter):
    assert counter.chief.get("tra-hoc-bong/1/theo-sao-ke").status_code == 403


def test_the_statement_proposes_and_the_treasurer_ticks(counter):
    codes = _codes(counter)
    for code in codes[:2]:
        counter.payer.bank_line(-1_000_000, f"MBVCB {code} HOC BONG", day="20/11/2026")
    counter.payer.bank_line(-999, f"MBVCB {codes[2]} HOC BONG", day="20/11/2026")

    page = counter.treasurer.text(f"doi-chieu-chi/{NUMBER}/")
    answer = counter.treasurer.send(f"doi-chieu-chi/{NUMBER}/", lines=["1", "2"])

    assert "lệch 999.001 đ" in page
    assert "Đã ghi 2 dòng sao kê: trả 2 khoản, 2.000.000 đ; 0 khoản bị trả lại." in said(answer)


def test_what_came_back_waits_and_is_paid_again(counter):
    codes = _codes(counter)
    counter.treasurer.send("tra-hoc-bong/1/khong-den-noi", how="not_sent", reason="Sai số", pays=[codes[0]])

    assert "1 khoản của đợt chi số 1 không đến nơi, cần chi lại hoặc bỏ" in counter.accountant.text("")
    again = counter.accountant.send("tra-hoc-bong/1/chi-lai", pays=[codes[0]])
    assert "Đã lập đợt chi lại số 2: 1 khoản, 1.000.000 đ" in said(again)
    assert "bị trả lại, đã chi lại" in counter.accountant.text("khoan-chi/1/1/")


def test_money_said_to_be_back_at_the_bank_names_its_line(counter):
    answer = counter.treasurer.send(
        "tra-hoc-bong/1/khong-den-noi", how="bank", reason="Sai số", pays=_codes(counter)[:1]
    )

    assert answer.status_code == 422
    assert "Hãy điền ô này." in said(answer)


def test_a_payable_is_dropped_with_a_coded_reason(of_today):
    answer = of_today.accountant.send("khoan-chi/1/1/bo", reason="moved", because="Chuyển trường")

    assert "Đã bỏ khoản chi" in said(answer)
    assert "đã chuyển đi nơi khác. Chuyển trường" in said(answer)


def test_a_scan_proves_many_payments_at_once(counter):
    line = counter.payer.bank_line(-3_000_000, "CHI", day="20/11/2026")
    codes = _codes(counter)
    counter.treasurer.send("tra-hoc-bong/1/theo-sao-ke", line=str(line), pays=codes)
    assert "3 khoản đã trả chưa có giấy nhận tiền" in counter.accountant.text("")

    answer = counter.accountant.send(
        "giay-nhan-tien/1/luu", kind="school", day="21/11/2026", pays=codes, file=(_png(), "xac-nhan.png")
    )

    assert "Đã lưu giấy tờ số 1 cho 3 khoản chi." in said(answer)
    assert "xác nhận của nhà trường" in counter.accountant.text("giay-nhan-tien/")
    assert "0 dòng" in counter.accountant.text("giay-nhan-tien/?proof=lacking")
    scan = counter.accountant.get("giay-nhan-tien/giay/1")
    assert scan.data.startswith(b"\x89PNG")
    assert "attachment" in scan.headers["Content-Disposition"]


def test_what_was_paid_in_error_is_claimed_back_and_comes_back(of_today):
    line = of_today.payer.bank_line(-1_000_000, "CHI", day="20/11/2026")
    of_today.treasurer.send("tra-hoc-bong/1/theo-sao-ke", line=str(line), pays=_codes(of_today)[:1])

    claimed = of_today.accountant.send("khoan-chi/1/1/thu-hoi", because="Trùng tài khoản")
    back = of_today.treasurer.send("khoan-chi/1/1/da-ve", amount="400.000")

    assert "Phải thu hồi 1.000.000 đ của khoản chi" in said(claimed)
    assert "còn 600.000 đ." in said(back)


def test_cash_is_paid_line_by_line_against_signatures(database):
    counter = a_counter(database, way="cash")
    counter.payer.approved()

    page = counter.treasurer.send("tra-hoc-bong/1/tien-mat", **{"rows-0-paid": "y", "rows-0-signed": ""})
    paid = counter.treasurer.send(
        "tra-hoc-bong/1/tien-mat", **{"rows-0-paid": "y", "rows-2-paid": "y", "rows-2-signed": "Lò Văn Ký"}
    )

    assert page.status_code == 422
    assert "phải có người ký nhận" in said(page)
    assert "Đã trả tiền mặt 2 khoản: PC-2026-00001." in said(paid)
    assert "1 chờ trả; 2 đã trả" in said(paid)
    assert counter.treasurer.get("dot-chi/1/danh-sach-cash.pdf").data.startswith(b"%PDF")
    counter.close()


def _png():
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
