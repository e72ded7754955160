"""Books that are locked, full, read-only, damaged or gone: the exit code says whether to try again, nothing is lost."""

import os
import resource
import shutil
import signal
import sqlite3
import tempfile
import time
from pathlib import Path

import pytest

from tests.child import in_child
from tests.cli.shell import Said, Shell
from tests.errors.conftest import dump

DONATION = ("donation", "receive", "--donor", "1", "--day", "01/02/2026", "--part", "KH:1.000")


def test_while_somebody_else_writes_it_is_busy_within_six_seconds(begun: Shell):
    other = sqlite3.connect(begun.url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before, began = dump(begun.url), time.monotonic()

    said = begun(*DONATION)

    assert time.monotonic() - began < 6.5
    other.execute("ROLLBACK")
    other.close()
    assert said == Said(3, "", "Đang có người khác ghi sổ; chưa có gì thay đổi. Hãy thử lại sau ít giây.\n")
    assert dump(begun.url) == before
    assert begun(*DONATION).code == 0


def test_who_only_looks_does_not_wait_for_a_writer(begun: Shell):
    other = sqlite3.connect(begun.url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    said = begun("fund", "list")

    other.execute("ROLLBACK")
    other.close()
    assert said.code == 0


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, os.urandom(8192)], ids=["empty", "text", "random"]
)
@pytest.mark.parametrize(
    "words", [DONATION, ("fund", "list"), ("check",), ("verify",)], ids=lambda words: words[0]
)
def test_what_are_no_books_are_told_to_be_none(begun: Shell, content, words):
    Path(begun.url).write_bytes(content)

    said = begun(*words)

    assert (said.code, said.out) == (2 if content == b"" else 4, "")
    assert said.err.count("\n") == 1
    assert Path(begun.url).read_bytes() == content


def test_books_that_are_not_there_are_not_made(begun: Shell, tmp_path):
    begun.url = str(tmp_path / "none" / "books.sqlite")

    said = begun(*DONATION)

    assert said == Said(2, "", f"Không thấy sổ ở {begun.url}; hãy tạo bằng `khfund init` hoặc sửa --db.\n")
    assert not Path(begun.url).parent.exists()


@pytest.mark.parametrize(
    "url",
    [
        "nosuch://place",
        "postgresql://nobody@127.0.0.1:1/books",
        "mysql://a/b",
        "://",
        "sqlite:///",
        "{folder}",
        "postgresql://a:b:c@d:e/f",
    ],
)
def test_a_place_that_cannot_hold_books_is_told(url, begun: Shell, tmp_path):
    begun.url = url.format(folder=tmp_path)

    said = begun("fund", "list")

    assert (said.code in {2, 5}, said.out) == (True, ""), said
    assert "Chương trình gặp lỗi" not in said.err


def test_a_place_of_another_kind_is_named_without_its_password(begun: Shell):
    begun.url = "mysql://keeper:secret@host/books"

    assert (
        begun("fund", "list").err
        == "«mysql» không phải là tệp SQLite hay URL của PostgreSQL; hãy sửa --db.\n"
    )


def test_a_damaged_page_is_an_integrity_failure(begun: Shell):
    with Path(begun.url).open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 20))

    said = begun("check")

    assert said.code == 4
    assert "Traceback" not in said.err


def limited(most: int, work):
    """`work` in a child whose files may have `most` bytes."""

    def run():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        return work()

    return in_child(run)


@pytest.fixture(autouse=True)
def _a_full_disk_is_an_error_not_a_death():
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_leaves_the_books_as_they_were(begun: Shell):
    size = Path(begun.url).stat().st_size
    for _ in range(100):  # until the last page of the file is full
        before = dump(begun.url)
        said = limited(size, lambda: begun("donor", "enter", "Lan", "--address", "a" * 300))
        if said.code:
            break
    room = limited(1 << 30, lambda: begun("fund", "list").code)

    assert (said.code, said.out, room) == (5, "", 0)
    assert said.err.startswith("Không đọc hoặc ghi được nơi lưu sổ: ")
    assert dump(begun.url) == before


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "{file}"),
        ("export", "csv", "{file}"),
        ("log", "export", "{file}"),
        ("receipt", "print", "GXN-2026-000001", "--out", "{file}"),
        ("bank", "qr", "0123456789", "--out", "{file}"),
    ],
    ids=lambda words: words[0],
)
def test_a_paper_that_finds_no_room_is_not_left_half(words, begun: Shell, tmp_path):
    file = tmp_path / "papers" / "one"
    file.parent.mkdir()

    said = limited(100, lambda: begun(*[word.format(file=file) for word in words]))

    assert said.code == 5, said
    assert (said.out, list(file.parent.iterdir())) == ("", [])


@pytest.fixture
def read_only():
    """A folder that everybody may look into; whoever is not root may write nothing there."""
    with tempfile.TemporaryDirectory(prefix="khfund-") as name:
        yield Path(name)
        Path(name).chmod(0o755)


def test_a_read_only_place_is_told_and_still_read(begun: Shell, read_only):
    begun.url = str(shutil.copyfile(begun.url, read_only / "books.sqlite"))
    Path(begun.url).chmod(0o444)
    read_only.chmod(0o555)

    def as_nobody():
        if os.geteuid() == 0:  # whom nothing is read-only
            os.setuid(65534)
        return begun(*DONATION), begun("fund", "list").code

    said, looked = in_child(as_nobody)

    assert (said.code, said.out, looked) == (5, "", 0)
    assert said.err.startswith("Không đọc hoặc ghi được nơi lưu sổ: ")
