"""`recipient`, what stands beside an entry: guardians, consents, school, payee, and what was received."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.calendar import SchoolYear
from khfund.cli.edge import ASchoolYear, Day, Edge, pass_edge, shown, this_day
from khfund.cli.recipients import LOOK, changed, listed
from khfund.cli.round_words import KINDS
from khfund.cli.words import Command as Verb
from khfund.cli.words import _, option
from khfund.command import Answer, Command
from khfund.scholarships.award import STATE_NAMES
from khfund.scholarships.consent import (
    SCOPE_NAMES,
    ConsentScope,
    GivenBy,
    consents,
    find_consent,
    give_consent,
    withdraw_consent,
)
from khfund.scholarships.enrolment import enrol, enrolments_of
from khfund.scholarships.guardian import (
    RELATION_NAMES,
    Relation,
    end_guardian,
    find_guardian,
    guardians,
    name_guardian,
)
from khfund.scholarships.payee import PayeeOwner, PayeeWay, payee_changes, set_payee
from khfund.scholarships.received import Received, over_cap, received, several_at_once
from khfund.scholarships.recipient import Recipient, find_recipient, search_recipients


@click.command("guardian", cls=Verb)
@click.argument("number", type=int)
@click.argument("name")
@option(
    "--relation",
    type=click.Choice([one.value for one in Relation]),
    required=True,
    help="Là gì của người nhận.",
)
@option("--represents/--not-represents", default=True, help="Có là người đại diện theo pháp luật không.")
@option("--raises", is_flag=True, help="Là người trực tiếp nuôi dưỡng.")
@option("--since", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--phone", default="", help="Điện thoại (không công khai).")
@option("--address", default="", help="Nơi ở (không công khai).")
@pass_edge
def guardian_(
    edge: Edge,
    number: int,
    name: str,
    relation: str,
    represents: bool,
    raises: bool,
    since: date | None,
    phone: str,
    address: str,
) -> None:
    """Ghi cha, mẹ, người giám hộ, người trực tiếp nuôi dưỡng của người nhận NUMBER."""
    more: dict[str, Any] = {"represents": represents, "raises": raises, "phone": phone, "address": address}

    def work(session: Session, command: Command) -> Answer:
        child = find_recipient(session, command.unit, number)
        made = name_guardian(session, command, child.id, name, Relation(relation), since=since, **more)
        return {"recipient": child.id, "guardian": made.id}

    payload = {"recipient": number, "name": name, "relation": relation, "since": since, **more}
    edge.carry_out(
        "recipient.guardian",
        payload,
        work,
        say="Đã ghi người giám hộ số {guardian} của người nhận số {recipient}.",
    )


@click.command("guardian-end", cls=Verb)
@click.argument("number", type=int)
@click.argument("guardian", type=int)
@option("--day", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def guardian_end_(edge: Edge, number: int, guardian: int, day: date | None, reason: str) -> None:
    """Ghi rằng người giám hộ GUARDIAN không còn đại diện hay nuôi dưỡng người nhận NUMBER."""
    since = day or this_day()

    def work(session: Session, command: Command) -> Answer:
        named = find_guardian(session, find_recipient(session, command.unit, number), guardian)
        end_guardian(session, command, named, day=since, reason=reason)
        return {"recipient": number, "guardian": guardian, "day": since}

    payload = {"recipient": number, "guardian": guardian, "day": since, "reason": reason}
    edge.carry_out(
        "recipient.guardian_end", payload, work, say="Người giám hộ số {guardian} thôi từ ngày {day}."
    )


@click.command("consent", cls=Verb)
@click.argument("number", type=int)
@click.argument("scope", type=click.Choice([one.value for one in ConsentScope]))
@option("--guardian", type=int, help="Số của người đại diện đồng ý; để trống khi chính người nhận đồng ý.")
@option("--day", type=Day(), help="Ngày đồng ý (mặc định hôm nay).")
@option("--until", type=Day(), help="Ngày cuối còn hiệu lực, nếu có hẹn.")
@option("--paper", required=True, help="Giấy đồng ý: số, nơi lưu.")
@pass_edge
def consent_(
    edge: Edge,
    number: int,
    scope: str,
    guardian: int | None,
    day: date | None,
    until: date | None,
    paper: str,
) -> None:
    """Ghi sự đồng ý của người nhận hoặc của người đại diện; im lặng không phải là đồng ý."""

    def work(session: Session, command: Command) -> Answer:
        child = find_recipient(session, command.unit, number)
        given: dict[str, Any] = {"guardian": guardian, "day": day, "until": until, "paper": paper}
        made = give_consent(session, command, child, ConsentScope(scope), **given)
        return {"recipient": child.id, "consent": made.id, "scope": scope}

    payload = {
        "recipient": number,
        "scope": scope,
        "guardian": guardian,
        "day": day,
        "until": until,
        "paper": paper,
    }
    edge.carry_out(
        "recipient.consent", payload, work, say="Đã ghi đồng ý số {consent} của người nhận số {recipient}."
    )


@click.command("withdraw-consent", cls=Verb)
@click.argument("number", type=int)
@option("--day", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--words", default="", help="Lời của người rút.")
@pass_edge
def withdraw_consent_(edge: Edge, number: int, day: date | None, words: str) -> None:
    """Rút sự đồng ý số NUMBER; từ ngày đó không công khai nữa."""

    def work(session: Session, command: Command) -> Answer:
        row = withdraw_consent(
            session, command, find_consent(session, command.unit, number), day=day, words=words
        )
        return {"consent": number, "day": row.day.isoformat()}

    payload = {"consent": number, "day": day, "words": words}
    edge.carry_out(
        "recipient.withdraw_consent", payload, work, say="Đồng ý số {consent} đã rút từ ngày {day}."
    )


@click.command("enrol", cls=Verb)
@click.argument("number", type=int)
@option("--school-year", type=ASchoolYear(), required=True, help="Năm học, như 2026-2027.")
@option("--school", required=True, help="Tên trường.")
@option("--grade", type=int, help="Lớp 1 đến 12; để trống thì lấy theo tên lớp.")
@option("--class", "school_class", default="", help="Tên lớp, như 7A.")
@option("--despite", default="", help="Lý do, khi lớp đúng dù trái với tên trường.")
@pass_edge
def enrol_(
    edge: Edge,
    number: int,
    school_year: SchoolYear,
    school: str,
    grade: int | None,
    school_class: str,
    despite: str,
) -> None:
    """Ghi trường, lớp của người nhận trong một năm học."""
    more: dict[str, Any] = {
        "school_year": school_year.year,
        "school": school,
        "school_class": school_class,
        "despite": despite,
    }

    def work(session: Session, command: Command) -> Answer:
        child = find_recipient(session, command.unit, number)
        made = enrol(session, command, child.id, grade=grade, **more)
        return {"recipient": child.id, "enrolment": made.id, "year": str(SchoolYear(made.school_year))}

    payload = {"recipient": number, "grade": grade, **more}
    edge.carry_out(
        "recipient.enrol",
        payload,
        work,
        say="Đã ghi trường, lớp năm học {year} của người nhận số {recipient}.",
    )


@click.command("payee", cls=Verb)
@click.argument("number", type=int)
@click.argument("way", type=click.Choice([one.value for one in PayeeWay]))
@option("--bank", default="", help="Ngân hàng: tên trong danh mục hoặc mã sáu chữ số.")
@option("--account", default="", help="Số tài khoản (không công khai).")
@option("--holder", default="", help="Tên chủ tài khoản, hoặc người nhận thay.")
@option("--owner", type=click.Choice([one.value for one in PayeeOwner]), help="Tài khoản của ai.")
@option("--since", type=Day(), help="Từ ngày (mặc định hôm nay).")
@option("--reason", default="", help="Lý do, khi đổi.")
@pass_edge
def payee_(
    edge: Edge,
    number: int,
    way: str,
    bank: str,
    account: str,
    holder: str,
    owner: str | None,
    since: date | None,
    reason: str,
) -> None:
    """Ghi nơi nhận tiền: cash (tiền mặt), bank (tài khoản) hoặc school (qua trường)."""

    def work(session: Session, command: Command) -> Answer:
        child = find_recipient(session, command.unit, number)
        given: dict[str, Any] = {
            "bank": bank,
            "number": account,
            "holder": holder,
            "since": since,
            "reason": reason,
        }
        whose = PayeeOwner(owner) if owner else None
        made = set_payee(session, command, child, PayeeWay(way), owner=whose, **given)
        return {
            "recipient": child.id,
            "payee": made.id,
            "account": made.last_four,
            "since": made.since.isoformat(),
        }

    payload = {"recipient": number, "way": way, "bank": bank, "account": account, "holder": holder}
    payload |= {"owner": owner, "since": since, "reason": reason}
    said = {
        True: "Người nhận số {recipient} nhận tiền vào tài khoản {account} từ {since}.",
        False: "Người nhận số {recipient} nhận tiền không qua tài khoản từ {since}.",
    }
    edge.carry_out("recipient.payee", payload, work, say=said[bool(account)])


@click.command("show", cls=Verb)
@click.argument("number", type=int)
@option("--on", type=Day(), help="Ngày xem (mặc định hôm nay).")
@pass_edge
def show_(edge: Edge, number: int, on: date | None) -> None:
    """Xem mọi điều đã ghi về một người nhận (chỉ cán bộ được xem)."""
    with edge.looking(LOOK) as session:
        one = find_recipient(session, edge.unit(session).id, number)
        told = _told(session, one, on or this_day())
    if edge.as_json:
        edge.tell(told)
        return
    edge.list(
        [{"what": _(what), "value": value} for what, value in _as_lines(told)],
        [("what", "Mục"), ("value", "Nội dung")],
    )


def _told(session: Session, one: Recipient, on: date) -> dict[str, Any]:
    return listed(one) | {
        "is_minor": one.is_minor(on),
        "guardians": [
            {
                "guardian": each.id,
                "name": each.full_name,
                "relation": each.relation.value,
                "relation_name": _(RELATION_NAMES[each.relation]),
                "represents": each.represents,
                "raises": each.raises,
                "since": each.since,
            }
            for each in guardians(session, [one.id], on)[one.id]
        ],
        "consents": [
            {
                "consent": each.id,
                "scope": each.scope.value,
                "scope_name": _(SCOPE_NAMES[each.scope]),
                "by_representative": each.given_by is GivenBy.REPRESENTATIVE,
                "day": each.day,
            }
            for each in consents(session, [one.id], on)[one.id]
        ],
        "enrolments": [
            {
                "year": str(SchoolYear(each.school_year)),
                "school": each.school,
                "grade": each.grade,
                "class": each.school_class,
            }
            for each in enrolments_of(session, one.id)
        ],
        "payees": [
            {"way": each.way.value, "bank": each.bank, "account": each.last_four, "since": each.since}
            for each in payee_changes(session, one.id)
        ],
        "changes": changed(session, one.id),
    }


def _as_lines(told: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("Số", told["recipient"]), ("Họ và tên", told["name"]), ("Sinh", told["born"])]
    lines += [("Là", told["kind_name"]), ("Xã, phường", told["commune"]), ("Điện thoại", told["phone"])]
    lines.append(("Chưa đủ 18 tuổi", shown(told["is_minor"])))
    for one in told["guardians"]:
        what = "Người trực tiếp nuôi dưỡng" if one["raises"] else "Người giám hộ"
        lines.append((what, f"{one['guardian']} {one['name']}, {one['relation_name']}"))
    for one in told["enrolments"]:
        lines.append(
            ("Trường, lớp", f"{one['year']}: {one['school']} {one['class'] or one['grade'] or ''}".strip())
        )
    lines += [
        ("Nơi nhận tiền", f"{shown(one['since'])}: {one['way']} {one['bank']} {one['account']}".strip())
        for one in told["payees"]
    ]
    lines += [
        ("Đã đồng ý", f"{one['consent']}: {one['scope_name']}, {shown(one['day'])}")
        for one in told["consents"]
    ]
    lines += [
        ("Thay đổi", f"{shown(one['day'])}: {one['kind_name']} {one['reason']}") for one in told["changes"]
    ]
    return lines


@click.command("received", cls=Verb)
@click.argument("number", type=int, required=False)
@option("--until", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def received_(edge: Edge, number: int | None, until: date | None) -> None:
    """Xem người nhận NUMBER đã được nhận những gì; không ghi số thì liệt kê ai nhận từ nhiều chương trình cùng lúc."""
    with edge.looking(LOOK) as session:
        unit_id = edge.unit(session).id
        if number is None:
            people = [one.id for one in search_recipients(session, unit_id, "", limit=1_000_000)]
        else:
            people = [find_recipient(session, unit_id, number).id]
        items = [one for theirs in received(session, people, until or this_day()).values() for one in theirs]
        said = [one.sentence() for one in several_at_once(items)]
        said += [one.sentence() for one in over_cap(session, unit_id, items)]
    if number is None:
        edge.list([{"finding": sentence} for sentence in said], [("finding", "Lưu ý")])
        return
    if edge.as_json:
        edge.tell({"items": [_item(one) for one in items], "findings": said})
        return
    edge.list([_item(one) for one in items], _RECEIVED)
    for sentence in said:
        edge.warn("{sentence}", sentence=sentence)


_RECEIVED = [
    ("year", "Năm học"),
    ("programme", "Chương trình"),
    ("round", "Đợt"),
    ("kind_name", "Loại"),
    ("granted", "Được"),
    ("paid", "Đã trả"),
    ("owed", "Còn hiệu lực"),
    ("state_name", "Trạng thái"),
]


def _item(one: Received) -> dict[str, Any]:
    return {
        "year": str(SchoolYear(one.school_year)),
        "programme": one.programme,
        "round": one.round,
        "kind": one.kind.value,
        "kind_name": _(KINDS[one.kind]),
        "number": one.number,
        "months": one.months,
        "granted": one.granted,
        "owed": one.owed,
        "paid": one.paid,
        "state": one.state.value if one.state else "",
        "state_name": _(STATE_NAMES[one.state]) if one.state else "",
    }
