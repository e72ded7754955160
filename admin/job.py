"""Long work in the background: statements, receipts by the thousand, large imports. What pages need to know is here.

Declare the work beside the page that asks for it, under a name and the right that its result is looked at with::

    @long_work("receipts.print", looks="receipt")
    def print_receipts(job: Progress, books: Database, *, year: int) -> Result:
        with books.reading() as session:          # short views: a reader keeps the writers of SQLite waiting
            numbers = ...
        for done, part in enumerate(parts, 1):
            ...
            job.tell(done, len(parts))            # often is fine; raises when somebody stopped the work
        return Result("Đã in {count:so} biên nhận.", {"count": len(numbers)}, files=[("bien-nhan.pdf", content)])

and start it from a form (`admin.job_form.asks` is a deed that starts work instead of giving a command)::

    return start_job("receipts.print", "In biên nhận năm {year}", year=2026)     # the address of the work's page

Arguments are JSON and fill the title. Uploads (`uploads=[form.file]`) are kept until the work is done, and read by
`job.upload(0)`. Commands are given by `job.run("bank.import", payload, verb, step="1")`: each step has a request id of
its own that never changes, because work whose machine failed in the middle is **done again from the start** and what
it has written already must not be written twice. A refusal (KhfundError) ends the work; its sentence is shown.
Results are kept for a week. Tests carry waiting work out by `admin.job_run.work_off(app)`.
"""

from __future__ import annotations

import enum
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from flask import current_app, url_for
from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from admin.office_store import OfficeBase, OfficeStore
from admin.visitor import store, unit, visitor
from admin.words import english
from khfund.command import Answer, Command, Order, run
from khfund.db import Database
from khfund.errors import KhfundError, speak

if TYPE_CHECKING:
    from admin.field import Upload

KEPT = timedelta(days=7)  # how long a finished work and its files are kept
PART = 4_000_000  # bytes of a file in one row
FILE_MAX = 500_000_000  # bytes


class ResultTooLargeError(KhfundError):
    """What a work makes is kept in the office's store for some days."""

    message = "Tệp «{name}» lớn {size:so} byte, quá cỡ giữ được ({longest:so}); hãy chia nhỏ."
    english = "The file «{name}» has {size:so} bytes, more than can be kept ({longest:so}); divide it."


class State(enum.StrEnum):
    """Where a work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


STATE_NAMES = {
    State.WAITING: "đang chờ",
    State.RUNNING: "đang làm",
    State.DONE: "đã xong",
    State.FAILED: "không làm được",
    State.STOPPED: "đã dừng",
}
ENDED = (State.DONE, State.FAILED, State.STOPPED)


@attrs.frozen
class Result:
    """What a work leaves: a sentence with its facts, files by name (bytes, or a path that is taken over), an address."""

    sentence: str = "Đã xong."
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    files: Sequence[tuple[str, bytes | Path]] = ()
    link: str = ""


class Work(Protocol):
    """A function that does long work."""

    def __call__(self, job: Progress, books: Database, **arguments: Any) -> Result:
        """Do it."""


@attrs.frozen
class Kind:
    """A kind of long work, and the right with which its result is looked at."""

    name: str
    looks: str
    work: Work


KINDS: dict[str, Kind] = {}


def long_work(name: str, *, looks: str) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Register a function as long work; whoever loses the right `looks` no longer sees the result."""

    def register(work: Callable[..., Result]) -> Callable[..., Result]:
        KINDS[name] = Kind(name, looks, work)
        return work

    return register


# -- what the store keeps -------------------------------------------------------------------------------------------


class Job(OfficeBase):
    """One piece of long work. `token` is what its commands' request ids begin with; texts are kept in both languages."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("person_id", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    arguments: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True, default=State.WAITING)
    stop_asked: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    sentence: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="[]")
    link: Mapped[str] = mapped_column(Text, default="")
    asked: Mapped[datetime]  # UTC, without zone, as all below
    started: Mapped[datetime | None]
    heartbeat: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(String(200), default="")
    attempts: Mapped[int] = mapped_column(default=0)


class JobFile(OfficeBase):
    """A file that was given to a work, or made by it."""

    __tablename__ = "job_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id, ondelete="CASCADE"), index=True)
    given: Mapped[bool]
    name: Mapped[str] = mapped_column(String(250))
    size: Mapped[int] = mapped_column(default=0)


class JobFilePart(OfficeBase):
    """A few megabytes of a file."""

    __tablename__ = "job_file_part"

    file_id: Mapped[int] = mapped_column(ForeignKey(JobFile.id, ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


# -- asking for work ------------------------------------------------------------------------------------------------


def start_job(
    name: str,
    title: str,
    *,
    uploads: Sequence[Upload] = (),
    request_id: str | None = None,
    **arguments: Any,
) -> str:
    """Put work into the queue in the name of whoever asks, and return the address of its page.

    `title` is a Vietnamese sentence filled from the arguments. Asked again under the same request id by the same person,
    the first work is meant.
    """
    kind = KINDS[name]
    token = (request_id or str(uuid.uuid4()))[:60]
    with store().session() as session:
        forget_old(session)
        query = select(Job).where(Job.person_id == visitor().id, Job.token == token)
        job = session.scalar(query)
        if job is None:
            job = Job(
                token=token,
                person_id=visitor().id,
                unit_id=unit().id,
                name=kind.name,
                title=in_both(title, arguments),
                arguments=json.dumps(arguments, ensure_ascii=False),
                asked=now(),
            )
            session.add(job)
            session.flush()
            for one in uploads:
                if one.content:
                    keep_file(session, job, one.name_given or "tep", one.content, given=True)
        number = job.id
    current_app.extensions["khfund.queue"].enqueue(number)
    return url_for("jobs.one", number=number)


def in_both(sentence: str, facts: Mapping[str, Any]) -> str:
    """Write a sentence in both languages, as JSON."""
    said = {"vi": speak(sentence, **facts), "en": speak(english().get(sentence, sentence), **facts)}
    return json.dumps(said, ensure_ascii=False)


def keep_file(session: Session, job: Job, name: str, content: bytes | Path, *, given: bool) -> None:
    """Keep a file of a work, in parts.

    Raises: ResultTooLargeError.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size > FILE_MAX:
        raise ResultTooLargeError(name=name, size=size, longest=FILE_MAX)
    file = JobFile(job_id=job.id, given=given, name=name[-250:], size=size)
    session.add(file)
    session.flush()
    for place, part in enumerate(_parts(content)):
        session.add(JobFilePart(file_id=file.id, place=place, content=part))
        session.flush()
        session.expunge_all()
    session.add(job)


