"""An office that tests walk through: the association of the builders, its persons signed in, forms filled as a browser does."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import attrs
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin import Config, create_app
from admin.signed_in import sign_in
from tests.admin import made_once
from tests.builders import Office

UNIT = "SL"

made_once.install()


@attrs.frozen
class Desk:
    """One person at a browser without scripts."""

    client: FlaskClient
    unit: str = UNIT

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page; a path without a leading slash is one of the unit's book."""
        return self.client.get(self.address(path), **more)

    def text(self, path: str) -> str:
        """What a page says, without its marks."""
        answer = self.get(path)
        assert answer.status_code == 200, (answer.status_code, path, said(answer))
        return said(answer)

    def send(self, path: str, *, follow: bool = True, **fields: Any) -> TestResponse:
        """Open a form, fill it and send it; what the form holds already is sent along, as a browser does."""
        address = self.address(path)
        page = self.client.get(address)
        assert page.status_code == 200, (page.status_code, path, said(page))
        data = filled(page.text) | fields
        given = {name: value for name, value in data.items() if value is not None}
        return self.client.post(
            address, data=given, content_type="multipart/form-data", follow_redirects=follow
        )

    def address(self, path: str) -> str:
        """The address of a path."""
        return path if path.startswith("/") else f"/so/{self.unit}/{path}"


def an_app(books: str | Path, **settings: Any) -> Flask:
    """The office of some books; what goes wrong in it reaches the test."""
    app = create_app(Config(str(books), secure=False, **settings))
    made_once.share_templates(app)
    app.testing = True
    return app


def desk(app: Flask, person: int, *, unit: str = UNIT) -> Desk:
    """Sit a person down at a browser, signed in with both factors."""
    client = app.test_client()
    token = sign_in(app.extensions["khfund.store"], person, proved_twice=True)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return Desk(client, unit)


def url_of(office: Office) -> str:
    """The URL of the books of an office, whole."""
    return office.database.url.render_as_string(hide_password=False)


def owner_of(office: Office) -> str | None:
    """The URL of the role that owns the tables; SQLite knows none."""
    database = office.database
    return None if database.is_sqlite else database.owner_url.render_as_string(hide_password=False)


def said(answer: TestResponse) -> str:
    """What the main part of a page says: text, in order, without marks."""
    main = re.search(r"<main.*?>(.*)</main>", answer.text, re.DOTALL)
    plain = re.sub(r"<[^>]+>", " ", main[1] if main else answer.text)
    return re.sub(r"\s+", " ", html.unescape(plain)).strip()


def filled(page: str) -> dict[str, Any]:
    """What the main form of a page holds before anybody touches it."""
    main = page[page.index("<main") :]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", main):
        mark = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = " checked" in tag or mark.get("type") not in {"checkbox", "radio"}
        if "name" in mark and mark.get("type") != "file" and ticked:
            data[mark["name"]] = html.unescape(mark.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        values = re.findall(r'<option([^>]*?)value="([^"]*)"', options)
        chosen = [html.unescape(value) for mark, value in values if "selected" in mark]
        if chosen or values:
            data[name] = (chosen or [html.unescape(values[0][1])])[0]
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', main, re.DOTALL):
        data[name] = html.unescape(text.strip())
    return data
