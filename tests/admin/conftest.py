"""What tests of the office may ask for: an app over the builders' association, and a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.admin.browser import CHROMIUM, QUIET
from tests.admin.office import Desk, an_app, desk, owner_of, url_of
from tests.builders import Office, an_office
from tests.conftest import IN_CI, ExampleYear


@pytest.fixture
def office(database) -> Office:
    return an_office(database)


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    made = an_app(url_of(office), owner=owner_of(office))
    yield made
    made.extensions["khfund.store"].close()
    made.extensions["khfund.books"].dispose()


@pytest.fixture
def accountant(app: Flask, office: Office) -> Desk:
    return desk(app, office.accountant)


@pytest.fixture
def treasurer(app: Flask, office: Office) -> Desk:
    return desk(app, office.treasurer)


@pytest.fixture
def chief(app: Flask, office: Office) -> Desk:
    return desk(app, office.chief)


@pytest.fixture
def chair(app: Flask, office: Office) -> Desk:
    return desk(app, office.chair)


@pytest.fixture
def administrator(app: Flask, office: Office) -> Desk:
    return desk(app, office.administrator)


# -- a real browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        message = "chromium is not installed: apt-get install chromium"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def example_file(request: pytest.FixtureRequest) -> Path:
    """The example year's books; KHFUND_EXAMPLE names a folder where they were made before."""
    made_before = os.environ.get("KHFUND_EXAMPLE")
    if made_before:
        return Path(made_before, "khfund-demo.sqlite")
    year: ExampleYear = request.getfixturevalue("example_year")
    return year.books


@pytest.fixture(scope="module")
def example_books(example_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example year's books, for the tests of one file."""
    return shutil.copyfile(example_file, tmp_path_factory.mktemp("example") / "books.sqlite")
