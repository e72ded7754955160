"""What the public window shows of a statement, made once when it is published: small tables, charts, files to take away.

The window is read by old telephones and by many at once, so nothing of it is computed when somebody asks. Beside the
files of `khfund statement publish` there are `window.json` (the tables that fit on a page), one SVG a chart, the signed
checkpoint with its key, and one archive of everything.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import audit
from khfund.calendar import VIET_NAM, DateRange
from khfund.oversight.complaint import KIND_NAMES
from khfund.oversight.complaint_step import complaint_counts
from khfund.oversight.published_statement import (
    Figures,
    PublishedStatement,
    file_of,
    newest_of,
)
from khfund.reports.disclosure import Disclosure
from khfund.reports.export import JSON_FILE, renderings
from khfund.reports.page import charts_of
from khfund.reports.public_statement import build
from khfund.reports.statement_table import tables
from khfund.reports.table import CellKind, Column, Table
from khfund.unit import Unit

WINDOW_FILE, SUMS_FILE, ARCHIVE = "window.json", "SHA256SUMS", "bao-cao.zip"
CHECKPOINT_FILE, KEY_FILE = "dau-moc.txt", "dau-moc.txt.vkey"
ROWS_MAX = 60  # of a table on the window's page; the files hold all
CHART_TITLES = {
    "months": "Đã nhận và đã sử dụng theo tháng",
    "funds": "Số dư cuối kỳ của từng quỹ (đồng)",
    "used": "Đã sử dụng theo chương trình, nội dung (đồng)",
    "holdings": "Nơi giữ tiền và tài sản cuối kỳ (đồng)",
}
_SHOWN: dict[str, tuple[str, ...]] = {
    "totals": ("title", "amount"),
    "funds": ("fund_name", "opening", "received", "used", "transferred", "brought", "closing"),
    "received": ("fund_name", "kind_name", "means_name", "net"),
    "used": ("fund_name", "nature_name", "programme", "net"),
    "holdings": ("role_name", "account_name", "opening", "closing"),
    "months": ("month_name", "received", "used"),
    "waiting": ("title", "opening", "came", "left", "closing"),
    "award_counts": ("title", "count"),
    "awards_by_programme": ("programme_name", "awards", "persons", "amount"),
    "commitments": ("fund_name", "what", "payments", "amount", "until"),
    "revisions": (),
    "exceptions": (),
}
Progress = Callable[[int, int], None]


@attrs.frozen
class Prepared:
    """A statement ready to be published: what it says in four figures, and its files."""

    figures: Figures
    difference: int
    files: dict[str, bytes] = attrs.field(repr=False)


def prepare(
    session: Session,
    unit: Unit,
    days: DateRange,
    *,
    made_at: datetime,
    checkpoint: audit.Checkpoint | None = None,
    verifier: str = "",
    progress: Progress | None = None,
) -> Prepared:
    """Make everything that is published of a unit's statement of these days.

    Figures that were published of the same days before, or as the closing of the days just before, and are different
    now are shown as corrected.

    Raises: StatementDisagreesError, StatementCodesMissingError.
    """
    earlier = _earlier(session, unit, days)
    shown = build(session, units=[unit], days=days, made_at=made_at, checkpoint=checkpoint, earlier=earlier)
    files: dict[str, bytes] = {}
    makers = renderings(shown)
    for done, (name, make) in enumerate(makers.items(), 1):
        files[name] = make()
        if progress:
            progress(done, len(makers) + 1)
    if checkpoint is not None:
        files[CHECKPOINT_FILE] = str(checkpoint).encode()
        files[KEY_FILE] = f"{verifier}\n".encode()
    files[SUMS_FILE] = _sums(files)
    files[ARCHIVE] = _archive(files, made_at)
    found = {table.key: table for table in tables(shown)}
    for name, svg in charts_of(found).items():
        if svg:
            files[f"hinh-{name}.svg"] = str(svg).encode()
    files[WINDOW_FILE] = _window(session, unit, shown, found)
    return Prepared(_figures(shown), shown.difference, files)


def _figures(shown: Disclosure) -> Figures:
    lines = shown.tally.funds
    return Figures(
        opening=sum(line.opening for line in lines),
        received=sum(line.received for line in lines),
        used=sum(line.used for line in lines),
        closing=sum(line.closing for line in lines),
    )


def _earlier(session: Session, unit: Unit, days: DateRange) -> Mapping[str, Any] | None:
    """What was published of the same days, or of the days that end just before them, under the unit's present name."""
    found = newest_of(session, unit.id, days) or session.scalar(
        select(PublishedStatement)
        .where(
            PublishedStatement.unit_id == unit.id,
            PublishedStatement.last == days.start - timedelta(days=1),
        )
        .order_by(PublishedStatement.id.desc())
        .limit(1)
    )
    if found is None:
        return None
    said: dict[str, Any] = json.loads(file_of(session, found, JSON_FILE).whole)
    return said if said["units"] == [unit.name] else None


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()


