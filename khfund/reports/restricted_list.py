"""The full list of those who received, with names, schools and needs: restricted, never in the public folder."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import attrs
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.calendar import VIET_NAM, DateRange, SchoolYear
from khfund.ledger import funds
from khfund.reports.award_category import award_categories
from khfund.reports.shown_recipients import Basis, ShownRecipients, categories_of, in_chunks
from khfund.reports.table import Cell, CellKind, Column, Table, amount
from khfund.reports.workbook import looks_of, write_table
from khfund.scholarships.award import Award
from khfund.scholarships.consent import ConsentScope, consenting
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.public_code import public_codes
from khfund.scholarships.recipient import Recipient
from khfund.unit import Unit, tree_on

MARK = "TÀI LIỆU HẠN CHẾ"
WARNING = "chỉ dùng trong đơn vị; không công bố, không sao gửi, không đăng lên mạng"


@attrs.frozen
class RestrictedList:
    """The list with who drew it and when: a copy that is found can be told from another."""

    table: Table
    unit: str
    days: DateRange
    drawn_by: str
    drawn_at: datetime


def restricted_list(
    session: Session, unit: Unit, days: DateRange, *, drawn_by: str, drawn_at: datetime
) -> RestrictedList:
    """Read everybody who was paid in the days, by name, programme and award."""
    book = ShownRecipients(session, unit, days, {fund.id for fund in funds(session, unit.id)})
    rows = sorted(_rows(session, book, drawn_at.astimezone(VIET_NAM).date()), key=lambda one: one[0])
    columns = (
        Column("code", "Mã công khai"),
        Column("name", "Họ và tên"),
        Column("born", "Ngày sinh"),
        Column("school", "Trường, lớp"),
        Column("commune", "Bản, xã"),
        Column("unit", "Đơn vị đề cử"),
        Column("programme_name", "Chương trình"),
        Column("category_name", "Diện"),
        Column("consent", "Đồng ý nêu tên"),
        Column("payments", "Số lần chi", CellKind.COUNT),
        amount("amount", "Số tiền"),
    )
    table = Table(
        "restricted", f"{MARK}. DANH SÁCH NGƯỜI NHẬN", columns, [row for _key, row in rows], "không có"
    )
    return RestrictedList(table, unit.name, days, drawn_by, drawn_at)


def _rows(
    session: Session, book: ShownRecipients, on: date
) -> Iterator[tuple[tuple[bytes, int, str], tuple[Cell, ...]]]:
    people = book.people()
    codes = public_codes(session, people, book.year)
    consents = consenting(session, people, ConsentScope.PUBLISH_NAME, on)
    schools = _schools(session, book, people)
    units = tree_on(session, book.days.last).names
    for (number, _award, _sponsorship), some in book.by_source().items():
        one, basis = people[number], book.basis(some[0])
        programme = book.programmes[some[0].programme_id]
        yield (
            (one.sort_key, number, programme.code),
            (
                codes.get(number, ""),
                one.full_name,
                f"{one.birth_day:%d/%m/%Y}" if one.birth_day else str(one.birth_year or ""),
                schools.get((number, basis.award), schools.get((number, None), "")),
                ", ".join(part for part in (one.village, one.commune) if part),
                units[basis.unit or one.unit_id],
                programme.name,
                _needs(basis),
                "có" if number in consents else "",
                len(some),
                sum(paid.amount for paid in some),
            ),
        )


def _needs(basis: Basis) -> str:
    known = award_categories(basis.rulebook or "")
    return "; ".join(known[key].name if key in known else key for key in categories_of(basis.category or ""))


def _schools(
    session: Session, book: ShownRecipients, people: dict[int, Recipient]
) -> dict[tuple[int, int | None], str]:
    """By person and award as the nomination told it; without an award, as the register has it for the school year."""
    year = SchoolYear.of(book.days.last).year
    found: dict[tuple[int, int | None], str] = {
        (number, None): ", ".join(
            part for part in (f"lớp {one.school_class}" if one.school_class else "", one.school) if part
        )
        for number, one in enrolments(session, people, year).items()
    }
    query = select(Award.id, Nomination.school_class, Nomination.school).join(
        Nomination, Nomination.id == Award.nomination_id
    )
    awards: dict[int, list[int]] = {}
    for number, award, _sponsorship in book.by_source():
        if award is not None:
            awards.setdefault(award, []).append(number)
    for award, school_class, school in in_chunks(session, query, Award.id, sorted(awards)):
        said = ", ".join(part for part in (f"lớp {school_class}" if school_class else "", school) if part)
        if said:
            found.update({(number, award): said for number in awards[award]})
    return found


def restricted_xlsx(found: RestrictedList) -> bytes:
    """Give the list as a workbook, marked on the sheet, at the head of every page and in the file's own title."""
    out = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    drawn = f"{found.drawn_by} lập {found.drawn_at.astimezone(VIET_NAM):%H:%M %d/%m/%Y}"
    with xlsxwriter.Workbook(out, options) as book:
        made = found.drawn_at.astimezone(VIET_NAM).replace(tzinfo=None)
        book.set_properties(
            {"title": f"{MARK} – {found.unit}, {found.days}", "author": found.drawn_by, "created": made}
        )
        title = f"{found.unit}, {found.days}; {WARNING}; {drawn}"
        write_table(book, looks_of(book), found.table, title, "HẠN CHẾ")
        for sheet in book.worksheets():
            sheet.set_header(f"&C&B{MARK} – {WARNING}")
    return out.getvalue()
