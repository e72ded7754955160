"""The tables of the consolidated report: funds, awards and members, models, who reported, what does not agree."""

from __future__ import annotations

from collections.abc import Sequence

from khfund.calendar import format_day
from khfund.errors import KhfundError
from khfund.reports.consolidated_return import LEVELS, ConsolidatedReturn, LevelTotal, lateness
from khfund.reports.return_line import (
    AWARD_VALUES,
    BASIS_WORDS,
    FUND_VALUES,
    MODEL_VALUES,
    Basis,
    ReportLine,
    Value,
    Values,
)
from khfund.reports.sheet_table import UNTOLD, Look, SheetRow, SheetTable
from khfund.reports.table import Cell, CellKind, Column

THOUSAND = 1000
DIGITS_MIN = 9


class ThousandsTooSmallError(KhfundError):
    """A published report is shortened to thousands only where a figure has nine digits."""

    message = "Báo cáo tổng hợp không có số nào từ 9 chữ số nên không được rút gọn thành nghìn đồng (NĐ 174/2016, Điều 4); hãy lập theo đồng."
    english = "The consolidated report has no figure of nine digits, so it may not be shortened to thousands of đồng (NĐ 174/2016, Art. 4); make it in đồng."


_UNIT = (Column("unit", "Đơn vị"), Column("basis", "Nguồn"))


def report_tables(report: ConsolidatedReturn, *, unit: int = 1) -> list[SheetTable]:
    """Return every table of the report; with `unit` 1000 amounts are in thousands of đồng.

    Raises: ThousandsTooSmallError.
    """
    made = [
        standing_table(report),
        value_table(report, "funds", "Quỹ", FUND_VALUES),
        book_table(report),
        value_table(report, "awards", "Khen thưởng, học bổng, hiện vật, hội viên", AWARD_VALUES),
        value_table(report, "models", "Mô hình học tập", MODEL_VALUES),
        gap_table(report),
        missing_table(report),
    ]
    if unit != THOUSAND:
        return made
    if max(table.largest for table in made) < 10 ** (DIGITS_MIN - 1):
        raise ThousandsTooSmallError
    return [table.in_thousands() for table in made]


def value_table(report: ConsolidatedReturn, key: str, title: str, values: Sequence[Value]) -> SheetTable:
    """Return the lines of all units by level with the sums of levels, the total, and the whole of a report on funds."""
    rows: list[SheetRow] = []
    for total in report.levels:
        rows.append(SheetRow((LEVELS[total.level], "", *[None] * len(values)), Look.GROUP))
        rows += [_line(line, values) for line in report.lines if line.level is total.level]
        if total.units > 1:
            rows.append(_sum(f"Cộng {total.words[:1].lower()}{total.words[1:]}", total, values))
    rows.append(SheetRow(("Tổng cộng", "", *_cells(report.total, values)), Look.TOTAL))
    if key == "funds":
        rows += _eliminated(report, values)
    notes = _notes(report) if key == "funds" else ()
    return SheetTable(key, title, (*_UNIT, *map(_column, values)), tuple(rows), notes)


def book_table(report: ConsolidatedReturn) -> SheetTable:
    """Return the funds of the units that keep a book here, one by one."""
    values = FUND_VALUES[:-1]  # what passes through is no fund's
    rows: list[SheetRow] = []
    for line in report.lines:
        if line.by_fund and line.counts:
            rows.append(SheetRow((line.name, *[None] * len(values)), Look.GROUP))
            rows += [SheetRow((name, *_cells(told, values))) for name, told in line.by_fund.items()]
    columns = (Column("unit", "Quỹ"), *map(_column, values))
    return SheetTable("books", "Từng quỹ của đơn vị có sổ ở đây", columns, tuple(rows))


def _column(value: Value) -> Column:
    kind = CellKind.AMOUNT if value.unit == "đồng" else CellKind.COUNT
    return Column(value.key, value.words, kind)


def _cells(told: Values, values: Sequence[Value]) -> list[Cell]:
    return [told.get(value.key, UNTOLD) for value in values]


def _line(line: ReportLine, values: Sequence[Value]) -> SheetRow:
    words = BASIS_WORDS[line.basis]
    if line.basis is Basis.MISSING:
        return SheetRow((line.name, words, *[None] * len(values)), Look.MISSING)
    look = Look.ASIDE if line.basis is Basis.COVERED else Look.LINE
    return SheetRow((line.name, words, *_cells(line.values, values)), look)


def _sum(words: str, total: LevelTotal, values: Sequence[Value]) -> SheetRow:
    counted = f"{total.counted}/{total.units}"
    return SheetRow((words, counted, *_cells(total.values, values)), Look.SUM)


def _eliminated(report: ConsolidatedReturn, values: Sequence[Value]) -> list[SheetRow]:
    """Money between associations falls away; what is left of it came from or went to somebody who did not report."""
    if not report.eliminated:
        return []
    gone: list[Cell] = [-report.eliminated if value.key in {"received", "sent"} else None for value in values]
    return [
        SheetRow(("Loại trừ chuyển nội bộ", "", *gone), Look.LINE),
        SheetRow(("Toàn bộ sau loại trừ", "", *_cells(report.whole, values)), Look.TOTAL),
    ]


