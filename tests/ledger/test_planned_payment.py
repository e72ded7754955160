"""Promises beside the ledger: what was open on any day, and the log that vouches for them."""

from datetime import UTC, date, datetime

import pytest

from khfund.command import contradictions
from khfund.engine_failure import GuardedError
from khfund.ledger import AccountRole, find_fund
from khfund.ledger.account import account_for
from khfund.ledger.commitment import Commitment, commitments, spending_room
from khfund.ledger.planned_outcome import move_planned
from khfund.ledger.planned_payment import (
    PlannedState,
    PlannedTermsError,
    PlannedUnknownError,
    find_planned,
    plan_payment,
    promises,
)
from khfund.unit import enter_unit
from tests.builders import an_office, tamper, write_by_hand

SPRING = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


def planned(
    office, amount=3_000_000, due=date(2026, 9, 5), *, at=SPRING, role=AccountRole.SCHOLARSHIPS, **more
):
    told = {"what": "Học bổng khai giảng", "decision": "12/QĐ-HKH"} | more

    def work(session, command):
        fund, account = find_fund(session, office.unit, "KH"), account_for(session, office.unit, role)
        return plan_payment(session, command, fund=fund, account=account, amount=amount, due=due, **told)

    return office.do("planned.add", work, at=at)


def test_a_promise_is_open_from_the_day_of_its_decision_on(database):
    office = an_office(database)
    planned(office, decided=date(2026, 3, 2))

    before, after = (
        office.read(lambda s, on=on: commitments(s, office.unit, on))
        for on in (date(2026, 3, 1), date(2026, 3, 2))
    )

    assert before == []
    assert after == [Commitment(date(2026, 9, 5), office.kh, 3_000_000, "Học bổng khai giảng")]


def test_what_is_promised_makes_the_free_room_smaller_and_leaves_the_money(database):
    office = an_office(database)
    office.gift(date(2026, 2, 1), 5_000_000)
    planned(office)

    room = office.read(lambda s: spending_room(s, find_fund(s, office.unit, "KH"), date(2026, 4, 1)))

    assert (room.spendable, room.committed, room.free, room.liquid) == (
        5_000_000,
        3_000_000,
        2_000_000,
        5_000_000,
    )


def test_promises_stand_by_their_due_day_as_it_was_then(database):
    office = an_office(database)
    late, early = planned(office, due=date(2026, 9, 5)), planned(office, due=date(2026, 5, 5))
    office.do(
        "planned.move",
        lambda s, c: move_planned(
            s, c, find_planned(s, office.unit, early.id), due=date(2026, 10, 1), reason="x"
        ),
        at=datetime(2026, 4, 10, 3, 0, tzinfo=UTC),
    )

    def look(on):
        return [(one.planned.id, one.due) for one in office.read(lambda s: promises(s, office.unit, on))]

    assert look(date(2026, 4, 9)) == [(early.id, date(2026, 5, 5)), (late.id, date(2026, 9, 5))]
    assert look(date(2026, 4, 10)) == [(late.id, date(2026, 9, 5)), (early.id, date(2026, 10, 1))]


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"amount": 0}, "số tiền phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"),
        ({"amount": 10**15 + 1}, "số tiền phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"),
        ({"role": AccountRole.CASH}, "tài khoản 111 không phải tài khoản chi"),
        ({"what": " "}, "chưa ghi chi cho việc gì"),
        ({"decision": ""}, "chưa ghi số quyết định"),
        ({"due": date(2026, 3, 9)}, "ngày chi 09/03/2026 trước ngày quyết định 10/03/2026"),
        ({"decided": date(2026, 3, 11)}, "ngày quyết định 11/03/2026 còn ở tương lai"),
        ({"decided": date(2025, 3, 11)}, "quỹ KH chưa mở hoặc đã đóng vào ngày 11/03/2025"),
    ],
)
def test_a_promise_with_terms_that_do_not_fit_is_refused(database, terms, reason):
    office = an_office(database)

    with pytest.raises(PlannedTermsError) as refusal:
        planned(office, **terms)

    assert str(refusal.value) == f"Chưa ghi được khoản dự chi: {reason}."


def test_a_promise_belongs_to_the_fund_of_its_own_unit(database):
    office = an_office(database)
    other = office.do(
        "unit.enter", lambda s, c: enter_unit(s, c, "BM", "Hội Bình Minh").id, by=office.administrator
    )
    own = planned(office)
    office.unit = other

    with pytest.raises(PlannedUnknownError) as refusal:
        office.read(lambda s: find_planned(s, other, own.id))

    assert str(refusal.value) == "Đơn vị không có khoản dự chi số 1; xem bằng `khfund planned list`."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE planned_payment SET amount = 1",
        "DELETE FROM planned_payment",
        "UPDATE planned_payment SET due = '2027-01-01'",
    ],
)
def test_a_written_promise_is_beyond_hand_written_sql(database, statement):
    office = an_office(database)
    planned(office)

    with pytest.raises(GuardedError):
        write_by_hand(database, statement)


def test_a_promise_changed_behind_the_guards_is_told_by_the_log(database):
    office = an_office(database)
    row = planned(office)

    tamper(database, "UPDATE planned_payment SET amount = 1")

    assert any(str(row.command_number) in said for said in office.read(lambda s: list(contradictions(s))))


def test_a_new_promise_is_open_and_nothing_of_it_is_paid(database):
    office = an_office(database)
    planned(office)

    (one,) = office.read(lambda s: promises(s, office.unit, date(2026, 12, 31)))

    assert (one.state, one.paid, one.open) == (PlannedState.OPEN, 0, 3_000_000)
