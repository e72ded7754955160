import sqlite3
from datetime import date

import pytest

from khfund import audit
from khfund.backup.log_state import (
    BooksUnsoundError,
    is_prefix,
    log_state,
    opened,
    require_sound,
    told_plainly,
)
from khfund.errors import BusyError, IntegrityError, StorageError
from tests.builders import an_office


def test_books_tell_their_last_command_and_their_root(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 500_000)

    state = office.read(log_state)

    top = office.read(lambda s: audit.root([audit.leaf_hash(line) for line in audit.lines(s)]))
    assert (state.last_command, state.at, state.root) == (3, "2027-01-15T03:00:00.000000+00:00", top.hex())


def test_books_without_commands_have_the_root_of_nothing(database):
    with database.reading() as session:
        state = log_state(session)

    assert (state.last_command, state.at, state.root) == (0, "", audit.root([]).hex())


def test_books_went_through_what_they_were_and_not_through_what_others_are(database):
    office = an_office(database)
    earlier = office.read(log_state)
    office.gift(date(2026, 3, 5), 500_000)
    later = office.read(log_state)

    assert office.read(lambda s: log_state(s, up_to=2)) == earlier
    assert office.read(lambda s: is_prefix(earlier, s))
    assert office.read(lambda s: is_prefix(later, s))
    other = type(earlier)(2, earlier.at, later.root)
    assert not office.read(lambda s: is_prefix(other, s))


def test_unsound_books_are_refused_with_the_first_fault(sqlite_database):
    office = an_office(sqlite_database)
    with sqlite3.connect(sqlite_database.file) as books:
        books.execute("DROP TRIGGER leaf_kept")

    with pytest.raises(BooksUnsoundError) as refusal:
        office.read(lambda s: require_sound(s, "a.khbackup"))

    assert refusal.value.exit_code == 4
    assert str(refusal.value) == (
        "Sổ trong a.khbackup không khớp ở 1 chỗ; chỗ đầu tiên: I9: chốt bảo vệ «leaf_kept» thiếu hoặc đã bị sửa. "
        "Đừng dùng bản này; hãy báo người phụ trách."
    )


def test_sound_books_pass(database):
    an_office(database).read(lambda s: require_sound(s, "a"))


def test_nothing_holds_the_file_afterwards(sqlite_database):
    with opened(sqlite_database.file) as books, books.reading() as session:
        assert log_state(session).last_command == 0

    assert books.engine.pool.checkedin() == 0


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(28, "No space left on device", "a"), StorageError),
        (OSError("no number"), StorageError),
        (sqlite3.OperationalError("database is locked"), BusyError),
        (sqlite3.DatabaseError("database disk image is malformed"), IntegrityError),
        (sqlite3.OperationalError("database or disk is full"), StorageError),
    ],
)
def test_failures_of_disks_are_told_as_refusals(failure, told):
    with pytest.raises(told), told_plainly():
        raise failure