def _notes(report: ConsolidatedReturn) -> tuple[str, ...]:
    found = [
        "«…» là số không được báo cáo, không phải 0. Đơn vị chưa báo cáo không cộng vào tổng.",
        (
            "Tiền chuyển trao không tính vào thu, chi. «Nhận nội bộ», «chuyển nội bộ» là giữa các hội với nhau"
            " và loại trừ khi cộng toàn bộ."
        ),
    ]
    if any(line.basis is Basis.BOOK for line in report.lines):
        found.append("Đơn vị có sổ ở đây tính theo sổ; báo cáo của đơn vị đó chỉ để đối chiếu.")
    if any(line.basis is Basis.COVERED for line in report.lines):
        found.append("Số in nghiêng đã gồm trong báo cáo của đơn vị cấp trên nên không cộng lần nữa.")
    return tuple(found)


def standing_table(report: ConsolidatedReturn) -> SheetTable:
    """Return who reported, by level, with each level's share of the closing balances."""
    columns = (
        Column("level", "Cấp"),
        Column("units", "Số đơn vị", CellKind.COUNT),
        Column("counted", "Có số liệu", CellKind.COUNT),
        Column("covered", "Gồm ở cấp trên", CellKind.COUNT),
        Column("missing", "Chưa báo cáo", CellKind.COUNT),
        Column("closing", "Số dư cuối kỳ", CellKind.AMOUNT),
        Column("share", "Tỷ lệ %", CellKind.COUNT),
    )
    shares = report.shares
    rows = [
        SheetRow(
            (
                total.words,
                total.units,
                total.counted,
                total.covered,
                total.missing,
                total.values.get("closing", UNTOLD),
                _percent(shares[total.level]) if total.level in shares else UNTOLD,
            )
        )
        for total in report.levels
    ]
    notes = ("Tỷ lệ làm tròn đến một chữ số thập phân theo phương pháp số dư lớn nhất, cộng lại đúng 100,0.",)
    return SheetTable(
        "standing", "Tình hình báo cáo", columns, (*rows, _whole(report)), notes if shares else ()
    )


def _whole(report: ConsolidatedReturn) -> SheetRow:
    every, shares = report.levels, report.shares
    cells: tuple[Cell, ...] = (
        "Toàn bộ",
        sum(one.units for one in every),
        sum(one.counted for one in every),
        sum(one.covered for one in every),
        sum(one.missing for one in every),
        report.whole.get("closing", UNTOLD),
        _percent(sum(shares.values())) if shares else UNTOLD,
    )
    return SheetRow(cells, Look.TOTAL)


def _percent(tenths: int) -> str:
    return f"{tenths // 10},{tenths % 10}"


def gap_table(report: ConsolidatedReturn) -> SheetTable:
    """Return what does not agree, each with its difference, and what could not be checked."""
    columns = (Column("what", "Nội dung"), Column("amount", "Chênh lệch", CellKind.COUNT))
    told = [gap for gap in report.gaps if gap.amount is not None]
    silent = [gap for gap in report.gaps if gap.amount is None]
    rows = [SheetRow((gap.sentence, gap.amount)) for gap in told]
    rows += [SheetRow((gap.sentence, "chưa kiểm tra"), Look.ASIDE) for gap in silent]
    if report.difference:
        rows.append(
            SheetRow(("Tổng cộng: số dư cuối kỳ khác đầu kỳ cộng thu trừ chi", report.difference), Look.TOTAL)
        )
    notes = ("Số liệu giữ nguyên như đã báo cáo; chênh lệch nêu ra để đơn vị kiểm tra, không tự sửa.",)
    return SheetTable(
        "gaps", "Chênh lệch", columns, tuple(rows), notes if rows else (), "không có chênh lệch"
    )


def missing_table(report: ConsolidatedReturn) -> SheetTable:
    """Return the units that did not report, with how late they are, and those that came late."""
    columns = (
        Column("code", "Mã"),
        Column("unit", "Đơn vị"),
        Column("level", "Cấp"),
        Column("standing", "Tình trạng"),
        Column("note", "Ghi chú"),
    )
    late = [line for line in report.lines if line.basis is Basis.RETURN and line.late]
    rows = [
        SheetRow(
            (
                line.code,
                line.name,
                LEVELS[line.level],
                f"chưa báo cáo, {lateness(line, report.due)}",
                line.note,
            ),
            Look.MISSING,
        )
        for line in report.missing
    ]
    rows += [
        SheetRow((line.code, line.name, LEVELS[line.level], lateness(line, report.due), line.note))
        for line in late
    ]
    title = f"Chưa báo cáo và báo cáo muộn (hạn {format_day(report.due)})"
    return SheetTable("missing", title, columns, tuple(rows), (), "không có")
