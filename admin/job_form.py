"""A form that starts long work, as a deed is a form that gives a command."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import redirect, request
from flask_admin import expose

from admin.deed import Deed, DeedForm, _show
from admin.visitor import may, reading, unit
from khfund.errors import KhfundError


def asks(
    path: str,
    right: str,
    form: type[DeedForm],
    title: str,
    *,
    button: str = "Bắt đầu",
    template: str = "deed.html",
    back: str = ".index",
    shows: str | None = None,
) -> Callable[[Callable[..., str]], Any]:
    """Declare a form of a page that starts long work: `ask(page, session, form, **path)` gives `start_job(...)`.

    Everything else is as with `admin.deed.deed`; `right` is asked before the form is shown and when it is sent. The
    form's request id should be handed on (`request_id=form.request_id.data`), so that a second click starts nothing new.
    """
    what = Deed(
        right,
        form,
        title,
        say="",
        button=button,
        danger=False,
        template=template,
        back=back,
        tries=False,
        shows=shows,
    )

    def declare(ask: Callable[..., str]) -> Any:
        @expose(path, methods=("GET", "POST"))
        @functools.wraps(ask)
        def view(page: Any, **named: Any) -> Any:
            return _serve(page, what, ask, named)

        view.asks = what  # tests walk all of them
        return view

    return declare


def _serve(page: Any, what: Deed, ask: Callable[..., str], path: dict[str, Any]) -> Any:
    if not may(what.kind):
        return page.inaccessible_callback(what.kind)
    form = what.form()
    form.prepare(reading(), unit(), **path)
    refusal: KhfundError | None = None
    if request.method == "POST" and form.validate():
        try:
            return redirect(ask(page, reading(), form, **path))
        except KhfundError as refused:
            refusal = refused
    return _show(page, what, form, path, tried=None, refusal=refusal)
