from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.donations.donation import Donation, receive
from khfund.donations.donor import Donor, merge_donors
from khfund.donations.gift import Part
from khfund.donations.instalment import Rhythm, Terms
from khfund.donations.pledge import EndReason, end
from khfund.donations.pledge_standing import Due, look_at_pledges, standing
from khfund.donations.proposal import accept_all
from khfund.donations.refund import cancel, refund
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift, incoming, the_bank
from tests.donations.pledges import a_campaign, a_pledge, monthly

QUARTER = monthly(ends=date(2026, 3, 31))
MARCH_END = date(2026, 3, 31)


def stands(office, pledge, on=MARCH_END):
    return office.read(lambda s: standing(s, pledge, on))


def paid(office, pledge, on=MARCH_END):
    return [one.paid for one in stands(office, pledge, on).instalments]


def unclear(office, on=MARCH_END):
    found = office.read(lambda s: look_at_pledges(s, office.unit, on)).unclear
    return [(one.share.donation, one.pledges) for one in found]


def went_back(office, gift, verb, **more):
    def work(session, command):
        return verb(session, command, session.get_one(Donation, gift.id), reason="nhầm", **more)

    return office.do("donation.refund", work)


def test_gifts_of_the_giver_pay_the_oldest_instalment_first(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor, QUARTER)
    a_gift(office, donor, 800_000, date(2026, 2, 20))

    found = stands(office, pledge)

    assert found.instalments == (
        Due(1, date(2026, 1, 5), 500_000, 500_000),
        Due(2, date(2026, 2, 5), 500_000, 300_000),
        Due(3, date(2026, 3, 5), 500_000, 0),
    )
    assert (found.promised, found.paid, found.outstanding) == (1_500_000, 800_000, 700_000)
    assert [one.number for one in found.late] == [2, 3]


def test_an_instalment_that_falls_due_today_is_not_late(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office), QUARTER)

    assert stands(office, pledge, date(2026, 1, 5)).late == ()
    assert len(stands(office, pledge, date(2026, 1, 6)).late) == 1


def test_a_promise_without_end_shows_what_fell_due_and_what_came_in_advance(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor)
    a_gift(office, donor, 1_200_000, date(2026, 1, 3))

    found = stands(office, pledge, date(2026, 1, 31))

    assert (found.is_bounded, found.paid, found.outstanding, found.advance) == (False, 1_200_000, 0, 700_000)
    assert stands(office, pledge, date(2026, 3, 31)).outstanding == 300_000


def test_money_that_comes_when_all_is_paid_is_a_gift_of_its_own(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor, Terms(Rhythm.ONCE, date(2026, 1, 5), 500_000))
    a_gift(office, donor, 500_000, date(2026, 1, 5))
    a_gift(office, donor, 900_000, date(2026, 2, 5))

    assert stands(office, pledge).paid == 500_000


def test_a_refund_and_a_cancellation_undo_what_was_paid_on_their_day(database):
    office = an_office(database)
    donor = a_donor(office)
    pledge = a_pledge(office, donor, QUARTER)
    one, other = a_gift(office, donor, 500_000), a_gift(office, donor, 600_000)

    went_back(office, one, refund, amount=200_000, day=date(2026, 3, 10))
    went_back(office, other, cancel, day=date(2026, 3, 20))

    assert stands(office, pledge, date(2026, 3, 9)).paid == 1_100_000
    assert stands(office, pledge, date(2026, 3, 10)).paid == 900_000
    assert stands(office, pledge).paid == 300_000


def test_only_the_share_of_the_fund_counts_and_no_dong_counts_for_two_pledges(database):
    office = an_office(database)
    donor = a_donor(office)
    to_kh, to_th = a_pledge(office, donor, QUARTER), a_pledge(office, donor, QUARTER, fund=office.th)
    parts = [Part(office.kh, 300_000), Part(office.th, 200_000)]
    day = date(2026, 2, 1)
    office.do("donation.receive", lambda s, c: receive(s, c, donor, day=day, parts=parts))

    assert (stands(office, to_kh).paid, stands(office, to_th).paid) == (300_000, 200_000)


def test_a_gift_that_may_pay_two_pledges_is_told_and_not_guessed(database):
    office = an_office(database)
    donor = a_donor(office)
    one, other = a_pledge(office, donor, QUARTER), a_pledge(office, donor, QUARTER)
    gift = a_gift(office, donor)

    assert (stands(office, one).paid, stands(office, other).paid) == (0, 0)
    assert unclear(office) == [(gift.id, (one.id, other.id))]


