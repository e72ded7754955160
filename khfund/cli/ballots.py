"""`ballot`: the rubric of a round, sealed ballots, relations of members to candidates, and the count."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.actor import find_person, name_of
from khfund.cli.edge import ActorMissingError, Edge, pass_edge, read_file
from khfund.cli.export import writing_whole
from khfund.cli.round_words import RELATIONS
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.reports.ballot_form import ballot_form, workbook
from khfund.scholarships.award_round import find_round
from khfund.scholarships.ballot import cast, require_rubric, veiled
from khfund.scholarships.ballot_count import close_voting, open_ballots, points, voting_status
from khfund.scholarships.ballot_sheet import read_marks
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import RelationKind, relations
from khfund.scholarships.score import Marks, RubricLine, set_rubric


class MarkWrittenWrongError(KhfundError):
    """A mark is written as the criterion's key, an equals sign and a whole number."""

    message = "«{text}» không đọc được; hãy ghi MÃ_TIÊU_CHÍ=ĐIỂM, ví dụ hoc=8."
    english = "“{text}” cannot be read; write CRITERION=MARK, such as hoc=8."


class RubricLineWrittenWrongError(KhfundError):
    """A criterion of a rubric is written as key, name, weight and maximum with colons."""

    message = "«{text}» không đọc được; hãy ghi MÃ:TÊN:HỆ_SỐ:ĐIỂM_TỐI_ĐA, ví dụ hoc:Học lực:1:10."
    english = "“{text}” cannot be read; write KEY:NAME:WEIGHT:MAXIMUM, such as hoc:Study:1:10."


@click.group("ballot", cls=Group)
def ballot_group() -> None:
    """Chấm điểm kín trong một đợt xét: thang điểm, phiếu, quan hệ, kiểm phiếu."""


@ballot_group.command("rubric")
@click.argument("code")
@option("--line", "lines", multiple=True, help="MÃ:TÊN:HỆ_SỐ:ĐIỂM_TỐI_ĐA, ghi nhiều lần.")
@option("--at-least", type=int, default=1, help="Số phiếu tối thiểu của mỗi đề nghị.")
@pass_edge
def rubric_(edge: Edge, code: str, lines: tuple[str, ...], at_least: int) -> None:
    """Xem hoặc ghi thang điểm của đợt, trước khi ai đó chấm."""
    if not lines:
        _show_rubric(edge, code)
        return
    read = [_line(text) for text in lines]

    def work(session: Session, command: Command) -> Answer:
        set_rubric(session, command, find_round(session, command.unit, code), read, ballots_min=at_least)
        return {"round": code, "count": len(read), "ballots_min": at_least}

    payload = {"round": code, "lines": list(lines), "at_least": at_least}
    say = "Đợt {round} chấm theo {count:so} tiêu chí, mỗi đề nghị ít nhất {ballots_min:so} phiếu."
    edge.carry_out("ballot.rubric", payload, work, say=say)


def _line(text: str) -> RubricLine:
    key, colon, rest = text.partition(":")
    name, _colon, figures = rest.partition(":") if rest.count(":") == 2 else ("", "", "")
    weight, _colon, maximum = figures.partition(":")
    if not (colon and _is_figure(weight) and _is_figure(maximum)):
        raise RubricLineWrittenWrongError(text=text)
    return RubricLine(key.strip(), name.strip(), int(weight), int(maximum))


