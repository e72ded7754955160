"""«Tài khoản của tôi»: one's own password, second factor and open sessions."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField

from admin.door import CODE_PATIENCE, LOGIN_PATIENCE, factor_key, take_new_token
from admin.field import Secret
from admin.signed_in import is_of, know_password, open_sessions, sign_out_one, sign_out_others, use_code
from admin.throttle import TooManyTriesError, knock, relent
from admin.visitor import books, reading, stop_reading, store, visitor
from admin.words import _
from khfund.actor import ROLE_NAMES, Person
from khfund.command import Answer, Command, Order, run
from khfund.errors import KhfundError
from khfund.password import LENGTH_MIN, change_password, require_known
from khfund.second_factor import (
    address_of,
    draw_secret,
    recovery_codes_left,
    seal,
    second_factor_of,
    step,
    switch_on,
    unseal,
)
from khfund.unit import Unit

blueprint = Blueprint("account", __name__, url_prefix="/tai-khoan")


class PasswordsDifferError(KhfundError):
    """A new password is typed twice, because nobody sees it."""

    message = "Hai lần nhập mật khẩu mới không giống nhau; hãy nhập lại."
    english = "The new password was typed in two ways; type it again."


@blueprint.route("/")
def index() -> str:
    """Show who one is here, and from where one is signed in."""
    session, person = reading(), visitor()
    factor = second_factor_of(session, person.id)
    units = {one.id: one.name for one in session.scalars(select(Unit).where(Unit.id.in_(person.roles)))}
    return render_template(
        "account/account.html",
        title=_("Tài khoản của tôi"),
        roles=[
            (_(ROLE_NAMES[role]), units.get(unit_id or 0, _("mọi đơn vị")))
            for unit_id, held in person.roles.items()
            for role in sorted(held)
        ],
        factor=factor,
        codes_left=recovery_codes_left(session, factor) if factor else 0,
        sessions=[
            {
                "handle": row.handle,
                "here": is_of(row, person.token),
                "since": row.since.replace(tzinfo=UTC),
                "seen": row.seen.replace(tzinfo=UTC),
                "agent": row.agent,
            }
            for row in open_sessions(store(), person.id)
        ],
    )


# -- the password ---------------------------------------------------------------------------------------------------


class PasswordForm(FlaskForm):
    """The password in use, and another one twice."""

    current = Secret("Mật khẩu đang dùng", render_kw={"type": "password", "autocomplete": "current-password"})
    new = Secret(
        "Mật khẩu mới",
        hint="Ít nhất 12 ký tự; có thể là vài từ dễ nhớ, cách nhau bằng dấu cách.",
        render_kw={"type": "password", "autocomplete": "new-password", "minlength": LENGTH_MIN},
    )
    again = Secret("Nhập lại mật khẩu mới", render_kw={"type": "password", "autocomplete": "new-password"})


@blueprint.route("/mat-khau", methods=("GET", "POST"))
def password() -> Any:
    """Change one's own password; every other browser is signed out."""
    form = PasswordForm()
    if request.method == "POST" and form.validate():
        try:
            return _changed(form)
        except KhfundError as refusal:
            return _asked("account/password.html", form, _("Đổi mật khẩu"), refusal)
    return _asked("account/password.html", form, _("Đổi mật khẩu"))


def _asked(
    template: str, form: FlaskForm, title: str, refusal: KhfundError | None = None, **more: Any
) -> Any:
    shown = render_template(template, form=form, title=title, refusal=refusal, tried=None, told=(), **more)
    if isinstance(refusal, TooManyTriesError):
        return shown, 429
    return (shown, 422) if refusal or form.errors else shown


