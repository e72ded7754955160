"""The edge between a person at the command line and the books: who, where, one command, one answer."""

from __future__ import annotations

import hashlib
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund import money, tables
from khfund.actor import find_person, require_right
from khfund.calendar import Month, SchoolYear, format_day, parse_day, today
from khfund.cli.answer import in_json
from khfund.cli.words import Language, _
from khfund.command import Answer, Command, Order, as_people_write, run
from khfund.db import Database
from khfund.errors import KhfundError, Problem, speak, visible
from khfund.ledger.accounting_period import Book
from khfund.unit import Unit, find_unit, units

assert tables.metadata.tables, "every area's rules stand before anything is read or written"


class ActorMissingError(KhfundError):
    """Whoever writes in the books says who they are."""

    message = "Hãy cho biết ai đang làm việc: --as TÊN_ĐĂNG_NHẬP hoặc biến KHFUND_AS."
    english = "Say who acts: --as LOGIN, or the variable KHFUND_AS."


class UnitNotNamedError(KhfundError):
    """Where several units keep books here, one of them is named."""

    message = "Có {count} đơn vị trong sổ này; hãy chọn bằng --unit MÃ hoặc biến KHFUND_UNIT."
    english = "There are {count} units in these books; choose one by --unit CODE or the variable KHFUND_UNIT."


class BooksMissingError(KhfundError):
    """The named place holds books."""

    message = "Không thấy sổ ở {place}; hãy tạo bằng `khfund init` hoặc sửa --db."
    english = "There are no books at {place}; make them with `khfund init` or mend --db."


class FileUnreadableError(KhfundError):
    """A file that is named can be read."""

    message = "Không đọc được tệp {file}: {reason}."
    english = "The file {file} cannot be read: {reason}."


class FileUnwritableError(KhfundError):
    """A file that is to be written can be written."""

    message = "Không ghi được tệp {file}: {reason}."
    english = "The file {file} cannot be written: {reason}."
    exit_code = 5


