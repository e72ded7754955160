"""The papers of a round: minutes, decision, the list for the notice board, the list for signatures."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from admin.field import Choice, Day, Line, Paragraph
from admin.paper import served
from khfund.calendar import now_utc, today
from khfund.reports import deed_page
from khfund.reports.award_decision import RoundUndecidedError, award_decision
from khfund.reports.award_facts import RoundFacts, granted, round_facts
from khfund.reports.award_list import posted, posting_list, posting_table, signature_list, signature_table
from khfund.reports.award_minutes import award_minutes
from khfund.reports.deed import Deed
from khfund.reports.deed_docx import docx_file
from khfund.reports.sheet_table import SheetTable
from khfund.reports.sheet_workbook import sheet_workbook
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.round_decision import RoundDecision
from khfund.unit import Unit

PAPERS = {
    "minutes": "biên bản xét chọn",
    "decision": "quyết định",
    "posting": "danh sách niêm yết",
    "signature": "danh sách ký nhận",
}
FILES = {
    "minutes": "bien-ban",
    "decision": "quyet-dinh",
    "posting": "niem-yet",
    "signature": "ky-nhan",
}
KINDS = {
    "minutes-pdf": "Biên bản xét chọn (PDF)",
    "minutes-docx": "Biên bản xét chọn (Word)",
    "decision-pdf": "Quyết định (PDF)",
    "decision-docx": "Quyết định (Word)",
    "posting-pdf": "Danh sách niêm yết (PDF)",
    "posting-xlsx": "Danh sách niêm yết (Excel)",
    "signature-pdf": "Danh sách ký nhận (PDF)",
    "signature-xlsx": "Danh sách ký nhận (Excel)",
}


class PaperForm(FlaskForm):
    """Which paper, and what only people know of it."""

    paper = Choice("Giấy tờ", dict(KINDS))
    number = Line("Số của biên bản", required=False, hint="Chỉ cho biên bản.")
    members = Paragraph(
        "Thành viên dự họp",
        required=False,
        hint="Chỉ cho biên bản; mỗi dòng một người, «Chức danh: Họ tên»; chủ trì trước, thư ký sau cùng.",
    )
    on = Day("Ngày xét sự đồng ý nêu tên", default=today, hint="Chỉ cho danh sách niêm yết.")


def written(session: Session, unit: Unit, award_round: AwardRound, form: PaperForm) -> Any:
    """Hand out the paper that was asked for.

    Raises: AllocationMissingError, RoundUndecidedError.
    """
    paper, _dash, kind = form.paper.data.partition("-")
    facts = round_facts(session, unit, award_round)
    if paper == "minutes":
        members = [one for one in (form.members.data or "").split("\n") if one.strip()]
        content = _deed(award_minutes(facts, members, form.number.data or ""), kind)
    elif paper == "decision":
        content = _deed(award_decision(facts, granted(session, award_round)), kind)
    else:
        content = _list(session, facts, paper, kind, form)
    return served(content, f"{FILES[paper]}-dot-{award_round.id}.{kind}")


def _deed(deed: Deed, kind: str) -> bytes:
    return docx_file(deed) if kind == "docx" else deed_page.pdf(deed)


def _list(session: Session, facts: RoundFacts, paper: str, kind: str, form: PaperForm) -> bytes:
    award_round, decision = facts.award_round, _decided(facts, paper)
    given = granted(session, award_round)
    if paper == "signature":
        if kind == "xlsx":
            return _book(signature_table(award_round, given), facts)
        return deed_page.pdf(signature_list(facts.letterhead, award_round, decision, given))
    lines = posted(session, given, decision.day.year, form.on.data)
    if kind == "xlsx":
        return _book(posting_table(award_round, lines), facts)
    return deed_page.pdf(posting_list(facts.letterhead, award_round, decision, lines))


def _decided(facts: RoundFacts, paper: str) -> RoundDecision:
    if facts.decision is None:
        raise RoundUndecidedError(round=facts.award_round.code, paper=PAPERS[paper])
    return facts.decision


def _book(table: SheetTable, facts: RoundFacts) -> bytes:
    return sheet_workbook([table], f"{facts.letterhead.body} – {facts.award_round.name}", now_utc())
