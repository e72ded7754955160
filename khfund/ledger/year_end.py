"""Closing a year: what was earned and spent is carried to each fund's spendable balance, and December closes.

One entry per fund, dated 31 December: 5xx to 421, 421 to 6xx, and what funds gave each other (4219) to 421. Nothing
moves between funds and principal is not touched, so every fund stands where it stood. What is found wrong later is
corrected in the year in which it is found (Luật Kế toán 88/2015, Art 27); two persons may open the year again while no
later month is closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, Nature, account_for, accounts
from khfund.ledger.accounting_period import (
    BeforeBookError,
    Book,
    ask_reopening,
    close_period,
    find_book,
    may_refuse_reopening,
    reopen_period,
)
from khfund.ledger.balance import balances
from khfund.ledger.entry import Correction, Entry, NewEntry, PostedEntry, Posting
from khfund.ledger.fund import funds
from khfund.ledger.journal import AMOUNT_MAX, holds_entries, post_all, reverse
from khfund.ledger.management_cap import look_at_management_cap

if TYPE_CHECKING:
    from khfund.command import Command


class YearClosedError(KhfundError):
    """A year is closed once."""

    message = "Năm {year} đã khóa sổ và kết chuyển; xem bằng `khfund year list`."
    english = "The year {year} is closed and carried forward already; see `khfund year list`."


class YearNotOverError(KhfundError):
    """A year closes when it is over."""

    message = "Năm {year} chưa hết (hôm nay là {today:%d/%m/%Y}); chỉ kết chuyển năm đã qua."
    english = "The year {year} is not over (today is {today:%d/%m/%Y}); close a year that has passed."


class YearMonthsOpenError(KhfundError):
    """The months before December close first, one after the other."""

    message = "Chưa kết chuyển năm {year} được: {month} còn mở; hãy khóa sổ từng tháng đến hết tháng 11."
    english = (
        "The year {year} cannot be closed yet: {month} is open; close the months up to November, one by one."
    )


class DecemberClosedError(KhfundError):
    """December is closed together with its year."""

    message = "Tháng 12/{year} đã khóa sổ mà năm chưa kết chuyển; hãy mở lại tháng 12 (hai người) rồi kết chuyển năm, hoặc để năm sau kết chuyển cả hai."
    english = "December {year} was closed without its year; reopen December (two persons) and close the year, or let the next year carry both forward."


class YearNotClosedError(KhfundError):
    """Only a closed year is opened again."""

    message = "Năm {year} chưa kết chuyển nên không có gì để mở lại."
    english = "The year {year} is not closed, so there is nothing to open again."


class YearStandsError(KhfundError):
    """December of a closed year is opened again together with its year."""

    message = "{period} thuộc năm đã kết chuyển; hãy mở lại cả năm bằng `khfund year ask-reopen {year}` và `khfund year reopen {year}`."
    english = "{period} belongs to a year that was carried forward; open the year again by `khfund year ask-reopen {year}` and `khfund year reopen {year}`."


class YearEndEntryError(KhfundError):
    """The entries that carry a year forward are undone by opening the year again."""

    message = "Bút toán {number} kết chuyển năm {year}, không đảo riêng được; hãy mở lại năm bằng `khfund year reopen`."
    english = "The entry {number} carries the year {year} forward and is not reversed by itself; open the year again."


@attrs.frozen
class Carried:
    """What one account of a fund (by id) carries forward, in đồng: positive adds to the spendable balance."""

    fund: int
    account: int
    amount: int


@attrs.frozen
class YearEnd:
    """What closing a year does: what each account carries forward, by fund and account code."""

    year: int
    carried: tuple[Carried, ...]

    @property
    def amount(self) -> int:
        """What all spendable balances together gain, in đồng; negative when more was spent than came."""
        return sum(one.amount for one in self.carried)

    def of_fund(self, fund: int) -> int:
        """What a fund's spendable balance (421) gains, in đồng."""
        return sum(one.amount for one in self.carried if one.fund == fund)


class YearClosing(Base):
    """That a year was closed on `until`, its last day; the entries that carried it forward bear the same command."""

    __tablename__ = "year_closing"

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    until: Mapped[date]
    closed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class YearReopening(Base):
    """That a closed year was opened again, as one person asked with a reason and another granted."""

    __tablename__ = "year_reopening"

    closing_id: Mapped[int] = mapped_column(
        ForeignKey("year_closing.id"), primary_key=True, autoincrement=False
    )
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


