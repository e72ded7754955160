import os
import shutil
import sqlite3
import threading
from datetime import date

import pytest
from sqlalchemy import make_url

from khfund.backup import BackupInfo, backup, sqlite_books
from khfund.backup.backup import BackupExistsError, BackupUnfaithfulError
from khfund.backup.backup_file import PassphraseEmptyError, unpack
from khfund.backup.log_state import BooksUnsoundError, log_state
from khfund.db import Database
from khfund.errors import StorageError
from tests import postgres
from tests.builders import an_office
from tests.child import files_in, on_a_full_disk

DAY = date(2026, 3, 5)


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(DAY, 500_000)
    return office


def test_a_backup_tells_how_far_the_books_got(office, tmp_path):
    state = office.read(log_state)

    found = backup(office.database, tmp_path / "to" / "a.khbackup")

    assert found == BackupInfo(
        file=str(tmp_path / "to" / "a.khbackup"),
        engine=office.database.url.get_backend_name(),
        size=(tmp_path / "to" / "a.khbackup").stat().st_size,
        last_command=3,
        last_command_at="2027-01-15T03:00:00.000000+00:00",
        root=state.root,
        encrypted=False,
        with_key=False,
        trial="restored" if office.database.is_sqlite else "listed",
    )


def test_only_the_backup_is_left_and_only_its_owner_may_read_it(office, tmp_path):
    backup(office.database, tmp_path / "to" / "a.khbackup")

    assert [one.name for one in (tmp_path / "to").iterdir()] == ["a.khbackup"]
    assert (tmp_path / "to" / "a.khbackup").stat().st_mode & 0o777 == 0o600


def test_a_backup_never_replaces_a_file(office, tmp_path):
    (tmp_path / "a.khbackup").write_text("cũ", encoding="utf-8")

    with pytest.raises(BackupExistsError) as refusal:
        backup(office.database, tmp_path / "a.khbackup")

    assert str(refusal.value) == f"Đã có {tmp_path}/a.khbackup; hãy chọn tên khác cho bản sao lưu."
    assert (tmp_path / "a.khbackup").read_text(encoding="utf-8") == "cũ"


def test_an_empty_passphrase_is_refused(office, tmp_path):
    with pytest.raises(PassphraseEmptyError) as refusal:
        backup(office.database, tmp_path / "a.khbackup", passphrase=" ")

    assert str(refusal.value) == "Mật khẩu để trống; hãy đặt mật khẩu có nội dung."


def test_the_signing_key_goes_only_into_an_encrypted_backup(office, tmp_path):
    key = tmp_path / "books.key"
    key.write_text("00" * 32, encoding="utf-8")

    bare = backup(office.database, tmp_path / "bare", key=key)
    sealed = backup(office.database, tmp_path / "sealed", key=key, passphrase="đồng lúa")

    assert (bare.with_key, bare.encrypted, sealed.with_key, sealed.encrypted) == (False, False, True, True)
    assert b"00" * 32 not in (tmp_path / "sealed").read_bytes()
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    assert unpack(tmp_path / "sealed", tmp_path / "x", "đồng lúa").key == b"00" * 32
    assert unpack(tmp_path / "bare", tmp_path / "y", None).key is None


def test_contradicting_books_are_kept_aside_and_do_not_count(sqlite_database, tmp_path):
    an_office(sqlite_database).gift(DAY, 500_000)
    with sqlite3.connect(sqlite_database.file) as books:
        books.execute("DROP TRIGGER command_unchanged")
        books.execute("UPDATE command SET body = '{}' WHERE number = 3")

    with pytest.raises(BooksUnsoundError) as refusal:
        backup(sqlite_database, tmp_path / "to" / "a.khbackup")

    assert refusal.value.exit_code == 4
    assert refusal.value.facts["file"] == "a.khbackup.khong-khop"
    assert [one.name for one in (tmp_path / "to").iterdir()] == ["a.khbackup.khong-khop"]


def test_the_trial_is_a_whole_restore_where_the_owner_may_make_databases(postgresql_database, tmp_path):
    an_office(postgresql_database).gift(DAY, 500_000)
    owner = make_url(str(postgresql_database.owner_url)).set(username=postgres.ADMINISTRATOR)
    books = Database(
        postgresql_database.url.render_as_string(hide_password=False),
        owner.render_as_string(hide_password=False),
    )

    found = backup(books, tmp_path / "a.khbackup")

    books.dispose()
    assert found.trial == "restored"
    query = "SELECT count(*) FROM pg_database WHERE datname LIKE 'khfund_trial_%'"
    with postgresql_database.engine.connect() as connection:
        assert connection.exec_driver_sql(query.replace("%", "%%")).scalar() == 0


def test_books_are_backed_up_while_others_write(office, tmp_path):
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            written.append(office.gift(DAY, 1_000))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [backup(office.database, tmp_path / f"{number}") for number in range(3)]
    finally:
        stop.set()
        writer.join()

    numbers = [one.last_command for one in found]
    assert numbers == sorted(numbers)
    assert 3 <= numbers[0] <= numbers[-1] <= 3 + len(written)
    assert found[-1].root == office.read(lambda session: log_state(session, numbers[-1])).root


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(office, tmp_path):
    (tmp_path / "to").mkdir(mode=0o500)

    with pytest.raises(StorageError) as refusal:
        backup(office.database, tmp_path / "to" / "a.khbackup")

    assert refusal.value.exit_code == 5


def test_a_place_that_is_no_folder_is_told(office, tmp_path):
    (tmp_path / "to").write_text("")

    with pytest.raises(StorageError) as refusal:
        backup(office.database, tmp_path / "to" / "a.khbackup")

    assert refusal.value.exit_code == 5
    assert (tmp_path / "to").read_text() == ""


@pytest.mark.parametrize("passphrase", [None, "đồng lúa"])
def test_a_full_disk_leaves_nothing_behind(sqlite_database, tmp_path, passphrase):
    an_office(sqlite_database)
    sqlite_database.dispose()
    (tmp_path / "to").mkdir()
    before = files_in(tmp_path)

    refusal = on_a_full_disk(
        20_000, lambda: backup(sqlite_database, tmp_path / "to" / "a", passphrase=passphrase)
    )

    assert isinstance(refusal, StorageError)
    assert refusal.exit_code == 5
    assert files_in(tmp_path) == before


def test_a_copy_that_is_no_prefix_of_the_books_is_refused(
    sqlite_database, sqlite_template, tmp_path, monkeypatch
):
    an_office(sqlite_database)
    other = Database(shutil.copyfile(sqlite_template, tmp_path / "other.sqlite"))
    an_office(other, opened=date(2025, 1, 1))
    other.dispose()
    monkeypatch.setattr(sqlite_books, "copy_in_use", lambda _books, copy: shutil.copyfile(other.file, copy))

    with pytest.raises(BackupUnfaithfulError) as refusal:
        backup(sqlite_database, tmp_path / "to" / "a.khbackup")

    assert str(refusal.value) == (
        "Bản sao lưu không khớp với nhật ký của sổ; không giữ lại. Hãy báo người phụ trách."
    )
    assert list((tmp_path / "to").iterdir()) == []
