"""Every write is one command: who, what, where, when, why, under a request id.

A command is executed once. Asked again under the same request id it gives its first answer and writes nothing; asked
with another content it is refused. What it wrote enters its leaf of the log as digests.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ForeignKey, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import audit
from khfund.actor import require_right
from khfund.calendar import VIET_NAM, format_day
from khfund.db import Base, Whole, guard, whole
from khfund.driver import Statement
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from hashlib import _Hash

    from khfund.db import Database

Answer = dict[str, Any]

_ANSWERED = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?\+00:00)?", re.ASCII)


class RequestIdReusedError(KhfundError):
    """A request id stands for one command."""

    message = "Mã yêu cầu {request_id} đã dùng cho một việc khác ({kind}); hãy dùng mã mới."
    english = "The request id {request_id} was used for another command ({kind}); use a new one."


class RequestIdTooLongError(KhfundError):
    """A request id has at most 80 characters."""

    message = "Mã yêu cầu dài {length} ký tự; tối đa là 80."
    english = "The request id has {length} characters; at most 80 are allowed."


class TextUnreadableError(KhfundError):
    """What is said in a command is text that can be written down."""

    message = "Nội dung có ký tự không đọc được (không phải UTF-8); hãy nhập lại."
    english = "The content has unreadable characters (not UTF-8); type it again."


@attrs.frozen
class Order:
    """What somebody asks for.

    `kind` is "noun.verb"; `unit` the id of the unit whose book is written, None for what belongs to all;
    `payload` everything that the command depends on, as JSON allows (days and files as text, files by their hash).
    """

    person: int
    kind: str
    unit: int | None
    payload: dict[str, Any]
    note: str = ""
    request_id: str | None = None
    at: datetime | None = None


class LoggedCommand(Base):
    """A command as the log keeps it; `body` may be erased for privacy, its salted digest in the leaf stays."""

    __tablename__ = "command"
    __table_args__ = (*whole("number"),)

    number: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(60))
    request_id: Mapped[str] = mapped_column(String(80), unique=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[str | None] = mapped_column(Text)


guard(
    "command_unchanged",
    "command",
    when="BEFORE UPDATE",
    condition="NEW.body IS NOT NULL OR NEW.number <> OLD.number OR NEW.at <> OLD.at OR NEW.person_id <> OLD.person_id "
    "OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.kind <> OLD.kind OR NEW.request_id <> OLD.request_id "
    "OR NEW.salt <> OLD.salt",
    refusal="command: only its body may be erased; rows never change",
)
guard(
    "command_kept",
    "command",
    when="BEFORE DELETE",
    condition="1 = 1",
    refusal="command: rows are never deleted",
)


class Command:
    """A command while it is carried out; verbs take it, stamp their rows with its number and tell it what they wrote."""

    def __init__(self, order: Order, number: int, at: datetime) -> None:
        self.number = number
        self.at = at
        self.person_id = order.person
        self.unit_id = order.unit
        self.kind = order.kind
        self.note = order.note
        self.salt = secrets.token_bytes(16)
        self.warnings: list[KhfundError] = []
        self._digests: dict[str, tuple[_Hash, _Hash]] = {}

    @property
    def unit(self) -> int:
        """The id of the unit whose book this command writes."""
        assert self.unit_id is not None, f"{self.kind} names no unit"
        return self.unit_id

    def warn(self, warning: KhfundError) -> None:
        """Say what is out of the ordinary but not refused; the answer carries it as `warnings`, each thing once."""
        if str(warning) not in map(str, self.warnings):
            self.warnings.append(warning)

    def witness(self, book: str, figures: str, text: str) -> None:
        """Add lines to the digests of `book`: `figures` without, `text` with personal data; both may hold many lines.

        The reader registered for the book must give the same lines in the same order.
        """
        if book not in self._digests:
            self._digests[book] = (hashlib.sha256(), hashlib.sha256(self.salt))
        plain, personal = self._digests[book]
        plain.update(figures.encode() + b"\n")
        personal.update(text.encode() + b"\n")

    def digests(self) -> dict[str, list[str]]:
        """Return book → digests of figures and of texts."""
        return {book: [one.hexdigest() for one in pair] for book, pair in sorted(self._digests.items())}


def run(database: Database, order: Order, work: Callable[[Session, Command], Answer]) -> Answer:
    """Carry out a command in one write transaction and commit it: what the edges call."""
    with database.writing() as session:
        return execute(session, order, work)


def execute(session: Session, order: Order, work: Callable[[Session, Command], Answer]) -> Answer:
    """Carry out a command once inside the session's write transaction and return its answer.

    The person's right is required, the command entered, `work` done, the leaf added; a repetition under the same
    request id returns the stored answer without doing the work.

    Raises: RequestIdReusedError, RequestIdTooLongError, TextUnreadableError, NotAllowedError, and what `work` raises.
    """
    body = canonical({"payload": order.payload, "note": order.note})
    request_id = order.request_id or str(uuid.uuid4())
    _require_readable(body, request_id)
    if order.request_id:
        answered = _answered(session, order, request_id, body)
        if answered is not None:
            return answered
    require_right(session, order.person, order.unit, order.kind)
    command = _enter(session, order, request_id, body)
    done = work(session, command)
    if command.warnings:
        done = done | {"warnings": [_told(one) for one in command.warnings]}
    answer = canonical(done)
    session.flush()
    _close(session, order, command, body, answer)
    return _answer(answer)


def _told(warning: KhfundError) -> Answer:
    facts = {name: value if isinstance(value, int) else str(value) for name, value in warning.facts.items()}
    return {"rule": warning.rule, "message": str(warning), "english": warning.text("en"), "facts": facts}


def _require_readable(*texts: str) -> None:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as failure:  # a lone surrogate: bytes of another encoding from the command line
        raise TextUnreadableError from failure


def _close(session: Session, order: Order, command: Command, body: str, answer: str) -> None:
    line = canonical(
        {
            "number": command.number,
            "at": _written(command.at),
            "person": order.person,
            "unit": order.unit,
            "kind": order.kind,
            "body": salted(command.salt, body),
            "answer": salted(command.salt, answer),
            "books": command.digests(),
        }
    )
    audit.append(session, command.number, line, answer)


def _answered(session: Session, order: Order, request_id: str, body: str) -> Answer | None:
    if len(request_id) > 80:
        raise RequestIdTooLongError(length=len(request_id))
    table = LoggedCommand
    stored = (
        select(table.person_id, table.kind, table.unit_id, table.salt, audit.Leaf.line, audit.Leaf.answer)
        .join(audit.Leaf)
        .where(table.request_id == request_id)
    )
    found = session.execute(stored).one_or_none()
    if found is None:
        return None
    asked = (order.person, order.kind, order.unit, salted(found.salt, body))
    # the leaf, not the stored body, says what was asked: the body may have been erased for privacy
    if asked != (found.person_id, found.kind, found.unit_id, _leaf(found.line).get("body")):
        raise RequestIdReusedError(request_id=request_id, kind=found.kind)
    return _answer(found.answer)


def _enter(session: Session, order: Order, request_id: str, body: str) -> Command:
    command = Command(order, 0, order.at or datetime.now(UTC))
    entered = _ENTER.run(
        session,
        at=_written(command.at),
        person=order.person,
        unit=order.unit,
        kind=order.kind,
        request=request_id,
        salt=command.salt,
        body=body,
    )
    command.number = int(entered.scalar_one())
    return command


_ENTER = Statement(
    "INSERT INTO command (number, at, person_id, unit_id, kind, request_id, salt, body) "
    "VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM command), :at, :person, :unit, :kind, :request, :salt, :body) "
    "RETURNING number"
)


def canonical(value: object) -> str:
    """Write JSON in its one canonical form: keys sorted, no spaces, days as ISO text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a command")