_STANDING = "NOT EXISTS (SELECT 1 FROM year_reopening r WHERE r.closing_id = c.id)"

never_changes("year_closing")
never_changes("year_reopening")
guard(
    "year_closing_once",
    "year_closing",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM year_closing c WHERE c.unit_id = NEW.unit_id AND c.year = NEW.year "  # noqa: S608
    f"AND {_STANDING})",
    refusal="year_closing: a year is closed once",
)
guard(
    "book_of_closed_year",
    "book",
    when="BEFORE UPDATE",
    condition="EXISTS (SELECT 1 FROM year_closing c WHERE c.unit_id = NEW.unit_id "  # noqa: S608  our own words
    f"AND c.until <= OLD.closed_until AND (NEW.closed_until IS NULL OR c.until > NEW.closed_until) AND {_STANDING})",
    refusal="book: a closed year stays closed until it is opened again",
)


@witnesses("year_closing")
def _closings_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(YearClosing).order_by(YearClosing.id)):
        yield row.command_number, _closing_figures(row), ""


def _closing_figures(row: YearClosing) -> str:
    return f"{row.id}|{row.unit_id}|{row.year}|{row.until}|{row.closed_by}"


@witnesses("year_reopening")
def _reopenings_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(YearReopening).order_by(YearReopening.command_number)):
        yield row.command_number, f"{row.closing_id}|{row.asked_by}|{row.granted_by}", row.reason


# -- closing ---------------------------------------------------------------------------------------------------------


def propose_year(session: Session, unit_id: int, year: int) -> YearEnd:
    """Return what closing the year would carry forward as the books stand; nothing is written.

    A year that was left unclosed before is carried forward with it.
    """
    chart = {one.id: one for one in accounts(session, unit_id)}
    order = {fund.id: place for place, fund in enumerate(funds(session, unit_id))}
    found = [
        Carried(fund, account, -debit)
        for (fund, account), debit in balances(session, unit_id, last_day(year)).items()
        if debit and is_carried(chart[account])
    ]
    return YearEnd(year, tuple(sorted(found, key=lambda one: (order[one.fund], chart[one.account].code))))


def is_carried(account: Account) -> bool:
    """Tell whether an account stands at zero after a year: of income, of cost, of help between funds."""
    return account.role is AccountRole.INTERFUND or account.role.nature in (Nature.INCOME, Nature.COST)


