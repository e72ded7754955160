"""Copies of the books that count because they were restored once before anybody needs them.

Read in this order: `log_state` (how far the books got), `backup_file` (what a backup is), `sqlite_books` and
`postgresql_books` (the two engines' own ways), `backup` (take one), `restore`, `upgrade`.

Invariants kept here: I10 (a backup is a prefix of the books it was taken from) and I11 (a restore that is refused
leaves everything as it was).
"""

from khfund.backup.backup import BackupInfo, backup
from khfund.backup.restore import RestoreInfo, restore
from khfund.backup.upgrade import UpgradeInfo, upgrade

__all__ = ["BackupInfo", "RestoreInfo", "UpgradeInfo", "backup", "restore", "upgrade"]
