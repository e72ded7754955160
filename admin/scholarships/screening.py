"""Screening side by side: every candidate's verdict, two or three next to each other, one explained, sheets to print."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort, request
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.paper import served
from admin.scholarships.candidate import Who, candidates, round_numbered
from admin.scholarships.finding import Told, lamp, told
from admin.scholarships.round_page import RoundPage
from admin.scholarships.words import VERDICTS
from admin.visitor import may, reading, unit
from admin.words import _
from khfund.command import Answer, Command
from khfund.db import Database
from khfund.eligibility.verdict import Verdict
from khfund.reports.explanation_sheet import explanation_sheet, explanation_sheets, pdf
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import find_nomination
from khfund.scholarships.round_rules import rules_with
from khfund.scholarships.screening import (
    find_run,
    findings_of,
    irreproducible,
    result_of,
    runs,
    screen_round,
)
from khfund.scholarships.screening_change import changes
from khfund.scholarships.screening_record import ScreeningResult, ScreeningRun

SHEETS = "screening.sheets"
BESIDE_MAX = 3  # candidates next to each other
SHOWN_MAX = 500  # candidates on one page


class Screening(RoundPage):
    """The screening of a round."""

    looks = "recipient.look"
    title = "Thẩm định"
    address = "tham-dinh"

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show every candidate with the verdict of the latest run, or of one that the address names."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        found = runs(session, award_round)
        wanted = request.args.get("lan", type=whole)
        run = find_run(session, award_round, wanted) if found else None
        verdict = _verdict(request.args.get("ket-qua", ""))
        rows = _rows(session, award_round, run, verdict) if run else []
        return self.render(
            "scholarships/screening.html",
            title=_("Thẩm định đợt {code}", code=award_round.code),
            award_round=award_round,
            runs=found,
            run=run,
            counts=_counts(session, run) if run else {},
            rows=rows[:SHOWN_MAX],
            more=len(rows) - SHOWN_MAX,
            verdict=verdict,
            verdicts=VERDICTS,
            beside_max=BESIDE_MAX,
            changes=_changes(session, award_round, run) if len(found) > 1 and may("round.explain") else [],
        )

    @expose("/<int:number>/so-sanh")
    def beside(self, number: int) -> Any:
        """Show two or three candidates next to each other, criterion by criterion."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        chosen = list(dict.fromkeys(request.args.getlist("n", type=whole)))[:BESIDE_MAX]
        run = find_run(session, award_round, request.args.get("lan", type=whole))
        shown = [_explained(session, award_round, run, one) for one in chosen]
        rows = _criteria([theirs for _who, _result, theirs in shown])
        common = _common([row[2] for row in rows])
        return self.render(
            "scholarships/beside.html",
            title=_("So sánh các đề nghị"),
            award_round=award_round,
            run=run,
            people=[(who, lamp(result.verdict), result) for who, result, _theirs in shown],
            criteria=[row for row in rows if _is_told(row[2], common)],
            unknown=[row for row in rows if not _is_told(row[2], common)],
        )

    @expose("/<int:number>/phieu/<int:nomination>.pdf")
    def sheet(self, number: int, nomination: int) -> Any:
        """Print the explanation of one candidate."""
        _require("round.explain")
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        candidate = find_nomination(session, award_round, nomination)
        made = explanation_sheet(session, award_round, candidate, run=request.args.get("lan", type=whole))
        return served(pdf([made]), f"phieu-tham-dinh-{award_round.id}-{nomination}.pdf")

    @asks(
        "/<int:number>/phieu",
        "round.explain",
        DeedForm,
        "In phiếu thẩm định của mọi em",
        button="Lập tệp PDF",
        template="scholarships/round_deed.html",
        shows="headed",
        back=".one",
    )
    def sheets(self, session: Session, form: DeedForm, number: int) -> str:
        """Print the explanations of all candidates of the latest run."""
        award_round = round_numbered(session, unit().id, number)
        return start_job(
            SHEETS,
            "In phiếu thẩm định đợt {code}",
            request_id=form.request_id.data,
            code=award_round.code,
            number=number,
        )

    @expose("/<int:number>/tinh-lai")
    def again(self, number: int) -> str:
        """Compute a run again from what it kept alone, and say whether it comes out the same."""
        session = reading()
        award_round = round_numbered(session, unit().id, number)
        run = find_run(session, award_round, request.args.get("lan", type=whole))
        differing = list(irreproducible(session, run, rules_with(award_round, run.rulebook_digest)))
        return self.render(
            "scholarships/screening_again.html",
            title=_("Tính lại thẩm định lần {run}", run=run.number),
            award_round=award_round,
            run=run,
            differing=differing,
            counts=_counts(session, run),
        )

    @deed(
        "/<int:number>/lam",
        "round.screen",
        DeedForm,
        "Thẩm định mọi đề nghị",
        say="Thẩm định lần {run}: {candidates:so} đề nghị; {met:so} đạt, {not_met:so} không đạt, {unproven:so} chưa đủ giấy tờ.",
        button="Thẩm định",
        back=".one",
        template="scholarships/screen_deed.html",
        shows="headed",
        tries=True,
    )
    def screen(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Screen every nomination that stands; while the round is open it is a trial of the committee."""
        award_round = round_numbered(session, command.unit, number)
        run = screen_round(session, command, award_round)
        return {"round": award_round.code, "run": run.number} | _counts(session, run)


@long_work(SHEETS, looks="round.explain")
def print_sheets(job: Progress, books: Database, *, code: str, number: int) -> Result:
    """Print the explanations of all candidates of a round's latest run, each from a page of its own."""
    with books.reading() as session:
        made = explanation_sheets(session, round_numbered(session, job.unit_id, number))
    content = pdf(made, tell=job.tell)
    say = "Đã in phiếu thẩm định của {count:so} em, đợt {code}."
    return Result(say, {"count": len(made), "code": code}, [(f"phieu-tham-dinh-{number}.pdf", content)])


def _require(kind: str) -> None:
    if not may(kind):
        abort(403)


def _verdict(text: str) -> Verdict | None:
    return Verdict(text) if text in set(Verdict) else None


def _counts(session: Session, run: ScreeningRun) -> dict[str, int]:
    query = select(ScreeningResult.verdict, func.count()).where(ScreeningResult.run_id == run.id)
    found = dict(session.execute(query.group_by(ScreeningResult.verdict)).all())
    return {one.value: found.get(one, 0) for one in Verdict} | {"candidates": sum(found.values())}


def _rows(
    session: Session, award_round: AwardRound, run: ScreeningRun, verdict: Verdict | None
) -> list[dict[str, Any]]:
    query = select(
        ScreeningResult.nomination_id,
        ScreeningResult.verdict,
        ScreeningResult.categories,
        ScreeningResult.is_renewal,
    ).where(ScreeningResult.run_id == run.id)
    if verdict is not None:
        query = query.where(ScreeningResult.verdict == verdict)
    found = session.execute(query).all()
    people = candidates(session, award_round, [row.nomination_id for row in found])
    rows = [
        {
            "who": people[row.nomination_id],
            "lamp": lamp(row.verdict),
            "met": ", ".join(row.categories.split(",")) if row.categories else "",
            "renewal": row.is_renewal,
        }
        for row in found
    ]
    return sorted(rows, key=lambda row: (row["who"].unit, row["who"].sort_key))


def _explained(
    session: Session, award_round: AwardRound, run: ScreeningRun, nomination: int
) -> tuple[Who, ScreeningResult, list[Told]]:
    find_nomination(session, award_round, nomination)
    result = result_of(session, run, nomination)
    who = candidates(session, award_round, [nomination])[nomination]
    return who, result, told(findings_of(session, run, result))


def _criteria(findings: list[list[Told]]) -> list[tuple[str, str, list[Told | None]]]:
    """Key and name of each criterion with what was found of each candidate; those that somebody meets first."""
    names = {one.key: one.name for theirs in findings for one in theirs}
    by_key = [{one.key: one for one in theirs} for theirs in findings]
    rows = [(key, name, [theirs.get(key) for theirs in by_key]) for key, name in names.items()]
    return sorted(rows, key=lambda row: not any(one and one.is_met for one in row[2]))


def _common(rows: list[list[Told | None]]) -> set[str]:
    """The facts for which most criteria ask, such as that one is a pupil: they tell no criterion from another."""
    asked = Counter(key for row in rows for key in {key for one in row if one for key in one.asked})
    return {key for key, count in asked.items() if count * 2 > len(rows)}


def _is_told(row: list[Told | None], common: set[str]) -> bool:
    """Whether something of its own is known under a criterion of at least one candidate."""
    return any(one and (one.is_settled or set(one.known) - common) for one in row)


def _changes(session: Session, award_round: AwardRound, run: ScreeningRun | None) -> list[dict[str, Any]]:
    """What came out otherwise than in the run before."""
    if run is None or run.number < 2:
        return []
    found = changes(session, award_round, before=run.number - 1, after=run.number)
    return [
        {
            "nomination": one.nomination,
            "before": lamp(one.before) if one.before else None,
            "after": lamp(one.after) if one.after else None,
            "because": one.because,
        }
        for one in found
    ]
