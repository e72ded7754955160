"""A form that gives a command and hands out what it made: a deed whose end is a file to take away.

What is handed out is made inside the command, so that nothing leaves the office that the log does not tell of, and is
kept nowhere.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import request
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import Deed, DeedForm, _order, _show
from admin.page import must_prove_first, to_second_factor
from admin.paper import served
from admin.visitor import books, looking_through, may, reading, stop_reading, unit
from khfund.command import Answer, Command, run
from khfund.errors import KhfundError

Handed = tuple[Answer, str, bytes]


def hands(
    path: str,
    kind: str,
    form: type[DeedForm],
    title: str,
    *,
    button: str = "Lập và tải về",
    template: str = "deed.html",
    back: str = ".index",
) -> Callable[[Callable[..., Handed]], Any]:
    """Declare a deed that hands out a file: `work(page, session, command, form, **path)` gives answer, name, content.

    Everything else is as with `admin.deed.deed`. Each sending is a command of its own, so each file is told of.
    """
    what = Deed(
        kind,
        form,
        title,
        say="",
        button=button,
        danger=False,
        template=template,
        back=back,
        tries=False,
        shows=None,
        general=False,
    )

    def declare(work: Callable[..., Handed]) -> Any:
        @expose(path, methods=("GET", "POST"))
        @functools.wraps(work)
        def view(page: Any, **named: Any) -> Any:
            return _serve(page, what, work, named)

        view.deed = what  # tests walk all deeds
        return view

    return declare


def _serve(page: Any, what: Deed, work: Callable[..., Handed], path: dict[str, Any]) -> Any:
    if not may(what.kind):
        return page.inaccessible_callback(what.kind)
    if must_prove_first():
        return to_second_factor()
    form = what.form()
    form.prepare(reading(), unit(), **path)
    refusal: KhfundError | None = None
    if request.method == "POST" and form.validate():
        try:
            return served(*_carried_out(page, what, work, form, path))
        except KhfundError as refused:
            refusal = refused
    return _show(page, what, form, path, tried=None, refusal=refusal)


def _carried_out(
    page: Any, what: Deed, work: Callable[..., Handed], form: DeedForm, path: dict[str, Any]
) -> tuple[bytes, str]:
    made: list[tuple[bytes, str]] = []

    def act(session: Session, command: Command) -> Answer:
        with looking_through(session):
            answer, name, content = work(page, session, command, form, **path)
        made.append((content, name))
        return answer

    form.request_id.data = ""  # each file that leaves is a command of its own
    order = _order(what, form, path)
    stop_reading()
    run(books(), order, act)
    return made[0]
