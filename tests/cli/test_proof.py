import json
import sqlite3
from datetime import date

import pytest

from khfund import audit
from tests.cli.shell import Shell

DAY = date(2026, 3, 5)


@pytest.fixture
def tampered(on_a_file):
    on_a_file.office.gift(DAY, 500_000)
    with sqlite3.connect(on_a_file.url) as books:
        books.execute("DROP TRIGGER posting_unchanged")
        books.execute("UPDATE posting SET amount = 600000")
    return on_a_file


def test_sound_books_are_told_as_such(khfund):
    khfund.office.gift(DAY, 500_000)

    checked, verified = khfund("check"), khfund("verify")

    root = audit.root(
        [audit.leaf_hash(line) for line in khfund.office.read(lambda s: list(audit.lines(s)))]
    ).hex()
    assert checked.out == "Đã tính lại mọi quy tắc của sổ: không thấy chỗ nào sai.\n"
    assert verified.out == f"Nhật ký 3 lệnh khớp với sổ; gốc {root}.\n"
    assert khfund.json("check") == {"items": []}
    assert khfund.json("verify") == {
        "commands": 3,
        "root": root,
        "contradictions": [],
        "against": None,
        "signed": None,
    }


def test_contradictions_are_listed_with_exit_code_4(tampered):
    checked, verified = tampered("--json", "check"), tampered("--json", "verify")

    assert (checked.code, verified.code) == (4, 4)
    assert {one["invariant"] for one in checked.json["items"]} >= {"I3", "I9", "I10"}
    assert verified.json["contradictions"] == ["lệnh 3: dòng của sổ journal đã bị sửa, thêm hoặc bớt"]
    assert json.loads(verified.err)["error"]["message"] == (
        "Sổ không khớp ở 1 chỗ; chỗ đầu tiên: lệnh 3: dòng của sổ journal đã bị sửa, thêm hoặc bớt. "
        "Hãy dừng ghi sổ và báo người phụ trách."
    )


def test_contradictions_are_read_as_a_table(tampered):
    assert tampered("verify").out.splitlines()[0] == "Chỗ sai"
    assert tampered("--lang", "en", "check").out.splitlines()[0].split() == ["Rule", "Fault"]


def test_a_published_checkpoint_is_a_prefix_of_later_books(on_a_file, tmp_path):
    published = on_a_file("checkpoint", "--out", tmp_path / "cp.txt")
    on_a_file.office.gift(DAY, 500_000)

    own = on_a_file.json("verify", "--against", tmp_path / "cp.txt")
    named = on_a_file.json("verify", "--against", tmp_path / "cp.txt", "--key", tmp_path / "cp.txt.vkey")

    assert published.out == (
        f"Đã ghi dấu mốc của 2 lệnh vào {tmp_path}/cp.txt; khóa công khai: {tmp_path}/cp.txt.vkey.\n"
    )
    assert (own["against"], own["signed"], named) == (2, True, own)
    assert (
        "bắt đầu đúng bằng dấu mốc 2 có chữ ký" in on_a_file("verify", "--against", tmp_path / "cp.txt").out
    )


def test_without_a_key_the_signature_is_told_unchecked(on_a_file, tmp_path):
    on_a_file("checkpoint", "--out", tmp_path / "cp.txt")
    (tmp_path / "books.sqlite.key").unlink()

    said = on_a_file("verify", "--against", tmp_path / "cp.txt")

    assert (said.code, "chữ ký chưa kiểm (thêm --key)" in said.out) == (0, True)


def test_books_that_lost_history_do_not_agree_with_the_checkpoint(on_a_file, tmp_path):
    on_a_file("backup", tmp_path / "a")
    on_a_file.office.gift(DAY, 500_000)
    on_a_file("checkpoint", "--out", tmp_path / "cp.txt")
    on_a_file("restore", tmp_path / "a", "--overwrite")

    said = on_a_file("--json", "verify", "--against", tmp_path / "cp.txt")

    assert (said.code, said.rule) == (4, "history_changed")


def test_a_checkpoint_of_another_key_is_not_believed(on_a_file, tmp_path):
    on_a_file("checkpoint", "--out", tmp_path / "cp.txt")
    (tmp_path / "books.sqlite.key").write_text("11" * 32, encoding="utf-8")

    said = on_a_file("--json", "verify", "--against", tmp_path / "cp.txt")

    assert (said.code, said.rule) == (4, "checkpoint_forged")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a\n1\nx\n\n", b"a\n1\n!!\n\n\xe2\x80\x94 a x"])
def test_a_file_that_is_no_checkpoint_is_refused(on_a_file, tmp_path, content):
    (tmp_path / "cp.txt").write_bytes(content)

    said = on_a_file("--json", "verify", "--against", tmp_path / "cp.txt")

    assert (said.code, said.rule) == (2, "checkpoint_unreadable")


def test_a_checkpoint_is_printed_where_no_file_is_named(on_a_file):
    said = on_a_file("checkpoint")

    point = audit.read_checkpoint(said.out, "stdout")
    assert (point.origin, point.size) == ("khfund/SL", 2)
    assert on_a_file.json("checkpoint")["text"] == said.out


def test_the_origin_and_the_key_may_be_named(khfund, monkeypatch, tmp_path):
    monkeypatch.setenv("KHFUND_ORIGIN", "hoikhuyenhoc.example/so")
    monkeypatch.setenv("KHFUND_KEY", str(tmp_path / "keys" / "one"))

    answer = khfund.json("checkpoint", "--out", tmp_path / "cp.txt")

    assert answer["origin"] == "hoikhuyenhoc.example/so"
    assert (tmp_path / "keys" / "one").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "cp.txt.vkey").read_text().startswith("hoikhuyenhoc.example/so+")


def test_on_postgresql_somebody_says_where_the_key_is(postgresql_database, capsys):
    url = postgresql_database.url.render_as_string(hide_password=False)

    said = Shell(url, None, capsys)("checkpoint")

    assert (said.code, said.err) == (2, "Hãy cho biết tệp khóa ký bằng biến KHFUND_KEY.\n")


def test_what_was_published_is_never_overwritten(on_a_file, tmp_path):
    on_a_file("checkpoint", "--out", tmp_path / "cp.txt")
    before = (tmp_path / "cp.txt").read_bytes()

    same = on_a_file("checkpoint", "--out", tmp_path / "cp.txt")
    on_a_file.office.gift(DAY, 500_000)
    other = on_a_file("checkpoint", "--out", tmp_path / "cp.txt")

    assert same.code == 0
    assert (other.code, other.err) == (
        2,
        f"Tệp {tmp_path}/cp.txt đã có và khác với nội dung mới; hãy chọn tên khác.\n",
    )
    assert (tmp_path / "cp.txt").read_bytes() == before


def test_the_exported_log_gives_the_root_to_anybody(khfund, tmp_path):
    khfund.office.gift(DAY, 500_000)

    said = khfund("log", "export", tmp_path / "log.txt")

    lines = (tmp_path / "log.txt").read_text(encoding="utf-8").splitlines()
    assert said.out == f"Đã xuất 3 lệnh vào {tmp_path}/log.txt.\n"
    assert audit.root([audit.leaf_hash(line) for line in lines]).hex() == khfund.json("verify")["root"]
