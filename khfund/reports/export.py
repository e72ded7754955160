"""Publish a statement: one dataset as PDF, HTML, XLSX, CSV and JSON, with the schema of the last two.

Everything is written into a folder beside the target and then moved there at once, so that nobody ever sees half a
statement, and an older statement of the same name is never mixed with a newer one.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.resources
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from khfund.calendar import VIET_NAM
from khfund.errors import KhfundError
from khfund.reports import page, workbook
from khfund.reports.disclosure import Disclosure
from khfund.reports.journal_export import harmless
from khfund.reports.statement_table import tables
from khfund.reports.table import CellKind, Column, Table

FORMAT = "khfund-public-statement/1"
JSON_FILE, SCHEMA_FILE, PACKAGE_FILE = "statement.json", "statement.schema.json", "datapackage.json"
Progress = Callable[[int, int], None]


class StatementExistsError(KhfundError):
    """What was published stays; another statement gets another folder."""

    message = (
        "Thư mục {folder} đã có và không trống; hãy chọn thư mục khác để không lẫn với báo cáo đã công bố."
    )
    english = "The folder {folder} exists and is not empty; choose another one, so as not to mix with what was published."


def publish(shown: Disclosure, folder: Path, *, progress: Progress | None = None) -> list[str]:
    """Write all renderings into `folder`, which must be new or empty, and return the names of the files.

    Raises: StatementExistsError; OSError where the place cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StatementExistsError(folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    names = []
    try:
        makers = renderings(shown)
        for done, (name, make) in enumerate(makers.items(), 1):
            (unfinished / name).write_bytes(make())
            names.append(name)
            if progress:
                progress(done, len(makers))
        (unfinished / "SHA256SUMS").write_text(_sums(unfinished), encoding="ascii")
        unfinished.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return sorted([*names, "SHA256SUMS"])


def renderings(shown: Disclosure) -> dict[str, Callable[[], bytes]]:
    """Return every file of a statement by its name, each as the function that makes it."""
    makers: dict[str, Callable[[], bytes]] = {
        "statement.pdf": lambda: page.pdf(shown),
        "statement.html": lambda: page.html(shown).encode(),
        "statement.xlsx": lambda: workbook.xlsx(shown),
        JSON_FILE: lambda: json_text(shown).encode(),
        SCHEMA_FILE: lambda: _pretty(schema(shown)).encode(),
        PACKAGE_FILE: lambda: _pretty(package(shown)).encode(),
        "README.txt": lambda: _readme(shown).encode("utf-8-sig"),
    }
    for table in tables(shown):
        makers[f"{table.key}.csv"] = lambda table=table: csv_text(table).encode("utf-8-sig")  # type: ignore[misc]
    return makers


def _sums(folder: Path) -> str:
    files = sorted(folder.iterdir())
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def csv_text(table: Table) -> str:
    """Give a table as CSV: keys as headings, amounts as plain digits, ISO days, no cell that acts as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.key for column in table.columns])
    for record in table.records():
        writer.writerow(["" if value is None else harmless(value) for value in record.values()])
    return out.getvalue()


def package(shown: Disclosure) -> dict[str, Any]:
    """Describe the CSV files as a Data Package: each field's name, Vietnamese title and type."""
    return {
        "profile": "tabular-data-package",
        "name": "khfund-public-statement",
        "title": f"Báo cáo công khai – {shown.letterhead.body}",
        "created": shown.made_at.astimezone(VIET_NAM).isoformat(timespec="seconds"),
        "resources": [
            {
                "name": table.key,
                "title": table.title,
                "path": f"{table.key}.csv",
                "encoding": "utf-8",
                "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
            }
            for table in tables(shown)
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    kind = {CellKind.TEXT: "string", CellKind.DAY: "date"}.get(column.kind, "integer")
    field = {"name": column.key, "title": column.title, "type": kind}
    return field | ({"unit": "đồng"} if column.kind is CellKind.AMOUNT else {})


# -- JSON --------------------------------------------------------------------------------------------------------------


def json_text(shown: Disclosure) -> str:
    """Give the statement as JSON: amounts are integers in đồng, days are ISO dates, `last` is inclusive."""
    head = {key: json.dumps(value, ensure_ascii=False) for key, value in _head(shown).items()}
    parts = [f"{json.dumps(key)}: {value}" for key, value in head.items()]
    parts.append('"tables": {\n' + ",\n".join(_json_tables(shown)) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json_tables(shown: Disclosure) -> Iterator[str]:
    """One row a line, so that two statements can be compared line by line."""
    for table in tables(shown):
        rows = ",\n".join(json.dumps(record, ensure_ascii=False) for record in table.records())
        yield f'"{table.key}": [' + (f"\n{rows}\n]" if rows else "]")


def _head(shown: Disclosure) -> dict[str, Any]:
    letter, log = shown.letterhead, shown.log
    return {
        "$schema": SCHEMA_FILE,
        "format": FORMAT,
        "publisher": {
            "parent": letter.parent,
            "body": letter.body,
            "number": letter.number,
            "place": letter.place,
        },
        "day": letter.day.isoformat(),
        "units": list(shown.units),
        "period": {"first": shown.days.start.isoformat(), "last": shown.days.last.isoformat()},
        "all_funds": shown.all_funds,
        "made_at": shown.made_at.astimezone(VIET_NAM).isoformat(timespec="seconds"),
        "currency": "VND",
        "rounding": "none",
        "checkpoint": {"origin": log.origin, "size": log.size, "root": log.root, "text": log.text}
        if log
        else None,
    }


def schema(shown: Disclosure) -> dict[str, Any]:
    """State the form of `statement.json` as JSON Schema."""
    text, day = {"type": "string"}, {"type": "string", "format": "date"}
    point = _object({"origin": text, "size": {"type": "integer", "minimum": 0}, "root": text, "text": text})
    parts = {
        "$schema": text,
        "format": {"const": FORMAT},
        "publisher": _object(dict.fromkeys(("parent", "body", "number", "place"), text)),
        "day": day,
        "units": {"type": "array", "items": text, "minItems": 1},
        "period": _object({"first": day, "last": day}),
        "all_funds": {"type": "boolean"},
        "made_at": {"type": "string", "format": "date-time"},
        "currency": {"const": "VND"},
        "rounding": {"const": "none"},
        "checkpoint": {"anyOf": [{"type": "null"}, point]},
        "tables": _object({table.key: _rows_schema(table) for table in tables(shown)}),
    }
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Public statement of funds"}
    return about | _object(parts)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _rows_schema(table: Table) -> dict[str, Any]:
    rows = _object({column.key: _cell_schema(column) for column in table.columns})
    return {"title": table.title, "type": "array", "items": rows}


def _cell_schema(column: Column) -> dict[str, Any]:
    about: dict[str, Any] = {"title": column.title}
    if column.kind is CellKind.AMOUNT:
        return about | {"type": "integer"}
    if column.kind is CellKind.COUNT:
        return about | {"type": ["integer", "null"]}
    if column.kind is CellKind.DAY:
        return about | {"type": ["string", "null"], "format": "date"}
    return about | {"type": "string"}


def _pretty(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# -- what the files are ------------------------------------------------------------------------------------------------


def _readme(shown: Disclosure) -> str:
    told = importlib.resources.files("khfund.reports").joinpath("templates", "README.txt").read_text("utf-8")
    files = "\n".join(
        f"  {table.key}.csv{' ' * (21 - len(table.key))}{table.title}" for table in tables(shown)
    )
    return told.format(body=shown.letterhead.body, days=shown.days, files=files)
