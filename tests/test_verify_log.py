"""The verifier that needs no khfund gives the verdict of `khfund verify`, on honest books and on changed ones."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khfund import audit
from khfund.command import contradictions
from khfund.ledger import AccountRole, NewEntry, post_all
from tests.builders import an_office, tamper

VERIFIER = Path(__file__).parent.parent / "docs" / "verify_log.py"
DAY = date(2026, 3, 1)
ORIGIN = "khuyenhoc.example/sl"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def verify(*arguments):
    """Run the verifier as an inspector would, with nothing of khfund in reach."""
    finished = subprocess.run(
        [sys.executable, "-I", VERIFIER, *arguments], capture_output=True, text=True, check=False, cwd="/"
    )
    return finished.returncode, finished.stdout.splitlines()


@pytest.fixture
def office(sqlite_database):
    office = an_office(sqlite_database)
    office.gift(DAY, 500_000)
    two = [office.posting(AccountRole.CASH, AccountRole.GIFTS, amount) for amount in (5, 7)]
    office.do(
        "entry.post", lambda s, c: post_all(s, c, [NewEntry(DAY, "Ủng hộ", two), NewEntry(DAY, "Nữa", two)])
    )
    return office


@pytest.fixture
def published(office, tmp_path):
    """The checkpoint of the books as they stand, with its key, as files."""
    point = office.read(lambda s: audit.checkpoint(s, ORIGIN, KEY))
    (tmp_path / "dau-moc.txt").write_text(str(point))
    (tmp_path / "dau-moc.txt.vkey").write_text(audit.verifier_key(ORIGIN, KEY.public_key()) + "\n")
    return [tmp_path / "dau-moc.txt", tmp_path / "dau-moc.txt.vkey"]


def exported(office, tmp_path):
    file = tmp_path / "nhat-ky.jsonl"
    file.write_text(
        "".join(f"{line}\n" for line in office.read(lambda s: list(audit.lines(s)))), encoding="utf-8"
    )
    return file


def root_of(office):
    return office.read(lambda s: audit.root(map(audit.leaf_hash, audit.lines(s)))).hex()


def test_the_verifier_is_one_page_without_khfund():
    written = VERIFIER.read_text(encoding="utf-8")

    assert len([line for line in written.splitlines() if line]) <= 80
    assert "import khfund" not in written
    assert "from khfund" not in written


def test_honest_books_agree(office, published):
    office.gift(DAY, 600_000)

    assert verify(office.database.file) == (0, [f"Nhật ký 5 lệnh khớp với sổ; gốc {root_of(office)}."])
    assert verify(office.database.file, *published) == (
        0,
        [f"Nhật ký 5 lệnh khớp với sổ, bắt đầu đúng bằng dấu mốc 4 có chữ ký; gốc {root_of(office)}."],
    )


def test_an_exported_log_agrees(office, published, tmp_path):
    office.gift(DAY, 600_000)

    assert verify(exported(office, tmp_path), *published) == (
        0,
        [f"Nhật ký 5 lệnh, bắt đầu đúng bằng dấu mốc 4 có chữ ký; gốc {root_of(office)}."],
    )


def test_an_empty_book_agrees(sqlite_database):
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert verify(sqlite_database.file) == (0, [f"Nhật ký 0 lệnh khớp với sổ; gốc {nothing}."])


def test_an_erased_body_still_verifies(office, published):
    tamper(office.database, "UPDATE command SET body = NULL WHERE number = 3")

    assert verify(office.database.file, *published)[0] == 0


BY_HAND = [
    "UPDATE posting SET amount = 1 WHERE entry_id = 1",
    "UPDATE posting SET amount = amount + 1 WHERE entry_id = 3 AND line = 2",
    "UPDATE entry SET narration = 'khác' WHERE id = 2",
    "UPDATE entry SET day = '2026-03-02' WHERE id = 2",
    "DELETE FROM posting WHERE entry_id = 1",
    "DELETE FROM entry WHERE id = 3",
    "INSERT INTO entry SELECT 9, unit_id, day, 'PK', 2026, 9, 'x', 99, NULL, NULL FROM entry WHERE id = 1",
    "UPDATE command SET kind = 'x' WHERE number = 3",
    "UPDATE command SET at = '2020' WHERE number = 4",
    "UPDATE command SET body = '{}' WHERE number = 3",
    "UPDATE command SET person_id = 1 WHERE number = 3",
    "UPDATE command SET unit_id = NULL WHERE number = 3",
    "UPDATE leaf SET answer = '[]' WHERE number = 3",
    "UPDATE leaf SET line = 'không' WHERE number = 3",
    "DELETE FROM leaf WHERE number = 3",
    "DELETE FROM command WHERE number = 3",
]


@pytest.mark.parametrize("hand", BY_HAND)
def test_changed_books_are_told_in_the_words_of_khfund(office, hand):
    tamper(office.database, hand)

    code, said = verify(office.database.file)

    assert code == 4
    assert sorted(said) == sorted(office.read(lambda s: list(contradictions(s))))


CHANGED = "Nhật ký không còn khớp với dấu mốc 4 đã công bố: lịch sử đã bị sửa."


def test_rewritten_history_does_not_hold_against_its_checkpoint(office, published, tmp_path):
    log = exported(office, tmp_path)
    first, *rest = log.read_text(encoding="utf-8").splitlines()

    log.write_text("\n".join([first.replace("unit.enter", "unit.other"), *rest]) + "\n", encoding="utf-8")

    assert verify(log, *published) == (4, [CHANGED])


def test_a_shortened_log_does_not_hold_against_its_checkpoint(office, published, tmp_path):
    log = exported(office, tmp_path)

    log.write_text("\n".join(log.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")

    assert verify(log, *published) == (4, [CHANGED])


def test_a_checkpoint_of_another_key_is_not_believed(office, published):
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    published[1].write_text(audit.verifier_key(ORIGIN, stranger.public_key()))

    assert verify(office.database.file, *published) == (
        4,
        ["Chữ ký của dấu mốc 4 không đúng với khóa đã cho; đừng tin tệp này."],
    )


def test_what_cannot_be_read_is_no_verdict(tmp_path):
    code, said = verify(tmp_path / "gone.sqlite")

    assert (code, said) == (1, [])
