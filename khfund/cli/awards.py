"""`award`: a round is allocated and decided, and what becomes of its awards; papers stand in `award_papers`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.cli.award_papers import print_, reasons_
from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.scholarships.allocation_run import allocate_round, latest_run, runs
from khfund.scholarships.award import STATE_NAMES, Award, awards, find_award, instalments_of
from khfund.scholarships.award_outcome import (
    REVOKING,
    STEP_NAMES,
    SUSPENDING,
    AwardEvent,
    events_of,
    resume_award,
    revoke_award,
    suspend_award,
)
from khfund.scholarships.award_round import find_round
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.promotion import alternates, pass_over, promote
from khfund.scholarships.reproduction import reproduce
from khfund.scholarships.round_decision import decide_round

_SUSPENDING = click.Choice([one.value for one in SUSPENDING])
_REVOKING = click.Choice([one.value for one in REVOKING])


class RunNotReproducedError(KhfundError):
    """A round computed again gives what it gave."""

    message = "Lần phân suất {run} của đợt {round} tính lại ra khác ở {count:so} đề nghị (số {first}, …); dữ liệu đã lưu có thể bị sửa, hãy chạy `khfund check`."
    english = "Run {run} of the round {round} comes out otherwise for {count:so} nominations ({first}, …); what was stored may have been changed, run `khfund check`."
    exit_code = 4


class PointsUnclearError(KhfundError):
    """Points are written from 0 to 100, with at most two decimals."""

    message = "Không hiểu số điểm «{text}»; hãy ghi từ 0 đến 100, ví dụ 55 hoặc 55,5."
    english = "The points «{text}» are not clear; write 0 to 100, such as 55 or 55,5."


class Points(click.ParamType[int]):
    """Points as people write them, in hundredths."""

    name = "điểm"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> int:
        """Read the points.

        Raises: PointsUnclearError.
        """
        if isinstance(value, int):
            return value
        whole, _comma, rest = value.replace(".", ",").partition(",")
        if not (whole.isascii() and whole.isdecimal() and len(whole) <= 3 and len(rest) <= 2):
            raise PointsUnclearError(text=value)
        if rest and not (rest.isascii() and rest.isdecimal()):
            raise PointsUnclearError(text=value)
        hundredths = int(whole) * 100 + int(rest.ljust(2, "0") or "0")
        if hundredths > 10_000:
            raise PointsUnclearError(text=value)
        return hundredths


@click.group("award", cls=Group)
def award_group() -> None:
    """Phân suất, quyết định, và diễn biến của từng suất học bổng."""


@award_group.command("allocate")
@option("--round", "code", required=True, help="Mã đợt xét.")
@option("--minimum", type=Points(), default=0, help="Điểm tối thiểu để được chọn.")
@option("--alternates", type=click.IntRange(0, 1000), default=3, help="Số người dự bị của mỗi đơn vị.")
@option(
    "--keep-places", is_flag=True, help="Suất đơn vị không dùng hết thì bỏ, không chuyển cho đơn vị khác."
)
@pass_edge
def allocate_(edge: Edge, code: str, minimum: int, alternates: int, keep_places: bool) -> None:
    """Phân suất cho đợt đã thẩm định; làm lại được cho đến khi có quyết định."""

    def work(session: Session, command: Command) -> Answer:
        run = allocate_round(
            session,
            command,
            find_round(session, command.unit, code),
            redistribute=not keep_places,
            minimum=minimum,
            alternates=alternates,
        )
        told = {"round": code, "run": run.number, "amount": run.amount, "notes": run.told}
        return told | run.counts(session) | {"digest": run.result_digest}

    payload = {"round": code, "minimum": minimum, "alternates": alternates, "keep_places": keep_places}
    say = "Đợt {round}, lần phân suất {run}: chọn {awarded:so} suất, {amount:dong}; dự bị {alternates:so}; không chọn {left_out:so}."
    answer = edge.carry_out("award.allocate", payload, work, say=say)
    for note in answer["notes"]:
        edge.warn(note)


@award_group.command("decide")
@option("--round", "code", required=True, help="Mã đợt xét.")
@option("--number", required=True, help="Số quyết định, ví dụ 12/QĐ-HKH.")
@option("--day", type=Day(), help="Ngày quyết định (mặc định hôm nay).")
@option(
    "--pay",
    "payouts",
    type=Day(),
    multiple=True,
    help="Ngày chi; lặp lại cho từng kỳ (mặc định ngày quyết định).",
)
@pass_edge
def decide_(edge: Edge, code: str, number: str, day: date | None, payouts: tuple[date, ...]) -> None:
    """Ra quyết định theo lần phân suất cuối, do người khác với người phân suất."""

    def work(session: Session, command: Command) -> Answer:
        award_round = find_round(session, command.unit, code)
        made = decide_round(
            session, command, award_round, number=number, day=day or this_day(), payouts=payouts
        )
        return {
            "round": code,
            "number": made.number,
            "day": made.day,
            "awards": made.awards,
            "amount": made.amount,
        }

    payload = {"round": code, "number": number, "day": day, "pay": list(payouts)}
    say = "Quyết định {number} ngày {day}: {awards:so} suất, {amount:dong}."
    edge.carry_out("award.decide", payload, work, say=say)


@award_group.command("list")
@option("--round", "code", required=True, help="Mã đợt xét.")
@option(
    "--what",
    type=click.Choice(["awards", "alternates", "runs"]),
    default="awards",
    help="Suất, người dự bị còn chờ, hay các lần phân suất.",
)
@pass_edge
def list_(edge: Edge, code: str, what: str) -> None:
    """Liệt kê suất học bổng của một đợt, không nêu tên."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, code)
        if what == "runs":
            rows = [
                {"run": str(one.number), "day": one.day, "amount": one.amount} | one.counts(session)
                for one in runs(session, award_round)
            ]
            return edge.list(rows, _RUNS)
        if what == "alternates":
            waiting = alternates(session, award_round)
            rows = [
                {
                    "nomination": str(one.nomination_id),
                    "unit": one.unit_id,
                    "amount": one.amount,
                    "sentence": one.sentence,
                }
                for one in waiting
            ]
            return edge.list(rows, _ALTERNATES)
        return edge.list([_row(one) for one in awards(session, award_round)], _AWARDS)


