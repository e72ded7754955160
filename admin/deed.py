"""A deed is a form that calls one verb: what an officer does in the office.

Opening it changes nothing. What was typed survives a refusal. Each form carries a request id, so that a second click
or a repeated sending does not act twice. A deed may be tried first: everything is carried out, told and taken back.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
from flask import current_app, flash, g, redirect, request, url_for
from flask_admin import expose
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.fields import FormField

from admin.field import Secret, Upload
from admin.page import must_prove_first, opens, to_second_factor
from admin.visitor import books, looking_through, may, reading, stop_reading, unit, visitor
from admin.words import _, language
from khfund.calendar import DateRange, Month
from khfund.command import Answer, Command, Order, as_people_write, execute, run
from khfund.errors import BusyError, KhfundError, speak
from khfund.ledger.deposit_interest import Term
from khfund.unit import Unit


class DeedForm(FlaskForm):
    """The form of a deed. `prepare` sets choices and first values before it is shown or read."""

    request_id = HiddenField(default=lambda: str(uuid.uuid4()))

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Set what may be chosen; `path` holds what the address names."""

    def payload(self) -> dict[str, Any]:
        """What the command depends on, as JSON allows: files by name and digest, secrets left out."""
        left_out = {"csrf_token", "request_id"}
        return {field.name: _plain(field) for field in self if field.name not in left_out and _kept(field)}

    @property
    def shown(self) -> list[Any]:
        """The fields that the reader sees, in order."""
        return [field for field in self if field.name not in {"csrf_token", "request_id"}]


def _kept(field: Any) -> bool:
    return not isinstance(field, Secret)


def _plain(field: Any) -> Any:
    if isinstance(field, Upload):
        return {"file": field.name_given, "sha256": field.sha256} if field.content else None
    if isinstance(field, FormField):
        return {inner.short_name: _plain(inner) for inner in field if inner.short_name != "csrf_token"}
    if hasattr(field, "entries"):
        return [_plain(entry) for entry in field.entries]
    return _in_json(field.data)


def _in_json(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Month):
        return value.number
    if isinstance(value, (list, tuple)):
        return [_in_json(one) for one in value]
    if isinstance(value, (Decimal, Term, DateRange)):
        return str(value)
    return value


@attrs.frozen
class Deed:
    """What a deed is, apart from the work: see `deed`."""

    kind: str
    form: type[DeedForm]
    title: str
    say: str
    button: str
    danger: bool
    template: str
    back: str
    tries: bool
    shows: str | None
    general: bool = False


def deed(  # noqa: PLR0913  each part of a deed is said where it is declared
    path: str,
    kind: str,
    form: type[DeedForm],
    title: str,
    *,
    say: str,
    button: str = "Ghi",
    danger: bool = False,
    template: str = "deed.html",
    back: str = ".index",
    tries: bool = False,
    shows: str | None = None,
    general: bool = False,
) -> Callable[[Callable[..., Answer]], Any]:
    """Declare a deed of a page: `work(page, session, command, form, **path)` calls the verb and gives its answer.

    `kind` is the command's kind, whose right is asked before the form is shown and again by the command. `say` is the
    Vietnamese sentence afterwards, filled from the answer. `danger` asks once more in plain words. `back` is the
    endpoint to which one returns (it gets from `path` and the answer what its address names). `tries` offers a trial. `shows` names a
    method of the page, `method(session, **path) -> dict`, for what the template shows beside the form; a template other
    than deed.html extends it. A `general` deed belongs to no single unit: its right must be held in all of them. What a
    deed puts into `g.shown_once` is shown instead of going back, this once, and kept nowhere; what can be called gives the
    answer itself, a paper for example.
    """
    what = Deed(kind, form, title, say, button, danger, template, back, tries, shows, general)
    return form_view(path, what, _sent)


def form_view(
    path: str, what: Deed, sent: Callable[..., Any], mark: str = "deed"
) -> Callable[[Callable[..., Any]], Any]:
    """Make a function of a page its view at `path`: the form of `what`, and where it comes back in order, its answer.

    `sent(page, what, work, form, path)` acts and gives the answer; what it refuses stands above the form as it was typed.
    The view carries `what` under the name `mark`, so that tests walk all of them.
    """

    def declare(work: Callable[..., Any]) -> Any:
        @expose(path, methods=("GET", "POST"))
        @functools.wraps(work)
        def view(page: Any, **named: Any) -> Any:
            return _serve(page, what, named, functools.partial(sent, page, what, work))

        setattr(view, mark, what)
        return view

    return declare


