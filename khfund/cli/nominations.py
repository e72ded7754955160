"""`nomination`: the lists that units send into a round; reading, taking in, looking, withdrawing. No answer names a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day
from khfund.cli.nomination_papers import errors_, read_, template_
from khfund.cli.words import Command as Verb
from khfund.cli.words import Group, option
from khfund.command import Answer, Command
from khfund.scholarships.award_round import AwardRound, find_round
from khfund.scholarships.nomination import (
    Nomination,
    NominationState,
    find_nomination,
    nominate,
    nominations,
    withdraw_nomination,
    withdrawals,
)
from khfund.scholarships.nomination_import import Imported, import_nominations
from khfund.scholarships.nomination_plan import Lookalike, known_places, lookalikes, plan_import
from khfund.scholarships.nomination_sheet import ReadNominations, read_nominations
from khfund.scholarships.nomination_survey import ANSWER_NAMES, survey
from khfund.scholarships.nomination_withdrawal import WITHDRAWAL_NAMES, WithdrawalCode
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.recipient_likeness import ALIKE_NAMES
from khfund.unit import Unit, find_unit, units

STATE_NAMES = {NominationState.STANDING: "đang xét", NominationState.WITHDRAWN: "đã rút"}


@click.group("nomination", cls=Group)
def nomination_group() -> None:
    """Đề nghị: danh sách các đơn vị gửi vào một đợt xét."""


for _verb in (read_, errors_, template_):
    nomination_group.add_command(_verb)


def _read(session: Session, content: bytes, name: str, on: date) -> ReadNominations:
    return read_nominations(content, name=name, on=on, places=known_places(session, on))


@nomination_group.command("preview", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--for", "unit_code", required=True, help="Mã đơn vị đề nghị.")
@option("--received", type=Day(), help="Ngày nhận danh sách (mặc định hôm nay).")
@pass_edge
def preview_(edge: Edge, file: Path, round_code: str, unit_code: str, received: date | None) -> None:
    """Xem trước việc nhập một tệp đề nghị: thêm, đổi, trùng, phải sửa; chưa ghi gì."""
    content, _digest = read_file(file)
    day = received or this_day()
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, round_code)
        read = _read(session, content, file.name, day)
        plan = plan_import(session, award_round, find_unit(session, unit_code), read)
        alike = lookalikes(session, award_round.unit_id, read.candidates)
        answer = {
            "file": file.name,
            "candidates": len(read.candidates),
            "problems": len(read.problems),
            "rows_to_mend": read.refused,
            "notices": len(read.notices),
            "taken_in_before": plan.earlier is not None,
            "added": len(plan.added),
            "changed": len(plan.changed),
            "unchanged": plan.unchanged,
            "duplicates": len(plan.duplicates),
            "vanished": list(plan.vanished),
            "is_late": day > award_round.nominate_until,
            "until": award_round.nominate_until.isoformat(),
            "lookalikes": [_lookalike(one) for one in alike],
        }
    say = (
        "{file}: {candidates:so} ứng viên, {rows_to_mend:so} dòng phải sửa. Nếu nhập: thêm {added:so}, đổi {changed:so}, "
        "giữ nguyên {unchanged:so}, trùng {duplicates:so}. Hạn nhận {until}."
    )
    edge.tell(answer, say)
    if not edge.as_json:
        if plan.earlier is not None:
            edge.warn("Tệp này đã nhập rồi; nhập lại sẽ không thêm gì.")
        if answer["is_late"]:
            edge.warn("Đã quá hạn nhận; muốn nhập phải ghi lý do (--late-reason).")
        if alike:
            edge.list([_lookalike(one) for one in alike], _ALIKE)


_ALIKE = [("row", "Dòng"), ("other", "Với"), ("alike_name", "Nhận xét"), ("score", "Điểm"), ("reasons", "Vì")]


def _lookalike(one: Lookalike) -> dict[str, Any]:
    return {
        "row": one.row,
        "other": one.other,
        "alike": one.likeness.alike.value,
        "alike_name": ALIKE_NAMES[one.likeness.alike],
        "score": one.likeness.score,
        "reasons": "; ".join(one.likeness.reasons),
    }


@nomination_group.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--for", "unit_code", required=True, help="Mã đơn vị đề nghị.")
@option("--received", type=Day(), help="Ngày nhận danh sách (mặc định hôm nay).")
@option("--late-reason", default="", help="Lý do nhận sau hạn.")
@option("--accept-problems", is_flag=True, help="Nhập các dòng đúng, để lại các dòng phải sửa.")
@option("--withdraw-vanished", is_flag=True, help="Rút các đề nghị cũ của đơn vị không còn trong tệp này.")
@pass_edge
def import_(
    edge: Edge,
    file: Path,
    round_code: str,
    unit_code: str,
    received: date | None,
    late_reason: str,
    accept_problems: bool,
    withdraw_vanished: bool,
) -> None:
    """Nhập một tệp đề nghị vào đợt xét; tệp còn chỗ sai bị từ chối cả tệp, trừ khi --accept-problems."""
    content, digest = read_file(file)
    day = received or this_day()

    def work(session: Session, command: Command) -> Answer:
        done = import_nominations(
            session,
            command,
            find_round(session, command.unit, round_code),
            find_unit(session, unit_code),
            _read(session, content, file.name, day),
            received=day,
            late_reason=late_reason,
            accept_problems=accept_problems,
            withdraw_vanished=withdraw_vanished,
        )
        return _imported(done)

    payload = {"round": round_code, "for": unit_code, "file": file.name, "sha256": digest, "received": day}
    payload |= {
        "late_reason": late_reason,
        "accept_problems": accept_problems,
        "withdraw_vanished": withdraw_vanished,
    }
    say = (
        "Tệp đề nghị số {list}: thêm {added:so}, đổi {changed:so}, giữ nguyên {unchanged:so}, trùng {duplicates:so}, "
        "để lại {left_out:so} dòng; {facts:so} thông tin chờ xác nhận."
    )
    _tell_vanished(edge, edge.carry_out("nomination.import", payload, work, say=say))


def _tell_vanished(edge: Edge, done: Answer) -> None:
    if done["vanished"]:
        numbers = ", ".join(map(str, done["vanished"]))
        edge.warn("Không còn trong tệp: đề nghị số {numbers}.", numbers=numbers)


def _imported(done: Imported) -> Answer:
    file = done.file if done.is_new else None
    return {
        "list": done.file.id,
        "is_new": done.is_new,
        "candidates": done.file.candidates,
        "added": file.added if file else 0,
        "changed": file.changed if file else 0,
        "unchanged": file.unchanged if file else done.file.candidates,
        "duplicates": file.duplicates if file else 0,
        "left_out": done.file.left_out,
        "recipients_entered": done.recipients_entered,
        "facts": done.facts_suggested,
        "vanished": list(done.vanished),
        "repeats": [{"row": place, "nomination": number} for place, number in done.repeats],
    }


@nomination_group.command("add", cls=Verb)
@click.argument("recipient", type=int)
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--for", "unit_code", required=True, help="Mã đơn vị đề nghị.")
@option("--school", default="", help="Trường.")
@option("--class", "school_class", default="", help="Lớp.")
@option("--category", default="", help="Đối tượng được đề nghị, ví dụ 2,6.")
@option("--received", type=Day(), help="Ngày nhận đề nghị (mặc định hôm nay).")
@option("--late-reason", default="", help="Lý do nhận sau hạn.")
@pass_edge
def add_(
    edge: Edge,
    recipient: int,
    round_code: str,
    unit_code: str,
    school: str,
    school_class: str,
    category: str,
    received: date | None,
    late_reason: str,
) -> None:
    """Đề nghị một người nhận đã có trong sổ, không qua tệp."""

    def work(session: Session, command: Command) -> Answer:
        one = nominate(
            session,
            command,
            find_round(session, command.unit, round_code),
            find_recipient(session, command.unit, recipient),
            unit_id=find_unit(session, unit_code).id,
            received=received or this_day(),
            school=school,
            school_class=school_class,
            category=category,
            late_reason=late_reason,
        )
        return {"nomination": one.id, "recipient": one.recipient_id}

    payload = {"recipient": recipient, "round": round_code, "for": unit_code, "school": school}
    payload |= {"class": school_class, "category": category, "received": received, "late_reason": late_reason}
    edge.carry_out("nomination.add", payload, work, say="Đã ghi đề nghị số {nomination}.")


@nomination_group.command("list", cls=Verb)
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--for", "unit_code", help="Chỉ của đơn vị này.")
@option("--all", "all_states", is_flag=True, help="Cả những đề nghị đã rút.")
@option("--limit", type=int, default=50, help="Nhiều nhất bao nhiêu dòng.")
@pass_edge
def list_(edge: Edge, round_code: str, unit_code: str | None, all_states: bool, limit: int) -> None:
    """Liệt kê đề nghị của một đợt, không nêu tên."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, round_code)
        sender = find_unit(session, unit_code).id if unit_code else None
        found = nominations(session, award_round, unit_id=sender, all_states=all_states)
        codes = {one.id: one.code for one in units(session)}
        rows = [_shown(one, codes) for one in found[:limit]]
    columns = [
        ("nomination", "Số"),
        ("unit", "Đơn vị"),
        ("recipient", "Người nhận"),
        ("category", "Đối tượng"),
    ]
    columns += [
        ("received", "Ngày nhận"),
        ("state_name", "Trạng thái"),
        ("row", "Dòng của tệp"),
        ("file", "Tệp"),
    ]
    edge.list(rows, columns, of=len(found))


