"""What the engines say, in our words."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from khfund.engine_failure import GuardedError, translated
from khfund.errors import BusyError, IntegrityError, StorageError

SAID = [
    (sqlite3.OperationalError("database is locked"), BusyError),
    (sqlite3.OperationalError("database or disk is full"), StorageError),
    (sqlite3.OperationalError("attempt to write a readonly database"), StorageError),
    (sqlite3.DatabaseError("file is not a database"), IntegrityError),
    (sqlite3.DatabaseError("database disk image is malformed"), IntegrityError),
    (sqlite3.IntegrityError("entry: rows never change"), GuardedError),
]


@pytest.mark.parametrize(("said", "ours"), SAID, ids=[str(said) for said, _ in SAID])
def test_what_an_engine_says_becomes_a_refusal(said, ours):
    with pytest.raises(ours) as refusal, translated():
        raise said

    assert type(refusal.value) is ours


def test_the_statement_and_its_parameters_are_never_repeated():
    failure = OperationalError(
        "INSERT INTO donor", {"name": "Lò Thị Kín"}, sqlite3.OperationalError("disk I/O error")
    )

    with pytest.raises(StorageError) as refusal, translated():
        raise failure

    assert str(refusal.value) == "Không đọc hoặc ghi được nơi lưu sổ: disk I/O error. Chưa có gì thay đổi."


def test_a_mistake_in_our_own_sql_stays_what_it_is():
    with pytest.raises(ProgrammingError), translated():
        raise ProgrammingError("SELEC 1", {}, Exception("syntax error"))
