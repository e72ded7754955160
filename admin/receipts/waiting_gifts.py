"""Gifts that wait for their receipt: chosen, tried on paper, issued and printed in one go."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.field import Choice, Day, Days, Line, Number, Tick
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.listing import Column, Filters, Kind, Listing
from admin.receipts.receipts import series_of
from admin.searching import containing
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import DateRange, today
from khfund.command import Answer, Command
from khfund.db import Database
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor
from khfund.errors import KhfundError
from khfund.ledger import Entry
from khfund.receipts import paper, receipt, stamp
from khfund.receipts.gift_paper import WAYS, trial_papers
from khfund.receipts.receipt import Receipt, find_receipt, is_waiting, waiting_donations
from khfund.receipts.series import find_series
from khfund.unit import Unit

LATELY = 50_000  # the last entries of the book, in which waiting gifts are looked for
COUNTED_MAX = 1_000  # gifts; further is not counted on the first page
CHUNK = 500  # papers read at a time: a view that is held long keeps the writers waiting


class GiftNumbersError(KhfundError):
    """Gifts are named by their numbers."""

    message = "«{text}» không phải là các số của khoản ủng hộ; hãy ghi như 12, 15, 18."
    english = "«{text}» are no numbers of gifts; write them as 12, 15, 18."


class GiftFilters(Filters):
    """By the days on which they came."""

    days = Days("Nhận trong", required=False)


class BatchForm(DeedForm):
    """Which gifts get their receipts, in which series, dated when."""

    series = Choice("Ký hiệu")
    gifts = Line(
        "Chỉ các khoản số", required=False, hint="Ví dụ 12, 15, 18. Để trống thì lấy mọi khoản đang chờ."
    )
    days = Days("Nhận trong", required=False)
    limit = Number("Nhiều nhất", required=False, hint="Số biên nhận của loạt này.")
    day = Day("Ngày phát hành", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's series."""
        self.series.offer((one.code, one.code) for one in series_of(session, unit.id))

    def chosen(self) -> dict[str, Any]:
        """The choice as JSON."""
        days = self.days.typed.strip() if self.days.data else None
        return {
            "series": self.series.data,
            "donations": numbers(self.gifts.data),
            "days": days,
            "limit": self.limit.data,
            "day": self.day.data.isoformat(),
        }


class IssueForm(BatchForm):
    """A batch that is issued."""

    printed = Tick("In luôn cả loạt vào một tệp PDF", default=True)


class PrintForm(DeedForm):
    """Which receipts are printed."""

    first = Line("Từ số", required=False, hint="Ví dụ GXN-2026-000001.")
    last = Line("Đến số", required=False)
    days = Days("Hoặc phát hành trong", required=False)


class WaitingGifts(Listing):
    """Gifts that kept money and have no valid receipt, the last first."""

    looks = "receipt"
    title = "Khoản chờ biên nhận"
    section = "Biên nhận"
    address = "cho-bien-nhan"
    columns = (
        Column("number", "Khoản số"),
        Column("day", "Ngày nhận", Kind.DAY),
        Column("giver", "Người cho"),
        Column("way", "Nhận bằng", names={way: name.value for way, name in WAYS.items()}),
        Column("amount", "Số tiền", Kind.MONEY),
    )
    filters = GiftFilters
    searches = "người cho"
    template = "receipts/waiting_gifts.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the gifts that wait; without chosen days, those among the last entries of the book."""
        giver = func.coalesce(Donor.full_name, _("Không rõ")).label("giver")
        columns: list[Any] = [Donation.id.label("number"), Donation.day, giver, Donation.way, Donation.amount]
        waiting: Select[Any] = select(*columns).outerjoin(Donor, Donor.id == Donation.donor_id)
        return waiting.where(Donation.unit_id == unit.id, is_waiting())

    def order(self) -> Sequence[Any]:
        """The last first."""
        return [Donation.id.desc()]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the giver."""
        return containing(term, folded=(Donor.search_fold,))

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by days, or by what the book holds lately."""
        days = filters.days.data
        if days is None:
            return query.where(Donation.id > _lately(reading()))
        return query.where(Donation.day >= days.start, Donation.day < days.end)

    def beside(self, session: Session) -> dict[str, Any]:
        """Tell whether there is a series, and how far back is looked."""
        return {"series": series_of(session, unit().id), "lately": LATELY}

    @asks(
        "/phat-hanh",
        "receipt.issue",
        IssueForm,
        "Phát hành biên nhận",
        button="Phát hành",
        template="receipts/batch.html",
        shows="ahead",
    )
    def issue(self, _session: Session, form: IssueForm) -> str:
        """Issue a batch, and print it."""
        return start_job(
            "receipts.issue",
            "Phát hành biên nhận {series}",
            request_id=form.request_id.data,
            printed=form.printed.data,
            **form.chosen(),
        )

    @asks(
        "/in-thu",
        "receipt.print",
        BatchForm,
        "In thử biên nhận trước khi phát hành",
        button="In thử",
        template="receipts/batch.html",
        shows="ahead",
    )
    def trial(self, _session: Session, form: BatchForm) -> str:
        """Print what would be issued, with a watermark; no number is taken."""
        return start_job(
            "receipts.trial",
            "In thử biên nhận {series}",
            request_id=form.request_id.data,
            **form.chosen(),
        )

    @asks(
        "/in",
        "receipt.print",
        PrintForm,
        "In nhiều biên nhận vào một tệp",
        button="In",
        back="receipts.index",
    )
    def print(self, session: Session, form: PrintForm) -> str:
        """Print receipts that were issued."""
        ends = [form.first.data or form.last.data, form.last.data or form.first.data]
        for number in filter(None, ends):
            find_receipt(session, unit().id, number)
        days = form.days.typed.strip() if form.days.data else None
        return start_job(
            "receipts.print",
            "In biên nhận vào một tệp",
            request_id=form.request_id.data,
            ends=[end for end in ends if end],
            days=days,
        )

    def ahead(self, session: Session) -> dict[str, Any]:
        """How many gifts wait among the last entries."""
        return {"waiting": _count(session, unit().id), "counted_max": COUNTED_MAX}


