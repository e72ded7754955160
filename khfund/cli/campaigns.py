"""`campaign`: appeals, how far they have come, and the gold book of who gave."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.calendar import DateRange
from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.campaign import Campaign, campaigns, find_campaign, open_campaign
from khfund.donations.campaign_progress import CampaignProgress, campaign_progress
from khfund.donations.campaign_terms import campaign_deadlines, set_decree
from khfund.donations.naming import GIVERS
from khfund.ledger import find_fund
from khfund.reports.campaign_page import campaign_page
from khfund.reports.gold_book import BANDS, gold_book
from khfund.reports.gold_book_page import gold_book_page
from khfund.reports.gold_book_sheet import gold_book_sheet


@click.group("campaign", cls=Group)
def campaign_group() -> None:
    """Đợt vận động."""


@campaign_group.command("open")
@click.argument("code")
@click.argument("name")
@option("--fund", "fund_code", required=True, help="Quỹ nhận tiền.")
@option("--starts", type=Day(), required=True, help="Ngày bắt đầu.")
@option("--ends", type=Day(), help="Ngày kết thúc.")
@option("--target", type=Amount(), help="Mục tiêu.")
@pass_edge
def open_(
    edge: Edge, code: str, name: str, fund_code: str, starts: date, ends: date | None, target: int | None
) -> None:
    """Mở một đợt vận động."""

    def work(session: Session, command: Command) -> Answer:
        fund = find_fund(session, command.unit, fund_code)
        one = open_campaign(session, command, code, name, fund=fund, starts=starts, ends=ends, target=target)
        return {"campaign": one.id, "code": code, "name": name}

    payload = {
        "code": code,
        "name": name,
        "fund": fund_code,
        "starts": starts,
        "ends": ends,
        "target": target,
    }
    edge.carry_out("campaign.open", payload, work, say="Đã mở đợt vận động {code} — {name}.")


@campaign_group.command("list")
@pass_edge
def list_campaigns(edge: Edge) -> None:
    """Liệt kê đợt vận động và kết quả bằng tiền."""
    with edge.reading() as session:
        rows = [_campaign(session, one) for one in campaigns(session, edge.unit(session).id)]
    columns = [
        ("code", "Mã"),
        ("name", "Tên"),
        ("target", "Mục tiêu"),
        ("raised", "Đã nhận"),
        ("percent", "%"),
    ]
    edge.list(rows, [*columns, ("gifts", "Số khoản")])


def _campaign(session: Session, one: Campaign) -> dict[str, object]:
    found = campaign_progress(session, one, this_day())
    return {
        "code": one.code,
        "name": one.name,
        "target": one.target,
        "raised": found.raised,
        "percent": found.percent,
        "gifts": found.gifts,
    }


@campaign_group.command("progress")
@click.argument("code")
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@option("--out", type=click.Path(path_type=Path), help="In thành một trang PDF.")
@pass_edge
def progress(edge: Edge, code: str, on: date | None, out: Path | None) -> None:
    """Cho biết đợt vận động đã đến đâu: theo loại nhà hảo tâm, theo tháng, hiện vật và cam kết riêng."""
    day = on or this_day()
    with edge.reading() as session:
        campaign = find_campaign(session, edge.unit(session).id, code)
        found = campaign_progress(session, campaign, day)
        if out is not None:
            with writing_whole(out) as unfinished:
                unfinished.write_bytes(campaign_page(session, campaign, day))
    answer = _told(found) | ({"file": str(out)} if out else {})
    edge.tell(
        answer,
        "{name}: đã nhận {raised:dong} của {givers:so} nhà hảo tâm ({gifts:so} khoản); cam kết chưa nhận {promised:dong}.",
    )
    if found.campaign.target is not None and not edge.as_json:
        edge.tell(answer, "Đạt {percent} % mục tiêu {target:dong}, còn thiếu {lacking:dong}.")
    if not edge.as_json:
        for one in found.kinds:
            words = {"kind": _(GIVERS[one.kind]), "amount": one.amount, "givers": one.givers}
            edge.tell(words, "  {kind}: {amount:dong} ({givers:so})")


def _told(found: CampaignProgress) -> dict[str, object]:
    campaign = found.campaign
    numbers = {
        name: getattr(found, name)
        for name in ("raised", "gifts", "givers", "percent", "lacking", "before", "within", "after")
    }
    return {
        "code": campaign.code,
        "name": campaign.name,
        "on": found.on,
        "target": campaign.target,
        **numbers,
        "goods": found.goods,
        "goods_gifts": found.goods_gifts,
        "promised": found.promised,
        "kinds": [
            {"kind": one.kind, "gifts": one.gifts, "givers": one.givers, "amount": one.amount}
            for one in found.kinds
        ],
        "months": [
            {"month": f"{month.year}-{month.month:02d}", "amount": amount} for month, amount in found.months
        ],
    }


@campaign_group.command("gold-book")
@click.argument("code", required=False)
@option("--fund", "fund_code", help="Sổ vàng của một quỹ.")
@option("--days", "days_text", help="Khoảng ngày: 2026, 2026-03 hoặc 2026-01-01..2026-06-30.")
@option("--band", "bands", multiple=True, type=Amount(), help="Mức bắt đầu của một hạng; ghi nhiều lần.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp .pdf để treo, hoặc .xlsx.")
@pass_edge
def gold_book_(
    edge: Edge,
    code: str | None,
    fund_code: str | None,
    days_text: str | None,
    bands: tuple[int, ...],
    out: Path,
) -> None:
    """Lập sổ vàng: tên nhà hảo tâm theo hạng số tiền, không địa chỉ, người ẩn danh không nêu tên."""
    days = DateRange.parse(days_text) if days_text else None
    with edge.reading() as session, writing_whole(out) as unfinished:
        unit = edge.unit(session)
        book = gold_book(
            session,
            unit,
            fund=find_fund(session, unit.id, fund_code) if fund_code else None,
            campaign=find_campaign(session, unit.id, code) if code else None,
            days=days,
            bands=bands or BANDS,
        )
        render = gold_book_sheet if out.suffix.lower() == ".xlsx" else gold_book_page
        unfinished.write_bytes(render(book, this_day()))
    answer = {"subject": book.subject, "givers": book.givers, "amount": book.amount, "file": str(out)}
    edge.tell(answer, "Sổ vàng {subject}: {givers:so} nhà hảo tâm, {amount:dong}; đã ghi vào {file}.")


@campaign_group.command("decree")
@click.argument("code")
@option("--off", is_flag=True, help="Đợt này không còn theo NĐ 93/2021.")
@pass_edge
def decree(edge: Edge, code: str, off: bool) -> None:
    """Ghi đợt vận động là vận động theo NĐ 93/2021 (thiên tai, bệnh hiểm nghèo), có các thời hạn phải giữ."""

    def work(session: Session, command: Command) -> Answer:
        campaign = find_campaign(session, command.unit, code)
        set_decree(session, command, campaign, applies=not off)
        return {"code": code, "applies": not off}

    payload = {"code": code, "off": off}
    edge.carry_out("campaign.decree", payload, work, say="Đã ghi cho đợt vận động {code}.")


@campaign_group.command("deadlines")
@click.argument("code")
@pass_edge
def deadlines(edge: Edge, code: str) -> None:
    """Liệt kê thời hạn của đợt vận động theo NĐ 93/2021."""
    with edge.reading() as session:
        campaign = find_campaign(session, edge.unit(session).id, code)
        rows = [
            {"day": one.day, "what": one.what, "source": one.source}
            for one in campaign_deadlines(session, campaign)
        ]
    edge.list(rows, [("day", "Hạn"), ("what", "Việc"), ("source", "Căn cứ")])
