"""Every address of the office, asked for by every role in two units: what the tests of access walk through.

The books are those that the tests of hostile words begin with: one unit in which every area holds something, and
another below it. Each unit has a person in each role. What a request changes is taken back.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sqlite3
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from flask import Flask, Response, abort, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from admin import deed, handing, job_form
from admin.page import Page
from admin.security import PUBLIC
from admin.signed_in import sign_in
from khfund import actor
from khfund.actor import Role
from khfund.command import Answer, Order, execute, run
from khfund.db import Database
from khfund.ledger import open_book, open_chart, open_fund
from khfund.unit import Unit, enter_unit
from tests.admin.office import an_app
from tests.errors.conftest import _begin
from tests.postgres import lock

HOME, OTHER = "MS", "XA"
SENDER = (
    "sender",
    Role.CLERK,
)  # a clerk of a third unit, who sends its nominations into the home unit's book
PASSED = 299
OPENED = date(2026, 1, 1)

SAMPLES: dict[str, Any] = {
    "account": "0123456789", "amount": 500_000, "code": "KH", "day": "2026-01-31", "ending": "pdf", "form": "pdf",
    "handle": "0" * 16, "key": "signer_name", "kind": "cash_book", "month": 1, "name": "statement.json",
    "file_name": "statement.json", "filename": "office.css", "register": "donors", "size": "a4", "token": "x" * 16,
    "transfer": "TET", "typed": "ABCD", "year": 2026,
}  # fmt: skip
"""What stands in an address, by the name of its part; any other number is 1, any other word «x»."""

TEXTS = {"bankaccounts.": "0123456789", "reconciliations.": "0123456789", "receipts.": "GXN-2026-00001",
         "posters.": "0123456789", "units.": "XA", "campaigns.": "TET", "passings.": "VT", "accounts.": "111",
         "rulebooks.": "cong-van-08-2023", "public.": "MS"}  # fmt: skip
"""What a word in an address stands for, by the page."""


def sample_of(rule: Rule) -> dict[str, Any]:
    """Arguments for an address, such that the home unit has something there wherever it can."""
    found: dict[str, Any] = {}
    for name in rule.arguments - {"unit_code"}:
        is_number = type(rule._converters[name]).__name__ == "IntegerConverter"
        named = next((word for start, word in TEXTS.items() if rule.endpoint.startswith(start)), None)
        if is_number:
            found[name] = SAMPLES.get(name, 1) if isinstance(SAMPLES.get(name, 1), int) else 1
        elif named is not None and name in {"code", "number"}:
            found[name] = named
        else:
            found[name] = SAMPLES.get(name, "x")
    return found


@attrs.frozen
class Answered:
    """What an address answered to whom."""

    who: str
    method: str
    endpoint: str
    address: str
    status: int
    text: str
    problem: str = ""


@attrs.define
class Everybody:
    """An office in which each unit has a person in each role."""

    app: Flask
    database: Database
    persons: dict[tuple[str, Role], int]
    clients: dict[tuple[str, Role] | None, FlaskClient] = attrs.field(factory=dict)
    tokens: dict[tuple[str, Role] | None, str] = attrs.field(factory=dict)
    asked: Counter[int] = attrs.field(factory=Counter)

    @property
    def summary(self) -> dict[str, int]:
        """How large the matrix is, and how often each status was answered; 299 is a gate that let somebody pass."""
        counted = {f"answered {status}": count for status, count in sorted(self.asked.items())}
        size = {
            "roles": len(Role),
            "addresses": len(self.rules),
            "addresses in a unit": len(self.office_rules),
        }
        return size | {"requests": self.asked.total()} | counted

    @contextlib.contextmanager
    def only_the_gate(self) -> Iterator[None]:
        """Let requests end, with PASSED, where every right that they need has been found held: no page is made."""
        kept = Page._handle_view, deed.must_prove_first, job_form.reading
        deeds = {rule.endpoint for rule in self.office_rules if self.deed_of(rule) is not None}

        def looked(page: Page, name: str, **path: Any) -> Any:
            refused = kept[0](page, name, **path)
            return refused if refused is not None or request.endpoint in deeds else ("", PASSED)

        def acted() -> Any:
            abort(Response(status=PASSED))

        Page._handle_view = looked  # type: ignore[method-assign]
        deed.must_prove_first = handing.must_prove_first = job_form.reading = acted
        try:
            yield
        finally:
            Page._handle_view, deed.must_prove_first, job_form.reading = kept  # type: ignore[method-assign]
            handing.must_prove_first = kept[1]

    @property
    def rules(self) -> list[Rule]:
        """Every address but the files that belong to the pages."""
        left_out = {"static", "door.sign_out", "account.end_others"}
        return [one for one in self.app.url_map.iter_rules() if one.endpoint not in left_out]

    @property
    def office_rules(self) -> list[Rule]:
        """Every address within a unit's book."""
        return [one for one in self.rules if "unit_code" in one.arguments]

    def page_of(self, rule: Rule) -> Page:
        """The page that an address belongs to."""
        endpoint = rule.endpoint.partition(".")[0]
        page = next(one for one in self.app.extensions["khfund.admin"]._views if one.endpoint == endpoint)
        assert isinstance(page, Page), rule.endpoint
        return page

    def deed_of(self, rule: Rule) -> deed.Deed | None:
        """What is done at an address, if anything is."""
        view = getattr(type(self.page_of(rule)), rule.endpoint.partition(".")[2])
        return getattr(view, "deed", None) or getattr(view, "asks", None)

    def allowed(self, rule: Rule, role: Role) -> bool:
        """Whether the rights let a role in its own unit open this address."""
        what = self.deed_of(rule)
        if what is None:
            return role in actor.allowed_roles(self.page_of(rule).looks)
        may = role in actor.allowed_roles(self.page_of(rule).looks) & actor.allowed_roles(what.kind)
        return may and not what.general

    def first_allowed(self, rule: Rule) -> Role:
        """One role that may open this address in its own unit; the chair where none may, or none is needed."""
        if "unit_code" not in rule.arguments:
            return Role.CHAIR
        return next((role for role in Role if self.allowed(rule, role)), Role.CHAIR)

    def client(self, who: tuple[str, Role] | None) -> FlaskClient:
        """The browser of a person, or of a stranger."""
        if who not in self.clients:
            client = self.app.test_client()
            if who is not None:
                token = sign_in(self.app.extensions["khfund.store"], self.persons[who], proved_twice=True)
                with client.session_transaction() as cookie:
                    cookie["_user_id"], cookie["_fresh"] = token, True
            page = client.get("/tai-khoan/" if who else "/dang-nhap")
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
            assert found, page.text
            self.clients[who], self.tokens[who] = client, found[1]
        return self.clients[who]

    def ask(
        self,
        who: tuple[str, Role] | None,
        rule: Rule,
        method: str = "GET",
        *,
        unit: str = HOME,
        token: bool = True,
        arguments: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
    ) -> Answered:
        """Ask for an address as somebody; a failure of the program is an answer of 500."""
        given = dict(sample_of(rule) if arguments is None else arguments)
        if "unit_code" in rule.arguments:
            given["unit_code"] = unit
        client = self.client(who)
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            address = adapter.build(rule.endpoint, given, force_external=False)
        sent = {"csrf_token": self.tokens[who]} if token and method == "POST" else {}
        name = f"{who[1].value} of {who[0]}" if who else "a stranger"
        try:
            answer = client.open(
                address, method=method, data=sent | (data or {}) if method == "POST" else None
            )
        except Exception:  # noqa: BLE001  whatever it is, it is a finding
            return Answered(name, method, rule.endpoint, address, 500, "", traceback.format_exc(limit=-3))
        self.asked[answer.status_code] += 1
        text = answer.text if answer.mimetype.startswith("text/") else ""
        answer.close()
        return Answered(name, method, rule.endpoint, address, answer.status_code, text)