_RUNS = [
    ("run", "Lần"),
    ("day", "Ngày"),
    ("awarded", "Chọn"),
    ("alternates", "Dự bị"),
    ("left_out", "Không chọn"),
    ("amount", "Số tiền"),
]
_ALTERNATES = [("nomination", "Đề nghị"), ("unit", "Đơn vị"), ("amount", "Số tiền"), ("sentence", "Lý do")]
_AWARDS = [
    ("award", "Suất"), ("nomination", "Đề nghị"), ("recipient", "Người nhận"), ("amount", "Số tiền"),
    ("state_name", "Trạng thái"), ("decision", "Quyết định"), ("replaces", "Thay suất"),
]  # fmt: skip


def _row(one: Award) -> dict[str, Any]:
    return {
        "award": str(one.id),
        "nomination": str(one.nomination_id),
        "recipient": str(one.recipient_id),
        "amount": one.amount,
        "state": one.state.value,
        "state_name": STATE_NAMES[one.state],
        "decision": one.decision,
        "granted": one.granted,
        "replaces": None if one.replaces_id is None else str(one.replaces_id),
    }


@award_group.command("show")
@click.argument("number", type=int)
@pass_edge
def show_(edge: Edge, number: int) -> None:
    """Xem một suất: các kỳ chi và những gì đã xảy ra."""
    with edge.reading() as session:
        award = find_award(session, edge.unit(session).id, number)
        told = _row(award)
        told["instalments"] = _owed(session, award)
        told["events"] = [_event(one) for one in events_of(session, award)]
    if edge.as_json:
        edge.tell(told)
        return
    click.echo(_("Suất số {award}: {state}").format(award=number, state=told["state_name"]))
    edge.list(told["instalments"], _INSTALMENTS)
    if told["events"]:
        edge.list(told["events"], _EVENTS)


_INSTALMENTS = [
    ("instalment", "Kỳ chi"), ("month", "Tháng"), ("due", "Ngày chi"), ("amount", "Số tiền"), ("withdrawn", "Đã rút"),
]  # fmt: skip
_EVENTS = [
    ("day", "Ngày"), ("step_name", "Việc"), ("reason_name", "Lý do"), ("paper", "Văn bản"), ("note", "Ghi chú"),
]  # fmt: skip


def _owed(session: Session, award: Award) -> list[dict[str, Any]]:
    standing = {one.id for one in instalments_of(session, award, standing=True)}
    return [
        {
            "instalment": str(one.id),
            "month": str(Month.from_number(one.month)),
            "due": one.due,
            "amount": one.amount,
            "withdrawn": one.id not in standing,
        }
        for one in instalments_of(session, award)
    ]


def _event(one: AwardEvent) -> dict[str, Any]:
    return {
        "day": one.day,
        "step": one.step.value,
        "step_name": STEP_NAMES[one.step],
        "reason": one.reason.value if one.reason else None,
        "reason_name": DROP_NAMES[one.reason] if one.reason else "",
        "paper": one.paper,
        "note": one.note,
    }


@award_group.command("suspend")
@click.argument("number", type=int)
@option("--reason", type=_SUSPENDING, required=True, help="Lý do.")
@option("--because", "note", default="", help="Nói rõ thêm.")
@option("--paper", default="", help="Số văn bản.")
@pass_edge
def suspend_(edge: Edge, number: int, reason: str, note: str, paper: str) -> None:
    """Tạm dừng chi một suất; số còn phải chi vẫn giữ."""
    said = {"reason": DropReason(reason), "note": note, "paper": paper}
    _act(edge, "suspend", number, suspend_award, said, "Đã tạm dừng suất {award}.")


