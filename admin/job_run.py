"""How long work is done: taken by one worker, kept alive by its heartbeat, taken up again when its worker died."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta

import attrs
from flask import Flask
from sqlalchemy import select, update

from admin.job import (
    KINDS,
    Job,
    LostToAnother,
    Progress,
    Result,
    State,
    StoppedByPerson,
    drop_files,
    forget_old,
    in_both,
    keep_file,
    now,
)
from admin.office_store import OfficeStore
from admin.sentence import sentence
from admin.words import LANGUAGES
from khfund.errors import KhfundError, ProblemsFound

BEAT = 5.0  # seconds between two heartbeats
DEAD = timedelta(seconds=60)  # without a heartbeat, whoever did the work is gone
TRIES = 3  # how often work may take its worker along before it is left alone
PROBLEMS_MAX = 200  # mistakes of a batch that are told
WORKER = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

STOPPED = "Đã dừng theo yêu cầu. Phần nào đã ghi vào sổ thì vẫn còn."
BROKEN = (
    "Chương trình gặp lỗi nên chưa làm xong. Phần nào đã ghi vào sổ thì vẫn còn; bấm «Làm lại» để làm tiếp, "
    "phần đã ghi không bị ghi lần nữa. Nếu vẫn không được, hãy báo người quản trị, kèm giờ xảy ra."
)
FATAL = (
    "Máy đã ngừng giữa chừng {times} lần khi làm việc này, có thể vì thiếu bộ nhớ. Phần nào đã ghi vào sổ thì vẫn "
    "còn. Hãy báo người quản trị, hoặc chia việc nhỏ hơn."
)

log = logging.getLogger("khfund.work")


def carry_out(app: Flask, number: int) -> None:
    """Do one piece of work to its end, unless somebody else does it or it needs none."""
    office: OfficeStore = app.extensions["khfund.store"]
    worker = f"{WORKER}:{threading.get_ident()}:{uuid.uuid4().hex[:6]}"
    job = _take(office, number, worker)
    if job is None:
        return
    progress = Progress(
        job.id, job.person_id, job.unit_id, job.token, app.extensions["khfund.books"], office, worker
    )
    with _beating(office, number, worker), app.app_context():
        outcome = _outcome(job, progress)
    if outcome is not None:
        _end(office, number, worker, outcome)


def _take(office: OfficeStore, number: int, worker: str) -> Job | None:
    moment = now()
    with office.session() as session:
        taken = session.execute(
            update(Job)
            .where(Job.id == number, Job.state == State.WAITING)
            .values(
                state=State.RUNNING,
                worker=worker,
                started=moment,
                heartbeat=moment,
                attempts=Job.attempts + 1,
                done=0,
            )
        )
        return session.get(Job, number) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


@contextlib.contextmanager
def _beating(office: OfficeStore, number: int, worker: str) -> Iterator[None]:
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            with contextlib.suppress(Exception), office.session() as session:
                mine = (Job.id == number) & (Job.worker == worker)
                session.execute(update(Job).where(mine).values(heartbeat=now()))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@attrs.frozen
class _Outcome:
    state: State
    result: Result
    sentence: str
    problems: list[dict[str, str]] = attrs.field(factory=list)


def _outcome(job: Job, progress: Progress) -> _Outcome | None:
    try:
        kind = KINDS[job.name]
        result = kind.work(progress, progress.books, **json.loads(job.arguments))
        return _Outcome(State.DONE, result, in_both(result.sentence, result.facts))
    except LostToAnother:
        return None
    except StoppedByPerson:
        return _Outcome(State.STOPPED, Result(), in_both(STOPPED, {}))
    except KhfundError as refusal:
        return _refused(refusal)
    except Exception as failure:  # noqa: BLE001  a worker outlives every work
        log.error("%s at %s, doing %s", type(failure).__name__, _where(failure), job.name)  # noqa: TRY400
        return _Outcome(State.FAILED, Result(), in_both(BROKEN, {}))


def _refused(refusal: KhfundError) -> _Outcome:
    problems = refusal.problems[:PROBLEMS_MAX] if isinstance(refusal, ProblemsFound) else []
    told = [
        {name: f"{one.place}: {sentence(one.error, said_in=name)}" for name in LANGUAGES} for one in problems
    ]
    said = json.dumps({name: sentence(refusal, said_in=name) for name in LANGUAGES}, ensure_ascii=False)
    return _Outcome(State.FAILED, Result(), said, told)


def _where(failure: Exception) -> str:
    """Where a mistake of the program happened, never what it happened to."""
    place = failure.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"


def _end(office: OfficeStore, number: int, worker: str, outcome: _Outcome) -> None:
    try:
        with office.session() as session:
            job = session.get(Job, number)
            if job is None or job.worker != worker:
                return
            for name, content in outcome.result.files:
                keep_file(session, job, name, content, given=False)
            job = session.get_one(Job, number)
            _write(job, outcome)
            if outcome.state is State.DONE:
                job.done = job.total
                drop_files(session, [number], given=True)
    except KhfundError as refusal:  # a result that cannot be kept
        _end(office, number, worker, _refused(refusal))


def _write(job: Job, outcome: _Outcome) -> None:
    job.state, job.sentence, job.link = outcome.state, outcome.sentence, outcome.result.link
    job.problems = json.dumps(outcome.problems, ensure_ascii=False)
    job.finished = now()


# -- what was left lying --------------------------------------------------------------------------------------------


def take_up_again(office: OfficeStore) -> list[int]:
    """Return what is to be put into the queue again: work whose worker is gone, and work that nobody took.

    Work that took its worker along three times is left alone.
    """
    moment = now()
    with office.session() as session:
        forget_old(session)
        for job in session.scalars(select(Job).where(Job.state == State.RUNNING)):
            if job.heartbeat is None or job.heartbeat < moment - DEAD or _is_gone(job.worker):
                _let_go(job)
        session.flush()
        return list(session.scalars(select(Job.id).where(Job.state == State.WAITING).order_by(Job.id)))


def _let_go(job: Job) -> None:
    if job.attempts >= TRIES:
        _write(job, _Outcome(State.FAILED, Result(), in_both(FATAL, {"times": job.attempts})))
    else:
        job.state = State.WAITING
    job.worker = ""


def _is_gone(worker: str) -> bool:
    """Whether a worker of this machine has died; of another machine only its heartbeat tells."""
    host, _, rest = worker.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit() or worker.startswith(f"{WORKER}:"):
        return False
    if int(pid) == os.getpid():
        return True  # an earlier process had the number that is ours now
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def work_off(app: Flask) -> int:
    """Do all work that waits, here and now, and return how much it was: for tests, and `khfund work --once`."""
    count = 0
    while numbers := take_up_again(app.extensions["khfund.store"]):
        for number in numbers:
            carry_out(app, number)
            count += 1
    return count


def ask_to_stop(job: Job) -> None:
    """Stop work: at once if it waits, at its next step if it is being done."""
    if job.state == State.WAITING:
        _write(job, _Outcome(State.STOPPED, Result(), in_both(STOPPED, {})))
    elif job.state == State.RUNNING:
        job.stop_asked = True


def ask_again(job: Job) -> None:
    """Let work that failed or was stopped be done again, under the same request ids."""
    if job.state in (State.FAILED, State.STOPPED):
        job.state, job.stop_asked, job.attempts, job.sentence = State.WAITING, False, 0, ""
        job.problems, job.finished = "[]", None
