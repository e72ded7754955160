"""Where what hinders closing a month is mended: the page of each kind of obstacle, where such a page stands."""

from __future__ import annotations

from admin.ledger.choosing import address_of
from admin.page import opens
from khfund.calendar import Month


def mended_at(code: str, month: Month) -> str | None:
    """Return the address where an obstacle is mended, by its code; None where it is mended elsewhere."""
    kind, _dash, rest = code.rpartition("-")
    number = int(rest) if rest.isascii() and rest.isdecimal() else 0
    numbered = {
        "voucher": "vouchers.one",
        "deposit-matured": "deposits.one",
        "deposit-accrual": "deposits.one",
        "payment-run": "paymentruns.one",
        "hand-over": "handovers.one",
    }
    if kind in numbered and number:
        return address_of(numbered[kind], number=number)
    if code == "cash-count":
        return address_of("counts.index")
    if code == "unidentified":
        return address_of("identify.index") if opens("identify.index") else None
    if code.startswith("bank-"):
        return address_of("reconciliations.one", number=code.removeprefix("bank-"))
    if code.startswith("passing-"):
        return address_of("passings.one", code=code.removeprefix("passing-"))
    return address_of("entries.index", days=f"{month.first.isoformat()}..{month.last.isoformat()}")
