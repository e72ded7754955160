"""`sponsorship`, what is looked at: list, show, schedule, check, what was overpaid; and which gift counts for whom."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Amount, Day, Edge, pass_edge, this_day
from khfund.cli.words import Command as Verb
from khfund.cli.words import _, option
from khfund.command import Answer, Command
from khfund.donations.donation import find_donation
from khfund.scholarships import sponsor_receipt
from khfund.scholarships.child_event import events_of
from khfund.scholarships.coverage import percent
from khfund.scholarships.instalment import DROP_NAMES
from khfund.scholarships.programme import Programme
from khfund.scholarships.schedule import STATE_NAMES, phase_on, phases
from khfund.scholarships.sponsor_receipt import find_receipt
from khfund.scholarships.sponsor_share import find_share
from khfund.scholarships.sponsor_standing import ChildStanding, SponsorStanding, standing, standings
from khfund.scholarships.sponsorship import find_sponsorship
from khfund.scholarships.sponsorship_course import EVENT_NAMES
from khfund.scholarships.sponsorship_difference import KIND_NAMES, differences
from khfund.scholarships.sponsorship_hold import overpaid
from khfund.scholarships.sponsorship_terms import months_of, terms_of


@click.command("receive", cls=Verb)
@click.argument("donation", type=int)
@click.argument("share", type=int)
@option("--amount", type=Amount(), help="Số tiền tính cho phần này (mặc định: phần chưa tính cho em nào).")
@pass_edge
def receive(edge: Edge, donation: int, share: int, amount: int | None) -> None:
    """Tính một khoản ủng hộ vào một phần đỡ đầu; tiền tự trả các tháng cũ trước."""

    def work(session: Session, command: Command) -> Answer:
        gift, of = find_donation(session, command.unit, donation), find_share(session, command.unit, share)
        row = sponsor_receipt.receive(session, command, gift, of, amount=amount)
        return {"receipt": row.id, "donation": donation, "share": share, "amount": row.amount}

    payload = {"donation": donation, "share": share, "amount": amount}
    say = "Đã tính {amount:dong} của khoản ủng hộ số {donation} vào phần đỡ đầu số {share} (số {receipt})."
    edge.carry_out("sponsorship.receive", payload, work, say=say)


@click.command("take-back-receipt", cls=Verb)
@click.argument("number", type=int)
@option("--reason", required=True, help="Vì sao tính nhầm.")
@pass_edge
def take_back_receipt(edge: Edge, number: int, reason: str) -> None:
    """Rút một khoản đã tính nhầm vào phần đỡ đầu."""

    def work(session: Session, command: Command) -> Answer:
        row = find_receipt(session, command.unit, number)
        sponsor_receipt.take_back_receipt(session, command, row, reason=reason)
        return {"receipt": number}

    payload = {"receipt": number, "reason": reason}
    edge.carry_out("sponsorship.take-back-receipt", payload, work, say="Đã rút khoản đóng góp số {receipt}.")


@click.command("list", cls=Verb)
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def list_sponsorships(edge: Edge, on: date | None) -> None:
    """Liệt kê thỏa thuận đỡ đầu: đã đến hạn, đã chi, còn cam kết; em ghi bằng số trong sổ."""
    day = on or this_day()
    with edge.looking("sponsorship") as session:
        rows = [_row(session, one) for one in standings(session, edge.unit(session).id, day)]
    columns = [
        ("sponsorship", "Số"),
        ("recipient", "Em số"),
        ("programme", "Chương trình"),
        ("state_name", "Tình trạng"),
    ]
    columns += [
        ("owed", "Đã lập kỳ chi"),
        ("paid", "Đã chi"),
        ("to_come", "Còn cam kết"),
        ("until", "Đến hết"),
    ]
    edge.list(rows, columns)
    if rows and not edge.as_json:
        sums = {key: sum(row[key] for row in rows) for key in ("months", "owed", "paid", "to_come")}
        edge.tell({"children": len(rows)} | sums, _ALL_CHILDREN)


_ALL_CHILDREN = (
    "Cộng {children:so} thỏa thuận, {months:so} tháng: đã lập kỳ chi {owed:dong}, đã chi {paid:dong}, còn cam kết "
    "{to_come:dong}."
)


def _row(session: Session, one: ChildStanding) -> dict[str, Any]:
    made = one.sponsorship
    phase = phase_on(phases(terms_of(session, [made])[made.id].happenings), one.on)
    return {
        "sponsorship": str(made.id),
        "recipient": str(made.recipient_id),
        "programme": session.get_one(Programme, made.programme_id).code,
        "state": phase.state.value,
        "state_name": _(STATE_NAMES[phase.state]),
        "reason": phase.reason.value if phase.reason else None,
        "months": len(one.months),
        "owed": one.owed,
        "paid": one.paid,
        "to_come": one.to_come,
        "until": str(one.months[-1].month) if one.months else "",
    }


@click.command("show", cls=Verb)
@click.argument("number", type=int)
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def show(edge: Edge, number: int, on: date | None) -> None:
    """Xem một thỏa thuận: người đỡ đầu, đã hứa, đã nhận, đã chi, các sự việc."""
    with edge.looking("sponsorship") as session:
        made = find_sponsorship(session, edge.unit(session).id, number)
        one = standing(session, made, on or this_day())
        answer = _row(session, one)
        events = [
            {
                "event": str(each.id),
                "day": each.day,
                "kind": each.kind.value,
                "kind_name": EVENT_NAMES[each.kind],
                "reason": each.reason.value if each.reason else None,
                "words": each.words,
            }
            for each in events_of(session, [made]).get(number, ())
        ]
    sponsors = [_sponsor(each) for each in one.sponsors]
    if edge.as_json:
        edge.tell(answer | {"sponsors": sponsors, "events": events})
        return
    words = "Thỏa thuận số {sponsorship}, em số {recipient}: {state_name}; đã chi {paid:dong}, còn cam kết {to_come:dong}."
    edge.tell(answer, words)
    columns = [
        ("share", "Phần"),
        ("donor", "Người đỡ đầu"),
        ("percent", "%"),
        ("promised", "Đã hứa"),
        ("due", "Đến hạn"),
    ]
    edge.list(sponsors, [*columns, ("received", "Đã nhận"), ("arrears", "Thiếu"), ("paid_until", "Đủ đến")])
    edge.list(events, [("event", "Số"), ("day", "Ngày"), ("kind_name", "Sự việc"), ("words", "Ghi chú")])


def _sponsor(one: SponsorStanding) -> dict[str, Any]:
    return {
        "share": str(one.shares[-1].id),
        "donor": one.giver.full_name,
        "payer": one.payer.full_name if one.payer.id != one.giver.id else None,
        "correspondent": one.correspondent.full_name if one.correspondent.id != one.giver.id else None,
        "part": one.shares[-1].part,
        "percent": percent(one.shares[-1].part),
        "promised": one.promised,
        "due": one.due,
        "received": one.received,
        "arrears": one.arrears,
        "ahead": one.ahead,
        "paid_out": one.paid_out,
        "paid_until": str(one.paid_until) if one.paid_until else "",
        "stopped": one.has_stopped,
        "asked": one.is_asked,
    }


@click.command("schedule", cls=Verb)
@click.argument("number", type=int)
@pass_edge
def schedule_(edge: Edge, number: int) -> None:
    """Xem lịch từng tháng của một thỏa thuận."""
    with edge.looking("sponsorship") as session:
        made = find_sponsorship(session, edge.unit(session).id, number)
        rows = [
            {
                "month": str(one.month),
                "due": one.due,
                "grade": str(one.grade or ""),
                "amount": one.amount,
                "sponsored": sum(dong for _share, dong in one.parts),
                "held": one.is_held,
            }
            for one in months_of(session, made)
        ]
    columns = [("month", "Tháng"), ("due", "Từ ngày"), ("grade", "Lớp"), ("amount", "Số tiền")]
    edge.list(rows, [*columns, ("sponsored", "Có người đỡ đầu"), ("held", "Tạm dừng")])


@click.command("check", cls=Verb)
@click.argument("number", type=int, required=False)
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def check_(edge: Edge, number: int | None, on: date | None) -> None:
    """Đối chiếu ba bên: đã hứa, đã nhận, đã chi; và lớp do trường ghi."""
    day = on or this_day()
    with edge.looking("sponsorship") as session:
        unit_id = edge.unit(session).id
        if number is None:
            found = standings(session, unit_id, day)
        else:
            found = [standing(session, find_sponsorship(session, unit_id, number), day)]
        told = differences(session, unit_id, found)
    rows = [
        {
            "sponsorship": str(one.sponsorship),
            "kind": one.kind,
            "kind_name": _(KIND_NAMES[one.kind]),
            "share": one.share,
            "amount": one.amount,
            "sentence": one.sentence,
        }
        for one in told
    ]
    if edge.as_json:
        edge.tell({"items": rows, "counts": dict(Counter(one.kind for one in told))})
        return
    columns = [("sponsorship", "Số"), ("kind_name", "Loại"), ("amount", "Số tiền"), ("sentence", "Nội dung")]
    edge.list(rows, columns)


@click.command("overpaid", cls=Verb)
@pass_edge
def overpaid_(edge: Edge) -> None:
    """Liệt kê tháng đã chi nhưng không còn được nhận; thu hồi bằng `khfund payment recover`."""
    with edge.looking("sponsorship") as session:
        found = overpaid(session, edge.unit(session).id)
    rows = [
        {
            "sponsorship": str(one.sponsorship),
            "recipient": str(one.recipient),
            "instalment": str(one.instalment),
            "month": str(one.month),
            "amount": one.amount,
            "paid": one.paid,
            "reason": one.reason.value,
            "reason_name": DROP_NAMES[one.reason],
        }
        for one in found
    ]
    columns = [("sponsorship", "Số"), ("recipient", "Em số"), ("instalment", "Kỳ chi"), ("month", "Tháng")]
    edge.list(rows, [*columns, ("amount", "Số tiền"), ("paid", "Đã chi ngày"), ("reason_name", "Lý do")])
