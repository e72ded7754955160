"""The queue and its workers, in processes of their own, killed in the middle."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from admin.job import KINDS, Job, JobFile, State
from khfund.command import LoggedCommand
from khfund.ledger import Fund
from tests.admin import worker_child
from tests.admin.office import owner_of, url_of
from tests.admin.test_job import ask


@contextmanager
def a_worker(office, how: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", worker_child.__name__, url_of(office), owner_of(office) or "-", how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout.readline() in {"started\n", "half\n"}
            yield child
        finally:
            child.kill()


def the_job(app) -> Job:
    with app.extensions["khfund.store"].session() as session:
        return session.get_one(Job, 1)


def wait_until_ended(app) -> Job:
    for _ in range(6_000):
        job = the_job(app)
        if job.state not in {State.WAITING, State.RUNNING}:
            return job
        time.sleep(0.05)
    raise AssertionError(f"not ended within 300 s: {job.state}")


def test_work_in_whose_middle_the_machine_fails_is_done_to_its_end_and_nothing_twice(app, office, accountant):
    url = ask(app, office.accountant, "test.two_funds", "Mở hai quỹ", codes=["A", "B"])
    with a_worker(office, "half") as worker:
        line = worker.stdout.readline() if the_job(app).attempts == 0 or the_job(app).done == 0 else "half\n"
        assert line in {"half\n", "started\n"}
        worker.kill()
        worker.wait()
    assert the_job(app).state == State.RUNNING
    with a_worker(office, "whole"):
        job = wait_until_ended(app)
    assert (job.state, job.attempts) == (State.DONE, 2)
    assert "Đã mở 2 quỹ." in accountant.text(url)
    opened = select(func.count()).where(LoggedCommand.kind == "fund.open")
    assert office.read(lambda session: session.scalar(opened)) == 2
    assert office.read(lambda s: set(s.scalars(select(Fund.code)))) == {"A", "B", "KH", "TH"}
    with app.extensions["khfund.store"].session() as session:
        assert [one.name for one in session.scalars(select(JobFile))] == ["xong.txt"]


def test_work_asked_for_while_workers_wait_is_done_and_a_worker_that_is_told_to_stop_ends(app, office):
    with a_worker(office, "whole") as worker:
        ask(app, office.accountant, "test.two_funds", "Mở hai quỹ", codes=["A", "B"])
        assert wait_until_ended(app).state == State.DONE
        worker.communicate(timeout=300)
        assert worker.returncode == 0


def test_a_message_that_this_office_did_not_sign_is_not_read(app, office):
    queue = app.extensions["khfund.queue"]
    queue.huey.storage.enqueue(b"cos\nsystem\n(S'false'\ntR.")
    ask(app, office.accountant, "test.two_funds", "Mở hai quỹ", codes=["A", "B"])
    refused = []
    try:
        queue.huey.dequeue()
    except ValueError as failure:
        refused.append(str(failure))
    finally:
        queue.huey.storage.close()
    assert refused
    assert "test.two_funds" in KINDS
