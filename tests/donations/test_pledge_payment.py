from __future__ import annotations

from datetime import date

import pytest

from khfund.command import contradictions
from khfund.donations.donation import Donation
from khfund.donations.pledge import PledgeUnknownError
from khfund.donations.pledge_payment import PaymentOfPledgeError, link
from khfund.donations.pledge_standing import standing
from khfund.engine_failure import GuardedError
from khfund.ledger import Fund
from tests.builders import an_office, write_by_hand
from tests.donations.offices import a_donor, a_gift, refusal_of
from tests.donations.pledges import a_pledge


def linked(office, donation, pledge, **more):
    def work(session, command):
        gift = session.get_one(Donation, donation.id)
        return link(session, command, gift, pledge, **more)

    return office.do("pledge.link", work)


def paid(office, pledge):
    return office.read(lambda s: standing(s, pledge, date(2026, 12, 31)).paid)


def test_a_gift_of_another_giver_is_linked_by_hand(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    gift = a_gift(office, a_donor(office, "Lò Thị Vợ"), 500_000)

    linked(office, gift, pledge)

    assert paid(office, pledge) == 500_000


def test_the_last_word_about_a_gift_stands(database):
    office = an_office(database)
    donor = a_donor(office)
    one, other = a_pledge(office, donor), a_pledge(office, donor)
    gift = a_gift(office, donor, 500_000)

    linked(office, gift, one)
    linked(office, gift, other)

    assert (paid(office, one), paid(office, other)) == (0, 500_000)


def test_a_gift_apart_from_every_pledge_is_taken_out_by_hand(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor)
    gift = a_gift(office, donor, 500_000)
    assert paid(office, pledge) == 500_000

    fund = office.read(lambda s: s.get_one(Fund, office.kh))
    linked(office, gift, None, fund=fund)

    assert paid(office, pledge) == 0


def test_money_for_another_fund_pays_no_pledge(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor)
    gift = a_gift(office, donor, fund=office.th)

    said = refusal_of(PaymentOfPledgeError, lambda: linked(office, gift, pledge))

    assert said == f"Khoản ủng hộ số {gift.id} không ghi vào cam kết số 1 được: không có tiền cho quỹ đó."
    with pytest.raises(PaymentOfPledgeError):
        linked(office, gift, None)


def test_a_gift_from_before_the_promise_pays_no_pledge(database):
    office = an_office(database)
    donor = a_donor(office)
    gift = a_gift(office, donor, day=date(2026, 1, 1))
    pledge = a_pledge(office, donor)

    said = refusal_of(PaymentOfPledgeError, lambda: linked(office, gift, pledge))

    assert said == f"Khoản ủng hộ số {gift.id} không ghi vào cam kết số 1 được: nhận trước ngày cam kết."


def test_a_pledge_of_another_unit_is_not_known(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge, gift = a_pledge(office, donor), a_gift(office, donor)
    pledge.unit_id = 99

    with pytest.raises(PledgeUnknownError):
        linked(office, gift, pledge)


def test_the_log_vouches_for_what_was_said_and_the_database_for_its_fund(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge, gift = a_pledge(office, donor), a_gift(office, donor)

    linked(office, gift, pledge)

    assert office.read(lambda s: list(contradictions(s))) == []
    with pytest.raises(GuardedError):
        write_by_hand(
            database,
            "INSERT INTO pledge_payment (id, donation_id, fund_id, pledge_id, command_number) "
            f"VALUES (9, {gift.id}, {office.th}, {pledge.id}, 1)",
        )
