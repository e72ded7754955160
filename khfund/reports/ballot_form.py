"""The workbook in which a member of the committee scores the candidates of a round; restricted, for it names them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import attrs
import xlsxwriter
from sqlalchemy.orm import Session

from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import require_rubric
from khfund.scholarships.ballot_sheet import NOMINATION, heading
from khfund.scholarships.nomination import nominations
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.relation import relation_of
from khfund.scholarships.score import Rubric
from khfund.scholarships.screening import screened
from khfund.unit import Unit

_HEADINGS = (NOMINATION, "Họ và tên", "Lớp, trường", "Đơn vị đề nghị", "Diện đạt")
_WIDTHS = (9, 28, 34, 34, 12)
_HEAD_ROW = 3


@attrs.frozen
class FormRow:
    """A candidate to be scored."""

    nomination: int
    name: str
    school: str
    unit: str
    categories: str


@attrs.frozen
class BallotForm:
    """The candidates that one member scores: those who are eligible, without relatives of the member."""

    round_code: str
    round_name: str
    member: str
    rubric: Rubric
    rows: tuple[FormRow, ...]
    recused: int


def ballot_form(session: Session, award_round: AwardRound, person_id: int, member: str) -> BallotForm:
    """Return what one member scores in a round.

    Raises: RubricMissingError.
    """
    rubric = require_rubric(session, award_round)
    standing = {one.id: one for one in nominations(session, award_round)}
    rows: list[FormRow] = []
    recused = 0
    for one in screened(session, award_round):
        if not one.is_met:
            continue
        if relation_of(session, person_id, one.recipient_id) is not None:
            recused += 1
            continue
        nomination = standing[one.nomination_id]
        rows.append(
            FormRow(
                one.nomination_id,
                session.get_one(Recipient, one.recipient_id).full_name,
                ", ".join(filter(None, (nomination.school_class, nomination.school))),
                session.get_one(Unit, one.unit_id).name,
                ", ".join(one.categories),
            )
        )
    return BallotForm(award_round.code, award_round.name, member, rubric, tuple(rows), recused)


def workbook(form: BallotForm) -> bytes:
    """Give the form as a workbook; cells for marks take whole numbers up to the maximum only."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet("Phiếu chấm")
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        _head(book, sheet, form, base)
        _rows(book, sheet, form, base)
        sheet.freeze_panes(_HEAD_ROW + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.set_footer("&L&I" + f"{form.round_code} – {form.member} – bản nội bộ" + "&R&P/&N")
    return out.getvalue()


def _head(book: Any, sheet: Any, form: BallotForm, base: dict[str, Any]) -> None:
    columns = (*_HEADINGS, *(heading(line.name, line.maximum) for line in form.rubric.lines))
    for place, width in enumerate((*_WIDTHS, *(14 for _line in form.rubric.lines))):
        sheet.set_column(place, place, width)
    plain = base | {"text_wrap": False}
    sheet.write_string(0, 0, "PHIẾU CHẤM ĐIỂM", book.add_format(plain | {"bold": True, "font_size": 14}))
    about = f"{form.round_name} ({form.round_code}); thành viên: {form.member}"
    sheet.write_string(1, 0, about, book.add_format(plain))
    told = "Ghi điểm bằng số nguyên; dòng để trống là chưa chấm. Bản nội bộ, có tên trẻ em: không sao chụp, không đăng."
    if form.recused:
        told += f" Không chấm {form.recused} em có quan hệ đã khai."
    sheet.write_string(2, 0, told, book.add_format(plain | {"italic": True}))
    look = base | {"bold": True, "border": 1, "bg_color": "#EEEEE8", "align": "center", "valign": "vcenter"}
    sheet.write_row(_HEAD_ROW, 0, columns, book.add_format(look))


def _rows(book: Any, sheet: Any, form: BallotForm, base: dict[str, Any]) -> None:
    cell, mark = (
        book.add_format(base | {"border": 1}),
        book.add_format(base | {"border": 1, "bg_color": "#FFFDF2"}),
    )
    for at, row in enumerate(form.rows, _HEAD_ROW + 1):
        sheet.write_number(at, 0, row.nomination, cell)
        told: Sequence[str] = (row.name, row.school, row.unit, row.categories)
        for place, text in enumerate(told, 1):
            sheet.write_string(at, place, text, cell)
        for place, line in enumerate(form.rubric.lines, len(_HEADINGS)):
            sheet.write_blank(at, place, None, mark)
            asked = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": line.maximum}
            asked |= {
                "error_title": "Điểm chưa hợp lệ",
                "error_message": f"Số nguyên từ 0 đến {line.maximum}.",
            }
            sheet.data_validation(at, place, at, place, asked)
