"""What a statement shows of goods and of what only passes through: facts, and what they come to.

Recipients are not in it: goods are shown by kind, with their number and value, and programmes by their giver.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import attrs


@attrs.frozen
class ShownItem:
    """A kind of goods: its code, name, and what it is counted in."""

    code: str
    name: str
    measure: str


@attrs.frozen
class ShownProgramme:
    """A programme that only passes through: code, name, its giver as the public may see it, and its fund."""

    code: str
    name: str
    giver: str
    fund: str


@attrs.frozen(order=True)
class GoodsKey:
    """Goods of one kind of one fund; `programme` is what they are held for, empty for the fund's own."""

    programme: str
    fund: str
    item: str


@attrs.frozen
class GoodsAmount:
    """Pieces, and đồng that they are worth."""

    quantity: int = 0
    value: int = 0

    def plus(self, quantity: int, value: int) -> GoodsAmount:
        """With more of them, or fewer."""
        return GoodsAmount(self.quantity + quantity, self.value + value)


@attrs.frozen
class GoodsMove:
    """Goods that came in by an entry or left, or both sides 0 but one; `kind` is that of the warehouse book."""

    entry: int
    day: date
    voucher: str
    key: GoodsKey
    kind: str
    quantity_in: int = 0
    value_in: int = 0
    quantity_out: int = 0
    value_out: int = 0


@attrs.frozen(order=True)
class PassingKey:
    """What a programme holds as money, or as goods (at their value)."""

    programme: str
    means: str


@attrs.frozen
class PassingMove:
    """Đồng that came for a programme by an entry, or left; `means` is "money" or "goods"."""

    entry: int
    day: date
    voucher: str
    key: PassingKey
    fund: str
    came: int
    left: int


RECEIVED = {"gift", "held"}
BOUGHT = {"purchase"}
BROUGHT = {"opening"}
HANDED = {"handed_over", "passed_on"}


@attrs.frozen
class GoodsLine:
    """Goods of one kind from the first day to the last; what was undone is taken off where it had been counted."""

    opening: GoodsAmount = GoodsAmount()
    received: GoodsAmount = GoodsAmount()
    bought: GoodsAmount = GoodsAmount()
    handed: GoodsAmount = GoodsAmount()
    counted: GoodsAmount = GoodsAmount()

    @property
    def closing(self) -> GoodsAmount:
        """What lies there on the last day."""
        start = self.opening.plus(-self.handed.quantity, -self.handed.value)
        for part in (self.received, self.bought, self.counted):
            start = start.plus(part.quantity, part.value)
        return start

    def with_move(self, move: GoodsMove) -> GoodsLine:
        """With one more movement."""
        quantity, value = move.quantity_in - move.quantity_out, move.value_in - move.value_out
        if move.kind in BROUGHT:
            return attrs.evolve(self, opening=self.opening.plus(quantity, value))
        if move.kind in HANDED:
            return attrs.evolve(self, handed=self.handed.plus(-quantity, -value))
        part = "received" if move.kind in RECEIVED else "bought" if move.kind in BOUGHT else "counted"
        return attrs.evolve(self, **{part: getattr(self, part).plus(quantity, value)})


@attrs.frozen
class PassingLine:
    """What a programme holds from the first day to the last, in đồng."""

    opening: int = 0
    came: int = 0
    left: int = 0

    @property
    def closing(self) -> int:
        """What is still to be handed over."""
        return self.opening + self.came - self.left


@attrs.frozen(kw_only=True)
class GoodsDisclosure:
    """The facts: what lay there before the first day, and what moved."""

    items: tuple[ShownItem, ...] = ()
    programmes: tuple[ShownProgramme, ...] = ()
    openings: dict[GoodsKey, GoodsAmount] = attrs.field(factory=dict)
    moves: tuple[GoodsMove, ...] = attrs.field(default=(), repr=False)
    held: dict[PassingKey, int] = attrs.field(factory=dict)
    passing: tuple[PassingMove, ...] = attrs.field(default=(), repr=False)

    def goods(self) -> dict[GoodsKey, GoodsLine]:
        """Every kind of goods that lay there or moved, own goods first."""
        lines = defaultdict(GoodsLine, {key: GoodsLine(opening=one) for key, one in self.openings.items()})
        for move in self.moves:
            lines[move.key] = lines[move.key].with_move(move)
        return dict(sorted(lines.items()))

    def programme_lines(self) -> dict[PassingKey, PassingLine]:
        """Every programme that held something or moved something, its money before its goods."""
        lines = defaultdict(PassingLine, {key: PassingLine(amount) for key, amount in self.held.items()})
        for move in self.passing:
            line = lines[move.key]
            lines[move.key] = attrs.evolve(line, came=line.came + move.came, left=line.left + move.left)
        return dict(sorted(lines.items(), key=lambda one: (one[0].programme, one[0].means != "money")))


def merged(parts: list[GoodsDisclosure]) -> GoodsDisclosure:
    """The facts of several books together; their codes differ."""
    openings: dict[GoodsKey, GoodsAmount] = {}
    held: dict[PassingKey, int] = {}
    for part in parts:
        openings |= part.openings
        held |= part.held
    return GoodsDisclosure(
        items=tuple(one for part in parts for one in part.items),
        programmes=tuple(one for part in parts for one in part.programmes),
        openings=openings,
        moves=tuple(one for part in parts for one in part.moves),
        held=held,
        passing=tuple(one for part in parts for one in part.passing),
    )
