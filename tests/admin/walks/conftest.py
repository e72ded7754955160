"""The association of the example year, its office open on a port, its persons one click from their desks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import attrs
import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from admin.job_run import work_off
from khfund.actor import Person
from tests.admin.browser import Walker, let_in, listening, walker
from tests.admin.office import an_app

UNIT = "MS"


@attrs.frozen
class Association:
    """An office that listens, and who works in it."""

    app: Flask
    url: str
    persons: dict[str, int]

    def work(self) -> None:
        """Carry out the long work that waits."""
        work_off(self.app)


@pytest.fixture(scope="module")
def association(example_books: Path) -> Iterator[Association]:
    app = an_app(example_books)
    with app.extensions["khfund.books"].reading() as session:
        persons = {one.login: one.id for one in session.scalars(select(Person))}
    with listening(app) as url:
        yield Association(app, url, persons)


Sit = Callable[..., AbstractContextManager[Walker]]


@pytest.fixture
def sit(association: Association, browser: Browser) -> Sit:
    """Sit a person of the association down at a browser, signed in; None is a stranger."""

    @contextmanager
    def seat(login: str | None, *, viewport: dict[str, int] | None = None) -> Iterator[Walker]:
        with walker(browser, association.url, unit=UNIT, viewport=viewport) as one:
            if login is not None:
                let_in(one.page.context, association.app, association.persons[login], association.url)
            yield one
            assert one.complaints == []

    return seat