def _archive(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """All files in one; the same files make the same archive."""
    moment = made_at.astimezone(VIET_NAM)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()


# -- the page's tables ------------------------------------------------------------------------------------------------


def _window(session: Session, unit: Unit, shown: Disclosure, found: dict[str, Table]) -> bytes:
    counts = _complaints(session, unit, shown)
    page: dict[str, Any] = {
        "body": shown.letterhead.body,
        "parent": shown.letterhead.parent,
        "period": str(shown.days),
        "first": shown.days.start.isoformat(),
        "last": shown.days.last.isoformat(),
        "made_at": shown.made_at.astimezone(VIET_NAM).isoformat(timespec="seconds"),
        "difference": shown.difference,
        "checkpoint": shown.log.text if shown.log else "",
        "tables": {key: _as_json(_narrowed(found[key], columns)) for key, columns in _SHOWN.items()}
        | {"complaints": _as_json(counts)},
        "charts": {name: _told(found, name) for name, svg in charts_of(found).items() if svg},
        "givers": len(found["givers"].rows),
        "by_fund": _by_fund(shown, found),
    }
    return json.dumps(page, ensure_ascii=False, sort_keys=True).encode()


def _narrowed(table: Table, columns: tuple[str, ...]) -> Table:
    """The columns of the page, those left out in which nothing happened; the totals without what explains the gifts."""
    if table.key == "totals":
        idle = {"gifts", "gifts_listed", "gifts_unlisted"}
        idle |= {str(row[0]) for row in table.rows if row[0] in ("transferred", "brought") and not row[2]}
        table = attrs.evolve(table, rows=[row for row in table.rows if row[0] not in idle])
    if table.key == "funds":
        columns = tuple(
            key
            for key in columns
            if key not in ("transferred", "brought") or any(row[0] for row in table.only(key).rows)
        )
    return table.only(*columns) if columns else table


def _as_json(table: Table) -> dict[str, Any]:
    adds = len(table.rows) > 1 and any(
        column.kind is CellKind.AMOUNT and column.adds for column in table.columns
    )
    rows = [[_plain(cell) for cell in row] for row in table.rows[:ROWS_MAX]]
    return {
        "title": table.title,
        "empty": table.empty,
        "columns": [[column.key, column.title, column.kind.value] for column in table.columns],
        "rows": rows,
        "more": len(table.rows) - len(rows),
        "foot": list(table.foot) if adds else None,
    }


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def _told(found: dict[str, Table], name: str) -> str:
    """What a chart shows, for whoever does not see it: its figures stand in a table of the page."""
    source = "used" if name == "used" else name
    return f"{CHART_TITLES[name]}; số liệu ở bảng «{found[source].title}»"


def _by_fund(shown: Disclosure, found: dict[str, Table]) -> dict[str, list[list[Any]]]:
    """Fund by name → what it was used for: nature, programme, đồng; what a giver is told of the fund of a gift."""
    told: dict[str, list[list[Any]]] = {fund.name: [] for fund in shown.funds}
    for row in found["used"].records():
        if row["net"]:
            told[row["fund_name"]].append([row["nature_name"], row["programme"], row["net"]])
    return told


def _complaints(session: Session, unit: Unit, shown: Disclosure) -> Table:
    on = min(shown.made_at.astimezone(VIET_NAM).date(), shown.days.last)
    rows = [
        (KIND_NAMES[one.kind].capitalize(), one.received, one.in_time, one.closed, one.open)
        for one in complaint_counts(session, unit.id, shown.days, on=on)
    ]
    columns = (
        Column("kind", "Loại"),
        *(
            Column(key, title, CellKind.COUNT)
            for key, title in (
                ("received", "Đã nhận"),
                ("in_time", "Trả lời đúng hạn"),
                ("closed", "Đã kết thúc"),
                ("open", "Còn mở"),
            )
        ),
    )
    return Table("complaints", "Ý kiến và câu hỏi nhận trong kỳ", columns, rows)
