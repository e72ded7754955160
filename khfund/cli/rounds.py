"""`round`: a programme's yearly round from its opening to the closing of nominations; screening stands in `screenings`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import SchoolYear
from khfund.cli.edge import Amount, ASchoolYear, Day, Edge, pass_edge, this_day
from khfund.cli.round_words import STATES, STEPS
from khfund.cli.screenings import changes_, explain_, repeat, results, screen_, sheets
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import Fund, find_fund
from khfund.scholarships.award_round import (
    AwardRound,
    RoundEvent,
    RoundPurpose,
    events,
    find_round,
    open_round,
    round_room,
    rounds,
)
from khfund.scholarships.programme import Programme, find_programme
from khfund.scholarships.round_rules import adopt_rules
from khfund.scholarships.round_step import cancel_round, change_terms, close_nominations, reopen_round
from khfund.scholarships.round_terms import (
    ANY,
    amounts,
    personal_amounts,
    quotas,
    set_amount,
    set_personal_amount,
    set_quotas,
)
from khfund.unit import Unit, find_unit

COMMON = "chung"


class PlacesUnreadableError(KhfundError):
    """Places are written as the unit's code, a colon and a whole number."""

    message = "«{text}» không đọc được; hãy ghi MÃ_ĐƠN_VỊ:SỐ_SUẤT, ví dụ MS:10."
    english = "“{text}” cannot be read; write UNIT:PLACES, such as MS:10."


class Pair(click.ParamType[tuple[str, str]]):
    """Two words with a colon between them."""

    name = "a:b"

    def convert(
        self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None
    ) -> tuple[str, str]:
        """Take apart at the last colon."""
        if isinstance(value, tuple):
            return value
        before, _colon, after = str(value).rpartition(":")
        return before.strip(), after.strip()


@click.group("round", cls=Group)
def round_group() -> None:
    """Đợt xét: mở, chốt, thẩm định; phân suất và quyết định ở `khfund award`."""


@round_group.command("open")
@click.argument("code")
@click.argument("name")
@option("--programme", "programme_code", required=True, help="Mã chương trình.")
@option("--year", "school_year", type=ASchoolYear(), required=True, help="Năm học, ví dụ 2026-2027.")
@option("--budget", type=Amount(), required=True, help="Ngân sách của đợt.")
@option("--until", type=Day(), required=True, help="Ngày cuối nhận đề nghị.")
@option("--as-of", type=Day(), help="Ngày tính điều kiện (mặc định ngày cuối nhận đề nghị).")
@option("--screen-until", type=Day(), help="Hạn thẩm định.")
@option("--vote-until", type=Day(), help="Ngày cuối chấm điểm.")
@option("--fund", "fund_code", help="Quỹ chi (mặc định quỹ của chương trình).")
@option("--rules", "rules_code", default="", help="Bộ tiêu chí (mặc định của chương trình).")
@option("--goods", default="", help="Đợt trao hiện vật: trao gì, ví dụ «Xe đạp».")
@pass_edge
def open_(edge: Edge, /, code: str, name: str, **terms: Any) -> None:
    """Mở một đợt xét và chốt bộ tiêu chí của đợt."""

    def work(session: Session, command: Command) -> Answer:
        made = _open(session, command, code, name, **terms)
        return {"round": made.code, "until": made.nominate_until, "digest": made.rulebook_digest}

    payload = {"code": code, "name": name} | terms | {"school_year": terms["school_year"].year}
    edge.carry_out("round.open", payload, work, say="Đã mở đợt {round}, nhận đề nghị đến hết ngày {until}.")


def _open(
    session: Session,
    command: Command,
    code: str,
    name: str,
    *,
    programme_code: str,
    fund_code: str | None,
    rules_code: str,
    school_year: SchoolYear,
    until: date,
    as_of: date | None,
    **terms: Any,
) -> AwardRound:
    programme = find_programme(session, command.unit, programme_code)
    own = session.get_one(Fund, programme.fund_id)
    return open_round(
        session,
        command,
        programme,
        code,
        name,
        school_year=school_year.year,
        fund=find_fund(session, command.unit, fund_code) if fund_code else own,
        nominate_until=until,
        as_of=as_of or until,
        rulebook=rules_code,
        purpose=RoundPurpose.GOODS if terms["goods"] else RoundPurpose.MONEY,
        **terms,
    )


