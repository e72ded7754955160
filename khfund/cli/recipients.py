"""`recipient`: the register of those who receive; corrections, mergers, likely duplicates. Lists are for officers."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import today
from khfund.cli.edge import Day, Edge, pass_edge, shown
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.award_round import find_round
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.recipient import (
    Particulars,
    Recipient,
    RecipientKind,
    Sex,
    enter_recipient,
    find_entry,
    find_recipient,
    search_recipients,
    sound,
)
from khfund.scholarships.recipient_change import (
    ChangeKind,
    changes,
    correct_recipient,
    merge_recipients,
    separate_recipient,
)
from khfund.scholarships.recipient_likeness import ALIKE_NAMES
from khfund.scholarships.recipient_pair import Pair, PairVerdict, decide_pair, duplicates, similar_recipients

LOOK = "recipient.look"


class BornTwiceError(KhfundError):
    """A birth is entered as a day, or as a bare year where the day is not known."""

    message = "Hãy ghi ngày sinh (--born) hoặc chỉ năm sinh (--born-year), không ghi cả hai."
    english = "Enter the day of birth (--born) or the bare year (--born-year), not both."


_BESIDE = ("guardian", "guardian-end", "consent", "withdraw-consent", "enrol", "payee", "received", "show")


@click.group(
    "recipient",
    cls=Group,
    lazy={verb: f"khfund.cli.recipient_papers:{verb.replace('-', '_')}_" for verb in _BESIDE}
    | {"publish-codes": "khfund.cli.public_codes:publish_codes_"},
)
def recipient_group() -> None:
    """Người nhận: học sinh, sinh viên, người lớn, trường."""


KIND_NAMES = {
    RecipientKind.PUPIL: "học sinh",
    RecipientKind.STUDENT: "sinh viên",
    RecipientKind.ADULT: "người lớn",
    RecipientKind.SCHOOL: "trường",
}


@recipient_group.command("enter")
@click.argument("name")
@option(
    "--kind",
    type=click.Choice([kind.value for kind in RecipientKind]),
    default="pupil",
    help="Học sinh, sinh viên, người lớn hay trường.",
)
@option("--born", type=Day(), help="Ngày sinh.")
@option("--born-year", type=int, help="Năm sinh, khi không rõ ngày.")
@option("--sex", type=click.Choice(["female", "male", ""]), default="", help="female (nữ) hoặc male (nam).")
@option("--village", default="", help="Bản, tiểu khu, tổ (không công khai).")
@option("--commune", default="", help="Xã, phường.")
@option("--phone", default="", help="Điện thoại (không công khai).")
@option("--school", default="", help="Trường, để tìm người có thể trùng.")
@pass_edge
def enter(
    edge: Edge,
    name: str,
    kind: str,
    born: date | None,
    born_year: int | None,
    sex: str,
    village: str,
    commune: str,
    phone: str,
    school: str,
) -> None:
    """Ghi một người nhận; cho biết số nào trong sổ có thể là cùng một người."""
    if born is not None and born_year is not None:
        raise BornTwiceError
    told = Particulars(name, RecipientKind(kind), born, born_year, Sex(sex), village, commune, phone)

    def work(session: Session, command: Command) -> Answer:
        known = sound(told, today(command.at))
        (similar,) = similar_recipients(session, command.unit, [(known, school)])
        given = {key: value for key, value in attrs.asdict(told).items() if key not in ("full_name", "kind")}
        one = enter_recipient(session, command, name, told.kind, **given)
        return {"recipient": one.id, "similar": [_alike(pair) for pair in similar]}

    payload = attrs.asdict(told) | {"kind": kind, "sex": sex, "born": born, "school": school}
    payload["birth_day"] = None if born is None else born.isoformat()
    answer = edge.carry_out("recipient.enter", payload, work, say="Đã ghi người nhận số {recipient}.")
    for other in answer["similar"]:
        edge.warn(
            "  Số {other}: {alike} ({reasons}); xem và quyết định bằng `khfund recipient decide`.",
            other=other["recipient"],
            alike=_(other["alike_name"]),
            reasons=", ".join(other["reasons"]),
        )


def _alike(pair: Pair) -> dict[str, Any]:
    """How alike an entry is, by its number: answers of writes name nobody."""
    alike = pair.likeness
    return {
        "recipient": pair.high,
        "alike": alike.alike.value,
        "alike_name": ALIKE_NAMES[alike.alike],
        "score": alike.score,
        "reasons": list(alike.reasons),
    }


@recipient_group.command("list")
@click.argument("words", default="")
@option("--limit", type=int, default=50, help="Số dòng nhiều nhất.")
@pass_edge
def list_(edge: Edge, words: str, limit: int) -> None:
    """Liệt kê người nhận theo tên, có dấu hay không (chỉ cán bộ được xem)."""
    with edge.looking(LOOK) as session:
        found = search_recipients(session, edge.unit(session).id, words, limit=limit)
        rows = [listed(one) for one in found]
    edge.list(
        rows,
        [
            ("recipient", "Số"),
            ("name", "Họ và tên"),
            ("born", "Sinh"),
            ("kind_name", "Là"),
            ("village", "Bản, tổ"),
            ("commune", "Xã, phường"),
        ],
    )


def listed(one: Recipient) -> dict[str, Any]:
    """A row of the register, for officers."""
    return {
        "recipient": str(one.id),
        "name": one.full_name,
        "kind": one.kind.value,
        "kind_name": _(KIND_NAMES[one.kind]),
        "birth_day": one.birth_day,
        "birth_year": one.birth_year,
        "born": shown(one.birth_day) if one.birth_day else str(one.birth_year or ""),
        "sex": one.sex.value,
        "village": one.village,
        "commune": one.commune,
        "phone": one.phone,
        "merged_into": one.merged_into_id,
    }


@recipient_group.command("correct")
@click.argument("number", type=int)
@option("--name", help="Họ và tên.")
@option(
    "--kind",
    type=click.Choice([kind.value for kind in RecipientKind]),
    help="Học sinh, sinh viên, người lớn hay trường.",
)
@option("--born", type=Day(), help="Ngày sinh.")
@option("--born-year", type=int, help="Năm sinh, khi không rõ ngày.")
@option("--sex", type=click.Choice(["female", "male", ""]), help="female (nữ) hoặc male (nam).")
@option("--village", help="Bản, tiểu khu, tổ (không công khai).")
@option("--commune", help="Xã, phường.")
@option("--phone", help="Điện thoại (không công khai).")
@option("--reason", default="", help="Lý do.")
@pass_edge
def correct(edge: Edge, /, number: int, reason: str, **said: Any) -> None:
    """Sửa thông tin của một người nhận; thông tin cũ vẫn được lưu."""
    if said["born"] is not None and said["born_year"] is not None:
        raise BornTwiceError

    def work(session: Session, command: Command) -> Answer:
        one = find_recipient(session, command.unit, number)
        correct_recipient(session, command, one, _corrected(one.particulars, said), reason=reason)
        return {"recipient": one.id}

    payload = {"recipient": number, "reason": reason, **said}
    edge.carry_out("recipient.correct", payload, work, say="Đã sửa thông tin người nhận số {recipient}.")


def _corrected(known: Particulars, said: dict[str, Any]) -> Particulars:
    """What was known, with what was said in its place; a bare year of birth takes the place of a day."""
    given = {name: value for name, value in said.items() if value is not None}
    fields: dict[str, Any] = {name: given[name] for name in ("village", "commune", "phone") if name in given}
    if "name" in given:
        fields["full_name"] = given["name"]
    if "kind" in given:
        fields["kind"] = RecipientKind(given["kind"])
    if "sex" in given:
        fields["sex"] = Sex(given["sex"])
    if "born" in given:
        fields |= {"birth_day": given["born"], "birth_year": None}
    if "born_year" in given:
        fields |= {"birth_day": None, "birth_year": given["born_year"]}
    return attrs.evolve(known, **fields)


@recipient_group.command("merge")
@click.argument("merged", type=int)
@click.argument("survivor", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def merge(edge: Edge, merged: int, survivor: int, reason: str) -> None:
    """Gộp MERGED vào SURVIVOR vì là một người; không khoản nào bị ghi lại."""

    def work(session: Session, command: Command) -> Answer:
        one = find_entry(session, command.unit, merged)
        kept = merge_recipients(
            session, command, one, survivor=find_entry(session, command.unit, survivor), reason=reason
        )
        return {"merged": merged, "survivor": kept.id}

    payload = {"merged": merged, "survivor": survivor, "reason": reason}
    edge.carry_out("recipient.merge", payload, work, say="Đã gộp số {merged} vào số {survivor}.")


@recipient_group.command("unmerge")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@pass_edge
def unmerge(edge: Edge, number: int, reason: str) -> None:
    """Tách lại một người nhận đã gộp nhầm."""

    def work(session: Session, command: Command) -> Answer:
        one = find_entry(session, command.unit, number)
        return {"recipient": separate_recipient(session, command, one, reason=reason).id}

    payload = {"recipient": number, "reason": reason}
    edge.carry_out("recipient.unmerge", payload, work, say="Người nhận số {recipient} đã được tách lại.")


@recipient_group.command("duplicates")
@option("--round", "round_code", help="Chỉ các em được đề nghị trong đợt xét này.")
@option("--limit", type=int, default=50, help="Số dòng nhiều nhất.")
@pass_edge
def duplicates_(edge: Edge, round_code: str | None, limit: int) -> None:
    """Liệt kê các cặp có thể là một người, kèm lý do; anh chị em sinh đôi được nói rõ (chỉ cán bộ được xem)."""
    with edge.looking(LOOK) as session:
        pairs = duplicates(session, edge.unit(session).id)
        if round_code is not None:
            pairs = _of_round(session, edge.unit(session).id, round_code, pairs)
        rows = [_shown_pair(session, pair) for pair in pairs[:limit]]
    columns = [
        ("first", "Một"),
        ("second", "Hai"),
        ("alike_name", "Nhận định"),
        ("score", "Điểm"),
        ("why", "Lý do"),
    ]
    edge.list(rows, columns, of=len(pairs))


def _of_round(session: Session, unit_id: int, code: str, pairs: list[Pair]) -> list[Pair]:
    its_round = find_round(session, unit_id, code).id
    nominated = set(session.scalars(select(Nomination.recipient_id).where(Nomination.round_id == its_round)))
    return [pair for pair in pairs if {pair.low, pair.high} & nominated]


def _shown_pair(session: Session, pair: Pair) -> dict[str, Any]:
    first, second = (listed(session.get_one(Recipient, number)) for number in (pair.low, pair.high))
    alike = _alike(pair)
    return {
        "low": pair.low,
        "high": pair.high,
        "first": f"{first['recipient']} {first['name']} {first['born']}".strip(),
        "second": f"{second['recipient']} {second['name']} {second['born']}".strip(),
        "alike": alike["alike"],
        "alike_name": _(alike["alike_name"]),
        "score": alike["score"],
        "reasons": alike["reasons"],
        "why": ", ".join(alike["reasons"]),
    }


@recipient_group.command("decide")
@click.argument("one", type=int)
@click.argument("other", type=int)
@click.argument("verdict", type=click.Choice([verdict.value for verdict in PairVerdict]))
@option("--reason", required=True, help="Lý do.")
@pass_edge
def decide(edge: Edge, one: int, other: int, verdict: str, reason: str) -> None:
    """Quyết định hai số là một người (same: gộp OTHER vào ONE) hay hai người (different: không hỏi lại nữa)."""

    def work(session: Session, command: Command) -> Answer:
        made = decide_pair(session, command, one, other, PairVerdict(verdict), reason=reason)
        return {"one": one, "other": other, "verdict": made.verdict.value}

    said = {
        "same": "Đã ghi: số {one} và số {other} là một người; số {other} được gộp vào số {one}.",
        "different": "Đã ghi: số {one} và số {other} là hai người khác nhau.",
    }
    payload = {"one": one, "other": other, "verdict": verdict, "reason": reason}
    edge.carry_out("recipient.decide", payload, work, say=said[verdict])


CHANGE_NAMES = {
    ChangeKind.CORRECTED: "sửa thông tin",
    ChangeKind.MERGED: "gộp vào số khác",
    ChangeKind.SEPARATED: "tách lại",
}


def changed(session: Session, number: int) -> list[dict[str, Any]]:
    """What was done with an entry, for officers."""
    return [
        {
            "day": one.day,
            "kind": one.kind.value,
            "kind_name": _(CHANGE_NAMES[one.kind]),
            "other": one.other,
            "changed": {name: list(both) for name, both in one.changed.items()},
            "reason": one.reason,
        }
        for one in changes(session, number)
    ]
