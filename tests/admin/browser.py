"""A real browser in the hands of a person of the association: opens pages, fills fields by their labels, takes pictures."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from waitress.server import create_server

from admin.signed_in import sign_in

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
DESK, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PICTURES = os.environ.get("KHFUND_PICTURES")  # a folder: keep the pictures that the walks take


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Serve an office on a port of this machine; the value is its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=5)


@attrs.define
class Walker:
    """One person at a browser."""

    page: Page
    url: str
    unit: str
    complaints: list[str] = attrs.field(factory=list)

    def open(self, path: str = "") -> Walker:
        """Open a page; a path without a leading slash is one of the unit's book."""
        self.page.goto(self.url + (path if path.startswith("/") else f"/so/{self.unit}/{path}"))
        return self

    def go(self, words: str) -> Walker:
        """Follow the link of the page itself that says `words`."""
        self.page.locator("main").get_by_role("link", name=words).first.click()
        return self

    def fill(self, **fields: str) -> Walker:
        """Fill fields by name; lists are chosen from by value."""
        for name, value in fields.items():
            field = self.page.locator(f'[name="{name}"]').first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def give(self, name: str, *files: Path) -> Walker:
        """Choose files to send."""
        self.page.locator(f'[name="{name}"]').set_input_files(files)
        return self

    def tick(self, name: str) -> Walker:
        """Tick a box by its name."""
        self.page.locator(f'[name="{name}"]').first.check()
        return self

    def press(self, words: str) -> Walker:
        """Press the button that says `words`."""
        self.page.get_by_role("button", name=words, exact=True).first.click()
        return self

    def said(self) -> str:
        """What the main part of the page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    def picture(self, name: str) -> Walker:
        """Take a picture of the whole page: kept where KHFUND_PICTURES names a folder."""
        taken = self.page.screenshot(full_page=True)
        assert len(taken) > 5_000, "an empty page"
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            few = Image.open(io.BytesIO(taken)).convert("RGB").quantize(64)
            few.save(Path(PICTURES, f"{name}.png"), optimize=True)
        return self


def is_complaint(said: ConsoleMessage) -> bool:
    """Whether the browser found something broken; an answer that refuses is none."""
    return said.type == "error" and "status of 422" not in said.text and "status of 403" not in said.text


@contextmanager
def walker(
    browser: Browser, url: str, *, unit: str, viewport: dict[str, int] | None = None
) -> Iterator[Walker]:
    """Sit somebody down at a fresh browser; what it complains about (a broken script, a forbidden style) is kept."""
    context = browser.new_context(viewport=viewport or DESK, locale="vi-VN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    one = Walker(page, url, unit)
    page.on("console", lambda said: one.complaints.append(said.text) if is_complaint(said) else None)
    page.on("pageerror", lambda failure: one.complaints.append(str(failure)))
    try:
        yield one
    finally:
        context.close()


def let_in(context: BrowserContext, app: Flask, person: int, url: str) -> None:
    """Sign a person in by handing the browser the cookie of a running session."""
    token = sign_in(app.extensions["khfund.store"], person, proved_twice=True)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    kept = client.get_cookie("khfund")
    assert kept is not None
    context.add_cookies([{"name": "khfund", "value": kept.value, "url": url}])
