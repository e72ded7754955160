"""How the office comes together: the books, the store, who is signed in, the pages, the public window."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request
from flask_admin import Admin
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from admin import account, areas, door, health, security, show
from admin.config import Config
from admin.home import Home
from admin.job_queue import Queue
from admin.office_store import store_for
from admin.public import opening
from admin.signed_in import find_signed_in
from admin.visitor import Visitor, reading, stop_reading, store, visitor_behind
from admin.words import LANGUAGES
from khfund import tables
from khfund.db import Database

assert tables.metadata.tables, "every area's rules stand before anything is read or written"

UPLOAD_MAX = 20_000_000  # bytes of one request
LANGUAGE_COOKIE = "khfund-language"


def create_app(config: Config) -> Flask:
    """Make the office of some books, which must be there and of this version.

    Raises: BooksPlaceError, BooksOutOfDateError, StorageError.
    """
    books = Database(config.books, config.owner)
    books.require_current()
    office = store_for(books, config.store, config.owner)
    office.prepare()
    app = Flask("admin", static_url_path="/static")
    app.extensions["khfund.books"], app.extensions["khfund.store"] = books, office
    app.extensions["khfund.config"] = config
    app.extensions["khfund.queue"] = Queue(app, office)
    app.config.from_mapping(_settings(config, office.secret("cookies")))
    if config.proxies:
        hops = {"x_for": config.proxies, "x_proto": config.proxies, "x_host": config.proxies}
        app.wsgi_app = ProxyFix(app.wsgi_app, **hops)  # type: ignore[method-assign]
    app.teardown_request(stop_reading)
    CSRFProtect(app)
    _sign_ins(app)
    app.url_value_preprocessor(_open_book)
    app.url_defaults(_in_book)
    app.before_request(_choose_language)
    security.protect(app)
    show.install(app)
    app.before_request(door.keep)
    app.register_blueprint(door.blueprint)
    app.register_blueprint(account.blueprint)
    app.register_blueprint(health.blueprint)
    opening.install(app)
    _pages(app)
    return app


def _settings(config: Config, key: bytes) -> dict[str, Any]:
    return {
        "SECRET_KEY": key,
        "TRUSTED_HOSTS": list(config.hosts),
        "MAX_CONTENT_LENGTH": UPLOAD_MAX,
        "MAX_FORM_MEMORY_SIZE": 2_000_000,
        "MAX_FORM_PARTS": 5_000,
        "SESSION_COOKIE_NAME": "__Host-khfund"
        if config.secure
        else "khfund",  # the prefix: set by this host alone
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as one is signed in
        "WTF_CSRF_SSL_STRICT": config.secure,
    }


def _sign_ins(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # a telephone changes its address all day

    @manager.user_loader
    def load(token: str) -> Visitor | None:
        row = find_signed_in(store(), token)
        if row is None:
            return None
        return visitor_behind(reading(), row, token)

    @app.before_request
    def find() -> None:
        if request.endpoint != "static":
            manager._load_user()  # before any page is chosen, so that g holds the visitor


def _open_book(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the unit out of the address: a page asks `visitor.unit()`."""
    if values and "unit_code" in values:
        g.unit_code = values.pop("unit_code")


def _in_book(endpoint: str, values: dict[str, Any]) -> None:
    """Put the unit whose book is open into every address that wants one."""
    if "unit_code" in g and "unit_code" not in values and _wants_unit(endpoint):
        values["unit_code"] = g.unit_code


def _wants_unit(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "unit_code")


def _choose_language() -> None:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "vi")
    g.language = chosen if chosen in LANGUAGES else "vi"


def _pages(app: Flask) -> None:
    admin = Admin(
        app,
        name="khfund",
        index_view=Home(),
        url="/so/<unit_code>",
        endpoint="home",
        static_url_path="/static/unused",
    )
    for page in areas.pages():
        admin.add_view(page())
    app.extensions["khfund.admin"] = admin
