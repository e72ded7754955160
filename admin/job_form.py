"""A form that starts long work, as a deed is a form that gives a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect

from admin.deed import Deed, DeedForm, form_view
from admin.visitor import reading


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

    return form_view(path, what, _asked, mark="asks")


def _asked(page: Any, _what: Deed, ask: Callable[..., str], form: DeedForm, path: dict[str, Any]) -> Any:
    return redirect(ask(page, reading(), form, **path))
