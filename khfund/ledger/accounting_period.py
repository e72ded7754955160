"""Accounting periods: months close one after the other, and only the last closed one can be reopened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.actor import require_another
from khfund.calendar import Month
from khfund.db import Base
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command


class BookNotOpenError(KhfundError):
    """A unit's book is opened before anything is written in it."""

    message = "Đơn vị này chưa mở sổ; hãy mở bằng `khfund book open`."
    english = "This unit has no book yet; open it with `khfund book open`."


class BookAlreadyOpenError(KhfundError):
    """A unit has one book."""

    message = "Sổ của đơn vị đã mở từ ngày {opened:%d/%m/%Y}."
    english = "The unit's book has been open since {opened:%d/%m/%Y}."


class BeforeBookError(KhfundError):
    """An entry is dated on or after the day on which the book opened."""

    message = "Ngày {day:%d/%m/%Y} trước ngày mở sổ {opened:%d/%m/%Y}; việc cũ hơn nằm trong số dư đầu kỳ."
    english = "The day {day:%d/%m/%Y} lies before the book opened on {opened:%d/%m/%Y}; older events are in the opening balance."


class FutureDayError(KhfundError):
    """An entry is dated no later than the day on which it is written."""

    message = "Ngày {day:%d/%m/%Y} chưa tới (hôm nay là {today:%d/%m/%Y}); hãy kiểm tra lại ngày ghi sổ."
    english = "The day {day:%d/%m/%Y} has not come yet (today is {today:%d/%m/%Y}); check the entry's day."


class PeriodClosedError(KhfundError):
    """An entry is dated in an open accounting period."""

    message = "{period} đã khóa sổ; hãy ghi vào tháng đang mở, hoặc mở lại {period}."
    english = "{period} is closed; write in an open month, or reopen it."


class PeriodOutOfOrderError(KhfundError):
    """Months are closed one after the other, from the month in which the book opened."""

    message = "Tháng tiếp theo cần khóa sổ là {expected}, không phải {period}."
    english = "The next month to close is {expected}, not {period}."


class PeriodNotOverError(KhfundError):
    """A month closes when it is over."""

    message = "{period} chưa hết (hôm nay là {today:%d/%m/%Y}); chỉ khóa sổ tháng đã qua."
    english = "{period} is not over (today is {today:%d/%m/%Y}); close a month that has passed."


class PeriodHinderedError(KhfundError):
    """Whatever is unfinished in a month is settled, or accepted by name where it may be, before it closes."""

    message = "Chưa khóa sổ {period} được, còn {count} việc: {obstacles}"
    english = "{period} cannot be closed yet; {count} things are in the way: {obstacles}"


class PeriodNotLastError(KhfundError):
    """Only the last closed month can be reopened."""

    message = "Chỉ mở lại được tháng khóa sổ sau cùng ({last}), không phải {period}."
    english = "Only the last closed month ({last}) can be reopened, not {period}."


class ReopeningNotAskedError(KhfundError):
    """One person asks for a reopening with a reason before another one grants it."""

    message = "Chưa ai đề nghị mở lại {period}; hãy đề nghị trước, kèm lý do."
    english = "Nobody has asked for {period} to be reopened; ask first, with a reason."


class ReasonMissingError(KhfundError):
    """What is out of the ordinary carries its reason."""

    message = "Hãy ghi lý do."
    english = "State the reason."


@attrs.frozen
class Obstacle:
    """Something unfinished in a month; `acceptable` things may stay when whoever closes accepts them by `code`."""

    code: str
    sentence: str
    acceptable: bool = False


Finder = Callable[[Session, int, Month], Sequence[Obstacle]]
FINDERS: list[Finder] = []
"""Functions (session, unit id, month) that find what hinders closing; each area of work adds its own."""


def hinders_closing(finder: Finder) -> Finder:
    """Register a finder of obstacles."""
    FINDERS.append(finder)
    return finder


ReopeningRule = Callable[[Session, int, Month], None]
REOPENING_RULES: list[ReopeningRule] = []
"""Functions (session, unit id, month) that refuse to reopen a month on which something still stands."""


def may_refuse_reopening(rule: ReopeningRule) -> ReopeningRule:
    """Register a function that may refuse the reopening of a month; each area of work adds its own."""
    REOPENING_RULES.append(rule)
    return rule


