import contextlib
import os
import subprocess
import sys
from datetime import date

import pytest

from khfund.calendar import Month, SchoolYear
from khfund.cli.edge import (
    ASchoolYear,
    FileUnreadableError,
    FileUnwritableError,
    progress,
    read_file,
    shown,
    table,
    writing_to,
)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, ""),
        (True, "có"),
        (False, "không"),
        (1_234_567, "1.234.567"),
        (date(2026, 11, 22), "22/11/2026"),
        ("chữ", "chữ"),
        (Month(2026, 3), "Tháng 3/2026"),
    ],
)
def test_values_are_shown_as_people_write_them(value, read):
    assert shown(value) == read


def test_amounts_stand_right_and_words_left(capsys):
    rows = [{"name": "Quỹ A", "amount": 5}, {"name": "B", "amount": 1_000_000}]

    table(rows, [("name", "Tên"), ("amount", "Số tiền")])

    assert capsys.readouterr().out.splitlines() == [
        "Tên      Số tiền",
        "─────  ─────────",
        "Quỹ A          5",
        "B      1.000.000",
    ]


def test_a_file_comes_with_its_digest(tmp_path):
    (tmp_path / "a").write_bytes(b"")

    assert read_file(tmp_path / "a") == (
        b"",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path):
    with pytest.raises(FileUnreadableError) as unreadable:
        read_file(tmp_path)
    with pytest.raises(FileUnwritableError) as unwritable, writing_to(tmp_path / "a" / "b") as path:
        path.mkdir(parents=True) or path.write_text("")

    assert str(unreadable.value) == f"Không đọc được tệp {tmp_path}: Is a directory."
    assert str(unwritable.value) == f"Không ghi được tệp {tmp_path}/a/b: Is a directory."


def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(capsys, monkeypatch):
    with progress("Đang xuất", quiet=False) as show:
        show(1, 2)
    assert capsys.readouterr().err == ""

    leading, following = os.openpty()
    with os.fdopen(following, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress("Đang xuất", quiet=False) as show:
            show(1, 2)
            show(2, 2)
    told = b"".join(all_of(leading)).decode()
    os.close(leading)
    assert "Đang xuất" in told
    assert "100%" in told


def all_of(terminal):
    """What a terminal was sent until it was closed; it does not come in one piece."""
    with contextlib.suppress(OSError):  # Linux says so at the end
        while piece := os.read(terminal, 10_000):
            yield piece


def test_whoever_holds_an_entry_or_a_month_is_asked_whatever_command_is_run():
    loaded = (
        "import khfund.cli.edge; from khfund.ledger.journal import HOLDERS; "
        "print(*sorted(one.__module__ for one in HOLDERS))"
    )

    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout

    assert {"khfund.ledger.deposit_undoing", "khfund.banking.line_use"} <= set(told.split())


def test_a_school_year_is_read_once():
    assert ASchoolYear().convert("2026-2027", None, None) == SchoolYear(2026)
    assert ASchoolYear().convert(SchoolYear(2026), None, None) == SchoolYear(2026)
