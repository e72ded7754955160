import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from khfund.backup.backup_file import BackupDamagedError
from khfund.backup.keeping import Kept, NoBackupYetError, backups_in, take, try_again
from khfund.calendar import now_utc
from tests.builders import an_office


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 500_000)
    return office


def older(file, days: int) -> None:
    then = (now_utc() - timedelta(days=days)).timestamp()
    os.utime(file, (then, then))


def put(folder, name: str, days: int):
    folder.mkdir(exist_ok=True)
    (folder / name).touch()
    older(folder / name, days)


def test_a_backup_is_taken_into_the_folder_and_counts_as_tried_where_it_was_restored(office, tmp_path):
    before = datetime.now(UTC).replace(microsecond=0)

    info = take(office.database, tmp_path / "luu")

    (kept,) = backups_in(tmp_path / "luu")
    assert (str(kept.file), kept.size) == (info.file, info.size)
    assert before <= kept.taken
    assert (kept.tried is not None) == (info.trial == "restored") == office.database.is_sqlite


def test_old_backups_are_let_go_of_but_three_are_always_kept(sqlite_database, tmp_path):
    for days in (200, 150, 100, 50):
        put(tmp_path, f"{days}.khfund", days)
    (tmp_path / "150.khfund.tried").touch()
    (tmp_path / "anything.txt").touch()

    take(an_office(sqlite_database).database, tmp_path, keep_days=60)

    left = [one.file.name for one in backups_in(tmp_path)]
    assert left[1:] == ["50.khfund", "100.khfund"]
    assert not (tmp_path / "150.khfund.tried").exists()
    assert (tmp_path / "anything.txt").exists()


def test_the_newest_backup_is_tried_again_and_that_is_noted(office, tmp_path):
    file = take(office.database, tmp_path).file
    note = tmp_path / f"{file}.tried"
    note.unlink(missing_ok=True)

    kept = try_again(office.database, tmp_path)

    assert str(kept.file) == file
    assert note.exists() == (kept.tried is not None) == office.database.is_sqlite


def test_a_backup_that_spoiled_is_not_noted_as_sound(sqlite_database, tmp_path):
    database = an_office(sqlite_database).database
    file = take(database, tmp_path).file
    spoiled = bytearray(Path(file).read_bytes())
    spoiled[len(spoiled) // 2] ^= 0xFF
    Path(file).write_bytes(spoiled)
    (tmp_path / f"{file}.tried").unlink()

    with pytest.raises(BackupDamagedError):
        try_again(database, tmp_path)

    assert [one.tried for one in backups_in(tmp_path)] == [None]


def test_only_a_backup_that_is_there_is_tried(sqlite_database, tmp_path):
    with pytest.raises(NoBackupYetError) as refusal:
        try_again(an_office(sqlite_database).database, tmp_path / "luu")

    assert str(refusal.value) == f"Trong {tmp_path / 'luu'} chưa có bản sao lưu nào."


def test_a_folder_that_is_not_there_holds_none(tmp_path):
    found: list[Kept] = backups_in(tmp_path / "luu")
    assert found == backups_in(tmp_path / ("Ă" * 1_000)) == []
