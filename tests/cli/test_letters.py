"""`letter` on the command line: texts, printing once, the register."""

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def given(on_a_file) -> Shell:
    """Two gifts of known givers and one of nobody known."""
    for name in ("Lò Thị Ánh", "Công ty Mía đường"):
        on_a_file.json("donor", "enter", name)
    for words in (("--donor", 1, "--part", "KH:500.000"), ("--donor", 2, "--part", "TH:20.000.000")):
        on_a_file.json("donation", "receive", "--day", "02/03/2026", *words)
    on_a_file.json("donation", "receive", "--anonymous", "--day", "02/03/2026", "--part", "KH:5.000")
    return on_a_file


def test_letters_are_printed_once_and_listed(given, tmp_path):
    out = tmp_path / "thu.pdf"

    said = given("letter", "print", "--days", "2026-03", "--day", "10/03/2026", "--out", out)

    assert said.out == "Đã viết 2 thư cảm ơn.\n"
    assert out.read_bytes().startswith(b"%PDF")
    told = given.json("letter", "list", "--days", "2026")["items"]
    assert [(one["donation"], one["day"], one["copy"]) for one in told] == [
        ("1", "2026-03-10", "1"),
        ("2", "2026-03-10", "1"),
    ]
    again = given("--json", "letter", "print", "--days", "2026-03", "--out", tmp_path / "2.pdf")
    assert (again.code, again.rule) == (2, "nobody_to_thank")
    assert not (tmp_path / "2.pdf").exists()
    third = given.json(
        "letter", "print", "--donation", 1, "--again", "--size", "A5", "--out", tmp_path / "3.pdf"
    )
    assert third["count"] == 1


def test_the_offices_own_text_is_used_from_its_amount_on(given, tmp_path):
    text = tmp_path / "mau.txt"
    text.write_text("Kính gửi {name}\n\nCảm ơn {amount}.", encoding="utf-8")

    made = given.json(
        "letter", "template", text, "--title", "THƯ RIÊNG", "--since", "01/01/2026", "--least", "10 triệu"
    )
    given.json("letter", "print", "--days", "2026", "--out", tmp_path / "thu.pdf")

    assert made == {"number": 1, "since": "2026-01-01", "least": 10_000_000}
    assert [one["title"] for one in given.json("letter", "templates")["items"]] == ["THƯ RIÊNG"]
    assert [one["title"] for one in given.json("letter", "list")["items"]] == ["THƯ CẢM ƠN", "THƯ RIÊNG"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"K\xednh g\xedi", "file_unreadable"),
        ("Kính gửi {nam}".encode(), "letter_fact"),
        (b"a\x1b[31mb", "hidden_character"),
        (b"", "letter_text"),
        (b"a" * 30_000, "letter_text"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused(given, tmp_path, content, rule):
    text = tmp_path / "mau.txt"
    text.write_bytes(content)

    said = given("--json", "letter", "template", text, "--title", "THƯ", "--since", "01/01/2026")

    assert (said.code, said.rule) == (2, rule)


def test_a_text_laid_down_is_told_in_words(given, tmp_path):
    text = tmp_path / "mau.txt"
    text.write_text("Cảm ơn {name}!", encoding="utf-8")

    said = given("letter", "template", text, "--title", "THƯ", "--since", "01/01/2026")

    assert said.out == "Đã ghi mẫu thư số 1 cho khoản từ 0 đ, nhận từ 01/01/2026.\n"


@pytest.mark.parametrize("words", [(), ("--days", "2026", "--donation", 1)])
def test_letters_are_for_days_or_for_donations(given, tmp_path, words):
    assert given("letter", "print", *words, "--out", tmp_path / "x.pdf").code == 2
