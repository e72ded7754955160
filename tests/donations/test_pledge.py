from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khfund.banking import transfer_code
from khfund.command import contradictions
from khfund.donations.donor import DonorUnknownError
from khfund.donations.instalment import Instalment, PledgeTermsError, Rhythm, Terms, instalments
from khfund.donations.pledge import (
    EndReason,
    PastInstalmentError,
    PledgeEndedError,
    PledgeUnknownError,
    RateOfScheduleError,
    change_rate,
    end,
    end_of,
    find_pledge,
    pledges,
    terms_of,
)
from khfund.engine_failure import GuardedError
from khfund.ledger import Fund
from tests.builders import an_office, tamper, write_by_hand
from tests.donations.offices import a_donor, refusal_of
from tests.donations.pledges import BEGINNING, a_pledge, monthly

MAY = datetime(2026, 5, 10, 3, 0, tzinfo=UTC)


def due(office, pledge, until=date(2026, 12, 31)):
    return office.read(lambda s: list(instalments(terms_of(s, [pledge])[pledge.id], until)))


def changed(office, pledge, amount, since, at=MAY):
    return office.do("pledge.change", lambda s, c: change_rate(s, c, pledge, amount, since=since), at=at)


def ended(office, pledge, reason=EndReason.WITHDREW, at=MAY, **more):
    return office.do("pledge.end", lambda s, c: end(s, c, pledge, reason, **more), at=at)


def test_a_pledge_has_its_instalments_and_a_code_with_a_check_character(database):
    office = an_office(database)

    pledge = a_pledge(office, a_donor(office), words="Nói tại lễ khai giảng")

    assert transfer_code.is_valid(pledge.code)
    assert pledge.code.startswith("KHCK26")
    assert (pledge.agreed, pledge.words) == (date(2026, 1, 2), "Nói tại lễ khai giảng")
    assert due(office, pledge, date(2026, 2, 28)) == [
        Instalment(1, date(2026, 1, 5), 500_000),
        Instalment(2, date(2026, 2, 5), 500_000),
    ]


def test_a_schedule_of_its_own_is_kept_with_the_pledge(database):
    office = an_office(database)
    listed = ((date(2026, 3, 1), 2_000_000), (date(2026, 9, 1), 3_000_000))

    pledge = a_pledge(office, a_donor(office), Terms(Rhythm.LISTED, date(2026, 3, 1), listed=listed))

    assert [(one.day, one.amount) for one in due(office, pledge)] == list(listed)


def test_another_rate_holds_from_its_day_and_leaves_what_fell_due(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))

    changed(office, pledge, 700_000, date(2026, 6, 1))

    assert [one.amount for one in due(office, pledge, date(2026, 7, 31))] == [500_000] * 5 + [700_000] * 2


def test_a_later_word_about_the_rate_replaces_an_earlier_one(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))

    changed(office, pledge, 700_000, date(2026, 7, 1))
    changed(office, pledge, 600_000, date(2026, 6, 1))

    assert [one.amount for one in due(office, pledge, date(2026, 8, 31))] == [500_000] * 5 + [600_000] * 3


def test_a_rate_is_not_changed_for_days_that_have_passed(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))

    said = refusal_of(PastInstalmentError, lambda: changed(office, pledge, 700_000, date(2026, 5, 1)))

    assert said == (
        "Cam kết số 1 chỉ đổi hoặc kết thúc từ hôm nay (10/05/2026) trở đi, không từ 01/05/2026: "
        "các lần đến hạn giữ nguyên."
    )


def test_a_schedule_of_its_own_has_no_rate(database):
    office = an_office(database)
    listed = ((date(2026, 3, 1), 2_000_000),)
    pledge = a_pledge(office, a_donor(office), Terms(Rhythm.LISTED, date(2026, 3, 1), listed=listed))

    said = refusal_of(RateOfScheduleError, lambda: changed(office, pledge, 1, date(2026, 6, 1)))

    assert said == "Cam kết số 1 có lịch riêng, không có một mức để đổi; hãy kết thúc rồi ghi cam kết mới."


def test_after_its_end_nothing_falls_due(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))

    ended(office, pledge, EndReason.DIED, words="theo tin của xã")

    assert len(due(office, pledge)) == 5
    event = office.read(lambda s: end_of(s, pledge))
    assert (event.since, event.reason, event.words) == (
        date(2026, 5, 10),
        EndReason.DIED,
        "theo tin của xã",
    )


def test_a_pledge_entered_by_mistake_falls_away_whole(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))

    ended(office, pledge, EndReason.MISTAKE)

    assert due(office, pledge) == []


def test_an_ended_pledge_neither_changes_nor_ends_again(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    ended(office, pledge)

    said = refusal_of(PledgeEndedError, lambda: changed(office, pledge, 1, date(2026, 6, 1)))

    assert said == "Cam kết số 1 đã kết thúc từ 10/05/2026; hãy ghi một cam kết mới."
    with pytest.raises(PledgeEndedError):
        ended(office, pledge)


def test_a_pledge_is_found_in_its_unit_only(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))

    assert office.read(lambda s: find_pledge(s, office.unit, pledge.id).id) == pledge.id
    assert office.read(lambda s: [one.id for one in pledges(s, office.unit)]) == [pledge.id]
    said = refusal_of(PledgeUnknownError, lambda: office.read(lambda s: find_pledge(s, 99, pledge.id)))
    assert said == "Đơn vị không có cam kết ủng hộ số 1; xem bằng `khfund pledge list`."


def test_a_donor_of_another_register_promises_nothing_here(database):
    office = an_office(database)
    donor = a_donor(office)
    donor.unit_id = 99

    with pytest.raises(DonorUnknownError):
        a_pledge(office, donor)


def test_a_new_pledge_has_no_changes_and_no_end(database):
    office = an_office(database)

    with pytest.raises(PledgeTermsError):
        a_pledge(office, a_donor(office), monthly(ended=date(2026, 5, 1)))


def test_pledges_are_beyond_hand_written_sql(database):
    office = an_office(database)
    pledge = a_pledge(office, a_donor(office))
    ended(office, pledge)

    for statement in (
        "UPDATE pledge SET amount = 1",
        "DELETE FROM pledge_event",
        "INSERT INTO pledge_event (id, pledge_id, kind, since, words, command_number) VALUES (9, 1, 'rate', '', '', 1)",
    ):
        with pytest.raises(GuardedError):
            write_by_hand(database, statement)


def test_the_log_vouches_for_pledges(database):
    office = an_office(database)
    listed = ((date(2026, 3, 1), 2_000_000),)
    pledge = a_pledge(office, a_donor(office), Terms(Rhythm.LISTED, date(2026, 3, 1), listed=listed))
    ended(office, pledge)
    assert office.read(lambda s: list(contradictions(s))) == []

    tamper(database, "UPDATE pledge_instalment SET amount = 1")

    assert office.read(lambda s: list(contradictions(s))) != []


def test_a_pledge_is_to_a_fund_of_the_unit(database):
    office = an_office(database)
    donor = a_donor(office)

    pledge = a_pledge(office, donor, fund=office.th, prefix="KHTH26", at=BEGINNING)

    assert office.read(lambda s: s.get_one(Fund, pledge.fund_id).code) == "TH"
    assert pledge.code.startswith("KHTH26")
