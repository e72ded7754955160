"""Spreadsheets that the tests make: honest ones, and those that harm a careless reader."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ("Sao kê", "Hai", "Ba")) -> bytes:
    """Dates are written as dd/mm/yyyy; None leaves a cell out."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"default_date_format": "dd/mm/yyyy hh:mm:ss", "strings_to_formulas": False}
    ) as book:
        for name, rows in zip(names, sheets, strict=False):
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(number, column, value)
    return out.getvalue()


def xls(rows: Sequence[Sequence[Any]]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Sao kê")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                page.write(number, column, value, day if hasattr(value, "year") else xlwt.Style.default_style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts: str) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def raw_xlsx(sheet_data: str) -> bytes:
    """A legal .xlsx whose only sheet holds `sheet_data` as it is."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>',
    }
    return zipped(**parts)


def far_corner() -> bytes:
    """Two filled cells, the first and the last that a sheet can have."""
    return raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def ods(*rows: Sequence[str], manifest: str = "") -> bytes:
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{OPEN_DOCUMENT}:office:1.0" xmlns:table="{OPEN_DOCUMENT}:table:1.0" '
        f'xmlns:text="{OPEN_DOCUMENT}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Một">'
        f"{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    parts["META-INF/manifest.xml"] = manifest or f'<manifest xmlns="{OPEN_DOCUMENT}:manifest:1.0"/>'
    return zipped(**parts)


def with_password(book: bytes) -> bytes:
    """An .xls whose second record claims that all others are enciphered (FILEPASS)."""
    return book.replace(b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04", 1)
