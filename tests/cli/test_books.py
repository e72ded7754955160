import json
import sqlite3
from datetime import date

import pytest

from khfund.cli.books import PassphraseUnreadableError, passphrase_of
from khfund.errors import KhfundError
from tests.cli.shell import Shell

DAY = date(2026, 3, 5)


def test_books_are_backed_up_and_restored(on_a_file, capsys, tmp_path):
    on_a_file.office.gift(DAY, 500_000)

    taken = on_a_file("backup", tmp_path / "a.khbackup")
    other = Shell(str(tmp_path / "b.sqlite"), None, capsys)
    restored = other("restore", tmp_path / "a.khbackup")

    size = f"{(tmp_path / 'a.khbackup').stat().st_size:,}".replace(",", ".")
    assert taken.out == (
        f"Đã sao lưu vào {tmp_path}/a.khbackup ({size} byte), đến lệnh 3; đã khôi phục thử và kiểm tra.\n"
    )
    assert restored.code == 0
    assert restored.out.startswith(f"Đã khôi phục sổ vào {tmp_path}/b.sqlite, đến lệnh 3 (sao lưu lúc ")
    assert other.json("balance", "--on", "31/03/2026") == on_a_file.json("balance", "--on", "31/03/2026")


def test_a_backup_of_either_engine_is_told_as_json(khfund, tmp_path):
    answer = khfund.json("backup", tmp_path / "a.khbackup")

    engine = khfund.office.database.url.get_backend_name()
    assert (answer["engine"], answer["last_command"], answer["encrypted"]) == (engine, 2, False)


def test_what_could_not_be_tried_out_is_said(khfund, tmp_path):
    if khfund.office.database.is_sqlite:
        assert "đã khôi phục thử" in khfund("backup", tmp_path / "a").out
    else:
        assert "Chưa khôi phục thử được" in khfund("backup", tmp_path / "a").out


def test_a_passphrase_comes_from_a_file_or_the_environment(on_a_file, capsys, monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("đồng lúa\r\nghi chú", encoding="utf-8")
    on_a_file("checkpoint")
    taken = on_a_file.json("backup", tmp_path / "a", "--passphrase-file", tmp_path / "secret")
    other = Shell(str(tmp_path / "new" / "b.sqlite"), None, capsys)

    without = other("--json", "restore", tmp_path / "a")
    monkeypatch.setenv("KHFUND_PASSPHRASE", "đồng lúa")
    restored = other.json("restore", tmp_path / "a")

    assert (taken["encrypted"], taken["with_key"], restored["with_key"]) == (True, True, True)
    assert (without.code, without.rule) == (2, "passphrase_needed")
    assert (tmp_path / "new" / "b.sqlite.key").read_bytes() == (tmp_path / "books.sqlite.key").read_bytes()


def test_a_bare_backup_reminds_of_the_signing_key(on_a_file, tmp_path):
    on_a_file("checkpoint")

    said = on_a_file("backup", tmp_path / "a")

    assert said.err == (
        f"Bản sao lưu không mật khẩu nên không kèm khóa ký {tmp_path}/books.sqlite.key; hãy cất riêng khóa này.\n"
    )


def test_a_passphrase_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "secret").write_bytes(b"\xff\xfe\xff")

    with pytest.raises(PassphraseUnreadableError) as refusal:
        passphrase_of(tmp_path / "secret")

    assert str(refusal.value) == f"Tệp mật khẩu {tmp_path}/secret không phải là văn bản UTF-8."
    with pytest.raises(KhfundError):
        passphrase_of(tmp_path / "none")


def test_books_are_overwritten_only_when_told_and_the_old_ones_are_named(on_a_file, tmp_path):
    on_a_file("backup", tmp_path / "a")
    on_a_file.office.gift(DAY, 500_000)

    refused = on_a_file("--json", "restore", tmp_path / "a")
    told = on_a_file("restore", tmp_path / "a", "--overwrite")

    (aside,) = tmp_path.glob("books.truoc-*")
    assert (refused.code, refused.rule) == (2, "newer_books")
    assert (told.code, told.err) == (0, f"Sổ cũ được giữ ở {aside}.\n")
    assert on_a_file.json("entry", "list") == {"items": []}


@pytest.mark.parametrize(
    ("content", "code", "rule"), [(b"other", 2, "no_backup"), (b"PK\3\4cut", 4, "backup_damaged")]
)
def test_a_file_that_cannot_be_restored_is_refused(nowhere, tmp_path, content, code, rule):
    (tmp_path / "a").write_bytes(content)

    said = nowhere("--json", "restore", tmp_path / "a")

    assert (said.code, said.out, said.rule) == (code, "", rule)
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_a_missing_backup_and_a_bad_place_are_storage_failures(on_a_file, nowhere, tmp_path):
    (tmp_path / "file").write_text("")

    assert nowhere("restore", tmp_path / "none").code == 5
    assert on_a_file("backup", tmp_path / "file" / "a").code == 5


def test_contradicting_books_give_exit_code_4(on_a_file, tmp_path):
    with sqlite3.connect(on_a_file.url) as books:
        books.execute("DROP TRIGGER leaf_kept")

    said = on_a_file("--json", "backup", tmp_path / "a")

    assert (said.code, said.rule) == (4, "books_unsound")
    assert json.loads(said.err)["error"]["facts"]["file"] == "a.khong-khop"


def test_books_of_this_version_need_no_upgrade(khfund, tmp_path):
    version = khfund.office.database.version()

    said = khfund("upgrade", "--backup-dir", tmp_path / "backups")

    assert (said.code, said.out) == (0, f"Sổ đã ở phiên bản {version}; không có gì phải làm.\n")


def test_an_upgrade_without_books_says_so(nowhere):
    assert (nowhere("--json", "upgrade").code, nowhere("--json", "upgrade").rule) == (2, "books_missing")
