"""The long work of statements: made into files, published."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from admin.job import Progress, Result, long_work
from khfund import audit
from khfund.calendar import DateRange
from khfund.command import Answer, Command
from khfund.db import Database
from khfund.ledger import find_fund
from khfund.oversight.published_statement import publish_statement
from khfund.reports.export import renderings
from khfund.reports.public_statement import build
from khfund.reports.window import prepare
from khfund.unit import Unit

MAKE, PUBLISH = "statement.make", "statement.publish"


@long_work(MAKE, looks="report.look")
def make_statement(
    job: Progress, books: Database, *, days: str, fund: str | None, earlier: bool = False
) -> Result:
    """Make a statement into files that are taken away; nothing is published."""
    before: Mapping[str, Any] | None = json.loads(job.upload(0)[1]) if earlier else None
    with books.reading() as session:
        unit = session.get_one(Unit, job.unit_id)
        point, _verifier = signed(session, books, unit)
        shown = build(
            session,
            units=[unit],
            days=DateRange.parse(days),
            made_at=datetime.now(UTC),
            funds=[find_fund(session, unit.id, fund)] if fund else None,
            checkpoint=point,
            earlier=before,
        )
    makers = renderings(shown)
    files: dict[str, bytes] = {}
    for done, (name, make) in enumerate(makers.items(), 1):
        files[name] = make()
        job.tell(done, len(makers))
    facts = _told(shown.tally.funds, shown.difference) | {"days": str(shown.days)}
    first: list[tuple[str, bytes | Path]] = [
        (name, files[name]) for name in ("statement.pdf", "statement.xlsx", "statement.json")
    ]
    return Result(SAID, facts, [*first, ("bao-cao.zip", zipped(files))])


SAID = (
    "{days}: đầu kỳ {opening:dong}, nhận {received:dong}, dùng {used:dong}, cuối kỳ {closing:dong}, "
    "chênh lệch {difference:dong}."
)


@long_work(PUBLISH, looks="report.look")
def publish(job: Progress, books: Database, *, days: str) -> Result:
    """Make a statement and publish it: from now on it is kept as it is, and shown on the public window."""
    chosen = DateRange.parse(days)
    with books.reading() as session:
        unit = session.get_one(Unit, job.unit_id)
        point, verifier = signed(session, books, unit)
        ready = prepare(
            session,
            unit,
            chosen,
            made_at=datetime.now(UTC),
            checkpoint=point,
            verifier=verifier,
            progress=job.tell,
        )

    def work(session: Session, command: Command) -> Answer:
        kept = publish_statement(session, command, chosen, ready.figures, ready.files)
        return {
            "statement": kept.id,
            "days": str(chosen),
            "version": kept.version,
            "closing": kept.closing,
            "difference": ready.difference,
        }

    answer = job.run(PUBLISH, {"days": days}, work, step="publish")
    say = "Đã công bố báo cáo ({days}), bản {version}: số dư cuối kỳ {closing:dong}, chênh lệch {difference:dong}."
    return Result(say, answer)


def signed(session: Session, books: Database, unit: Unit) -> tuple[audit.Checkpoint | None, str]:
    """The signed checkpoint to print, with its public key, where the association's key can be kept."""
    place = audit.key_file(books.file)
    if place is None:
        return None, ""
    key, origin = audit.signing_key(place), audit.origin_of(unit.code)
    return audit.checkpoint(session, origin, key), audit.verifier_key(origin, key.public_key())


def _told(lines: Any, difference: int) -> dict[str, int]:
    parts = ("opening", "received", "used", "closing")
    sums = {part: sum(getattr(line, part) for line in lines) for part in parts}
    return sums | {"difference": difference}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """All files in one."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return written.getvalue()