def _shown(one: Nomination, codes: dict[int, str]) -> dict[str, Any]:
    return {
        "nomination": str(one.id),
        "unit": codes[one.unit_id],
        "recipient": str(one.recipient_id),
        "category": one.category,
        "received": one.received,
        "state": one.state.value,
        "state_name": STATE_NAMES[one.state],
        "row": one.file_place,
        "file": one.file_name,
    }


@nomination_group.command("show", cls=Verb)
@click.argument("number", type=int)
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@pass_edge
def show_(edge: Edge, number: int, round_code: str) -> None:
    """Xem một đề nghị: từ đâu, thay cho đề nghị nào, rút vì sao; không nêu tên và hoàn cảnh."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, round_code)
        one = find_nomination(session, award_round, number)
        answer = _shown(one, {unit.id: unit.code for unit in units(session)})
        withdrawn = withdrawals(session, award_round).get(number)
    answer |= {
        "received": one.received.isoformat(),
        "replaces": one.replaces_id,
        "late_reason": one.late_reason,
        "withdrawn": None,
        "reason": "",
    }
    if withdrawn is not None:
        answer |= {
            "withdrawn": withdrawn.day.isoformat(),
            "code": withdrawn.code.value,
            "reason": withdrawn.reason or WITHDRAWAL_NAMES[withdrawn.code],
            "stands": withdrawn.stands_id,
        }
    say = "Đề nghị số {nomination} của {unit}, người nhận số {recipient}, đối tượng {category}: {state_name}. {reason}"
    edge.tell(answer, say)


@nomination_group.command("withdraw", cls=Verb)
@click.argument("number", type=int)
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--code", type=click.Choice([one.value for one in WithdrawalCode]), required=True, help="Mã lý do.")
@option("--reason", default="", help="Lý do bằng lời, không nêu tên.")
@option("--day", type=Day(), help="Ngày rút (mặc định hôm nay).")
@pass_edge
def withdraw_(edge: Edge, number: int, round_code: str, code: str, reason: str, day: date | None) -> None:
    """Rút một đề nghị, có mã lý do."""

    def work(session: Session, command: Command) -> Answer:
        one = find_nomination(session, _round(session, command, round_code), number)
        withdraw_nomination(
            session, command, one, code=WithdrawalCode(code), reason=reason, day=day or this_day()
        )
        return {"nomination": one.id, "state": one.state.value, "code": code}

    payload = {"nomination": number, "round": round_code, "code": code, "reason": reason, "day": day}
    edge.carry_out("nomination.withdraw", payload, work, say="Đã rút đề nghị số {nomination}.")


def _round(session: Session, command: Command, code: str) -> AwardRound:
    return find_round(session, command.unit, code)


@nomination_group.command("late", cls=Verb)
@option("--round", "round_code", required=True, help="Mã đợt xét.")
@option("--on", type=Day(), help="Tính đến ngày (mặc định hôm nay).")
@pass_edge
def late_(edge: Edge, round_code: str, on: date | None) -> None:
    """Xem đơn vị nào đã gửi, gửi muộn, chưa gửi."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, round_code)
        rows = [
            {
                "unit": one.unit.code,
                "name": _name(one.unit),
                "answer": one.answer.value,
                "answer_name": ANSWER_NAMES[one.answer],
                "first": one.first,
                "nominations": one.standing,
                "days_late": one.days_late,
            }
            for one in survey(session, award_round, on or this_day())
        ]
    columns = [("unit", "Mã"), ("name", "Đơn vị"), ("answer_name", "Trả lời"), ("first", "Ngày gửi đầu")]
    columns += [("nominations", "Đề nghị"), ("days_late", "Số ngày muộn")]
    edge.list(rows, columns)


def _name(unit: Unit) -> str:
    return unit.name
