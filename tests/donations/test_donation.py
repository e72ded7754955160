from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from khfund.banking.bank_line import BankLine, remaining
from khfund.banking.line_use import LineUsedUpError
from khfund.calendar import Month
from khfund.command import contradictions
from khfund.donations.donation import (
    Donation,
    DonationUnknownError,
    EntryOfDonationError,
    FundShare,
    find_donation,
    receive,
    receive_all,
    shares,
    similar_gifts,
)
from khfund.donations.donor import Donor, merge_donors
from khfund.donations.gift import NewGift, Part, Way
from khfund.errors import KhfundError
from khfund.ledger import Entry, close_period, reverse
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift, incoming, postings, refusal_of

DAY = date(2026, 3, 2)


def by_line(office, line, amount, fund=None, **more):
    return office.do(
        "donation.receive",
        lambda s, c: receive(
            s,
            c,
            None,
            parts=[Part(fund or office.kh, amount)],
            bank_line=s.get_one(BankLine, line.id),
            **more,
        ),
    )


def test_a_cash_gift_is_one_entry_on_a_phieu_thu(database):
    office = an_office(database)
    donor = a_donor(office, "Nguyễn Văn An")

    gift = a_gift(office, donor, 500_000, DAY, purpose="Tặng  học sinh nghèo")

    entry = office.read(lambda s: s.get_one(Entry, gift.id))
    assert postings(office, gift.id) == [("111", "5111", "KH", 500_000)]
    assert (entry.voucher_code, entry.day, entry.narration) == ("PT-2026-00001", DAY, "Nguyễn Văn An ủng hộ")
    assert (gift.donor_id, gift.amount, gift.way, gift.anonymous, gift.purpose) == (
        donor.id,
        500_000,
        Way.CASH,
        False,
        "Tặng học sinh nghèo",
    )


def test_a_gift_split_over_funds_is_split_by_the_postings_of_its_entry(database):
    office = an_office(database)
    parts = [Part(office.kh, 300_000), Part(office.th, 200_000)]

    gift = office.do("donation.receive", lambda s, c: receive(s, c, None, day=DAY, parts=parts))

    assert gift.amount == 500_000
    assert office.read(lambda s: shares(s, gift.id)) == [
        FundShare(office.kh, 300_000, is_principal=False),
        FundShare(office.th, 200_000, is_principal=True),
    ]


@pytest.mark.parametrize(
    ("wish", "said", "anonymous"),
    [(True, None, True), (True, False, False), (False, None, False), (False, True, True)],
)
def test_a_gift_is_anonymous_when_it_says_so_or_else_as_the_donor_wishes(database, wish, said, anonymous):
    office = an_office(database)
    donor = a_donor(office, wishes_anonymity=wish)

    gift = a_gift(office, donor, anonymous=said)

    assert gift.anonymous is anonymous
    giver = "Nhà hảo tâm (ẩn danh)" if anonymous else "Nguyễn Văn An"
    assert office.read(lambda s: s.get_one(Entry, gift.id)).narration == f"{giver} ủng hộ"


def test_a_gift_without_a_donor_is_anonymous_whatever_is_said(database):
    office = an_office(database)

    assert a_gift(office, None, anonymous=False).anonymous is True


def test_a_gift_of_a_merged_donor_is_booked_for_the_survivor(database):
    office = an_office(database)
    merged, survivor = a_donor(office, "An"), a_donor(office, "Bình", wishes_anonymity=True)
    office.do(
        "donor.merge",
        lambda s, c: merge_donors(s, c, s.get_one(Donor, merged.id), survivor=s.get_one(Donor, survivor.id)),
    )

    gift = a_gift(office, merged)

    assert (gift.donor_id, gift.anonymous) == (survivor.id, True)


def test_one_transfer_covers_several_gifts_up_to_its_amount(database):
    office = an_office(database)
    (line,) = incoming(office, ("03/03/2026", 1_000_000, "TRUONG THCS UNG HO"))

    first = by_line(office, line, 600_000)
    by_line(office, line, 400_000, office.th)

    assert (first.day, first.way) == (date(2026, 3, 3), Way.TRANSFER)
    assert postings(office, first.id) == [("112", "5111", "KH", 600_000)]
    assert office.read(lambda s: remaining(s, line.id)) == 0
    assert refusal_of(LineUsedUpError, lambda: by_line(office, line, 1)) == (
        f"Dòng sao kê {line.id} chỉ còn 0 đ chưa dùng, không đủ 1 đ."
    )


def test_a_transfer_of_a_closed_month_is_booked_on_the_first_open_day(database):
    office = an_office(database)
    closing = Month(2026, 1)
    office.do(
        "period.close", lambda s, c: close_period(s, c, closing, today=date(2027, 1, 15)), by=office.chief
    )
    (line,) = incoming(office, ("15/01/2026", 100_000, "UNG HO"))

    gift = by_line(office, line, 100_000)

    entry = office.read(lambda s: s.get_one(Entry, gift.id))
    assert (gift.day, entry.day) == (date(2026, 1, 15), date(2026, 2, 1))


def test_the_entry_of_a_donation_is_not_reversed_behind_its_back(database):
    office = an_office(database)
    gift = a_gift(office, None)

    message = refusal_of(
        EntryOfDonationError,
        lambda: office.do("entry.reverse", lambda s, c: reverse(s, c, gift.id, day=DAY, reason="nhầm")),
    )

    assert message == (
        f"Bút toán {gift.id} thuộc một khoản ủng hộ; hãy hủy hoặc hoàn lại khoản ủng hộ đó thay vì đảo bút toán."
    )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE donation SET amount = 1", "DELETE FROM donation", "UPDATE donation SET anonymous = FALSE"],
)
def test_a_donation_never_changes_even_by_hand(database, statement):
    office = an_office(database)
    a_gift(office, None)

    with pytest.raises((DBAPIError, KhfundError)), database.writing() as session:
        session.execute(text(statement))


def test_the_log_vouches_for_donations(database):
    office = an_office(database)
    donor = a_donor(office)
    a_gift(office, donor, note="ghi chú")
    a_gift(office, None, fund=office.th)

    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_refused_batch_leaves_nothing(database):
    office = an_office(database)
    good, bad = NewGift(None, DAY, (Part(office.kh, 1),)), NewGift(None, DAY, ())

    with pytest.raises(KhfundError):
        office.do("donation.receive", lambda s, c: receive_all(s, c, [good, bad]))

    assert office.read(lambda s: s.query(Donation).count() + s.query(Entry).count()) == 0


def test_a_gift_that_looks_booked_already_is_pointed_out(database):
    office = an_office(database)
    donor = a_donor(office)
    gift = a_gift(office, donor, 500_000, DAY)
    same = NewGift(donor.id, DAY, (Part(office.th, 500_000),))
    nameless = NewGift(None, DAY, (Part(office.th, 500_000),))

    assert office.read(lambda s: [one.id for one in similar_gifts(s, office.unit, same)]) == [gift.id]
    assert office.read(lambda s: similar_gifts(s, office.unit, nameless)) == []


def test_an_unknown_donation_is_refused(database):
    office = an_office(database)

    message = refusal_of(
        DonationUnknownError, lambda: office.read(lambda s: find_donation(s, office.unit, 9))
    )

    assert message == "Sổ của đơn vị không có khoản ủng hộ số 9."
