"""What the inspector found: one word on each entry of a sample, the last one counts; and the closing of the sample."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, one_of
from khfund.errors import KhfundError
from khfund.oversight.audit_sample import AuditSample, SampleItem, SampleUnknownError, draw_of, items_of
from khfund.vietnamese import clean, require_plain

if TYPE_CHECKING:
    from khfund.command import Command


class SampleItemUnknownError(KhfundError):
    """A finding is about an entry that was drawn."""

    message = "Mẫu kiểm tra số {number} không có mục {place}."
    english = "Sample {number} has no item {place}."


class FindingWordsMissingError(KhfundError):
    """A question or a fault is told in words."""

    message = "Hãy ghi rõ điều cần hỏi hoặc điều sai ở mục {place}."
    english = "Say what is to be asked, or what is wrong, with item {place}."


class SampleClosedError(KhfundError):
    """A closed sample takes no more findings."""

    message = "Mẫu kiểm tra số {number} đã kết luận ngày {day:%d/%m/%Y}; hãy rút mẫu mới nếu cần xem thêm."
    english = "Sample {number} was closed on {day:%d/%m/%Y}; draw a new one to look further."


class SampleOpenItemsError(KhfundError):
    """A sample is closed when every entry of it was looked at."""

    message = (
        "Mẫu kiểm tra số {number} còn {count} mục chưa xem; hãy ghi kết quả từng mục trước khi kết luận."
    )
    english = (
        "Sample {number} has {count} items that were not looked at; write a finding for each before closing."
    )


class SampleSummaryMissingError(KhfundError):
    """A sample is closed with a summary."""

    message = "Hãy ghi kết luận chung của mẫu kiểm tra."
    english = "Write the summary of the sample."


class FindingVerdict(enum.StrEnum):
    """What the inspector says of an entry and its papers."""

    IN_ORDER = "in_order"
    QUESTION = "question"
    WRONG = "wrong"


VERDICT_NAMES = {
    FindingVerdict.IN_ORDER: "đúng, đủ chứng từ",
    FindingVerdict.QUESTION: "cần hỏi thêm",
    FindingVerdict.WRONG: "sai",
}


class SampleFinding(Base):
    """One finding; of several about the same item the last counts, and all stay."""

    __tablename__ = "sample_finding"
    __table_args__ = (
        UniqueConstraint("sample_id", "place", "number"),
        ForeignKeyConstraint(["sample_id", "place"], ["sample_item.sample_id", "sample_item.place"]),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    sample_id: Mapped[int] = mapped_column(Whole)
    place: Mapped[int]
    number: Mapped[int]
    verdict: Mapped[FindingVerdict] = mapped_column(one_of(FindingVerdict))
    words: Mapped[str] = mapped_column(String(1000))
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class SampleClosing(Base):
    """The inspector's summary of a sample, written once."""

    __tablename__ = "sample_closing"

    sample_id: Mapped[int] = mapped_column(
        ForeignKey("audit_sample.id"), primary_key=True, autoincrement=False
    )
    summary: Mapped[str] = mapped_column(String(2000))
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("sample_finding")
never_changes("sample_closing")
guard(
    "sample_finding_while_open",
    "sample_finding",
    when="BEFORE INSERT",
    condition="EXISTS (SELECT 1 FROM sample_closing k WHERE k.sample_id = NEW.sample_id) OR NEW.number <> "
    "(SELECT COALESCE(MAX(f.number), 0) + 1 FROM sample_finding f WHERE f.sample_id = NEW.sample_id AND f.place = NEW.place)",
    refusal="sample_finding: findings follow each other until the sample is closed",
)


@witnesses("sample_findings")
def _found(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(SampleFinding).order_by(SampleFinding.command_number, SampleFinding.id)
    for one in session.scalars(query.execution_options(yield_per=2_000)):
        yield one.command_number, _figures(one), one.words


@witnesses("sample_closings")
def _closed(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(SampleClosing).order_by(SampleClosing.command_number)):
        yield one.command_number, f"{one.sample_id}|{one.day}|{one.person_id}", one.summary


def _figures(one: SampleFinding) -> str:
    return f"{one.sample_id}|{one.place}|{one.number}|{one.verdict}|{one.day}|{one.person_id}"


def write_finding(
    session: Session,
    command: Command,
    sample: AuditSample,
    place: int,
    *,
    verdict: FindingVerdict,
    words: str = "",
) -> SampleFinding:
    """Say of one entry of the sample whether it is in order; a question or a fault needs words.

    Raises: SampleUnknownError, SampleClosedError, SampleItemUnknownError, FindingWordsMissingError.
    """
    _require_open(session, command, sample)
    if session.get(SampleItem, (sample.id, place)) is None:
        raise SampleItemUnknownError(number=sample.id, place=place)
    said = clean(require_plain(words))
    if verdict is not FindingVerdict.IN_ORDER and not said:
        raise FindingWordsMissingError(place=place)
    count = select(func.count()).where(SampleFinding.sample_id == sample.id, SampleFinding.place == place)
    finding = SampleFinding(
        sample_id=sample.id,
        place=place,
        number=session.scalars(count).one() + 1,
        verdict=verdict,
        words=said,
        day=day_of(command.at),
        person_id=command.person_id,
        command_number=command.number,
    )
    session.add(finding)
    session.flush()
    command.witness("sample_findings", _figures(finding), finding.words)
    return finding


def close_sample(session: Session, command: Command, sample: AuditSample, *, summary: str) -> SampleClosing:
    """Close a sample of which every entry was looked at, with a summary.

    Raises: SampleUnknownError, SampleClosedError, SampleOpenItemsError, SampleSummaryMissingError.
    """
    _require_open(session, command, sample)
    count = open_items(session, sample)
    if count or draw_of(session, sample) is None:
        raise SampleOpenItemsError(number=sample.id, count=count or sample.wanted)
    said = "\n".join(clean(require_plain(line)) for line in summary.strip().split("\n"))
    if not said.strip():
        raise SampleSummaryMissingError
    closing = SampleClosing(
        sample_id=sample.id,
        summary=said,
        day=day_of(command.at),
        person_id=command.person_id,
        command_number=command.number,
    )
    session.add(closing)
    session.flush()
    command.witness("sample_closings", f"{sample.id}|{closing.day}|{closing.person_id}", closing.summary)
    return closing


def _require_open(session: Session, command: Command, sample: AuditSample) -> None:
    if sample.unit_id != command.unit:
        raise SampleUnknownError(number=sample.id)
    closed = closing_of(session, sample)
    if closed is not None:
        raise SampleClosedError(number=sample.id, day=closed.day)


# -- reads ----------------------------------------------------------------------------------------------------------


def closing_of(session: Session, sample: AuditSample) -> SampleClosing | None:
    """Return the summary of a sample, None while it is open."""
    return session.get(SampleClosing, sample.id)


def findings_of(session: Session, sample: AuditSample) -> dict[int, SampleFinding]:
    """Return the finding that counts for each place that was looked at."""
    query = select(SampleFinding).where(SampleFinding.sample_id == sample.id).order_by(SampleFinding.number)
    return {one.place: one for one in session.scalars(query)}


def open_items(session: Session, sample: AuditSample) -> int:
    """Return how many entries of a drawn sample nobody has looked at."""
    return len(items_of(session, sample.id)) - len(findings_of(session, sample))
