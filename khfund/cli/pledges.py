"""`pledge`: what givers have promised, what of it came, who may be reminded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import parse_day
from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations import pledge, pledge_payment
from khfund.donations.campaign import find_campaign
from khfund.donations.donation import find_donation
from khfund.donations.donor import find_donor
from khfund.donations.instalment import Rhythm, Terms
from khfund.donations.naming import REASONS, RHYTHMS
from khfund.donations.pledge import EndReason, Pledge, find_pledge
from khfund.donations.pledge_arrears import Arrears, arrears, remind
from khfund.donations.pledge_standing import Standing, look_at_pledges, standing
from khfund.ledger import find_fund
from khfund.receipts.letter_page import letters_pdf
from khfund.receipts.reminder_letter import reminder_letter


class Listed(click.ParamType[tuple[date, int]]):
    """A day and its amount: 05/09/2026:2.000.000."""

    name = "day:amount"

    def convert(
        self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None
    ) -> tuple[date, int]:
        """Read the day and the amount."""
        if isinstance(value, tuple):
            return value
        day, _colon, amount = str(value).partition(":")
        return parse_day(day), money.parse(amount)


@click.group("pledge", cls=Group)
def pledge_group() -> None:
    """Cam kết ủng hộ: hứa, theo dõi, nhắc."""


@pledge_group.command("agree")
@click.argument("donor", type=int)
@option("--fund", "fund_code", required=True, help="Quỹ nhận tiền.")
@option("--amount", type=Amount(), help="Số tiền mỗi lần.")
@option(
    "--every",
    type=click.Choice([one.value for one in Rhythm if one is not Rhythm.LISTED]),
    default="once",
    help="once (một lần), monthly (hằng tháng), quarterly (hằng quý) hoặc yearly (hằng năm).",
)
@option("--from", "starts", type=Day(), help="Ngày đến hạn lần đầu.")
@option("--until", "ends", type=Day(), help="Ngày cuối; để trống nếu không hẹn ngày thôi.")
@option(
    "--instalment", "listed", multiple=True, type=Listed(), help="Lịch riêng: NGÀY:SỐ TIỀN, ghi nhiều lần."
)
@option("--campaign", "campaign_code", help="Đợt vận động.")
@option("--agreed", type=Day(), help="Ngày cam kết (mặc định hôm nay).")
@option("--prefix", default="", help="Phần đầu của mã chuyển khoản (mặc định KHCK và năm).")
@option("--words", default="", help="Ghi chú về lời cam kết.")
@pass_edge
def agree(
    edge: Edge,
    donor: int,
    fund_code: str,
    amount: int | None,
    every: str,
    starts: date | None,
    ends: date | None,
    listed: tuple[tuple[date, int], ...],
    campaign_code: str | None,
    agreed: date | None,
    prefix: str,
    words: str,
) -> None:
    """Ghi một cam kết ủng hộ và cấp mã chuyển khoản."""
    terms = _terms(amount, every, starts, ends, listed)

    def work(session: Session, command: Command) -> Answer:
        giver, fund = find_donor(session, command.unit, donor), find_fund(session, command.unit, fund_code)
        campaign = find_campaign(session, command.unit, campaign_code) if campaign_code else None
        more: dict[str, Any] = {"agreed": agreed, "prefix": prefix, "words": words}
        made = pledge.agree(session, command, giver, terms, fund=fund, campaign=campaign, **more)
        return {"pledge": made.id, "code": made.code}  # no name: the log keeps answers for ever

    payload: dict[str, Any] = {"donor": donor, "fund": fund_code, "amount": amount, "every": every}
    payload |= {"starts": starts, "ends": ends}
    payload |= {"listed": [[day.isoformat(), much] for day, much in listed], "campaign": campaign_code}
    payload |= {"agreed": agreed, "prefix": prefix, "words": words}
    edge.carry_out("pledge.agree", payload, work, say="Đã ghi cam kết số {pledge}; mã chuyển khoản {code}.")


def _terms(
    amount: int | None,
    every: str,
    starts: date | None,
    ends: date | None,
    listed: tuple[tuple[date, int], ...],
) -> Terms:
    if listed and (amount is not None or starts is not None or ends is not None):
        raise click.UsageError(_("Lịch riêng (--instalment) không đi cùng --amount, --from, --until."))
    if listed:
        return Terms(Rhythm.LISTED, listed[0][0], listed=listed)
    if amount is None or starts is None:
        raise click.UsageError(_("Cần --amount và --from, hoặc lịch riêng bằng --instalment."))
    return Terms(Rhythm(every), starts, amount, ends)


@pledge_group.command("change")
@click.argument("number", type=int)
@option("--amount", type=Amount(), required=True, help="Số tiền mỗi lần.")
@option("--since", type=Day(), required=True, help="Từ ngày (hôm nay hoặc sau đó).")
@option("--words", default="", help="Ghi chú về lời cam kết.")
@pass_edge
def change(edge: Edge, number: int, amount: int, since: date, words: str) -> None:
    """Đổi mức mỗi lần từ một ngày; các lần đã đến hạn giữ nguyên."""

    def work(session: Session, command: Command) -> Answer:
        made = find_pledge(session, command.unit, number)
        pledge.change_rate(session, command, made, amount, since=since, words=words)
        return {"pledge": number, "amount": amount, "since": since}

    payload = {"pledge": number, "amount": amount, "since": since, "words": words}
    edge.carry_out(
        "pledge.change", payload, work, say="Cam kết số {pledge}: mỗi lần {amount:dong} từ {since}."
    )


@pledge_group.command("end")
@click.argument("number", type=int)
@option(
    "--reason",
    type=click.Choice([one.value for one in EndReason]),
    required=True,
    help="withdrew (xin thôi), hardship (khó khăn), died (qua đời), lost (mất liên lạc), replaced (thay), mistake (ghi nhầm).",
)
@option("--since", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--words", default="", help="Ghi chú về lời cam kết.")
@pass_edge
def end(edge: Edge, number: int, reason: str, since: date | None, words: str) -> None:
    """Kết thúc một cam kết; không nhắc phần còn lại nữa."""

    def work(session: Session, command: Command) -> Answer:
        made = find_pledge(session, command.unit, number)
        event = pledge.end(session, command, made, EndReason(reason), since=since, words=words)
        return {"pledge": number, "reason": reason, "since": event.since}

    payload = {"pledge": number, "reason": reason, "since": since, "words": words}
    edge.carry_out("pledge.end", payload, work, say="Cam kết số {pledge} kết thúc từ {since}.")


@pledge_group.command("link")
@click.argument("donation", type=int)
@option("--pledge", "number", type=int, help="Cam kết mà khoản này trả.")
@option("--none", "fund_code", help="Khoản này không trả cam kết nào: ghi mã quỹ.")
@pass_edge
def link(edge: Edge, donation: int, number: int | None, fund_code: str | None) -> None:
    """Nói rõ một khoản ủng hộ trả cam kết nào, hoặc không trả cam kết nào."""
    if (number is None) == (fund_code is None):
        raise click.UsageError(_("Hãy ghi --pledge SỐ hoặc --none MÃ_QUỸ."))

    def work(session: Session, command: Command) -> Answer:
        gift = find_donation(session, command.unit, donation)
        made = find_pledge(session, command.unit, number) if number is not None else None
        fund = find_fund(session, command.unit, fund_code) if fund_code else None
        pledge_payment.link(session, command, gift, made, fund=fund)
        return {"donation": donation, "pledge": number}

    payload = {"donation": donation, "pledge": number, "none": fund_code}
    edge.carry_out("pledge.link", payload, work, say="Đã ghi khoản ủng hộ số {donation}.")


@pledge_group.command("list")
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@option("--campaign", "campaign_code", help="Đợt vận động.")
@pass_edge
def list_pledges(edge: Edge, on: date | None, campaign_code: str | None) -> None:
    """Liệt kê cam kết: đã hứa, đã nhận, còn lại."""
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        campaign = find_campaign(session, unit_id, campaign_code).id if campaign_code else None
        found = look_at_pledges(session, unit_id, on or this_day())
        rows = [_row(one) for one in found.standings if campaign in {None, one.pledge.campaign_id}]
    columns = [("pledge", "Số"), ("donor", "Nhà hảo tâm"), ("every_name", "Lịch"), ("promised", "Đã hứa")]
    columns += [("paid", "Đã nhận"), ("outstanding", "Còn lại"), ("code", "Mã"), ("ended", "Kết thúc")]
    edge.list(rows, columns)
    if found.unclear:
        edge.warn(
            "Có {count:so} khoản ủng hộ có thể trả nhiều cam kết; xem `khfund pledge unclear`.",
            count=len(found.unclear),
        )


def _row(one: Standing) -> dict[str, Any]:
    made = one.pledge
    return {
        "pledge": str(made.id),
        "donor": one.donor.full_name,
        "every": made.rhythm.value,
        "every_name": _(RHYTHMS[made.rhythm]),
        "promised": one.promised,
        "paid": one.paid,
        "outstanding": one.outstanding,
        "advance": one.advance,
        "code": made.code,
        "ended": one.ended,
        "reason": one.reason.value if one.reason else None,
        "reason_name": _(REASONS[one.reason]) if one.reason else "",
    }


@pledge_group.command("show")
@click.argument("number", type=int)
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def show(edge: Edge, number: int, on: date | None) -> None:
    """Xem từng lần của một cam kết và các khoản đã trả."""
    with edge.reading() as session:
        one = standing(session, find_pledge(session, edge.unit(session).id, number), on or this_day())
    due = [
        {
            "number": str(each.number),
            "day": each.day,
            "promised": each.promised,
            "paid": each.paid,
            "outstanding": each.outstanding,
        }
        for each in one.instalments
    ]
    if edge.as_json:
        payments = [
            {"donation": each.donation, "day": each.day, "amount": each.amount} for each in one.payments
        ]
        edge.tell(_row(one) | {"instalments": due, "payments": payments})
        return
    words = "{donor}: đã hứa {promised:dong}, đã nhận {paid:dong}, còn lại {outstanding:dong}; mã {code}."
    edge.tell(_row(one), words)
    columns = [("number", "Lần"), ("day", "Đến hạn"), ("promised", "Đã hứa"), ("paid", "Đã nhận")]
    edge.list(due, [*columns, ("outstanding", "Còn lại")])


@pledge_group.command("overdue")
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def overdue(edge: Edge, on: date | None) -> None:
    """Liệt kê cam kết chưa nhận đủ; ai có tiền đang chờ xác định thì không gọi là quá hạn."""
    with edge.reading() as session:
        found = arrears(session, edge.unit(session).id, on or this_day())
    rows = [_late(one) for one in found]
    columns = [("pledge", "Số"), ("donor", "Nhà hảo tâm"), ("since", "Từ ngày"), ("amount", "Còn thiếu")]
    edge.list(rows, [*columns, ("reminded", "Đã nhắc"), ("state_name", "Tình trạng")])


def _late(one: Arrears) -> dict[str, Any]:
    lines = ", ".join(map(str, one.waiting))
    waits = _("có thể đã trả: dòng {lines} đang chờ").format(lines=lines)
    return {
        "pledge": str(one.standing.pledge.id),
        "donor": one.standing.donor.full_name,
        "since": one.due[0].day,
        "amount": one.amount,
        "reminded": one.reminded,
        "state": "overdue" if one.is_overdue else "perhaps_paid",
        "state_name": _("quá hạn") if one.is_overdue else waits,
        "waiting": list(one.waiting),
    }


@pledge_group.command("unclear")
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def unclear(edge: Edge, on: date | None) -> None:
    """Liệt kê khoản ủng hộ có thể trả nhiều cam kết; nói rõ bằng `khfund pledge link`."""
    with edge.reading() as session:
        found = look_at_pledges(session, edge.unit(session).id, on or this_day()).unclear
    rows = [
        {
            "donation": str(one.share.donation),
            "day": one.share.day,
            "amount": one.share.amount,
            "pledges": ", ".join(map(str, one.pledges)),
        }
        for one in found
    ]
    columns = [("donation", "Khoản"), ("day", "Ngày"), ("amount", "Số tiền"), ("pledges", "Cam kết có thể")]
    edge.list(rows, columns)


@pledge_group.command("remind")
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@option("--pledge", "number", type=int, help="Chỉ một cam kết.")
@option("--again", is_flag=True, help="Nhắc lại cả lần đã nhắc.")
@option("--size", type=click.Choice(["A4", "A5"]), default="A4", help="Khổ giấy.")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@pass_edge
def remind_(edge: Edge, on: date | None, number: int | None, again: bool, size: str, out: Path) -> None:
    """In thư ngỏ nhắc cam kết quá hạn và ghi lại việc nhắc; không nhắc ai đang có tiền chờ xác định."""
    day = on or this_day()

    def work(session: Session, command: Command) -> Answer:
        only: Pledge | None = find_pledge(session, command.unit, number) if number is not None else None
        found = remind(session, command, day, only=only, again=again)
        return {"on": day, "pledges": [one.standing.pledge.id for one in found], "count": len(found)}

    payload = {"on": day, "pledge": number, "again": again}
    with writing_whole(out) as unfinished:
        answer = edge.carry_out("pledge.remind", payload, work, say="Đã in {count:so} thư ngỏ.")
        with edge.reading() as session:
            unit = edge.unit(session)
            asked = date.fromisoformat(answer["on"])
            late = {one.standing.pledge.id: one for one in arrears(session, unit.id, asked)}
            sheets = [
                reminder_letter(session, unit, late[one], asked) for one in answer["pledges"] if one in late
            ]
            unfinished.write_bytes(letters_pdf(session, unit, sheets, size=size))