@contextlib.contextmanager
def everybody(run_folder: Path, folder: Path) -> Iterator[Everybody]:
    """The office, on books of its own; what requests change is taken back."""
    template = run_folder / "begun.sqlite"
    with lock(run_folder, "begun"):
        if not template.exists():
            heard = _Heard()
            with contextlib.redirect_stdout(heard.out), contextlib.redirect_stderr(heard.err):
                _begin(template, folder, heard)
    database = Database(str(shutil.copyfile(template, folder / "books.sqlite")))
    persons = _staffed(database)
    app = an_app(str(database.file))
    kept, deed.run = deed.run, _taken_back
    try:
        yield Everybody(app, database, persons)
    finally:
        deed.run = kept
        app.extensions["khfund.store"].close()
        app.extensions["khfund.books"].dispose()
        database.dispose()


class _Heard:
    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()

    def readouterr(self) -> Any:
        said = [one.getvalue() for one in (self.out, self.err)]
        for one in (self.out, self.err):
            one.seek(0)
            one.truncate()
        return type("Said", (), {"out": said[0], "err": said[1]})


class _Enough(Exception):  # noqa: N818  nothing went wrong
    pass


def _taken_back(database: Database, order: Order, work: Any) -> Answer:
    """Carry a command out to its end, then take everything back."""
    kept: list[Answer] = []
    with contextlib.suppress(_Enough), database.writing() as session:
        kept.append(execute(session, order, work))
        raise _Enough
    return kept[0]


def _staffed(database: Database) -> dict[tuple[str, Role], int]:
    with database.reading() as session:
        keeper = actor.find_person(session, "quantri").id
    with contextlib.closing(sqlite3.connect(str(database.file))) as books:
        units = dict(books.execute("SELECT code, id FROM unit").fetchall())
    persons: dict[tuple[str, Role], int] = {}
    for code in (HOME, OTHER):

        def staff(session: Any, command: Any, code: str = code) -> Answer:
            for role in Role:
                person = actor.enter_person(session, command, f"{role.value}.{code}", f"{role.value} {code}")
                actor.grant(session, command, person, role, units[code])
                persons[code, role] = person.id
            return {}

        run(database, Order(keeper, "person.enter", None, {"unit": code}), staff)

    def send(session: Any, command: Any) -> Answer:
        third = enter_unit(session, command, "XB", "Hội xã XB", parent=session.get_one(Unit, units[HOME]))
        person = actor.enter_person(session, command, "sender", "clerk of XB in the book of MS")
        for unit in (third.id, units[HOME]):
            actor.grant(session, command, person, Role.CLERK, unit)
        persons[SENDER] = person.id
        return {}

    run(database, Order(keeper, "person.enter", None, {"sends": "XB"}), send)

    def begin(session: Any, command: Any) -> Answer:
        open_book(session, command, opened=OPENED)
        open_chart(session, command)
        open_fund(session, command, "KH", "Quỹ của xã", opened=OPENED, legal_basis="Điều lệ")
        return {}

    run(database, Order(keeper, "book.open", units[OTHER], {}), begin)
    return persons


def is_public(rule: Rule) -> bool:
    """Whether an address is open without signing in."""
    return rule.endpoint in PUBLIC or rule.endpoint.partition(".")[0] in PUBLIC


def methods(rule: Rule) -> list[str]:
    """How an address may be asked for."""
    return [method for method in ("GET", "POST") if method in (rule.methods or ())]
