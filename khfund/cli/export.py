"""`export`: the journal in the formats of other programs."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from khfund.calendar import DateRange
from khfund.cli.edge import Edge, pass_edge, progress, writing_to
from khfund.cli.words import Command, option
from khfund.reports.journal_export import Form, export_journal
from khfund.unit import find_unit


@contextmanager
def writing_whole(file: Path, *, mode: int = 0o644) -> Iterator[Path]:
    """Give a path to write to that becomes `file` when all is written; nothing half is left under that name.

    `mode` says who may read it.

    Raises: FileUnwritableError.
    """
    with writing_to(file):
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        os.close(handle)
        unfinished = Path(name)
        try:
            yield unfinished
            unfinished.chmod(mode)
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)


@click.command("export", cls=Command)
@click.argument("form", type=click.Choice([form.value for form in Form]))
@click.argument("file", type=click.Path(path_type=Path))
@option("--days", "days_text", help="Khoảng ngày: 2026, 2026-03 hoặc 2026-01-01..2026-06-30.")
@option("--of", "unit_codes", multiple=True, help="Gộp các đơn vị này; lặp lại cho từng mã.")
@pass_edge
def export_(edge: Edge, form: str, file: Path, days_text: str | None, unit_codes: tuple[str, ...]) -> None:
    """Xuất sổ nhật ký cho beancount, hledger, hoặc thành bảng csv, xlsx."""
    days = DateRange.parse(days_text) if days_text else None
    with (
        edge.reading() as session,
        writing_whole(file) as unfinished,
        progress("Đang xuất", quiet=edge.as_json) as show,
    ):
        units = [find_unit(session, code) for code in dict.fromkeys(unit_codes)] or [edge.unit(session)]
        count = export_journal(
            session, [one.id for one in units], unfinished, Form(form), days=days, progress=show
        )
    edge.tell(
        {"entries": count, "file": str(file), "form": form}, "Đã xuất {entries:so} bút toán vào {file}."
    )
