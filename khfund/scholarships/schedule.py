"""Which months of a sponsorship are owed, and how much, from its terms and from what happened to the child. No database.

The order in which events were entered does not matter, only their days. An event counts for the months whose first day
is not before it: a child that leaves on 1 March is not owed March, one that leaves on 31 March is owed it still. A
support "to the end of grade 12" runs through the agreed months of that school year, the summer that closes it included.
"""

from __future__ import annotations

import calendar
import enum
import functools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from khfund import money
from khfund.calendar import Month, SchoolYear
from khfund.errors import KhfundError
from khfund.money import AMOUNT_MAX
from khfund.scholarships.instalment import DropReason

WHOLE = 10_000  # basis points of a whole child
GRADE_LAST = 12
MONTHS_OF_YEAR = {12: (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8), 10: (9, 10, 11, 12, 1, 2, 3, 4, 5, 6),
                  9: (9, 10, 11, 12, 1, 2, 3, 4, 5)}  # fmt: skip
"""How many months a school year → which ones. Source: domain, section 3.5 (lessons end before 31 May)."""


class ScheduleTermsError(KhfundError):
    """A sponsorship has a rate, months of the year, and an end that lies ahead."""

    message = "Thỏa thuận đỡ đầu chưa dùng được: {reason}; hãy sửa rồi ghi lại."
    english = "The sponsorship cannot be agreed like this ({reason}); mend it and enter it again."


class Uncovered(enum.StrEnum):
    """Who pays what no sponsor covers: the fund, or nobody."""

    FUND = "fund"
    STOP = "stop"


class EventKind(enum.StrEnum):
    """What may happen to a sponsored child."""

    REPEAT = "repeat"
    RESUME = "resume"
    SUSPEND = "suspend"
    LEAVE = "leave"
    MOVE = "move"
    GRADUATE = "graduate"
    DIE = "die"
    END = "end"


class State(enum.StrEnum):
    """Where a sponsorship stands on a day; who is away may come back, who is suspended keeps the place."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    AWAY = "away"
    ENDED = "ended"


STATE_NAMES = {
    State.RUNNING: "đang đỡ đầu",
    State.SUSPENDED: "tạm dừng",
    State.AWAY: "đã đi",
    State.ENDED: "đã kết thúc",
}
REASON_OF = {
    EventKind.SUSPEND: DropReason.SUSPENDED,
    EventKind.LEAVE: DropReason.LEFT_SCHOOL,
    EventKind.MOVE: DropReason.MOVED,
    EventKind.GRADUATE: DropReason.GRADUATED,
    EventKind.DIE: DropReason.DIED,
}
_LEADS_TO = {
    EventKind.RESUME: State.RUNNING,
    EventKind.SUSPEND: State.SUSPENDED,
    EventKind.LEAVE: State.AWAY,
    EventKind.MOVE: State.AWAY,
    EventKind.GRADUATE: State.ENDED,
    EventKind.DIE: State.ENDED,
    EventKind.END: State.ENDED,
}
_FITS: dict[State, set[State]] = {
    State.RUNNING: {State.SUSPENDED, State.AWAY, State.ENDED},
    State.SUSPENDED: {State.RUNNING, State.AWAY, State.ENDED},
    State.AWAY: {State.RUNNING, State.ENDED},
    State.ENDED: set(),
}


@attrs.frozen
class Rate:
    """So many đồng for each month from `since` on."""

    since: Month
    amount: int


@attrs.frozen
class Cover:
    """A sponsor's share (by id) of the months from `since` on, before `before` if given; `part` in basis points."""

    share: int
    since: Month
    before: Month | None
    part: int

    def covers(self, month: Month) -> bool:
        """Whether the sponsor has promised this month."""
        return self.since <= month and (self.before is None or month < self.before)


@attrs.frozen
class Happening:
    """An event on a day; `back_pay` of a resumption makes good the months that were suspended. END has its reason."""

    kind: EventKind
    day: date
    back_pay: bool = False
    reason: DropReason | None = None


