"""What becomes of promises: paid by entries up to both amounts, never twice; moved; cancelled with a reason."""

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from khfund.command import contradictions
from khfund.db import Database
from khfund.engine_failure import GuardedError
from khfund.errors import KhfundError
from khfund.ledger import AccountRole, find_voucher, reverse
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.commitment import commitments
from khfund.ledger.entry import VoucherKind
from khfund.ledger.planned_outcome import (
    EntryGoneError,
    EntryUsedUpError,
    NotPaidByEntryError,
    PlannedClosedError,
    PromiseNotInVoucherError,
    cancel_planned,
    move_planned,
    settle_planned,
)
from khfund.ledger.planned_payment import (
    CancelReason,
    PlannedState,
    PlannedTermsError,
    PlannedUnknownError,
    find_planned,
    promises,
)
from khfund.ledger.voucher import VoucherState, approve_voucher, draft_voucher, post_voucher
from khfund.unit import enter_unit
from tests.builders import NOW, an_office, write_by_hand
from tests.ledger.test_planned_payment import planned

SUMMER = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
END = date(2026, 12, 31)


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 2, 1), 10_000_000)
    return office


def spent(office, amount, day=date(2026, 6, 1), role=AccountRole.SCHOLARSHIPS, fund=None):
    return office.post(day, office.posting(role, AccountRole.CASH, amount, fund), kind="PC").id


def settle(office, number, entry, amount=None):
    return office.do(
        "planned.settle",
        lambda s, c: settle_planned(s, c, find_planned(s, office.unit, number), entry, amount=amount),
    )


def cancel(office, number, reason=CancelReason.REVOKED, note="", at=SUMMER):
    return office.do(
        "planned.cancel",
        lambda s, c: cancel_planned(s, c, find_planned(s, office.unit, number), reason=reason, note=note),
        at=at,
    )


def standing(office, number, on=END):
    found = office.read(lambda s: promises(s, office.unit, on))
    return next((one.state, one.paid, one.open) for one in found if one.planned.id == number)


# -- paid ---------------------------------------------------------------------------------------------------------


def test_an_entry_pays_a_promise_from_its_own_day_on(office):
    number, entry = planned(office).id, spent(office, 3_000_000, date(2026, 6, 1))

    row = settle(office, number, entry)

    assert row.amount == 3_000_000
    assert standing(office, number, date(2026, 5, 31)) == (PlannedState.OPEN, 0, 3_000_000)
    assert standing(office, number, date(2026, 6, 1)) == (PlannedState.PAID, 3_000_000, 0)
    assert office.read(lambda s: commitments(s, office.unit, END)) == []
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_promise_is_paid_in_parts_by_several_entries(office):
    number = planned(office).id
    settle(office, number, spent(office, 1_000_000))

    second = settle(office, number, spent(office, 5_000_000))

    assert second.amount == 2_000_000
    assert standing(office, number) == (PlannedState.PAID, 3_000_000, 0)


def test_an_entry_pays_several_promises_up_to_its_amount(office):
    first, second, entry = planned(office).id, planned(office).id, spent(office, 4_000_000)
    settle(office, first, entry)

    assert settle(office, second, entry).amount == 1_000_000
    with pytest.raises(EntryUsedUpError) as refusal:
        settle(office, second, entry, 1)

    assert str(refusal.value) == (
        "Bút toán 2 chỉ còn 0 đ cho khoản dự chi số 2 (còn phải chi 2.000.000 đ); không ghi 1 đ được."
    )


@pytest.mark.parametrize("amount", [0, 3_000_001])
def test_a_promise_is_paid_by_something_and_not_beyond_its_amount(office, amount):
    number, entry = planned(office).id, spent(office, 5_000_000)

    with pytest.raises(EntryUsedUpError):
        settle(office, number, entry, amount)


def test_an_entry_pays_a_promise_once(office):
    number, entry = planned(office).id, spent(office, 5_000_000)
    settle(office, number, entry, 1_000_000)

    with pytest.raises(EntryUsedUpError):
        settle(office, number, entry, 1_000_000)


def test_a_reversed_entry_no_longer_pays_from_the_day_of_the_reversal_on(office):
    number, entry = planned(office).id, spent(office, 3_000_000)
    settle(office, number, entry)

    office.do("entry.reverse", lambda s, c: reverse(s, c, entry, day=date(2026, 8, 1), reason="nhầm"))

    assert standing(office, number, date(2026, 7, 31)) == (PlannedState.PAID, 3_000_000, 0)
    assert standing(office, number, date(2026, 8, 1)) == (PlannedState.OPEN, 0, 3_000_000)
    assert settle(office, number, spent(office, 3_000_000)).amount == 3_000_000


