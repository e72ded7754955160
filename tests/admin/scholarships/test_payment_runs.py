"""Payment runs in the office: previewed, drafted, approved by others, their papers; nobody vanishes unexplained."""

import re

import pytest

from tests.admin.office import said
from tests.admin.scholarships.payers import a_counter
from tests.scholarships.runs import NOVEMBER

DRAFT = {"until": "31/10/2026"}


@pytest.fixture
def counter(sqlite_database):
    made = a_counter(sqlite_database)
    yield made
    made.close()


def test_a_trial_shows_the_money_and_every_payment_and_writes_nothing(counter):
    answer = counter.accountant.send("dot-chi/lap", **DRAFT, try_first="1")

    page = said(answer)
    assert "Đã thử: làm được." in page
    assert "Xem trước, chưa ghi Số khoản 3 Số tiền 3.000.000 đ" in page
    assert "đủ tiền Đợt này cần 3.000.000 đ Quỹ được chi 100.000.000 đ Tiền có sẵn 100.000.000 đ" in page
    assert "1.000.000 3.000.000 97.000.000 chuyển khoản …0002" in page  # amount, running total, what is left
    assert "0 dòng" in counter.accountant.text("dot-chi/")


def test_a_run_is_drafted_by_one_and_approved_by_another(counter):
    drafted = counter.accountant.send("dot-chi/lap", **DRAFT)
    mine = counter.accountant.get("dot-chi/1/duyet")
    approved = counter.chief.send("dot-chi/1/duyet")

    assert "Đã lập đợt chi số 1: 3 khoản, 3.000.000 đ; 0 kỳ bị giữ lại" in said(drafted)
    assert mine.status_code == 403
    assert "Đợt chi số 1: 1/1 người đã duyệt, trạng thái «đã duyệt»." in said(approved)
    page = counter.treasurer.text("dot-chi/1/")
    assert "Người duyệt" in page
    assert "0/3 khoản" in page


def test_the_frozen_digest_and_who_is_still_needed_stand_on_the_page(counter):
    counter.accountant.send("dot-chi/lap", **DRAFT)

    page = counter.chief.text("dot-chi/1/")

    assert re.search(r"Mã băm của danh sách mà mỗi người duyệt: [0-9a-f]{64}", page)
    assert "còn cần 1 người; không phải người lập, không ai duyệt hai lần" in page


def test_a_draft_waits_for_whoever_did_not_draft_it(counter):
    counter.accountant.send("dot-chi/lap", **DRAFT)

    assert "1 đợt chi chờ ông/bà duyệt" in counter.chief.text("")
    assert "chờ ông/bà duyệt" not in counter.accountant.text("")


def test_a_draft_is_cancelled_with_a_reason(counter):
    counter.accountant.send("dot-chi/lap", **DRAFT)
    answer = counter.accountant.send("dot-chi/1/huy", reason="Lập lại từ đầu")

    assert "Đã hủy đợt chi số 1" in said(answer)
    assert "Lý do hủy Lập lại từ đầu" in counter.accountant.text("dot-chi/1/")


def test_whoever_drops_out_unexplained_is_asked_for_and_explained(counter):
    payer = counter.payer
    payer.approved()
    payer.owe(0, 1, month=NOVEMBER)
    counter.accountant.send("dot-chi/lap", until="30/11/2026", payout="30/11/2026")

    page = counter.accountant.text("dot-chi/2/")

    assert "1 người đã có trong đợt trước mà đợt này không." in page
    assert "đã trả đủ" in page


def test_the_lists_to_be_signed_are_papers_of_this_run(counter):
    counter.payer.approved()

    pdf = counter.treasurer.get("dot-chi/1/danh-sach-bank.pdf")
    sheet = counter.treasurer.get("dot-chi/1/danh-sach-bank.xlsx")

    assert pdf.data.startswith(b"%PDF")
    assert sheet.data.startswith(b"PK")
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert counter.treasurer.get("dot-chi/1/danh-sach-cash.pdf").status_code == 404
    assert counter.treasurer.get("dot-chi/1/danh-sach-khac.pdf").status_code == 404


def test_the_bank_file_is_made_once_and_handed_out_again_the_same(counter):
    counter.payer.approved()

    made = counter.treasurer.send("dot-chi/1/tep")
    first, second = (counter.treasurer.get("dot-chi/1/tep.csv").data for _ in range(2))

    assert "Đã lập tệp: 3 khoản chuyển, 3.000.000 đ." in said(made)
    assert first == second
    assert first.count(b"\n") == 4
    assert counter.chair.get("dot-chi/1/tep.csv").status_code == 403


def test_a_run_of_another_unit_is_not_found(counter):
    assert counter.accountant.get("dot-chi/7/").status_code == 404


def test_no_name_of_a_pupil_stands_in_what_is_told_afterwards(counter):
    desks = counter.accountant, counter.chief
    desks[0].send("dot-chi/lap", **DRAFT, follow=False)
    desks[1].send("dot-chi/1/duyet", follow=False)

    for desk in desks:
        with desk.client.session_transaction() as cookie:
            assert "Lò" not in str(cookie["_flashes"])
