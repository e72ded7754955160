"""Persons: who works here in which role, who is entered, who leaves, who gets a first password."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import abort, g, url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Line, Tick
from admin.listing import Column, Filters, Listing
from admin.searching import containing
from admin.signed_in import sign_out_everywhere
from admin.todo import Task, todo
from admin.visitor import Visitor, reading, store, unit, visitor
from admin.words import _
from khfund import actor
from khfund.actor import ROLE_NAMES, Grant, Person, Role
from khfund.command import Answer, Command
from khfund.password import Password, current_password, reset_password
from khfund.second_factor import second_factor_of, switch_off
from khfund.staff import come_back, leave, revoke, roles_of
from khfund.unit import Unit
from khfund.vietnamese import require_plain

STATES = {True: "đang làm việc", False: "đã nghỉ"}
PLACES = {"here": "ở đơn vị này", "everywhere": "ở mọi đơn vị"}


class PersonFilters(Filters):
    """Those who work here, or those who left as well."""

    left = Tick("Cả những người đã nghỉ")


class PersonForm(DeedForm):
    """Somebody who begins to work here."""

    login = Line(
        "Tên đăng nhập",
        hint="Chữ không dấu, viết liền, ví dụ lan.lo; không đổi được về sau.",
        render_kw={"autocapitalize": "none", "autocomplete": "off", "maxlength": 60},
    )
    full_name = Line("Họ và tên", render_kw={"maxlength": 120})


class RoleForm(DeedForm):
    """A role."""

    role = Choice("Vai trò", dict(ROLE_NAMES))


class KnownPersonForm(RoleForm):
    """A role for somebody who signs in already."""

    login = Line("Tên đăng nhập")


class Persons(Listing):
    """Who works in this unit; whoever keeps all units sees everybody."""

    looks = "staff.look"
    title = "Người dùng"
    section = "Quản trị"
    address = "nguoi-dung"
    columns = (
        Column("login", "Tên đăng nhập", link="persons.one"),
        Column("name", "Họ và tên"),
        Column("roles", "Vai trò"),
        Column("active", "Trạng thái", names=STATES),
    )
    filters = PersonFilters
    searches = "tên, tên đăng nhập"
    template = "unit/persons.html"
    exports = False

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the persons whom one may see from here."""
        columns: list[Any] = [Person.id.label("number"), Person.login, Person.full_name.label("name")]
        query = select(*columns, Person.is_active.label("active"))
        if visitor().may("staff.look", None):
            return query
        held = select(Grant.person_id).where(or_(Grant.unit_id == unit.id, Grant.unit_id.is_(None)))
        return query.where(Person.id.in_(held))

    def order(self) -> list[Any]:
        """By login."""
        return [Person.login]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by login or name."""
        return containing(term, Person.login, Person.full_name)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Leave out who has left, unless asked for."""
        return query if filters.left.data else query.where(Person.is_active)

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Add the roles held here."""
        said = dict(row._mapping)
        held = roles_of(reading(), [said["number"]])[said["number"]]
        here = [one for one in held if one.unit_id in (None, unit().id)]
        return said | {"roles": ", ".join(_told(one) for one in here)}

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a person: roles, and how they sign in."""
        return self.render("unit/person.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A person with the roles that may be seen from here."""
        person = _within(session, number)
        held = roles_of(session, [number])[number]
        everywhere = visitor().may("staff.look", None)
        names = {
            one.id: one.name for one in session.scalars(select(Unit).where(Unit.id.in_(_unit_ids(held))))
        }
        newest = current_password(session, number)
        return {
            "title": person.full_name,
            "person": person,
            "everywhere": everywhere,
            "state": _(STATES[person.is_active]),
            "roles": [
                (_(ROLE_NAMES[one.role]), names.get(one.unit_id or 0, _("mọi đơn vị")))
                for one in held
                if everywhere or one.unit_id in (None, unit().id)
            ],
            "password": _("chưa có") if newest is None else _("mật khẩu đầu tiên, chưa đổi")
            if newest.is_first else _("do người đó tự đặt"),
            "second_factor": second_factor_of(session, number) is not None,
        }  # fmt: skip

    # -- entering, leaving ------------------------------------------------------------------------------------------

    @deed(
        "/them",
        "person.enter",
        PersonForm,
        "Thêm người dùng",
        say="Đã thêm người dùng {login}; hãy giao vai trò cho người đó.",
        button="Thêm",
        back=".one",
        general=True,
    )
    def enter(self, session: Session, command: Command, form: PersonForm) -> Answer:
        """Enter a person with a first password."""
        person = actor.enter_person(
            session, command, require_plain(form.login.data), require_plain(form.full_name.data)
        )
        _show_once(person, reset_password(session, command, person))
        return {"person": person.id, "number": person.id, "login": person.login}

    @deed(
        "/<int:number>/mat-khau",
        "person.password",
        DeedForm,
        "Đặt lại mật khẩu",
        say="Đã đặt lại mật khẩu của {login}; mật khẩu cũ không còn dùng được.",
        button="Đặt lại",
        danger=True,
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
    )
    def password(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Give a person a first password again."""
        person = _within(session, number)
        person = actor.find_person(session, person.login)
        _show_once(person, reset_password(session, command, person))
        return {"login": person.login}

    @deed(
        "/<int:number>/xac-nhan-hai-buoc",
        "person.second_factor",
        DeedForm,
        "Bỏ xác nhận hai bước",
        say="Đã bỏ xác nhận hai bước của {login}.",
        button="Bỏ",
        danger=True,
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
    )
    def second_factor(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Forget the telephone that a person has lost."""
        person = _within(session, number)
        switch_off(session, command, person)
        return {"login": person.login}

    @deed(
        "/<int:number>/nghi",
        "person.leave",
        DeedForm,
        "Ngừng người dùng",
        say="Đã ngừng người dùng {login}.",
        button="Ngừng",
        danger=True,
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
    )
    def leave(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Switch a person off who has left."""
        person = _within(session, number)
        leave(session, command, person)
        sign_out_everywhere(store(), number)
        return {"login": person.login}

    @deed(
        "/<int:number>/tro-lai",
        "person.come_back",
        DeedForm,
        "Cho làm việc lại",
        say="{login} làm việc lại.",
        button="Cho làm việc lại",
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
    )
    def come_back(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Switch a person on again."""
        person = _within(session, number)
        come_back(session, command, person)
        return {"login": person.login}

    # -- roles ------------------------------------------------------------------------------------------------------

    @deed(
        "/<int:number>/giao",
        "person.grant",
        RoleForm,
        "Giao vai trò ở đơn vị này",
        say="{login} nay là {role_name}.",
        button="Giao",
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
    )
    def grant(self, session: Session, command: Command, form: RoleForm, number: int) -> Answer:
        """Give a role in this unit."""
        return _granted(session, command, form, number)

    @deed(
        "/<int:number>/giao-moi-noi",
        "person.grant",
        RoleForm,
        "Giao vai trò ở mọi đơn vị",
        say="{login} nay là {role_name}.",
        button="Giao",
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
    )
    def grant_everywhere(self, session: Session, command: Command, form: RoleForm, number: int) -> Answer:
        """Give a role in all units."""
        return _granted(session, command, form, number)

    @deed(
        "/<int:number>/thoi",
        "person.revoke",
        RoleForm,
        "Thôi giao vai trò ở đơn vị này",
        say="{login} thôi là {role_name}.",
        button="Thôi giao",
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
    )
    def revoke(self, session: Session, command: Command, form: RoleForm, number: int) -> Answer:
        """Take a role in this unit back."""
        return _revoked(session, command, form, number)

    @deed(
        "/<int:number>/thoi-moi-noi",
        "person.revoke",
        RoleForm,
        "Thôi giao vai trò ở mọi đơn vị",
        say="{login} thôi là {role_name}.",
        button="Thôi giao",
        template="unit/person_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
    )
    def revoke_everywhere(self, session: Session, command: Command, form: RoleForm, number: int) -> Answer:
        """Take the role held in all units back."""
        return _revoked(session, command, form, number)

    @deed(
        "/giao-nguoi-co-san",
        "person.grant",
        KnownPersonForm,
        "Giao vai trò cho người đã có tên đăng nhập",
        say="{login} nay là {role_name}.",
        button="Giao",
    )
    def grant_known(self, session: Session, command: Command, form: Any) -> Answer:
        """Give a role here to somebody who works in another unit."""
        person = actor.find_person(session, form.login.data)
        return _role_given(session, command, person, Role(form.role.data))


def _within(session: Session, number: int) -> Person:
    """A person whom one may see from here; anybody else is not found."""
    person = session.get(Person, number)
    if person is None:
        abort(404)
    if not visitor().may("staff.look", None):
        held = roles_of(session, [number])[number]
        if not any(one.unit_id in (None, unit().id) for one in held):
            abort(404)
    return person


def _granted(session: Session, command: Command, form: RoleForm, number: int) -> Answer:
    person = actor.find_person(session, _within(session, number).login)
    return _role_given(session, command, person, Role(form.role.data))


def _role_given(session: Session, command: Command, person: Person, role: Role) -> Answer:
    actor.grant(session, command, person, role, command.unit_id)
    return {"login": person.login, "role": role.value, "role_name": ROLE_NAMES[role]}


def _revoked(session: Session, command: Command, form: RoleForm, number: int) -> Answer:
    person, role = _within(session, number), Role(form.role.data)
    revoke(session, command, person, role, command.unit_id)
    return {"login": person.login, "role": role.value, "role_name": ROLE_NAMES[role]}


def _show_once(person: Person, password: str) -> None:
    g.shown_once = [(_("Tên đăng nhập"), person.login), (_("Mật khẩu đầu tiên"), password)]


def _unit_ids(held: list[Grant]) -> list[int]:
    return [one.unit_id for one in held if one.unit_id is not None]


def _told(one: Grant) -> str:
    name = _(ROLE_NAMES[one.role])
    return f"{name} ({_('mọi đơn vị')})" if one.unit_id is None else name


@todo("person.enter")
def _without_role(session: Session, _unit: Unit, visitor: Visitor) -> Iterator[Task]:
    if not visitor.may("person.enter", None):
        return
    held = select(Grant.person_id)
    query = select(func.count()).select_from(Person).where(Person.is_active, Person.id.not_in(held))
    yield Task(_("người dùng chưa có vai trò"), session.scalar(query) or 0, url_for("persons.index"))
    opened = select(Password.person_id)
    query = select(func.count()).select_from(Person).where(Person.is_active, Person.id.not_in(opened))
    yield Task(_("người dùng chưa có mật khẩu"), session.scalar(query) or 0, url_for("persons.index"))
