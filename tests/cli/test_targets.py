"""`target` on the command line: what is to be reached, and what was."""

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def office(on_a_file) -> Shell:
    """A province with two communes and a gift of 400.000 đ."""
    for code, name in (("A", "Xã A"), ("B", "Xã B")):
        on_a_file.json("unit", "enter", code, name, "--level", "commune", "--parent", "SL", by="quantri")
    gift = ("donation", "receive", "--anonymous", "--day", "02/03/2026", "--part", "KH:400.000")
    on_a_file.json("--unit", "SL", *gift)
    return on_a_file


def target(khfund, *words):
    return khfund("--json", "--unit", "SL", "target", *words)


SET = ("set", "--year", 2026, "--measure", "raised")


def test_a_report_names_who_has_not_reported_and_never_says_0(office):
    target(office, *SET, "--of", "SL", "--amount", "1.000.000", "--per-unit", "--source", "NQ 004")
    target(office, *SET, "--level", "commune", "--amount", "300 triệu", "--per-unit")

    told = target(office, "report", 2026).json["items"]

    assert [(one["unit"], one["goal"], one["actual"], one["percent"], one["missing"]) for one in told] == [
        ("SL", 1_000_000, 400_000, 40, []),
        (None, 600_000_000, None, None, ["A", "B"]),
        ("A", 300_000_000, None, None, ["A"]),
        ("B", 300_000_000, None, None, ["B"]),
    ]
    said = office("--unit", "SL", "target", "report", 2026).out
    assert said.count("chưa báo cáo") == 3


def test_a_target_that_does_not_say_for_whom_is_refused_with_both_readings(office):
    said = target(office, *SET, "--level", "commune", "--amount", "300 triệu")

    assert (said.code, said.rule) == (2, "target_manner_missing")
    assert "600.000.000 đ (2 đơn vị)" in said.err


def test_targets_are_listed_with_their_paper(office):
    growth = ("--growth", "0,5", "--base", "351.214", "--base-year", 2023)
    members = ("set", "--year", 2026, "--measure", "members", "--of", "SL", "--in-total")
    assert target(office, *members, *growth, "--source", "NQ 001").code == 0
    assert target(office, *SET, "--of", "SL", "--per-unit", "--amount", "2 tỷ", "--fund", "TH").code == 0

    first, second = target(office, "list", "--year", 2026).json["items"]

    assert (first["growth"], first["growth_name"], first["base"], first["source"]) == (
        50,
        "0,5 % / 2023",
        351_214,
        "NQ 001",
    )
    assert (second["fund"], second["amount"], second["whom"]) == (
        "TH",
        2_000_000_000,
        "Hội Khuyến học tỉnh Mường Sáng",
    )


def test_growth_without_a_base_says_so(office):
    target(office, *SET, "--of", "SL", "--growth", "20", "--per-unit")

    said = office("--unit", "SL", "target", "report", 2026).out

    assert "chưa có số năm gốc" in said


@pytest.mark.parametrize(
    "words",
    [
        ("--amount", "1"),
        ("--amount", "1", "--of", "SL", "--level", "commune"),
        ("--amount", "1", "--of", "SL", "--per-unit", "--in-total"),
        ("--growth", "20 phần trăm", "--of", "SL", "--per-unit"),
        ("--amount", "1", "--growth", "20", "--of", "SL", "--per-unit"),
    ],
)
def test_words_that_do_not_go_together_are_refused(office, words):
    assert target(office, *SET, *words).code == 2
