import os
from datetime import date

import pytest

from khfund.actor import (
    AnotherPersonNeededError,
    NotAllowedError,
    Role,
    enter_person,
    grant,
    record_exception,
)
from khfund.command import Order, run
from khfund.engine_failure import GuardedError
from khfund.errors import KhfundError
from khfund.ledger import AccountRole
from khfund.scholarships.instalment import DropReason, Withholding
from khfund.scholarships.payment_approval import (
    ApprovalTiersError,
    ApprovedBeforeError,
    RunOutdatedError,
    approvals,
    approvals_needed,
    approve_run,
)
from khfund.scholarships.payment_run import RunStateError, find_run
from khfund.unit import set_value
from tests.banking.offices import journal
from tests.builders import NOW, write_by_hand
from tests.scholarships.runs import PAYOUT, a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def tiers(payer, value):
    payer.office.do(
        "unit.set", lambda s, c: set_value(s, c, "payment_approvals", value, since=date(2026, 1, 1)),
        by=payer.office.administrator,
    )  # fmt: skip


def another(payer, role=Role.CHAIR):
    """One more officer."""

    def work(session, command):
        person = enter_person(session, command, f"them-{role.value}", "Bạc Thị Thêm")
        grant(session, command, person, role, command.unit)
        return person.id

    return payer.office.do("person.enter", work, by=payer.office.administrator)


def test_approving_books_what_is_payable_in_one_entry_that_names_nobody(payer):
    run_ = payer.approved()

    assert (run_.state.value, run_.entry_day, payer.payable) == ("approved", PAYOUT, 3_000_000)
    assert (
        journal(payer.office)[-1]
        == "PK-2027-00001 15/01 6111/3383 KH 3000000 Duyệt đợt chi số 1: 3 khoản học bổng, hỗ trợ phải trả"
    )


def test_approving_may_be_booked_on_an_earlier_open_day(payer):
    run_ = payer.approve(payer.draft(), day=date(2026, 12, 31))

    assert run_.entry_day == date(2026, 12, 31)


def test_who_drafted_does_not_approve(payer):
    chief = payer.office.chief
    run_ = payer.draft(by=chief)

    with pytest.raises(AnotherPersonNeededError) as refused:
        payer.approve(run_, by=chief)

    assert (
        str(refused.value)
        == "Quàng Thị Trưởng đã lập đợt chi việc này nên không thể duyệt đợt chi; cần một người khác."
    )


@pytest.mark.parametrize("role", ["treasurer", "accountant"])
def test_only_approvers_approve(payer, role):
    run_ = payer.draft()

    with pytest.raises(NotAllowedError):
        payer.approve(run_, by=getattr(payer.office, role))


@pytest.mark.parametrize(
    ("total", "needed"),
    [(1, 1), (49_999_999, 1), (50_000_000, 2), (499_999_999, 2), (500_000_000, 3), (10**12, 3)],
)
def test_larger_amounts_need_more_approvals(payer, total, needed):
    unit = payer.office.unit

    assert payer.office.read(lambda s: approvals_needed(s, unit, total, PAYOUT)) == needed


def test_the_last_of_several_approvals_freezes_the_run(payer):
    tiers(payer, "1.000.000: 2; 3.000.000: 3")
    third = another(payer)
    run_ = payer.draft()

    states = [
        payer.approve(run_, by=one).state.value for one in (payer.office.chief, payer.office.chair, third)
    ]

    assert states == ["draft", "draft", "approved"]
    assert payer.payable == 3_000_000
    said = payer.office.read(lambda s: [(one.person_id, one.lines_hash) for one in approvals(s, run_.id)])
    assert said == [(one, run_.lines_hash) for one in (payer.office.chief, payer.office.chair, third)]


def test_nobody_approves_twice(payer):
    tiers(payer, "1: 2")
    run_ = payer.draft()
    payer.approve(run_)

    with pytest.raises(ApprovedBeforeError) as refused:
        payer.approve(run_)

    assert str(refused.value) == "Quàng Thị Trưởng đã duyệt đợt chi số 1; cần thêm chữ ký của người khác."


@pytest.mark.parametrize("value", ["hai người", "50.000.000", "50.000.000: 0", "1,5: 2", "50000000 2"])
def test_a_setting_that_says_no_numbers_is_refused(payer, value):
    tiers(payer, value)

    with pytest.raises(ApprovalTiersError) as refused:
        payer.approved()

    assert str(refused.value) == (
        f"Thiết lập payment_approvals «{value}» không đọc được; hãy ghi như «50.000.000: 2; 500.000.000: 3» "
        "(từ số tiền nào thì cần mấy người duyệt)."
    )


