"""The books that a random sequence of commands writes, beside a naive model of what every fund must hold then."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import attrs
from sqlalchemy import event
from sqlalchemy.orm import Session

from khfund import actor, tables, unit
from khfund.actor import Role
from khfund.command import Command, Order, execute
from khfund.db import Database
from khfund.donations.donor import enter_donor
from khfund.donations.goods import add_item, add_place
from khfund.donations.likeness import DonorKind, Traits
from khfund.errors import KhfundError
from khfund.ledger import (
    AccountRole,
    Restriction,
    SpendingRule,
    account_for,
    fund_balance,
    open_book,
    open_chart,
    open_fund,
)
from khfund.ledger.commitment import commitments
from khfund.ledger.fund import Fund
from khfund.ledger.opening import OpeningLine, bring_forward
from khfund.reports.check import check

assert tables.metadata.tables, "all tables, guards and witnesses belong to the books"

NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
OPENED, END = date(2026, 1, 1), date(2027, 1, 15)
BROUGHT, SUNK = (
    20_000_000,
    12_000_000,
)  # đồng at the bank in each fund, and how much of it is the endowment's principal
OFFICERS = {
    "treasurer": Role.TREASURER,
    "accountant": Role.ACCOUNTANT,
    "chief": Role.CHIEF_ACCOUNTANT,
    "chair": Role.CHAIR,
}
Result = TypeVar("Result")


@attrs.frozen
class Template:
    """Books with officers, chart, three funds, donors and goods, which every sequence copies; persons and funds by id."""

    file: Path
    unit: int
    persons: dict[str, int]
    funds: dict[str, int]
    roles: dict[AccountRole, int]
    donors: list[int]
    opening: int


def make_template(file: Path) -> Template:
    """Found an association in `file`."""
    database = Database(file)
    database.migrate()
    with database.writing() as session:
        administrator = actor.found(session, "quantri", "Vũ Quản Trị").id
    kept: dict[str, Any] = {}

    def found(session: Session, command: Command) -> dict[str, Any]:
        kept["unit"] = unit.enter_unit(session, command, "SL", "Hội Khuyến học tỉnh").id
        kept["persons"] = {}
        for key, role in OFFICERS.items():
            person = actor.enter_person(session, command, key, key)
            actor.grant(session, command, person, role, kept["unit"])
            kept["persons"][key] = person.id
        return {}

    with database.writing() as session:
        execute(session, Order(administrator, "unit.enter", None, {}, at=NOW), found)
        execute(session, Order(administrator, "book.open", kept["unit"], {}, at=NOW), _open_book(kept))
    database.dispose()
    return Template(file, **kept)


def _open_book(kept: dict[str, Any]) -> Callable[[Session, Command], dict[str, Any]]:
    def opened(session: Session, command: Command) -> dict[str, Any]:
        open_book(session, command, opened=OPENED)
        open_chart(session, command)
        everything = (Restriction.UNRESTRICTED, SpendingRule.ALL)
        interest = (Restriction.ENDOWMENT, SpendingRule.INTEREST_ONLY)
        terms = {"KH": everything, "TH": interest, "NE": (Restriction.PURPOSE, SpendingRule.ALL)}
        kept["funds"] = {
            code: open_fund(
                session, command, code, f"Quỹ {code}", opened=OPENED, restriction=only, spending_rule=rule
            ).id
            for code, (only, rule) in terms.items()
        }
        kept["roles"] = {role: account_for(session, command.unit, role).id for role in AccountRole}
        traits = [Traits(f"Nguyễn Văn {name}", DonorKind.PERSON) for name in ("An", "Bình")]
        kept["donors"] = [enter_donor(session, command, one).id for one in traits]
        add_item(session, command, "XE", "Xe đạp", "chiếc")
        add_place(session, command, "KHO", "Kho tỉnh")
        bank, endowed = kept["roles"][AccountRole.BANK], kept["funds"]["TH"]
        lines = [
            OpeningLine(one, bank, BROUGHT, SUNK if one == endowed else 0) for one in kept["funds"].values()
        ]
        kept["opening"] = bring_forward(session, command, lines).id
        return {}

    return opened


@attrs.define
class Stand:
    """What a fund holds in the model, in đồng."""

    principal: int = 0
    spendable: int = 0
    liquid: int = 0


@attrs.frozen
class Effect:
    """How one entry changes a fund, in đồng."""

    fund: int
    principal: int = 0
    spendable: int = 0
    liquid: int = 0

    def undone(self) -> Effect:
        """The effect of its reversal."""
        return Effect(self.fund, -self.principal, -self.spendable, -self.liquid)


@attrs.define
class Promise:
    """A planned payment of the model: what is promised, what paid it, and whether it was cancelled."""

    fund: int
    account: int
    amount: int
    paid: dict[int, int] = attrs.Factory(dict)
    cancelled: bool = False


class Refused(Exception):  # noqa: N818  no mistake: what the rules of the books say
    """A command was refused by a rule; the sequence goes on."""


class World:
    """One sequence: the books, the model beside them, and chance. `carried` and `refused` count commands."""

    def __init__(self, template: Template, database: Database, chance: random.Random) -> None:
        self.template = template
        self.database = database
        self.chance = chance
        self.clock = NOW
        self.stands: dict[int, Stand] = defaultdict(Stand)
        self.effects: dict[int, list[Effect]] = {}  # of entries that stand
        self.donations: dict[int, dict[int, tuple[bool, int]]] = {}  # fund → (to principal, đồng left)
        self.vouchers: list[dict[str, Any]] = []
        self.deposits: dict[int, list[list[Effect]]] = {}
        self.promises: dict[int, Promise] = {}
        self.goods: dict[int, list[int]] = {}  # fund → pieces, đồng
        self.goods_gifts: dict[int, tuple[int, int, int]] = {}  # donation → fund, pieces, đồng
        self.handed: dict[int, int] = {}  # entry → đồng
        self.open_from = OPENED
        self.told: list[str] = []
        self.carried: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        sunk = {template.funds["TH"]: SUNK}
        brought = [
            Effect(one, sunk.get(one, 0), BROUGHT - sunk.get(one, 0), BROUGHT)
            for one in template.funds.values()
        ]
        self.book(template.opening, brought)

    def do(self, kind: str, work: Callable[[Session, Command], Result], by: str = "accountant") -> Result:
        """Carry out a command.

        Raises: Refused.
        """
        kept: list[Result] = []

        def answered(session: Session, command: Command) -> dict[str, Any]:
            kept.append(work(session, command))
            return {}

        self.clock += timedelta(seconds=30)
        order = Order(self.template.persons[by], kind, self.template.unit, {}, at=self.clock)
        try:
            with self.database.writing() as session:
                execute(session, order, answered)
        except KhfundError as refusal:
            self.refused[refusal.rule] += 1
            self.told.append(f"{kind}: {refusal.rule}")
            raise Refused from refusal
        self.carried[kind] += 1
        self.told.append(kind)
        return kept[0]

    def day(self) -> date:
        """A day of the year, mostly one in an open month, now and then one that is refused."""
        any_day = OPENED + timedelta(days=self.chance.randrange(-2, 367))
        return any_day if self.chance.random() < 0.3 else max(any_day, self.open_from)

    def amount(self) -> int:
        """Đồng: mostly round, sometimes odd, sometimes large."""
        return self.chance.choice((1, 999, 50_000, 200_000, 500_000, 1_000_000, 3_333_333, 10**9))

    def fund(self) -> int:
        """One of the funds."""
        return self.chance.choice(list(self.template.funds.values()))

    def book(self, entry: int, effects: list[Effect]) -> None:
        """Take an entry into the model."""
        self.effects[entry] = effects
        self.apply(effects)

    def unbook(self, entry: int) -> None:
        """Take an entry out of the model: it was reversed, and pays no promise any more."""
        self.apply([one.undone() for one in self.effects.pop(entry)])
        for promise in self.promises.values():
            promise.paid.pop(entry, None)

    def apply(self, effects: list[Effect]) -> None:
        """Change the model's funds."""
        for one in effects:
            stand = self.stands[one.fund]
            stand.principal += one.principal
            stand.spendable += one.spendable
            stand.liquid += one.liquid

    def differences(self) -> list[str]:
        """What `khfund check` finds, and where the books and the model differ."""
        with self.database.reading() as session:
            found = [str(one) for one in check(session)]
            open_: Counter[int] = Counter()
            for one in commitments(session, self.template.unit, END):
                open_[one.fund] += one.amount
            for code, number in self.template.funds.items():
                balance = fund_balance(session, session.get_one(Fund, number), END)
                books = (balance.principal, balance.spendable, balance.liquid, open_[number])
                stand = self.stands[number]
                model = (stand.principal, stand.spendable, stand.liquid, self._promised(number))
                if books != model:
                    found.append(
                        f"{code}: principal, spendable, liquid, promised: books {books}, model {model}"
                    )
        return found

    def _promised(self, fund: int) -> int:
        return sum(
            one.amount - sum(one.paid.values())
            for one in self.promises.values()
            if one.fund == fund and not one.cancelled
        )


def fresh(template: Template, database: Database, file: Path) -> None:
    """Put the template's books in the place of whatever the last sequence wrote."""
    database.dispose()
    for rest in file.parent.glob(f"{file.name}*"):
        rest.unlink()
    shutil.copyfile(template.file, file)


def fast(database: Database) -> Database:
    """Let SQLite write without waiting for a disk: these books live for one sequence."""

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("synchronous = OFF", "journal_mode = MEMORY", "secure_delete = OFF"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(database.engine, "connect", hurry)
    return database
