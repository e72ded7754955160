"""A form that gives a command and hands out what it made: a deed whose end is a file to take away.

What is handed out is made inside the command, so that nothing leaves the office that the log does not tell of, and is
kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from admin.deed import Deed, DeedForm, form_view, order_of
from admin.paper import served
from admin.visitor import books, looking_through, stop_reading
from khfund.command import Answer, Command, run

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

    return form_view(path, what, _handed)


def _handed(page: Any, what: Deed, work: Callable[..., Handed], form: DeedForm, path: dict[str, Any]) -> Any:
    made: list[tuple[bytes, str]] = []

    def act(session: Session, command: Command) -> Answer:
        with looking_through(session):
            answer, name, content = work(page, session, command, form, **path)
        made.append((content, name))
        return answer

    form.request_id.data = ""  # each file that leaves is a command of its own
    order = order_of(what, form, path)
    stop_reading()
    run(books(), order, act)
    return served(*made[0])