def test_a_reversed_entry_and_a_reversal_pay_nothing(office):
    number, entry = planned(office).id, spent(office, 3_000_000)
    mirror = office.do("entry.reverse", lambda s, c: reverse(s, c, entry, day=END, reason="nhầm")).id

    for one in (entry, mirror):
        with pytest.raises(EntryGoneError) as refusal:
            settle(office, number, one)
        assert str(refusal.value) == (
            f"Bút toán {one} đã đảo hoặc là bút toán sửa, không dùng để chi khoản dự chi được."
        )


@pytest.mark.parametrize("elsewhere", [{"role": AccountRole.MANAGEMENT}, {"fund": "th"}])
def test_an_entry_of_another_account_or_fund_does_not_pay_a_promise(office, elsewhere):
    if "fund" in elsewhere:
        office.gift(date(2026, 2, 1), 5_000_000, office.th)
        elsewhere = {"fund": office.th}
    number, entry = planned(office).id, spent(office, 3_000_000, **elsewhere)

    with pytest.raises(NotPaidByEntryError) as refusal:
        settle(office, number, entry)

    assert str(refusal.value) == (
        f"Bút toán {entry} không ghi Nợ tài khoản 6111 của quỹ KH nên không phải là chi cho khoản dự chi số 1."
    )


@pytest.mark.parametrize("amount", [3_000_001, 1_000_001])
def test_the_database_refuses_what_is_paid_beyond_entry_or_promise(office, amount):
    number, entry = planned(office).id, spent(office, 4_000_000)
    other = planned(office).id
    settle(office, number, entry)

    with pytest.raises(GuardedError):
        write_by_hand(
            office.database,
            "INSERT INTO planned_settlement (planned_id, entry_id, amount, command_number) "
            f"VALUES ({other}, {entry}, {amount}, 1)",
        )


# -- moved, cancelled -----------------------------------------------------------------------------------------------


def test_what_is_cancelled_is_open_no_more_from_that_day_on(office):
    number = planned(office).id
    settle(office, number, spent(office, 1_000_000))

    end = cancel(office, number, CancelReason.RECIPIENT_GONE)

    assert (end.day, end.reason) == (date(2026, 7, 1), CancelReason.RECIPIENT_GONE)
    assert standing(office, number, date(2026, 6, 30)) == (PlannedState.OPEN, 1_000_000, 2_000_000)
    assert standing(office, number) == (PlannedState.CANCELLED, 1_000_000, 0)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("cancel", "Khoản dự chi số 1 đã hủy, không {action} được nữa."),
        ("settle", "Khoản dự chi số 1 đã chi hết, không {action} được nữa."),
    ],
)
def test_a_promise_that_came_to_its_end_takes_no_more(office, after, said):
    number = planned(office).id
    if after == "cancel":
        cancel(office, number)
    else:
        settle(office, number, spent(office, 3_000_000))
    entry = spent(office, 1_000_000)

    def move(session, command):
        move_planned(session, command, find_planned(session, office.unit, number), due=END, reason="x")

    tries = {
        "chi": lambda: settle(office, number, entry),
        "hủy": lambda: cancel(office, number),
        "đổi ngày chi": lambda: office.do("planned.move", move),
    }
    for action, attempt in tries.items():
        with pytest.raises(PlannedClosedError) as refusal:
            attempt()
        assert str(refusal.value) == said.format(action=action)


def test_another_reason_is_told_in_words(office):
    number = planned(office).id

    with pytest.raises(ReasonMissingError):
        cancel(office, number, CancelReason.OTHER)

    assert cancel(office, number, CancelReason.OTHER, "trường đã giải thể").note == "trường đã giải thể"


@pytest.mark.parametrize(
    ("due", "reason", "error"), [(END, " ", ReasonMissingError), (date(2026, 1, 1), "x", PlannedTermsError)]
)
def test_a_move_needs_a_reason_and_a_day_after_the_decision(office, due, reason, error):
    number = planned(office).id

    def move(session, command):
        move_planned(session, command, find_planned(session, office.unit, number), due=due, reason=reason)

    with pytest.raises(error):
        office.do("planned.move", move)


