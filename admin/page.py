"""The base of every page of the office: who may open it, how its addresses are made, how a refusal is told."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_admin import BaseView
from werkzeug.wrappers import Response

from admin.visitor import Visitor, may, unit, visitor
from admin.words import _

SECTIONS = (
    "Quỹ",
    "Ngân hàng",
    "Sổ sách",
    "Nhà hảo tâm",
    "Biên nhận",
    "Học bổng",
    "Báo cáo",
    "Kiểm tra",
    "Quản trị",
)  # parts of the menu, in order


class Page(BaseView):
    """A page, or a family of pages, of the office. It is read-only; what changes the books is a `deed`.

    `looks` is the right that whoever opens it must hold in the unit whose book is open, as `khfund.actor.RIGHTS` names
    it. `title` names the page in Vietnamese, `section` the part of the menu in which it stands (None: in no menu),
    `address` what follows the unit in its URL. A page in no menu that belongs to one that is says so by `under`, the
    endpoint of that one.
    """

    looks: ClassVar[str]
    title: ClassVar[str]
    section: ClassVar[str | None] = None
    address: ClassVar[str]
    under: ClassVar[str] = ""

    def __init__(self) -> None:
        endpoint = type(self).__name__.lower()
        super().__init__(self.title, category=self.section, endpoint=endpoint, url=self.address)

    def is_accessible(self) -> bool:
        """Whether the person of this request holds the right to look, in this unit; an unknown unit is not found."""
        return may(self.looks)

    def is_visible(self) -> bool:
        """Whether the page stands in the menu."""
        return self.section is not None

    def _handle_view(self, name: str, **kwargs: Any) -> Any:
        if not isinstance(g.get("_login_user"), Visitor):
            return to_sign_in()
        if request.method != "GET" and must_prove_first():
            return to_second_factor()
        return super()._handle_view(name, **kwargs)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        return fn(self, *args, **kwargs)  # the library would call it a second time after any TypeError

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        """Refuse whoever is signed in without the right."""
        abort(403)

    def render(self, template: str, **context: Any) -> str:
        """Fill a template; it knows the page, the unit, the language and what may be done."""
        context.setdefault("title", _(self.title))
        filled: str = super().render(template, unit=unit(), **context)
        return filled


def opens(endpoint: str) -> bool:
    """Whether the person of this request may open a page of the office: holds its right to look, and its deed's."""
    name, _dot, view = endpoint.partition(".")
    found = next((one for one in current_app.extensions["khfund.admin"]._views if one.endpoint == name), None)
    if not isinstance(found, Page) or not isinstance(g.get("_login_user"), Visitor):
        return True  # a stranger's links lead to what asks who comes
    what = getattr(getattr(found, view, None), "deed", None)
    return may(found.looks) and (what is None or may(what.kind))


def to_sign_in() -> Response:
    """Send whoever is not signed in to the door, and back afterwards: only to an address of this office."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("door.sign_in", back=back))


def must_prove_first() -> bool:
    """Whether the person of this request has to set a second factor up before acting."""
    return visitor().must_prove_twice and not visitor().proved_twice


def to_second_factor() -> Response:
    """Send whoever approves to where a second factor is set up, and say why."""
    sentence = _(
        "Vai trò của ông/bà cần xác nhận hai bước trước khi làm việc này; hãy đặt ở đây, chỉ một lần."
    )
    flash(sentence, "warning")
    return redirect(url_for("account.second_factor"))
