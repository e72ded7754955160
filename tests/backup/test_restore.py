import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

import khfund.backup
from khfund.backup import RestoreInfo, backup, restore
from khfund.backup.backup_file import BackupDamagedError, NoBackupError
from khfund.backup.log_state import BooksUnsoundError, log_state
from khfund.backup.postgresql_books import DatabaseNotEmptyError
from khfund.backup.restore import BackupOfOtherEngineError, BooksInTheWayError, NewerBooksError
from khfund.db import Database
from khfund.errors import BusyError, StorageError
from khfund.ledger import find_fund, fund_balance
from tests import postgres
from tests.builders import an_office
from tests.child import KILLED, dying_at, files_in, in_child, lines_run, on_a_full_disk
from tests.conftest import IN_CI

DAY = date(2026, 3, 5)
BACKUP = str(Path(khfund.backup.__file__).parent)


@pytest.fixture
def office(sqlite_database):
    office = an_office(sqlite_database)
    office.gift(DAY, 500_000)
    return office


def state_of(file):
    books = Database(file)
    try:
        with books.reading() as session:
            return log_state(session)
    finally:
        books.dispose()


# -- into an empty place ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("passphrase", [None, "đồng lúa"])
def test_books_come_back_as_they_were(office, tmp_path, passphrase):
    key = tmp_path / "books.key"
    key.write_text("00" * 32, encoding="utf-8")
    taken = backup(office.database, tmp_path / "a.khbackup", passphrase=passphrase, key=key)

    target, new_key = tmp_path / "new" / "b.sqlite", tmp_path / "new" / "b.key"
    found = restore(tmp_path / "a.khbackup", target, passphrase=passphrase, key=new_key)

    assert found == RestoreInfo(
        place=str(target),
        last_command=taken.last_command,
        last_command_at=taken.last_command_at,
        taken_at=found.taken_at,
        migrated=False,
        with_key=passphrase is not None,
        aside=None,
    )
    assert state_of(target) == office.read(log_state)
    assert new_key.exists() == (passphrase is not None)
    expected = {"b.sqlite"} | ({"b.key"} if passphrase else set())
    assert {one.name for one in (tmp_path / "new").iterdir()} == expected