def _serve(page: Any, what: Deed, path: dict[str, Any], sent: Callable[..., Any]) -> Any:
    if not may_do(what):
        return page.inaccessible_callback(what.kind)
    if must_prove_first():
        return to_second_factor()
    form = what.form()
    form.prepare(reading(), unit(), **path)
    refusal: KhfundError | None = None
    if request.method == "POST" and form.validate():
        try:
            return sent(form, path)
        except KhfundError as refused:
            refusal = refused
    return _show(page, what, form, path, tried=None, refusal=refusal)


def _sent(page: Any, what: Deed, work: Callable[..., Answer], form: DeedForm, path: dict[str, Any]) -> Any:
    if what.tries and "try_first" in request.form:
        tried = _try(page, what, work, form, path)
        return _show(page, what, form, path, tried=tried, refusal=None)
    return _done(page, what, path, _carry_out(page, what, work, form, path))


def may_do(what: Deed) -> bool:
    """Whether the person of this request holds the right of a deed where it acts."""
    return visitor().may(what.kind, None) if what.general else may(what.kind)


def _show(page: Any, what: Deed, form: DeedForm, path: dict[str, Any], **outcome: Any) -> Any:
    beside = getattr(page, what.shows)(reading(), **path) if what.shows else {}
    shown = page.render(
        what.template,
        **beside | {"title": _(what.title, **path)},
        form=form,
        deed=what,
        back_url=_back(page, what, path, {}),
        told=[_told(one) for one in (outcome["tried"] or {}).get("warnings", ())],
        **outcome,
    )
    wrong = form.errors or outcome["refusal"] is not None
    status = 503 if isinstance(outcome["refusal"], BusyError) else 422
    return (shown, status) if wrong else shown


def order_of(what: Deed, form: DeedForm, path: dict[str, Any]) -> Order:
    """Return the order that a form gives, in the name of whoever sent it."""
    return Order(
        visitor().id,
        what.kind,
        None if what.general else unit().id,
        path | form.payload(),
        request_id=(form.request_id.data or "")[:80] or None,
    )


def _carry_out(
    page: Any, what: Deed, work: Callable[..., Answer], form: DeedForm, path: dict[str, Any]
) -> Answer:
    order = order_of(what, form, path)
    stop_reading()
    return run(books(), order, _acting(page, work, form, path))


def _acting(
    page: Any, work: Callable[..., Answer], form: DeedForm, path: dict[str, Any]
) -> Callable[[Session, Command], Answer]:
    def act(session: Session, command: Command) -> Answer:
        with looking_through(session):
            return work(page, session, command, form, **path)

    return act


class _TakenBack(Exception):  # noqa: N818  nothing went wrong
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def _try(page: Any, what: Deed, work: Callable[..., Answer], form: DeedForm, path: dict[str, Any]) -> Answer:
    """Carry the deed out to the end, then take everything back."""
    order = attrs.evolve(order_of(what, form, path), request_id=None)
    stop_reading()
    try:
        with books().writing() as session:
            raise _TakenBack(execute(session, order, _acting(page, work, form, path)))  # noqa: TRY301  what takes everything back
    except _TakenBack as taken:
        return taken.answer


def _done(page: Any, what: Deed, path: dict[str, Any], answer: Answer) -> Any:
    once = g.pop("shown_once", None)
    flash(speak(_(what.say), **path | {name: as_people_write(one) for name, one in answer.items()}), "done")
    for warning in answer.get("warnings", ()):
        flash(_told(warning), "warning")
    if callable(once):
        return once()
    if once is not None:
        facts = {"title": _(what.title, **path), "once": once, "back_url": _back(page, what, path, answer)}
        return page.render("once.html", **facts)
    return redirect(_back(page, what, path, answer))


def _told(warning: Mapping[str, Any]) -> str:
    return str(warning["english" if language() == "en" else "message"])


def _back(page: Any, what: Deed, path: dict[str, Any], answer: Answer) -> str:
    endpoint = what.back if not what.back.startswith(".") else f"{page.endpoint}{what.back}"
    if not opens(endpoint):
        return url_for("home.index")
    named = {**answer, **path}
    rule = next(current_app.url_map.iter_rules(endpoint))
    if rule.arguments - {"unit_code"} - named.keys():  # what is not made yet has no page to go back to
        return url_for(f"{page.endpoint}.index")
    return url_for(endpoint, **{name: named[name] for name in rule.arguments if name in named})
