"""Which gift's money counts for which sponsor's share."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError

from khfund.donations.donation import Donation, find_donation
from khfund.donations.donation import receive as take
from khfund.donations.donor import Donor
from khfund.donations.gift import Part
from khfund.donations.refund import refund
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.sponsor_receipt import (
    ContributionUnknownError,
    GiftBeforeAgreementError,
    GiftUsedUpError,
    OtherPayerError,
    contributions,
    find_receipt,
    receive,
    take_back_receipt,
)
from khfund.scholarships.sponsor_share import Sponsor, shares_of
from khfund.scholarships.sponsorship_agreement import NewShare
from tests.builders import write_by_hand
from tests.donations.offices import a_gift, refusal_of
from tests.scholarships.sponsorships import a_home

DAY = date(2027, 1, 10)
TODAY = date(2027, 1, 15)


@pytest.fixture
def home(database):
    return a_home(database)


@pytest.fixture
def share(home):
    giver, payer = home.sponsor(), home.sponsor("Trần Thị Bình")
    made = home.agree(None, NewShare(Sponsor(giver, payer)), agreed=date(2026, 9, 1))
    return home.read(lambda s: shares_of(s, [made])[made.id][0])


def count(home, gift, share, **more):
    return home.do(
        "sponsorship.receive", lambda s, c: receive(s, c, s.get_one(Donation, gift.id), share, **more)
    )


def came(home, on=TODAY):
    return [(one.donation, one.amount) for one in home.read(lambda s: contributions(s, home.office.unit, on))]


def test_a_gift_counts_whole_unless_less_is_said(home, share):
    gift = a_gift(home.office, None, 5_000_000, DAY)

    count(home, gift, share, amount=2_000_000)
    count(home, gift, share)

    assert came(home) == [(gift.id, 2_000_000), (gift.id, 3_000_000)]
    assert came(home, date(2027, 1, 9)) == []


def test_a_gift_counts_up_to_what_it_brought_to_the_fund(home, share):
    gift = a_gift(home.office, None, 500_000, DAY)
    count(home, gift, share)

    said = refusal_of(GiftUsedUpError, lambda: count(home, gift, share, amount=1))

    assert said == f"Khoản ủng hộ số {gift.id} còn 0 đ cho quỹ KH chưa tính cho em nào; không tính 1 đ được."


def test_money_for_another_fund_counts_for_nobody(home, share):
    gift = a_gift(home.office, None, 500_000, DAY, fund=home.office.th)

    with pytest.raises(GiftUsedUpError):
        count(home, gift, share)


def test_a_gift_from_before_the_promise_is_none_of_it(home, share):
    gift = a_gift(home.office, None, 500_000, date(2026, 8, 31))

    said = refusal_of(GiftBeforeAgreementError, lambda: count(home, gift, share))

    assert said == (
        f"Khoản ủng hộ số {gift.id} nhận trước ngày nhận đỡ đầu 01/09/2026; nếu đúng, hãy ghi ngày thỏa thuận sớm hơn."
    )


@pytest.mark.parametrize(("name", "warned"), [("Trần Thị Bình", []), ("Lê Văn Chi", [OtherPayerError])])
def test_money_from_a_third_person_is_pointed_out(home, share, name, warned):
    donors = {"Trần Thị Bình": share.payer_id}
    giver = donors.get(name) or home.sponsor(name).id
    seen = []

    def work(session, command):
        gift = take(session, command, session.get_one(Donor, giver), day=DAY, parts=[Part(home.office.kh, 5)])
        receive(session, command, gift, share)
        seen.extend(command.warnings)

    home.do("sponsorship.receive", work)

    assert [type(one) for one in seen] == warned
    told = "Lưu ý: khoản ủng hộ số {} do người khác gửi, không phải người đỡ đầu hay người chuyển tiền của phần số {}; hãy xem lại có đúng không."
    assert [str(one) for one in seen] == [told.format(one.facts["donation"], share.id) for one in seen]


def test_what_is_refunded_counts_no_more_and_the_last_word_loses_first(home, share):
    gift = a_gift(home.office, None, 5_000_000, DAY)
    count(home, gift, share, amount=3_000_000)
    count(home, gift, share)

    home.do(
        "donation.refund",
        lambda s, c: refund(
            s, c, find_donation(s, c.unit, gift.id), amount=2_500_000, day=TODAY, reason="Nhầm"
        ),
    )

    assert came(home, date(2027, 1, 14)) == [(gift.id, 3_000_000), (gift.id, 2_000_000)]
    assert came(home) == [(gift.id, 2_500_000)]


def test_what_was_counted_by_mistake_is_taken_back_once(home, share):
    gift = a_gift(home.office, None, 500_000, DAY)
    row = count(home, gift, share)

    home.do("sponsorship.receive", lambda s, c: take_back_receipt(s, c, row, reason="Nhầm em"))

    assert came(home) == []
    said = refusal_of(
        ContributionUnknownError, lambda: home.read(lambda s: find_receipt(s, home.office.unit, row.id))
    )
    assert said == f"Không có khoản đóng góp đỡ đầu số {row.id} đang được tính."
    count(home, gift, share)


def test_a_contribution_is_known_in_its_unit_and_taking_it_back_has_a_reason(home, share):
    row = count(home, a_gift(home.office, None, 500_000, DAY), share)

    assert home.read(lambda s: find_receipt(s, home.office.unit, row.id)).amount == 500_000
    with pytest.raises(ContributionUnknownError):
        home.read(lambda s: find_receipt(s, 99, row.id))
    with pytest.raises(ReasonMissingError):
        home.do("sponsorship.receive", lambda s, c: take_back_receipt(s, c, row, reason=""))


def test_no_hand_written_row_counts_more_than_came(home, share):
    gift = a_gift(home.office, None, 500_000, DAY)

    with pytest.raises((DatabaseError, KhfundError)):
        write_by_hand(
            home.office.database,
            f"INSERT INTO sponsor_receipt (id, donation_id, share_id, amount, command_number) VALUES (9, {gift.id}, {share.id}, 500001, 1)",
        )
