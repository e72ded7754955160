"""The approver is told what a voucher would leave short, and approves it all the same."""

from datetime import UTC, date, datetime

import pytest

from khfund.command import Order, run
from khfund.ledger import AccountRole, Posting, VoucherKind, approve_voucher, draft_voucher, find_voucher
from khfund.ledger.planned_payment import find_planned
from tests.builders import an_office
from tests.ledger.test_planned_payment import planned

AUTUMN = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 2, 1), 10_000_000)
    return office


def warnings(office, amount, *, pays=None, debit=AccountRole.SCHOLARSHIPS, credit=AccountRole.CASH):
    """What the approver of a payment is told."""
    posting: Posting = office.posting(debit, credit, amount)

    def draft(session, command):
        promise = pays and find_planned(session, office.unit, pays)
        kind = VoucherKind.PAYMENT if credit is AccountRole.CASH else VoucherKind.JOURNAL
        return draft_voucher(
            session, command, kind, day=date(2026, 9, 1), narration="Chi", postings=[posting], pays=promise
        ).id

    number = office.do("voucher.draft", draft, at=AUTUMN)

    def approve(session, command):
        return {"state": approve_voucher(session, command, find_voucher(session, office.unit, number)).state}

    answer = run(
        office.database,
        Order(office.chief, "voucher.approve", office.unit, {"voucher": number}, at=AUTUMN),
        approve,
    )
    assert answer["state"] == "approved"
    return [one["message"] for one in answer.get("warnings", [])]


def test_what_takes_the_room_of_earlier_promises_is_pointed_out(office):
    planned(office, 7_000_000)

    assert warnings(office, 3_000_000) == []
    assert warnings(office, 3_000_001) == [
        (
            "Lưu ý: chi 3.000.001 đ thì quỹ KH thiếu 1 đ so với các khoản đã cam kết (7.000.000 đ); "
            "phần được chi đến 01/09/2026 là 10.000.000 đ."
        )
    ]


def test_the_promise_that_is_being_paid_does_not_count_twice(office):
    own = planned(office, 7_000_000).id
    planned(office, 3_000_000)

    assert warnings(office, 7_000_000, pays=own) == []
    assert len(warnings(office, 7_000_001, pays=own)) == 1
    assert len(warnings(office, 7_000_000)) == 1


def test_what_the_money_at_hand_does_not_reach_is_pointed_out(office):
    office.post(date(2026, 3, 1), office.posting(AccountRole.TERM_DEPOSIT, AccountRole.CASH, 8_000_000))

    assert warnings(office, 2_000_000) == []
    assert warnings(office, 2_500_000) == [
        (
            "Lưu ý: quỹ KH chỉ có 2.000.000 đ tiền mặt và tiền gửi không kỳ hạn đến 01/09/2026, thiếu 500.000 đ "
            "để chi 2.500.000 đ."
        )
    ]


def test_money_that_only_changes_its_place_takes_no_room(office):
    planned(office, 10_000_000)

    assert warnings(office, 4_000_000, debit=AccountRole.BANK) == []


def test_cost_that_is_owed_first_takes_room_but_no_money(office):
    said = warnings(office, 12_000_000, credit=AccountRole.SCHOLARSHIPS_PAYABLE)

    assert said == [
        (
            "Lưu ý: chi 12.000.000 đ thì quỹ KH thiếu 2.000.000 đ so với các khoản đã cam kết (0 đ); "
            "phần được chi đến 01/09/2026 là 10.000.000 đ."
        )
    ]