def _answer(text: str) -> Answer:
    answer: Answer = json.loads(text)
    return answer


def salted(salt: bytes, text: str) -> str:
    """Return the digest by which a leaf vouches for a text that may be erased."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


# -- verification ---------------------------------------------------------------------------------------------------


def contradictions(session: Session) -> Iterator[str]:
    """Recompute every leaf from the stored rows and tell each difference, by command number.

    Rows are read once, side by side with the log, so a command of a million entries needs no more memory than one.
    """
    books = {name: _Book(reader(session)) for name, reader in sorted(audit.WITNESSES.items())}
    expected = 1
    query = select(LoggedCommand, audit.Leaf.line, audit.Leaf.answer).outerjoin(audit.Leaf)
    rows = session.execute(query.order_by(LoggedCommand.number).execution_options(yield_per=2_000))
    for logged, line, answer in rows:
        if logged.number != expected:
            yield f"lệnh {expected} bị mất"
        expected = logged.number + 1
        for name, book in books.items():
            yield from (_unlogged(name, number) for number in book.pass_over(logged.number))
        found = {name: book.digests(logged.number, logged.salt) for name, book in books.items()}
        written = {name: pair for name, pair in found.items() if pair is not None}
        yield from _compare(logged, line, answer, written)
    for name, book in books.items():
        yield from (_unlogged(name, number) for number in book.pass_over(None))


def _unlogged(name: str, number: int) -> str:
    return f"sổ {name} có dòng của lệnh {number} không có trong nhật ký"


class _Book:
    """The rows of a book, read one row ahead of the log."""

    def __init__(self, rows: Iterator[tuple[int, str, str]]) -> None:
        self.rows = rows
        self.ahead = next(rows, None)

    def pass_over(self, number: int | None) -> Iterator[int]:
        """Skip rows of commands before `number` (None: of all that are left) and give the commands' numbers."""
        passed = None
        while self.ahead is not None and (number is None or self.ahead[0] < number):
            if self.ahead[0] != passed:
                passed = self.ahead[0]
                yield passed
            self.ahead = next(self.rows, None)

    def digests(self, number: int, salt: bytes) -> list[str] | None:
        """Digest the rows of command `number` as `Command.witness` did; None if it has none."""
        if self.ahead is None or self.ahead[0] != number:
            return None
        plain, personal = hashlib.sha256(), hashlib.sha256(salt)
        while self.ahead is not None and self.ahead[0] == number:
            plain.update(self.ahead[1].encode() + b"\n")
            personal.update(self.ahead[2].encode() + b"\n")
            self.ahead = next(self.rows, None)
        return [plain.hexdigest(), personal.hexdigest()]


