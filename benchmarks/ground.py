"""Books with many entries, for benchmarks that ask what the millionth costs."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from khfund import actor, tables, unit
from khfund.actor import Role
from khfund.command import Order, run
from khfund.db import Database
from khfund.ledger import (
    AccountRole,
    NewEntry,
    Posting,
    VoucherKind,
    account_for,
    open_book,
    open_chart,
    open_fund,
    post_all,
)

assert tables.metadata.tables, "all tables, guards and witnesses belong to the books"

NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
FUNDS = ("KH", "TH", "DT", "NE", "VU", "KT", "HN", "TR")
AT_ONCE = 20_000


@attrs.frozen
class Books:
    """Books on a database; funds and the accounts of cash, bank, gifts, scholarships by id."""

    database: Database
    unit: int
    person: int
    funds: tuple[int, ...]
    accounts: tuple[int, ...]

    def order(self, request_id: str | None = None) -> Order:
        """An order to post."""
        return Order(self.person, "entry.post", self.unit, {"bench": "gift"}, request_id=request_id, at=NOW)

    def entries(self, chance: random.Random) -> Iterator[NewEntry]:
        """Gifts in cash and by bank, and scholarships, over three years, for ever."""
        cash, bank, gifts, scholarships = self.accounts
        ways = ((cash, gifts), (bank, gifts), (bank, gifts), (scholarships, bank))
        while True:
            debit, credit = chance.choice(ways)
            day = date(2024, 1, 1) + timedelta(days=chance.randrange(1_095))
            posting = Posting(debit, credit, chance.choice(self.funds), chance.randrange(10, 5_000) * 1_000)
            yield NewEntry(day, "Ủng hộ quỹ khuyến học", [posting], VoucherKind.JOURNAL)


def books(folder: Path, stored: int) -> Books:
    """Open books in `folder` and store so many entries."""
    database = Database(folder / "books.sqlite")
    database.migrate()
    kept: dict[str, Any] = {}
    with database.writing() as session:
        administrator = actor.found(session, "quantri", "Quản Trị").id

    def found(session: Any, command: Any) -> dict[str, Any]:
        kept["unit"] = unit.enter_unit(session, command, "SL", "Hội Khuyến học").id
        kept["person"] = actor.enter_person(session, command, "ketoan", "Kế Toán")
        actor.grant(session, command, kept["person"], Role.ACCOUNTANT, kept["unit"])
        return {}

    def opened(session: Any, command: Any) -> dict[str, Any]:
        opening = date(2024, 1, 1)
        open_book(session, command, opened=opening)
        open_chart(session, command)
        kept["funds"] = [
            open_fund(session, command, code, f"Quỹ {code}", opened=opening).id for code in FUNDS
        ]
        roles = (AccountRole.CASH, AccountRole.BANK, AccountRole.GIFTS, AccountRole.SCHOLARSHIPS)
        kept["accounts"] = [account_for(session, kept["unit"], role).id for role in roles]
        return {}

    run(database, Order(administrator, "unit.enter", None, {}, at=NOW), found)
    run(database, Order(administrator, "book.open", kept["unit"], {}, at=NOW), opened)
    made = Books(database, kept["unit"], kept["person"].id, tuple(kept["funds"]), tuple(kept["accounts"]))
    _store(made, stored)
    return made


def _store(made: Books, stored: int) -> None:
    entries = made.entries(random.Random(stored))
    for start in range(0, stored, AT_ONCE):
        some = list(itertools.islice(entries, min(AT_ONCE, stored - start)))
        run(made.database, made.order(), lambda s, c, some=some: {"count": len(post_all(s, c, some))})


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_us(seconds: list[float]) -> float:
    """The median in microseconds."""
    return statistics.median(seconds) * 1_000_000