def numbers(text: str) -> list[int]:
    """Read numbers of gifts: 12, 15 18.

    Raises: GiftNumbersError.
    """
    parts = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    if any(not (part.isascii() and part.isdigit() and len(part) < 16) for part in parts):
        raise GiftNumbersError(text=text)
    return [int(part) for part in parts]


def _lately(session: Session) -> int:
    return (session.scalar(select(func.max(Entry.id))) or 0) - LATELY


def _count(session: Session, unit_id: int) -> int:
    waiting = select(Donation.id).where(
        Donation.unit_id == unit_id, Donation.id > _lately(session), is_waiting()
    )
    return session.scalar(select(func.count()).select_from(waiting.limit(COUNTED_MAX).subquery())) or 0


# -- the work -------------------------------------------------------------------------------------------------------


@long_work("receipts.issue", looks="receipt")
def issue_batch(
    job: Progress,
    books: Database,
    *,
    series: str,
    donations: list[int],
    days: str | None,
    limit: int | None,
    day: str,
    printed: bool,
) -> Result:
    """Issue the receipts of a batch, all or none, and print them into one file."""

    def work(session: Session, command: Command) -> Answer:
        wanted = donations or waiting_donations(session, job.unit_id, _days(days), limit)
        found = find_series(session, job.unit_id, series)
        issued = receipt.issue_receipts(
            session, command, wanted, found, day=date.fromisoformat(day), progress=job.tell
        )
        ends = receipt.receipts(session, job.unit_id, [issued[0], issued[-1]] if issued else [])
        named = [one.printed_number for one in ends]
        return {
            "count": len(issued),
            "first": named[0] if named else "",
            "last": named[-1] if named else "",
        }

    payload = {"series": series, "donations": donations, "days": days, "limit": limit, "day": day}
    answer = job.run("receipt.issue", payload, work, step="issue")
    if not answer["count"]:
        return Result("Không có khoản ủng hộ nào chờ biên nhận.")
    files = _between(job, books, answer["first"], answer["last"]) if printed else []
    return Result("Đã phát hành {count:so} biên nhận: {first} … {last}.", answer, files)


@long_work("receipts.trial", looks="receipt")
def print_trial(
    job: Progress,
    books: Database,
    *,
    series: str,
    donations: list[int],
    days: str | None,
    limit: int | None,
    day: str,
) -> Result:
    """Print what would be issued, marked as a trial."""
    with books.reading() as session:
        wanted = donations or waiting_donations(session, job.unit_id, _days(days), limit)

    def papers() -> Iterator[paper.ReceiptPaper]:
        for start in range(0, len(wanted), CHUNK):
            with books.reading() as session:
                found = find_series(session, job.unit_id, series)
                yield from list(
                    trial_papers(
                        session,
                        job.unit_id,
                        found,
                        wanted[start : start + CHUNK],
                        date.fromisoformat(day),
                        first=start + 1,
                    )
                )

    return Result(
        "Đã in thử {count:so} biên nhận; chưa phát hành số nào.",
        {"count": len(wanted)},
        [("in-thu-bien-nhan.pdf", _pdf(papers(), len(wanted), job.tell))],
    )


@long_work("receipts.print", looks="receipt")
def print_batch(job: Progress, books: Database, *, ends: list[str], days: str | None) -> Result:
    """Print receipts between two numbers, or issued within some days, into one file."""
    if ends:
        files = _between(job, books, *ends)
        return Result("Đã in biên nhận {first} … {last}.", {"first": ends[0], "last": ends[-1]}, files)
    chosen = _days(days)
    with books.reading() as session:
        wanted = [one.id for one in receipt.issued(session, job.unit_id, chosen)][::-1]
    return Result("Đã in {count:so} biên nhận.", {"count": len(wanted)}, _printed(job, books, wanted))


def _days(text: str | None) -> DateRange | None:
    return DateRange.parse(text) if text else None


def _between(job: Progress, books: Database, first: str, last: str) -> list[tuple[str, bytes | Path]]:
    with books.reading() as session:
        start, end = sorted(find_receipt(session, job.unit_id, number).id for number in (first, last))
        query = select(Receipt.id).where(Receipt.unit_id == job.unit_id, Receipt.id.between(start, end))
        wanted = list(session.scalars(query.order_by(Receipt.id)))
    return _printed(job, books, wanted)


def _printed(job: Progress, books: Database, wanted: Sequence[int]) -> list[tuple[str, bytes | Path]]:
    def papers() -> Iterator[paper.ReceiptPaper]:
        for start in range(0, len(wanted), CHUNK):
            with books.reading() as session:
                found = receipt.receipts(session, job.unit_id, wanted[start : start + CHUNK])
                yield from [receipt.current_paper(session, one) for one in found]

    return [("bien-nhan.pdf", _pdf(papers(), len(wanted), job.tell))]


def _pdf(papers: Iterable[paper.ReceiptPaper], total: int, tell: Callable[[int, int], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bien-nhan.pdf"
        stamp.write_receipts(papers, out, total=total, progress=tell)
        return out.read_bytes()


@todo("receipt.issue")
def _to_issue(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    yield Task(
        _("khoản ủng hộ chờ biên nhận"),
        _count(session, unit.id),
        url_for("waitinggifts.index"),
        Urgency.WAITING,
    )
