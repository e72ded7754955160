"""A province with units below it that report, and the forms that they fill in."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl

from khfund.returns.form import Figure, edition_for
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_workbook import Reporter, form_workbook
from khfund.returns.unit_return import Filed, file_return
from khfund.unit import Level, enter_unit, find_unit
from tests.builders import NOW, Office, an_office

Q1 = ReportingPeriod(2026, 1)
Q2 = ReportingPeriod(2026, 2)
YEAR = ReportingPeriod(2026)
RECEIVED = date(2026, 4, 10)
FUND = {"opening": 5_000_000, "raised": 3_000_000, "interest": 0, "other_in": 200_000}
FUND |= {"received": 0, "spent": 1_200_000, "sent": 0, "closing": 7_000_000}


def a_province(database) -> Office:
    """An office with the districts A and B, the commune A1 below A, and an affiliated unit."""
    office = an_office(database)

    def enter(session, command):
        top = find_unit(session, "SL")
        a = enter_unit(
            session, command, "A", "Hội Khuyến học huyện Mường A", level=Level.DISTRICT, parent=top
        )
        enter_unit(session, command, "B", "Hội Khuyến học huyện Mường B", level=Level.DISTRICT, parent=top)
        enter_unit(session, command, "A1", "Hội Khuyến học xã Chiềng Một", level=Level.COMMUNE, parent=a)
        enter_unit(session, command, "TT", "Ban Khuyến học cơ quan", level=Level.AFFILIATED, parent=top)

    office.do("unit.enter", enter, by=office.administrator)
    return office


def fund(row: str = "KH", name: str = "", **changed: int | None) -> list[Figure]:
    """The figures of one fund, those of FUND unless changed; None leaves one blank."""
    told = FUND | changed
    return [Figure(row, code, value, name) for code, value in told.items() if value is not None]


def filed(office: Office, code: str, figures, period: ReportingPeriod = Q1, **more: Any) -> Filed:
    """Have a unit's return kept."""
    more = {"edition": edition_for(period).mark, "received": RECEIVED} | more
    return office.do(
        "return.enter", lambda s, c: file_return(s, c, find_unit(s, code), period, figures, **more)
    )


def blank_form(*codes: str, period: ReportingPeriod = Q1, **more: Any) -> bytes:
    """The form as the product makes it."""
    reporters = [Reporter(code, f"Đơn vị {code}", **more) for code in codes]
    return form_workbook(edition_for(period), period, reporters, made_at=NOW)


def fill(form: bytes, sheet: str, cells: dict[str, Any]) -> bytes:
    """Type into a form as an office does: cells by row and measure code ("KH.raised"), or by address ("C2").

    "Q1" alone is the name beside the row.
    """
    book = openpyxl.load_workbook(io.BytesIO(form))
    page = book[sheet]
    places = addresses(page)
    for where, value in cells.items():
        page[places.get(where, where)] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def addresses(page) -> dict[str, str]:
    """Row and measure code → the cell's address on a sheet of the form."""
    found, columns = {}, {}
    for row in page.iter_rows():
        code = row[0].value
        if isinstance(code, str) and code.startswith("#"):
            columns = {cell.value: cell.column_letter for cell in row[2:] if cell.value}
        elif isinstance(code, str) and columns:
            found[code] = f"B{row[0].row}"
            found |= {f"{code}.{name}": f"{letter}{row[0].row}" for name, letter in columns.items()}
    return found
