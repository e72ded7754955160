"""Which entries a random sample holds: a pure function of a public seed and the list of entries.

Anybody can do it again with Python's standard library (`docs/verify_sample.py` does):

1. The seed is SHA-256, in hexadecimal, of the four lines «khfund-sample/1», the root of the log in base64, the number of
   its commands, and the word that was announced; each line ends in a line feed. The root is that of the log up to and
   including the command that announced the word. Nobody knows it before, for that command's line holds a digest salted
   at random; nobody can change it after, for every later checkpoint proves it.
2. The list of entries is in the order of their numbers, each with its amount in đồng.
3. *Uniform*: for every entry take SHA-256 of «seed|number» in hexadecimal; the sample is those with the smallest.
4. *By money*: lay the entries end to end, one place for each đồng, from 0 on. Draw k (1, 2, …) is SHA-256 of «seed|k» as
   one number, modulo the đồng of the entries that are not drawn yet; the entry lying at that place, those that are
   drawn being skipped, is drawn. An entry's chance grows with its amount and no entry is drawn twice.
5. Where the list has no more entries than are wanted, all of them are the sample.
"""

from __future__ import annotations

import base64
import bisect
import enum
import hashlib
import itertools
from collections.abc import Sequence

FORMAT = "khfund-sample/1"


class SampleMethod(enum.StrEnum):
    """How entries are drawn."""

    UNIFORM = "uniform"
    MONEY = "money"


METHOD_NAMES = {
    SampleMethod.UNIFORM: "mọi bút toán như nhau",
    SampleMethod.MONEY: "theo số tiền (bút toán lớn dễ được rút hơn)",
}


def seed_of(root: bytes, size: int, word: str) -> str:
    """Return the seed: from the root of the log of `size` commands and the word that was announced."""
    text = f"{FORMAT}\n{base64.b64encode(root).decode()}\n{size}\n{word}\n"
    return hashlib.sha256(text.encode()).hexdigest()


def list_text(entries: Sequence[tuple[int, int]]) -> str:
    """Write the list of entries as it is published: number and amount in đồng, one entry a line."""
    return "".join(f"{number},{amount}\n" for number, amount in entries)


def select_entries(
    seed: str, entries: Sequence[tuple[int, int]], wanted: int, method: SampleMethod
) -> list[int]:
    """Return the numbers of the entries drawn, in the order in which they are drawn."""
    if wanted >= len(entries):
        return [number for number, _amount in entries]
    if method is SampleMethod.UNIFORM:
        return sorted((number for number, _amount in entries), key=lambda number: _digest(seed, number))[
            :wanted
        ]
    return _by_money(seed, entries, wanted)


def _digest(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()


def _by_money(seed: str, entries: Sequence[tuple[int, int]], wanted: int) -> list[int]:
    ends = list(itertools.accumulate(amount for _number, amount in entries))
    left = ends[-1]
    skipped: list[tuple[int, int]] = []  # (first place, length) of what is drawn, in order
    drawn = []
    for draw in range(1, wanted + 1):
        place = int(_digest(seed, draw), 16) % left
        for first, length in skipped:
            if place < first:
                break
            place += length
        index = bisect.bisect_right(ends, place)
        number, amount = entries[index]
        drawn.append(number)
        bisect.insort(skipped, (ends[index] - amount, amount))
        left -= amount
    return drawn
