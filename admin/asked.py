"""What an address asks for in numbers: read so that no book is asked for one that it cannot hold."""

from __future__ import annotations

NUMBER_MAX = 2**63 - 1


def whole(text: str) -> int:
    """Read a number of an address; what no book can hold is no number: `request.args.get("dot", 0, type=whole)`.

    Raises: ValueError.
    """
    if len(text) > len(str(NUMBER_MAX)) + 1 or not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ValueError
    value = int(text)
    if abs(value) > NUMBER_MAX:
        raise ValueError
    return value