class Book(Base):
    """A unit's book: from which day it is kept and to which day (inclusive) it is closed."""

    __tablename__ = "book"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    opened: Mapped[date]
    closed_until: Mapped[date | None]
    reopening_asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reopening_reason: Mapped[str] = mapped_column(String(500), default="")

    @property
    def next_month(self) -> Month:
        """The earliest month that is open."""
        return Month.of(self.opened) if self.closed_until is None else Month.of(self.closed_until).next()


def open_book(session: Session, command: Command, *, opened: date) -> Book:
    """Open the book of the command's unit from a day on.

    Raises: BookAlreadyOpenError.
    """
    book = session.get(Book, command.unit)
    if book is not None:
        raise BookAlreadyOpenError(opened=book.opened)
    book = Book(unit_id=command.unit, opened=opened)
    session.add(book)
    session.flush()
    return book


def close_period(
    session: Session, command: Command, month: Month, *, today: date, accepting: Sequence[str] = ()
) -> Book:
    """Close the next open month; `accepting` names the codes of acceptable obstacles that may stay.

    Raises: PeriodOutOfOrderError, PeriodNotOverError, PeriodHinderedError.
    """
    book = find_book(session, command.unit)
    if month != book.next_month:
        raise PeriodOutOfOrderError(expected=book.next_month, period=month)
    if month.last >= today:
        raise PeriodNotOverError(period=month, today=today)
    left = [
        one
        for one in obstacles(session, command.unit, month)
        if not (one.acceptable and one.code in accepting)
    ]
    if left:
        listed = "; ".join(f"{one.sentence} [{one.code}]" for one in left)
        raise PeriodHinderedError(period=month, count=len(left), obstacles=listed)
    book.closed_until = month.last
    book.reopening_asked_by, book.reopening_reason = None, ""
    session.flush()
    return book


def ask_reopening(session: Session, command: Command, month: Month, *, reason: str) -> Book:
    """Ask for the last closed month to be reopened; another person must grant it.

    Raises: PeriodNotLastError, ReasonMissingError.
    """
    book = _require_last(session, command.unit, month)
    if not reason.strip():
        raise ReasonMissingError
    book.reopening_asked_by, book.reopening_reason = command.person_id, reason
    session.flush()
    return book


def reopen_period(session: Session, command: Command, month: Month, *, today: date) -> Book:
    """Reopen the last closed month, as asked for by another person.

    Raises: PeriodNotLastError, ReopeningNotAskedError, AnotherPersonNeededError, and what a rule about what stands on
    the month raises.
    """
    book = _require_last(session, command.unit, month)
    for rule in REOPENING_RULES:
        rule(session, command.unit, month)
    if book.reopening_asked_by is None:
        raise ReopeningNotAskedError(period=month)
    require_another(
        session,
        command.person_id,
        book.reopening_asked_by,
        unit_id=command.unit,
        on=today,
        did="đề nghị mở lại",
        does="duyệt mở lại",
    )
    before = month.first - timedelta(days=1)
    book.closed_until = before if before >= book.opened else None
    book.reopening_asked_by, book.reopening_reason = None, ""
    session.flush()
    return book


def _require_last(session: Session, unit_id: int, month: Month) -> Book:
    book = find_book(session, unit_id)
    if book.closed_until is None or Month.of(book.closed_until) != month:
        raise PeriodNotLastError(last=Month.of(book.closed_until) if book.closed_until else "-", period=month)
    return book


def obstacles(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    """List what is unfinished in a month, from every area of work."""
    return [one for finder in FINDERS for one in finder(session, unit_id, month)]


def find_book(session: Session, unit_id: int) -> Book:
    """Return the unit's book.

    Raises: BookNotOpenError.
    """
    book = session.get(Book, unit_id)
    if book is None:
        raise BookNotOpenError
    return book


def require_open(book: Book, day: date, *, today: date) -> None:
    """Refuse a day before the book, in a closed month, or still to come.

    Raises: BeforeBookError, PeriodClosedError, FutureDayError.
    """
    if day < book.opened:
        raise BeforeBookError(day=day, opened=book.opened)
    if book.closed_until is not None and day <= book.closed_until:
        raise PeriodClosedError(period=Month.of(day))
    if day > today:
        raise FutureDayError(day=day, today=today)
