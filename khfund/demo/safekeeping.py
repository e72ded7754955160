"""What an association does with its books when the year is over: check, verify, sign, back up, restore once."""

from __future__ import annotations

import tempfile
from pathlib import Path

import attrs

from khfund import audit
from khfund.backup import backup, restore
from khfund.command import contradictions
from khfund.demo.office import Office
from khfund.reports.check import check

ORIGIN = "khfund/MS"


@attrs.frozen
class Kept:
    """How the books stand: what was found wrong, the length and root of the log, the commands that came back."""

    findings: tuple[str, ...]
    commands: int
    root: str
    backup_bytes: int
    restored_commands: int


def key_of(office: Office) -> Path:
    """Where the association's signing key is kept: beside its books."""
    return Path(f"{office.database.file}.key")


def keep_safe(office: Office, out: Path) -> Kept:
    """Check and verify the books, write a signed checkpoint, back up, and restore into another place."""
    with office.database.reading() as session:
        found = [str(one) for one in check(session)] + list(contradictions(session))
        key = audit.signing_key(key_of(office))
        point = audit.checkpoint(session, ORIGIN, key)
    (out / "dau-moc-2025.txt").write_text(str(point), encoding="utf-8")
    (out / "dau-moc-2025.vkey").write_text(
        audit.verifier_key(ORIGIN, key.public_key()) + "\n", encoding="utf-8"
    )
    copy = out / "khfund-demo.backup"
    copy.unlink(missing_ok=True)
    taken = backup(office.database, copy)
    with tempfile.TemporaryDirectory(prefix="khfund-") as folder:
        restored = restore(copy, str(Path(folder) / "khfund.sqlite"))
    return Kept(tuple(found), point.size, point.root.hex(), taken.size, restored.last_command)