@round_group.command("amounts")
@click.argument("code")
@option("--set", "given", type=Pair(), multiple=True, help="DIỆN:SỐ TIỀN, hoặc chung:SỐ TIỀN cho mọi diện.")
@option("--nomination", type=int, help="Mức riêng của một đề nghị.")
@option("--amount", type=Amount(), help="Số tiền của mức riêng.")
@option("--reason", default="", help="Lý do của mức riêng.")
@pass_edge
def amounts_(
    edge: Edge,
    code: str,
    given: tuple[tuple[str, str], ...],
    nomination: int | None,
    amount: int | None,
    reason: str,
) -> None:
    """Xem hoặc ghi mức theo từng diện, hoặc mức riêng của một đề nghị."""
    if (nomination is None) != (amount is None):
        raise click.UsageError(_("Mức riêng cần cả --nomination và --amount."))
    if not given and nomination is None:
        _list_amounts(edge, code)
        return
    sums = [(ANY if category == COMMON else category, money.parse(text)) for category, text in given]

    def work(session: Session, command: Command) -> Answer:
        award_round = find_round(session, command.unit, code)
        for category, much in sums:
            set_amount(session, command, award_round, category, much)
        if nomination is not None and amount is not None:
            set_personal_amount(session, command, award_round, nomination, amount, reason=reason)
        return {"round": code, "count": len(sums) + (nomination is not None)}

    payload: dict[str, Any] = {"round": code, "set": [list(one) for one in sums]}
    payload |= {"nomination": nomination, "amount": amount, "reason": reason}
    edge.carry_out("round.amounts", payload, work, say="Đã ghi {count} mức của đợt {round}.")


def _list_amounts(edge: Edge, code: str) -> None:
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, code)
        rows: list[dict[str, Any]] = [
            {"category": category or COMMON, "nomination": "", "amount": amount}
            for category, amount in sorted(amounts(session, award_round).items())
        ]
        rows += [
            {"category": "", "nomination": str(number), "amount": amount}
            for number, amount in sorted(personal_amounts(session, award_round).items())
        ]
    edge.list(rows, [("category", "Diện"), ("nomination", "Đề nghị"), ("amount", "Mức")])


@round_group.command("quota")
@click.argument("code")
@option("--places", "given", type=Pair(), multiple=True, help="MÃ_ĐƠN_VỊ:SỐ_SUẤT, ghi nhiều lần.")
@pass_edge
def quota(edge: Edge, code: str, given: tuple[tuple[str, str], ...]) -> None:
    """Xem hoặc ghi số suất của từng đơn vị."""
    if not given:
        _list_quotas(edge, code)
        return
    places = [(unit_code, _places(unit_code, text)) for unit_code, text in given]

    def work(session: Session, command: Command) -> Answer:
        award_round = find_round(session, command.unit, code)
        named = [(find_unit(session, unit_code), count) for unit_code, count in places]
        set_quotas(session, command, award_round, named)
        return {"round": code, "places": sum(quotas(session, award_round).values())}

    payload = {"round": code, "places": [list(one) for one in places]}
    edge.carry_out("round.quota", payload, work, say="Đợt {round} có {places:so} suất theo đơn vị.")


def _places(unit_code: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise PlacesUnreadableError(text=f"{unit_code}:{text}")
    return int(text)


def _list_quotas(edge: Edge, code: str) -> None:
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, code)
        named = [(session.get_one(Unit, one), count) for one, count in quotas(session, award_round).items()]
        rows = [
            {"unit": unit.code, "places": count, "name": unit.name}
            for unit, count in sorted(named, key=lambda one: one[0].code)
        ]
    edge.list(rows, [("unit", "Mã"), ("places", "Số suất"), ("name", "Đơn vị")])


@round_group.command("change")
@click.argument("code")
@option("--budget", type=Amount(), help="Ngân sách của đợt.")
@option("--until", type=Day(), help="Ngày cuối nhận đề nghị.")
@option("--screen-until", type=Day(), help="Hạn thẩm định.")
@option("--vote-until", type=Day(), help="Ngày cuối chấm điểm.")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def change(
    edge: Edge,
    code: str,
    budget: int | None,
    until: date | None,
    screen_until: date | None,
    vote_until: date | None,
    reason: str,
) -> None:
    """Đổi ngân sách hoặc thời hạn của đợt, có lý do."""
    given: dict[str, Any] = {"budget": budget, "nominate_until": until, "screen_until": screen_until}
    given |= {"vote_until": vote_until, "reason": reason}

    def step(session: Session, command: Command, award_round: AwardRound) -> RoundEvent:
        return change_terms(session, command, award_round, **given)

    _take(edge, "round.change", code, given, step, say="Đã đổi đợt {round}.")


@round_group.command("close")
@click.argument("code")
@pass_edge
def close(edge: Edge, code: str) -> None:
    """Chốt danh sách đề nghị."""
    _take(edge, "round.close", code, {}, close_nominations, say="Đã chốt đề nghị của đợt {round}.")


