"""Payment codes: a word with a check character that stands in the purpose of a transfer that we send.

The bank repeats it in its statement, when the money leaves and when it comes back, so that the line settles what it
pays. `CT` and six characters name one payment, `CD` and six a whole file; the last character checks the others as in
`transfer_code` (every single wrong character and every exchange of two is caught).
"""

from __future__ import annotations

import re

from khfund.banking.transfer_code import ALPHABET, BASE, GAP, ODD, check_character
from khfund.errors import KhfundError
from khfund.vietnamese import fold

PAYMENT, BATCH = "CT", "CD"
LENGTH = 6  # characters of the serial number
SERIAL_MAX = BASE**LENGTH - 1
_SHAPE = re.compile(f"(?=(C{GAP}[TD]{GAP}" + GAP.join([f"[{ALPHABET}]"] * (LENGTH + 1)) + "))")


class PaymentCodesUsedUpError(KhfundError):
    """A serial number fits its six characters."""

    message = "Mã chi đã dùng hết (số {serial:so}); hãy báo cho người phụ trách chương trình."
    english = "The payment codes are used up (number {serial:so}); tell whoever keeps the program."


def make_code(kind: str, serial: int) -> str:
    """The code of a serial number, of a payment (`CT`) or of a file (`CD`).

    Raises: PaymentCodesUsedUpError.
    """
    if not 0 <= serial <= SERIAL_MAX:
        raise PaymentCodesUsedUpError(serial=serial)
    digits = ""
    for _ in range(LENGTH):
        serial, digit = divmod(serial, BASE)
        digits = ALPHABET[digit] + digits
    return kind + digits + check_character(kind + digits)


def is_code(text: str) -> bool:
    """Whether `text`, in capitals without spaces, is a payment code with its right check character."""
    return (
        len(text) == 2 + LENGTH + 1
        and text[:2] in (PAYMENT, BATCH)
        and set(text[2:]) <= set(ALPHABET)
        and check_character(text[:-1]) == text[-1]
    )


def find_codes(narration: str) -> list[str]:
    """The payment codes in a narration, each once, in the order they stand there.

    Case, accents, spaces, dots and line breaks inside a code do not matter, nor does what the bank put around it.
    """
    text = fold(narration).upper()
    found: dict[str, None] = {}
    after = 0
    for match in _SHAPE.finditer(text):
        start, end = match.span(1)
        code = ODD.sub("", match[1])
        if start >= after and is_code(code):
            found[code] = None
            after = end
    return list(found)
