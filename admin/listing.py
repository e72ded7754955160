"""Lists: rows of the books in columns, searched, narrowed, sorted, turned page by page, taken away as CSV or XLSX.

A list never counts further than it can show, and is only sorted by what an index keeps in order, so that it answers at
once over a million rows. It is read within the unit whose book is open, in every form that it takes: `query` gets it.
"""

from __future__ import annotations

import csv
import enum
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, ClassVar
from urllib.parse import urlencode

import attrs
import xlsxwriter
from flask import Response, abort, request, stream_with_context, url_for
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select
from sqlalchemy.orm import Session
from wtforms import Form

from admin.asked import whole
from admin.page import Page
from admin.paper import KINDS
from admin.visitor import books, reading, unit
from admin.words import _
from khfund import money
from khfund.calendar import VIET_NAM, Month, format_day
from khfund.errors import KhfundError, visible
from khfund.reports.journal_export import harmless
from khfund.unit import Unit

PAGE_ROWS = 50
COUNT_MAX = 10_000  # rows; a list is not counted, nor turned, beyond
TERM_MAX = 200  # letters of a search


class Kind(enum.StrEnum):
    """How a value is written: where it stands in its column and how it goes into a workbook."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    DAY = "day"
    MOMENT = "moment"
    MONTH = "month"
    STATE = "state"
    CODE = "code"


@attrs.frozen
class Column:
    """A column: the key of its value in the row, its heading, how it is written.

    `sort` is the database column that an index keeps in order (None: not sorted by); `names` puts coded values into
    Vietnamese words; `link` is the endpoint that the value leads to, whose address takes keys of the row.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    sort: Any = None
    names: Mapping[Any, str] | None = None
    link: str | None = None


class Filters(Form):
    """What narrows a list: a form that is sent with the address (fields not required)."""

    def prepare(self, session: Session, unit: Unit) -> None:
        """Set what may be chosen."""


class TooDeepError(KhfundError):
    """A list is narrowed, not turned for ever."""

    message = "Danh sách quá dài để lật đến trang này; hãy tìm hoặc lọc hẹp hơn, hoặc tải tệp CSV."
    english = "The list is too long to turn to this page; search or narrow it, or take the CSV file."


@attrs.frozen
class Shown:
    """One page of a list; `count` is None where there are more than 10,000 rows."""

    rows: Sequence[Mapping[str, Any]]
    page: int
    count: int | None
    more: bool
    sort: int | None
    descending: bool
    term: str