@attrs.frozen
class Terms:
    """What was agreed and what happened since. The child is in `grade` in the school year `school_year`.

    `payable` are the months of the year (1–12) that are paid, `pay_day` the day of the month from which (a month that
    lacks it: its last day), `ends` the agreed last month, inclusive, before which grade 12 may end.
    """

    starts: Month
    rates: tuple[Rate, ...]
    grade: int | None = None
    school_year: int = 0
    payable: frozenset[int] = frozenset(MONTHS_OF_YEAR[12])
    pay_day: int = 1
    ends: Month | None = None
    uncovered: Uncovered = Uncovered.FUND
    covers: tuple[Cover, ...] = ()
    happenings: tuple[Happening, ...] = ()


@attrs.frozen
class OwedMonth:
    """One month of the schedule; đồng. `parts` are (share, đồng) of the sponsors; a `held` month waits for resumption."""

    month: Month
    due: date
    rate: int
    amount: int
    parts: tuple[tuple[int, int], ...]
    grade: int | None
    is_held: bool = False


@attrs.frozen
class Phase:
    """From `start` on, before `until` if it is over, the sponsorship stands in `state`; `reason` says why it does not run.

    The months of a suspension that was `made_good` may be paid from `until` on.
    """

    start: date
    state: State
    reason: DropReason | None = None
    until: date | None = None
    made_good: bool = False

    @property
    def is_held(self) -> bool:
        """Whether the months wait: nobody has said yet what becomes of them."""
        return self.state is State.SUSPENDED and self.until is None

    @property
    def is_owed(self) -> bool:
        """Whether the months are, or may still come to be, owed."""
        return self.state is State.RUNNING or self.is_held or self.made_good


def require_sound(terms: Terms) -> None:
    """Refuse terms under which nothing could ever be paid.

    Raises: ScheduleTermsError.
    """
    begun = any(one.since <= terms.starts for one in terms.rates)
    if not begun or not all(0 < one.amount <= AMOUNT_MAX for one in terms.rates):
        raise ScheduleTermsError(reason="mức mỗi tháng phải là số đồng lớn hơn 0")
    if terms.grade is None and terms.ends is None:
        raise ScheduleTermsError(reason="chưa biết lớp thì phải có tháng cuối")
    if terms.grade is not None and not 1 <= terms.grade <= GRADE_LAST:
        raise ScheduleTermsError(reason="lớp phải từ 1 đến 12")
    if not terms.payable or not terms.payable <= set(range(1, 13)):
        raise ScheduleTermsError(reason="tháng chi trong năm phải từ 1 đến 12")
    if not 1 <= terms.pay_day <= 31:
        raise ScheduleTermsError(reason="ngày chi trong tháng phải từ 1 đến 31")
    if not schedule(attrs.evolve(terms, happenings=(), uncovered=Uncovered.FUND)):
        raise ScheduleTermsError(reason="từ tháng bắt đầu đến tháng cuối không có tháng nào được chi")


@functools.lru_cache(maxsize=4_096)  # one command asks for the same schedule several times
def schedule(terms: Terms) -> tuple[OwedMonth, ...]:
    """Return every month that is owed or held, in order; none twice, none after an end."""
    course = phases(terms.happenings)
    rates = sorted(terms.rates, key=lambda one: one.since)
    found = (_owed(terms, rates, month, phase_on(course, month.first)) for month in _agreed_months(terms))
    return tuple(one for one in found if one is not None)


def _agreed_months(terms: Terms) -> Iterator[Month]:
    """The months that terms alone would pay, whatever happened to the child except repeating a class."""
    lasts = [SchoolYear(year).last for year in [last_school_year(terms)] if year is not None]
    limits = [*map(Month.of, lasts), *([terms.ends] if terms.ends else [])]
    if not limits:
        return
    month, last = terms.starts, min(limits)
    while month <= last:
        if month.month in terms.payable:
            yield month
        month = month.next()


def last_school_year(terms: Terms) -> int | None:
    """The school year (by its first calendar year) in which the child finishes grade 12; repeated classes move it."""
    if terms.grade is None:
        return None
    last = terms.school_year + GRADE_LAST - terms.grade
    for year in _repeated(terms.happenings):
        if terms.school_year < year <= last + 1:
            last += 1
    return last