def _compare(
    logged: LoggedCommand, line: str | None, answer: str, found: dict[str, list[str]]
) -> Iterator[str]:
    if line is None:
        yield f"lệnh {logged.number} không có dòng nhật ký"
        return
    leaf = _leaf(line)
    told = {"number": logged.number, "at": logged.at, "person": logged.person_id, "unit": logged.unit_id}
    told |= {"kind": logged.kind, "answer": salted(logged.salt, answer)}
    if logged.body is not None:
        told["body"] = salted(logged.salt, logged.body)
    for name, value in told.items():
        if leaf.get(name) != value:
            yield f"lệnh {logged.number}: {name} đã bị sửa"
    books = leaf.get("books", {})
    for book in sorted(books.keys() | found.keys()):
        if books.get(book) != found.get(book):
            yield f"lệnh {logged.number}: dòng của sổ {book} đã bị sửa, thêm hoặc bớt"


def _leaf(line: str) -> Answer:
    """Read a leaf; a line that is none tells nothing, so that everything differs from it."""
    try:
        leaf = json.loads(line)
    except ValueError:
        return {}
    return leaf if isinstance(leaf, dict) and isinstance(leaf.get("books"), dict) else {}


def as_people_write(value: object) -> object:
    """Turn the ISO days and moments of an answer into 22/11/2026 and 13:58 22/11/2026 (Viet Nam); leave the rest."""
    if not isinstance(value, str) or not _ANSWERED.fullmatch(value):
        return value
    try:
        if len(value) == 10:
            return format_day(date.fromisoformat(value))
        return datetime.fromisoformat(value).astimezone(VIET_NAM).strftime("%H:%M %d/%m/%Y")
    except (ValueError, OverflowError):  # a day that no calendar has, typed by somebody
        return value