def _is_figure(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _show_rubric(edge: Edge, code: str) -> None:
    with edge.reading() as session:
        rubric = require_rubric(session, find_round(session, edge.unit(session).id, code))
    rows = [
        {"key": one.key, "weight": one.weight, "maximum": one.maximum, "name": one.name}
        for one in rubric.lines
    ]
    edge.list(rows, [("key", "Mã"), ("weight", "Hệ số"), ("maximum", "Tối đa"), ("name", "Tiêu chí")])


@ballot_group.command("sheet")
@click.argument("code")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp XLSX (bản nội bộ, có tên).")
@pass_edge
def sheet(edge: Edge, code: str, out: Path) -> None:
    """In phiếu chấm để điền: mọi em đủ điều kiện, trừ em có quan hệ với mình."""
    with edge.looking("ballot.sheet") as session:
        person = _acting(edge, session)
        award_round = find_round(session, edge.unit(session).id, code)
        form = ballot_form(session, award_round, person, name_of(session, person))
        with writing_whole(out) as unfinished:
            unfinished.write_bytes(workbook(form))
    answer = {"round": code, "count": len(form.rows), "recused": form.recused, "file": str(out)}
    edge.tell(answer, "Phiếu chấm của đợt {round}: {count:so} em, không chấm {recused:so} em có quan hệ.")


def _acting(edge: Edge, session: Session) -> int:
    if not edge.login:
        raise ActorMissingError
    return find_person(session, edge.login).id


@ballot_group.command("cast")
@click.argument("code")
@option("--nomination", type=int, help="Số của đề nghị.")
@option("--mark", "marks", multiple=True, help="MÃ_TIÊU_CHÍ=ĐIỂM, ghi nhiều lần.")
@option("--file", type=click.Path(path_type=Path), help="Phiếu chấm đã điền (XLSX, CSV, ODS).")
@pass_edge
def cast_(edge: Edge, code: str, nomination: int | None, marks: tuple[str, ...], file: Path | None) -> None:
    """Bỏ phiếu chấm; phiếu niêm phong đến khi đóng chấm điểm, bỏ lại thì thay phiếu cũ."""
    if (file is None) == (nomination is None):
        raise click.UsageError(_("Hãy ghi --nomination và --mark, hoặc --file."))
    given: Mapping[int, Marks]
    if file is not None:
        content, _digest = read_file(file)
        with edge.reading() as session:
            rubric = require_rubric(session, find_round(session, edge.unit(session).id, code))
        given = read_marks(content, file.name, rubric)
    else:
        given = {nomination or 0: dict(_mark(text) for text in marks)}

    def work(session: Session, command: Command) -> Answer:
        made = cast(session, command, find_round(session, command.unit, code), given)
        seals = [{"nomination": one.nomination_id, "seal": one.seal} for one in made]
        return {"round": code, "count": len(made), "ballots": seals}

    payload = {"round": code, "nominations": sorted(given), "veiled": veiled(given)}
    edge.carry_out("ballot.cast", payload, work, say="Đã niêm phong {count:so} phiếu chấm của đợt {round}.")


def _mark(text: str) -> tuple[str, int]:
    key, _sign, figure = text.partition("=")
    if not (key.strip() and _is_figure(figure.strip())):
        raise MarkWrittenWrongError(text=text)
    return key.strip(), int(figure)


@ballot_group.command("relation")
@option("--member", "login", help="Tên đăng nhập của thành viên (mặc định: chính mình).")
@option("--recipient", "number", type=int, help="Số của người nhận.")
@option(
    "--kind",
    type=click.Choice([one.value for one in RelationKind]),
    help="parent, child, spouse, sibling, grandparent, kin (họ hàng), guardian, teacher, other (khác).",
)
@option("--note", default="", help="Vì sao biết; cần khi khai thay người khác hoặc quan hệ khác.")
@pass_edge
def relation(edge: Edge, login: str | None, number: int | None, kind: str | None, note: str) -> None:
    """Xem hoặc khai quan hệ của thành viên với người nhận; phiếu đã chấm trước đó bị loại công khai."""
    if number is None or kind is None:
        _list_relations(edge)
        return

    def work(session: Session, command: Command) -> Answer:
        person = find_person(session, login).id if login else command.person_id
        recipient = find_recipient(session, command.unit, number)
        made = declare_relation(session, command, person, recipient, RelationKind(kind), note=note)
        struck = [one.ballot_id for one in made.struck]
        return {"recipient": number, "kind": kind, "struck": struck, "count": len(struck)}

    payload = {"member": login, "recipient": number, "kind": kind, "note": note}
    say = "Đã ghi quan hệ với người nhận số {recipient}; loại {count:so} phiếu đã chấm."
    edge.carry_out("ballot.relation", payload, work, say=say)


def _list_relations(edge: Edge) -> None:
    with edge.looking("ballot.relation") as session:
        rows = [
            {
                "day": one.day,
                "member": name_of(session, one.person_id),
                "recipient": str(one.recipient_id),
                "kind": one.kind.value,
                "kind_name": _(RELATIONS[one.kind]),
                "declared_by": name_of(session, one.declared_by),
                "note": one.note,
            }
            for one in relations(session, edge.unit(session).id)
        ]
    columns = [
        ("day", "Ngày"),
        ("member", "Thành viên"),
        ("recipient", "Người nhận"),
        ("kind_name", "Quan hệ"),
    ]
    edge.list(rows, [*columns, ("declared_by", "Người khai"), ("note", "Ghi chú")])


@ballot_group.command("close")
@click.argument("code")
@option("--reason", default="", help="Lý do đóng sớm, khi có em chưa đủ phiếu.")
@pass_edge
def close(edge: Edge, code: str, reason: str) -> None:
    """Đóng chấm điểm; từ đây phiếu mở được và không nhận thêm phiếu."""

    def work(session: Session, command: Command) -> Answer:
        close_voting(session, command, find_round(session, command.unit, code), reason=reason)
        return {"round": code}

    payload = {"round": code, "reason": reason}
    edge.carry_out(
        "ballot.close",
        payload,
        work,
        say="Đã đóng chấm điểm đợt {round}; mở phiếu bằng `khfund ballot open`.",
    )


@ballot_group.command("open")
@click.argument("code")
@option("--ballots", "each", is_flag=True, help="Xem từng phiếu của từng thành viên.")
@pass_edge
def open_(edge: Edge, code: str, each: bool) -> None:
    """Kiểm phiếu: điểm của từng đề nghị, hoặc từng phiếu với dấu niêm phong."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, code)
        ballots = open_ballots(session, award_round)
        scored = points(session, award_round)
    if each:
        rows: list[dict[str, Any]] = [
            {
                "nomination": str(one.ballot.nomination_id),
                "member": one.member,
                "hundredths": int(one.worth * 100 + 0.5),
                "points": as_points(int(one.worth * 100 + 0.5)),
                "counts": one.counts,
                "seal": one.ballot.seal,
                "seal_holds": one.seal_holds,
                "struck": one.struck,
            }
            for one in ballots
        ]
        columns = [
            ("nomination", "Đề nghị"),
            ("member", "Thành viên"),
            ("points", "Điểm"),
            ("counts", "Được tính"),
        ]
        edge.list(rows, [*columns, ("seal_holds", "Niêm phong nguyên"), ("struck", "Lý do loại")])
        return
    rows = [
        {"nomination": str(number), "hundredths": found, "points": as_points(found)}
        for number, found in sorted(scored.items(), key=lambda one: (-one[1], one[0]))
    ]
    edge.list(rows, [("nomination", "Đề nghị"), ("points", "Điểm")])


def as_points(hundredths: int) -> str:
    """Write hundredths of a point as people do: 7.350 is 73,50."""
    return f"{hundredths // 100},{hundredths % 100:02d}"


@ballot_group.command("status")
@click.argument("code")
@pass_edge
def status(edge: Edge, code: str) -> None:
    """Xem ai đã chấm bao nhiêu em; không nói gì về điểm."""
    with edge.reading() as session:
        found = voting_status(session, find_round(session, edge.unit(session).id, code))
    rows = [
        {"member": one.member, "scored": one.scored, "candidates": found.candidates} for one in found.members
    ]
    if edge.as_json:
        told = {"round": code, "closed": found.is_closed, "ballots_min": found.ballots_min}
        edge.tell(told | {"lacking": list(found.lacking), "members": rows})
        return
    edge.list(rows, [("member", "Thành viên"), ("scored", "Đã chấm"), ("candidates", "Đề nghị")])
    if found.lacking and not found.is_closed:
        edge.warn("{count:so} em đủ điều kiện chưa đủ phiếu.", count=len(found.lacking))
