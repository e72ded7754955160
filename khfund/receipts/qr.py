"""QR codes of check addresses, quick enough for a batch.

With version, error correction and mask held fixed, a QR code is a linear function of its bits: two texts that differ
in some bits give codes that differ by the exclusive or of fixed patterns. So for all addresses of one length the
patterns are made once (by segno), and every further code costs a few exclusive ors.
"""

from __future__ import annotations

import functools

import attrs
import segno

QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks
MASK = 3
_PIECE = 11
_PIECE_MASK = (1 << _PIECE) - 1


@attrs.frozen
class Code:
    """A square of `size` × `size` modules; module (row, column) is bit row × size + column."""

    size: int
    bits: int

    def is_dark(self, row: int, column: int) -> bool:
        """Tell the colour of one module."""
        return bool(self.bits >> (row * self.size + column) & 1)


def code(text: str) -> Code:
    """The QR code of `text`, error correction M, byte mode."""
    data = text.encode()
    family = _family(len(data))
    return Code(family.size, family.bits(data))


def path(made: Code) -> str:
    """The dark modules as one SVG path, y down, in modules, quiet zone included."""
    return "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in _runs(made))


def svg(text: str) -> str:
    """The QR code as an SVG element that fills its box; holds nothing of the text but the modules."""
    made = code(text)
    side = made.size + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path d="{path(made)}"/></svg>'
    )


def rectangles(made: Code) -> str:
    """The same modules as PDF rectangles, y up, in modules; (0, 0) is the lower left corner of the quiet zone.

    Rows are put together from pieces of eleven modules, which are written down once.
    """
    size, bits = made.size, made.bits
    row_mask = (1 << size) - 1
    rows = []
    for y in range(size + QUIET - 1, QUIET - 1, -1):
        rows.append(_row(bits & row_mask).replace("y", str(y)))
        bits >>= size
    return "".join(rows)


def _row(modules: int) -> str:
    """The rectangles of a row, with the letter y for its height."""
    shown, start = "", 0
    while modules:
        shown += _piece(start, modules & _PIECE_MASK)
        modules >>= _PIECE
        start += _PIECE
    return shown


@functools.lru_cache(maxsize=8 << _PIECE)
def _piece(start: int, modules: int) -> str:
    return "".join(f"{x + start} y {width} 1 re\n" for x, width in _row_runs(modules))


def _runs(made: Code) -> list[tuple[int, int, int]]:
    row_mask = (1 << made.size) - 1
    return [
        (x, row + QUIET, width)
        for row in range(made.size)
        for x, width in _row_runs(made.bits >> (row * made.size) & row_mask)
    ]


def _row_runs(row: int) -> list[tuple[int, int]]:
    """The dark stretches of a row as (x, width), quiet zone counted."""
    runs = []
    x = QUIET
    while row:
        light = (row & -row).bit_length() - 1
        row >>= light
        dark = (~row & (row + 1)).bit_length() - 1
        runs.append((x + light, dark))
        row >>= dark
        x += light + dark
    return runs


class _Family:
    """All codes of texts of one length: one made in full, the rest by exclusive or."""

    def __init__(self, length: int) -> None:
        self._base_text = b"0" * length
        self.size, self._base = _make(self._base_text)
        self._bit_patterns: dict[tuple[int, int], int] = {}
        self._patterns: dict[tuple[int, int], int] = {}

    def bits(self, data: bytes) -> int:
        bits = self._base
        patterns = self._patterns
        for place in enumerate(data):
            pattern = patterns.get(place)
            bits ^= self._learn(place) if pattern is None else pattern
        return bits

    def _learn(self, place: tuple[int, int]) -> int:
        """What changes in the code when the base text has this byte at this position."""
        position, byte = place
        pattern = 0
        changed = byte ^ self._base_text[position]
        for bit in range(8):
            if changed >> bit & 1:
                pattern ^= self._bit_pattern(position, bit)
        self._patterns[place] = pattern
        return pattern

    def _bit_pattern(self, position: int, bit: int) -> int:
        if (position, bit) not in self._bit_patterns:
            text = bytearray(self._base_text)
            text[position] ^= 1 << bit
            self._bit_patterns[position, bit] = _make(bytes(text))[1] ^ self._base
        return self._bit_patterns[position, bit]


@functools.lru_cache(maxsize=64)
def _family(length: int) -> _Family:
    return _Family(length)


def _make(data: bytes) -> tuple[int, int]:
    made = segno.make(data, mode="byte", error="m", mask=MASK, boost_error=False, micro=False)
    bits = 0
    for row in reversed(made.matrix):
        for module in reversed(row):
            bits = bits << 1 | module
    return len(made.matrix), bits
