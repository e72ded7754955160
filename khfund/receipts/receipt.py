"""Receipts: a numbered snapshot of what a gift's paper says, issued once, voided or replaced, never changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, insert_rows, never_changes
from khfund.donations.donation import Donation, DonationEvent, holds_donations
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.counter import take_numbers
from khfund.receipts import check_code, paper
from khfund.receipts.gift_paper import Gift, Office, gifts_of, paper_for, receipt_number
from khfund.receipts.receipt_event import (
    STATE_NAMES,
    ReceiptEventKind,
    ReceiptState,
    ended,
    ending_of,
    record_event,
    state_of,
)
from khfund.receipts.series import Series, SeriesUnknownError

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 2_000  # receipts written at a time in a batch


class ReceiptUnknownError(KhfundError):
    """A receipt is known by its number as it is printed."""

    message = "Đơn vị không có biên nhận số {number}."
    english = "The unit has no receipt number {number}."


class AlreadyReceiptedError(KhfundError):
    """A gift has one valid receipt (I13)."""

    message = (
        "Khoản ủng hộ số {donation} đã có biên nhận {number}; hãy in bản sao, hoặc thay thế biên nhận đó."
    )
    english = "The donation {donation} has the receipt {number} already; print a copy of it or replace it."


class ReceiptDayError(KhfundError):
    """A receipt is issued when the gift is there, and not on a day to come."""

    message = "Khoản ủng hộ số {donation} nhận ngày {came:%d/%m/%Y}; không phát hành biên nhận ngày {day:%d/%m/%Y} được (hôm nay là {today:%d/%m/%Y})."
    english = "The donation {donation} came on {came:%d/%m/%Y}; its receipt cannot be dated {day:%d/%m/%Y} (today is {today:%d/%m/%Y})."


class ReceiptNotValidError(KhfundError):
    """Only a valid receipt is voided, replaced or copied."""

    message = "Biên nhận {number} {state}; không thể {action}."
    english = "The receipt {number} is no longer valid and cannot be acted on ({action})."


class ReceiptStandsError(KhfundError):
    """A receipted gift is locked: its receipt is voided before the gift is cancelled or given back (D9)."""

    message = "Khoản ủng hộ số {donation} đã có biên nhận {number}; hãy hủy biên nhận trước."
    english = "The donation {donation} has the receipt {number}; void the receipt first."


class Receipt(Base):
    """An issued receipt. `snapshot` is what it says, as JSON, from which it is printed again byte for byte."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("series_id", "year", "number"),
        Index("ix_receipt_donation", "donation_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("receipt_series.id"))
    year: Mapped[int]
    number: Mapped[int]
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    check_code: Mapped[str] = mapped_column(String(20), unique=True)
    snapshot: Mapped[str] = mapped_column(Text)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def paper(self) -> paper.ReceiptPaper:
        """What the receipt says."""
        found = paper.from_json(json.loads(self.snapshot))
        assert isinstance(found, paper.ReceiptPaper)
        return found

    @property
    def printed_number(self) -> str:
        """The number as it stands on the paper: GXN-2026-000012."""
        return receipt_number(self.paper)


never_changes("receipt")
guard(
    "receipt_one_valid",
    "receipt",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM receipt r WHERE r.donation_id = NEW.donation_id AND NOT EXISTS "
    "(SELECT 1 FROM receipt_event e WHERE e.receipt_id = r.id AND e.kind <> 'copied'))",
    refusal="receipt: a donation has one valid receipt",
)


def issue_receipt(
    session: Session, command: Command, donation_id: int, series: Series, *, day: date
) -> Receipt:
    """Issue the receipt of one gift; see `issue_receipts`."""
    (number,) = issue_receipts(session, command, [donation_id], series, day=day)
    return session.scalars(select(Receipt).where(Receipt.id == number)).one()


def issue_receipts(
    session: Session,
    command: Command,
    donation_ids: Sequence[int],
    series: Series,
    *,
    day: date,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> range:
    """Issue the receipts of many gifts, in the order given, all or none; return the range of their ids.

    `day` is printed as the day of issue. `progress` is told (done, total) after every chunk.

    Raises: SeriesUnknownError, AlreadyReceiptedError, ReceiptDayError, and what refuses a gift that was cancelled or
    is unknown.
    """
    if series.unit_id != command.unit:
        raise SeriesUnknownError(code=series.code)
    donation_ids = list(dict.fromkeys(donation_ids))
    _require_unreceipted(session, donation_ids)
    office = Office.read(session, command.unit, series, day)
    first = (session.scalar(select(func.max(Receipt.id))) or 0) + 1
    start = take_numbers(session, command.unit, f"R:{series.code}", day.year, len(donation_ids)) - len(
        donation_ids
    )
    for done in range(0, len(donation_ids), CHUNK):
        gifts = gifts_of(session, command.unit, donation_ids[done : done + CHUNK])
        numbered = enumerate(gifts, start + done + 1)
        _write(
            session,
            command,
            office,
            first + done,
            [(number, gift, None) for number, gift in numbered],
        )
        progress(min(done + CHUNK, len(donation_ids)), len(donation_ids))
    return range(first, first + len(donation_ids))


def _require_unreceipted(session: Session, donation_ids: Sequence[int]) -> None:
    for start in range(0, len(donation_ids), CHUNK):
        chunk = donation_ids[start : start + CHUNK]
        held = select(Receipt).where(Receipt.donation_id.in_(chunk), ~ended(Receipt.id)).limit(1)
        receipt = session.scalar(held)
        if receipt is not None:
            raise AlreadyReceiptedError(donation=receipt.donation_id, number=receipt.printed_number)


_COLUMNS = (
    "id", "unit_id", "series_id", "year", "number", "donation_id", "replaces_id", "check_code", "snapshot",
    "command_number",
)  # fmt: skip


def _write(
    session: Session,
    command: Command,
    office: Office,
    first: int,
    gifts: Sequence[tuple[int, Gift, Receipt | None]],
) -> None:
    _require_day(command, office.day, [gift for _, gift, _ in gifts])
    rows = []
    for identity, (number, gift, replaced) in enumerate(gifts, first):
        code = check_code.new_code()
        saying = paper_for(
            office, gift, number=number, code=code, replaces=replaced.printed_number if replaced else ""
        )
        snapshot = json.dumps(paper.to_json(saying), ensure_ascii=False, sort_keys=True)
        replaces = replaced.id if replaced else None
        rows.append(
            (identity, command.unit, office.series.id, office.day.year, number, gift.donation_id, replaces, code, snapshot,
             command.number)
        )  # fmt: skip
    insert_rows(session, "receipt", _COLUMNS, rows)
    for row in rows:
        command.witness("receipt", "|".join(_plain(row[index]) for index in (0, 1, 2, 3, 4, 5, 6, 7)), row[8])


def _require_day(command: Command, day: date, gifts: Sequence[Gift]) -> None:
    today = day_of(command.at)
    for gift in gifts:
        if not gift.day <= day <= today:
            raise ReceiptDayError(donation=gift.donation_id, came=gift.day, day=day, today=today)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


@witnesses("receipt")
def _issued(session: Session) -> Iterator[tuple[int, str, str]]:
    query = text(f"SELECT command_number, {', '.join(_COLUMNS[:9])} FROM receipt ORDER BY id")  # noqa: S608
    for number, *figures, snapshot in session.execute(query, execution_options={"yield_per": 2_000}):
        yield number, "|".join(map(_plain, figures)), snapshot


@holds_donations
def _hold(session: Session, donation_id: int) -> None:
    held = session.scalar(select(Receipt).where(Receipt.donation_id == donation_id, ~ended(Receipt.id)))
    if held is not None:
        raise ReceiptStandsError(donation=donation_id, number=held.printed_number)


def void_receipt(session: Session, command: Command, receipt: Receipt, *, reason: str) -> None:
    """Declare a receipt void; its number stays taken and its code answers «đã bị hủy».

    Raises: ReceiptNotValidError, ReasonMissingError.
    """
    _end(session, command, receipt, ReceiptEventKind.VOIDED, reason, action="hủy")


def replace_receipt(
    session: Session, command: Command, receipt: Receipt, *, day: date, reason: str
) -> Receipt:
    """Replace a receipt by a new one of the same gift and series, as the gift and its donor stand now.

    Raises: ReceiptNotValidError, ReasonMissingError, ReceiptDayError.
    """
    _end(session, command, receipt, ReceiptEventKind.REPLACED, reason, action="thay thế")
    series = session.scalars(select(Series).where(Series.id == receipt.series_id)).one()
    office = Office.read(session, command.unit, series, day)
    identity = (session.scalar(select(func.max(Receipt.id))) or 0) + 1
    number = take_numbers(session, command.unit, f"R:{series.code}", day.year)
    (gift,) = gifts_of(session, command.unit, [receipt.donation_id])
    _write(session, command, office, identity, [(number, gift, receipt)])
    return session.scalars(select(Receipt).where(Receipt.id == identity)).one()


def copy_receipt(session: Session, command: Command, receipt: Receipt) -> paper.ReceiptPaper:
    """Record that a copy is handed out today and return its paper, marked «BẢN SAO».

    Raises: ReceiptNotValidError.
    """
    _require_valid(session, command, receipt, "sao")
    event = record_event(session, command, receipt.id, ReceiptEventKind.COPIED, "")
    return copied_paper(receipt, event.day)


def copied_paper(receipt: Receipt, day: date) -> paper.ReceiptPaper:
    """Return the paper of a copy handed out on a day."""
    return attrs.evolve(receipt.paper, mark=paper.Mark(kind=paper.MarkKind.COPY, day=day))


def _end(
    session: Session, command: Command, receipt: Receipt, kind: ReceiptEventKind, reason: str, *, action: str
) -> None:
    if not reason.strip():
        raise ReasonMissingError
    _require_valid(session, command, receipt, action)
    record_event(session, command, receipt.id, kind, reason.strip()[:500])


def _require_valid(session: Session, command: Command, receipt: Receipt, action: str) -> None:
    if receipt.unit_id != command.unit:
        raise ReceiptUnknownError(number=receipt.printed_number)
    state = state_of(session, receipt.id)
    if state is not ReceiptState.GENUINE:
        raise ReceiptNotValidError(number=receipt.printed_number, state=STATE_NAMES[state], action=action)


# -- reads ----------------------------------------------------------------------------------------------------------


def current_paper(session: Session, receipt: Receipt) -> paper.ReceiptPaper:
    """Return the receipt's paper as it may be printed today: the original, or marked «ĐÃ HỦY» with the reason."""
    ending = ending_of(session, receipt.id)
    if ending is None:
        return receipt.paper
    successor = successor_of(session, receipt)
    mark = paper.Mark(
        kind=paper.MarkKind.VOIDED,
        day=ending.day,
        reason=ending.reason,
        replaced_by=successor.printed_number if successor else "",
    )
    return attrs.evolve(receipt.paper, mark=mark)


def successor_of(session: Session, receipt: Receipt) -> Receipt | None:
    """Return the receipt that replaces this one; it is looked for among later ones, and only where this one is replaced."""
    if state_of(session, receipt.id) is not ReceiptState.REPLACED:
        return None
    later = select(Receipt).where(Receipt.id > receipt.id, Receipt.replaces_id == receipt.id)
    return session.scalar(later)


def is_waiting() -> ColumnElement[bool]:
    """Tell, in a query over donations, which of them kept money and have no valid receipt."""
    held = select(Receipt.id).where(Receipt.donation_id == Donation.id, ~ended(Receipt.id)).exists()
    back = select(func.coalesce(func.sum(DonationEvent.amount), 0)).where(
        DonationEvent.donation_id == Donation.id
    )
    return ~held & (back.scalar_subquery() < Donation.amount)


def waiting_donations(
    session: Session, unit_id: int, days: DateRange | None = None, limit: int | None = None
) -> list[int]:
    """Return the donations of these days that have no valid receipt and were not given back, in order."""
    query = select(Donation.id).where(Donation.unit_id == unit_id, is_waiting())
    if days is not None:
        query = query.where(Donation.day >= days.start, Donation.day < days.end)
    return list(session.scalars(query.order_by(Donation.id).limit(limit)))


def find_receipt(session: Session, unit_id: int, number: str) -> Receipt:
    """Return a receipt by its printed number, such as GXN-2026-000012.

    Raises: ReceiptUnknownError.
    """
    parts = re.fullmatch(r"(.+)-([0-9]{4})-([0-9]{1,9})", number.strip())
    if parts is None:
        raise ReceiptUnknownError(number=number)
    query = select(Receipt).join(Series).where(Series.unit_id == unit_id, Series.code == parts[1])
    receipt = session.scalar(query.where(Receipt.year == int(parts[2]), Receipt.number == int(parts[3])))
    if receipt is None:
        raise ReceiptUnknownError(number=number)
    return receipt


def issued(session: Session, unit_id: int, days: DateRange | None = None) -> Iterator[Receipt]:
    """Give the receipts issued in these days, or all, the last first, a chunk in memory at a time."""
    query = select(Receipt).where(Receipt.unit_id == unit_id).order_by(Receipt.id.desc())
    if days is not None:
        query = query.where(Receipt.year >= days.start.year, Receipt.year <= days.end.year)
    for one in session.scalars(query.execution_options(yield_per=CHUNK)):
        if days is None or one.paper.day_issued in days:
            yield one


def receipts(session: Session, unit_id: int, numbers: Iterable[int]) -> Iterator[Receipt]:
    """Give the receipts with these ids in order, a chunk at a time."""
    wanted = list(numbers)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = select(Receipt).where(Receipt.unit_id == unit_id, Receipt.id.in_(chunk)).order_by(Receipt.id)
        yield from session.scalars(query)
