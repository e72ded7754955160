"""What happens to a sponsored child, as verbs: repeating, leaving, moving, death, graduation, suspension, replacement.

Each event counts from its day, whenever it is entered; unpaid instalments of months that are owed no more are
withdrawn with its code, months that come to be owed are written when payments are next prepared.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy.orm import Session

from khfund.calendar import Month, SchoolYear
from khfund.calendar import today as day_of
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.child_event import (
    ChildEvent,
    ChildEventTakenBack,
    events_of,
    keep_event,
    keep_taken_back,
)
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.schedule import (
    EventKind,
    Happening,
    Terms,
    first_misfit,
    last_school_year,
)
from khfund.scholarships.sponsor_share import shares_of, sponsor_of
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import (
    NewShare,
    NewSponsorship,
    agree,
    bring_in_line,
    require_own,
)
from khfund.scholarships.sponsorship_terms import terms_of
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class ChildEventMisfitError(KhfundError):
    """Events follow one another sensibly: what runs is suspended, what is suspended resumes, nothing follows the end."""

    message = "Sự việc «{event}» ngày {day:%d/%m/%Y} không khớp với các sự việc đã ghi của thỏa thuận số {sponsorship}; xem bằng `khfund sponsorship show {sponsorship}`."
    english = "The event «{event}» of {day:%d/%m/%Y} does not fit what is recorded of sponsorship {sponsorship}; see `khfund sponsorship show {sponsorship}`."


class RepeatedYearError(KhfundError):
    """A class is repeated in a school year of the sponsorship, once."""

    message = "Năm học {year} không ghi lưu ban được cho thỏa thuận số {sponsorship}: ngoài thời gian đỡ đầu, đã ghi rồi, hoặc không tính theo lớp."
    english = "Repeating a class in {year} cannot be recorded for sponsorship {sponsorship}: outside it, recorded already, or not counted by grades."


class DeathAheadError(KhfundError):
    """A death is recorded once it has happened."""

    message = "Ngày mất {day:%d/%m/%Y} sau hôm nay; hãy xem lại ngày."
    english = "The day of death {day:%d/%m/%Y} lies ahead; check it."


class EndReasonError(KhfundError):
    """An end has a reason of its own; what happens to the child is recorded as what it is."""

    message = "«{reason}» không dùng để kết thúc thỏa thuận; hãy ghi sự việc tương ứng bằng `khfund sponsorship event`."
    english = (
        "«{reason}» is no reason to end a sponsorship; record the event itself by `khfund sponsorship event`."
    )


EVENT_NAMES = {
    EventKind.REPEAT: "lưu ban, học lại lớp",
    EventKind.RESUME: "tiếp tục",
    EventKind.SUSPEND: "tạm dừng",
    EventKind.LEAVE: "thôi học",
    EventKind.MOVE: "chuyển đi nơi khác",
    EventKind.GRADUATE: "học hết cấp, ra trường sớm",
    EventKind.DIE: "qua đời",
    EventKind.END: "kết thúc",
}
END_REASONS = (
    DropReason.REFUSED, DropReason.NOT_ELIGIBLE, DropReason.EVIDENCE_EXPIRED, DropReason.SPONSOR_STOPPED,
    DropReason.REPLACED, DropReason.DUPLICATE, DropReason.REVOKED, DropReason.MISTAKE, DropReason.OTHER,
)  # fmt: skip


def record(
    session: Session,
    command: Command,
    made: Sponsorship,
    kind: EventKind,
    day: date,
    *,
    back_pay: bool = False,
    words: str = "",
) -> ChildEvent:
    """Record what happened to the child on a day; `back_pay` of a resumption makes good the suspended months.

    Raises: SponsorshipUnknownError, ChildEventMisfitError, DeathAheadError, RepeatedYearError, EndReasonError,
    MonthCoveredError, CoveredElsewhereError.
    """
    if kind is EventKind.REPEAT:
        return repeat_class(session, command, made, SchoolYear.of(day), words=words)
    if kind is EventKind.END:
        raise EndReasonError(reason=EVENT_NAMES[kind])
    if kind is EventKind.DIE and day > day_of(command.at):
        raise DeathAheadError(day=day)
    happening = Happening(kind, day, back_pay and kind is EventKind.RESUME)
    return _enter(session, command, made, happening, words)


def repeat_class(
    session: Session, command: Command, made: Sponsorship, school_year: SchoolYear, *, words: str = ""
) -> ChildEvent:
    """Record that the child sits in the same class again in a school year: the support lasts one year more.

    Raises: SponsorshipUnknownError, RepeatedYearError.
    """
    require_own(command, made)
    terms = terms_of(session, [made])[made.id]
    again = Happening(EventKind.REPEAT, school_year.start)
    last = last_school_year(terms)
    if last is None or not terms.school_year < school_year.year <= last + 1 or again in terms.happenings:
        raise RepeatedYearError(year=str(school_year), sponsorship=made.id)
    return _enter(session, command, made, again, words)


def end(
    session: Session,
    command: Command,
    made: Sponsorship,
    reason: DropReason,
    *,
    day: date | None = None,
    words: str = "",
) -> ChildEvent:
    """End a sponsorship from a day on, today unless said otherwise; one entered by mistake ends before it began.

    Raises: SponsorshipUnknownError, EndReasonError, ReasonMissingError, ChildEventMisfitError.
    """
    if reason not in END_REASONS:
        raise EndReasonError(reason=DROP_NAMES[reason])
    if reason is DropReason.OTHER and not clean(words):
        raise ReasonMissingError
    first = Month.from_number(made.first_month).first
    on = first if reason is DropReason.MISTAKE else day or day_of(command.at)
    return _enter(session, command, made, Happening(EventKind.END, on, reason=reason), words)


def _enter(
    session: Session, command: Command, made: Sponsorship, happening: Happening, words: str
) -> ChildEvent:
    require_own(command, made)
    terms = terms_of(session, [made])[made.id]
    _require_fitting(made, attrs.evolve(terms, happenings=(*terms.happenings, happening)))
    event = keep_event(session, command, made, happening, clean(words))
    bring_in_line(session, command, made)
    return event


def _require_fitting(made: Sponsorship, terms: Terms) -> None:
    odd = first_misfit(terms.happenings)
    if odd is not None:
        raise ChildEventMisfitError(event=EVENT_NAMES[odd.kind], day=odd.day, sponsorship=made.id)


def take_back(
    session: Session, command: Command, made: Sponsorship, event: ChildEvent, *, reason: str
) -> ChildEventTakenBack:
    """Say that an event was entered by mistake: the schedule is again as if it had never been.

    Raises: SponsorshipUnknownError, ReasonMissingError, ChildEventMisfitError, MonthCoveredError,
    CoveredElsewhereError.
    """
    require_own(command, made)
    if not clean(reason):
        raise ReasonMissingError
    left = [one.happening for one in events_of(session, [made])[made.id] if one.id != event.id]
    _require_fitting(made, attrs.evolve(terms_of(session, [made])[made.id], happenings=tuple(left)))
    row = keep_taken_back(session, command, event, clean(reason))
    bring_in_line(session, command, made)
    return row


def replace(
    session: Session,
    command: Command,
    made: Sponsorship,
    child: Recipient,
    *,
    day: date,
    grade: int | None = None,
    words: str = "",
) -> Sponsorship:
    """End a sponsorship from a day on and let its sponsors keep another child from the next month on, on the same terms.

    `grade` is the new child's in the school year of that month; a sponsorship without grades keeps its last month.

    Raises: what `end` and `agree` raise.
    """
    end(session, command, made, DropReason.REPLACED, day=day, words=words)
    month = Month.of(day) if day.day == 1 else Month.of(day).next()
    starts = max(month, Month.from_number(made.first_month))
    terms = terms_of(session, [made])[made.id]
    rate = next(one.amount for one in reversed(terms.rates) if one.since <= starts)
    new = NewSponsorship(
        starts=starts,
        rate=rate,
        grade=grade,
        payable=made.payable,
        pay_day=made.pay_day,
        ends=terms.ends,
        uncovered=made.uncovered,
        agreement=made.agreement,
    )
    programme, fund = session.get_one(Programme, made.programme_id), session.get_one(Fund, made.fund_id)
    sponsors = _sponsors_on(session, made, terms, starts)
    return agree(session, command, programme, child, new, sponsors=sponsors, fund=fund, replaces=made)


def _sponsors_on(session: Session, made: Sponsorship, terms: Terms, month: Month) -> list[NewShare]:
    """What the sponsors of a month promise, as promised anew."""
    kept = [one.share for one in terms.covers if one.covers(month)]
    return [
        NewShare(
            sponsor_of(session, share),
            share.part,
            until=Month.from_number(share.until_month) if share.until_month else None,
        )
        for share in shares_of(session, [made])[made.id]
        if share.id in kept
    ]
