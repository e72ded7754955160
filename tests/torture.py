"""Commands that are killed in the middle, and what must be true of the books afterwards."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import time
from collections import Counter
from datetime import date
from typing import Any

import attrs
from sqlalchemy import text

from khfund.banking.bank_account import BankAccount
from khfund.banking.imported_statement import import_statement
from khfund.calendar import Month
from khfund.command import Order, run
from khfund.db import Database
from khfund.errors import BusyError
from khfund.ledger import AccountRole, NewEntry, Posting, close_period, post, post_all
from khfund.reports.check import check
from tests.banking.offices import a_bank_account, a_statement
from tests.builders import NOW, Office, an_office

OPENED = Month(1950, 1)  # enough months to close one in every fourth command
DAY = date(2027, 1, 5)
TODAY = date(2027, 1, 15)
ENTRIES_AT_ONCE, LINES_AT_ONCE = 150, 40
KINDS = ("entry.post", "entry.post", "bank.import", "period.close")


@attrs.define
class Ground:
    """The books that are tortured; commands are numbered from 0 and every fourth is of the same kind."""

    office: Office
    bank: int
    gift: Posting
    months: list[Month]
    done: int = 0
    killed: Counter[str] = attrs.Factory(Counter)

    def kind(self, number: int) -> str:
        """What kind of command `number` is."""
        return KINDS[number % 4]

    def order(self, number: int) -> Order:
        """Command `number`, the same whenever it is asked for."""
        kind = self.kind(number)
        person = self.office.chief if kind == "period.close" else self.office.accountant
        return Order(
            person, kind, self.office.unit, {"number": number}, request_id=f"torture-{number}", at=NOW
        )

    def work(self, number: int) -> Any:
        """What command `number` does: post one, post many, import a statement, or close a month."""
        return (self._post, self._post_many, self._import, self._close)[number % 4](number)

    def _post(self, number: int) -> Any:
        posting = attrs.evolve(self.gift, amount=1_000 + number)
        return lambda s, c: {"entry": post(s, c, DAY, f"Lệnh {number}", posting).id}

    def _post_many(self, number: int) -> Any:
        entries = [NewEntry(DAY, f"Lệnh {number}", [attrs.evolve(self.gift, amount=7)])] * ENTRIES_AT_ONCE
        return lambda s, c: {"entries": [row.id for row in post_all(s, c, entries)]}

    def _import(self, number: int) -> Any:
        rows = [("05/01/2027", f"N{number}-{row}", 10_000, "ung ho") for row in range(LINES_AT_ONCE)]
        statement = a_statement(*rows)
        return lambda s, c: {"new": import_statement(s, c, s.get_one(BankAccount, self.bank), statement).new}

    def _close(self, number: int) -> Any:
        month = self.months[number // 4]
        return lambda s, c: {"until": close_period(s, c, month, today=TODAY).closed_until}


def ground(database: Database) -> Ground:
    """Books with a bank account, open since long ago."""
    office = an_office(database, opened=OPENED.first)
    gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, 1)
    bank = a_bank_account(office).id
    months = list(itertools.islice(iterate_months(), 900))
    return Ground(office, bank, gift, months)


def iterate_months() -> Any:
    """Every month from the first on."""
    month = OPENED
    while True:
        yield month
        month = month.next()


# -- killing ---------------------------------------------------------------------------------------------------------------


def kill_once(books: Any, chance: random.Random, *, delay: float = 0.03) -> None:
    """Kill a child amid its commands at a random moment; ask again for all it began and compare the answers."""
    books.office.database.dispose()  # a child inherits no open connection
    acknowledged = _killed_child(books, commands=chance.randint(0, 6), delay=chance.uniform(0, delay))
    asked = books.done + len(acknowledged)
    books.killed[books.kind(asked)] += 1
    for number in range(books.done, asked + 1):
        answer = run(books.office.database, books.order(number), books.work(number))
        known = acknowledged.get(number, answer)
        assert json.loads(json.dumps(answer)) == known, f"command {number} answered {known}, then {answer}"
    books.done = asked + 1


def _killed_child(books: Any, *, commands: int, delay: float) -> dict[int, Any]:
    """Run a child from the next command on; kill it `delay` seconds after so many answers; return all its answers."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover  it dies before it could tell
        os.close(reading)
        _carry_out(books, writing)
    os.close(writing)
    answers: dict[int, Any] = {}
    with os.fdopen(reading, encoding="utf-8") as pipe:
        for line in itertools.islice(pipe, commands):
            answers |= {int(number): answer for number, answer in json.loads(line).items()}
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        for line in pipe:
            if line.endswith("\n"):
                answers |= {int(number): answer for number, answer in json.loads(line).items()}
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the child was to be killed, not to fail"
    return answers


def _carry_out(books: Any, writing: int) -> None:  # pragma: no cover
    try:
        for number in itertools.count(books.done):
            answer = run(books.office.database, books.order(number), books.work(number))
            os.write(writing, f"{json.dumps({number: answer})}\n".encode())
    finally:
        os._exit(1)


def stored(books: Ground) -> dict[str, int]:
    """What the books hold: commands of the torture, entries, đồng of gifts, bank lines, months closed."""
    queries = {
        "commands": "SELECT COUNT(*) FROM command WHERE request_id LIKE 'torture-%'",
        "entries": "SELECT COUNT(*) FROM entry",
        "dong": "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM posting",
        "lines": "SELECT COUNT(*) FROM bank_line",
        "closed": "SELECT COUNT(*) FROM command WHERE kind = 'period.close'",
    }
    return books.office.read(lambda s: {name: s.scalar(text(query)) for name, query in queries.items()})


def expected(done: int) -> dict[str, int]:
    """What `done` commands write, each carried out once."""
    single, many, imports, closings = (len(range(first, done, 4)) for first in range(4))
    return {
        "commands": done,
        "entries": single + many * ENTRIES_AT_ONCE,
        "dong": sum(1_000 + number for number in range(0, done, 4)) + many * ENTRIES_AT_ONCE * 7,
        "lines": imports * LINES_AT_ONCE,
        "closed": closings,
    }


def faults(books: Any) -> list[str]:
    """What `khfund check` says."""
    return [str(finding) for finding in books.office.read(check)]


# -- crowding --------------------------------------------------------------------------------------------------------------


def crowd(office: Office, processes: int, postings: int) -> int:
    """Let processes post to one fund at the same time; return how often one was told that the books are busy."""
    gift = office.posting(AccountRole.CASH, AccountRole.GIFTS, 1_000)
    office.database.dispose()  # a child inherits no open connection
    busy = 0
    children = []
    for process in range(processes):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:  # pragma: no cover
            os.close(reading)
            _post_in_a_crowd(office, gift, process, postings, writing)
        os.close(writing)
        children.append((child, reading))
    for child, reading in children:
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, f"a process of the crowd failed: {said}"
        busy += int(said)
    return busy


def _post_in_a_crowd(
    office: Office, gift: Posting, process: int, postings: int, writing: int
) -> None:  # pragma: no cover
    busy = 0
    try:
        for number in range(postings):
            order = Order(
                office.accountant, "entry.post", office.unit, {}, request_id=f"{process}-{number}", at=NOW
            )
            while True:
                try:
                    run(office.database, order, lambda s, c: {"entry": post(s, c, DAY, "Ủng hộ", gift).id})
                    break
                except BusyError:
                    busy += 1
        os.write(writing, str(busy).encode())
        os._exit(0)
    except BaseException as failure:  # noqa: BLE001  the parent reads it
        os.write(writing, repr(failure).encode())
    finally:
        os._exit(1)
