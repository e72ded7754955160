"""Backups: the copies that are there, when they were last restored on trial, and one more now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm
from admin.job import Progress, Result, long_work, start_job
from admin.job_form import asks
from admin.listing import Column, Kind
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, books
from admin.words import _
from khfund.audit import key_file
from khfund.backup.keeping import Kept, backups_in, take, try_again
from khfund.calendar import now_utc
from khfund.db import Database
from khfund.errors import KhfundError
from khfund.unit import Unit

OLD = timedelta(days=2)  # a newest backup older than this is a danger
UNTRIED = timedelta(days=35)
COLUMNS = (
    Column("name", "Tên tệp"),
    Column("taken", "Sao lưu lúc", Kind.MOMENT),
    Column("size", "Cỡ (byte)", Kind.COUNT),
    Column("tried", "Khôi phục thử lúc", Kind.MOMENT),
)


class BackupFolderUnsaidError(KhfundError):
    """Books on a server say where their copies go."""

    message = "Chưa biết sao lưu vào đâu; hãy đặt KHFUND_BACKUPS hoặc --backups khi mở văn phòng."
    english = "It is not said where backups go; set KHFUND_BACKUPS, or --backups when the office is started."


class Backups(Page):
    """The copies of the books."""

    looks = "backup"
    title = "Sao lưu"
    section = "Quản trị"
    address = "sao-luu"

    @expose("/")
    def index(self) -> str:
        """Show the copies, and whether the newest is new and was tried."""
        folder = folder_of(books(), current_app.extensions["khfund.config"].backups)
        kept = backups_in(folder) if folder else []
        return self.render(
            "backup/backups.html",
            folder=folder,
            columns=COLUMNS,
            rows=[_row(one) for one in kept],
            lamps=lamps(kept),
            encrypted="KHFUND_PASSPHRASE" in os.environ,
        )

    @asks("/moi", "backup", DeedForm, "Sao lưu ngay", button="Sao lưu", shows="told_before")
    def take(self, _session: Session, form: DeedForm) -> str:
        """Take a backup now."""
        return start_job("backup.take", "Sao lưu sổ", request_id=form.request_id.data)

    @asks(
        "/thu", "backup", DeedForm, "Khôi phục thử bản mới nhất", button="Khôi phục thử", shows="told_before"
    )
    def try_(self, _session: Session, form: DeedForm) -> str:
        """Restore the newest backup on trial."""
        return start_job("backup.try", "Khôi phục thử bản sao lưu mới nhất", request_id=form.request_id.data)

    def told_before(self, _session: Session) -> dict[str, Any]:
        """Refuse at once where nothing is said of the folder."""
        require_folder(books(), current_app.extensions["khfund.config"].backups)
        return {}


@long_work("backup.take", looks="backup")
def take_now(job: Progress, held: Database) -> Result:
    """Take a backup; it is restored on trial before it counts."""
    job.tell(0, 1)
    folder = require_folder(held, current_app.extensions["khfund.config"].backups)
    info = take(held, folder, passphrase=os.environ.get("KHFUND_PASSPHRASE") or None, key=key_file(held.file))
    said = {"name": Path(info.file).name, "size": info.size, "last": info.last_command}
    tried = "Đã sao lưu {name} ({size:so} byte) đến lệnh {last}; đã khôi phục thử và kiểm tra."
    listed = "Đã sao lưu {name} ({size:so} byte) đến lệnh {last}; chưa khôi phục thử được trên máy chủ này."
    return Result(tried if info.trial == "restored" else listed, said)


@long_work("backup.try", looks="backup")
def try_now(job: Progress, held: Database) -> Result:
    """Restore the newest backup on trial."""
    job.tell(0, 1)
    folder = require_folder(held, current_app.extensions["khfund.config"].backups)
    kept = try_again(held, folder, passphrase=os.environ.get("KHFUND_PASSPHRASE") or None)
    return Result("Đã khôi phục thử {name} và kiểm tra: dùng được.", {"name": kept.file.name})


def folder_of(held: Database, said: str | None) -> Path | None:
    """Where the copies go: as was said, or beside an SQLite file."""
    if said:
        return Path(said)
    return Path(f"{held.file}.backups") if held.file is not None else None


def require_folder(held: Database, said: str | None) -> Path:
    """Where the copies go.

    Raises: BackupFolderUnsaidError.
    """
    folder = folder_of(held, said)
    if folder is None:
        raise BackupFolderUnsaidError
    return folder


def lamps(kept: list[Kept]) -> list[tuple[str, str]]:
    """Lamps (urgency, sentence): whether the newest copy is new, and whether one was tried lately."""
    now = now_utc()
    if not kept:
        return [("late", _("Chưa có bản sao lưu nào."))]
    new = kept[0].taken > now - OLD
    tried = max((one.tried for one in kept if one.tried), default=None)
    return [
        ("", _("Bản mới nhất chưa quá hai ngày."))
        if new
        else ("late", _("Bản mới nhất đã quá hai ngày; hãy sao lưu ngay và xem lại lịch sao lưu.")),
        ("", _("Đã khôi phục thử trong 35 ngày gần đây."))
        if tried and tried > now - UNTRIED
        else ("soon", _("Hơn 35 ngày chưa khôi phục thử; hãy khôi phục thử một bản.")),
    ]


def _row(one: Kept) -> dict[str, Any]:
    return {"name": one.file.name, "taken": one.taken, "size": one.size, "tried": one.tried}


@todo("backup", beside=True)
def _late(_session: Session, _unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    folder = folder_of(books(), current_app.extensions["khfund.config"].backups)
    kept = backups_in(folder) if folder else []
    red = [sentence for urgency, sentence in lamps(kept) if urgency == "late"]
    yield Task(_("bản sao lưu đã cũ hoặc chưa có"), len(red), url_for("backups.index"), Urgency.LATE)