def _parts(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield from (content[first : first + PART] for first in range(0, len(content), PART))
        return
    with content.open("rb") as opened:
        while part := opened.read(PART):
            yield part


def read_file(office: OfficeStore, file_id: int) -> Iterator[bytes]:
    """Give a file part by part."""
    place = 0
    while True:
        with office.session() as session:
            part = session.get(JobFilePart, (file_id, place))
        if part is None:
            return
        yield part.content
        place += 1


def files_of(session: Session, job: Job, *, given: bool) -> list[JobFile]:
    """The files that were given to a work, or those that it made, in order."""
    query = select(JobFile).where(JobFile.job_id == job.id, JobFile.given == given)
    return list(session.scalars(query.order_by(JobFile.id)))


def drop_files(session: Session, jobs: Iterable[int], *, given: bool) -> None:
    """Let go of files."""
    files = select(JobFile.id).where(JobFile.job_id.in_(list(jobs)), JobFile.given == given)
    session.execute(delete(JobFilePart).where(JobFilePart.file_id.in_(files)))
    session.execute(delete(JobFile).where(JobFile.job_id.in_(list(jobs)), JobFile.given == given))


def forget_old(session: Session) -> None:
    """Let go of work that ended a week ago, with its files."""
    old = list(session.scalars(select(Job.id).where(Job.state.in_(ENDED), Job.finished < now() - KEPT)))
    if old:
        drop_files(session, old, given=True)
        drop_files(session, old, given=False)
        session.execute(delete(Job).where(Job.id.in_(old)))


# -- while it is done -----------------------------------------------------------------------------------------------


class StoppedByPerson(Exception):  # noqa: N818  nothing went wrong
    """Somebody stopped this work; raised by `Progress.tell`."""


class LostToAnother(Exception):  # noqa: N818  nothing went wrong
    """This worker was believed dead and another one does the work; raised by `Progress.tell`."""


@attrs.define
class Progress:
    """A work while it is done: who asked for it and in which unit, its files, its commands, how far it is."""

    id: int
    person_id: int
    unit_id: int
    token: str
    books: Database
    store: OfficeStore
    worker: str
    _told: datetime = attrs.field(factory=lambda: datetime.min)  # noqa: DTZ901

    def tell(self, done: int, total: int) -> None:
        """Say how far the work is; written at most twice a second.

        Raises: StoppedByPerson, LostToAnother.
        """
        moment = now()
        if moment - self._told < timedelta(seconds=0.5) and done < total:
            return
        self._told = moment
        with self.store.session() as session:
            job = session.get(Job, self.id)
            if job is None or job.stop_asked:
                raise StoppedByPerson
            if job.worker != self.worker:
                raise LostToAnother
            job.done, job.total, job.heartbeat = done, total, moment

    def order(self, kind: str, payload: dict[str, Any], *, step: str = "", note: str = "") -> Order:
        """A command of this work, under the request id of its step: the same whenever the work is done again."""
        request_id = f"{self.token}-{step}"[:80]
        return Order(self.person_id, kind, self.unit_id, payload, note=note, request_id=request_id)

    def run(
        self,
        kind: str,
        payload: dict[str, Any],
        verb: Callable[[Session, Command], Answer],
        *,
        step: str = "",
    ) -> Answer:
        """Give a command in the name of whoever asked for the work, once, however often the work is done."""
        return run(self.books, self.order(kind, payload, step=step), verb)

    def upload(self, place: int = 0) -> tuple[str, bytes]:
        """Return the name and content of a file that was given to the work."""
        with self.store.session() as session:
            job = session.get_one(Job, self.id)
            file = files_of(session, job, given=True)[place]
        return file.name, b"".join(read_file(self.store, file.id))


def now() -> datetime:
    """This moment as the store keeps it: UTC, without zone."""
    return datetime.now(UTC).replace(tzinfo=None)