def test_promises_of_another_unit_are_left_alone(office):
    other = office.do(
        "unit.enter", lambda s, c: enter_unit(s, c, "BM", "Hội Bình Minh").id, by=office.administrator
    )
    row = planned(office)

    def work(session, command):
        command.unit_id = other
        cancel_planned(session, command, row, reason=CancelReason.MISTAKE)

    with pytest.raises(PlannedUnknownError):
        office.do("planned.cancel", work)


# -- named by a voucher -----------------------------------------------------------------------------------------------


def drafted(office, promise, role=AccountRole.SCHOLARSHIPS, amount=3_000_000):
    posting = office.posting(role, AccountRole.CASH, amount)

    def work(session, command):
        return draft_voucher(
            session,
            command,
            VoucherKind.PAYMENT,
            day=date(2026, 9, 5),
            narration="Chi học bổng",
            postings=[posting],
            pays=find_planned(session, office.unit, promise),
        ).id

    return office.do("voucher.draft", work)


def approve_and_post(office, voucher):
    office.do(
        "voucher.approve",
        lambda s, c: approve_voucher(s, c, find_voucher(s, office.unit, voucher)),
        by=office.chief,
    )
    office.do(
        "voucher.post",
        lambda s, c: post_voucher(s, c, find_voucher(s, office.unit, voucher), day=date(2026, 9, 6)),
        by=office.treasurer,
    )


def test_a_posted_voucher_pays_the_promise_that_it_names(office):
    number = planned(office).id
    approve_and_post(office, drafted(office, number))

    assert standing(office, number, date(2026, 9, 5)) == (PlannedState.OPEN, 0, 3_000_000)
    assert standing(office, number, date(2026, 9, 6)) == (PlannedState.PAID, 3_000_000, 0)
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_voucher_does_not_pay_what_was_paid_or_cancelled_since(office):
    number = planned(office).id
    voucher = drafted(office, number)
    cancel(office, number, at=NOW)

    with pytest.raises(PlannedClosedError):
        approve_and_post(office, voucher)

    state = office.read(lambda s: find_voucher(s, office.unit, voucher).state)
    assert state is VoucherState.APPROVED


def test_a_voucher_of_another_account_names_no_promise(office):
    number = planned(office).id

    with pytest.raises(PromiseNotInVoucherError) as refusal:
        drafted(office, number, AccountRole.MANAGEMENT)

    assert str(refusal.value) == (
        "Chứng từ này không ghi Nợ tài khoản 6111 của quỹ KH nên không chi cho khoản dự chi số 1 được."
    )


# -- in any order -------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("settle"), st.integers(0, 2), st.integers(0, 3), st.integers(1, 400)),
        st.tuples(st.just("reverse"), st.integers(0, 3)),
        st.tuples(st.just("cancel"), st.integers(0, 2)),
    ),
    max_size=12,
)


@hypothesis.settings(max_examples=15)
@hypothesis.given(promised=st.lists(st.integers(1, 400), min_size=3, max_size=3), steps=STEPS)
def test_neither_promise_nor_entry_is_ever_used_beyond_its_amount(sqlite_template, promised, steps):
    with tempfile.TemporaryDirectory() as folder:
        office = an_office(Database(shutil.copyfile(sqlite_template, Path(folder) / "books.sqlite")))
        office.gift(date(2026, 2, 1), 10_000)
        numbers = [planned(office, amount).id for amount in promised]
        entries = [spent(office, 300) for _ in range(4)]
        paid: dict[tuple[int, int], int] = {}
        gone: set[int] = set()
        for step in steps:
            try:
                if step[0] == "settle":
                    key = (numbers[step[1]], entries[step[2]])
                    paid[key] = settle(office, *key, step[3]).amount
                elif step[0] == "reverse":
                    entry = entries[step[1]]
                    office.do("entry.reverse", lambda s, c, e=entry: reverse(s, c, e, day=END, reason="x"))
                    gone.add(entry)
                else:
                    cancel(office, numbers[step[1]])
            except KhfundError:
                continue

        counted = {key: amount for key, amount in paid.items() if key[1] not in gone}
        for number, amount in zip(numbers, promised, strict=True):
            stands = sum(one for key, one in counted.items() if key[0] == number)
            assert standing(office, number)[1] == stands <= amount
        for entry in entries:
            assert sum(one for key, one in paid.items() if key[1] == entry) <= 300
        office.database.dispose()
