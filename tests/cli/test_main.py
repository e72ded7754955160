import json

import pytest

from khfund.cli.main import ProgramError, main, run
from khfund.cli.nouns import NOUNS
from khfund.cli.words import Language


@pytest.fixture(autouse=True)
def _in_vietnamese():
    yield
    Language.chosen = "vi"


def test_every_verb_is_found_where_it_is_kept(capsys):
    for name in NOUNS:
        assert run([name, "--help"]) == 0
        assert capsys.readouterr().out.startswith(f"Cách dùng: khfund {name}")


def test_help_is_told_in_either_language(capsys, monkeypatch):
    run(["--help"])
    vietnamese = capsys.readouterr().out
    run(["--lang", "en", "book", "--help"])
    english = capsys.readouterr().out
    monkeypatch.setenv("KHFUND_LANG", "en")
    run(["--help"])
    english_door = capsys.readouterr().out

    assert "Sổ quỹ và học bổng của Hội Khuyến học." in vietnamese
    assert "\nTùy chọn:\n" in vietnamese
    assert "The book of a unit." in english
    assert "\nOptions:\n" in english
    assert "\nFunds and money:\n" in english_door


def test_misuse_is_exit_code_2_in_words_or_as_json(capsys):
    assert run(["nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
    assert run(["--json", "nothing"]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["rule"] == "usage"


def test_a_mistake_of_the_program_is_told_without_its_contents(capsys, monkeypatch, tmp_path):
    def mistaken(_edge):
        raise RuntimeError("Nguyễn Văn A")

    monkeypatch.setattr("khfund.cli.edge.Edge.database", property(mistaken))

    code = run(["--db", str(tmp_path / "x"), "check"])

    assert (code, capsys.readouterr().err) == (1, f"{ProgramError(kind='RuntimeError')}\n")


def test_the_exit_code_leaves_with_the_program():
    with pytest.raises(SystemExit) as leaving:
        main(["--version"])

    assert leaving.value.code == 0
