"""Lines of goods: what one piece is worth and on what that rests."""

from __future__ import annotations

from khfund.donations.goods import Item
from khfund.donations.goods_line import BASIS_NAMES, Basis, NewGoods, listed


def test_the_value_of_a_line_is_its_number_times_the_value_of_one():
    line = NewGoods(Item(name="sữa", measure="hộp"), 7_491, 7_000)

    assert line.value == 52_437_000


def test_goods_are_listed_in_words():
    bicycle, milk = Item(name="xe đạp", measure="chiếc"), Item(name="sữa", measure="hộp")

    assert listed([(bicycle, 55), (milk, 7_491)]) == "55 chiếc xe đạp; 7491 hộp sữa"


def test_every_basis_of_valuation_has_a_name():
    assert set(BASIS_NAMES) == set(Basis)
