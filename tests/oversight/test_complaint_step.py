"""What becomes of a complaint: who may deal with it, in which order, and what the year's figures say."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund.actor import Person
from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.oversight.complaint import ComplaintKind, ComplaintUnknownError, find_complaint
from khfund.oversight.complaint_step import (
    ComplaintAboutPersonError,
    ComplaintCounts,
    ComplaintResult,
    ComplaintState,
    ComplaintStateError,
    ComplaintUnansweredError,
    ComplaintUnassignedError,
    NotAssignedError,
    StepKind,
    answer_complaint,
    assign_complaint,
    assignee_of,
    close_complaint,
    complaint_counts,
    reopen_complaint,
    state_of,
    steps_of,
)
from tests.builders import write_by_hand
from tests.oversight.test_complaint import entered

MARCH = datetime(2026, 3, 25, 3, tzinfo=UTC)


def found(session, command, number=1):
    return find_complaint(session, command.unit, number)


def assign(office, to, number=1, **more):
    return office.do(
        "complaint.assign",
        lambda s, c: assign_complaint(s, c, found(s, c, number), s.get_one(Person, to)),
        by=office.chair,
        **more,
    )


def answer(office, by, words="Biên nhận đã gửi ngày 6/3.", number=1, **more):
    return office.do(
        "complaint.answer", lambda s, c: answer_complaint(s, c, found(s, c, number), words), by=by, **more
    )


def close(office, by, result=ComplaintResult.FOUNDED, number=1, **more):
    return office.do(
        "complaint.close",
        lambda s, c: close_complaint(s, c, found(s, c, number), result=result),
        by=by,
        **more,
    )


def test_a_complaint_is_assigned_answered_closed_and_opened_again(office):
    one = entered(office)
    assign(office, office.accountant)
    answer(office, office.accountant)
    close(office, office.accountant)
    office.do(
        "complaint.reopen",
        lambda s, c: reopen_complaint(s, c, found(s, c), reason="Người hỏi gọi lại"),
        by=office.chair,
    )

    steps = office.read(lambda s: [(step.number, step.kind, step.result) for step in steps_of(s, one)])
    assert steps == [
        (1, StepKind.ASSIGNED, None),
        (2, StepKind.ANSWERED, None),
        (3, StepKind.CLOSED, ComplaintResult.FOUNDED),
        (4, StepKind.REOPENED, None),
    ]
    assert office.read(lambda s: (state_of(s, one), assignee_of(s, one))) == (
        ComplaintState.REOPENED,
        office.accountant,
    )
    assert office.read(lambda s: list(contradictions(s))) == []


def test_whoever_it_is_about_does_not_deal_with_it(office):
    entered(office, about=office.treasurer)

    with pytest.raises(ComplaintAboutPersonError) as refusal:
        assign(office, office.treasurer)

    assert str(refusal.value) == (
        "Ý kiến số 1 nói về Lò Thị Thủ Quỹ nên Lò Thị Thủ Quỹ không thể nhận việc này; cần một người khác."
    )
    assign(office, office.accountant)
    for deed in (answer, close):
        with pytest.raises(ComplaintAboutPersonError):
            deed(office, office.treasurer)
    with pytest.raises(Exception, match="nobody deals with a complaint about themselves"):
        write_by_hand(
            office.database,
            "INSERT INTO complaint_step (id, complaint_id, number, kind, day, words, person_id, command_number) "
            f"VALUES (9, 1, 2, 'answered', '2026-03-25', 'x', {office.treasurer}, 1)",
        )


def test_only_the_person_to_whom_it_is_assigned_answers(sqlite_office):
    office = sqlite_office
    entered(office)

    with pytest.raises(ComplaintUnassignedError) as nobody:
        answer(office, office.accountant)
    assign(office, office.chief)
    with pytest.raises(NotAssignedError) as another:
        answer(office, office.accountant)

    assert str(nobody.value) == "Ý kiến số 1 chưa giao cho ai; hãy giao trước khi trả lời."
    assert str(another.value) == "Ý kiến số 1 được giao cho Quàng Thị Trưởng; chỉ người được giao trả lời."


def test_an_unanswered_complaint_is_closed_only_when_it_is_withdrawn(sqlite_office):
    office = sqlite_office
    entered(office)
    assign(office, office.chief)

    with pytest.raises(ComplaintUnansweredError) as refusal:
        close(office, office.chief)

    assert str(refusal.value) == "Ý kiến số 1 chưa có câu trả lời nào; hãy trả lời trước khi kết thúc."
    assert close(office, office.chief, ComplaintResult.WITHDRAWN).result is ComplaintResult.WITHDRAWN


def test_a_closed_complaint_is_opened_again_before_anything_else(sqlite_office):
    office = sqlite_office
    entered(office)
    close(office, office.chief, ComplaintResult.WITHDRAWN)

    with pytest.raises(ComplaintStateError) as refusal:
        assign(office, office.chief)

    assert str(refusal.value) == "Ý kiến số 1 đang ở trạng thái «đã kết thúc», không thể giao."
    with pytest.raises(ReasonMissingError):
        office.do(
            "complaint.reopen", lambda s, c: reopen_complaint(s, c, found(s, c), reason=" "), by=office.chair
        )


def test_a_complaint_of_another_unit_is_not_there(sqlite_office):
    office, one = sqlite_office, entered(sqlite_office)
    one.unit_id = 77

    with pytest.raises(ComplaintUnknownError):
        office.do("complaint.answer", lambda s, c: answer_complaint(s, c, one, "x"), by=office.chief)


def test_the_year_is_counted_by_kind(office):
    for _ in range(3):
        entered(office)
    entered(office, ComplaintKind.QUESTION)
    assign(office, office.chief, 1, at=MARCH)
    answer(office, office.chief, number=1, at=MARCH)
    close(office, office.chief, number=1, at=MARCH)
    assign(office, office.chief, 2)
    answer(office, office.chief, number=2)

    counts = office.read(
        lambda s: complaint_counts(s, office.unit, DateRange.year(2026), on=date(2027, 1, 15))
    )

    assert counts == [
        ComplaintCounts(ComplaintKind.COMPLAINT, received=3, closed=1, in_time=1, open=2, late=1),
        ComplaintCounts(ComplaintKind.QUESTION, received=1, closed=0, in_time=0, open=1, late=1),
    ]


WAY = {  # state → what may be done then, by the person to whom it is assigned
    ComplaintState.NEW: {"assign", "withdraw"},
    ComplaintState.ASSIGNED: {"assign", "answer", "withdraw"},
    ComplaintState.ANSWERED: {"assign", "answer", "withdraw", "close"},
    ComplaintState.REOPENED: {"assign", "answer", "withdraw"},
    ComplaintState.CLOSED: {"reopen"},
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(["assign", "answer", "close", "withdraw", "reopen"]), max_size=7))
def test_any_order_of_steps_goes_its_way_or_is_refused(sqlite_office, deeds):
    office = sqlite_office
    one, assigned = entered(office), False
    for deed in deeds:
        state = office.read(lambda s: state_of(s, one))
        allowed = deed in WAY[state] and (deed != "answer" or assigned)
        assert allowed == _tried(office, one.id, deed)
        assigned = assigned or (deed == "assign" and allowed)


def _tried(office, number, deed):
    acts = {
        "assign": lambda: assign(office, office.chief, number),
        "answer": lambda: answer(office, office.chief, number=number),
        "close": lambda: close(office, office.chief, number=number),
        "withdraw": lambda: close(office, office.chief, ComplaintResult.WITHDRAWN, number=number),
        "reopen": lambda: office.do(
            "complaint.reopen",
            lambda s, c: reopen_complaint(s, c, found(s, c, number), reason="x"),
            by=office.chair,
        ),
    }
    try:
        acts[deed]()
    except KhfundError:
        return False
    return True
