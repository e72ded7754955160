"""The machine: versions, room on the disk, work that is stuck; for whoever keeps it, without a figure of the books."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from flask import url_for
from flask_admin import expose
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from admin.job import STATE_NAMES, Job, State, now
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, books, reading, store
from admin.words import _
from khfund.errors import KhfundError
from khfund.unit import Unit

STUCK = timedelta(minutes=10)  # work that waits longer finds no worker
ROOM_MIN = 2_000_000_000  # bytes


class System(Page):
    """How the machine is."""

    looks = "system.look"
    title = "Máy chủ"
    section = "Quản trị"
    address = "may-chu"

    @expose("/")
    def index(self) -> str:
        """Show versions, room and work."""
        counts, stuck = work_counts()
        return self.render(
            "backup/system.html",
            programs=self._programs(),
            room=room(),
            work=[(_(STATE_NAMES[state]), counts.get(state, 0)) for state in State],
            lamps=lamps(stuck),
        )

    def _programs(self) -> list[tuple[str, str]]:
        held = books()
        engine = f"SQLite {sqlite3.sqlite_version}"
        if not held.is_sqlite:
            engine = f"PostgreSQL {reading().scalar(text('SHOW server_version'))}"
        return [
            ("khfund", version("khfund")),
            ("Python", platform.python_version()),
            (_("Cơ sở dữ liệu"), engine),
            (_("Phiên bản của sổ"), held.version() or "-"),
            (_("Hệ điều hành"), f"{platform.system()} {platform.release()}"),
        ]


def room() -> list[tuple[str, int]]:
    """What the books take and what is free, in bytes; only of what lies on this machine."""
    held = books()
    if held.file is None:
        size = reading().scalar(text("SELECT pg_database_size(current_database())")) or 0
        return [(_("Sổ chiếm"), int(size))]
    return [(_("Sổ chiếm"), held.file.stat().st_size), (_("Đĩa còn trống"), free(held.file))]


def free(file: Path) -> int:
    """The bytes that are free where a file lies."""
    return shutil.disk_usage(file.parent).free


def work_counts() -> tuple[dict[State, int], int]:
    """How much long work there is by state, and how much has waited too long."""
    waits = (Job.state == State.WAITING) & (Job.asked < now() - STUCK)
    with store().session() as session:
        found = session.execute(select(Job.state, func.count()).group_by(Job.state))
        counts = {State(state): count for state, count in found}
        return counts, session.scalar(select(func.count()).select_from(Job).where(waits)) or 0


def lamps(stuck: int) -> list[tuple[str, str]]:
    """Lamps (urgency, sentence) of the machine."""
    return [_version_lamp(), *_room_lamp(), _work_lamp(stuck)]


def _version_lamp() -> tuple[str, str]:
    try:
        books().require_current()
    except KhfundError as refusal:
        return "late", str(refusal)
    return "", _("Sổ và chương trình cùng phiên bản.")


def _room_lamp() -> Iterator[tuple[str, str]]:
    file = books().file
    if file is not None and free(file) < ROOM_MIN:
        yield "late", _("Đĩa sắp đầy; hãy dọn bớt hoặc thêm chỗ.")
    elif file is not None:
        yield "", _("Đĩa còn đủ chỗ.")


def _work_lamp(stuck: int) -> tuple[str, str]:
    if stuck:
        return "late", _(
            "{count:so} việc chạy nền chờ quá mười phút; hãy xem `khfund work` có chạy không.", count=stuck
        )
    return "", _("Không có việc chạy nền nào bị kẹt.")


@todo("system.look", beside=True)
def _wrong(_session: Session, _unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    red = [sentence for urgency, sentence in lamps(work_counts()[1]) if urgency == "late"]
    yield Task(_("chỗ cần xem của máy chủ"), len(red), url_for("system.index"), Urgency.LATE)
