"""Statements as they were published: every file as it was, in versions; a later one never replaces an earlier one.

What the public window shows is read from here and nowhere else. So it answers at once, whoever asks; it shows what was
published, not what the books say this minute; and a figure that was corrected stands beside the one that was published
before (the version that follows names it). `khfund check` compares the closing figure with the ledger as it stood.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.calendar import DateRange
from khfund.calendar import today as day_of
from khfund.db import Base, Whole, guard, never_changes, whole
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command

NAME_MAX = 80


class PublishedUnknownError(KhfundError):
    """A published statement, or a file of it, is known by its unit, days and name."""

    message = "Không có bản công bố nào như thế: {what}."
    english = "Nothing like this was published: {what}."


class PublishedTooEarlyError(KhfundError):
    """A statement is published of days that have begun."""

    message = "Kỳ bắt đầu ngày {first:%d/%m/%Y} chưa đến; chưa có gì để công bố."
    english = "The days from {first:%d/%m/%Y} on have not begun; there is nothing to publish yet."


@attrs.frozen
class Figures:
    """What a statement says in four figures, in đồng."""

    opening: int
    received: int
    used: int
    closing: int


class PublishedStatement(Base):
    """One version of the statement of a unit about the days `first`–`last`, both inclusive."""

    __tablename__ = "published_statement"
    __table_args__ = (
        UniqueConstraint("unit_id", "first", "last", "version"),
        CheckConstraint("last >= first", name="days_in_order"),
        *whole("opening", "received", "used", "closing"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    first: Mapped[date]
    last: Mapped[date]
    version: Mapped[int]
    published: Mapped[date]
    opening: Mapped[int] = mapped_column(Whole)
    received: Mapped[int] = mapped_column(Whole)
    used: Mapped[int] = mapped_column(Whole)
    closing: Mapped[int] = mapped_column(Whole)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def days(self) -> DateRange:
        """The days that it is about."""
        return DateRange.between(self.first, self.last)


class PublishedFile(Base):
    """A file of a published statement; `content` is kept compressed, `sha256` and `size` are of the file itself."""

    __tablename__ = "published_file"

    statement_id: Mapped[int] = mapped_column(
        ForeignKey("published_statement.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(NAME_MAX), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Whole)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    @property
    def whole(self) -> bytes:
        """The file as it was published."""
        return gzip.decompress(self.content)


never_changes("published_statement")
never_changes("published_file")
guard(
    "published_statement_next_version",
    "published_statement",
    when="BEFORE INSERT",
    condition="NEW.version <> (SELECT COALESCE(MAX(p.version), 0) + 1 FROM published_statement p "
    "WHERE p.unit_id = NEW.unit_id AND p.first = NEW.first AND p.last = NEW.last)",
    refusal="published_statement: versions follow each other",
)
guard(
    "published_file_of_running_command",
    "published_file",
    when="BEFORE INSERT",
    condition="(SELECT p.command_number FROM published_statement p WHERE p.id = NEW.statement_id) "
    "<> (SELECT MAX(c.number) FROM command c)",
    refusal="published_file: what was published gains no file",
)


@witnesses("published_statements")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(PublishedStatement).order_by(PublishedStatement.id)):
        yield one.command_number, _figures(one), ""


@witnesses("published_files")
def _kept(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(
        PublishedStatement.command_number,
        PublishedFile.statement_id,
        PublishedFile.name,
        PublishedFile.content,
    )
    query = query.join(PublishedStatement, PublishedStatement.id == PublishedFile.statement_id)
    order = (PublishedFile.statement_id, PublishedFile.name)
    for number, statement, name, content in session.execute(
        query.order_by(*order).execution_options(yield_per=1)
    ):
        yield number, f"{statement}|{name}|{hashlib.sha256(gzip.decompress(content)).hexdigest()}", ""


def _figures(one: PublishedStatement) -> str:
    span = f"{one.unit_id}|{one.first}|{one.last}|{one.version}|{one.published}"
    return f"{one.id}|{span}|{one.opening}|{one.received}|{one.used}|{one.closing}"


def publish_statement(
    session: Session, command: Command, days: DateRange, figures: Figures, files: Mapping[str, bytes]
) -> PublishedStatement:
    """Keep a statement as it is published today: the next version of these days, with its files by name.

    Raises: PublishedTooEarlyError.
    """
    today = day_of(command.at)
    if days.start > today:
        raise PublishedTooEarlyError(first=days.start)
    assert files, "a statement has files"
    version = select(func.coalesce(func.max(PublishedStatement.version), 0)).where(
        PublishedStatement.unit_id == command.unit,
        PublishedStatement.first == days.start,
        PublishedStatement.last == days.last,
    )
    kept = PublishedStatement(
        unit_id=command.unit,
        first=days.start,
        last=days.last,
        version=session.scalars(version).one() + 1,
        published=today,
        command_number=command.number,
        **attrs.asdict(figures),
    )
    session.add(kept)
    session.flush()
    command.witness("published_statements", _figures(kept), "")
    for name, content in sorted(files.items()):
        _keep(session, command, kept, name, content)
    return kept


def _keep(session: Session, command: Command, kept: PublishedStatement, name: str, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    file = PublishedFile(
        statement_id=kept.id,
        name=name,
        sha256=digest,
        size=len(content),
        content=gzip.compress(content, 6, mtime=0),
    )
    session.add(file)
    session.flush()
    session.expunge(file)  # its content need not be held while others are kept
    command.witness("published_files", f"{kept.id}|{name}|{digest}", "")


# -- reads ----------------------------------------------------------------------------------------------------------


def published_statements(session: Session, unit_id: int) -> list[PublishedStatement]:
    """Return every version, the newest days first, of the same days the newest version first."""
    query = select(PublishedStatement).where(PublishedStatement.unit_id == unit_id)
    order = (PublishedStatement.last.desc(), PublishedStatement.first, PublishedStatement.version.desc())
    return list(session.scalars(query.order_by(*order)))


def newest_of(session: Session, unit_id: int, days: DateRange) -> PublishedStatement | None:
    """Return the newest version of the statement of these days."""
    query = select(PublishedStatement).where(
        PublishedStatement.unit_id == unit_id,
        PublishedStatement.first == days.start,
        PublishedStatement.last == days.last,
    )
    return session.scalar(query.order_by(PublishedStatement.version.desc()).limit(1))


def find_published(session: Session, unit_id: int, number: int) -> PublishedStatement:
    """Return a published statement of the unit by its number.

    Raises: PublishedUnknownError.
    """
    query = select(PublishedStatement).where(
        PublishedStatement.unit_id == unit_id, PublishedStatement.id == number
    )
    found = session.scalar(query)
    if found is None:
        raise PublishedUnknownError(what=str(number))
    return found


def files_of(session: Session, statement: PublishedStatement) -> list[PublishedFile]:
    """Return the files of a published statement by name, without their content."""
    query = select(PublishedFile).where(PublishedFile.statement_id == statement.id)
    return list(session.scalars(query.order_by(PublishedFile.name)))


def file_of(session: Session, statement: PublishedStatement, name: str) -> PublishedFile:
    """Return one file of a published statement.

    Raises: PublishedUnknownError.
    """
    found = session.get(PublishedFile, (statement.id, name))
    if found is None:
        raise PublishedUnknownError(what=name[:NAME_MAX])
    return found
