"""What most tests start from: an association with its officers, its book and two funds."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import attrs
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from khfund import actor, unit
from khfund.actor import Role
from khfund.command import Command, Order, execute
from khfund.db import Database
from khfund.ledger import (
    AccountRole,
    Posting,
    Restriction,
    SpendingRule,
    VoucherKind,
    account_for,
    accounts,
    find_fund,
    open_book,
    open_chart,
    open_fund,
    post,
)
from khfund.ledger.entry import PostedEntry

Result = TypeVar("Result")
NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)  # 10:00 in Viet Nam


@attrs.define
class Office:
    """One association on one database. Persons and funds by id."""

    database: Database
    unit: int
    administrator: int
    treasurer: int
    accountant: int
    chief: int
    chair: int
    kh: int  # Quỹ Khuyến học: everything may be spent
    th: int  # Quỹ học bổng Tô Hiệu: interest only

    def do(
        self,
        kind: str,
        work: Callable[[Session, Command], Result],
        *,
        by: int | None = None,
        at: datetime = NOW,
        request_id: str | None = None,
        payload: dict[str, Any] | None = None,
    ) -> Result:
        """Carry out a command and return what `work` returned (rows stay readable)."""
        kept: list[Result] = []

        def answered(session: Session, command: Command) -> dict[str, Any]:
            kept.append(work(session, command))
            return {}

        order = Order(by or self._usual(kind), kind, self.unit, payload or {}, request_id=request_id, at=at)
        with self.database.writing() as session:
            execute(session, order, answered)
        return kept[0]

    def _usual(self, kind: str) -> int:
        """Who does this kind of work when a test does not say: what goes back is another person's business."""
        return self.chief if kind in {"donation.refund", "donation.cancel"} else self.accountant

    def read(self, look: Callable[[Session], Result]) -> Result:
        """Look something up."""
        with self.database.reading() as session:
            return look(session)

    def account(self, role: AccountRole) -> int:
        """The id of the account for a role."""
        return self.read(lambda session: account_for(session, self.unit, role).id)

    @property
    def account_ids(self) -> list[int]:
        """The ids of the book's accounts, by code."""
        return self.read(lambda session: [one.id for one in accounts(session, self.unit)])

    def posting(
        self, debit: AccountRole, credit: AccountRole, amount: int, fund: int | None = None
    ) -> Posting:
        """A posting between the accounts of two roles, in Quỹ Khuyến học unless another fund is given."""
        return Posting(self.account(debit), self.account(credit), fund or self.kh, amount)

    def post(
        self, day: date, *postings: Posting, narration: str = "Ủng hộ", kind: str = "PK", at: datetime = NOW
    ) -> PostedEntry:
        """Post one entry."""
        voucher = VoucherKind(kind)
        return self.do(
            "entry.post", lambda s, c: post(s, c, day, narration, *postings, voucher=voucher), at=at
        )

    def gift(self, day: date, amount: int, fund: int | None = None) -> PostedEntry:
        """Post a cash gift."""
        return self.post(day, self.posting(AccountRole.CASH, AccountRole.GIFTS, amount, fund), kind="PT")


def an_office(database: Database, *, opened: date = date(2026, 1, 1)) -> Office:
    """Found an association: four officers and an administrator, the default chart, two funds, the book open."""
    with database.writing() as session:
        administrator = actor.found(session, "quantri", "Vũ Quản Trị").id
        order = Order(administrator, "unit.enter", None, {}, at=NOW)
        ids: dict[str, int] = {}
        execute(session, order, lambda s, c: _found(s, c, ids))
        order = Order(administrator, "book.open", ids["unit"], {}, at=NOW)
        execute(session, order, lambda s, c: _open(s, c, opened, ids))
    return Office(database=database, administrator=administrator, **ids)


def _found(session: Session, command: Command, ids: dict[str, int]) -> dict[str, Any]:
    body = unit.enter_unit(
        session,
        command,
        "SL",
        "Hội Khuyến học tỉnh Mường Sáng",
        parent_body="UBND tỉnh Mường Sáng",
        place="Mường Sáng",
        address="Số 1 phố Học Tập, phường Bình Minh",
        tax_code="5500123456",
    )
    ids["unit"] = body.id
    officers = (
        ("treasurer", "thuquy", "Lò Thị Thủ Quỹ", Role.TREASURER),
        ("accountant", "ketoan", "Cầm Văn Kế Toán", Role.ACCOUNTANT),
        ("chief", "ketoantruong", "Quàng Thị Trưởng", Role.CHIEF_ACCOUNTANT),
        ("chair", "chutich", "Hoàng Văn Chủ Tịch", Role.CHAIR),
    )
    for key, login, name, role in officers:
        person = actor.enter_person(session, command, login, name)
        actor.grant(session, command, person, role, body.id)
        ids[key] = person.id
    return {}


def _open(session: Session, command: Command, opened: date, ids: dict[str, int]) -> dict[str, Any]:
    open_book(session, command, opened=opened)
    open_chart(session, command)
    ids["kh"] = open_fund(
        session, command, "KH", "Quỹ Khuyến học tỉnh", opened=opened, legal_basis="Điều lệ Hội"
    ).id
    ids["th"] = open_fund(
        session,
        command,
        "TH",
        "Quỹ học bổng Tô Hiệu",
        opened=opened,
        restriction=Restriction.ENDOWMENT,
        spending_rule=SpendingRule.INTEREST_ONLY,
        legal_basis="QĐ 82/QĐ-UBND ngày 10/01/2019",
    ).id
    return {}


def fund_code(session: Session, office: Office, code: str) -> int:
    """The id of a fund by its code."""
    return find_fund(session, office.unit, code).id


# -- hands that go around the verbs ------------------------------------------------------------------------------------


def write_by_hand(database: Database, *statements: str) -> None:
    """Run hand-written SQL as the application's role, guards and constraints on."""
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def tamper(database: Database, *statements: str) -> None:
    """Change the books as an insider who owns the database would: guards, foreign keys and checks off, then on again."""
    if database.is_sqlite:
        _tamper_sqlite(database, statements)
    else:
        _tamper_postgresql(database, statements)


def _tamper_sqlite(database: Database, statements: Sequence[str]) -> None:
    database.dispose()
    with contextlib.closing(sqlite3.connect(str(database.file), isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, made in triggers:
            connection.execute(made)


def _tamper_postgresql(database: Database, statements: Sequence[str]) -> None:
    checks = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
    superuser = create_engine(database.owner_url.set(username="postgres"))
    with superuser.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        found = connection.exec_driver_sql(checks + " AND connamespace = 'public'::regnamespace").all()
        for table, name, _ in found:
            connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for statement in statements:
            connection.exec_driver_sql(statement)
        for table, name, made in found:
            literal = made.replace("%", "%%")  # of a LIKE, which the driver would take for a placeholder
            connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {literal} NOT VALID')
    superuser.dispose()
