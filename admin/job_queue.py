"""The queue of long work, kept by huey: a file beside the books, or tables of the PostgreSQL that holds them.

The queue only wakes workers; which work there is, and how far, stands in the table `job`. So a lost queue loses nothing.
"""

from __future__ import annotations

import functools
import logging
import threading

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import Engine, inspect, text

from admin.job_run import carry_out, take_up_again
from admin.office_store import SCHEMA, OfficeStore

log = logging.getLogger("khfund.work")


class Queue:
    """Numbers of jobs on their way to the workers; opened when the first one comes."""

    def __init__(self, app: Flask, office: OfficeStore) -> None:
        self.app, self.office = app, office

    @functools.cached_property
    def huey(self) -> Huey:
        """The library's queue, with the one task that it knows, and the look once a minute at what was left lying."""
        made = open_queue(self.office)

        @made.task(name="khfund.carry_out")
        def do(number: int) -> None:
            carry_out(self.app, number)

        @made.periodic_task(crontab(), name="khfund.take_up_again")
        def again() -> None:
            self.take_up_again()

        made.khfund_do = do
        return made

    def enqueue(self, number: int) -> None:
        """Wake a worker for a job; if the queue cannot be reached the job is found within a minute."""
        try:
            self.huey.khfund_do(number)
            self.huey.storage.close()  # jobs are few; the pages' threads keep no connection for them
        except Exception as failure:  # noqa: BLE001  the job itself is written down
            log.warning("the queue cannot be reached (%s)", type(failure).__name__)

    def take_up_again(self) -> None:
        """Put what was left lying into the queue."""
        for number in take_up_again(self.office):
            self.enqueue(number)


def open_queue(office: OfficeStore) -> Huey:
    """Open the library's queue, made if it is not there yet."""
    url = office.engine.url
    # a message is a pickle: it is only read if this office signed it
    options = {"results": False, "serializer": SignedSerializer(secret=office.secret("queue"))}
    if url.get_backend_name() == "sqlite":
        file = str(url.database).removesuffix("-office.db")
        return SqliteHuey("khfund", filename=f"{file}-queue.db", fsync=False, **options)
    if not inspect(office.engine).has_table("huey_task", schema=SCHEMA):
        PostgresHuey("khfund", dsn=_dsn(office.owner)).storage.close()  # the owner makes the tables
        if office.owner is not office.engine:
            _grant(office)
    return PostgresHuey("khfund", dsn=_dsn(office.engine), create_tables=False, **options)


def _dsn(engine: Engine) -> str:
    url = engine.url.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={SCHEMA}"})
    return url.render_as_string(hide_password=False)


def _grant(office: OfficeStore) -> None:
    role = office.engine.url.username
    with office.owner.begin() as connection:
        for things in ("TABLES", "SEQUENCES"):
            connection.execute(text(f'GRANT ALL ON ALL {things} IN SCHEMA {SCHEMA} TO "{role}"'))


class Workers:
    """Threads that do the work of an office, in this process, until they are told to stop."""

    def __init__(self, app: Flask, count: int = 1) -> None:
        queue: Queue = app.extensions["khfund.queue"]
        queue.take_up_again()
        self.consumer = queue.huey.create_consumer(workers=count, max_delay=1.0, check_worker_health=True)
        self.consumer._set_signal_handlers = lambda: None  # whoever starts us listens for signals
        self._minder = threading.Thread(target=self._mind, daemon=True)

    def start(self) -> None:
        """Begin."""
        self.consumer.start()
        self._minder.start()

    def _mind(self) -> None:
        while not self.consumer.stop_flag.wait(10):
            self.consumer.check_worker_health()

    def stop(self, seconds: float = 30) -> None:
        """Take no more work, and wait for what is under way; what is not done by then is taken up at the next start."""
        self.consumer.shutdown_timeout = seconds
        self.consumer.stop(graceful=True)
