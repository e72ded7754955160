"""Killed, crowded, full, read-only, locked, damaged: nothing that was acknowledged is lost, nothing is there twice."""

import os
import pwd
import random
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from khfund import db
from khfund.db import Database
from khfund.errors import BusyError, IntegrityError, StorageError
from khfund.ledger import AccountRole, balances
from khfund.reports.check import check
from tests.builders import an_office
from tests.child import in_child, on_a_full_disk
from tests.run_torture import DELAY, expected_runs, run_faults, run_ground, stored_runs
from tests.torture import DAY, crowd, expected, faults, ground, kill_once, stored


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_is_twice_when_writers_are_killed(database):
    books, chance = ground(database), random.Random(20261122)

    for _ in range(20):
        kill_once(books, chance)

    assert stored(books) == expected(books.done)
    assert faults(books) == []


@pytest.mark.slow
def test_a_run_of_300_payments_that_is_killed_is_paid_once(database):
    books, chance = run_ground(database), random.Random(20261123)

    for _ in range(5):
        kill_once(books, chance, delay=DELAY)

    assert stored_runs(books) == expected_runs(books.done)
    assert run_faults(books) == []


@pytest.mark.slow
def test_twenty_processes_post_fifty_entries_each(database):
    office = an_office(database)

    crowd(office, 20, 50)

    numbers = office.read(
        lambda s: s.execute(text("SELECT voucher_number FROM entry ORDER BY id")).scalars().all()
    )
    assert numbers == list(range(1, 1_001))
    assert office.read(lambda s: balances(s, office.unit, DAY)) == {
        (office.kh, office.account(AccountRole.CASH)): 1_000_000,
        (office.kh, office.account(AccountRole.GIFTS)): -1_000_000,
    }
    assert office.read(check) == []


# -- bad places ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(sqlite_database):
    office = an_office(sqlite_database)
    for number in range(1, 41):
        office.gift(DAY, number)
    sqlite_database.dispose()
    return office


def entries(office):
    return office.read(lambda s: s.scalar(text("SELECT COUNT(*) FROM entry")))


def post_one(office):
    return office.gift(DAY, 1_000)


def test_a_full_disk_is_a_storage_failure_and_changes_nothing(office):
    size = office.database.file.stat().st_size

    told = [on_a_full_disk(limit, lambda: post_one(office)) for limit in (0, 512, 4_096, size // 2, size - 1)]

    assert [type(refusal) for refusal in told] == [StorageError] * 5
    assert {refusal.exit_code for refusal in told} == {5}
    assert entries(office) == 40
    assert office.read(check) == []


def as_nobody(work):
    """Do `work` in a child that is not root, whom no permission holds back."""

    def lowered():
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        return work()

    return in_child(lowered)


@pytest.fixture
def public_office(office):
    """The same books in a folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    file = shutil.copyfile(office.database.file, folder / "books.sqlite")
    file.chmod(0o666)
    office.database = Database(file)
    yield office
    office.database.dispose()
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_read_only_file_is_a_storage_failure(public_office):
    public_office.database.file.chmod(0o444)

    refusal = as_nobody(lambda: post_one(public_office))

    assert (type(refusal), str(refusal)) == (
        StorageError,
        "Không đọc hoặc ghi được nơi lưu sổ: attempt to write a readonly database. Chưa có gì thay đổi.",
    )
    assert as_nobody(lambda: entries(public_office)) == 40


def test_a_read_only_folder_is_a_storage_failure(public_office):
    public_office.database.file.parent.chmod(0o555)

    refusal = as_nobody(lambda: post_one(public_office))

    assert (type(refusal), refusal.exit_code) == (StorageError, 5)
    assert as_nobody(lambda: entries(public_office)) == 40


def test_a_file_that_may_not_be_read_is_a_storage_failure(public_office):
    public_office.database.file.chmod(0o000)

    refusal = as_nobody(lambda: entries(public_office))

    assert (type(refusal), refusal.exit_code) == (StorageError, 5)


def test_locked_books_are_busy(office, monkeypatch):
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.1)
    office.database = Database(office.database.file)
    other = sqlite3.connect(office.database.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(BusyError) as writing:
        post_one(office)
    with pytest.raises(BusyError) as reading:
        entries(office)

    other.close()
    assert (writing.value.exit_code, reading.value.exit_code) == (3, 3)
    assert entries(office) == 40


@pytest.mark.parametrize("pages", [0.01, 1, 2, -40, -2, -1])
def test_a_truncated_file_is_an_integrity_failure(office, pages):
    file = office.database.file
    whole = file.read_bytes()
    kept = whole[: int(pages * 4_096)]
    file.write_bytes(kept)

    with pytest.raises(IntegrityError) as refusal:
        post_one(office)

    assert refusal.value.exit_code == 4
    assert file.read_bytes() == kept


def test_a_file_of_something_else_is_an_integrity_failure(office):
    office.database.file.write_bytes(b"PK\x03\x04" + b"x" * 9_000)

    with pytest.raises(IntegrityError) as refusal:
        post_one(office)

    assert (refusal.value.exit_code, office.database.file.stat().st_size) == (4, 9_004)


def test_an_empty_file_is_no_book(office):
    office.database.file.write_bytes(b"")

    with pytest.raises(StorageError) as refusal:
        post_one(office)

    assert "no such table" in str(refusal.value)
