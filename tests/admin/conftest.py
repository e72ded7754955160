"""What tests of the office may ask for: an app over the builders' association, and a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from flask import Flask
from playwright.sync_api import sync_playwright
from waitress.server import create_server

from tests.admin.office import Desk, an_app, desk, owner_of, url_of
from tests.builders import Office, an_office

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()


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


@attrs.frozen
class Served:
    """An office that listens on a port of this machine."""

    app: Flask
    url: str


@pytest.fixture
def served(app: Flask) -> Iterator[Served]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(app, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed (Debian's package chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield started
        started.close()
