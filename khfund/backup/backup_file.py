"""A backup is one file: a ZIP archive of the books and their manifest, inside an age envelope if a passphrase is given.

Both are formats that other programs read too: `age -d` opens the envelope, any ZIP program the archive, `sqlite3` or
`pg_restore` the books.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import attrs
import pyrage

from khfund.errors import KhfundError, StorageError

FORMAT = "khfund-backup-1"
PAYLOADS = {"sqlite": "books.sqlite", "postgresql": "books.dump"}
KEY = "books.key"
ENVELOPE = b"age-encryption.org/v1"
_CHUNK = 1 << 20
_MANIFEST_MAX = 1 << 16  # bytes


class NoBackupError(KhfundError):
    """A restore reads a file that `khfund backup` made."""

    message = "Tệp {file} không phải là bản sao lưu của khfund; hãy chọn đúng tệp."
    english = "The file {file} is no backup made by khfund; choose the right file."


class BackupDamagedError(KhfundError):
    """A backup is whole: its content has the length and the digest that its manifest states."""

    message = "Bản sao lưu {file} bị cắt cụt hoặc hỏng ({reason}); hãy dùng bản sao lưu khác."
    english = "The backup {file} is cut short or damaged ({reason}); use another one."
    exit_code = 4


class PassphraseNeededError(KhfundError):
    """An encrypted backup is opened with its passphrase."""

    message = (
        "Bản sao lưu {file} có mật khẩu; hãy cho mật khẩu bằng --passphrase-file hoặc biến KHFUND_PASSPHRASE."
    )
    english = "The backup {file} is encrypted; give its passphrase by --passphrase-file or the variable KHFUND_PASSPHRASE."


class PassphraseWrongError(KhfundError):
    """An encrypted backup is opened with the passphrase it was made with."""

    message = "Mật khẩu không mở được bản sao lưu {file}; hãy kiểm tra lại mật khẩu."
    english = "The passphrase does not open the backup {file}; check it."


class PassphraseEmptyError(KhfundError):
    """A passphrase that protects a backup is not empty."""

    message = "Mật khẩu để trống; hãy đặt mật khẩu có nội dung."
    english = "The passphrase is empty; choose one with content."


@attrs.frozen
class Manifest:
    """What a backup says of its books; `taken_at` and `last_command_at` are ISO text in UTC, `root` the log's."""

    engine: str
    khfund: str
    schema: str
    taken_at: str
    last_command: int
    last_command_at: str
    root: str
    size: int = 0
    sha256: str = ""


@attrs.frozen
class Unpacked:
    """What came out of a backup: its manifest, the file of the books, and the signing key if it was put in."""

    manifest: Manifest
    books: Path
    key: bytes | None


def pack(books: Path, manifest: Manifest, archive: Path, *, key: Path | None = None) -> None:
    """Write `archive` from the file of the books; the manifest gets their length and digest."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        with books.open("rb") as source, out.open(PAYLOADS[manifest.engine], "w", force_zip64=True) as member:
            size, digest = _copy(source, member)
        if key is not None:
            out.write(key, KEY)
        stated = attrs.asdict(attrs.evolve(manifest, size=size, sha256=digest))
        out.writestr("manifest.json", json.dumps({"format": FORMAT, **stated}, indent=1))


def _copy(source: IO[bytes], target: IO[bytes], most: int | None = None) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        size += len(chunk)
        if most is not None and size > most:
            break
        digest.update(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def seal(archive: Path, target: Path, passphrase: str) -> None:
    """Write `target`, the archive in an age envelope that `passphrase` opens.

    Raises: PassphraseEmptyError.
    """
    target.write_bytes(pyrage.passphrase.encrypt(archive.read_bytes(), readable(passphrase)))


def readable(passphrase: str) -> str:
    """Return a passphrase in the one form that every keyboard's Vietnamese leads to (NFC).

    Raises: PassphraseEmptyError.
    """
    if not passphrase.strip():
        raise PassphraseEmptyError
    return unicodedata.normalize("NFC", passphrase)


def unpack(file: Path, folder: Path, passphrase: str | None) -> Unpacked:
    """Open a backup into `folder`; what is there afterwards has the digest that the manifest states.

    Raises: NoBackupError, BackupDamagedError, PassphraseNeededError, PassphraseWrongError, StorageError.
    """
    archive = _opened(file, folder, passphrase)
    try:
        with zipfile.ZipFile(archive) as within:
            return _extracted(within, folder, file.name)
    except OSError as failure:
        if (
            failure.errno != errno.EINVAL
        ):  # a place before the file's beginning, from a damaged table of contents
            raise
        raise BackupDamagedError(file=file.name, reason="ZIP") from failure
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as failure:
        if archive == file and not _starts_with(file, b"PK"):
            raise NoBackupError(file=file.name) from failure
        raise BackupDamagedError(file=file.name, reason=str(failure)) from failure


def _opened(file: Path, folder: Path, passphrase: str | None) -> Path:
    if not _starts_with(file, ENVELOPE):
        return file
    if passphrase is None:
        raise PassphraseNeededError(file=file.name)
    archive = folder / "opened.zip"
    try:
        archive.write_bytes(pyrage.passphrase.decrypt(file.read_bytes(), readable(passphrase)))
    except pyrage.DecryptError as failure:
        if str(failure) == "Decryption failed":  # what the library says when the passphrase does not fit
            raise PassphraseWrongError(file=file.name) from failure
        raise BackupDamagedError(file=file.name, reason=str(failure)) from failure
    return archive


def _starts_with(file: Path, head: bytes) -> bool:
    with file.open("rb") as source:
        return source.read(len(head)) == head


def _extracted(within: zipfile.ZipFile, folder: Path, name: str) -> Unpacked:
    manifest = _manifest(within, name)
    if shutil.disk_usage(folder).free < manifest.size:
        raise StorageError(reason=f"cần {manifest.size:,} byte trống để mở bản sao lưu")
    books = folder / PAYLOADS[manifest.engine]
    if books.name not in within.namelist():
        raise NoBackupError(file=name)
    with within.open(books.name) as source, books.open("xb") as target:
        found = _copy(source, target, manifest.size)
    if found != (manifest.size, manifest.sha256):
        raise BackupDamagedError(file=name, reason="SHA-256")
    key = (
        within.read(KEY)
        if KEY in within.namelist() and within.getinfo(KEY).file_size < _MANIFEST_MAX
        else None
    )
    return Unpacked(manifest, books, key)


def _manifest(within: zipfile.ZipFile, name: str) -> Manifest:
    if "manifest.json" not in within.namelist() or within.getinfo("manifest.json").file_size > _MANIFEST_MAX:
        raise NoBackupError(file=name)
    try:
        stated: dict[str, Any] = json.loads(within.read("manifest.json"))
        if stated.pop("format") != FORMAT:
            raise NoBackupError(file=name)
        manifest = Manifest(**stated)
    except (ValueError, TypeError, KeyError, AttributeError) as failure:
        raise NoBackupError(file=name) from failure
    whole = all(type(number) is int and number >= 0 for number in (manifest.size, manifest.last_command))
    if manifest.engine not in PAYLOADS or not whole:
        raise NoBackupError(file=name)
    return manifest