def test_a_sole_officer_drafts_and_approves_under_the_recorded_exception(payer):
    tiers(payer, "1: 3")
    chief = payer.office.chief
    payer.office.do(
        "book.sole_officer",
        lambda s, c: record_exception(s, c, unit_id=c.unit, since=date(2026, 1, 1), reason="Chỉ một người"),
        by=payer.office.administrator,
    )

    assert payer.approve(payer.draft(by=chief), by=chief).state.value == "approved"


def test_what_was_withdrawn_since_makes_approving_refuse_by_number(payer):
    run_ = payer.draft()
    payer.withdraw(2)

    with pytest.raises(RunOutdatedError) as refused:
        payer.approve(run_)

    assert str(refused.value) == (
        "Đợt chi số 1 không duyệt được vì 1 kỳ chi đã thay đổi từ khi lập (kỳ chi 2: quyết định bị thu hồi); "
        "hãy hủy và lập lại."
    )
    assert payer.payable == 0


def test_what_is_withheld_in_the_payout_month_makes_approving_refuse(payer, monkeypatch):
    run_ = payer.draft(payout=date(2027, 2, 1))
    asked = []

    def rule(_session, instalments, payout):
        asked.append(payout)
        return {instalments[0].id: Withholding(DropReason.EVIDENCE_EXPIRED, "Hết hạn.")}

    monkeypatch.setattr("khfund.scholarships.payment_draft.WITHHOLDERS", [rule])

    with pytest.raises(RunOutdatedError) as refused:
        payer.approve(run_)

    assert "kỳ chi 1: giấy tờ chứng minh đã hết hạn" in str(refused.value)
    assert asked == [date(2027, 2, 1)]


def test_a_payee_that_changed_since_makes_approving_refuse(payer):
    run_ = payer.draft()
    payer.pay_to(1, "bank")

    with pytest.raises(RunOutdatedError) as refused:
        payer.approve(run_)

    assert "kỳ chi 2: nơi nhận tiền đã đổi" in str(refused.value)


def test_a_cancelled_run_is_not_approved(payer):
    run_ = payer.draft()
    payer.cancel(run_)

    with pytest.raises(RunStateError) as refused:
        payer.approve(run_)

    assert str(refused.value) == "Đợt chi số 1 đang ở trạng thái «đã hủy», không thể duyệt."


def test_what_is_paid_again_is_approved_but_not_booked_again(payer):
    first = payer.lines(payer.approved())[0]
    payer.not_sent(first)

    again = payer.approve(payer.again(first))

    assert (again.state.value, again.entry_id, payer.payable) == ("approved", None, 3_000_000)


def test_two_processes_that_approve_at_once_book_the_run_once(payer):
    run_ = payer.draft()
    payer.office.database.dispose()  # a child inherits no open connection

    told = approve_at_once(payer, run_.id, [payer.office.chief, payer.office.chair])

    assert sorted(told) == ["RunStateError", "approved"]
    assert payer.payable == 3_000_000
    assert len(payer.office.read(lambda s: approvals(s, run_.id))) == 1


def approve_at_once(payer, number, persons):
    """Let each person approve in a process of its own, all started together; return what each was told."""
    ready, go = os.pipe()
    pipes = []
    for person in persons:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(ready, 1)  # all begin when the parent lets go
            _approve_in_a_child(payer, number, person, writing)
        os.close(writing)
        pipes.append((child, reading))
    os.close(ready)
    os.close(go)
    told = []
    for child, reading in pipes:
        with os.fdopen(reading) as pipe:
            told.append(pipe.read())
        os.waitpid(child, 0)
    return told


def _approve_in_a_child(payer, number, person, writing):
    order = Order(person, "payment.approve", payer.office.unit, {"run": number}, at=NOW)
    try:
        answer = run(
            payer.office.database,
            order,
            lambda s, c: {"state": approve_run(s, c, find_run(s, c.unit, number)).state.value},
        )
        os.write(writing, answer["state"].encode())
    except KhfundError as refused:
        os.write(writing, type(refused).__name__.encode())
    finally:
        os._exit(0)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO payment_approval SELECT id, drafted_by, '2027-01-15', lines_hash, command_number FROM payment_run",
        "INSERT INTO payment_approval SELECT id, 4, '2027-01-15', 'x', command_number FROM payment_run",
    ],
)
def test_approvals_by_hand_are_held_to_the_rules_too(payer, statement):
    payer.draft()

    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, statement)


def test_a_run_posts_each_fund_and_programme_by_itself(payer):
    payer.office.post(
        date(2026, 3, 1),
        payer.office.posting(AccountRole.BANK, AccountRole.INTEREST, 9_000_000, payer.office.th),
    )
    payer.enter(1)
    payer.owe(3, fund="TH")

    payer.approved()

    assert [line.partition(" Duyệt")[0] for line in journal(payer.office)[-2:]] == [
        "PK-2027-00001 15/01 6111/3383 KH 3000000",
        "PK-2027-00001 15/01 6111/3383 TH 1000000",
    ]
