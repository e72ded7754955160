from xml.etree import ElementTree

import pytest

from khfund.reports.chart import DARK, LIGHT, Bar, Group, bars, columns, short

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("dong", "said"),
    [
        (0, "0"),
        (500, "500"),
        (200_000, "200 nghìn"),
        (1_500_000, "1,5 triệu"),
        (200_000_000, "200 triệu"),
        (-2_000_000_000, "-2 tỷ"),
        (1_250 * 10**9, "1.250 tỷ"),
    ],
)
def test_a_scale_is_written_as_people_say_it(dong, said):
    assert short(dong) == said


def test_columns_stand_on_zero_and_their_heights_are_in_proportion():
    drawn = ElementTree.fromstring(
        columns("Tên", ("Nhận", "Dùng"), [Group("T1", (400, 100)), Group("T2", (0, -200))])
    )

    tall = [float(one.get("height")) for one in drawn.iter(f"{SVG}rect")][2:]

    assert tall[0] == pytest.approx(4 * tall[1], rel=0.01)
    assert tall[2] == 0
    assert tall[3] == pytest.approx(2 * tall[1], rel=0.01)


def test_a_bar_that_is_owed_goes_to_the_left_and_is_lighter():
    drawn = ElementTree.fromstring(bars("Tên", [Bar("Có", 300), Bar("Nợ", -100)]))

    held, owed = list(drawn.iter(f"{SVG}rect"))

    assert (held.get("fill"), owed.get("fill")) == (DARK, LIGHT)
    assert float(owed.get("x")) + float(owed.get("width")) == pytest.approx(float(held.get("x")), abs=0.11)
    assert float(held.get("width")) == pytest.approx(3 * float(owed.get("width")), rel=0.01)


def test_charts_tell_their_figures_in_words_and_escape_them():
    drawn = bars("<Tên>", [Bar("A & <script>", 1_234_567)])

    read = ElementTree.fromstring(drawn)

    assert [read.findtext(f"{SVG}title"), read.findtext(f"{SVG}desc")] == [
        "<Tên>",
        "A & <script>: 1.234.567 đồng",
    ]
    assert "<script" not in drawn
    assert " style=" not in drawn


@pytest.mark.parametrize(
    "groups", [[], [Group("T1", (0, 0))], [Group("T1", (-5, -7))], [Group("T1", (10**15, 1))]]
)
def test_a_chart_of_nothing_or_of_very_much_is_still_drawn(groups):
    ElementTree.fromstring(columns("Tên", ("Nhận", "Dùng"), groups))


def test_a_long_label_is_cut_after_a_word():
    assert "Chương trình tiếp sức mùa thi…" in bars(
        "x", [Bar("Chương trình tiếp sức mùa thi dành cho học sinh lớp 12", 1)]
    )
