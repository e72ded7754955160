"""`round`, what is screened, on the command line."""

import pytest

from khfund.scholarships.known_fact import state_fact
from tests.cli.shell import Shell
from tests.scholarships.rounds import DISABLED, a_round


@pytest.fixture
def closed(on_a_file) -> Shell:
    """Six nominations in a round that is closed for more."""
    on_a_file.json("round", "close", "TSMT27", by="chutich")
    return on_a_file


@pytest.fixture
def on_a_file(sqlite_database, capsys) -> Shell:
    """The command line on books with a round."""
    made = a_round(sqlite_database)
    return Shell(str(sqlite_database.url), None, capsys, made)


def test_a_round_is_screened_and_its_results_name_nobody(closed):
    told = closed.json("round", "screen", "TSMT27", by="chutich")
    rows = closed.json("round", "results", "TSMT27")["items"]

    assert told == {"round": "TSMT27", "run": 1, "candidates": 6, "met": 3, "not_met": 0, "unproven": 3}
    assert [(one["verdict"], one["categories"]) for one in rows][:4] == [
        ("met", "1"),
        ("met", "2"),
        ("met", "1"),
        ("unproven", ""),
    ]
    said = closed("round", "results", "TSMT27", "--verdict", "met").out
    assert "chưa đủ" not in said
    assert "Lò" not in said


def test_the_explanation_of_one_nomination_tells_each_criterion(closed):
    closed.json("round", "screen", "TSMT27", by="chutich")

    told = closed.json("round", "explain", "--round", "TSMT27", "--nomination", 1, by="chutich")
    said = closed("round", "explain", "TSMT27", "--nomination", 1, by="chutich").out

    assert (told["verdict"], told["categories"], len(told["findings"])) == ("met", ["1"], 15)
    assert said.startswith(
        "Đề nghị số 1, thẩm định lần 1: đạt (bộ tiêu chí cong-van-08-2023).\n✓ 1. Đạt tiêu chí 1"
    )


def test_the_explanation_is_a_paper_too(closed, tmp_path):
    closed.json("round", "screen", "TSMT27", by="chutich")

    one = closed(
        "round", "explain", "TSMT27", "--nomination", 1, "--out", tmp_path / "phieu.pdf", by="chutich"
    )
    several = closed.json("round", "sheets", "TSMT27", "--out", tmp_path / "tat-ca.pdf", by="chutich")

    assert (one.code, several["count"]) == (0, 6)
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "tat-ca.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_protected_is_explained_to_those_with_the_right(closed):
    closed.json("round", "screen", "TSMT27", by="chutich")

    said = closed("--json", "round", "explain", "TSMT27", "--nomination", 1, by="thuquy")

    assert (said.code, said.rule) == (2, "not_allowed")


def test_the_round_of_an_explanation_is_named_once(closed):
    for words in ((), ("TSMT27", "--round", "TSMT27")):
        said = closed("round", "explain", *words, "--nomination", 1, by="chutich")

        assert said.code == 2
        assert "Hãy ghi mã đợt xét một lần." in said.err


def test_what_changed_between_two_screenings_is_told_with_its_reason(closed):
    closed.json("round", "screen", "TSMT27", by="chutich")
    closed.json("round", "reopen", "TSMT27", "--reason", "Sót", by="ketoantruong")
    five = closed.office.recipients[4]
    closed.office.do(
        "evidence.state", lambda s, c, _r: state_fact(s, c, five, "disability", "mild", evidence=DISABLED)
    )
    closed.json("round", "screen", "TSMT27", by="chutich")

    rows = closed.json("round", "changes", "TSMT27", by="chutich")["items"]

    assert [(one["nomination"], one["before"], one["after"], one["because"]) for one in rows] == [
        ("5", "unproven", "met", ["«khuyết tật»: chưa biết → khuyết tật nhẹ"])
    ]


def test_a_screening_is_computed_again_from_what_was_kept(closed):
    closed.json("round", "screen", "TSMT27", by="chutich")

    told = closed.json("round", "repeat", "TSMT27")

    assert (told["candidates"], told["differing"]) == (6, [])
