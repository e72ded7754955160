"""What the facts about goods come to."""

from __future__ import annotations

from datetime import date

from khfund.reports.goods_disclosure import (
    GoodsAmount,
    GoodsDisclosure,
    GoodsKey,
    GoodsLine,
    GoodsMove,
    PassingKey,
    PassingLine,
    merged,
)

DAY = date(2026, 3, 2)
KEY = GoodsKey("", "KH", "XE")


def moved(kind, **figures):
    return GoodsMove(1, DAY, "PN-2026-00001", KEY, kind, **figures)


def test_goods_are_given_bought_handed_over_and_counted():
    moves = (
        moved("gift", quantity_in=10, value_in=100),
        moved("gift", quantity_out=1, value_out=10),
        moved("purchase", quantity_in=5, value_in=50),
        moved("handed_over", quantity_out=8, value_out=80),
        moved("handed_over", quantity_in=2, value_in=20),
        moved("counted", quantity_out=1, value_out=10),
    )

    line = GoodsDisclosure(openings={KEY: GoodsAmount(2, 20)}, moves=moves).goods()[KEY]

    assert line == GoodsLine(
        opening=GoodsAmount(2, 20),
        received=GoodsAmount(9, 90),
        bought=GoodsAmount(5, 50),
        handed=GoodsAmount(6, 60),
        counted=GoodsAmount(-1, -10),
    )
    assert line.closing == GoodsAmount(9, 90)


def test_the_facts_of_several_books_stand_side_by_side():
    other = PassingKey("B:VT", "money")

    both = merged([GoodsDisclosure(openings={KEY: GoodsAmount(2, 20)}), GoodsDisclosure(held={other: 7})])

    assert both.goods() == {KEY: GoodsLine(opening=GoodsAmount(2, 20))}
    assert both.programme_lines() == {other: PassingLine(7)}
