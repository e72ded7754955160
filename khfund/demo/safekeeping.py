"""What an association does when the year is over: check, verify, sign, publish, back up, restore once."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import attrs
from sqlalchemy.orm import Session

from khfund import audit
from khfund.backup import backup, restore
from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.demo.office import UNIT, Office, at
from khfund.demo.papers import Bar
from khfund.demo.public_window import open_window
from khfund.reports.check import check
from khfund.reports.disclosure import Disclosure
from khfund.reports.export import publish
from khfund.reports.public_statement import build
from khfund.unit import find_unit

ORIGIN = f"khfund/{UNIT}"
PUBLISHED = date(2026, 3, 20)


@attrs.frozen
class Kept:
    """How the books stand: what was found wrong, the length and root of the log, the commands that came back."""

    findings: tuple[str, ...]
    commands: int
    root: str
    statement: tuple[str, ...]
    backup_bytes: int
    restored_commands: int


def keep_safe(office: Office, out: Path, bar: Bar) -> Kept:
    """Publish the year, then check and verify the books, sign them, back up, restore into another place."""
    open_window(office, UNIT, audit.signing_key(_key_file(office)), ORIGIN)
    with office.database.reading() as session:
        found = [str(one) for one in check(session)] + list(contradictions(session))
        point = _sign(session, office, out)
        with bar("Lập báo cáo công khai") as show:
            names = publish(_statement(session, point), _empty(out / "statement-2025"), progress=show)
    copy = out / "khfund-demo.backup"
    copy.unlink(missing_ok=True)
    taken = backup(office.database, copy)
    with tempfile.TemporaryDirectory(prefix="khfund-") as folder:
        restored = restore(copy, str(Path(folder) / "khfund.sqlite"))
    return Kept(tuple(found), point.size, point.root.hex(), tuple(names), taken.size, restored.last_command)


def _sign(session: Session, office: Office, out: Path) -> audit.Checkpoint:
    """Write the signed checkpoint and the key by which everybody can check it."""
    key = audit.signing_key(_key_file(office))
    point = audit.checkpoint(session, ORIGIN, key)
    (out / "dau-moc-2025.txt").write_text(str(point), encoding="utf-8")
    (out / "dau-moc-2025.vkey").write_text(
        f"{audit.verifier_key(ORIGIN, key.public_key())}\n", encoding="utf-8"
    )
    return point


def _key_file(office: Office) -> Path:
    return Path(f"{office.database.file}.key")


def _statement(session: Session, point: audit.Checkpoint) -> Disclosure:
    units = [find_unit(session, UNIT)]
    return build(session, units=units, days=DateRange.year(2025), made_at=at(PUBLISHED, 9), checkpoint=point)


def _empty(folder: Path) -> Path:
    """The folder of an earlier run of the example is removed: what it published was an example too."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder
