"""Amounts as banks write them: thousands apart by spaces, a sign before or behind, a mark, or brackets for minus."""

from __future__ import annotations

import re

from khfund import money

MARKS = dict.fromkeys(("d", "dr", "n", "no", "ghi no", "debit", "-"), -1) | dict.fromkeys(
    ("c", "cr", "co", "ghi co", "credit", "+"), 1
)
SIGNED = re.compile(
    r"\s*(?P<before>[-+\u2212])?\s*(?P<figure>[0-9.,\s]*[0-9])\s*(?P<after>[A-Za-zĐđ₫\s]*?)\s*(?P<mark>[-+\u2212]|\b(?:CR|DR|C|D))?\s*"
)
BRACKETS = re.compile(r"\s*\(\s*(?P<figure>[0-9][0-9.,\s]*)\)\s*(?P<after>[A-Za-zĐđ₫]*)\s*")
APART = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\s[0-9]{3})+(?![0-9]|\s[0-9])")
BARE = re.compile(r"^[-+\u2212(\s]+|(?<=[0-9 )])[-+\u2212)\s]*(?:CR|DR|C|D)?[-+\u2212\s]*$")


class NegativeSideError(money.AmountError):
    """An amount under debit or credit carries no minus sign: the column tells its side already."""

    message = (
        "«{text}» là số âm ở cột đã cho biết nợ hay có. Nếu ngân hàng ghi mọi khoản của cột bằng số âm, hãy bỏ dấu "
        "trừ; nếu là giao dịch bị đảo, hãy chép sang cột kia thành số dương."
    )
    english = (
        "“{text}” is negative in a column that tells debit or credit already. If the bank writes the whole column "
        "with minus signs, take them away; if a transaction was reversed, put it into the other column without one."
    )


def close_up(text: str) -> str:
    """The text with "1 234 567" written 1234567; anything else with a space in it stays as it is."""
    return APART.sub(lambda found: re.sub(r"\s", "", found[0]), text)


def bare(text: str) -> str:
    """The figure without sign, mark, brackets and spaces between thousands."""
    return close_up(BARE.sub("", text))


def unsigned_amount(text: str, thousands: money.Thousands) -> int:
    """An amount under debit or credit, in đồng.

    Raises: NegativeSideError, AmountError.
    """
    try:
        return money.parse(close_up(text), thousands=thousands)
    except money.NegativeAmountError:
        raise NegativeSideError(text=text.strip()) from None


def signed_amount(text: str, thousands: money.Thousands) -> int:
    """An amount in đồng whose sign or mark tells its side: "-5.000", "5.000-", "(5.000)", "5.000 DR" are -5000.

    Raises: AmountError.
    """
    if match := BRACKETS.fullmatch(text):
        return -money.parse(close_up(f"{match['figure'].strip()} {match['after']}"), thousands=thousands)
    match = SIGNED.fullmatch(text)
    if match is None:
        return money.parse(text, thousands=thousands) if text.strip() else 0
    sign = MARKS[(match["before"] or match["mark"] or "+").lower().replace("\u2212", "-")]
    return sign * money.parse(close_up(f"{match['figure']}{match['after']}"), thousands=thousands)
