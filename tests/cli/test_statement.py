import csv
import json
from datetime import date

import pytest

from tests.receipts.papers import text_of

FORMS = {"statement.pdf", "statement.html", "statement.xlsx", "statement.json", "SHA256SUMS", "funds.csv"}


@pytest.fixture
def with_gifts(khfund):
    """Two gifts of March, on each engine."""
    khfund.office.gift(date(2026, 3, 5), 500_000)
    khfund.office.gift(date(2026, 3, 6), 70_000, khfund.office.th)
    return khfund


@pytest.fixture
def on_a_file_with_gifts(on_a_file):
    """Two gifts of March, in a file."""
    on_a_file.office.gift(date(2026, 3, 5), 500_000)
    on_a_file.office.gift(date(2026, 3, 6), 70_000, on_a_file.office.th)
    return on_a_file


def test_a_statement_is_made_in_every_form(with_gifts, tmp_path):
    answer = with_gifts.json("statement", "2026-03", "--out", tmp_path / "s")

    files = answer.pop("files")
    assert answer == {
        "period": "Tháng 3/2026",
        "opening": 0,
        "received": 570_000,
        "used": 0,
        "closing": 570_000,
        "difference": 0,
        "folder": f"{tmp_path}/s",
    }
    assert sorted(files) == sorted(path.name for path in (tmp_path / "s").iterdir())
    assert set(files) >= FORMS
    with (tmp_path / "s" / "funds.csv").open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.reader(table))) >= 3
    assert any("570.000" in line for line in text_of(tmp_path / "s" / "statement.pdf", tmp_path))


def test_a_statement_is_told_in_a_sentence(on_a_file_with_gifts, tmp_path):
    said = on_a_file_with_gifts("statement", "2026", "--out", tmp_path / "s")

    assert said.err == ""
    assert said.out == (
        "Năm 2026: đầu kỳ 0 đ, nhận 570.000 đ, dùng 0 đ, cuối kỳ 570.000 đ, chênh lệch 0 đ. "
        f"Bản công khai nằm trong {tmp_path}/s.\n"
    )


def test_a_statement_of_one_fund_shows_that_fund_alone(on_a_file_with_gifts, tmp_path):
    answer = on_a_file_with_gifts.json("statement", "2026", "--fund", "TH", "--out", tmp_path / "s")

    assert (answer["received"], answer["closing"]) == (70_000, 70_000)


def test_a_statement_bears_the_checkpoint_of_the_books(on_a_file_with_gifts, tmp_path):
    on_a_file_with_gifts("statement", "2026", "--of", "SL", "--out", tmp_path / "s")

    assert "khfund/SL" in (tmp_path / "s" / "statement.json").read_text(encoding="utf-8")


def test_a_published_statement_is_not_overwritten(on_a_file_with_gifts, tmp_path):
    words = ("statement", "2026", "--out", tmp_path / "s")
    on_a_file_with_gifts(*words)
    before = {path: path.read_bytes() for path in (tmp_path / "s").iterdir()}

    said = on_a_file_with_gifts("--json", *words)

    assert (said.code, said.out, said.rule) == (2, "", "statement_exists")
    assert {path: path.read_bytes() for path in (tmp_path / "s").iterdir()} == before


def test_what_was_corrected_since_the_earlier_statement_is_shown(on_a_file_with_gifts, tmp_path):
    office = on_a_file_with_gifts.office
    on_a_file_with_gifts("statement", "2026", "--out", tmp_path / "a")
    office.gift(date(2026, 3, 7), 1_000)

    earlier = ("--earlier", tmp_path / "a" / "statement.json")
    answer = on_a_file_with_gifts.json("statement", "2026", "--out", tmp_path / "b", *earlier)

    assert answer["received"] == 571_000
    revisions = (tmp_path / "b" / "revisions.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(",")[2] for line in revisions[1:]] == [
        "Quỹ Khuyến học tỉnh: đã nhận,500000,501000,1000",
        "Quỹ Khuyến học tỉnh: số dư cuối kỳ,500000,501000,1000",
    ]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("2026-13",), None),
        (("abc",), None),
        (("2026", "--fund", "XX"), "fund_unknown"),
        (("2026", "--of", "XX"), "unit_unknown"),
        (("2026", "--earlier", "none.json"), "file_unreadable"),
    ],
)
def test_a_statement_that_cannot_be_made_leaves_nothing(on_a_file_with_gifts, tmp_path, words, rule):
    said = on_a_file_with_gifts("--json", "statement", *words, "--out", tmp_path / "s")

    assert (said.code, said.out, rule in {None, said.rule}) == (2, "", True)
    assert not (tmp_path / "s").exists()


def test_an_earlier_statement_that_is_none_is_refused(on_a_file_with_gifts, tmp_path):
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps([1]), encoding="utf-8")

    for name in ("a.json", "b.json"):
        words = ("statement", "2026", "--earlier", tmp_path / name, "--out", tmp_path / "s")
        assert on_a_file_with_gifts(*words).code == 2
    assert not (tmp_path / "s").exists()


def test_a_statement_is_told_in_english(on_a_file_with_gifts, tmp_path):
    said = on_a_file_with_gifts("--lang", "en", "statement", "2026", "--out", tmp_path / "s")

    assert "570.000 đ" in said.out
    assert "chênh lệch" not in said.out
