"""The office on one machine: one process for the pages, one beside it for long work, both ended together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import attrs
from waitress.server import create_server

from admin.app import UPLOAD_MAX, create_app
from admin.config import Config
from admin.job_queue import Workers, open_queue
from admin.job_run import work_off
from admin.office_store import store_for
from khfund.db import Database
from khfund.errors import KhfundError

CONNECTIONS_MAX = (
    1_000  # browsers keep theirs open; of waitress's 100 the hundredth person would wait for ever
)
GRACE = 10.0  # seconds that answers under way have when the office is told to stop
WORK = [sys.executable, "-c", "from khfund.cli import main; main()", "work", "--with-parent"]
AGAIN_AFTER = 2.0  # seconds until a worker that ended by itself is started again


class PortTakenError(KhfundError):
    """An office listens where nobody else does."""

    message = "Không mở được cổng {port} trên {host}: {reason}. Hãy chọn cổng khác bằng --port."
    english = "Port {port} of {host} cannot be opened: {reason}. Choose another one by --port."
    exit_code = 5


@attrs.frozen
class Listening:
    """Where an office listens, and how many pages it makes at the same time."""

    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 8


def serve(
    config: Config, listening: Listening, *, tell: Callable[[str], None], with_work: bool = True
) -> None:
    """Serve until SIGTERM or SIGINT; `tell` gets the address once browsers may come. Port 0 is any free one.

    Raises: PortTakenError, and what `create_app` raises.
    """
    app = create_app(config)
    with _socket(listening) as opened, _stopping() as stop:
        server = create_server(
            app,
            sockets=[opened],
            threads=listening.threads,
            connection_limit=CONNECTIONS_MAX,
            asyncore_use_poll=True,
            ident="khfund",
            max_request_body_size=UPLOAD_MAX + 1_000_000,
            clear_untrusted_proxy_headers=not config.proxies,  # else the app itself trusts that many hops
        )
        with _worker(config, stop) if with_work else contextlib.nullcontext():
            tell(f"http://{_shown(listening.host)}:{opened.getsockname()[1]}/")
            while not stop.is_set():
                _turn(server, 0.5)
            _finish(server)


def work(config: Config, *, threads: int = 1, once: bool = False, with_parent: bool = False) -> int:
    """Do long work until SIGTERM or SIGINT, or what waits now; return how much was done in the latter case.

    `with_parent` also stops when the standard input ends: whoever started this process is gone.
    """
    app = create_app(config)
    if once:
        return work_off(app)
    with _stopping() as stop:
        if with_parent:
            threading.Thread(target=_stop_when_alone, args=(stop,), daemon=True).start()
        workers = Workers(app, threads)
        workers.start()
        stop.wait()
        workers.stop()
    return 0


def _stop_when_alone(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


def prepare(config: Config) -> None:
    """Make what the office keeps beside the books, as the role that owns the tables.

    Raises: OfficePlaceError.
    """
    books = Database(config.books, config.owner)
    office = store_for(books, config.store, config.owner)
    office.prepare()
    open_queue(office).storage.close()
    office.close()
    books.dispose()


@contextlib.contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; afterwards they do what they did before."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _socket(listening: Listening) -> socket.socket:
    try:
        found = socket.getaddrinfo(listening.host, listening.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _name, address = found[0]
        opened = socket.socket(family, kind, protocol)
        try:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(address)
        except OSError:
            opened.close()
            raise
    except (OSError, OverflowError) as failure:
        reason = getattr(failure, "strerror", None) or str(failure)
        raise PortTakenError(host=listening.host, port=listening.port, reason=reason) from failure
    return opened


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# -- one turn of the server -----------------------------------------------------------------------------------------


def _turn(server: Any, seconds: float) -> None:
    server.asyncore.loop(timeout=seconds, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)


def _finish(server: Any) -> None:
    """Take nobody in any more, and let answers under way be given to their end."""
    server.del_channel()
    server.socket.close()
    ends = time.monotonic() + GRACE
    while time.monotonic() < ends and any(
        channel.requests or channel.total_outbufs_len for channel in list(server.active_channels.values())
    ):
        _turn(server, 0.1)
    server.task_dispatcher.shutdown()


# -- the process beside ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _worker(config: Config, stop: threading.Event) -> Iterator[None]:
    """A process of its own does the long work, so that pages stay quick; started again when it ends by itself."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        variables = os.environ | config.environment()
        running.append(subprocess.Popen(WORK, stdin=subprocess.PIPE, env=variables))  # noqa: S603  our own program

    def mind() -> None:
        while not stop.wait(AGAIN_AFTER):
            if running[-1].poll() is not None:
                start()

    start()
    minder = threading.Thread(target=mind, daemon=True)
    minder.start()
    try:
        yield
    finally:
        stop.set()
        minder.join()
        _end(running[-1])


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
