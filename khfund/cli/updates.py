"""`update`: the periodic update for givers, drafted from the books, finished by a person, published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Edge, FileUnreadableError, pass_edge, read_file
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.campaign import find_campaign
from khfund.ledger import Fund, find_fund
from khfund.oversight.giver_update import (
    STATE_NAMES,
    draft_update,
    edit_update,
    find_update,
    finish_update,
    last_step,
    publish_update,
    updates,
    withdraw_update,
)
from khfund.reports.update_draft import draft_of
from khfund.unit import Unit


@click.group("update", cls=Group)
def update_group() -> None:
    """Bản tin gửi nhà hảo tâm: lập nháp từ sổ, viết tiếp, đăng lên cửa công khai."""


@update_group.command("draft")
@click.argument("period")
@option("--fund", "fund_code", required=True, help="Quỹ.")
@option("--campaign", "campaign_code", help="Mã đợt vận động của quỹ.")
@pass_edge
def draft(edge: Edge, period: str, fund_code: str, campaign_code: str | None) -> None:
    """Lập bản nháp từ sổ; chỗ trong ngoặc vuông để người viết."""
    days = DateRange.parse(period)

    def work(session: Session, command: Command) -> Answer:
        unit, fund = session.get_one(Unit, command.unit), find_fund(session, command.unit, fund_code)
        campaign = find_campaign(session, command.unit, campaign_code) if campaign_code else None
        made = draft_of(session, unit, fund, days, made_at=command.at, campaign=campaign)
        row = draft_update(
            session,
            command,
            fund,
            days,
            title=made.title,
            body=made.body,
            figures=list(made.figures),
            campaign=campaign_code or "",
        )
        return {"update": row.id, "title": made.title}

    payload = {"period": str(days), "fund": fund_code, "campaign": campaign_code}
    edge.carry_out("update.draft", payload, work, say="Đã lập bản tin nháp số {update}: {title}.")


@update_group.command("edit")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path))
@option("--title", help="Tiêu đề mới.")
@pass_edge
def edit(edge: Edge, number: int, file: Path, title: str | None) -> None:
    """Thay nội dung bằng tệp văn bản đã viết."""
    content, digest = read_file(file)
    try:
        body = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise FileUnreadableError(file=file.name, reason=_("không phải văn bản UTF-8")) from failure

    def work(session: Session, command: Command) -> Answer:
        found = find_update(session, command.unit, number)
        edit_update(session, command, found, title=title or last_step(session, found).title, body=body)
        return {"update": number}

    payload = {"number": number, "title": title, "sha256": digest}
    edge.carry_out("update.edit", payload, work, say="Đã ghi nội dung bản tin số {update}.")


@update_group.command("finish")
@click.argument("number", type=int)
@pass_edge
def finish(edge: Edge, number: int) -> None:
    """Hoàn thành bản nháp: không còn chỗ trong ngoặc vuông, không nêu tên người nhận."""

    def work(session: Session, command: Command) -> Answer:
        finish_update(session, command, find_update(session, command.unit, number))
        return {"update": number}

    edge.carry_out("update.finish", {"number": number}, work, say="Đã hoàn thành bản tin số {update}.")


@update_group.command("publish")
@click.argument("number", type=int)
@pass_edge
def publish(edge: Edge, number: int) -> None:
    """Đăng bản tin đã hoàn thành; người khác với người hoàn thành đăng."""

    def work(session: Session, command: Command) -> Answer:
        publish_update(session, command, find_update(session, command.unit, number))
        return {"update": number}

    edge.carry_out("update.publish", {"number": number}, work, say="Đã đăng bản tin số {update}.")


@update_group.command("withdraw")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do, hiện trên cửa công khai.")
@pass_edge
def withdraw(edge: Edge, number: int, reason: str) -> None:
    """Gỡ một bản tin đã đăng."""

    def work(session: Session, command: Command) -> Answer:
        withdraw_update(session, command, find_update(session, command.unit, number), reason=reason)
        return {"update": number}

    payload = {"number": number, "reason": reason}
    edge.carry_out("update.withdraw", payload, work, say="Đã gỡ bản tin số {update}.")


@update_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê các bản tin."""
    with edge.looking("report.look") as session:
        rows = [
            {
                "number": str(one.id),
                "fund": session.get_one(Fund, one.fund_id).code,
                "campaign": one.campaign,
                "first": one.first,
                "last": one.last,
                "state": last.state.value,
                "state_name": _(STATE_NAMES[last.state]),
                "day": last.day,
                "title": last.title,
            }
            for one, last in updates(session, edge.unit(session).id)
        ]
    columns = [
        ("number", "Số"),
        ("fund", "Quỹ"),
        ("state_name", "Trạng thái"),
        ("day", "Ngày"),
        ("title", "Tiêu đề"),
    ]
    edge.list(rows, columns)


@update_group.command("show")
@click.argument("number", type=int)
@pass_edge
def show(edge: Edge, number: int) -> None:
    """In nội dung một bản tin."""
    with edge.looking("report.look") as session:
        found = find_update(session, edge.unit(session).id, number)
        last = last_step(session, found)
        told: dict[str, Any] = {"update": number, "state": last.state.value, "figures": found.figures_shown}
        told |= {"title": last.title, "body": last.body}
    if edge.as_json:
        edge.tell(told)
        return
    for line in (last.title, "", *last.body.split("\n")):
        click.echo(line)
