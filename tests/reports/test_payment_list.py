import io
from datetime import UTC, datetime

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from khfund.receipts import pdf
from khfund.reports import deed_page
from khfund.reports.payment_list import (
    ListEmptyError,
    ListKind,
    NotItsVoucherError,
    cash_voucher,
    list_deed,
    list_workbook,
    payment_list,
    place_and_class,
)
from tests.scholarships.runs import a_payer

MADE = datetime(2027, 1, 15, tzinfo=UTC)


@pytest.fixture
def payer(database):
    made = a_payer(database, 2)
    made.enter(2, way="cash")
    made.owe(0, 1, 2, 3)
    return made


def says(payer, run, kind="all"):
    return payer.office.read(lambda s: payment_list(s, run, ListKind(kind)))


def test_a_list_names_who_is_paid_by_school_with_sums_in_words(payer):
    run = payer.approved()

    page = deed_page.html(list_deed(says(payer, run)))

    assert "THCS Mường Mơ – 4 khoản, 4.000.000 đồng" in page
    assert "Bốn triệu đồng" in page
    assert "Đợt chi số 1, trả ngày 15/01/2027 (duyệt: Quàng Thị Trưởng)" in page
    assert page.count("Chuyển khoản …0") == 2
    assert "3500000000" not in page  # whole account numbers stand on the list of transfers only


def test_cash_and_transfers_have_lists_of_their_own(payer):
    run = payer.approved()

    assert [len(says(payer, run, kind).lines) for kind in ("cash", "bank", "all")] == [2, 2, 4]
    assert "3500000000" in deed_page.html(list_deed(says(payer, run, "bank")))


def test_what_was_dropped_is_not_on_the_list(payer):
    run = payer.approved()
    payer.drop(payer.lines(run)[0])

    assert len(says(payer, run).lines) == 3


def test_a_list_of_nobody_is_refused(database):
    payer = a_payer(database, 1)
    payer.owe(0)
    run = payer.approved()

    with pytest.raises(ListEmptyError) as refused:
        says(payer, run, "cash")

    assert str(refused.value) == "Đợt chi số 1 không có khoản nào thuộc danh sách này để in."


def test_the_paper_is_a_pdf_that_says_it_is_restricted_and_is_the_same_again(payer):
    shown = says(payer, payer.approved())

    made = deed_page.pdf(list_deed(shown))

    assert made == deed_page.pdf(list_deed(shown))
    assert list_deed(shown).restricted
    assert len(pikepdf.Pdf.open(io.BytesIO(made)).pages) == 1


def test_the_workbook_has_the_same_payments_with_room_to_sign(payer):
    shown = says(payer, payer.approved())

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(list_workbook(shown, MADE)))
        .get_sheet_by_index(0)
        .to_python()
    )

    assert rows[3][:3] == ["STT", "Mã", "Họ và tên"]
    assert [row[9] for row in rows if row[1] == "Tổng cộng"] == [4_000_000.0]
    assert len([row for row in rows if str(row[1]).startswith("CT")]) == 4
    assert list_workbook(shown, MADE) == list_workbook(shown, MADE)


def test_a_phieu_chi_is_paid_by_the_signed_list_and_names_nobody(payer):
    run = payer.approved()
    cash = [line for line in payer.lines(run) if line.way.value == "cash"]
    entry = payer.settle_cash(*cash)

    paper = payer.office.read(lambda s: cash_voucher(s, run, entry.id))

    assert (paper.number, paper.amount, paper.person) == (
        "PC-2027-00001", 2_000_000, "2 người theo danh sách ký nhận kèm theo",
    )  # fmt: skip
    assert pdf.render(paper).startswith(b"%PDF")


def test_a_phieu_chi_of_something_else_is_refused(payer):
    run = payer.approved()

    with pytest.raises(NotItsVoucherError) as refused:
        payer.office.read(lambda s: cash_voucher(s, run, 1))

    assert str(refused.value) == "Bút toán 1 không phải phiếu chi của đợt chi số 1."


@pytest.mark.parametrize(
    ("belongs_to", "parts"),
    [("THCS Mường Mơ, 7A", ("THCS Mường Mơ", "7A")), ("Bản Mơ", ("Bản Mơ", "")), ("", ("", ""))],
)
def test_a_place_and_what_is_said_within_it(payer, belongs_to, parts):
    line = payer.lines(payer.draft())[0]
    line.belongs_to = belongs_to

    assert place_and_class(line) == parts
