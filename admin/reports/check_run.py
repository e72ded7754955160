"""What the last checks of the books found: kept beside the books, made again by asking again."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from admin.job import Progress, Result, long_work, now
from admin.office_store import OfficeBase
from khfund import audit
from khfund.db import Database
from khfund.reports.check import check

KEPT = 50  # runs
CHECK = "books.check"
SOUND = "Đã tính lại mọi quy tắc: không thấy chỗ nào sai. Nhật ký {commands:so} lệnh, gốc {root}."
BROKEN = "Sổ không khớp ở {count:so} chỗ. Hãy dừng ghi sổ và báo người phụ trách."


class CheckRun(OfficeBase):
    """One run of all checks: over `commands` commands under `root`; findings as JSON, invariant and sentences."""

    __tablename__ = "check_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]  # UTC, without zone
    person_id: Mapped[int]
    commands: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    findings: Mapped[str] = mapped_column(Text)

    @property
    def found(self) -> list[dict[str, Any]]:
        """What was found: invariant, vi, en."""
        told: list[dict[str, Any]] = json.loads(self.findings)
        return told


def newest_run(session: Session) -> CheckRun | None:
    """Return the last run, if there was one."""
    return session.scalar(select(CheckRun).order_by(CheckRun.id.desc()).limit(1))


@long_work(CHECK, looks="log.look")
def check_books(job: Progress, books: Database) -> Result:
    """Recompute every invariant and the log, and keep what was found."""
    job.tell(0, 2)
    with books.reading() as session:
        found = check(session)
        size = audit.size(session)
        top = audit.root(map(audit.leaf_hash, audit.lines(session))).hex()
    told = [{"invariant": one.invariant, "vi": one.sentence, "en": one.english} for one in found]
    run = CheckRun(
        at=now(),
        person_id=job.person_id,
        commands=size,
        root=top,
        findings=json.dumps(told, ensure_ascii=False),
    )
    with job.store.session() as session:
        session.add(run)
        session.flush()
        session.execute(delete(CheckRun).where(CheckRun.id <= run.id - KEPT))
    job.tell(2, 2)
    facts = {"commands": size, "root": top, "count": len(told)}
    return Result(BROKEN if told else SOUND, facts)
