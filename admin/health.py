"""Whether this office can serve: what a supervisor asks every few seconds, without signing in and without a figure."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy import text

from admin.visitor import books, store
from khfund.errors import KhfundError

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.route("/health")
def health() -> Any:
    """Say ok when the books are there and of this version, and the office's own store answers."""
    try:
        books().require_current()
        with store().session() as session:
            session.execute(text("SELECT 1"))
    except (KhfundError, OSError):
        return "not ready\n", 503, PLAIN
    return "ok\n", 200, PLAIN
