import json

import pytest

from khfund.cli.main import run
from khfund.cli.words import Language

HELP = "Xem cách dùng: khfund {} --help\n"
MISUSED = [
    (["fund", "opne"], "Không có lệnh opne.\n", "fund"),
    (["--colour"], "Không có tùy chọn --colour.\n", ""),
    (["fund", "open", "KH"], "Thiếu 'NAME'.\n", "fund open"),
    (["fund", "list", "KH"], "Thừa KH.\n", "fund list"),
    (["bank", "rule", "x", "on"], "'NUMBER' phải là một số.\n", "bank rule"),
    (["bank", "rule", "1", "x"], "'{on|off}' phải là một trong: on, off.\n", "bank rule"),
    (
        ["balance", "--known-at", "x"],
        "'--known-at' phải là một ngày như 2026-11-22, hoặc 2026-11-22T13:58:00.\n",
        "balance",
    ),
]


@pytest.mark.parametrize(("words", "says", "command"), MISUSED, ids=lambda value: str(value)[:30])
def test_words_that_are_not_understood_are_told_in_vietnamese(words, says, command, capsys):
    code = run(words)

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err == says + HELP.format(command).replace("  ", " ")


def test_they_are_told_in_english_where_english_is_spoken(capsys):
    code = run(["--lang", "en", "fund", "opne"])

    Language.chosen = "vi"
    assert (code, capsys.readouterr().err) == (2, "There is no command opne.\nHelp: khfund fund --help\n")


def test_with_json_they_are_one_object_on_stderr(capsys):
    code = run(["--json", "fund", "open", "KH"])

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert json.loads(said.err) == {"error": {"rule": "usage", "message": "Thiếu 'NAME'.", "facts": {}}}


def test_hostile_words_are_shown_not_printed(capsys):
    run(["fund", "a\x1b[31m\u202eb"])

    assert capsys.readouterr().err.splitlines()[0] == r"Không có lệnh a\x1b[31m\u202eb."
