"""Who sent a transfer, as far as the bank's words tell: the account it came from and the name beside it."""

from __future__ import annotations

import re

import attrs

from khfund.vietnamese import fold

WHOLE_ACCOUNT = 6  # digits from which an account number is taken for unmasked
_FROM = re.compile(r"\bct tu ([0-9x*]{4,20}) ([a-z ]{4,60}?) toi\b")
_SENDS = re.compile(
    r"(?:^|[.:;,/|-])\s*(?:[0-9]+\s+)?(?:ibft\s+)?((?:[a-z]{1,7} ){1,5}[a-z]{1,7}) "
    r"(?:chuyen tien|chuyen khoan|chuyen|ck|ung ho|ungho|gui|nop)\b"
)
_WORDS_MIN = 2
_NO_NAMES = re.compile(
    r"\b(?:chuyen (?:tien|khoan|ck|den|ung)|ung ho|ungho|chung tay|dong bao|quyen gop|gop suc|lu lut|bao lu|mien bac|xin|cam on)\b"
)


@attrs.frozen
class Sender:
    """`account` is the number as the bank shows it, perhaps masked; `name` is folded. Empty means not known."""

    account: str
    name: str

    @property
    def digits(self) -> str:
        """The digits at the end of the account that are not masked."""
        found = re.search(r"[0-9]+$", self.account)
        return found[0] if found else ""

    @property
    def is_whole_account(self) -> bool:
        """Whether the account number is shown in full."""
        return self.account.isdecimal() and len(self.account) >= WHOLE_ACCOUNT


def sender_of(narration: str, counterparty: str = "", counterparty_account: str = "") -> Sender:
    """Read the sender from the bank's columns, else from its words."""
    account = re.sub(r"[\s.-]", "", counterparty_account).lower()
    name = _name(fold(counterparty))
    if account and name:
        return Sender(account, name)
    words = fold(narration)
    came = _FROM.search(words)
    if came is not None:
        return Sender(account or came[1], name or _name(came[2]))
    if not name:
        sends = _SENDS.search(words)
        name = _name(sends[1]) if sends else ""
    return Sender(account, name)


def _name(text: str) -> str:
    """The text if it could be a name: letters only, at least two words."""
    words = text.split()
    could_be = len(words) >= _WORDS_MIN and all(word.isalpha() for word in words)
    return " ".join(words) if could_be and not _NO_NAMES.search(text) else ""
