from datetime import date

import attrs
import pytest

from khfund.backup import backup
from khfund.backup.backup_file import BackupDamagedError, unpack
from khfund.backup.trial import bring_up_file, is_current, try_out
from tests.builders import an_office


@pytest.fixture
def taken(sqlite_database, tmp_path):
    an_office(sqlite_database).gift(date(2026, 3, 5), 500_000)
    backup(sqlite_database, tmp_path / "a.khbackup")
    return tmp_path / "a.khbackup"


def test_a_trial_leaves_nothing_behind(taken, sqlite_database, tmp_path):
    (tmp_path / "place").mkdir()

    assert try_out(taken, tmp_path / "place", None, sqlite_database) == "restored"

    assert list((tmp_path / "place").iterdir()) == []


def test_books_that_are_not_those_of_the_manifest_are_refused(taken, tmp_path):
    (tmp_path / "place").mkdir()
    unpacked = unpack(taken, tmp_path / "place", None)
    other = attrs.evolve(unpacked, manifest=attrs.evolve(unpacked.manifest, last_command=2))

    with pytest.raises(BackupDamagedError) as refusal:
        bring_up_file(other, "a.khbackup")

    assert refusal.value.facts == {"file": "a.khbackup", "reason": "root"}


def test_books_of_this_version_are_current(database):
    assert is_current(database)