@attrs.define
class Edge:
    """One run of the command line."""

    url: str
    owner_url: str | None
    login: str | None
    unit_code: str | None
    as_json: bool
    request_id: str | None
    note: str
    _database: Database | None = None

    @property
    def database(self) -> Database:
        """The books, which must be there and of this version.

        Raises: BooksMissingError, BooksOutOfDateError.
        """
        if self._database is None:
            database = Database(self.url, self.owner_url)
            if database.file is not None and not database.file.exists():
                raise BooksMissingError(place=str(database.file))
            database.require_current()
            self._database = database
        return self._database

    def close(self) -> None:
        """Let go of the books."""
        if self._database is not None:
            self._database.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A view of the books."""
        with self.database.reading() as session:
            yield session

    @contextmanager
    def looking(self, kind: str) -> Iterator[Session]:
        """A view of what is protected, for whoever holds the right `kind` in the unit.

        Raises: ActorMissingError, PersonUnknownError, NotAllowedError.
        """
        with self.reading() as session:
            if not self.login:
                raise ActorMissingError
            person = find_person(session, self.login).id
            require_right(session, person, self.unit(session).id, kind)
            yield session

    def unit(self, session: Session) -> Unit:
        """The unit named by --unit, or the only one that keeps a book here, or the only one.

        Raises: UnitNotNamedError, UnitUnknownError.
        """
        if self.unit_code:
            return find_unit(session, self.unit_code)
        found = list(session.scalars(select(Unit).join(Book, Book.unit_id == Unit.id).limit(2)))
        found = found or list(session.scalars(select(Unit).limit(2)))
        if len(found) != 1:
            count = session.scalar(select(func.count()).select_from(Book)) or len(units(session))
            raise UnitNotNamedError(count=count)
        return found[0]

    def carry_out(
        self,
        kind: str,
        payload: Mapping[str, Any],
        work: Callable[[Session, Command], Answer],
        *,
        say: str = "",
        general: bool = False,
        once: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Carry out one command, then tell its answer; `general` commands belong to no single unit.

        `once`, which `work` may fill, is told this time only: the answer that is kept does not hold it.
        """
        with self.reading() as session:
            if not self.login:
                raise ActorMissingError
            person = find_person(session, self.login).id
            unit = None if general else self.unit(session).id
        order = Order(person, kind, unit, dict(payload), note=self.note, request_id=self.request_id)
        answer = run(self.database, order, work)
        self.tell(answer, say, once=once)
        return answer

    def carry_out_in(
        self,
        code: str | None,
        kind: str,
        payload: Mapping[str, Any],
        work: Callable[[Session, Order], Answer],
        *,
        say: str = "",
    ) -> Answer:
        """Carry out an order that writes the books of several units, all or none; `code` names the first one's unit."""
        with self.reading() as session:
            if not self.login:
                raise ActorMissingError
            person = find_person(session, self.login).id
            unit = find_unit(session, code).id if code else self.unit(session).id
        order = Order(person, kind, unit, dict(payload), note=self.note, request_id=self.request_id)
        with self.database.writing() as session:
            answer = work(session, order)
        self.tell(answer, say)
        return answer

    def tell(
        self, answer: Mapping[str, Any], say: str = "", *, once: Mapping[str, Any] | None = None
    ) -> None:
        """Print an answer: the whole of it as JSON, or the sentence `say` filled from it."""
        if self.as_json:
            click.echo(in_json({**answer, **(once or {})}))
        elif say:
            click.echo(speak(_(say), **{name: as_people_write(value) for name, value in answer.items()}))
        for warning in answer.get("warnings", ()):
            self.warn(warning["english" if Language.chosen == "en" else "message"])

    def warn(self, say: str, **facts: Any) -> None:
        """Say on stderr what the answer leaves open; an answer in JSON holds it already."""
        if self.as_json:
            return
        click.echo(speak(_(say), **facts) if facts else _(say), err=True)

    def list(
        self, items: Iterable[Mapping[str, Any]], columns: Sequence[tuple[str, str]], *, of: int | None = None
    ) -> None:
        """Print rows as {"items": […]} or as a table; `columns` pairs a key with its Vietnamese heading.

        `of` is how many rows there are, where only the first are shown.
        """
        rows = [dict(item) for item in items]
        if self.as_json:
            click.echo(in_json({"items": rows}))
            return
        table(rows, columns)
        if of is not None and of > len(rows):
            self.warn("… còn {more:so} dòng nữa (--limit).", more=of - len(rows))


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]]) -> None:
    """Print rows under headings; amounts stand right, days as 22/11/2026, and a long last column goes on below."""
    if not rows:
        click.echo(_("(không có dòng nào)"))
        return
    headings = [_(heading) for _key, heading in columns]
    cells = [[shown(row.get(key)) for key, _heading in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    right = [any(isinstance(row.get(key), int) for row in rows) for key, _heading in columns]
    before = sum(width + 2 for width in widths[:-1])
    widths[-1] = min(widths[-1], max(LINE_WIDTH - before, LAST_WIDTH_MIN))
    for line in [headings, ["─" * width for width in widths], *cells]:
        padded = [
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line[:-1], widths, right, strict=False)
        ]
        last = [line[-1].rjust(widths[-1])] if right[-1] else textwrap.wrap(line[-1], widths[-1]) or [""]
        click.echo("  ".join([*padded, last[0]]).rstrip())
        for more in last[1:]:
            click.echo(" " * before + more)


LINE_WIDTH = 100  # letters of a table's line
LAST_WIDTH_MIN = 30


def told(problem: Problem) -> str:
    """Write a mistake of a file with its place, in the language of this run."""
    return f"{problem.place}: {problem.error.text(Language.chosen)}"


def shown(value: object) -> str:
    """Write one value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int):
        return money.format(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_day(value)
    return visible(str(value), longest=1000)


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "dd/mm/yyyy"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> date:
        """Read the day."""
        return value if isinstance(value, date) else parse_day(value)


class Amount(click.ParamType[int]):
    """An amount of whole đồng as people write it."""

    name = "đồng"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> int:
        """Read the amount."""
        return value if isinstance(value, int) else money.parse(value)


class AMonth(click.ParamType[Month]):
    """A month as people write it."""

    name = "mm/yyyy"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Month:
        """Read the month."""
        return value if isinstance(value, Month) else Month.parse(value)


class ASchoolYear(click.ParamType[SchoolYear]):
    """A school year as people write it."""

    name = "2026-2027"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> SchoolYear:
        """Read the school year."""
        return value if isinstance(value, SchoolYear) else SchoolYear.parse(value)


def read_file(path: Path) -> tuple[bytes, str]:
    """Return a file's content and its SHA-256.

    Raises: FileUnreadableError.
    """
    try:
        content = path.read_bytes()
    except OSError as failure:
        raise FileUnreadableError(file=str(path), reason=failure.strerror or "?") from failure
    return content, hashlib.sha256(content).hexdigest()


@contextmanager
def writing_to(path: Path) -> Iterator[Path]:
    """Guard the writing of a file or folder: the folder above is made, a failure is told as a refusal.

    Raises: FileUnwritableError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path
    except OSError as failure:
        if failure.errno is None:  # no failure of the file system, but of what was to be written
            raise
        raise FileUnwritableError(file=str(path), reason=failure.strerror) from failure


def this_day() -> date:
    """Today in Viet Nam."""
    return today()


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on a terminal; the yielded function takes (done, total)."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(range(1), label=_(label), file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


pass_edge = click.make_pass_decorator(Edge)

__all__ = ["Language"]
