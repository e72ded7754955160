"""Why a month is not paid on a day, and what was paid beyond the end. Today is 15/01/2027."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from khfund.calendar import Month, SchoolYear
from khfund.scholarships.instalment import EXPLAINERS, WITHHOLDERS, DropReason, Instalment, Withholding
from khfund.scholarships.schedule import MONTHS_OF_YEAR, EventKind, Uncovered
from khfund.scholarships.sponsor_share import shares_of
from khfund.scholarships.sponsorship_agreement import stop_sponsor
from khfund.scholarships.sponsorship_course import end, record
from khfund.scholarships.sponsorship_hold import EnrolmentDueDaysError, enrolment_due, overpaid
from khfund.unit import set_value
from tests.donations.offices import refusal_of
from tests.scholarships.sponsorships import RATE, TODAY, a_home

OCTOBER = date(2026, 10, 31)


@pytest.fixture
def home(database):
    return a_home(database)


def withheld(home, day):
    """Why instalments are not paid on a day: (month, code, sentence)."""

    def look(session):
        some = list(session.scalars(select(Instalment).order_by(Instalment.id)))
        found = {}
        for withholder in WITHHOLDERS:
            found |= withholder(session, some, day)
        return [(one.month, found[one.id].reason, found[one.id].sentence) for one in some if one.id in found]

    return home.read(look)


def absent(home, made, day):
    found = {}
    for explainer in EXPLAINERS:
        found |= home.read(lambda s, one=explainer: one(s, made.programme_id, [made.recipient_id], day))
    return found.get(made.recipient_id)


def happens(home, made, kind, day, **more):
    home.do("sponsorship.event", lambda s, c: record(s, c, made, EventKind(kind), day, **more))


def test_before_november_nobody_is_asked_for_an_enrolment(home):
    home.agree(None, home.sponsor())
    home.raise_until(OCTOBER)

    assert withheld(home, OCTOBER) == []


def test_from_november_on_an_enrolment_of_the_school_year_is_needed(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(OCTOBER)
    sentence = "chưa xác nhận đi học năm học 2026-2027, hạn 01/11/2026"

    assert withheld(home, date(2026, 11, 1)) == [
        (202609, DropReason.EVIDENCE_EXPIRED, sentence),
        (202610, DropReason.EVIDENCE_EXPIRED, sentence),
    ]
    home.enrol(made.recipient_id, 2026)
    assert withheld(home, date(2026, 11, 1)) == []


def test_a_month_of_the_year_before_needs_the_enrolment_of_that_year(home):
    made = home.agree(None, home.sponsor(), starts=Month(2026, 7), grade=9)
    home.enrol(made.recipient_id, 2025, "Trường THCS Bình Minh")
    home.raise_until(OCTOBER)

    assert [month for month, *_ in withheld(home, TODAY)] == [202609, 202610]


def test_an_office_sets_its_own_day(home):
    home.do(
        "unit.set",
        lambda s, c: set_value(s, c, "enrolment_due_days", "30", since=date(2026, 1, 1)),
        by=home.office.chair,
    )

    assert home.read(lambda s: enrolment_due(s, home.office.unit, SchoolYear(2026))) == date(2026, 10, 1)


def test_a_day_that_is_no_number_is_refused(home):
    home.do(
        "unit.set",
        lambda s, c: set_value(s, c, "enrolment_due_days", "sớm", since=date(2026, 1, 1)),
        by=home.office.chair,
    )

    said = refusal_of(
        EnrolmentDueDaysError,
        lambda: home.read(lambda s: enrolment_due(s, home.office.unit, SchoolYear(2026))),
    )

    assert said == "Thiết lập enrolment_due_days đang là «sớm»; hãy đặt số ngày sau 01/9, từ 0 đến 364."


def test_somebody_without_a_grade_needs_no_enrolment(home):
    home.agree(None, home.sponsor(), grade=None, ends=Month(2026, 12))
    home.raise_until(OCTOBER)

    assert withheld(home, TODAY) == []


def test_whoever_is_suspended_on_the_day_of_payment_is_not_paid(home):
    made = home.agree(None, home.sponsor())
    home.raise_until(OCTOBER)
    happens(home, made, "suspend", date(2026, 10, 15))

    told = withheld(home, date(2026, 10, 20))

    assert told == [
        (202609, DropReason.SUSPENDED, "đang tạm dừng từ 15/10/2026"),
        (202610, DropReason.SUSPENDED, "đang tạm dừng từ 15/10/2026"),
    ]
    assert withheld(home, date(2026, 10, 14)) == []


def test_what_was_owed_before_somebody_left_is_paid_still(home):
    made = home.agree(None, home.sponsor())
    home.enrol(made.recipient_id, 2026)
    home.raise_until(TODAY)
    happens(home, made, "leave", date(2026, 11, 1))

    assert withheld(home, TODAY) == [
        (month, DropReason.LEFT_SCHOOL, f"tháng {month % 100}/{month // 100} không còn được chi: đã thôi học")
        for month in (202611, 202612, 202701)
    ]  # withdrawn already; a run that asks all the same is told why


def test_runs_leave_out_whom_we_withhold(home):
    an, binh = home.sponsor(), home.sponsor("Trần Thị Bình")
    made, other = home.agree(home.child(), an), home.agree(home.child("Lò Văn Bun"), binh)
    home.enrol(made.recipient_id, 2026)

    home.pay(TODAY)

    assert home.read(lambda s: overpaid(s, home.office.unit)) == []
    assert len(home.owed(other)) == 5


# -- why nothing is due -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason", "sentence"),
    [
        ("leave", DropReason.LEFT_SCHOOL, "đã thôi học, từ 20/12/2026"),
        ("move", DropReason.MOVED, "đã chuyển đi nơi khác, từ 20/12/2026"),
        ("die", DropReason.DIED, "đã mất, từ 20/12/2026"),
        ("graduate", DropReason.GRADUATED, "đã học hết cấp, hết thời gian đỡ đầu, từ 20/12/2026"),
        ("suspend", DropReason.SUSPENDED, "đang tạm dừng, từ 20/12/2026"),
    ],
)
def test_an_absence_is_explained_by_what_happened(home, kind, reason, sentence):
    made = home.agree(None, home.sponsor())
    happens(home, made, kind, date(2026, 12, 20))

    assert absent(home, made, TODAY) == Withholding(reason, sentence)


def test_an_absence_is_explained_by_an_end(home):
    made = home.agree(None, home.sponsor())
    home.do("sponsorship.end", lambda s, c: end(s, c, made, DropReason.REFUSED, day=date(2026, 12, 1)))

    assert absent(home, made, TODAY) == Withholding(DropReason.REFUSED, "gia đình không nhận, từ 01/12/2026")


def test_an_absence_is_explained_by_the_schedule(home):
    made = home.agree(None, home.sponsor(), payable=MONTHS_OF_YEAR[9], grade=12)

    assert absent(home, made, TODAY) is None
    assert absent(home, made, date(2026, 8, 1)) == Withholding(
        DropReason.NOT_DUE, "tháng này không có kỳ chi"
    )
    assert absent(home, made, date(2027, 7, 1)) == Withholding(
        DropReason.GRADUATED, "đã học hết cấp, hết thời gian đỡ đầu"
    )


def test_an_absence_is_explained_by_an_agreed_last_month(home):
    made = home.agree(None, home.sponsor(), grade=None, ends=Month(2026, 12))

    assert absent(home, made, TODAY) == Withholding(DropReason.COMPLETED, "đã trả đủ")


def test_an_absence_is_explained_by_a_sponsor_who_stopped(home):
    made = home.agree(None, home.sponsor(), uncovered=Uncovered.STOP)
    share = home.read(lambda s: shares_of(s, [made])[made.id][0])
    home.do("sponsorship.stop", lambda s, c: stop_sponsor(s, c, share, since=Month(2027, 2)))

    assert absent(home, made, date(2027, 2, 1)) == Withholding(
        DropReason.SPONSOR_STOPPED, "người đỡ đầu dừng đóng góp"
    )


# -- beyond the end -------------------------------------------------------------------------------------------------------


def test_months_paid_after_somebody_left_are_to_be_recovered(home):
    made = home.agree(None, home.sponsor())
    home.enrol(made.recipient_id, 2026)
    home.pay(TODAY)
    happens(home, made, "leave", date(2026, 11, 15))

    found = home.read(lambda s: overpaid(s, home.office.unit))

    assert [(str(one.month), one.amount, one.paid, one.reason) for one in found] == [
        ("Tháng 12/2026", RATE, TODAY, DropReason.LEFT_SCHOOL),
        ("Tháng 1/2027", RATE, TODAY, DropReason.LEFT_SCHOOL),
    ]
