"""`person`: who works with the books, in which role, and how they sign in to the office."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import actor
from khfund.actor import ROLE_NAMES, Grant, Person, Role
from khfund.cli.edge import Edge, pass_edge
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.password import current_password, reset_password
from khfund.second_factor import second_factor_of, switch_off
from khfund.staff import come_back, find_staff, leave, revoke, roles_of
from khfund.unit import units


@click.group("person", cls=Group)
def person_group() -> None:
    """Người dùng và vai trò."""


@person_group.command("enter")
@click.argument("login")
@click.argument("full_name")
@pass_edge
def enter_person(edge: Edge, login: str, full_name: str) -> None:
    """Thêm một người dùng (chưa có vai trò)."""

    def work(session: Session, command: Command) -> Answer:
        return {"person": actor.enter_person(session, command, login, full_name).id, "login": login}

    payload = {"login": login, "full_name": full_name}
    edge.carry_out("person.enter", payload, work, say="Đã thêm người dùng {login}.", general=True)


@person_group.command("grant")
@click.argument("login")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@option("--all-units", is_flag=True, help="Ở mọi đơn vị, không chỉ đơn vị đang chọn.")
@pass_edge
def grant(edge: Edge, login: str, role: str, all_units: bool) -> None:
    """Giao một vai trò ở đơn vị đang chọn."""

    def work(session: Session, command: Command) -> Answer:
        person = actor.find_person(session, login)
        actor.grant(session, command, person, Role(role), command.unit_id)
        return {"login": login, "role": role, "role_name": ROLE_NAMES[Role(role)]}

    payload = {"login": login, "role": role}
    edge.carry_out("person.grant", payload, work, say="{login} nay là {role_name}.", general=all_units)


@person_group.command("revoke")
@click.argument("login")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@option("--all-units", is_flag=True, help="Vai trò được giao ở mọi đơn vị, không phải ở đơn vị đang chọn.")
@pass_edge
def revoke_(edge: Edge, login: str, role: str, all_units: bool) -> None:
    """Thôi giao một vai trò ở đơn vị đang chọn."""

    def work(session: Session, command: Command) -> Answer:
        revoke(session, command, find_staff(session, login), Role(role), command.unit_id)
        return {"login": login, "role": role, "role_name": ROLE_NAMES[Role(role)]}

    payload = {"login": login, "role": role}
    edge.carry_out("person.revoke", payload, work, say="{login} thôi là {role_name}.", general=all_units)


@person_group.command("leave")
@click.argument("login")
@pass_edge
def leave_(edge: Edge, login: str) -> None:
    """Ngừng một người dùng đã nghỉ: không đăng nhập được nữa, việc đã làm vẫn ghi tên."""

    def work(session: Session, command: Command) -> Answer:
        leave(session, command, find_staff(session, login))
        return {"login": login}

    edge.carry_out("person.leave", {"login": login}, work, say="Đã ngừng người dùng {login}.", general=True)


@person_group.command("come-back")
@click.argument("login")
@pass_edge
def come_back_(edge: Edge, login: str) -> None:
    """Cho một người đã nghỉ làm việc lại, với các vai trò trước kia."""

    def work(session: Session, command: Command) -> Answer:
        come_back(session, command, find_staff(session, login))
        return {"login": login}

    edge.carry_out("person.come_back", {"login": login}, work, say="{login} làm việc lại.", general=True)


@person_group.command("password")
@click.argument("login")
@pass_edge
def password(edge: Edge, login: str) -> None:
    """Đặt lại mật khẩu của một người: in ra mật khẩu đầu tiên, một lần."""
    once: dict[str, str] = {}

    def work(session: Session, command: Command) -> Answer:
        once["first_password"] = reset_password(session, command, actor.find_person(session, login))
        return {"login": login}

    say = "Đã đặt lại mật khẩu của {login}; mật khẩu cũ không còn dùng được."
    edge.carry_out("person.password", {"login": login}, work, say=say, general=True, once=once)
    if once and not edge.as_json:
        click.echo(_("Mật khẩu đầu tiên, chỉ hiện lần này; phải đổi khi đăng nhập lần đầu:"))
        click.echo(f"  {once['first_password']}")


@person_group.command("second-factor")
@click.argument("login")
@option(
    "--reset", is_flag=True, required=True, help="Bỏ xác nhận hai bước; người đó sẽ đặt lại khi đăng nhập."
)
@pass_edge
def second_factor(edge: Edge, login: str, reset: bool) -> None:  # noqa: ARG001  said, so that nobody does it by mistake
    """Bỏ xác nhận hai bước của một người đã mất điện thoại."""

    def work(session: Session, command: Command) -> Answer:
        switch_off(session, command, actor.find_person(session, login))
        return {"login": login}

    say = "Đã bỏ xác nhận hai bước của {login}."
    edge.carry_out("person.second_factor", {"login": login}, work, say=say, general=True)


@person_group.command("list")
@option("--all", "everybody", is_flag=True, help="Cả những người đã nghỉ.")
@pass_edge
def list_persons(edge: Edge, everybody: bool) -> None:
    """Liệt kê người dùng, vai trò, và họ đăng nhập thế nào."""
    with edge.reading() as session:
        query = select(Person).order_by(Person.login)
        found = list(session.scalars(query if everybody else query.where(Person.is_active)))
        codes = {one.id: one.code for one in units(session)}
        held = roles_of(session, [one.id for one in found])
        rows = [_row(session, one, held[one.id], codes, as_json=edge.as_json) for one in found]
    columns = [
        ("login", "Tên đăng nhập"), ("name", "Họ và tên"), ("active", "Đang làm"), ("password_name", "Mật khẩu"),
        ("second_factor", "Hai bước"), ("roles", "Vai trò"),
    ]  # fmt: skip
    edge.list(rows, columns)


def _row(
    session: Session, person: Person, held: list[Grant], codes: dict[int, str], *, as_json: bool
) -> dict[str, Any]:
    newest = current_password(session, person.id)
    state = "none" if newest is None else "first" if newest.is_first else "own"
    roles = [(codes.get(one.unit_id or 0), one.role) for one in held]
    everywhere = _("mọi đơn vị")
    told = [f"{ROLE_NAMES[role]} ({code or everywhere})" for code, role in roles]
    return {
        "login": person.login,
        "name": person.full_name,
        "active": person.is_active,
        "password": state,
        "password_name": _(PASSWORD_STATES[state]),
        "second_factor": second_factor_of(session, person.id) is not None,
        "roles": [{"unit": code, "role": role.value} for code, role in roles] if as_json else ", ".join(told),
    }


PASSWORD_STATES = {"none": "chưa có", "first": "chưa đổi", "own": "đã đổi"}
