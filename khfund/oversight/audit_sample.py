"""A random sample of entries for the inspector: announced with a word, then drawn from a seed that nobody could choose.

The inspector announces which days, how many and a word; only then is the root of the log known from which the seed is
made (see `sample_selection`). Drawing writes what comes out. The list of entries is closed by the announcement: what is
booked later is not in it, so the drawing gives the same whenever it is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import audit
from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of, whole
from khfund.errors import KhfundError
from khfund.ledger import Entry, PostingRow, VoucherKind
from khfund.oversight.sample_selection import SampleMethod, list_text, seed_of, select_entries
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command

WANTED_MAX = 500


class SampleUnknownError(KhfundError):
    """A sample is known in its unit by its number."""

    message = "Đơn vị không có mẫu kiểm tra số {number}."
    english = "The unit has no sample number {number}."


class SampleTermsError(KhfundError):
    """A sample is of 1 to 500 entries and has a word."""

    message = "Mẫu kiểm tra cần từ 1 đến 500 bút toán và một từ công khai (tối đa 100 ký tự)."
    english = "A sample has 1 to 500 entries and a public word (at most 100 characters)."


class SampleEmptyError(KhfundError):
    """A sample is drawn from entries."""

    message = "Từ {first:%d/%m/%Y} đến {last:%d/%m/%Y} không có bút toán nào thuộc loại đã chọn để rút mẫu."
    english = "From {first:%d/%m/%Y} to {last:%d/%m/%Y} there is no entry of the chosen kinds to draw from."


class SampleDrawnError(KhfundError):
    """A sample is drawn once."""

    message = "Mẫu kiểm tra số {number} đã rút ngày {day:%d/%m/%Y}; rút lại cũng ra đúng những bút toán đó."
    english = "Sample {number} was drawn on {day:%d/%m/%Y}; drawing it again would give the same entries."


class AuditSample(Base):
    """An announcement: which days, how many, how; `kinds` are the kinds of vouchers, comma between, empty for all."""

    __tablename__ = "audit_sample"
    __table_args__ = (
        CheckConstraint("last >= first", name="days_in_order"),
        CheckConstraint(f"wanted BETWEEN 1 AND {WANTED_MAX}", name="wanted_in_bounds"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    first: Mapped[date]
    last: Mapped[date]
    kinds: Mapped[str] = mapped_column(String(40))
    method: Mapped[SampleMethod] = mapped_column(one_of(SampleMethod))
    wanted: Mapped[int]
    word: Mapped[str] = mapped_column(String(100))
    announced: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def days(self) -> DateRange:
        """The days whose entries are drawn from."""
        return DateRange.between(self.first, self.last)


class SampleDraw(Base):
    """The drawing: the root of the log up to the announcement, the seed, and what was drawn from."""

    __tablename__ = "sample_draw"
    __table_args__ = whole("total")

    sample_id: Mapped[int] = mapped_column(
        ForeignKey("audit_sample.id"), primary_key=True, autoincrement=False
    )
    root: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    entries: Mapped[int]
    total: Mapped[int] = mapped_column(Whole)
    list_sha256: Mapped[str] = mapped_column(String(64))
    drawn: Mapped[date]
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class SampleItem(Base):
    """An entry that was drawn; `place` counts from 1 in the order of drawing."""

    __tablename__ = "sample_item"
    __table_args__ = (UniqueConstraint("sample_id", "entry_id"),)

    sample_id: Mapped[int] = mapped_column(
        ForeignKey("sample_draw.sample_id"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


for _table in ("audit_sample", "sample_draw", "sample_item"):
    never_changes(_table)
guard(
    "sample_item_of_running_command",
    "sample_item",
    when="BEFORE INSERT",
    condition="(SELECT d.command_number FROM sample_draw d WHERE d.sample_id = NEW.sample_id) "
    "<> (SELECT MAX(c.number) FROM command c)",
    refusal="sample_item: a drawn sample gains no entry",
)


@witnesses("audit_samples")
def _announced(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(AuditSample).order_by(AuditSample.id)):
        yield one.command_number, _figures(one), ""


@witnesses("sample_draws")
def _drawn(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(SampleDraw).order_by(SampleDraw.command_number)):
        yield (
            one.command_number,
            _draw_line(one, [item.entry_id for item in items_of(session, one.sample_id)]),
            "",
        )


def _figures(one: AuditSample) -> str:
    span = f"{one.unit_id}|{one.first}|{one.last}|{one.kinds}"
    return f"{one.id}|{span}|{one.method}|{one.wanted}|{one.announced}|{one.person_id}|{one.word}"


def _draw_line(one: SampleDraw, entries: Sequence[int]) -> str:
    head = f"{one.sample_id}|{one.root}|{one.seed}|{one.entries}|{one.total}|{one.list_sha256}|{one.drawn}"
    return f"{head}|{','.join(map(str, entries))}"


# -- verbs ----------------------------------------------------------------------------------------------------------


def announce_sample(
    session: Session,
    command: Command,
    days: DateRange,
    *,
    wanted: int,
    word: str,
    method: SampleMethod = SampleMethod.UNIFORM,
    kinds: Sequence[VoucherKind] = (),
) -> AuditSample:
    """Announce a sample before anybody can know what it will hold; `word` is public.

    Raises: SampleTermsError, SampleEmptyError, HostileTextError.
    """
    said = clean(require_plain(word))
    if not 1 <= wanted <= WANTED_MAX or not 0 < len(said) <= 100:
        raise SampleTermsError
    sample = AuditSample(
        unit_id=command.unit,
        first=days.start,
        last=days.last,
        kinds=",".join(sorted({kind.value for kind in kinds})),
        method=method,
        wanted=wanted,
        word=said,
        announced=day_of(command.at),
        person_id=command.person_id,
        command_number=command.number,
    )
    if not entries_of(session, sample, first_only=True):
        raise SampleEmptyError(first=sample.first, last=sample.last)
    session.add(sample)
    session.flush()
    command.witness("audit_samples", _figures(sample), "")
    return sample


def draw_sample(session: Session, command: Command, sample: AuditSample) -> SampleDraw:
    """Draw what was announced; the seed is the log's root up to the announcement, and the word.

    Raises: SampleUnknownError, SampleDrawnError.
    """
    if sample.unit_id != command.unit:
        raise SampleUnknownError(number=sample.id)
    earlier = draw_of(session, sample)
    if earlier is not None:
        raise SampleDrawnError(number=sample.id, day=earlier.drawn)
    size = sample.command_number
    root = audit.root(audit.leaf_hash(line) for line in audit.lines(session, size))
    entries = entries_of(session, sample)
    draw = SampleDraw(
        sample_id=sample.id,
        root=root.hex(),
        seed=seed_of(root, size, sample.word),
        entries=len(entries),
        total=sum(amount for _number, amount in entries),
        list_sha256=hashlib.sha256(list_text(entries).encode()).hexdigest(),
        drawn=day_of(command.at),
        command_number=command.number,
    )
    chosen = select_entries(draw.seed, entries, sample.wanted, sample.method)
    session.add(draw)
    session.flush()
    session.add_all(
        SampleItem(sample_id=sample.id, place=place, entry_id=number)
        for place, number in enumerate(chosen, 1)
    )
    session.flush()
    command.witness("sample_draws", _draw_line(draw, chosen), "")
    return draw


# -- reads ----------------------------------------------------------------------------------------------------------


def entries_of(session: Session, sample: AuditSample, *, first_only: bool = False) -> list[tuple[int, int]]:
    """Return what a sample is drawn from: number and đồng of each entry that stood when it was announced, in order."""
    query = (
        select(Entry.id, func.sum(PostingRow.amount))
        .join(PostingRow, PostingRow.entry_id == Entry.id)
        .where(
            Entry.unit_id == sample.unit_id,
            Entry.day >= sample.first,
            Entry.day <= sample.last,
            Entry.command_number < sample.command_number,
        )
        .group_by(Entry.id)
        .order_by(Entry.id)
    )
    if sample.kinds:
        query = query.where(Entry.voucher_kind.in_([VoucherKind(kind) for kind in sample.kinds.split(",")]))
    if first_only:
        query = query.limit(1)
    return [(number, int(amount)) for number, amount in session.execute(query)]


def find_sample(session: Session, unit_id: int, number: int) -> AuditSample:
    """Return the unit's sample of this number.

    Raises: SampleUnknownError.
    """
    found = session.scalar(
        select(AuditSample).where(AuditSample.unit_id == unit_id, AuditSample.id == number)
    )
    if found is None:
        raise SampleUnknownError(number=number)
    return found


def draw_of(session: Session, sample: AuditSample) -> SampleDraw | None:
    """Return a sample's drawing, None while it is only announced."""
    return session.get(SampleDraw, sample.id)


def items_of(session: Session, sample_id: int) -> list[SampleItem]:
    """Return the entries that a sample holds, in the order of drawing."""
    query = select(SampleItem).where(SampleItem.sample_id == sample_id)
    return list(session.scalars(query.order_by(SampleItem.place)))


def samples(session: Session, unit_id: int) -> list[AuditSample]:
    """Return the unit's samples, the newest first."""
    query = select(AuditSample).where(AuditSample.unit_id == unit_id)
    return list(session.scalars(query.order_by(AuditSample.id.desc())))