def test_the_campaign_decides_between_pledges_to_one_fund(database):
    office = an_office(database)
    donor, campaign = a_donor(office), a_campaign(office)
    general, special = a_pledge(office, donor, QUARTER), a_pledge(office, donor, QUARTER, campaign=campaign)
    a_gift(office, donor, 100_000, campaign=campaign)
    a_gift(office, donor, 20_000)

    assert (stands(office, general).paid, stands(office, special).paid) == (20_000, 100_000)


def test_a_gift_without_a_campaign_pays_the_only_pledge(database):
    office = an_office(database)
    donor, campaign = a_donor(office), a_campaign(office)
    pledge = a_pledge(office, donor, QUARTER, campaign=campaign)
    a_gift(office, donor, 100_000)

    assert stands(office, pledge).paid == 100_000


def test_a_gift_to_another_campaign_pays_nothing(database):
    office = an_office(database)
    donor, one, other = a_donor(office), a_campaign(office), a_campaign(office, "HE")
    pledge = a_pledge(office, donor, QUARTER, campaign=one)
    a_gift(office, donor, 100_000, campaign=other)

    assert stands(office, pledge).paid == 0


def test_a_gift_from_before_the_promise_is_not_its_payment(database):
    office = an_office(database)
    donor = a_donor(office)
    a_gift(office, donor, day=date(2026, 1, 1))

    assert stands(office, a_pledge(office, donor, QUARTER)).paid == 0


def test_the_code_in_the_bank_line_tells_which_pledge_is_paid(database):
    office = an_office(database)
    donor = a_donor(office)
    one, other = a_pledge(office, donor, QUARTER), a_pledge(office, donor, QUARTER)
    incoming(office, ("15/03/2026", 500_000, f"{other.code} NGUYEN VAN AN"))
    office.do("donation.receive", lambda s, c: accept_all(s, c, the_bank(office)))

    assert (stands(office, one).paid, stands(office, other).paid) == (0, 500_000)


def test_what_a_merged_giver_gave_pays_the_pledge_of_the_survivor(database):
    office = an_office(database)
    donor, twice = a_donor(office), a_donor(office, "Nguyễn An")
    pledge = a_pledge(office, twice, QUARTER)
    a_gift(office, donor, 100_000)

    def work(session, command):
        return merge_donors(
            session, command, session.get_one(Donor, twice.id), survivor=session.get_one(Donor, donor.id)
        )

    office.do("donor.merge", work)

    found = stands(office, pledge)
    assert (found.paid, found.donor.id) == (100_000, donor.id)


def test_an_ended_pledge_says_when_and_why(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    at = datetime(2026, 2, 1, 3, 0, tzinfo=UTC)
    office.do("pledge.end", lambda s, c: end(s, c, pledge, EndReason.HARDSHIP), at=at)

    found = stands(office, pledge)

    assert (found.ended, found.reason, found.promised) == (date(2026, 2, 1), EndReason.HARDSHIP, 500_000)


AMOUNT = st.integers(1, 900_000)
STEPS = st.lists(
    st.tuples(st.sampled_from(["gift", "refund", "cancel"]), AMOUNT, st.integers(0, 9)), max_size=8
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_paid_is_what_the_gifts_have_left_whatever_went_back(
    sqlite_template, tmp_path_factory, steps
):
    import shutil  # noqa: PLC0415

    from khfund.db import Database  # noqa: PLC0415

    file = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("pledges") / "books.sqlite")
    office = an_office(Database(f"sqlite:///{file}"))
    donor = a_donor(office)
    pledge = a_pledge(office, donor, monthly(ends=None))
    kept: dict[int, list] = {}
    for what, amount, which in steps:
        if what == "gift":
            gift = a_gift(office, donor, amount)
            kept[gift.id] = [gift, amount, True]
            continue
        open_ = [one for one in kept.values() if one[1] and (what == "refund" or one[2])]
        if not open_:
            continue
        one = open_[which % len(open_)]
        if what == "cancel":
            went_back(office, one[0], cancel, day=date(2026, 3, 15))
            one[1] = 0
        else:
            back = min(amount, one[1])
            went_back(office, one[0], refund, amount=back, day=date(2026, 3, 15))
            one[1], one[2] = one[1] - back, False

    found = stands(office, pledge)

    total = sum(amount for _, amount, _ in kept.values())
    assert found.paid == total == sum(one.paid for one in found.instalments) + found.advance
