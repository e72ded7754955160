"""The random code by which anybody can ask whether a receipt is genuine."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 20  # letters of 5 bits: 100 bits, which nobody guesses

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Draw a code of 100 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def printed(code: str) -> str:
    """Write a code in groups of four, as it stands on the receipt."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def normalised(text: str) -> str:
    """Read a code as people type it: any case, with or without dashes and spaces, O for 0, I or L for 1.

    Of a web address only what follows the last slash or equals sign counts. The empty text stands for what cannot be
    a code.
    """
    last = re.split(r"[/=]", text.strip())[-1]
    code = re.sub(r"[\s\-–—.]", "", last).upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