class Listing(Page):
    """A page that is a list. `query` gives labelled columns, in the unit; `order` is how they stand at first."""

    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[type[Filters] | None] = None
    searches: ClassVar[str] = ""  # what may be searched, in words; empty: nothing
    template: ClassVar[str] = "listing.html"
    exports: ClassVar[bool] = True

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the rows of the unit."""
        raise NotImplementedError

    def order(self) -> Sequence[Any]:
        """How the rows stand at first: by a unique column last, so that pages do not overlap."""
        raise NotImplementedError

    def search(self, term: str) -> ColumnElement[bool]:
        """Give the condition that a search sets."""
        raise NotImplementedError

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow the rows by the filters that were filled."""
        return query

    def beside(self, session: Session) -> dict[str, Any]:
        """Give what the template shows beside the list."""
        return {}

    # -- what is served ---------------------------------------------------------------------------------------------

    @expose("/")
    def index(self) -> Any:
        """Show one page of the list."""
        session = reading()
        filters = self._filters(session)
        problem, shown = None, None
        try:
            shown = self._shown(session, filters)
        except KhfundError as refusal:
            problem = refusal
        filled = self.render(
            self.template,
            listing=self,
            columns=self.columns,
            shown=shown,
            refusal=problem,
            filters=filters,
            address=_address,
            take=self._take,
            **self.beside(session),
        )
        return filled if problem is None else (filled, 422)

    @expose("/xuat.csv")
    def csv(self) -> Any:
        """Stream the whole list as CSV for a spreadsheet: UTF-8 with its mark, no cell that acts as a formula."""
        self._require_exported()
        query, headings = self._whole()
        return Response(
            stream_with_context(_csv_lines(query, headings, self.columns, self.written)),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{self.endpoint}.csv"'},
        )

    @expose("/xuat.xlsx")
    def xlsx(self) -> Any:
        """Give the whole list as a workbook: numbers as numbers, days as days, text that never acts as a formula."""
        self._require_exported()
        query, headings = self._whole()
        file = tempfile.TemporaryFile()  # noqa: SIM115  closed when it was sent
        with books().reading() as session:
            rows = session.execute(query.execution_options(yield_per=2_000))
            _write_xlsx(file, headings, self.columns, map(self.written, rows))
        headers = {"Content-Disposition": f'attachment; filename="{self.endpoint}.xlsx"'}
        return Response(_sent(file), mimetype=KINDS["xlsx"], headers=headers)

    def _require_exported(self) -> None:
        """A list that is not to be taken away is not: what its page hides, no file shows."""
        if not self.exports:
            abort(404)

    # -- how ----------------------------------------------------------------------------------------------------------

    def _take(self, kind: str) -> str:
        """The address of the whole list as a file."""
        return _with_query(url_for(f"{self.endpoint}.{kind}"), {"page": None})

    def _filters(self, session: Session) -> Filters | None:
        if self.filters is None:
            return None
        filled = self.filters(request.args)
        filled.prepare(session, unit())
        filled.validate()
        return filled

    def _narrowed(self, session: Session, filters: Filters | None) -> Select[Any]:
        query = self.query(session, unit())
        if filters is not None and not filters.errors:
            query = self.narrow(query, filters)
        term = self._term()
        return query.where(self.search(term)) if term and self.searches else query

    def _shown(self, session: Session, filters: Filters | None) -> Shown:
        page = request.args.get("page", 1, type=whole)
        if not 1 <= page <= COUNT_MAX // PAGE_ROWS:
            raise TooDeepError
        query = self._narrowed(session, filters)
        count = session.scalar(_counted(query)) or 0
        sort, descending = self._sort()
        ordered = query.order_by(*self._ordered(sort, descending=descending))
        part = ordered.limit(PAGE_ROWS + 1).offset((page - 1) * PAGE_ROWS)
        found = session.execute(part).all() if count > (page - 1) * PAGE_ROWS else []
        rows = [self.written(row) for row in found[:PAGE_ROWS]]
        known = count if count <= COUNT_MAX else None
        return Shown(rows, page, known, len(found) > PAGE_ROWS, sort, descending, self._term())

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Give a row by key; a list that adds what the database does not hold changes this."""
        return dict(row._mapping)

    def _sort(self) -> tuple[int | None, bool]:
        sort = request.args.get("sort", None, type=whole)
        if sort is None or not 0 <= sort < len(self.columns) or self.columns[sort].sort is None:
            return None, False
        return sort, request.args.get("desc") == "1"

    def _ordered(self, sort: int | None, *, descending: bool) -> Sequence[Any]:
        if sort is None:
            return self.order()
        column = self.columns[sort].sort
        return [column.desc() if descending else column.asc(), *self.order()]

    def _term(self) -> str:
        return request.args.get("search", "").strip()[:TERM_MAX].replace("\0", "")

    def _whole(self) -> tuple[Select[Any], list[str]]:
        session = reading()
        sort, descending = self._sort()
        ordered = self._ordered(sort, descending=descending)
        query = self._narrowed(session, self._filters(session)).order_by(*ordered)
        return query, [_(column.label) for column in self.columns]


def _counted(query: Select[Any]) -> Select[Any]:
    """Count the rows of a query up to one more than is told; what it shows of each row is not looked up for that."""
    bare = query.order_by(None)
    if not query._group_by_clauses and not query._distinct:
        bare = bare.with_only_columns(literal_column("1").label("one"), maintain_column_froms=True)
    return select(func.count()).select_from(bare.limit(COUNT_MAX + 1).subquery())


def _address(**changed: Any) -> str:
    """The address of this list with some of what it says changed; None takes a part away."""
    return _with_query(request.path, changed)


def _with_query(path: str, changed: Mapping[str, Any]) -> str:
    """Write what the address says as its query alone: never as the parts of `url_for`, which a stranger could set."""
    said = {**request.args.to_dict(), **changed}
    kept = {name: value for name, value in said.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept)}" if kept else path


def cell(column: Column, value: Any) -> str:  # noqa: PLR0911  one way of writing for each kind
    """Write a value as a person reads it."""
    if value is None:
        return ""
    if column.names is not None:
        return _(column.names.get(value, str(value)))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if column.kind in (Kind.MONEY, Kind.COUNT) and isinstance(value, int):
        return money.format(value)
    if column.kind is Kind.MONTH and isinstance(value, int):
        return f"{Month.from_number(value).first:%m/%Y}"
    if column.kind is Kind.MOMENT:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return f"{moment.astimezone(VIET_NAM):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return format_day(value)
    return visible(str(value), longest=1000)


# -- files --------------------------------------------------------------------------------------------------------

Written = Callable[[Row[Any]], Mapping[str, Any]]


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    """Send a file piece by piece, and let go of it."""
    with file:
        file.seek(0)
        while piece := file.read(64_000):
            yield piece


def _csv_lines(
    query: Select[Any], headings: Sequence[str], columns: Sequence[Column], written: Written
) -> Iterator[str]:
    """Write line by line; the list may be longer than memory."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    lines.write("\ufeff")
    writer.writerow(headings)
    with books().reading() as session:
        for row in session.execute(query.execution_options(yield_per=2_000)):
            values = written(row)
            writer.writerow([_plain(column, values[column.key]) for column in columns])
            if lines.tell() > 64_000:
                yield lines.getvalue()
                lines.seek(0)
                lines.truncate()
    yield lines.getvalue()


def _plain(column: Column, value: Any) -> Any:
    if column.kind in (Kind.MONEY, Kind.COUNT) and isinstance(value, int):
        return value
    return harmless(cell(column, value))


def _write_xlsx(
    file: Any, headings: Sequence[str], columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        looks = {
            Kind.MONEY: book.add_format({"num_format": "#,##0"}),
            Kind.DAY: book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, 18)
            sheet.write_string(0, place, heading, bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                _write_cell(sheet, (line, place), column, row[column.key], looks)


def _write_cell(
    sheet: Any, at: tuple[int, int], column: Column, value: Any, looks: Mapping[Kind, Any]
) -> None:
    if column.kind in (Kind.MONEY, Kind.COUNT) and isinstance(value, int):
        sheet.write_number(*at, value, looks[Kind.MONEY])
    elif column.kind is Kind.DAY and isinstance(value, date):
        sheet.write_datetime(*at, datetime(value.year, value.month, value.day), looks[Kind.DAY])  # noqa: DTZ001
    else:
        sheet.write_string(*at, cell(column, value))
