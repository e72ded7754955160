"""The window is opened: all its pages, and what each of them allows a browser."""

from __future__ import annotations

from flask import Flask

from admin.public import own_page, proof, published, receipt_check
from admin.public.window import blueprint

PAGES = (published, proof, receipt_check, own_page)  # imported, so that their addresses are known


def install(app: Flask) -> None:
    """Open the window. Its form changes nothing and needs no cookie, so it carries no token."""
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(blueprint)