def test_restored_books_go_on(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")

    restore(tmp_path / "a.khbackup", tmp_path / "b.sqlite")
    office.database = Database(tmp_path / "b.sqlite")
    office.gift(DAY, 250_000)

    balance = office.read(lambda s: fund_balance(s, find_fund(s, office.unit, "KH"), DAY))
    assert balance.total == 750_000


def test_books_come_back_into_an_empty_postgresql_database(
    postgresql_database, postgres_server, names, tmp_path
):
    office = an_office(postgresql_database)
    office.gift(DAY, 500_000)
    backup(postgresql_database, tmp_path / "a.khbackup")
    empty = next(names)
    postgres_server.create(empty)
    owner_url = postgres_server.url(empty, postgres.OWNER)

    found = restore(tmp_path / "a.khbackup", postgres_server.url(empty), owner_url=owner_url)

    office.database = Database(postgres_server.url(empty), owner_url)
    office.gift(DAY, 250_000)
    balance = office.read(lambda s: fund_balance(s, find_fund(s, office.unit, "KH"), DAY))
    office.database.dispose()
    postgres_server.drop(empty)
    assert (found.place, found.last_command, balance.total) == (empty, 3, 750_000)


def test_a_postgresql_database_with_books_is_never_overwritten(postgresql_database, tmp_path):
    an_office(postgresql_database).gift(DAY, 500_000)
    backup(postgresql_database, tmp_path / "a.khbackup")
    url = postgresql_database.url.render_as_string(hide_password=False)
    owner_url = postgresql_database.owner_url.render_as_string(hide_password=False)

    with pytest.raises(DatabaseNotEmptyError) as refusal:
        restore(tmp_path / "a.khbackup", url, owner_url=owner_url, overwrite=True)

    name = postgresql_database.url.database
    assert str(refusal.value) == (
        f"Cơ sở dữ liệu {name} không trống; hãy tạo một cơ sở dữ liệu mới để khôi phục vào đó."
    )


def test_contradicting_books_leave_the_postgresql_database_empty(
    postgresql_database, postgres_server, names, tmp_path
):
    an_office(postgresql_database).gift(DAY, 500_000)
    database = postgresql_database.url.database
    backup(postgresql_database, tmp_path / "before")
    postgres_server.run(
        "ALTER TABLE command DISABLE TRIGGER ALL",
        "UPDATE command SET body = '{}' WHERE number = 3",
        "ALTER TABLE command ENABLE TRIGGER ALL",
        database=database,
    )
    backup(postgresql_database, tmp_path / "a.khbackup")  # listed only: the owner may make no database here
    empty = next(names)
    postgres_server.create(empty)
    owner_url = postgres_server.url(empty, postgres.OWNER)

    with pytest.raises(BooksUnsoundError):
        restore(tmp_path / "a.khbackup", postgres_server.url(empty), owner_url=owner_url)

    found = restore(tmp_path / "before", postgres_server.url(empty), owner_url=owner_url)
    postgres_server.drop(empty)
    assert found.last_command == 3


def test_a_backup_goes_back_to_the_engine_it_came_from(postgresql_database, tmp_path):
    an_office(postgresql_database)
    backup(postgresql_database, tmp_path / "a.khbackup")

    with pytest.raises(BackupOfOtherEngineError) as refusal:
        restore(tmp_path / "a.khbackup", tmp_path / "b.sqlite")

    assert str(refusal.value) == (
        "Bản sao lưu a.khbackup là của postgresql nhưng nơi khôi phục là sqlite; hãy chọn --db cho đúng loại."
    )
    assert not (tmp_path / "b.sqlite").exists()


# -- over books ---------------------------------------------------------------------------------------------------


def test_books_are_not_overwritten_unless_told(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    office.database.dispose()
    before = office.database.file.read_bytes()

    with pytest.raises(BooksInTheWayError) as refusal:
        restore(tmp_path / "a.khbackup", office.database.file)

    assert str(refusal.value) == (
        f"Ở {office.database.file} đã có sổ; thêm --overwrite để thay (sổ cũ được giữ lại bên cạnh) "
        "hoặc chọn nơi khác."
    )
    assert office.database.file.read_bytes() == before


def test_newer_books_are_named_with_what_they_know(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    office.gift(DAY, 250_000)

    with pytest.raises(NewerBooksError) as refusal:
        restore(tmp_path / "a.khbackup", office.database.file)

    at = "lúc 10:00:00 15/01/2027"
    assert str(refusal.value) == (
        f"Sổ ở {office.database.file} có việc mà bản sao lưu không có: lệnh cuối của sổ là 4 ({at}), của bản sao "
        f"lưu là 3 ({at}). Thêm --overwrite nếu vẫn muốn thay; sổ cũ được giữ lại bên cạnh."
    )


def test_books_that_went_another_way_are_refused_like_newer_ones(office, sqlite_template, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    other = tmp_path / "other.sqlite"
    other.write_bytes(sqlite_template.read_bytes())
    books = Database(other)
    an_office(books)
    books.dispose()

    with pytest.raises(NewerBooksError) as refusal:
        restore(tmp_path / "a.khbackup", other)

    assert (refusal.value.facts["existing"], refusal.value.facts["restored"]) == (2, 3)


def test_when_told_the_old_books_are_kept_aside(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    office.gift(DAY, 250_000)
    newer = office.read(log_state)
    office.database.dispose()

    found = restore(tmp_path / "a.khbackup", office.database.file, overwrite=True)

    assert state_of(office.database.file).last_command == 3
    assert state_of(found.aside) == newer
    assert Path(found.aside).name.startswith("books.truoc-2")


def test_books_too_damaged_to_be_read_are_replaced_when_told(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    office.database.dispose()
    office.database.file.write_bytes(b"\0" * 5000)
    Path(f"{office.database.file}-wal").write_bytes(b"left")

    found = restore(tmp_path / "a.khbackup", office.database.file, overwrite=True)

    assert state_of(office.database.file).last_command == 3
    assert Path(found.aside).read_bytes() == b"\0" * 5000
    assert Path(f"{found.aside}-wal").read_bytes() == b"left"


def test_books_in_which_somebody_writes_are_not_replaced(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    writer = sqlite3.connect(office.database.file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with pytest.raises(BusyError):
        restore(tmp_path / "a.khbackup", office.database.file, overwrite=True)

    writer.close()
    assert not list(tmp_path.glob("*.truoc-*"))


def test_a_key_that_is_there_is_left_alone(office, tmp_path):
    key = tmp_path / "books.key"
    key.write_text("00" * 32, encoding="utf-8")
    backup(office.database, tmp_path / "a.khbackup", passphrase="đồng lúa", key=key)
    key.write_text("11" * 32, encoding="utf-8")

    found = restore(tmp_path / "a.khbackup", tmp_path / "b.sqlite", passphrase="đồng lúa", key=key)

    assert (found.with_key, key.read_text(encoding="utf-8")) == (False, "11" * 32)


# -- what goes wrong ----------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StorageError) as refusal:
        restore(tmp_path / "none", tmp_path / "b.sqlite")

    assert refusal.value.exit_code == 5
    assert list(tmp_path.iterdir()) == []


def test_damage_anywhere_is_refused_and_leaves_nothing(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    whole = (tmp_path / "a.khbackup").read_bytes()
    (tmp_path / "to").mkdir()

    for place in range(0, len(whole), max(1, len(whole) // 40)):
        (tmp_path / "bad").write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            restore(tmp_path / "bad", tmp_path / "to" / "b.sqlite")
        except (BackupDamagedError, NoBackupError):
            assert list((tmp_path / "to").iterdir()) == []
        else:  # a byte of the archive that carries nothing, such as a time of day
            assert state_of(tmp_path / "to" / "b.sqlite") == office.read(log_state)
            (tmp_path / "to" / "b.sqlite").unlink()


def test_a_backup_cut_short_anywhere_is_refused(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    whole = (tmp_path / "a.khbackup").read_bytes()

    for length in range(0, len(whole), max(1, len(whole) // 40)):
        (tmp_path / "bad").write_bytes(whole[:length])
        with pytest.raises((BackupDamagedError, NoBackupError)):
            restore(tmp_path / "bad", tmp_path / "to" / "b.sqlite")

    assert list((tmp_path / "to").iterdir()) == []


def test_a_full_disk_leaves_the_old_books(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    office.database.dispose()
    before = files_in(tmp_path)

    refusal = on_a_full_disk(
        20_000, lambda: restore(tmp_path / "a.khbackup", office.database.file, overwrite=True)
    )

    assert isinstance(refusal, StorageError)
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("part", range(0, 12, 4 if IN_CI else 1))
def test_a_kill_in_the_middle_leaves_the_old_books_or_the_new_ones(office, tmp_path, part):
    backup(office.database, tmp_path / "a.khbackup")
    office.gift(DAY, 250_000)
    books, newer = office.database.file, office.read(log_state)
    office.database.dispose()

    def work():
        return restore(tmp_path / "a.khbackup", books, overwrite=True).last_command

    probe = tmp_path / "probe.sqlite"
    probe.write_bytes(books.read_bytes())
    lines = lines_run(BACKUP, lambda: restore(tmp_path / "a.khbackup", probe, overwrite=True))
    died = in_child(dying_at(lines - 3 * part, BACKUP, work))

    assert died == KILLED
    found = state_of(books)
    if found != newer:
        (aside,) = books.parent.glob("books.truoc-*")
        assert (found.last_command, state_of(aside)) == (3, newer)
    assert restore(tmp_path / "a.khbackup", books, overwrite=True).last_command == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_keeps_its_books(office, tmp_path):
    backup(office.database, tmp_path / "a.khbackup")
    (tmp_path / "to").mkdir(mode=0o500)

    with pytest.raises(StorageError):
        restore(tmp_path / "a.khbackup", tmp_path / "to" / "b.sqlite")
