"""Counting the cash (kiểm kê quỹ): note by note against the book, entered by one person and confirmed by another.

A count never changes. What was miscounted is counted again: the later count of an account and day takes the place of
the earlier one, which stays on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from khfund.actor import require_another
from khfund.audit import witnesses
from khfund.calendar import Dated, Month
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, accounts
from khfund.ledger.accounting_period import (
    BeforeBookError,
    FutureDayError,
    Obstacle,
    find_book,
    hinders_closing,
)
from khfund.ledger.balance import account_balance
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

PIECES_MAX = 10_000_000  # of one denomination

DENOMINATIONS: Dated[tuple[int, ...]] = Dated(
    {
        date(2006, 8, 30): (
            500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100,
        )
    },
    {date(2006, 8, 30): "Ngân hàng Nhà nước Việt Nam: các loại tiền đang lưu hành từ khi có tờ 200.000 đ"},
)  # fmt: skip
"""Notes and coins that are money on a day, in đồng."""

SMALLEST_PRINTED = 1_000  # smaller ones stand on the paper only where some were counted


class NotCashError(KhfundError):
    """What is counted lies in a cash box."""

    message = "Tài khoản {code} không phải tiền mặt nên không kiểm kê bằng cách đếm tiền được."
    english = "The account {code} holds no cash, so there is nothing to count."


class DenominationUnknownError(KhfundError):
    """Notes and coins are counted by what is money on that day."""

    message = "Không có tờ tiền {value:dong} vào ngày {day:%d/%m/%Y}; các loại: {known}."
    english = "There is no note of {value:dong} on {day:%d/%m/%Y}; there are: {known}."


class PiecesUnfitError(KhfundError):
    """Notes are counted in whole pieces."""

    message = "Số tờ loại {value:dong} là {pieces}; cần một số nguyên từ 0 đến 10.000.000."
    english = "The number of notes of {value:dong} is {pieces}; it is a whole number from 0 to 10,000,000."


class DifferenceUnexplainedError(KhfundError):
    """Cash that differs from the book is explained, and somebody says what becomes of it."""

    message = "Tiền đếm được {counted:dong}, sổ ghi {book:dong}, chênh lệch {difference:dong}; hãy ghi nguyên nhân và cách xử lý."
    english = "Counted {counted:dong}, the book says {book:dong}, a difference of {difference:dong}; state its cause and what becomes of it."


class CountUnknownError(KhfundError):
    """A count is known by its number."""

    message = "Đơn vị không có biên bản kiểm kê số {number}."
    english = "The unit has no cash count number {number}."


class CountConfirmedError(KhfundError):
    """A count is confirmed once."""

    message = "Biên bản kiểm kê số {number} đã được xác nhận."
    english = "The cash count {number} is confirmed already."


class CountReplacedError(KhfundError):
    """Of several counts of an account and day the last one is confirmed."""

    message = "Biên bản kiểm kê số {number} đã được thay bằng lần đếm số {by}; hãy xác nhận lần đếm sau."
    english = "The cash count {number} was replaced by number {by}; confirm the later one."


class CashCount(Base):
    """Cash counted in a cash account against the book at the end of a day, in đồng; by it its lines."""

    __tablename__ = "cash_count"
    __table_args__ = (
        CheckConstraint("counted >= 0", name="counted_not_negative"),
        CheckConstraint("counted = book OR (reason <> '' AND handling <> '')", name="difference_explained"),
        *whole("counted", "book"),
        Index("ix_cash_count_account", "account_id", "day"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    counted: Mapped[int] = mapped_column(Whole)
    book: Mapped[int] = mapped_column(Whole)
    counters: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(500))
    handling: Mapped[str] = mapped_column(String(500))
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def difference(self) -> int:
        """Đồng counted beyond the book; negative when some are missing."""
        return self.counted - self.book


class CashCountLine(Base):
    """How many pieces of one denomination a count found."""

    __tablename__ = "cash_count_line"
    __table_args__ = (
        CheckConstraint("pieces > 0 AND denomination > 0", name="counted_pieces"),
        *whole("denomination", "pieces"),
    )

    count_id: Mapped[int] = mapped_column(ForeignKey("cash_count.id"), primary_key=True)
    denomination: Mapped[int] = mapped_column(Whole, primary_key=True)
    pieces: Mapped[int] = mapped_column(Whole)


class CashCountConfirmation(Base):
    """That another person saw the cash counted and stands for it."""

    __tablename__ = "cash_count_confirmation"

    count_id: Mapped[int] = mapped_column(ForeignKey("cash_count.id"), primary_key=True, autoincrement=False)
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("cash_count")
never_changes("cash_count_line")
never_changes("cash_count_confirmation")
guard(
    "cash_count_line_of_running_command",
    "cash_count_line",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM leaf WHERE number = "
    "(SELECT command_number FROM cash_count WHERE id = NEW.count_id))",
    refusal="cash_count_line: a count that was entered gains no lines",
)
guard(
    "cash_count_confirmed_by_another",
    "cash_count_confirmation",
    when="BEFORE INSERT",
    condition="NEW.confirmed_by = (SELECT entered_by FROM cash_count WHERE id = NEW.count_id) "
    "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x, cash_count k "
    "WHERE k.id = NEW.count_id AND x.unit_id = k.unit_id)",
    refusal="cash_count_confirmation: nobody counts alone",
)


@witnesses("cash_count")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for row in session.scalars(select(CashCount).order_by(CashCount.id)):
        yield row.command_number, _figures(row, lines_of(session, row)), _texts(row)


def _figures(row: CashCount, lines: Mapping[int, int]) -> str:
    notes = ",".join(f"{value}x{pieces}" for value, pieces in lines.items())
    return (
        f"{row.id}|{row.unit_id}|{row.account_id}|{row.day}|{row.counted}|{row.book}|{row.entered_by}|{notes}"
    )


def _texts(row: CashCount) -> str:
    return f"{row.counters}|{row.reason}|{row.handling}"


@witnesses("cash_count_confirmation")
def _confirmed(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(CashCountConfirmation).order_by(CashCountConfirmation.command_number)
    for row in session.scalars(query):
        yield row.command_number, f"{row.count_id}|{row.confirmed_by}", ""


def enter_count(
    session: Session,
    command: Command,
    account: Account,
    *,
    day: date,
    pieces: Mapping[int, int],
    counters: Sequence[str] = (),
    reason: str = "",
    handling: str = "",
) -> CashCount:
    """Enter what was counted in a cash account at the end of a day; `pieces` says how many of each denomination.

    `counters` are those who counted, as "Họ tên: chức danh". Another person confirms the count.

    Raises: NotCashError, BeforeBookError, FutureDayError, DenominationUnknownError, PiecesUnfitError,
    DifferenceUnexplainedError.
    """
    _require_cash(session, command, account, day)
    found = _require_money(pieces, day)
    row = CashCount(
        id=(session.scalar(select(func.max(CashCount.id))) or 0) + 1,
        unit_id=command.unit,
        account_id=account.id,
        day=day,
        counted=sum(value * number for value, number in found.items()),
        book=account_balance(session, account, day),
        counters="; ".join(filter(None, map(clean, counters))),
        reason=clean(reason),
        handling=clean(handling),
        entered_by=command.person_id,
        command_number=command.number,
    )
    if row.difference and not (row.reason and row.handling):
        raise DifferenceUnexplainedError(counted=row.counted, book=row.book, difference=row.difference)
    return _write(session, command, row, found)


def _write(session: Session, command: Command, row: CashCount, found: Mapping[int, int]) -> CashCount:
    session.add(row)
    session.flush()
    session.add_all(CashCountLine(count_id=row.id, denomination=v, pieces=n) for v, n in found.items())
    session.flush()
    command.witness("cash_count", _figures(row, found), _texts(row))
    return row


def _require_cash(session: Session, command: Command, account: Account, day: date) -> None:
    assert account.unit_id == command.unit, "a unit counts its own cash"
    if account.role is not AccountRole.CASH:
        raise NotCashError(code=account.code)
    opened, today = find_book(session, command.unit).opened, day_of(command.at)
    if day < opened:
        raise BeforeBookError(day=day, opened=opened)
    if day > today:
        raise FutureDayError(day=day, today=today)


def _require_money(pieces: Mapping[int, int], day: date) -> dict[int, int]:
    """The pieces that there are, by falling denomination."""
    known = DENOMINATIONS.on(day)
    for value, number in pieces.items():
        if value not in known:
            listed = ", ".join(f"{one:,}".replace(",", ".") for one in known)
            raise DenominationUnknownError(value=value, day=day, known=listed)
        if type(number) is not int or not 0 <= number <= PIECES_MAX:
            raise PiecesUnfitError(value=value, pieces=number)
    return {value: pieces[value] for value in known if pieces.get(value)}


def confirm_count(session: Session, command: Command, count: CashCount) -> CashCountConfirmation:
    """Confirm a count that another person entered.

    Raises: CountUnknownError, CountConfirmedError, CountReplacedError, AnotherPersonNeededError.
    """
    if count.unit_id != command.unit:
        raise CountUnknownError(number=count.id)
    if confirmation_of(session, count) is not None:
        raise CountConfirmedError(number=count.id)
    by = replaced_by(session, count)
    if by is not None:
        raise CountReplacedError(number=count.id, by=by)
    require_another(
        session,
        command.person_id,
        count.entered_by,
        unit_id=command.unit,
        on=day_of(command.at),
        did="đếm và ghi biên bản",
        does="xác nhận biên bản",
    )
    row = CashCountConfirmation(
        count_id=count.id, confirmed_by=command.person_id, command_number=command.number
    )
    session.add(row)
    session.flush()
    command.witness("cash_count_confirmation", f"{row.count_id}|{row.confirmed_by}", "")
    return row


# -- reads -----------------------------------------------------------------------------------------------------------


def find_count(session: Session, unit_id: int, number: int) -> CashCount:
    """Return a count by its number.

    Raises: CountUnknownError.
    """
    count = session.get(CashCount, number)
    if count is None or count.unit_id != unit_id:
        raise CountUnknownError(number=number)
    return count


def counts(session: Session, unit_id: int) -> list[CashCount]:
    """Return the unit's counts by day, the last first."""
    query = select(CashCount).where(CashCount.unit_id == unit_id)
    return list(session.scalars(query.order_by(CashCount.day.desc(), CashCount.id.desc())))


