from __future__ import annotations

from datetime import date

import pytest

from khfund.banking.bank_line import BankLine, unidentified
from khfund.banking.line_booking import book_unidentified
from khfund.banking.line_use import NotUnidentifiedError
from khfund.donations.donation import Donation
from khfund.donations.gift import GiftDayError, NewGift, Part
from khfund.donations.identification import identify
from khfund.donations.refund import cancel
from khfund.ledger import AccountRole
from khfund.ledger.balance import role_balance
from tests.builders import an_office
from tests.donations.offices import a_donor, incoming, postings

DAY = date(2026, 5, 4)


def waiting(office, amount=1_000_000):
    (line,) = incoming(office, ("03/03/2026", amount, "KHONG RO"))
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line.id]))
    return line


def known(office, line, *parts, donor=None):
    gift = NewGift(donor, DAY, parts)
    return office.do(
        "donation.identify", lambda s, c: identify(s, c, s.get_one(BankLine, line.id), [gift], day=DAY)
    )


def left(office, line):
    return office.read(lambda s: unidentified(s, line.id))


def test_money_that_waits_in_the_gifts_fund_is_cleared_there(database):
    office = an_office(database)
    line, donor = waiting(office), a_donor(office)

    (number,) = known(office, line, Part(office.kh, 400_000), donor=donor.id)

    gift = office.read(lambda s: s.get_one(Donation, number))
    assert postings(office, number) == [("3381", "5111", "KH", 400_000)]
    assert (gift.day, gift.donor_id, gift.amount) == (date(2026, 3, 3), donor.id, 400_000)
    assert left(office, line) == 600_000


def test_money_that_waits_in_another_fund_changes_funds_with_the_bank_money(database):
    office = an_office(database)
    line = waiting(office)
    before = office.read(lambda s: role_balance(s, office.unit, AccountRole.BANK, DAY))

    (number,) = known(office, line, Part(office.th, 700_000), Part(office.kh, 300_000))

    assert postings(office, number) == [
        ("3381", "112", "KH", 700_000),
        ("112", "411", "TH", 700_000),
        ("3381", "5111", "KH", 300_000),
    ]
    assert office.read(lambda s: role_balance(s, office.unit, AccountRole.BANK, DAY)) == before
    assert left(office, line) == 0


def test_no_more_is_identified_than_waits(database):
    office = an_office(database)
    line = waiting(office)

    with pytest.raises(NotUnidentifiedError) as refusal:
        known(office, line, Part(office.kh, 1_000_001))

    assert str(refusal.value) == (
        f"Dòng sao kê {line.id} chỉ còn 1.000.000 đ chờ xác định, không đủ 1.000.001 đ."
    )


def test_a_cancelled_identification_lets_the_money_wait_again(database):
    office = an_office(database)
    line = waiting(office)
    (number,) = known(office, line, Part(office.th, 700_000))

    office.do(
        "donation.cancel", lambda s, c: cancel(s, c, s.get_one(Donation, number), day=DAY, reason="nhầm")
    )

    assert left(office, line) == 1_000_000


def test_money_is_not_identified_before_it_came(database):
    office = an_office(database)
    line = waiting(office)
    gift = NewGift(None, DAY, (Part(office.kh, 1),))
    early = date(2026, 3, 2)

    with pytest.raises(GiftDayError) as refusal:
        office.do(
            "donation.identify", lambda s, c: identify(s, c, s.get_one(BankLine, line.id), [gift], day=early)
        )

    assert str(refusal.value) == (
        f"Dòng sao kê {line.id} là ngày 03/03/2026; khoản ủng hộ không thể nhận hay ghi sổ ngày 02/03/2026."
    )
