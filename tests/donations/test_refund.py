from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from khfund.actor import AnotherPersonNeededError
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, remaining
from khfund.command import contradictions
from khfund.donations.donation import DONATION_HOLDERS, Donation, EntryOfDonationError, receive
from khfund.donations.gift import BankAccountMissingError, Part, Way
from khfund.donations.refund import (
    DonationCancelledError,
    DonationRefundedError,
    RefundTooLargeError,
    cancel,
    refund,
)
from khfund.errors import KhfundError
from khfund.ledger import Entry, reverse
from khfund.ledger.accounting_period import ReasonMissingError
from tests.builders import an_office
from tests.donations.offices import a_bank_account, a_gift, incoming, postings, refusal_of

DAY = date(2026, 4, 1)


def give_back(office, gift, amount=None, **more):
    return office.do(
        "donation.refund",
        lambda s, c: refund(
            s,
            c,
            s.get_one(Donation, gift.id),
            **({"day": DAY, "reason": "chuyển nhầm", "amount": amount} | more),
        ),
    )


def take_back(office, gift, reason="nhập nhầm"):
    return office.do(
        "donation.cancel", lambda s, c: cancel(s, c, s.get_one(Donation, gift.id), day=DAY, reason=reason)
    )


def split_gift(office):
    parts = [Part(office.kh, 300_001), Part(office.th, 200_000)]
    return office.do("donation.receive", lambda s, c: receive(s, c, None, day=date(2026, 3, 2), parts=parts))


def test_a_refund_debits_what_the_gift_had_credited_in_proportion(database):
    office = an_office(database)
    gift = split_gift(office)

    part = give_back(office, gift, 100_000)
    rest = give_back(office, gift)

    entry = office.read(lambda s: s.get_one(Entry, part.id))
    assert (part.voucher_code, entry.corrects_id, entry.correction) == ("PC-2026-00001", gift.id, "refund")
    assert postings(office, part.id) == [("5111", "111", "KH", 60_000), ("411", "111", "TH", 40_000)]
    assert postings(office, rest.id) == [("5111", "111", "KH", 240_001), ("411", "111", "TH", 160_000)]
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_refund_may_be_borne_by_one_fund(database):
    office = an_office(database)
    gift = split_gift(office)

    back = give_back(office, gift, 200_000, fund=office.th)

    assert postings(office, back.id) == [("411", "111", "TH", 200_000)]
    assert refusal_of(RefundTooLargeError, lambda: give_back(office, gift, 1, fund=office.th)) == (
        f"Khoản ủng hộ số {gift.id} chỉ còn 0 đ có thể hoàn, không đủ 1 đ."
    )


@pytest.mark.parametrize("amount", [500_001, 0, -1])
def test_no_more_is_given_back_than_was_given(database, amount):
    office = an_office(database)
    gift = a_gift(office, None, 500_000)

    with pytest.raises(RefundTooLargeError):
        give_back(office, gift, amount)


def test_the_database_itself_refuses_to_give_back_more_than_was_given(database):
    office = an_office(database)
    gift = a_gift(office, None, 500_000)
    other = a_gift(office, None, 1)

    with (
        pytest.raises((DBAPIError, KhfundError)),
        database.writing() as session,
    ):
        session.execute(
            text("INSERT INTO donation_event VALUES (:entry, :gift, 'refunded', 500001, '')"),
            {"entry": other.id, "gift": gift.id},
        )


def test_a_transferred_gift_goes_back_by_the_bank_account_it_came_by(database):
    office = an_office(database)
    lines = incoming(office, ("03/03/2026", 500_000, "UNG HO"), ("02/04/2026", -500_000, "HOAN TIEN"))
    came, went = lines
    gift = office.do(
        "donation.receive",
        lambda s, c: receive(
            s, c, None, parts=[Part(office.kh, 500_000)], bank_line=s.get_one(BankLine, came.id)
        ),
    )

    back = office.do(
        "donation.refund",
        lambda s, c: refund(
            s,
            c,
            s.get_one(Donation, gift.id),
            day=date(2026, 4, 2),
            reason="chuyển nhầm",
            amount=500_000,
            bank_line=s.get_one(BankLine, went.id),
        ),
    )

    assert (back.voucher_code, postings(office, back.id)) == (
        "BN-2026-00001",
        [("5111", "112", "KH", 500_000)],
    )
    assert office.read(lambda s: remaining(s, went.id)) == 0


