"""The office as it runs: real processes, asked over HTTP, told to stop, killed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from admin import Config
from admin.job import State
from admin.office_store import OfficePlaceError
from admin.serving import Listening, PortTakenError, prepare, serve, work
from tests.admin.office import owner_of, url_of
from tests.admin.test_job import ask
from tests.admin.test_job_queue import wait_until_ended
from tests.builders import an_office

PATIENCE = 300  # seconds; a machine that tests is busy
KHFUND = [sys.executable, "-c", "from khfund.cli import main; main()"]


@pytest.fixture
def office_on_sqlite(sqlite_database):
    return an_office(sqlite_database)


def environment(office, **more: str) -> dict[str, str]:
    return os.environ | {"KHFUND_DB": url_of(office), "KHFUND_OWNER_DB": owner_of(office) or ""} | more


@contextmanager
def running(command: list[str], variables: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=variables, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def opened(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


def test_the_office_is_served_does_its_long_work_and_ends_when_it_is_told_to(office, app, tmp_path):
    variables = environment(office, KHFUND_BACKUPS=str(tmp_path / "backups"))
    with running([*KHFUND, "--json", "serve", "--port", "0"], variables) as process:
        address = json.loads(process.stdout.readline())["address"]
        assert opened(f"{address}health") == (200, "ok\n")
        assert "Đăng nhập" in opened(f"{address}dang-nhap")[1]
        ask(app, office.administrator, "backup.take")
        ended = wait_until_ended(app)
        assert ended.state == State.DONE, ended.sentence
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
        with pytest.raises(OSError, match="refused"):
            opened(f"{address}health")


def test_when_the_office_is_killed_the_process_beside_it_ends_too(office_on_sqlite):
    office = office_on_sqlite
    with running([*KHFUND, "--json", "serve", "--port", "0"], environment(office)) as process:
        process.stdout.readline()
        process.kill()
        process.communicate(
            timeout=PATIENCE
        )  # ends when nobody holds its pipes any more, so neither does its child
    assert process.returncode == -signal.SIGKILL


def test_several_workers_behind_a_proxy_serve_the_same_books(office):
    prepare(Config(url_of(office), owner_of(office)))
    variables = environment(office, KHFUND_OWNER_DB="", KHFUND_PROXIES="1", KHFUND_HOSTS="quy.example.vn")
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", "127.0.0.1:0", "admin.wsgi:app"]
    with running(command, variables) as process:
        address = next(found[1] for line in process.stderr if (found := re.search(r"at: (http://\S+)", line)))
        request = urllib.request.Request(
            f"{address}/dang-nhap",
            headers={"X-Forwarded-Host": "quy.example.vn", "X-Forwarded-Proto": "https"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert "Secure" in answer.headers["Set-Cookie"]
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0


def test_a_port_that_is_taken_is_told(office_on_sqlite):
    office = office_on_sqlite
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError) as refused:
            serve(Config(url_of(office)), Listening(port=port), tell=print, with_work=False)
    assert str(refused.value) == (
        f"Không mở được cổng {port} trên 127.0.0.1: Address already in use. Hãy chọn cổng khác bằng --port."
    )


def test_a_place_that_cannot_be_opened_is_told(office_on_sqlite, tmp_path):
    office = office_on_sqlite
    with pytest.raises(OfficePlaceError) as refused:
        prepare(Config(url_of(office), store=str(tmp_path)))
    assert str(refused.value) == (
        f"Không mở được nơi văn phòng giữ phiên đăng nhập và việc chạy nền ({tmp_path}): unable to open database file. "
        "Hãy sửa --office-db; với PostgreSQL, hãy chạy `khfund serve --prepare` một lần với --owner-db."
    )


def test_work_that_waits_may_be_done_at_once(app, office):
    ask(app, office.administrator, "backup.take")
    config = Config(url_of(office), owner_of(office))
    assert (work(config, once=True), work(config, once=True)) == (1, 0)
