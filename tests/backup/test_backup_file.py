import hashlib
import json
import unicodedata
import zipfile

import pytest

from khfund.backup.backup_file import (
    BackupDamagedError,
    Manifest,
    NoBackupError,
    PassphraseEmptyError,
    PassphraseNeededError,
    PassphraseWrongError,
    pack,
    readable,
    seal,
    unpack,
)
from khfund.errors import StorageError

BOOKS = b"the books " * 100_000
MANIFEST = Manifest(
    "sqlite", "0.1.0", "0001", "2026-11-22T06:00:00+00:00", 3, "2026-11-22T05:00:00+00:00", "ab"
)


@pytest.fixture
def packed(tmp_path):
    (tmp_path / "books").write_bytes(BOOKS)
    pack(tmp_path / "books", MANIFEST, tmp_path / "a.khbackup")
    return tmp_path / "a.khbackup"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def test_what_was_packed_comes_out(packed, place):
    found = unpack(packed, place, None)

    assert found.books.read_bytes() == BOOKS
    assert (found.manifest.size, found.manifest.sha256) == (len(BOOKS), hashlib.sha256(BOOKS).hexdigest())
    assert found.manifest.last_command_at == MANIFEST.last_command_at
    assert found.key is None


def test_any_zip_program_opens_a_backup(packed):
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["books.sqlite", "manifest.json"]
        assert json.loads(archive.read("manifest.json"))["format"] == "khfund-backup-1"


def test_a_sealed_backup_opens_with_its_passphrase_alone(packed, place, tmp_path):
    seal(packed, tmp_path / "sealed", "Đồng lúa")

    with pytest.raises(PassphraseNeededError) as needed:
        unpack(tmp_path / "sealed", place, None)
    with pytest.raises(PassphraseWrongError) as wrong:
        unpack(tmp_path / "sealed", place, "Đồng lầy")
    found = unpack(
        tmp_path / "sealed", place, unicodedata.normalize("NFD", "Đồng lúa")
    )  # the same, typed letter by letter

    assert found.books.read_bytes() == BOOKS
    assert str(needed.value) == (
        "Bản sao lưu sealed có mật khẩu; hãy cho mật khẩu bằng --passphrase-file hoặc biến KHFUND_PASSPHRASE."
    )
    assert str(wrong.value) == "Mật khẩu không mở được bản sao lưu sealed; hãy kiểm tra lại mật khẩu."


def test_a_sealed_backup_that_is_damaged_is_told_from_a_wrong_passphrase(packed, place, tmp_path):
    seal(packed, tmp_path / "sealed", "x")
    whole = (tmp_path / "sealed").read_bytes()
    damaged = {"cut": whole[:-10], "cut in the head": whole[:60], "changed": whole[:-5] + b"X" + whole[-4:]}

    for content in damaged.values():
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(BackupDamagedError) as refusal:
            unpack(tmp_path / "bad", place, "x")
        assert refusal.value.exit_code == 4


def test_the_content_must_have_the_digest_that_is_stated(packed, place, tmp_path):
    rewrite(packed, tmp_path / "bad", manifest={"sha256": "0" * 64})

    with pytest.raises(BackupDamagedError) as refusal:
        unpack(tmp_path / "bad", place, None)

    assert str(refusal.value) == (
        "Bản sao lưu bad bị cắt cụt hoặc hỏng (SHA-256); hãy dùng bản sao lưu khác."
    )


def test_a_file_that_swells_beyond_its_stated_length_is_stopped(packed, place, tmp_path):
    rewrite(packed, tmp_path / "bad", manifest={"size": 10})

    with pytest.raises(BackupDamagedError):
        unpack(tmp_path / "bad", place, None)

    assert (place / "books.sqlite").stat().st_size <= 10


def test_books_that_would_not_fit_are_told_before_anything_is_written(packed, place, tmp_path):
    rewrite(packed, tmp_path / "huge", manifest={"size": 10**18})

    with pytest.raises(StorageError):
        unpack(tmp_path / "huge", place, None)

    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": "other"},
        {"engine": "oracle"},
        {"size": -1},
        {"size": 1.5},
        {"last_command": "3"},
        {"unknown": 1},
    ],
)
def test_a_zip_with_another_manifest_is_no_backup(packed, place, tmp_path, manifest):
    rewrite(packed, tmp_path / "other.zip", manifest=manifest)

    with pytest.raises(NoBackupError) as refusal:
        unpack(tmp_path / "other.zip", place, None)

    assert str(refusal.value) == "Tệp other.zip không phải là bản sao lưu của khfund; hãy chọn đúng tệp."


@pytest.mark.parametrize(
    "members", [{}, {"manifest.json": "[]"}, {"manifest.json": "{"}, {"manifest.json": "{}"}]
)
def test_a_zip_without_a_manifest_is_no_backup(place, tmp_path, members):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)

    with pytest.raises(NoBackupError):
        unpack(tmp_path / "other.zip", place, None)


def test_a_backup_without_its_books_is_none(packed, place, tmp_path):
    rewrite(packed, tmp_path / "other.zip", manifest={"engine": "postgresql"})

    with pytest.raises(NoBackupError):
        unpack(tmp_path / "other.zip", place, None)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"%PDF-1.7", b"x" * 1000])
def test_any_other_file_is_no_backup(place, tmp_path, content):
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(NoBackupError):
        unpack(tmp_path / "other", place, None)


def test_a_passphrase_is_one_however_it_is_typed():
    assert readable(unicodedata.normalize("NFD", "Đồng")) == readable("Đồng")


def test_an_empty_passphrase_protects_nothing():
    with pytest.raises(PassphraseEmptyError):
        readable("  ")


def rewrite(packed, file, *, manifest):
    """Write a backup whose manifest states something else."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(file, "w") as new:
        new.writestr("books.sqlite", old.read("books.sqlite"))
        new.writestr("manifest.json", json.dumps(json.loads(old.read("manifest.json")) | manifest))
