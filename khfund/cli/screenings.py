"""`round`, what is screened: a run, its results, the explanation of one candidate, what changed, and the sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.cli.edge import Edge, pass_edge
from khfund.cli.export import writing_whole
from khfund.cli.round_words import VERDICTS
from khfund.cli.words import Command as Verb
from khfund.cli.words import _, option
from khfund.command import Answer, Command
from khfund.eligibility.finding import Finding
from khfund.eligibility.verdict import Verdict
from khfund.reports.explanation_sheet import MARKS, explanation_sheet, explanation_sheets, pdf
from khfund.scholarships.award_round import AwardRound, find_round
from khfund.scholarships.nomination import find_nomination
from khfund.scholarships.round_rules import rules_with
from khfund.scholarships.screening import find_run, findings_of, irreproducible, result_of, screen_round
from khfund.scholarships.screening_change import ScreeningChange, changes
from khfund.scholarships.screening_record import ScreeningResult, ScreeningRun
from khfund.unit import Unit


@click.command("screen", cls=Verb)
@click.argument("code")
@pass_edge
def screen_(edge: Edge, code: str) -> None:
    """Thẩm định mọi đề nghị của đợt theo bộ tiêu chí đã chốt; khi đợt còn mở thì là thẩm định thử."""

    def work(session: Session, command: Command) -> Answer:
        award_round = find_round(session, command.unit, code)
        run = screen_round(session, command, award_round)
        return {"round": code, "run": run.number} | _counts(session, run)

    say = "Đợt {round}, thẩm định lần {run}: {candidates:so} đề nghị; {met:so} đạt, {not_met:so} không đạt, {unproven:so} chưa đủ giấy tờ."
    edge.carry_out("round.screen", {"round": code}, work, say=say)


def _counts(session: Session, run: ScreeningRun) -> dict[str, int]:
    query = select(ScreeningResult.verdict, func.count()).where(ScreeningResult.run_id == run.id)
    found = dict(session.execute(query.group_by(ScreeningResult.verdict)).all())
    return {one.value: found.get(one, 0) for one in Verdict} | {"candidates": sum(found.values())}


@click.command("results", cls=Verb)
@click.argument("code")
@option("--run", "number", type=int, help="Lần thẩm định (mặc định lần cuối).")
@option(
    "--verdict", type=click.Choice([one.value for one in Verdict]), help="Chỉ met, not_met hoặc unproven."
)
@pass_edge
def results(edge: Edge, code: str, number: int | None, verdict: str | None) -> None:
    """Xem kết quả thẩm định từng đề nghị; không nêu tên."""
    with edge.reading() as session:
        run = find_run(session, find_round(session, edge.unit(session).id, code), number)
        query = select(ScreeningResult, Unit.code).join(Unit, Unit.id == ScreeningResult.unit_id)
        query = query.where(ScreeningResult.run_id == run.id)
        if verdict:
            query = query.where(ScreeningResult.verdict == Verdict(verdict))
        found = session.execute(query.order_by(ScreeningResult.nomination_id))
        rows = [
            {
                "nomination": str(one.nomination_id),
                "unit": unit,
                "verdict": one.verdict.value,
                "verdict_name": _(VERDICTS[one.verdict]),
                "renewal": one.is_renewal,
                "categories": ", ".join(one.met),
            }
            for one, unit in found
        ]
    columns = [
        ("nomination", "Đề nghị"),
        ("unit", "Đơn vị"),
        ("verdict_name", "Kết quả"),
        ("renewal", "Tiếp tục"),
    ]
    edge.list(rows, [*columns, ("categories", "Diện đạt")])


@click.command("explain", cls=Verb)
@click.argument("code", required=False)
@option("--round", "named", help="Mã đợt xét.")
@option("--nomination", type=int, required=True, help="Số của đề nghị.")
@option("--run", "number", type=int, help="Lần thẩm định (mặc định lần cuối).")
@option("--out", type=click.Path(path_type=Path), help="Phiếu thẩm định, tệp PDF (bản nội bộ, có tên).")
@pass_edge
def explain_(
    edge: Edge, code: str | None, named: str | None, nomination: int, number: int | None, out: Path | None
) -> None:
    """Giải thích kết quả của một đề nghị: từng tiêu chí, dữ kiện, giấy tờ, điều làm thay đổi kết quả."""
    if (code is None) == (named is None):
        raise click.UsageError(_("Hãy ghi mã đợt xét một lần."))
    with edge.looking("round.explain") as session:
        award_round = find_round(session, edge.unit(session).id, code or named or "")
        candidate = find_nomination(session, award_round, nomination)
        if out is not None:
            sheet = explanation_sheet(session, award_round, candidate, run=number)
            with writing_whole(out) as unfinished:
                unfinished.write_bytes(pdf([sheet]))
        run = find_run(session, award_round, number)
        result = result_of(session, run, nomination)
        findings = findings_of(session, run, result)
    _explain(edge, run, result, findings)


def _explain(edge: Edge, run: ScreeningRun, result: ScreeningResult, findings: list[Finding]) -> None:
    answer: dict[str, Any] = {
        "nomination": result.nomination_id,
        "run": run.number,
        "verdict": result.verdict.value,
        "verdict_name": _(VERDICTS[result.verdict]),
        "renewal": result.is_renewal,
        "categories": list(result.met),
        "rules": run.rulebook,
        "digest": run.rulebook_digest,
    }
    if edge.as_json:
        edge.tell(answer | {"findings": [one.to_json() for one in findings]})
        return
    edge.tell(answer, "Đề nghị số {nomination}, thẩm định lần {run}: {verdict_name} (bộ tiêu chí {rules}).")
    for one in findings:
        click.echo(f"{MARKS[one.verdict]} {one.criterion}. {one.sentence} {one.would_change}")


@click.command("changes", cls=Verb)
@click.argument("code")
@option("--from", "before", type=int, help="Lần thẩm định trước.")
@option("--to", "after", type=int, help="Lần thẩm định sau (mặc định lần cuối).")
@pass_edge
def changes_(edge: Edge, code: str, before: int | None, after: int | None) -> None:
    """Xem kết quả nào đổi giữa hai lần thẩm định và vì sao."""
    with edge.looking("round.explain") as session:
        award_round = find_round(session, edge.unit(session).id, code)
        rows = [_changed(one) for one in changes(session, award_round, before=before, after=after)]
    columns = [
        ("nomination", "Đề nghị"),
        ("before_name", "Trước"),
        ("after_name", "Sau"),
        ("reason", "Lý do"),
    ]
    edge.list(rows, columns)


def _changed(one: ScreeningChange) -> dict[str, Any]:
    return {
        "nomination": str(one.nomination),
        "before": one.before.value if one.before else None,
        "before_name": _(VERDICTS[one.before]) if one.before else "–",
        "after": one.after.value if one.after else None,
        "after_name": _(VERDICTS[one.after]) if one.after else "–",
        "categories_before": list(one.categories_before),
        "categories_after": list(one.categories_after),
        "because": list(one.because),
        "reason": "; ".join(one.because),
    }


@click.command("repeat", cls=Verb)
@click.argument("code")
@option("--run", "number", type=int, help="Lần thẩm định (mặc định lần cuối).")
@pass_edge
def repeat(edge: Edge, code: str, number: int | None) -> None:
    """Tính lại một lần thẩm định chỉ từ những gì đã lưu; phải ra đúng kết quả cũ."""
    with edge.reading() as session:
        award_round = find_round(session, edge.unit(session).id, code)
        run = find_run(session, award_round, number)
        rules = rules_with(award_round, run.rulebook_digest)
        found = list(irreproducible(session, run, rules))
        answer = {"round": code, "run": run.number, "differing": found, "count": len(found)}
        answer |= _counts(session, run)
    edge.tell(answer, "Tính lại lần {run} của đợt {round}: {candidates:so} đề nghị, {count:so} kết quả khác.")


@click.command("sheets", cls=Verb)
@click.argument("code")
@option("--run", "number", type=int, help="Lần thẩm định (mặc định lần cuối).")
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF (bản nội bộ, có tên).")
@pass_edge
def sheets(edge: Edge, code: str, number: int | None, out: Path) -> None:
    """In phiếu thẩm định của mọi đề nghị trong một tệp."""
    with edge.looking("round.explain") as session:
        award_round: AwardRound = find_round(session, edge.unit(session).id, code)
        made = explanation_sheets(session, award_round, run=number)
        with writing_whole(out) as unfinished:
            unfinished.write_bytes(pdf(made))
    edge.tell(
        {"round": code, "count": len(made), "file": str(out)},
        "Đã in {count:so} phiếu thẩm định của đợt {round}.",
    )
