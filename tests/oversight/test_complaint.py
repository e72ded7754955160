"""Complaints as they come in: unnamed or not, due by a day, and a name that can be erased."""

from datetime import date

import pytest
from sqlalchemy import select

from khfund.command import LoggedCommand, contradictions
from khfund.oversight.complaint import (
    Complaint,
    ComplaintContact,
    ComplaintDayError,
    ComplaintKind,
    ComplaintSubject,
    ComplaintUnknownError,
    ComplaintWay,
    ComplaintWordsMissingError,
    ContactErasedError,
    DueDaysUnreadableError,
    contact_of,
    enter_complaint,
    erase_contact,
    find_complaint,
)
from khfund.unit import set_value
from tests.builders import write_by_hand

SAID = "Tôi ủng hộ ngày 5/3 mà chưa thấy biên nhận."
CAME = {"received": date(2026, 3, 20), "way": ComplaintWay.PHONE}


def entered(office, kind=ComplaintKind.COMPLAINT, words=SAID, **more) -> Complaint:
    return office.do(
        "complaint.enter",
        lambda s, c: enter_complaint(s, c, kind, words, **(CAME | more)),
        by=office.treasurer,
    )


def test_somebody_unnamed_complains_about_a_receipt(office):
    one = entered(office, subject=ComplaintSubject.RECEIPT, reference="GXN-2026-000012")

    assert (one.words, one.reference, one.received) == (SAID, "GXN-2026-000012", date(2026, 3, 20))
    assert office.read(lambda s: contact_of(s, one)) is None
    assert office.read(lambda s: list(contradictions(s))) == []


def test_an_answer_is_due_after_the_days_of_its_kind_or_on_the_day_that_was_promised(office):
    due = [
        entered(office).due,
        entered(office, ComplaintKind.QUESTION).due,
        entered(office, due=date(2026, 3, 25)).due,
    ]

    assert due == [date(2026, 4, 19), date(2026, 3, 30), date(2026, 3, 25)]


def test_the_office_sets_its_own_days(office):
    office.do(
        "unit.set",
        lambda s, c: set_value(s, c, "complaint_due_days", "7", since=date(2026, 1, 1)),
        by=office.chair,
    )

    assert entered(office).due == date(2026, 3, 27)


@pytest.mark.parametrize("text", ["tuần", "-1", "1000"])
def test_days_that_are_no_number_are_refused(sqlite_office, text):
    office = sqlite_office
    office.do(
        "unit.set",
        lambda s, c: set_value(s, c, "complaint_due_days", text, since=date(2026, 1, 1)),
        by=office.chair,
    )

    with pytest.raises(DueDaysUnreadableError) as refusal:
        entered(office)

    assert (
        str(refusal.value) == f"Thiết lập complaint_due_days đang là «{text}»; hãy đặt số ngày, từ 0 đến 999."
    )


def test_nothing_said_is_no_complaint(sqlite_office):
    with pytest.raises(ComplaintWordsMissingError) as refusal:
        entered(sqlite_office, words=" \n ")

    assert str(refusal.value) == "Hãy ghi nội dung ý kiến hoặc câu hỏi."


@pytest.mark.parametrize("days", [{"received": date(2027, 1, 16)}, {"due": date(2026, 3, 19)}])
def test_a_day_to_come_or_a_due_day_before_it_came_is_refused(sqlite_office, days):
    with pytest.raises(ComplaintDayError) as refusal:
        entered(sqlite_office, **days)

    assert refusal.value.facts["today"] == date(2027, 1, 15)


def test_the_days_that_do_not_go_together_are_named():
    refused = ComplaintDayError(day=date(2027, 1, 16), due=date(2027, 2, 15), today=date(2027, 1, 15))

    assert str(refused) == (
        "Ngày nhận 16/01/2027 và hạn 15/02/2027 không dùng được (hôm nay là 15/01/2027); "
        "ngày nhận không ở tương lai, hạn không trước ngày nhận."
    )


def test_the_name_of_who_spoke_is_erased_and_leaves_no_trace(office):
    one = entered(office, name="Hà Thị Nêu", reach="0900 000 001")

    office.do(
        "complaint.erase",
        lambda s, c: erase_contact(s, c, find_complaint(s, c.unit, one.id)),
        by=office.chair,
    )

    assert office.read(lambda s: s.scalars(select(ComplaintContact.name)).all()) == [""]
    assert "Nêu" not in "".join(office.read(lambda s: s.scalars(select(LoggedCommand.body)).all()))
    assert office.read(lambda s: list(contradictions(s))) == []


def test_what_was_never_told_cannot_be_erased(sqlite_office):
    office, one = sqlite_office, entered(sqlite_office)

    with pytest.raises(ContactErasedError) as refusal:
        office.do(
            "complaint.erase",
            lambda s, c: erase_contact(s, c, find_complaint(s, c.unit, one.id)),
            by=office.chair,
        )

    assert str(refusal.value) == "Ý kiến số 1 không còn lưu tên hay cách liên lạc nào."


def test_a_contact_is_erased_never_changed_and_a_complaint_never_changes(office):
    entered(office, name="Hà Thị Nêu")

    for statement in (
        "UPDATE complaint_contact SET name = 'Khác'",
        "DELETE FROM complaint_contact",
        "UPDATE complaint SET words = 'khác'",
    ):
        with pytest.raises(Exception, match=r"complaint(_contact)?: (it is erased|rows)"):
            write_by_hand(office.database, statement)


def test_an_unknown_number_is_refused(sqlite_office):
    with pytest.raises(ComplaintUnknownError) as refusal:
        sqlite_office.read(lambda s: find_complaint(s, sqlite_office.unit, 7))

    assert str(refusal.value) == "Đơn vị không có ý kiến số 7."