def _changed(form: PasswordForm) -> Response:
    person = visitor()
    if form.new.data != form.again.data:
        raise PasswordsDifferError
    knock(store(), "password", str(person.id), LOGIN_PATIENCE)

    def work(session: Session, command: Command) -> Answer:
        own = session.get_one(Person, person.id)
        return {"password": change_password(session, command, own, form.current.data, form.new.data).id}

    answer = _run("password.change", work)
    relent(store(), "password", str(person.id))
    know_password(store(), person.token, answer["password"])
    sign_out_others(store(), person.id, person.token)
    flash(_("Đã đổi mật khẩu; các nơi khác đang đăng nhập đã được đăng xuất."), "done")
    return redirect(url_for("door.units"))


def _run(kind: str, work: Any) -> Answer:
    person = visitor()
    stop_reading()
    return run(books(), Order(person.id, kind, person.home, {}), work)


# -- the second factor ------------------------------------------------------------------------------------------------


class SecondFactorForm(FlaskForm):
    """What shows that one is oneself, and that the telephone has taken the secret in."""

    sealed = HiddenField()
    password = Secret(
        "Mật khẩu đang dùng", render_kw={"type": "password", "autocomplete": "current-password"}
    )
    code = Secret(
        "Mã 6 chữ số trên điện thoại", render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )


@blueprint.route("/xac-nhan-hai-buoc", methods=("GET", "POST"))
def second_factor() -> Any:
    """Set a second factor up, or another one in its place; recovery codes are shown once."""
    form = SecondFactorForm()
    refusal: KhfundError | None = None
    secret = _secret(form.sealed.data or "") or draw_secret()
    if request.method == "POST" and form.validate():
        try:
            return _switched_on(form, secret)
        except KhfundError as refused:
            refusal = refused
    form.sealed.data = base64.b64encode(seal(factor_key(), visitor().id, secret)).decode()
    address = address_of(secret, visitor().login, f"khfund {request.host}")
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    title = _("Đặt xác nhận hai bước")
    return _asked("account/second_factor.html", form, title, refusal, picture=picture, secret=secret)


def _secret(sealed: str) -> str | None:
    """The secret that this form offered to this person before."""
    try:
        return unseal(factor_key(), visitor().id, base64.b64decode(sealed, validate=True))
    except binascii.Error:
        return None


def _switched_on(form: SecondFactorForm, secret: str) -> str:
    person = visitor()
    knock(store(), "code", str(person.id), CODE_PATIENCE)
    require_known(reading(), reading().get_one(Person, person.id), form.password.data)
    codes: list[str] = []

    def work(session: Session, command: Command) -> Answer:
        own = session.get_one(Person, person.id)
        made = switch_on(
            session, command, own,
            secret=secret, code=form.code.data, key=factor_key(), at=datetime.now(UTC),
        )  # fmt: skip
        codes.extend(made)
        return {"recovery_codes": len(made)}

    _run("second_factor.on", work)
    relent(store(), "code", str(person.id))
    factor = second_factor_of(reading(), person.id)
    assert factor is not None
    at = step(factor, form.code.data or "", key=factor_key(), at=datetime.now(UTC))
    if at is not None:
        use_code(store(), person.id, at)  # whoever looked on cannot sign in with it
    take_new_token(factor.id)
    sign_out_others(store(), person.id, visitor().token)
    return render_template("account/recovery.html", title=_("Mã khôi phục"), codes=codes)


# -- sessions -------------------------------------------------------------------------------------------------------


@blueprint.route("/phien/<handle>", methods=("POST",))
def end_session(handle: str) -> Response:
    """End one of one's own sessions in another browser."""
    ended = sign_out_one(store(), visitor().id, handle) if len(handle) == 16 else 0
    if ended:
        flash(_("Đã đăng xuất nơi đó."), "done")
    return redirect(url_for("account.index"))


@blueprint.route("/phien", methods=("POST",))
def end_others() -> Response:
    """End all of one's own sessions but this one."""
    sign_out_others(store(), visitor().id, visitor().token)
    flash(_("Đã đăng xuất mọi nơi khác."), "done")
    return redirect(url_for("account.index"))
