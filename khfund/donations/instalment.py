"""Instalments: on which days a promise falls due, and which of them the money that came has paid. No database here.

Money pays the oldest instalment first, whether it comes early or late; what is beyond all instalments shown is an
advance. So every đồng is allotted once, and a refund undoes exactly what its đồng had paid.
"""

from __future__ import annotations

import calendar
import enum
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, takewhile

import attrs

from khfund.errors import KhfundError
from khfund.money import AMOUNT_MAX

INSTALMENTS_MAX = 1_200  # a hundred years of months


class PledgeTermsError(KhfundError):
    """A promise has an amount, and days that follow one another."""

    message = "Cam kết chưa dùng được: {reason}; hãy sửa rồi ghi lại."
    english = "The pledge cannot be used like this ({reason}); mend it and enter it again."


class Rhythm(enum.StrEnum):
    """How often an instalment falls due."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    LISTED = "listed"  # on stated days, with stated amounts


_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


@attrs.frozen
class Terms:
    """What was promised: `amount` đồng an instalment, from the first day to the last one (inclusive), if there is one.

    `listed` gives the days and amounts of a promise with a schedule of its own. `changes` are (day, amount): from that
    day on an instalment is of that amount. `ended` is the first day on which nothing falls due any more.
    """

    rhythm: Rhythm
    starts: date
    amount: int = 0
    ends: date | None = None
    listed: tuple[tuple[date, int], ...] = ()
    changes: tuple[tuple[date, int], ...] = ()
    ended: date | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether it is known today how much was promised in all."""
        return self.rhythm not in _MONTHS or self.ends is not None or self.ended is not None


@attrs.frozen
class Instalment:
    """One instalment, numbered from 1; đồng."""

    number: int
    day: date
    amount: int


def require_sound(terms: Terms) -> None:
    """Refuse amounts that are none, days that run backwards, and schedules without end.

    Raises: PledgeTermsError.
    """
    listed = terms.rhythm is Rhythm.LISTED
    amounts = [amount for _, amount in terms.listed] if listed else [terms.amount]
    days = [day for day, _ in terms.listed]
    if not amounts or not all(0 < amount <= AMOUNT_MAX for amount in amounts):
        raise PledgeTermsError(reason="mỗi lần đóng phải là số đồng lớn hơn 0")
    if days != sorted(set(days)):
        raise PledgeTermsError(reason="các ngày trong lịch phải tăng dần, không trùng nhau")
    if terms.ends is not None and terms.ends < terms.starts:
        raise PledgeTermsError(reason="ngày cuối trước ngày đầu")
    if terms.is_bounded and len(list(_first(terms, INSTALMENTS_MAX + 1))) > INSTALMENTS_MAX:
        raise PledgeTermsError(reason="lịch dài quá 1.200 lần đóng")


def _first(terms: Terms, most: int) -> Iterator[Instalment]:
    yield from (one for one, _ in zip(instalments(terms), range(most), strict=False))


def instalments(terms: Terms, until: date | None = None) -> Iterator[Instalment]:
    """Give the instalments in order, those up to `until` (inclusive) if given; without end where the promise has none.

    A day that a month lacks becomes its last day: the 31st is the 28th in February and the 31st again in March.
    """
    due = takewhile(lambda one: until is None or one.day <= until, _due(terms))
    yield from (attrs.evolve(one, number=number) for number, one in enumerate(due, 1))


def _due(terms: Terms) -> Iterator[Instalment]:
    if terms.rhythm is Rhythm.LISTED:
        rows: Iterator[tuple[date, int]] = iter(terms.listed)
    else:
        rows = ((day, _amount_on(terms, day)) for day in _days(terms))
    for day, amount in rows:
        if (terms.ends is not None and day > terms.ends) or (terms.ended is not None and day >= terms.ended):
            return
        yield Instalment(0, day, amount)


def _days(terms: Terms) -> Iterator[date]:
    if terms.rhythm is Rhythm.ONCE:
        yield terms.starts
        return
    step = _MONTHS[terms.rhythm]
    for number in count():
        year, month = divmod(terms.starts.year * 12 + terms.starts.month - 1 + number * step, 12)
        if year > date.max.year:
            return
        last = calendar.monthrange(year, month + 1)[1]
        yield date(year, month + 1, min(terms.starts.day, last))


def _amount_on(terms: Terms, day: date) -> int:
    amount = terms.amount
    for since, changed in terms.changes:
        if since <= day:
            amount = changed
    return amount


@attrs.frozen
class Allotment:
    """Đồng of one payment that pay one instalment; `instalment` None is an advance beyond what is shown."""

    payment: int
    instalment: int | None
    amount: int


def allocate(due: Sequence[Instalment], payments: Sequence[tuple[int, int]]) -> list[Allotment]:
    """Allot payments (number, đồng), in their order, to the instalments, the oldest first; none of it gets lost."""
    open_ = [[one.number, one.amount] for one in reversed(due)]
    found: list[Allotment] = []
    for payment, amount in payments:
        left = amount
        while left and open_:
            number, lacking = open_[-1]
            part = min(left, lacking)
            found.append(Allotment(payment, number, part))
            left -= part
            open_[-1][1] -= part
            if not open_[-1][1]:
                open_.pop()
        if left:
            found.append(Allotment(payment, None, left))
    return found
