"""Every page, as each role comes to it: no barrier for whoever cannot see or point, no refused script, no page broader than a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Error, Page
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from admin.visitor import Visitor, visitor_of
from khfund.actor import Person
from tests.admin.browser import DESK, TELEPHONE, let_in, listening, walker
from tests.admin.office import an_app
from tests.conftest import IN_CI

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MENU = ".side"  # the same on every page: looked at on the first
MORE_ROWS = "tbody tr:nth-child(n + 26)"  # of a list, made as those before
LOOK = """async ([rules, exclude]) =>
  (await axe.run({exclude}, {runOnly: rules, resultTypes: ["violations"], preload: false})).violations
  .map((one) => `${one.impact} ${one.id}: ${one.help} (${one.nodes.length}) ${one.nodes[0].html.slice(0, 160)}`)"""
UNIT = "MS"
PAGES = 8 if IN_CI else 1_000  # of each person, those of the menu first; `make barriers` sees all, each once
PERSONS = ("ketoan", "chutich", "thuquy", "ketoantruong", "kiemtra", "quantri")


@pytest.fixture(scope="module")
def office(example_books) -> Iterator[tuple[Flask, str]]:
    app = an_app(example_books)
    app.testing = False
    with listening(app) as url:
        yield app, url


@pytest.mark.parametrize("login", PERSONS)
def test_every_page_of_a_person_is_without_barriers(login, office, browser):
    app, url = office
    person = visitor(app, login)
    before = [] if IN_CI else [visitor(app, other) for other in PERSONS[: PERSONS.index(login)]]

    with walker(browser, url, unit=UNIT) as one:
        let_in(one.page.context, app, person.id, url)
        found, seen = walked(app, one.page, f"{url}/so/{UNIT}/", before)

    assert found == []
    assert one.complaints == []
    assert seen, "no page was seen"


def test_every_public_page_is_without_barriers(office, browser):
    app, url = office
    with walker(browser, url, unit=UNIT) as one:
        found, seen = walked(app, one.page, f"{url}/cong-khai/", [])
        found += looked_at(one.page, f"{url}/dang-nhap")

    assert found == []
    assert one.complaints == []
    assert seen, "no page was seen"


def visitor(app: Flask, login: str) -> Visitor:
    with app.extensions["khfund.books"].reading() as session:
        person = session.scalars(select(Person).where(Person.login == login)).one()
        found = visitor_of(session, person.id, "", proved_twice=True)
        assert found is not None
        return found


def walked(app: Flask, page: Page, start: str, before: list[Visitor]) -> tuple[list[str], set[str]]:
    """Follow every link to an endpoint not seen yet, nor open to an earlier person; the answer is what was found."""
    root = start.split("/", 3)[3].split("/", maxsplit=1)[0]
    found: list[str] = []
    seen: set[str] = set()
    waiting = [start]
    looked = 0
    while waiting and looked < PAGES:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if endpoint is None or endpoint in seen:
            continue
        seen.add(endpoint)
        skipped = any(opens(app, endpoint, other) for other in before) and address != start
        looked += not skipped
        problems = [] if skipped else looked_at(page, address, whole=address == start)
        if problems is None or (skipped and not opened(page, address)[0]):
            continue
        found += [f"{endpoint}: {one}" for one in problems]
        links = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href.split('#')[0])")
        waiting += [link for link in links if urlsplit(link).path.split("/")[1] == root]
    return found, seen


def opened(page: Page, address: str) -> tuple[bool, list[str]]:
    """Open an address; whether it is a page, and what is wrong with how it was answered."""
    try:
        answer = page.goto(address)
    except Error:  # a file to take away
        return False, []
    assert answer is not None
    if answer.status >= 400:
        return False, [f"{answer.status} at {address}"]
    return "html" in answer.headers.get("content-type", ""), []


def looked_at(page: Page, address: str, *, whole: bool = True) -> list[str] | None:
    is_page, problems = opened(page, address)
    if not is_page:
        return problems or None
    left_out = [MORE_ROWS] if whole else [MORE_ROWS, MENU]
    if page.evaluate("origin") == "null":  # a paper in a sandbox runs no script, axe's neither
        page.set_content(page.content())
    page.evaluate(AXE)
    problems += [
        one for one in page.evaluate(LOOK, [RULES, left_out]) if one.startswith(("serious", "critical"))
    ]
    page.set_viewport_size(TELEPHONE)
    broad = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size(DESK)
    return problems + ([f"{broad} px broader than a telephone ({address})"] if broad > 1 else [])


def endpoint_of(app: Flask, address: str) -> str | None:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path)[0])
    except HTTPException:
        return None


def opens(app: Flask, endpoint: str, person: Visitor) -> bool:
    """Whether this person may open the page behind an endpoint."""
    views: dict[str, Any] = {view.endpoint: view for view in app.extensions["khfund.admin"]._views}
    page, _dot, name = endpoint.partition(".")
    if page not in views:
        return False
    deed = getattr(getattr(type(views[page]), name, None), "deed", None)
    rights = [views[page].looks, *([deed.kind] if deed else [])]
    return all(any(person.may(right, unit) for unit in [*person.roles, None]) for right in rights)
