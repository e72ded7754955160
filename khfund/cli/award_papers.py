"""`award reasons` and `award print`: why each one was left out, and the papers of a round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from sqlalchemy.orm import Session

from khfund.calendar import now_utc
from khfund.cli.edge import Day, Edge, pass_edge, this_day
from khfund.cli.export import writing_whole
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.errors import KhfundError
from khfund.reports import deed_page
from khfund.reports.award_decision import RoundUndecidedError, award_decision
from khfund.reports.award_facts import RoundFacts, granted, round_facts
from khfund.reports.award_list import posted, posting_list, posting_table, signature_list, signature_table
from khfund.reports.award_minutes import award_minutes
from khfund.reports.deed import Deed
from khfund.reports.deed_docx import docx_file
from khfund.reports.sheet_table import SheetTable
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.scholarships.allocation import LEFT_OUT_NAMES, Outcome
from khfund.scholarships.allocation_run import latest_run, lines_of
from khfund.scholarships.award_round import find_round
from khfund.scholarships.round_decision import RoundDecision
from khfund.unit import Unit

PAPERS = {
    "minutes": "biên bản xét chọn",
    "decision": "quyết định",
    "posting": "danh sách niêm yết",
    "signature": "danh sách ký nhận",
}
OUTCOME_NAMES = {Outcome.AWARDED: "được chọn", Outcome.ALTERNATE: "dự bị", Outcome.LEFT_OUT: "không chọn"}


class AwardPaperFormError(KhfundError):
    """Minutes and decisions are written as PDF or DOCX, lists as PDF or as a workbook."""

    message = "Không in {paper} thành «{file}» được; hãy đặt tên kết thúc bằng {forms}."
    english = "«{file}» is no name for this paper ({paper}); end it with {forms}."


@click.command("reasons", cls=Verb)
@option("--round", "code", required=True, help="Mã đợt xét.")
@option("--all", "everyone", is_flag=True, help="Cả người được chọn.")
@pass_edge
def reasons_(edge: Edge, code: str, everyone: bool) -> None:
    """Lý do của từng đề nghị không được chọn ở lần phân suất cuối, không nêu tên."""
    with edge.looking("award.look") as session:
        award_round = find_round(session, edge.unit(session).id, code)
        lines = lines_of(session, latest_run(session, award_round))
        rows = [
            {
                "nomination": str(one.nomination_id),
                "outcome": one.outcome.value,
                "outcome_name": OUTCOME_NAMES[one.outcome],
                "order": one.place or None,
                "reason": one.reason.value or None,
                "reason_name": LEFT_OUT_NAMES.get(one.reason, ""),
                "sentence": one.sentence,
            }
            for one in lines
            if everyone or one.outcome is not Outcome.AWARDED
        ]
    columns = [("nomination", "Đề nghị"), ("outcome_name", "Kết quả"), ("order", "Thứ tự")]
    edge.list(rows, [*columns, ("sentence", "Lý do")])


@click.command("print", cls=Verb)
@click.argument("paper", type=click.Choice(list(PAPERS)))
@option("--round", "code", required=True, help="Mã đợt xét.")
@option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Tệp .pdf, .docx (biên bản, quyết định) hoặc .xlsx (danh sách).",
)
@option("--number", default="", help="Số của biên bản.")
@option(
    "--member",
    "members",
    multiple=True,
    help="Thành viên dự họp, «Chức danh: Họ tên»; chủ trì trước, thư ký sau cùng.",
)
@option("--on", "day", type=Day(), help="Ngày xét sự đồng ý nêu tên (mặc định hôm nay).")
@pass_edge
def print_(
    edge: Edge, paper: str, code: str, out: Path, number: str, members: tuple[str, ...], day: date | None
) -> None:
    """In biên bản xét chọn, quyết định, danh sách niêm yết hoặc danh sách ký nhận."""
    form = require_form(paper, out)
    with edge.looking("award.look") as session:
        unit = edge.unit(session)
        facts = round_facts(session, unit, find_round(session, unit.id, code))
        made = _WRITERS[paper](session, unit, facts, form, (number, members, day or this_day()))
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(made)
    edge.tell({"round": code, "paper": paper, "file": str(out)}, "Đã in {file}.")


FORMS = {
    "minutes": (".pdf", ".docx"),
    "decision": (".pdf", ".docx"),
    "posting": (".pdf", ".xlsx"),
    "signature": (".pdf", ".xlsx"),
}


def require_form(paper: str, out: Path) -> str:
    """Return the form that the name of the file says.

    Raises: AwardPaperFormError.
    """
    form = out.suffix.lower()
    if form not in FORMS[paper]:
        raise AwardPaperFormError(paper=PAPERS[paper], file=out.name, forms=" hoặc ".join(FORMS[paper]))
    return form


Said = tuple[str, tuple[str, ...], date]


def _deed(deed: Deed, form: str) -> bytes:
    return docx_file(deed) if form == ".docx" else deed_page.pdf(deed)


def _minutes(_session: Session, _unit: Unit, facts: RoundFacts, form: str, said: Said) -> bytes:
    return _deed(award_minutes(facts, said[1], said[0]), form)


def _decision(session: Session, _unit: Unit, facts: RoundFacts, form: str, _said: Said) -> bytes:
    return _deed(award_decision(facts, granted(session, facts.award_round)), form)


def _posting(session: Session, _unit: Unit, facts: RoundFacts, form: str, said: Said) -> bytes:
    decision = _decided(facts, "posting")
    lines = posted(session, granted(session, facts.award_round), decision.day.year, said[2])
    if form == ".xlsx":
        return _book(posting_table(facts.award_round, lines), facts)
    return deed_page.pdf(posting_list(facts.letterhead, facts.award_round, decision, lines))


def _signature(session: Session, _unit: Unit, facts: RoundFacts, form: str, _said: Said) -> bytes:
    decision, given = _decided(facts, "signature"), granted(session, facts.award_round)
    if form == ".xlsx":
        return _book(signature_table(facts.award_round, given), facts)
    return deed_page.pdf(signature_list(facts.letterhead, facts.award_round, decision, given))


def _decided(facts: RoundFacts, paper: str) -> RoundDecision:
    if facts.decision is None:
        raise RoundUndecidedError(round=facts.award_round.code, paper=PAPERS[paper])
    return facts.decision


def _book(table: SheetTable, facts: RoundFacts) -> bytes:
    return sheet_workbook([table], f"{facts.letterhead.body} – {facts.award_round.name}", now_utc())


_WRITERS: dict[str, Callable[[Session, Unit, RoundFacts, str, Said], bytes]] = {
    "minutes": _minutes,
    "decision": _decision,
    "posting": _posting,
    "signature": _signature,
}