def _repeated(happenings: Iterable[Happening]) -> list[int]:
    return sorted({SchoolYear.of(one.day).year for one in happenings if one.kind is EventKind.REPEAT})


def grade_in(terms: Terms, school_year: int) -> int | None:
    """The class in which the child is in a school year if every class but the repeated ones takes one year."""
    if terms.grade is None:
        return None
    again = sum(terms.school_year < year <= school_year for year in _repeated(terms.happenings))
    return min(terms.grade + school_year - terms.school_year - again, GRADE_LAST)


def _owed(terms: Terms, rates: Sequence[Rate], month: Month, phase: Phase) -> OwedMonth | None:
    if not phase.is_owed:
        return None
    rate = next(one.amount for one in reversed(rates) if one.since <= month)
    parts = _parts(terms, month, rate)
    amount = rate if terms.uncovered is Uncovered.FUND else sum(dong for _, dong in parts)
    if not amount:
        return None
    due = due_day(month, terms.pay_day)
    return OwedMonth(
        month=month,
        due=max(due, phase.until) if phase.made_good and phase.until else due,
        rate=rate,
        amount=amount,
        parts=parts,
        grade=grade_in(terms, month.year - (month.month < 9)),
        is_held=phase.is_held,
    )


def _parts(terms: Terms, month: Month, rate: int) -> tuple[tuple[int, int], ...]:
    """Share a month among its sponsors without losing a đồng; what nobody covers stays over."""
    covers = sorted((one.share, one.since, one.part) for one in terms.covers if one.covers(month))
    return _split(rate, tuple((share, part) for share, _, part in covers))


@functools.lru_cache(maxsize=1_024)
def _split(rate: int, parts: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    if not parts:
        return ()
    left = max(0, WHOLE - sum(part for _, part in parts))
    amounts = money.split(rate, [*(part for _, part in parts), *([left] if left else [])])
    return tuple((share, dong) for (share, _), dong in zip(parts, amounts, strict=False))


def due_day(month: Month, pay_day: int) -> date:
    """The day of a month from which it may be paid: the 31st is the 28th in February."""
    return month.first.replace(day=min(pay_day, calendar.monthrange(month.year, month.month)[1]))


# -- what happened ----------------------------------------------------------------------------------------------------

_RANK = {kind: place for place, kind in enumerate(EventKind)}


def in_order(happenings: Iterable[Happening]) -> list[Happening]:
    """The events by day; of one day a resumption comes first and an end last."""
    return sorted(happenings, key=lambda one: (one.day, _RANK[one.kind], one.back_pay, str(one.reason)))


def phases(happenings: Iterable[Happening]) -> tuple[Phase, ...]:
    """Return the phases by their first day; an event that does not fit the phase in which it falls changes nothing."""
    found = [Phase(date.min, State.RUNNING)]
    for one in in_order(happenings):
        if _fits(found[-1].state, one):
            made_good = found[-1].state is State.SUSPENDED and one.kind is EventKind.RESUME and one.back_pay
            found[-1] = attrs.evolve(found[-1], until=one.day, made_good=made_good)
            found.append(Phase(one.day, _LEADS_TO[one.kind], one.reason or REASON_OF.get(one.kind)))
    return tuple(found)


def _fits(state: State, one: Happening) -> bool:
    return one.kind is not EventKind.REPEAT and _LEADS_TO[one.kind] in _FITS[state]


def first_misfit(happenings: Iterable[Happening]) -> Happening | None:
    """The first event that does not fit the phase in which it falls, if there is one: a resumption of what runs."""
    state = State.RUNNING
    for one in in_order(happenings):
        if one.kind is not EventKind.REPEAT and not _fits(state, one):
            return one
        state = _LEADS_TO.get(one.kind, state)
    return None


def phase_on(course: Sequence[Phase], day: date) -> Phase:
    """The phase in which a day lies."""
    return next(one for one in reversed(course) if one.start <= day)
