"""The door: signing in and out, choosing the unit and the language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.field import Line, Secret
from admin.page import to_sign_in
from admin.signed_in import sign_in as begin
from admin.signed_in import sign_out as end
from admin.visitor import Visitor, reading, store, visitor, visitor_of
from admin.words import LANGUAGES, _
from khfund.ledger.accounting_period import Book
from khfund.password import proves
from khfund.unit import Unit

blueprint = Blueprint("door", __name__)
LANGUAGE_YEAR = 365 * 24 * 3600  # seconds


class SignInForm(FlaskForm):
    """Who one is, and the proof."""

    login = Line("Tên đăng nhập", render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = Secret("Mật khẩu", render_kw={"type": "password", "autocomplete": "current-password"})


@blueprint.route("/dang-nhap", methods=("GET", "POST"))
def sign_in() -> Any:
    """Sign in; whoever is unknown and whoever mistypes get the same answer."""
    form = SignInForm()
    if form.validate_on_submit():
        person = proves(reading(), form.login.data or "", form.password.data or "")
        if person is not None:
            token = begin(store(), person.id)
            login_user(visitor_of(reading(), person.id, token, proved_twice=False))
            return redirect(_inside(request.args.get("back")))
        flash(_("Tên đăng nhập hoặc mật khẩu không đúng."), "problem")
    return render_template("door/sign_in.html", form=form, title=_("Đăng nhập"))


@blueprint.route("/dang-xuat", methods=("POST",))
def sign_out() -> Response:
    """Sign out: the session ends here, not only in the browser."""
    found = visitor()
    end(store(), found.token)
    logout_user()
    flash(_("Đã đăng xuất."), "done")
    return redirect(url_for("door.sign_in"))


@blueprint.route("/")
def front() -> Response:
    """Send a stranger to the public window, whoever is signed in to the units' books."""
    return redirect(url_for("door.units"))


@blueprint.route("/don-vi")
def units() -> Any:
    """Show the units in which one holds a role; a single one is opened at once."""
    if not isinstance(g.get("_login_user"), Visitor):
        return to_sign_in()
    found = _own_units()
    if len(found) == 1:
        return redirect(url_for("home.index", unit_code=found[0].code))
    return render_template("door/units.html", units=found, title=_("Chọn đơn vị"))


def _own_units() -> list[Unit]:
    person = visitor()
    query = select(Unit).order_by(Unit.code)
    if None in person.roles:
        kept = list(reading().scalars(query.join(Book, Book.unit_id == Unit.id)))
        return kept or list(reading().scalars(query))
    return list(reading().scalars(query.where(Unit.id.in_(person.roles))))


@blueprint.route("/ngon-ngu", methods=("POST",))
def choose_language() -> Response:
    """Speak Vietnamese or English from now on, in this browser."""
    chosen = request.form.get("language", "vi")
    answer = redirect(_inside(request.form.get("back")))
    if chosen in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(
            "khfund-language", chosen, max_age=LANGUAGE_YEAR, secure=secure, httponly=True, samesite="Lax"
        )
    return answer


def _inside(address: str | None) -> str:
    """Return an address only if it is a path of this office: never another host, whatever a link says."""
    plain = address or ""
    if (
        plain.startswith("/")
        and not plain.startswith(("//", "/\\"))
        and plain.isprintable()
        and "\\" not in plain
    ):
        return plain
    return url_for("door.front")
