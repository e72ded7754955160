"""What the books know of one bank line: where its money lies, what it was used for, what was decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.banking.line_state import STATES, state_of
from admin.ledger.choosing import address_of
from admin.listing import Column, Kind
from admin.words import _
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineUse, UseKind, remaining, unidentified
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor
from khfund.donations.line_decision import standing_decision
from khfund.donations.naming import VERDICTS
from khfund.ledger import Entry
from khfund.ledger.entry import reversed_by

USES = {
    UseKind.KNOWN: "đã rõ",
    UseKind.UNIDENTIFIED: "chờ xác định",
    UseKind.CLEARING: "xác định sau",
}
USE_COLUMNS = (
    Column("voucher", "Chứng từ"),
    Column("day", "Ngày", Kind.DAY),
    Column("kind", "Là", names=USES),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("narration", "Diễn giải"),
    Column("reversed", "Đã đảo", Kind.STATE),
    Column("number", "Khoản ủng hộ", link="donations.one"),
)


def all_of(session: Session, line: BankLine) -> dict[str, Any]:
    """What a line's page shows."""
    left, waits = remaining(session, line.id), unidentified(session, line.id)
    return {
        "title": _("Dòng sao kê {number}", number=line.id),
        "line": line,
        "bank": session.get_one(BankAccount, line.bank_account_id),
        "left": left,
        "waits": waits,
        "state": _(STATES[state_of(line.amount - left, waits, line.amount)]),
        "uses": _uses(session, line),
        "use_columns": USE_COLUMNS,
        "decision": _decision(session, line),
        "address_of": address_of,
    }


def _uses(session: Session, line: BankLine) -> list[dict[str, Any]]:
    query = select(LineUse, Entry).join(Entry, Entry.id == LineUse.entry_id).where(LineUse.line_id == line.id)
    return [
        {
            "voucher": entry.voucher_code,
            "day": entry.day,
            "kind": use.kind,
            "amount": use.amount,
            "narration": entry.narration,
            "reversed": reversed_by(session, entry.id) is not None or None,
            "number": entry.id if session.get(Donation, entry.id) else None,
        }
        for use, entry in session.execute(query.order_by(LineUse.id))
    ]


def _decision(session: Session, line: BankLine) -> str:
    """What a person said of the line, if anybody did."""
    made = standing_decision(session, line.id)
    if made is None:
        return ""
    donor = session.get(Donor, made.donor_id) if made.donor_id else None
    return f"{_(VERDICTS[made.verdict])}{f', {donor.id} – {donor.full_name}' if donor else ''}"