def close_year(
    session: Session, command: Command, year: int, *, accepting: Sequence[str] = ()
) -> list[PostedEntry]:
    """Carry the year's income and cost forward, fund by fund, and close its December; return the entries.

    A fund that earned and spent nothing has no entry; management that cost more than it may is pointed out. `accepting` names the obstacles to closing December that may stay.

    Raises: BeforeBookError, YearNotOverError, YearClosedError, YearMonthsOpenError, DecemberClosedError,
    PeriodHinderedError.
    """
    today, last = day_of(command.at), last_day(year)
    _require_turn(session, find_book(session, command.unit), year, today=today)
    entries = _entries(session, command.unit, propose_year(session, command.unit, year))
    posted = post_all(session, command, entries)
    look_at_management_cap(session, command, year)
    close_period(session, command, Month.of(last), today=today, accepting=accepting)
    row = YearClosing(
        id=(session.scalar(select(func.max(YearClosing.id))) or 0) + 1,
        unit_id=command.unit,
        year=year,
        until=last,
        closed_by=command.person_id,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    command.witness("year_closing", _closing_figures(row), "")
    return posted


def last_day(year: int) -> date:
    """Return the 31 December of a year.

    Raises: YearOutOfRangeError.
    """
    return Month(year, 12).last


def _require_turn(session: Session, book: Book, year: int, *, today: date) -> None:
    last = last_day(year)
    if last < book.opened:
        raise BeforeBookError(day=last, opened=book.opened)
    if last >= today:
        raise YearNotOverError(year=year, today=today)
    if standing_closing(session, book.unit_id, year) is not None:
        raise YearClosedError(year=year)
    if book.next_month < Month.of(last):
        raise YearMonthsOpenError(year=year, month=book.next_month)
    if book.next_month > Month.of(last):
        raise DecemberClosedError(year=year)


def _entries(session: Session, unit_id: int, proposed: YearEnd) -> list[NewEntry]:
    codes = {fund.id: fund.code for fund in funds(session, unit_id)}
    spendable = account_for(session, unit_id, AccountRole.SPENDABLE).id if proposed.carried else 0
    by_fund: dict[int, list[Posting]] = defaultdict(list)
    for one in proposed.carried:
        debit, credit = (one.account, spendable) if one.amount > 0 else (spendable, one.account)
        by_fund[one.fund] += [Posting(debit, credit, one.fund, part) for part in _parts(abs(one.amount))]
    return [
        NewEntry(
            last_day(proposed.year),
            f"Kết chuyển thu, chi năm {proposed.year} của quỹ {codes[fund]}",
            postings,
            correction=Correction.YEAR_END,
        )
        for fund, postings in by_fund.items()
    ]


def _parts(amount: int) -> list[int]:
    """An amount in postings that the journal takes: one, but for sums that no association has."""
    whole, rest = divmod(amount, AMOUNT_MAX)
    return [AMOUNT_MAX] * whole + [rest] * (rest > 0)


# -- opening again ---------------------------------------------------------------------------------------------------


def ask_reopening_year(session: Session, command: Command, year: int, *, reason: str) -> YearClosing:
    """Ask for a closed year to be opened again; another person must grant it.

    Raises: YearNotClosedError, PeriodNotLastError, ReasonMissingError.
    """
    closing = _require_standing(session, command.unit, year)
    ask_reopening(session, command, Month.of(closing.until), reason=reason)
    return closing


def reopen_year(session: Session, command: Command, year: int) -> list[PostedEntry]:
    """Open December of a closed year again and reverse what carried the year forward; return the reversals.

    Raises: YearNotClosedError, PeriodNotLastError, ReopeningNotAskedError, AnotherPersonNeededError.
    """
    closing = _require_standing(session, command.unit, year)
    book = find_book(session, command.unit)
    asked_by, reason = book.reopening_asked_by, book.reopening_reason
    december = Month.of(closing.until)
    row = YearReopening(
        closing_id=closing.id,
        asked_by=asked_by or command.person_id,  # nobody asked: refused below
        granted_by=command.person_id,
        reason=reason,
        command_number=command.number,
    )
    session.add(row)
    session.flush()
    reopen_period(session, command, december, today=day_of(command.at))
    command.witness("year_reopening", f"{row.closing_id}|{row.asked_by}|{row.granted_by}", row.reason)
    why = f"mở lại năm {year}: {reason}"
    return [
        reverse(session, command, entry.id, day=closing.until, reason=why, holder=_held_by_its_year)
        for entry in closing_entries(session, closing)
    ]


def _require_standing(session: Session, unit_id: int, year: int) -> YearClosing:
    closing = standing_closing(session, unit_id, year)
    if closing is None:
        raise YearNotClosedError(year=year)
    return closing


@may_refuse_reopening
def _closed_with_its_year(session: Session, unit_id: int, month: Month) -> None:
    if month.month == 12 and standing_closing(session, unit_id, month.year) is not None:
        raise YearStandsError(period=month, year=month.year)


@holds_entries
def _held_by_its_year(session: Session, entry_id: int) -> None:
    entry = session.get_one(Entry, entry_id)
    if entry.correction is Correction.YEAR_END:
        raise YearEndEntryError(number=entry_id, year=entry.day.year)


# -- reads -----------------------------------------------------------------------------------------------------------


def standing_closing(session: Session, unit_id: int, year: int) -> YearClosing | None:
    """Return the closing of a year that was not opened again, if there is one."""
    query = (
        select(YearClosing)
        .outerjoin(YearReopening, YearReopening.closing_id == YearClosing.id)
        .where(YearClosing.unit_id == unit_id, YearClosing.year == year, YearReopening.closing_id.is_(None))
    )
    return session.scalar(query)


def closing_entries(session: Session, closing: YearClosing) -> list[Entry]:
    """Return the entries that carried a year forward, by fund."""
    query = select(Entry).where(
        Entry.unit_id == closing.unit_id,
        Entry.day == closing.until,
        Entry.correction == Correction.YEAR_END,
        Entry.command_number == closing.command_number,
    )
    return list(session.scalars(query.order_by(Entry.id)))


def closings(session: Session, unit_id: int) -> list[tuple[YearClosing, YearReopening | None]]:
    """Return every closing of a year, the oldest first, with its reopening if there was one."""
    query = (
        select(YearClosing, YearReopening)
        .outerjoin(YearReopening, YearReopening.closing_id == YearClosing.id)
        .where(YearClosing.unit_id == unit_id)
        .order_by(YearClosing.id)
    )
    return [(closing, reopening) for closing, reopening in session.execute(query)]