@award_group.command("resume")
@click.argument("number", type=int)
@option("--because", "note", required=True, help="Vì sao cho nhận lại.")
@option("--paper", default="", help="Số văn bản.")
@pass_edge
def resume_(edge: Edge, number: int, note: str, paper: str) -> None:
    """Cho nhận lại một suất đang tạm dừng, do người khác với người tạm dừng."""
    _act(
        edge, "resume", number, resume_award, {"note": note, "paper": paper}, "Đã cho nhận lại suất {award}."
    )


@award_group.command("revoke")
@click.argument("number", type=int)
@option("--reason", type=_REVOKING, required=True, help="Lý do.")
@option("--because", "note", default="", help="Nói rõ thêm.")
@option("--paper", default="", help="Số quyết định thu hồi.")
@pass_edge
def revoke_(edge: Edge, number: int, reason: str, note: str, paper: str) -> None:
    """Thu hồi một suất; kỳ chưa chi được rút, kỳ đã chi thì báo để thu hồi tiền."""
    said = {"reason": DropReason(reason), "note": note, "paper": paper}
    _act(edge, "revoke", number, revoke_award, said, "Đã thu hồi suất {award}.")


def _act(
    edge: Edge, verb: str, number: int, step: Callable[..., AwardEvent], said: dict[str, Any], say: str
) -> None:
    def work(session: Session, command: Command) -> Answer:
        award = find_award(session, command.unit, number)
        event = step(session, command, award, **said)
        left = [one.amount for one in instalments_of(session, award, standing=True)]
        return {"award": number, "state": event.state.value, "day": event.day, "standing": sum(left)}

    edge.carry_out(f"award.{verb}", {"award": number} | said, work, say=say)


@award_group.command("promote")
@click.argument("number", type=int)
@option("--number", "decision", required=True, help="Số quyết định.")
@option("--day", type=Day(), help="Ngày quyết định (mặc định hôm nay).")
@option("--pay", "payouts", type=Day(), multiple=True, help="Ngày chi (mặc định như suất bị thu hồi).")
@pass_edge
def promote_(edge: Edge, number: int, decision: str, day: date | None, payouts: tuple[date, ...]) -> None:
    """Trao suất đã thu hồi cho người dự bị kế tiếp của cùng đơn vị."""

    def work(session: Session, command: Command) -> Answer:
        revoked = find_award(session, command.unit, number)
        made = promote(session, command, revoked, number=decision, day=day or this_day(), payouts=payouts)
        return {"award": made.id, "replaces": number, "nomination": made.nomination_id, "amount": made.amount}

    payload = {"award": number, "number": decision, "day": day, "pay": list(payouts)}
    say = "Suất {award} ({amount:dong}) thay suất {replaces}, theo đề nghị số {nomination}."
    edge.carry_out("award.promote", payload, work, say=say)


@award_group.command("pass-over")
@click.argument("nomination", type=int)
@option("--round", "code", required=True, help="Mã đợt xét.")
@option("--reason", type=_REVOKING, required=True, help="Lý do.")
@option("--because", "note", default="", help="Nói rõ thêm.")
@pass_edge
def pass_over_(edge: Edge, nomination: int, code: str, reason: str, note: str) -> None:
    """Bỏ qua một người dự bị không còn phù hợp, có lý do."""

    def work(session: Session, command: Command) -> Answer:
        award_round = find_round(session, command.unit, code)
        row = pass_over(session, command, award_round, nomination, reason=DropReason(reason), note=note)
        return {"nomination": row.nomination_id, "reason": row.reason.value}

    payload = {"round": code, "nomination": nomination, "reason": reason, "note": note}
    edge.carry_out(
        "award.pass_over", payload, work, say="Đã bỏ qua đề nghị số {nomination} trong danh sách dự bị."
    )


@award_group.command("reproduce")
@option("--round", "code", required=True, help="Mã đợt xét.")
@pass_edge
def reproduce_(edge: Edge, code: str) -> None:
    """Tính lại lần phân suất cuối từ dữ liệu đã lưu và so với kết quả khi ấy."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, code)
        run = latest_run(session, award_round)
        again = reproduce(session, award_round, run)
    if not again.is_same:
        first = again.differing[0] if again.differing else 0
        raise RunNotReproducedError(run=run.number, round=code, count=len(again.differing), first=first)
    told: Answer = {"round": code, "run": run.number, "same": True, "digest": again.result_digest}
    told |= {"moved": list(again.moved), "moved_count": len(again.moved)}
    say = "Đợt {round}, lần {run}: tính lại ra đúng kết quả đã lưu ({digest})."
    edge.tell(told, say)
    if again.moved:
        edge.warn(
            "Từ đó đến nay dữ liệu của {count:so} hồ sơ đã khác; kết quả đã lưu không đổi.",
            count=len(again.moved),
        )


award_group.add_command(reasons_)
award_group.add_command(print_)