def lines_of(session: Session, count: CashCount) -> dict[int, int]:
    """Return denomination → pieces of a count, the largest first."""
    query = select(CashCountLine).where(CashCountLine.count_id == count.id)
    lines = session.scalars(query.order_by(CashCountLine.denomination.desc()))
    return {line.denomination: line.pieces for line in lines}


def confirmation_of(session: Session, count: CashCount) -> CashCountConfirmation | None:
    """Return who confirmed a count, if anybody has."""
    return session.get(CashCountConfirmation, count.id)


def replaced_by(session: Session, count: CashCount) -> int | None:
    """Return the number of a later count of the same account and day, if there is one."""
    query = select(func.max(CashCount.id)).where(
        CashCount.account_id == count.account_id, CashCount.day == count.day, CashCount.id > count.id
    )
    return session.scalar(query)


@attrs.frozen
class CountState:
    """How far a count has come: confirmed by a person (by id), replaced by a later count (by number)."""

    confirmed_by: int | None
    replaced_by: int | None

    @property
    def name(self) -> str:
        """The state in words."""
        if self.replaced_by is not None:
            return "đã đếm lại"
        return "chờ xác nhận" if self.confirmed_by is None else "đã xác nhận"


def state_of(session: Session, count: CashCount) -> CountState:
    """Return how far a count has come."""
    confirmed = confirmation_of(session, count)
    return CountState(confirmed.confirmed_by if confirmed else None, replaced_by(session, count))


@hinders_closing
def _not_counted(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    """Cash that the book says is there at the end of a year was counted in its December."""
    if month.month != 12:
        return []
    later = aliased(CashCount)
    confirmed = (
        select(CashCount.account_id)
        .join(CashCountConfirmation, CashCountConfirmation.count_id == CashCount.id)
        .outerjoin(
            later,
            (later.account_id == CashCount.account_id)
            & (later.day == CashCount.day)
            & (later.id > CashCount.id),
        )
        .where(CashCount.day >= month.first, CashCount.day <= month.last, later.id.is_(None))
    )
    counted = set(session.scalars(confirmed))
    return [
        Obstacle(
            "cash-count",
            f"chưa có biên bản kiểm kê quỹ cuối năm được xác nhận của tài khoản {one.code}",
            acceptable=True,
        )
        for one in accounts(session, unit_id)
        if one.role is AccountRole.CASH and one.id not in counted
        if account_balance(session, one, month.last)
    ]
