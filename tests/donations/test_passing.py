"""Money and goods that come for a programme and go on."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.banking.bank_line import BankLine
from khfund.banking.line_booking import book_unidentified
from khfund.donations.gift import ForeignRecordError, GiftDayError
from khfund.donations.pass_through import PassThroughBeyondError, find_programme, open_balances
from khfund.donations.passing import receive_money
from tests.donations.offices import incoming, postings, refusal_of, the_bank
from tests.donations.warehouses import DAY, GIVEN, a_warehouse

ALL = 2_600_000_000  # «Cùng em đến trường», 2,6 tỷ


@pytest.fixture
def kho(database):
    kho = a_warehouse(database)
    kho.programme()
    return kho


def receive(kho, amount, **more):
    def work(session, command):
        if "line" in more:
            more["bank_line"] = session.get_one(BankLine, more.pop("line"))
        return receive_money(session, command, find_programme(session, command.unit, "VT"), amount, **more)

    return kho.office.do("passing.receive", work)


def held(kho, on=date(2026, 12, 31)):
    return sum(one.money for one in kho.office.read(lambda s: open_balances(s, kho.office.unit, on)))


def test_money_comes_in_cash_and_goes_on_by_a_phieu_chi_that_another_approves(kho):
    entry = receive(kho, 5_000_000, day=DAY)
    assert (entry.voucher_code, postings(kho.office, entry.id)) == (
        "PT-2026-00001",
        [("111", "3382", "KH", 5_000_000)],
    )

    paid = kho.pay_out(5_000_000)

    assert (paid.voucher_code, postings(kho.office, paid.id)) == (
        "PC-2026-00001",
        [("3382", "111", "KH", 5_000_000)],
    )
    assert held(kho) == 0
    assert kho.findings() == []


def test_money_comes_by_a_bank_line_and_goes_on_by_a_transfer(kho):
    (line,) = incoming(kho.office, ("02/03/2026", ALL, "Viettel chuyen trao"))
    bank = the_bank(kho.office)

    entry = receive(kho, ALL, line=line.id)
    paid = kho.pay_out(ALL, bank=bank)

    assert postings(kho.office, entry.id)[0][1:] == ("3382", "KH", ALL)
    assert paid.voucher_code == "BN-2026-00001"
    assert held(kho) == 0
    assert kho.findings() == []


def test_money_that_waits_as_unidentified_is_passed_on_from_there(kho):
    (line,) = incoming(kho.office, ("02/03/2026", 900_000, "khong ro"))
    kho.office.do("bank.book", lambda s, c: book_unidentified(s, c, [line.id]))

    entry = receive(kho, 900_000, line=line.id)

    assert postings(kho.office, entry.id) == [("3381", "3382", "KH", 900_000)]
    assert kho.findings() == []


def test_money_by_transfer_without_a_line_names_its_bank_account(kho):
    incoming(kho.office, ("02/03/2026", 1, "x"))
    bank = the_bank(kho.office)

    entry = receive(kho, 900_000, day=DAY, bank_account=bank)

    assert entry.voucher_code == "BC-2026-00001"
    bank.unit_id += 1
    with pytest.raises(ForeignRecordError):
        receive(kho, 900_000, day=DAY, bank_account=bank)
    with pytest.raises(ForeignRecordError):
        kho.pay_out(1, bank=bank)


def test_a_bank_line_keeps_its_day(kho):
    (line,) = incoming(kho.office, ("02/03/2026", 900_000, "x"))

    with pytest.raises(GiftDayError):
        receive(kho, 900_000, line=line.id, day=GIVEN)


def test_no_more_is_handed_over_than_the_programme_holds_other_drafts_counted(kho):
    receive(kho, 1_000_000, day=DAY)
    kho.draft_pay_out(600_000)

    assert refusal_of(PassThroughBeyondError, lambda: kho.draft_pay_out(500_000)) == (
        "Chương trình chuyển trao «VT» chỉ còn giữ 1.000.000 đ tiền có thể trao vào ngày 10/03/2026, không đủ 1.100.000 đ."
    )
    kho.draft_pay_out(400_000)


def test_a_voucher_posted_on_a_day_before_the_money_came_is_refused(kho):
    receive(kho, 1_000_000, day=GIVEN)
    voucher = kho.draft_pay_out(1_000_000)

    with pytest.raises(PassThroughBeyondError):
        kho.post_pay_out(voucher, DAY)
    assert kho.findings() == []