@round_group.command("reopen")
@click.argument("code")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def reopen(edge: Edge, code: str, reason: str) -> None:
    """Mở lại đợt đã chốt; người mở lại không phải người đã chốt."""

    def step(session: Session, command: Command, award_round: AwardRound) -> RoundEvent:
        return reopen_round(session, command, award_round, reason=reason)

    _take(
        edge, "round.reopen", code, {"reason": reason}, step, say="Đã mở lại đợt {round}; phải thẩm định lại."
    )


@round_group.command("cancel")
@click.argument("code")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def cancel(edge: Edge, code: str, reason: str) -> None:
    """Hủy một đợt chưa ra quyết định."""

    def step(session: Session, command: Command, award_round: AwardRound) -> RoundEvent:
        return cancel_round(session, command, award_round, reason=reason)

    _take(edge, "round.cancel", code, {"reason": reason}, step, say="Đã hủy đợt {round}.")


@round_group.command("adopt")
@click.argument("code")
@option("--reason", required=True, help="Lý do.")
@pass_edge
def adopt(edge: Edge, code: str, reason: str) -> None:
    """Theo bản mới của bộ tiêu chí; phải thẩm định lại."""

    def step(session: Session, command: Command, award_round: AwardRound) -> RoundEvent:
        return adopt_rules(session, command, award_round, reason=reason)

    _take(
        edge, "round.adopt", code, {"reason": reason}, step, say="Đợt {round} theo bản mới của bộ tiêu chí."
    )


Step = Callable[[Session, Command, AwardRound], RoundEvent]


def _take(edge: Edge, kind: str, code: str, payload: dict[str, Any], step: Step, *, say: str) -> None:
    def work(session: Session, command: Command) -> Answer:
        award_round = find_round(session, command.unit, code)
        event = step(session, command, award_round)
        return {"round": code, "state": event.state.value, "day": event.day}

    edge.carry_out(kind, {"round": code} | payload, work, say=say)


@round_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê các đợt xét."""
    with edge.reading() as session:
        rows = [_row(session, one) for one in rounds(session, edge.unit(session).id)]
    columns = [("round", "Đợt"), ("programme", "Chương trình"), ("school_year", "Năm học")]
    columns += [("state_name", "Trạng thái"), ("budget", "Ngân sách"), ("until", "Nhận đến")]
    edge.list(rows, [*columns, ("name", "Tên")])


def _row(session: Session, one: AwardRound) -> dict[str, Any]:
    return {
        "round": one.code,
        "name": one.name,
        "programme": session.get_one(Programme, one.programme_id).code,
        "school_year": f"{one.school_year}-{one.school_year + 1}",
        "state": one.state.value,
        "state_name": _(STATES[one.state]),
        "fund": session.get_one(Fund, one.fund_id).code,
        "budget": one.budget,
        "purpose": one.purpose.value,
        "goods": one.goods,
        "rules": one.rulebook,
        "digest": one.rulebook_digest,
        "until": one.nominate_until,
        "as_of": one.as_of,
        "screen_until": one.screen_until,
        "vote_until": one.vote_until,
    }


@round_group.command("show")
@click.argument("code")
@option("--on", type=Day(), help="Đến hết ngày (mặc định hôm nay).")
@pass_edge
def show(edge: Edge, code: str, on: date | None) -> None:
    """Xem một đợt: điều khoản, số quỹ còn được chi, các bước đã qua."""
    with edge.reading() as session:
        one = find_round(session, edge.unit(session).id, code)
        room = round_room(session, one, on or this_day())
        row = _row(session, one) | {
            "spendable": room.spendable,
            "committed": room.committed,
            "held": room.held,
            "free": room.free,
            "places": sum(quotas(session, one).values()),
        }
        steps = [
            {
                "day": each.day,
                "step": each.step.value,
                "step_name": _(STEPS[each.step]),
                "budget": each.budget,
                "until": each.nominate_until,
                "reason": each.reason,
            }
            for each in events(session, one)
        ]
    if edge.as_json:
        edge.tell(row | {"steps": steps})
        return
    words = (
        "{round}: {name}, {state_name}; ngân sách {budget:dong}, quỹ {fund} còn {free:dong} "
        "(được chi {spendable:dong}, đã cam kết {committed:dong}, các đợt khác giữ {held:dong})."
    )
    edge.tell(row, words)
    columns = [("day", "Ngày"), ("step_name", "Bước"), ("budget", "Ngân sách"), ("until", "Nhận đến")]
    edge.list(steps, [*columns, ("reason", "Lý do")])


for _verb in (screen_, results, explain_, changes_, repeat, sheets):
    round_group.add_command(_verb)
