"""The door: who is let in and how far, signing in and out, choosing the unit and the language."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.asked import NUMBER_MAX
from admin.field import Line, Secret
from admin.page import to_sign_in
from admin.security import PUBLIC
from admin.sentence import sentence
from admin.signed_in import prove_twice, use_code
from admin.signed_in import sign_in as begin
from admin.signed_in import sign_out as end
from admin.throttle import Patience, TooManyTriesError, knock, relent, sender, take_back
from admin.visitor import Visitor, books, reading, stop_reading, store, visitor, visitor_of
from admin.words import LANGUAGES, _
from khfund.actor import Person
from khfund.command import Order, run
from khfund.errors import KhfundError
from khfund.ledger.accounting_period import Book
from khfund.password import current_password, proves
from khfund.second_factor import SecondFactorCodeError, second_factor_of, step, use_recovery_code
from khfund.unit import Level, Unit

blueprint = Blueprint("door", __name__)
YEAR = 365 * 24 * 3600  # seconds
LEVELS = list(Level)  # the province before its communes
KNOWN_COOKIE = "khfund-known"
HALF_WAY = frozenset(
    {"door.prove", "door.sign_out", "door.choose_language"}
)  # for whoever is proved once only
FIRST_STEPS = HALF_WAY | {"account.password"}  # for whoever has a first password

LOGIN_PATIENCE = Patience(5, timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=24))
SENDER_PATIENCE = Patience(30, timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24))
CODE_PATIENCE = Patience(5, timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24))


def keep() -> Any:
    """Keep the door before every request: a stranger gets to what is public, whoever is not wholly in goes on first."""
    endpoint = request.endpoint
    _require_sane_address()
    if endpoint is None or endpoint in PUBLIC or (request.blueprint or "") in PUBLIC:
        return None
    found = g.get("_login_user")
    if not isinstance(found, Visitor):
        return to_sign_in()
    if found.has_second_factor and not found.proved_twice and endpoint not in HALF_WAY:
        return redirect(url_for("door.prove", back=_here()))
    if found.has_first_password and found.roles and endpoint not in FIRST_STEPS:
        return redirect(url_for("account.password"))
    return None


def _require_sane_address() -> None:
    """No page has a number that no book can hold, nor a letter that no text can."""
    for value in (request.view_args or {}).values():
        if isinstance(value, int) and value > NUMBER_MAX:
            abort(404)
        if isinstance(value, str) and "\0" in value:
            abort(404)
    if "\0" in "".join(value for _name, value in request.args.items(multi=True)):
        abort(400)


def _here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


# -- signing in -----------------------------------------------------------------------------------------------------


class SignInForm(FlaskForm):
    """Who one is, and the proof."""

    login = Line("Tên đăng nhập", render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = Secret("Mật khẩu", render_kw={"type": "password", "autocomplete": "current-password"})


@blueprint.route("/dang-nhap", methods=("GET", "POST"))
def sign_in() -> Any:
    """Sign in; whoever is unknown and whoever mistypes get the same answer after the same time."""
    form = SignInForm()
    if request.method != "POST":
        return _shown(form)
    if not form.validate():
        return _shown(form), 422
    login, known = form.login.data or "", _known(form.login.data or "")
    try:
        knock(store(), "address", sender(), SENDER_PATIENCE)
        knock(store(), *_door_of(login, known), LOGIN_PATIENCE)
    except TooManyTriesError as refusal:
        flash(sentence(refusal), "problem")
        return _shown(form), 429
    person = proves(reading(), login, form.password.data or "")
    if person is None:
        flash(_("Tên đăng nhập hoặc mật khẩu không đúng."), "problem")
        return _shown(form), 422
    relent(store(), *_door_of(login, known))
    take_back(store(), "address", sender())
    return _let_in(person, _inside(request.args.get("back")))


def _shown(form: FlaskForm) -> str:
    return render_template("door/sign_in.html", form=form, title=_("Đăng nhập"))


def _door_of(login: str, known: str) -> tuple[str, str]:
    """What is counted: tries at a login from anywhere; a browser that has opened it before is counted by itself.

    So a stranger who knocks all day shuts out strangers, not the person.
    """
    return ("known", known) if known else ("login", login)


def _let_in(person: Person, onward: str) -> Response:
    """Begin a session, and nothing of what the browser held before goes on in it."""
    _end_here()
    password = current_password(reading(), person.id)
    assert password is not None
    token = begin(store(), person.id, password_id=password.id, agent=request.user_agent.string)
    login_user(visitor_of(reading(), person.id, token, proved_twice=False))
    answer = redirect(onward)
    _remember(answer, person.login)
    return answer


def _end_here() -> None:
    found = g.get("_login_user")
    if isinstance(found, Visitor):
        end(store(), found.token)
        logout_user()
    session.clear()


def _remember(answer: Response, login: str) -> None:
    _set(answer, KNOWN_COOKIE, str(_signer().dumps([login, secrets.token_urlsafe(12)])))


def _known(login: str) -> str:
    """What tells this browser from others, if it has opened this login before."""
    try:
        named, mark = _signer().loads(request.cookies.get(KNOWN_COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return f"{named}|{mark}" if named == login else ""


def _signer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeSerializer(key, salt="known")


@blueprint.route("/dang-xuat", methods=("POST",))
def sign_out() -> Response:
    """Sign out: the session ends here, not only in the browser."""
    _end_here()
    flash(_("Đã đăng xuất."), "done")
    return redirect(url_for("door.sign_in"))


# -- the second proof -------------------------------------------------------------------------------------------------


class CodeForm(FlaskForm):
    """A code of the telephone, or one from paper."""

    code = Secret(
        "Mã xác nhận",
        hint="6 chữ số trên điện thoại; nếu mất điện thoại, nhập một mã khôi phục.",
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none"},
    )


@blueprint.route("/xac-nhan", methods=("GET", "POST"))
def prove() -> Any:
    """Ask for the second proof; a code is taken once."""
    form, title = CodeForm(), _("Xác nhận bước hai")
    if not visitor().has_second_factor:
        abort(404)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.validate():
                return _proved(form.code.data or "")
        except KhfundError as refusal:
            flash(sentence(refusal), "problem")
            status = 429 if isinstance(refusal, TooManyTriesError) else 422
    return render_template("door/prove.html", form=form, title=title), status


def _proved(code: str) -> Response:
    person = visitor()
    knock(store(), "code", str(person.id), CODE_PATIENCE)
    factor = second_factor_of(reading(), person.id)
    assert factor is not None
    at = step(factor, code, key=factor_key(), at=datetime.now(UTC))
    if at is None:
        _recover(code)
    elif not use_code(store(), person.id, at):
        raise SecondFactorCodeError
    relent(store(), "code", str(person.id))
    take_new_token(factor.id)
    return redirect(_inside(request.args.get("back")))


def _recover(code: str) -> None:
    person = visitor()
    order = Order(person.id, "second_factor.recover", person.home, {})
    stop_reading()
    answer = run(
        books(),
        order,
        lambda opened, command: {
            "left": use_recovery_code(opened, command, opened.get_one(Person, person.id), code)
        },
    )
    flash(_("Đã dùng một mã khôi phục; còn {left} mã.", left=answer["left"]), "warning")


def factor_key() -> bytes:
    """The key under which this office seals the secrets of telephones."""
    return store().secret("second factor")


def take_new_token(factor_id: int) -> None:
    """Go on as proved twice, under a token that nobody can have seen before."""
    person = visitor()
    token = prove_twice(store(), person.token, factor_id=factor_id)
    kept = session.get("_flashes", [])
    session.clear()
    session["_flashes"] = kept
    login_user(visitor_of(reading(), person.id, token, proved_twice=True))


# -- the unit and the language ------------------------------------------------------------------------------------


@blueprint.route("/")
def front() -> Response:
    """Send a stranger to the public window, whoever is signed in to the units' books."""
    known = isinstance(g.get("_login_user"), Visitor)
    return redirect(url_for("door.units" if known else "public.index"))


@blueprint.route("/don-vi")
def units() -> Any:
    """Show the units in which one holds a role; a single one is opened at once."""
    found = _own_units()
    if len(found) == 1:
        return redirect(url_for("home.index", unit_code=found[0].code))
    return render_template("door/units.html", units=found, title=_("Chọn đơn vị"))


def _own_units() -> list[Unit]:
    """Those above come first."""
    person, query = visitor(), select(Unit)
    if None in person.roles:
        kept = list(reading().scalars(query.join(Book, Book.unit_id == Unit.id)))
        found = kept or list(reading().scalars(query))
    else:
        found = list(reading().scalars(query.where(Unit.id.in_(person.roles))))
    return sorted(found, key=lambda one: (LEVELS.index(one.level), one.code))


@blueprint.route("/ngon-ngu", methods=("POST",))
def choose_language() -> Response:
    """Speak Vietnamese or English from now on, in this browser."""
    chosen = request.form.get("language", "vi")
    answer = redirect(_inside(request.form.get("back")))
    if chosen in LANGUAGES:
        _set(answer, "khfund-language", chosen)
    return answer


def _set(answer: Response, name: str, value: str) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")


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
