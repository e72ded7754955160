"""How long work ends: done, refused, broken, stopped, left lying by a worker that died."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

import pytest
from sqlalchemy import update

from admin.job import KINDS, Job, LostToAnother, Progress, Result, State, long_work, now
from admin.job_run import TRIES, ask_to_stop, carry_out, take_up_again, work_off
from khfund.errors import KhfundError, Place, Problem, ProblemsFound
from tests.admin.test_job import ask, change


class NotTodayError(KhfundError):
    message = "Hôm nay không làm được."
    english = "Not today."


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture(autouse=True)
def _kinds():
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


def the_job(app) -> Job:
    with app.extensions["khfund.store"].session() as session:
        return session.get_one(Job, 1)


def doing(app, office, work) -> str:
    long_work("test.work", looks="receipt")(lambda job, books: work(job))
    return ask(app, office.accountant, "test.work")


def refuse(_job):
    raise NotTodayError


def find_problems(_job):
    raise ProblemsFound(file="a.csv", problems=[Problem(Place("a.csv", row=3), NotTodayError())])


def break_down(_job):
    raise ValueError("Nguyễn Thị Kín, 0912345678")


def test_work_that_is_refused_says_why(app, office, accountant):
    url = doing(app, office, refuse)
    work_off(app)
    assert (the_job(app).state, "Hôm nay không làm được." in accountant.text(url)) == (State.FAILED, True)


def test_a_batch_that_is_refused_tells_each_mistake_with_its_place(app, office, accountant):
    url = doing(app, office, find_problems)
    work_off(app)
    assert "a.csv, dòng 3: Hôm nay không làm được." in accountant.text(url)


def test_a_mistake_of_the_program_is_told_without_what_it_happened_to(app, office, accountant, caplog):
    url = doing(app, office, break_down)
    work_off(app)
    said = accountant.text(url)
    assert "Chương trình gặp lỗi nên chưa làm xong." in said
    assert "Kín" not in said + caplog.text
    assert "ValueError at" in caplog.text


def test_work_that_failed_is_done_again_when_its_owner_asks(app, office, accountant, chief):
    seen = []
    url = doing(
        app, office, lambda job: seen.append(job.token) or (refuse(job) if len(seen) == 1 else Result())
    )
    work_off(app)
    assert chief.client.post(f"{url}lam-lai").status_code == 400  # without the form's token
    assert press(chief, url, "lam-lai").status_code == 403
    press(accountant, url, "lam-lai")
    work_off(app)
    assert (the_job(app).state, len(seen), len(set(seen))) == (State.DONE, 2, 1)


def press(person, url, button):
    page = person.get(url).text
    token = page.split('name="csrf_token"')[-1].split('value="')[1].split('"')[0]
    return person.client.post(f"{url}{button}", data={"csrf_token": token})


def test_work_that_waits_is_stopped_at_once(app, office, accountant):
    url = doing(app, office, refuse)
    press(accountant, url, "dung")
    assert (work_off(app), the_job(app).state) == (0, State.STOPPED)
    assert "Đã dừng theo yêu cầu." in accountant.text(url)


def test_work_under_way_is_stopped_at_its_next_step(app, office):
    def work(job: Progress) -> Result:
        with app.extensions["khfund.store"].session() as session:
            ask_to_stop(session.get_one(Job, 1))
        job.tell(1, 1)
        raise AssertionError("not reached")

    doing(app, office, work)
    work_off(app)
    assert the_job(app).state == State.STOPPED


def test_work_whose_worker_died_is_taken_up_again(app, office):
    doing(app, office, lambda job: Result())
    gone = f"{socket.gethostname()}:{_a_dead_process()}:x"
    change(app, state=State.RUNNING, worker=gone, heartbeat=now(), attempts=1)
    assert take_up_again(app.extensions["khfund.store"]) == [1]


def _a_dead_process() -> int:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_work_whose_worker_on_another_machine_fell_silent_is_taken_up_again(app, office):
    doing(app, office, lambda job: Result())
    change(app, state=State.RUNNING, worker="may-khac:1:x", heartbeat=now(), attempts=1)
    assert take_up_again(app.extensions["khfund.store"]) == []
    change(app, heartbeat=now() - timedelta(seconds=61))
    assert take_up_again(app.extensions["khfund.store"]) == [1]


def test_whoever_was_believed_dead_stops_and_does_not_end_the_work_of_the_next(app, office):
    def work(job: Progress) -> Result:
        change(app, worker="may-khac:1:x")
        with pytest.raises(LostToAnother):
            job.tell(1, 2)
        return Result("Hai lần.")

    doing(app, office, work)
    work_off(app)
    assert (the_job(app).state, the_job(app).sentence) == (State.RUNNING, "")


def test_work_that_takes_its_worker_along_is_left_alone_after_three_times(app, office, accountant):
    url = doing(app, office, lambda job: Result())
    change(app, state=State.RUNNING, worker="may-khac:1:x", heartbeat=None, attempts=TRIES)
    assert take_up_again(app.extensions["khfund.store"]) == []
    assert "Máy đã ngừng giữa chừng 3 lần khi làm việc này" in accountant.text(url)


def test_work_is_done_by_one_worker(app, office):
    done = []
    doing(app, office, lambda job: done.append(job.id) or carry_out(app, 1) or Result())
    carry_out(app, 1)
    carry_out(app, 1)
    assert done == [1]


def test_progress_is_told_and_the_last_step_always_written(app, office):
    def work(job: Progress) -> Result:
        for done in range(1, 1001):
            job.tell(done, 1000)
        return Result()

    doing(app, office, work)
    with app.extensions["khfund.store"].session() as session:
        session.execute(update(Job).values(done=7))
    work_off(app)
    assert (the_job(app).done, the_job(app).total) == (1000, 1000)
