"""Long work: asked for once, done once, told about, kept for a week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import g
from sqlalchemy import func, select, update

from admin import job as job_module
from admin.job import KINDS, Job, JobFile, JobFilePart, Progress, Result, State, long_work, now, start_job
from admin.job_run import work_off
from admin.visitor import reading, visitor_of
from khfund.command import LoggedCommand
from khfund.ledger import open_fund


@pytest.fixture
def database(sqlite_database):  # what depends on the engine is tested in test_job_queue.py
    return sqlite_database


@pytest.fixture(autouse=True)
def _kinds():
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


def ask(app, person: int, name: str, title: str = "Thử việc", **arguments) -> str:
    """Ask for work as a page does, and return the address of its page."""
    with app.test_request_context("/so/SL/"):
        g.unit_code = "SL"
        g._login_user = visitor_of(reading(), person, "", proved_twice=True)
        return start_job(name, title, **arguments)


def count(app, table) -> int:
    with app.extensions["khfund.store"].session() as session:
        return session.scalar(select(func.count()).select_from(table))


def change(app, **values) -> None:
    with app.extensions["khfund.store"].session() as session:
        session.execute(update(Job).values(**values))


@long_work("test.print", looks="receipt")
def print_receipts(job: Progress, _books, *, year: int) -> Result:
    job.tell(1, 2)
    return Result("Đã in {count:so} tờ.", {"count": 1234}, files=[("biên nhận.pdf", b"%PDF-" * 2_000_000)])


@pytest.fixture(autouse=True)
def _printing(_kinds):
    long_work("test.print", looks="receipt")(print_receipts)


def test_work_that_was_asked_for_is_done_and_its_file_handed_out(app, office, accountant):
    url = ask(app, office.accountant, "test.print", "In năm {year}", year=2026)
    assert "đang chờ" in accountant.text(url)
    assert work_off(app) == 1
    assert "Đã in 1.234 tờ." in accountant.text(url)
    taken = accountant.get(f"{url}tep/1")
    assert (taken.status_code, taken.data) == (200, b"%PDF-" * 2_000_000)
    assert taken.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''bi%C3%AAn")
    assert "In năm 2026 đã xong" in accountant.text("cong-viec/")


def test_the_same_request_asks_for_the_same_work(app, office):
    first = ask(app, office.accountant, "test.print", request_id="r-1", year=2026)
    assert ask(app, office.accountant, "test.print", request_id="r-1", year=2026) == first
    assert ask(app, office.chair, "test.print", request_id="r-1", year=2026) != first  # another person's


def test_work_that_is_done_again_writes_in_the_books_once(app, office):
    @long_work("test.open", looks="fund")
    def work(job: Progress, _books) -> Result:
        opened = date(2026, 1, 1)
        return Result(
            "{fund}",
            job.run(
                "fund.open", {}, lambda s, c: {"fund": open_fund(s, c, "MOI", "Mới", opened=opened).code}
            ),
        )

    ask(app, office.accountant, "test.open")
    for _time in range(2):
        change(app, state=State.WAITING)
        work_off(app)
    opened = select(func.count()).where(LoggedCommand.kind == "fund.open")
    assert office.read(lambda session: session.scalar(opened)) == 1


def test_a_file_that_was_given_is_read_by_the_work_and_kept_until_it_is_done(app, office):
    seen = []

    @long_work("test.read", looks="receipt")
    def work(job: Progress, _books) -> Result:
        seen.append(job.upload(0))
        return Result()

    given = type("Given", (), {"content": b"a" * 9_000_000, "name_given": "sao kê.csv"})()
    ask(app, office.accountant, "test.read", uploads=[given])
    assert (count(app, JobFile), count(app, JobFilePart)) == (1, 3)
    work_off(app)
    assert seen == [("sao kê.csv", b"a" * 9_000_000)]
    assert (count(app, JobFile), count(app, JobFilePart)) == (0, 0)


def test_ended_work_is_forgotten_after_a_week_with_its_files(app, office):
    ask(app, office.accountant, "test.print", year=2026)
    work_off(app)
    change(app, finished=now() - timedelta(days=8))
    work_off(app)
    assert (count(app, Job), count(app, JobFile), count(app, JobFilePart)) == (0, 0, 0)


def test_a_result_that_is_too_large_to_keep_is_told(app, office, accountant, monkeypatch):
    monkeypatch.setattr(job_module, "FILE_MAX", 1000)
    url = ask(app, office.accountant, "test.print", year=2026)
    work_off(app)
    assert (
        "Tệp «biên nhận.pdf» lớn 10.000.000 byte, quá cỡ giữ được (1.000); hãy chia nhỏ."
        in accountant.text(url)
    )
