"""Why a month of a sponsorship is not paid on a day, and why nothing is due; which paid months lie beyond the end.

Paid is to a child that is supported on the day of payment: nobody who is suspended, and of a pupil no month of a
school year for which no enrolment was told in time (setting `enrolment_due_days`, counted from 1 September). What a
child that left or died was owed for months before is paid still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.calendar import DateRange, Month, SchoolYear, format_day
from khfund.errors import KhfundError
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.instalment import (
    DROP_NAMES,
    DropReason,
    Instalment,
    Withholding,
    explains_absence,
    may_withhold,
)
from khfund.scholarships.payment_standing import paid_instalments
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.schedule import State, Terms, Uncovered, phase_on, phases, schedule
from khfund.scholarships.sponsorship import Sponsorship, sponsorships
from khfund.scholarships.sponsorship_due import beyond, why_not
from khfund.scholarships.sponsorship_terms import terms_of
from khfund.unit import value_on

ALWAYS = DateRange(date(1900, 1, 1), date(2101, 1, 1))
DUE_DAYS = "enrolment_due_days"


class EnrolmentDueDaysError(KhfundError):
    """Enrolments are told within so many days of a school year."""

    message = "Thiết lập enrolment_due_days đang là «{text}»; hãy đặt số ngày sau 01/9, từ 0 đến 364."
    english = "The setting enrolment_due_days is “{text}”; set the days after 1 September, from 0 to 364."


def enrolment_due(session: Session, unit_id: int, school_year: SchoolYear) -> date:
    """The day from which no month of a school year is paid to a pupil of whom no enrolment in it is known.

    Raises: EnrolmentDueDaysError.
    """
    text = value_on(session, unit_id, DUE_DAYS, school_year.start).strip()
    if not text.isdecimal() or int(text) > 364:
        raise EnrolmentDueDaysError(text=text)
    return school_year.start + timedelta(days=int(text))


@may_withhold
def _not_now(session: Session, instalments: Sequence[Instalment], day: date) -> dict[int, Withholding]:
    mine = [one for one in instalments if one.sponsorship_id is not None]
    if not mine:
        return {}
    query = select(Sponsorship).where(Sponsorship.id.in_({one.sponsorship_id for one in mine}))
    made = {one.id: one for one in session.scalars(query)}
    terms = terms_of(session, list(made.values()))
    owed = {(number, month.month.number) for number, of in terms.items() for month in schedule(of)}
    missing = _not_enrolled(session, mine, made, day)
    found: dict[int, Withholding] = {}
    for one in mine:
        number = one.sponsorship_id or 0
        why = _of_course(
            terms[number], Month.from_number(one.month), day, is_owed=(number, one.month) in owed
        )
        why = why or missing.get(one.id)
        if why is not None:
            found[one.id] = why
    return found


def _of_course(terms: Terms, month: Month, day: date, *, is_owed: bool) -> Withholding | None:
    if not is_owed:
        reason = why_not(terms, month)
        return Withholding(reason, f"{str(month).lower()} không còn được chi: {DROP_NAMES[reason]}")
    phase = phase_on(phases(terms.happenings), day)
    if phase.state is State.SUSPENDED:
        return Withholding(DropReason.SUSPENDED, f"đang tạm dừng từ {format_day(phase.start)}")
    return None


def _not_enrolled(
    session: Session, mine: Sequence[Instalment], made: Mapping[int, Sponsorship], day: date
) -> dict[int, Withholding]:
    """Instalment → why, of pupils whose school year was due to be confirmed by the day and was not."""
    by_year: dict[int, list[Instalment]] = defaultdict(list)
    for one in mine:
        if made[one.sponsorship_id or 0].grade is not None:
            by_year[SchoolYear.of(Month.from_number(one.month).first).year].append(one)
    found: dict[int, Withholding] = {}
    for year, some in by_year.items():
        due = enrolment_due(session, some[0].unit_id, SchoolYear(year))
        if day < due:
            continue
        told = enrolments(session, {one.recipient_id for one in some}, year)
        sentence = f"chưa xác nhận đi học năm học {SchoolYear(year)}, hạn {format_day(due)}"
        why = Withholding(DropReason.EVIDENCE_EXPIRED, sentence)
        found.update((one.id, why) for one in some if one.recipient_id not in told)
    return found


@explains_absence
def _nothing_due(
    session: Session, programme_id: int, recipient_ids: Sequence[int], day: date
) -> dict[int, Withholding]:
    """Why sponsored children have nothing due in the month of a day; of several sponsorships the last one tells."""
    survivor = func.coalesce(Recipient.merged_into_id, Recipient.id)
    query = (
        select(Sponsorship, survivor)
        .join(Recipient, Recipient.id == Sponsorship.recipient_id)
        .where(Sponsorship.programme_id == programme_id, survivor.in_(recipient_ids))
        .order_by(Sponsorship.id)
    )
    children: dict[int, Sponsorship] = {child: one for one, child in session.execute(query)}
    terms = terms_of(session, list(children.values()))
    told = {child: _why_nothing(terms[one.id], day) for child, one in children.items()}
    return {child: why for child, why in told.items() if why is not None}


def _why_nothing(terms: Terms, day: date) -> Withholding | None:
    phase, month = phase_on(phases(terms.happenings), day), Month.of(day)
    if phase.state is not State.RUNNING:
        reason = phase.reason or DropReason.OTHER
        return Withholding(reason, f"{DROP_NAMES[reason]}, từ {format_day(phase.start)}")
    months = [one.month for one in schedule(terms)]
    if month in months:
        return None
    if month in {one.month for one in schedule(attrs.evolve(terms, uncovered=Uncovered.FUND))}:
        reason = DropReason.SPONSOR_STOPPED
    elif not months or month > months[-1]:
        is_done = bool(months) and terms.grade is not None
        reason = DropReason.GRADUATED if is_done else DropReason.COMPLETED
    else:
        reason = DropReason.NOT_DUE
    return Withholding(reason, DROP_NAMES[reason])


@attrs.frozen
class Overpaid:
    """A month that was paid although it is owed no more; `reason` says why, `paid` when."""

    instalment: int
    sponsorship: int
    recipient: int
    month: Month
    amount: int
    paid: date
    reason: DropReason


def overpaid(session: Session, unit_id: int) -> list[Overpaid]:
    """Return what was paid beyond the schedules, to be recovered by `khfund payment recover`, by sponsorship and month."""
    paid = {one.instalment_id: one.day for one in paid_instalments(session, unit_id, ALWAYS)}
    return [
        Overpaid(
            instalment=one.instalment.id,
            sponsorship=one.instalment.sponsorship_id or 0,
            recipient=one.instalment.recipient_id,
            month=Month.from_number(one.instalment.month),
            amount=one.instalment.amount,
            paid=paid[one.instalment.id],
            reason=one.reason,
        )
        for one in beyond(session, sponsorships(session, unit_id))
        if one.instalment.id in paid
    ]
