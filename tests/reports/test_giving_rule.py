"""Bank lines, donations and receipts, broken behind the guards, are named; nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine
from khfund.banking.line_booking import book_unidentified
from khfund.banking.reconciliation import reconcile
from khfund.calendar import Month
from khfund.donations.donation import Donation, receive
from khfund.donations.gift import Part
from khfund.donations.refund import cancel, refund
from khfund.receipts.receipt import Receipt, issue_receipt, replace_receipt
from khfund.receipts.series import find_series, open_series
from khfund.reports.check import check
from tests.builders import Office, an_office, tamper
from tests.donations.offices import a_donor, a_gift, incoming, the_bank

DAY = date(2026, 3, 9)


@pytest.fixture
def office(database) -> Office:
    """Gifts: 1 by a bank line; 2 in cash, partly refunded; 3 cancelled; receipts of 1 (replaced) and 2; a line unknown."""
    office = an_office(database)
    first, _second = incoming(office, ("02/03/2026", 500_000, "ung ho"), ("03/03/2026", 300_000, "khong ro"))
    donor = a_donor(office)
    by_bank(office, donor, first)
    two, three = a_gift(office, donor, 700_000), a_gift(office, donor, 50_000)
    give_back(office, two, three)
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [2]))
    receipts(office, two)
    office.do(
        "bank.reconcile",
        lambda s, c: reconcile(s, c, s.get_one(BankAccount, 1), Month(2026, 3), bank_closing=800_000),
    )
    return office


def by_bank(office, donor, line):
    def work(session, command):
        bank_line = session.get_one(BankLine, line.id)
        return receive(session, command, donor, parts=[Part(office.kh, 500_000)], bank_line=bank_line).id

    return office.do("donation.receive", work)


def give_back(office, two, three):
    def refunded(session, command):
        refund(
            session,
            command,
            session.get_one(Donation, two.id),
            day=DAY,
            reason="Xin lại một phần",
            amount=200_000,
        )

    def cancelled(session, command):
        cancel(session, command, session.get_one(Donation, three.id), day=DAY, reason="Ghi nhầm")

    office.do("donation.refund", refunded)
    office.do("donation.cancel", cancelled)


def receipts(office, two):
    office.do("receipt.open", lambda s, c: open_series(s, c, "GXN"))
    for donation in (1, two.id):
        office.do(
            "receipt.issue",
            lambda s, c, donation=donation: issue_receipt(
                s, c, donation, find_series(s, c.unit, "GXN"), day=DAY
            ),
        )
    office.do(
        "receipt.replace",
        lambda s, c: replace_receipt(s, c, s.get_one(Receipt, 1), day=DAY, reason="Sai địa chỉ"),
    )


def told(office):
    return [str(finding) for finding in office.read(check)]


def test_honest_books_are_not_accused(office):
    assert told(office) == []
    assert the_bank(office).number == "0123456789"


BROKEN = {
    "a use beyond its line": (
        ["UPDATE line_use SET amount = 500001 WHERE line_id = 1"],
        "I8: dòng sao kê 1 có 500.000 đ nhưng đã dùng 500.001 đ",
        {"I10"},
    ),
    "a line made smaller": (
        ["UPDATE bank_line SET credit = 1 WHERE id = 2"],
        "I8: dòng sao kê 2 có 1 đ nhưng đã dùng 300.000 đ",
        {"I10"},
    ),
    "a clearing of what was never unidentified": (
        ["UPDATE line_use SET kind = 'clearing' WHERE line_id = 1"],
        "I8: dòng sao kê 1 đã xác định nhiều hơn số tiền chờ xác định 500.000 đ",
        {"I10"},
    ),
    "a use by an entry of other money": (
        ["UPDATE line_use SET entry_id = 2 WHERE line_id = 1"],
        "I8: bút toán 2 không chuyển đủ 500.000 đ trên tài khoản ngân hàng như các dòng sao kê dùng cho nó",
        {"I10"},
    ),
    "a line of two sides": (
        ["UPDATE bank_line SET debit = 5 WHERE id = 2"],
        "I8: dòng sao kê 2 không phải một số tiền vào hoặc ra",
        {"I10"},
    ),
    "an identical line left out": (
        ["UPDATE bank_line SET occurrence = 2 WHERE id = 2"],
        "I8: các dòng sao kê giống hệt dòng 2 không đánh số liền từ 1",
        {"I10"},
    ),
    "a reconciliation pushed back": (
        ["UPDATE bank_account SET reconciled_until = NULL"],
        "I8: tài khoản ngân hàng 0123456789 ghi đã đối chiếu đến -, khác với các biên bản đối chiếu",
        set(),
    ),
    "a receipt number left out": (
        ["UPDATE receipt SET number = 7 WHERE id = 3"],
        "I5: biên nhận GXN năm 2026 có 3 số, từ 1 đến 7, sổ đếm ghi 3",
        {"I10"},
    ),
    "a donation larger than its entry": (
        ["UPDATE donation SET amount = 600000 WHERE id = 1"],
        "I13: khoản ủng hộ 1 ghi 600.000 đ, bút toán của nó ghi 500.000 đ",
        {"I10"},
    ),
    "a refund of another size": (
        ["UPDATE donation_event SET amount = 100000 WHERE kind = 'refunded'"],
        "I13: việc hoàn hoặc hủy bằng bút toán 4 không khớp với khoản ủng hộ 2",
        {"I10"},
    ),
    "more given back than given": (
        ["UPDATE donation_event SET amount = 700001 WHERE kind = 'refunded'"],
        "I13: khoản ủng hộ 2 bị hoàn lại 700.001 đ, nhiều hơn đã nhận",
        {"I10"},
    ),
    "a cancellation that was forgotten": (
        ["DELETE FROM donation_event WHERE kind = 'cancelled'"],
        "I13: bút toán 3 của khoản ủng hộ đã bị đảo mà khoản ủng hộ chưa hủy",
        {"I10"},
    ),
    "two valid receipts": (
        ["DELETE FROM receipt_event"],
        "I13: khoản ủng hộ 1 có 2 biên nhận còn giá trị",
        {"I10"},
    ),
    "a receipt of another amount": (
        ["UPDATE receipt SET snapshot = REPLACE(snapshot, '500000', '900000') WHERE id = 2"],
        "I13: biên nhận 2 ghi 900.000 đ, khoản ủng hộ 2 còn 500.000 đ",
        {"I10"},
    ),
    "a receipt that says nothing": (
        ["UPDATE receipt SET snapshot = 'x' WHERE id = 2"],
        "I13: biên nhận 2 ghi 0 đ, khoản ủng hộ 2 còn 500.000 đ",
        {"I10"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_broken_behind_the_guards_is_named_and_nothing_else(office, name):
    hands, sentence, others = BROKEN[name]

    tamper(office.database, *hands)

    found = [one for one in told(office) if not one.startswith("I0: tệp sổ hỏng: CHECK constraint failed")]
    assert sentence in found
    assert {one.partition(":")[0] for one in found} == {sentence.partition(":")[0]} | others
