import shutil
from datetime import date

import pytest
from sqlalchemy import text

from khfund import db
from khfund.backup import UpgradeInfo, restore, upgrade
from khfund.backup.log_state import BooksUnsoundError, log_state
from khfund.backup.trial import BooksTooNewError
from tests.builders import an_office

NEXT = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", {before!r}, None, None


def upgrade():
    op.execute({statement!r})
"""


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 500_000)
    return office


@pytest.fixture
def newer_program(tmp_path, monkeypatch):
    """Make the program one whose newest migration executes a statement."""

    def make(statement):
        folder = tmp_path / "migrations"
        shutil.copytree(db.MIGRATIONS, folder)
        before = db._newest()
        (folder / "versions" / "9999_next.py").write_text(NEXT.format(before=before, statement=statement))
        monkeypatch.setattr(db, "MIGRATIONS", folder)
        return before

    return make


def test_books_of_this_version_need_nothing(office, tmp_path):
    found = upgrade(office.database, tmp_path / "backups")

    assert found == UpgradeInfo(found.now, office.database.version(), None)
    assert not (tmp_path / "backups").exists()


def test_older_books_are_backed_up_and_brought_to_this_version(office, newer_program, tmp_path):
    before = newer_program("CREATE TABLE novelty (id INTEGER)")
    state = office.read(log_state)

    found = upgrade(office.database, tmp_path / "backups")

    assert (found.found, found.now, office.database.version()) == (before, "9999", "9999")
    assert found.backup.file == str(next((tmp_path / "backups").iterdir()))
    assert office.read(log_state) == state
    office.gift(date(2026, 3, 6), 1_000)


def test_the_backup_before_an_upgrade_brings_the_books_back(sqlite_database, newer_program, tmp_path):
    office = an_office(sqlite_database)
    newer_program("CREATE TABLE novelty (id INTEGER)")
    taken = upgrade(office.database, tmp_path / "backups").backup

    found = restore(taken.file, tmp_path / "b.sqlite")

    assert (found.last_command, found.migrated) == (2, True)


def test_a_migration_that_spoils_the_books_is_found_on_the_copy(sqlite_database, newer_program, tmp_path):
    office = an_office(sqlite_database)
    before = newer_program("UPDATE account SET role = 'cash' WHERE id = 1; DELETE FROM counter")
    newer_program_spoils = "INSERT INTO day_total SELECT 1, '2026-01-01', 1, 1, 5, 0"
    (tmp_path / "migrations" / "versions" / "9999_next.py").write_text(
        NEXT.format(before=before, statement=newer_program_spoils)
    )
    state = office.read(log_state)

    with pytest.raises(BooksUnsoundError):
        upgrade(office.database, tmp_path / "backups")

    assert (office.database.version(), office.read(log_state)) == (before, state)


def test_books_of_a_newer_program_are_left_alone(sqlite_database, tmp_path):
    an_office(sqlite_database)
    with sqlite_database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(BooksTooNewError) as refusal:
        upgrade(sqlite_database, tmp_path / "backups")

    assert str(refusal.value) == (
        "Sổ ở phiên bản 9999 do chương trình mới hơn ghi; hãy cập nhật khfund rồi làm lại."
    )
    assert list((tmp_path / "backups").iterdir()) == []
