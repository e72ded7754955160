"""The currency a statement is in: the books hold đồng, and 1,000.00 dollars must never become 1.000 đồng."""

from __future__ import annotations

import re

from khfund.errors import KhfundError
from khfund.vietnamese import fold


class ForeignCurrencyError(KhfundError):
    """A statement that is taken in is in đồng."""

    message = (
        "Sao kê ghi loại tiền {currency}; sổ chỉ nhận sao kê bằng đồng Việt Nam. Khoản ủng hộ bằng ngoại tệ được ghi "
        "bằng đồng theo tỷ giá ngày nhận. Nếu thật ra là tiền đồng, hãy sửa thành «Loại tiền: VND» ở trên bảng."
    )
    english = (
        "The statement says its currency is {currency}; the books take statements in Vietnamese đồng only. A gift in "
        "another currency is booked in đồng at the day's rate. If it is đồng after all, write “Currency: VND” above "
        "the table."
    )


NAMED = re.compile(
    r"\b(?:loai tien(?: te)?|tien te|nguyen te|currency|ccy|don vi tinh|don vi tien)\b[^a-z0-9]{0,10}"
    r"(vnd|usd|eur|jpy|gbp|aud|cny|krw|sgd|cad|chf|thb|hkd|twd|lak|khr|nzd|rub|sek|nok|dkk|inr|myr)\b"
)
BARE = re.compile(
    r"\b(USD|EUR|JPY|GBP|AUD)\b"
)  # SGD is also a bank's head branch, HKD a household's business
OURS = frozenset({"", "vnd", "704", "dong", "d"})


def require_dong(stated: str) -> None:
    """Refuse a cell under "Loại tiền" that names another currency.

    Raises: ForeignCurrencyError.
    """
    if fold(stated).strip(" .") not in OURS:
        raise ForeignCurrencyError(currency=stated.strip())


def foreign_currency(above: str, header: str) -> str | None:
    """The foreign currency named above a table or in its column words; None where it is đồng or nothing is said."""
    if named := NAMED.search(fold(above)):
        return None if named[1] == "vnd" else named[1].upper()
    both = f"{header}\n{above}"
    found = BARE.search(both)
    return None if found is None or "vnd" in fold(both) else found[1]
