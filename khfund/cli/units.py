"""`unit`: associations of every level, on every day, and who takes over from whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import unit
from khfund.cli.edge import Day, Edge, pass_edge, read_file, this_day
from khfund.cli.words import Command as Verb
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command, Order
from khfund.errors import KhfundError, speak
from khfund.ledger import find_fund
from khfund.ledger.bequest import Heir
from khfund.ledger.dissolution import dissolve, usual_heirs
from khfund.unit import (
    LEVEL_NAMES,
    Level,
    SuccessionKind,
    Tree,
    Unit,
    find_by_name,
    find_unit,
    merge_units,
    move_unit,
    read_unit_list,
    rename_unit,
    succeed,
    tree_on,
)
from khfund.unit.state_place import state_places
from khfund.unit.succession import KIND_NAMES, predecessors_of, shares_of, successors_of


class HeirPartUnclearError(KhfundError):
    """A successor's part is written as CODE:PARTS, a fund's as FUND:UNIT:FUND THERE:PARTS."""

    message = "Không hiểu «{text}»; hãy viết {form}."
    english = "«{text}» is not clear; write {form}."


@click.group("unit", cls=Group)
def unit_group() -> None:
    """Các đơn vị (hội các cấp)."""


def named_unit(session: Session, text: str, on: date) -> Unit:
    """The unit with this code, ended or not, or with this name on a day.

    Raises: UnitNameUnknownError, UnitNameAmbiguousError.
    """
    found = {one.code: one for one in unit.units(session)}
    return found.get(text.strip()) or find_by_name(session, text, on=on)


@unit_group.command("enter", cls=Verb)
@click.argument("code")
@click.argument("name")
@option("--level", type=click.Choice([level.value for level in Level]), default="commune", help="Cấp.")
@option("--parent", "parent_code", help="Mã đơn vị cấp trên.")
@option("--founded", type=Day(), help="Ngày thành lập.")
@option("--place", default="", help="Địa danh trước ngày tháng.")
@option("--parent-body", default="", help="Dòng trên tên đơn vị.")
@pass_edge
def enter_unit(edge: Edge, /, code: str, name: str, parent_code: str | None, **facts: Any) -> None:
    """Thêm một đơn vị."""

    def work(session: Session, command: Command) -> Answer:
        parent = find_unit(session, parent_code) if parent_code else None
        given = {**facts, "level": Level(facts["level"])}
        body = unit.enter_unit(session, command, code, name, parent=parent, **given)
        return {"unit": body.id, "code": code, "name": name}

    payload = {"code": code, "name": name, "parent": parent_code, **facts}
    edge.carry_out("unit.enter", payload, work, say="Đã thêm đơn vị {code} — {name}.", general=True)


@unit_group.command("list", cls=Verb)
@option("--on", type=Day(), help="Chỉ các đơn vị đang có vào ngày này.")
@option("--tree", "as_tree", is_flag=True, help="Xếp theo cấp trên, cấp dưới (mặc định vào hôm nay).")
@pass_edge
def list_units(edge: Edge, on: date | None, as_tree: bool) -> None:
    """Liệt kê đơn vị."""
    with edge.reading() as session:
        tree = tree_on(session, on or this_day())
        if as_tree:
            tops = [one.id for one in tree.below(None)]
            found = [one for top in tops for one in tree.scope(top)]
        else:
            found = [one.id for one in unit.units(session, on)]
        rows = [_row(tree, one, indented=as_tree and not edge.as_json) for one in found]
    columns = [("code", "Mã"), ("name", "Tên"), ("level_name", "Cấp"), ("founded", "Từ"), ("ended", "Đến")]
    edge.list(rows, columns)


def _row(tree: Tree, number: int, *, indented: bool) -> dict[str, Any]:
    one, parent = tree.units[number], tree.parents[number]
    depth = len(tree.path(number)) - 1
    return {
        "code": one.code,
        "name": f"{'  ' * depth}{tree.names[number]}" if indented else tree.full_name(number),
        "level": one.level.value,
        "level_name": LEVEL_NAMES[one.level],
        "parent": tree.units[parent].code if parent is not None else None,
        "founded": one.founded,
        "ended": one.ended,
    }


@unit_group.command("show", cls=Verb)
@click.argument("name")
@option("--on", type=Day(), help="Vào ngày nào (mặc định hôm nay).")
@pass_edge
def show_unit(edge: Edge, name: str, on: date | None) -> None:
    """Cho biết một đơn vị, theo mã hoặc tên: cấp trên, cấp dưới, đơn vị trước và sau nó."""
    day = on or this_day()
    with edge.reading() as session:
        body = named_unit(session, name, day)
        tree = tree_on(session, day)
        place = state_places(session).get(body.id)
        answer = _row(tree, body.id, indented=False) | {
            "state_code": place.code if place else "",
            "state_name": place.name if place else "",
            "below": [one.code for one in tree.below(body.id)],
        }
        rows = [answer, *_relatives(session, tree, body)]
    if edge.as_json:
        edge.tell({**answer, "relatives": rows[1:]})
        return
    edge.list([{"relation": "", **answer}, *rows[1:]], _SHOWN)


_SHOWN = [("relation", "Quan hệ"), ("code", "Mã"), ("name", "Tên"), ("founded", "Từ"), ("ended", "Đến"),
          ("parts", "Phần vạn")]  # fmt: skip


def _relatives(session: Session, tree: Tree, body: Unit) -> list[dict[str, Any]]:
    shares = shares_of(session, body.id)
    before = [
        {
            "relation": speak(_("từ ({kind})"), kind=KIND_NAMES[one.kind]),
            **_relative(tree, one.predecessor_id),
        }
        for one in predecessors_of(session, body.id)
    ]
    after = [
        {
            "relation": KIND_NAMES[one.kind],
            **_relative(tree, one.successor_id),
            "parts": shares.get(one.successor_id),
        }
        for one in successors_of(session, body.id)
    ]
    below = [{"relation": _("bên dưới"), **_relative(tree, one.id)} for one in tree.below(body.id)]
    return [*before, *after, *below]


def _relative(tree: Tree, number: int) -> dict[str, Any]:
    one = tree.units[number]
    return {"code": one.code, "name": tree.full_name(number), "founded": one.founded, "ended": one.ended}


@unit_group.command("move", cls=Verb)
@click.argument("name")
@click.argument("parent")
@option("--since", type=Day(), required=True, help="Từ ngày.")
@pass_edge
def move(edge: Edge, name: str, parent: str, since: date) -> None:
    """Chuyển một đơn vị sang cấp trên khác từ một ngày."""

    def work(session: Session, command: Command) -> Answer:
        body, above = named_unit(session, name, since), named_unit(session, parent, since)
        move_unit(session, command, body, above, since=since)
        return {"code": body.code, "name": body.name, "parent": above.name, "since": since}

    payload = {"unit": name, "parent": parent, "since": since}
    edge.carry_out("unit.move", payload, work, say="Từ {since}: {name} thuộc {parent}.", general=True)


@unit_group.command("rename", cls=Verb)
@click.argument("code")
@click.argument("name")
@option("--since", type=Day(), required=True, help="Từ ngày.")
@pass_edge
def rename(edge: Edge, code: str, name: str, since: date) -> None:
    """Đổi tên một đơn vị từ một ngày; sổ và mã giữ nguyên."""

    def work(session: Session, command: Command) -> Answer:
        body = find_unit(session, code)
        fact = rename_unit(session, command, body, name, since=since)
        return {"code": code, "name": body.name, "former": fact.former, "since": since}

    payload = {"code": code, "name": name, "since": since}
    edge.carry_out(
        "unit.rename", payload, work, say="Từ {since}: {former} đổi tên thành {name}.", general=True
    )


@unit_group.command("succeed", cls=Verb)
@click.argument("name")
@option("--to", "heirs", multiple=True, required=True, help="Đơn vị kế thừa: MÃ, hoặc MÃ:PHẦN_VẠN; lặp lại.")
@option("--day", type=Day(), required=True, help="Từ ngày này đơn vị cũ không còn.")
@option(
    "--kind",
    type=click.Choice([kind.value for kind in SuccessionKind]),
    default="merge",
    help="Cách kế thừa.",
)
@pass_edge
def succeed_(edge: Edge, name: str, heirs: tuple[str, ...], day: date, kind: str) -> None:
    """Ghi một đơn vị kết thúc và những đơn vị kế thừa nó, kèm tỷ lệ nếu đã có."""

    def work(session: Session, command: Command) -> Answer:
        body = named_unit(session, name, day)
        named = [_part(text) for text in heirs]
        successors = [find_unit(session, code) for code, _parts in named]
        shares = [parts for _code, parts in named if parts]
        succeed(session, command, body, successors, day=day, kind=SuccessionKind(kind), shares=shares)
        return {
            "code": body.code,
            "name": body.name,
            "day": day,
            "successors": [one.code for one in successors],
        }

    payload = {"unit": name, "to": list(heirs), "day": day, "kind": kind}
    edge.carry_out("unit.succeed", payload, work, say="{name} kết thúc từ {day}.", general=True)


def _part(text: str) -> tuple[str, int]:
    code, _colon, parts = text.rpartition(":") if ":" in text else (text, "", "")
    if not code or (parts and not (parts.isascii() and parts.isdecimal() and len(parts) <= 5)):
        raise HeirPartUnclearError(text=text, form="MÃ hoặc MÃ:PHẦN_VẠN, ví dụ 03862:1500")
    return code, int(parts or 0)


@unit_group.command("share", cls=Verb)
@click.argument("name")
@option(
    "--to",
    "heirs",
    multiple=True,
    required=True,
    help="MÃ:PHẦN_VẠN của từng đơn vị kế thừa; cộng lại 10.000.",
)
@pass_edge
def share(edge: Edge, name: str, heirs: tuple[str, ...]) -> None:
    """Quyết định tỷ lệ của các đơn vị kế thừa một đơn vị đã kết thúc."""

    def work(session: Session, command: Command) -> Answer:
        body = find_unit(session, name)
        parts = {find_unit(session, code).id: amount for code, amount in map(_part, heirs)}
        unit.share(session, command, body, parts)
        return {"code": body.code, "name": body.name, "successors": len(parts)}

    payload = {"unit": name, "to": list(heirs)}
    edge.carry_out(
        "unit.share", payload, work, say="Đã ghi tỷ lệ của {successors} đơn vị kế thừa {name}.", general=True
    )


@unit_group.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@option("--day", type=Day(), help="Từ ngày áp dụng, nếu tiêu đề bảng không ghi.")
@option("--under", "under_code", help="Mã hội cấp tỉnh; mặc định là đơn vị đang chọn.")
@pass_edge
def import_(edge: Edge, file: Path, day: date | None, under_code: str | None) -> None:
    """Nhập cả đợt sắp xếp xã, huyện từ bảng: mã mới, tên mới, đơn vị cũ, huyện cũ."""
    content, digest = read_file(file)

    def work(session: Session, command: Command) -> Answer:
        listed = read_unit_list(content, file.name, day=day)
        under = find_unit(session, under_code) if under_code else edge.unit(session)
        done = merge_units(session, command, listed, under=under)
        return {
            "day": listed.day,
            "districts": len(listed.districts),
            "before": len(listed.old_places),
            "after": len(listed.new_places),
            "entered": done.entered,
            "known": done.known,
            "kept": done.kept,
            "edges": done.edges,
        }

    say = (
        "Từ {day}: {before} xã cũ thành {after} xã mới, {districts} huyện kết thúc; "
        "thêm {entered} đơn vị, {known} đơn vị đã có, {kept} đơn vị giữ nguyên; ghi {edges} quan hệ kế thừa."
    )
    payload = {"file": file.name, "sha256": digest, "day": day, "under": under_code}
    edge.carry_out("unit.import", payload, work, say=say, general=True)


@unit_group.command("dissolve", cls=Verb)
@click.argument("code")
@option("--day", type=Day(), required=True, help="Ngày bàn giao.")
@option("--decision", required=True, help="Quyết định làm căn cứ.")
@option(
    "--part",
    "parts",
    multiple=True,
    help="QUỸ:MÃ_ĐƠN_VỊ:QUỸ_NHẬN:PHẦN; bỏ trống thì theo tỷ lệ, quỹ cùng mã.",
)
@pass_edge
def dissolve_(edge: Edge, code: str, day: date, decision: str, parts: tuple[str, ...]) -> None:
    """Bàn giao toàn bộ sổ của đơn vị đã kết thúc cho đơn vị kế thừa, rồi đóng sổ vĩnh viễn."""

    def work(session: Session, order: Order) -> Answer:
        body = find_unit(session, code)
        heirs = usual_heirs(session, body)
        named = [_fund_part(session, body, text) for text in parts]
        heirs |= {fund: [heir for of, heir in named if of == fund] for fund, _heir in named}
        answer = dissolve(session, order, heirs, day=day, decision=decision)
        return answer | {
            "code": code,
            "name": body.name,
            "day": day.isoformat(),
            "count": len(answer["heirs"]),
        }

    payload = {"unit": code, "day": day.isoformat(), "decision": decision, "parts": list(parts)}
    say = "Đã bàn giao sổ của {name} cho {count} đơn vị ngày {day}; sổ đã đóng."
    edge.carry_out_in(code, "unit.dissolve", payload, work, say=say)


def _fund_part(session: Session, body: Unit, text: str) -> tuple[int, Heir]:
    words = text.split(":")
    if len(words) != 4 or not (words[3].isascii() and words[3].isdecimal() and 0 < len(words[3]) <= 9):
        raise HeirPartUnclearError(text=text, form="QUỸ:MÃ_ĐƠN_VỊ:QUỸ_NHẬN:PHẦN, ví dụ KH:03862:KH:1500")
    heir = find_unit(session, words[1])
    fund, there = find_fund(session, body.id, words[0]), find_fund(session, heir.id, words[2])
    return fund.id, Heir(heir.id, there.id, int(words[3]))


@unit_group.command("set", cls=Verb)
@click.argument("key")
@click.argument("value")
@option("--since", type=Day(), required=True, help="Từ ngày.")
@pass_edge
def set_value(edge: Edge, key: str, value: str, since: date) -> None:
    """Đặt một thiết lập của đơn vị từ một ngày."""

    def work(session: Session, command: Command) -> Answer:
        unit.set_value(session, command, key, value, since=since)
        return {"key": key, "value": value, "since": since.isoformat()}

    payload = {"key": key, "value": value, "since": since.isoformat()}
    edge.carry_out("unit.set", payload, work, say="Từ {since}: {key} = «{value}».")