def test_the_way_back_may_be_another(database):
    office = an_office(database)
    bank = a_bank_account(office)
    cash = a_gift(office, None, 500_000)

    by_bank = office.do(
        "donation.refund",
        lambda s, c: refund(
            s,
            c,
            s.get_one(Donation, cash.id),
            day=DAY,
            reason="x",
            amount=1_000,
            bank_account=s.get_one(BankAccount, bank.id),
        ),
    )

    assert postings(office, by_bank.id) == [("5111", "112", "KH", 1_000)]
    with pytest.raises(BankAccountMissingError):
        give_back(office, cash, 1_000, way=Way.TRANSFER)


def test_a_gift_by_bank_account_is_refunded_from_it_without_being_told(database):
    office = an_office(database)
    bank = a_bank_account(office)
    gift = a_gift(office, None, 500_000, way=Way.TRANSFER, bank_account=bank)

    assert postings(office, give_back(office, gift).id) == [("5111", "112", "KH", 500_000)]


def test_cancelling_reverses_the_entry_and_frees_the_bank_line(database):
    office = an_office(database)
    (line,) = incoming(office, ("03/03/2026", 500_000, "UNG HO"))
    gift = office.do(
        "donation.receive",
        lambda s, c: receive(
            s, c, None, parts=[Part(office.kh, 500_000)], bank_line=s.get_one(BankLine, line.id)
        ),
    )

    mirror = take_back(office, gift)

    assert postings(office, mirror.id) == [("5111", "112", "KH", 500_000)]
    assert office.read(lambda s: remaining(s, line.id)) == 500_000
    assert refusal_of(DonationCancelledError, lambda: take_back(office, gift)) == (
        f"Khoản ủng hộ số {gift.id} đã hủy; không hủy hay hoàn lại lần nữa."
    )
    with pytest.raises(DonationCancelledError):
        give_back(office, gift)


def test_a_donation_of_which_money_went_back_is_not_cancelled(database):
    office = an_office(database)
    gift = a_gift(office, None, 500_000)
    give_back(office, gift, 100_000)

    assert refusal_of(DonationRefundedError, lambda: take_back(office, gift)) == (
        f"Khoản ủng hộ số {gift.id} đã hoàn 100.000 đ nên không hủy được; hãy hoàn lại phần còn lại."
    )


def test_a_refund_is_not_reversed_behind_the_donations_back(database):
    office = an_office(database)
    back = give_back(office, a_gift(office, None))

    with pytest.raises(EntryOfDonationError):
        office.do("entry.reverse", lambda s, c: reverse(s, c, back.id, day=DAY, reason="nhầm"))


def test_a_reason_is_needed(database):
    office = an_office(database)
    gift = a_gift(office, None)

    with pytest.raises(ReasonMissingError):
        give_back(office, gift, reason=" ")
    with pytest.raises(ReasonMissingError):
        take_back(office, gift, reason=" ")


def test_whatever_stands_on_a_donation_can_keep_it(database):
    office = an_office(database)
    gift = a_gift(office, None)

    def holder(_session, number):
        raise KhfundError(number=number)

    DONATION_HOLDERS.append(holder)
    try:
        for undo in (give_back, take_back):
            with pytest.raises(KhfundError, match="bị từ chối"):
                undo(office, gift)
    finally:
        DONATION_HOLDERS.remove(holder)


def test_whoever_booked_a_gift_does_not_give_it_back_alone(database):
    office = an_office(database)
    gift = a_gift(office, None)

    with pytest.raises(AnotherPersonNeededError) as refusal:
        office.do(
            "donation.refund",
            lambda s, c: refund(s, c, s.get_one(Donation, gift.id), day=DAY, reason="xin lại"),
            by=office.accountant,
        )

    assert str(refusal.value) == (
        "Cầm Văn Kế Toán đã ghi sổ việc này nên không thể hoàn lại hay hủy; cần một người khác."
    )
