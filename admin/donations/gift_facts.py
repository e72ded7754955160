"""Where a donation stands: its funds, its entry, its bank line, what went back, receipts, the pledge that it pays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.ledger.choosing import address_of
from admin.listing import Column, Kind
from admin.visitor import may
from admin.words import _
from khfund.actor import name_of
from khfund.banking.bank_line import BankLine, LineUse
from khfund.command import LoggedCommand
from khfund.donations.campaign import Campaign
from khfund.donations.donation import Donation, DonationEvent, EventKind, shares
from khfund.donations.donor import Donor
from khfund.donations.naming import EVENTS, WAYS
from khfund.ledger import Entry, Fund
from khfund.receipts.letter import Letter
from khfund.receipts.receipt import Receipt
from khfund.receipts.receipt_event import STATE_NAMES, state_of
from khfund.receipts.series import Series

SHARES = (
    Column("fund", "Quỹ"),
    Column("principal", "Vào vốn", Kind.STATE),
    Column("amount", "Số tiền", Kind.MONEY),
)
EVENT_COLUMNS = (
    Column("day", "Ngày", Kind.DAY),
    Column("kind", "Việc", names=EVENTS),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("reason", "Lý do"),
    Column("voucher", "Chứng từ"),
)
RECEIPT_COLUMNS = (
    Column("number", "Biên nhận"),
    Column("state", "Tình trạng", Kind.STATE, names=STATE_NAMES),
)
LETTER_COLUMNS = (Column("day", "Ngày", Kind.DAY), Column("title", "Thư cảm ơn"))


def all_of(session: Session, donation: Donation) -> dict[str, Any]:
    """What a donation's page shows."""
    entry = session.get_one(Entry, donation.id)
    donor = session.get(Donor, donation.donor_id) if donation.donor_id else None
    campaign = session.get(Campaign, donation.campaign_id) if donation.campaign_id else None
    events = _events(session, donation)
    booker = session.scalar(
        select(LoggedCommand.person_id).where(LoggedCommand.number == entry.command_number)
    )
    return {
        "title": _("Khoản ủng hộ số {number}", number=donation.id),
        "donation": donation,
        "donor": donor,
        "campaign": campaign,
        "way": _(WAYS[donation.way]),
        "entry": entry,
        "entry_url": address_of("entries.one", number=entry.id) if may("money.look") else None,
        "booker": name_of(session, booker) if booker else "",
        "shares": _shares(session, donation),
        "share_columns": SHARES,
        "events": events,
        "event_columns": EVENT_COLUMNS,
        "left": donation.amount - sum(one["amount"] for one in events),
        "cancelled": any(one["kind"] is EventKind.CANCELLED for one in events),
        "receipts": _receipts(session, donation),
        "receipt_columns": RECEIPT_COLUMNS,
        "letters": _letters(session, donation),
        "letter_columns": LETTER_COLUMNS,
        "line": _line(session, donation),
    }


def _shares(session: Session, donation: Donation) -> list[dict[str, Any]]:
    return [
        {
            "fund": session.get_one(Fund, one.fund_id).name,
            "principal": one.is_principal,
            "amount": one.amount,
        }
        for one in shares(session, donation.id)
    ]


def _events(session: Session, donation: Donation) -> list[dict[str, Any]]:
    query = (
        select(DonationEvent, Entry)
        .join(Entry, Entry.id == DonationEvent.entry_id)
        .where(DonationEvent.donation_id == donation.id)
    )
    return [
        {
            "day": entry.day,
            "kind": one.kind,
            "amount": one.amount,
            "reason": one.reason,
            "voucher": entry.voucher_code,
        }
        for one, entry in session.execute(query.order_by(Entry.id))
    ]


def _receipts(session: Session, donation: Donation) -> list[dict[str, Any]]:
    query = (
        select(Receipt.id, Series.code, Receipt.year, Receipt.number)
        .join(Series, Series.id == Receipt.series_id)
        .where(Receipt.donation_id == donation.id)
        .order_by(Receipt.id)
    )
    return [
        {"number": f"{series}-{year}-{number:06d}", "state": state_of(session, receipt)}
        for receipt, series, year, number in session.execute(query)
    ]


def _letters(session: Session, donation: Donation) -> list[dict[str, Any]]:
    query = select(Letter.day, Letter.title).where(Letter.donation_id == donation.id).order_by(Letter.id)
    return [dict(row._mapping) for row in session.execute(query)]


def _line(session: Session, donation: Donation) -> BankLine | None:
    """The bank line that the gift came by."""
    query = select(BankLine).join(LineUse, LineUse.line_id == BankLine.id)
    return session.scalar(query.where(LineUse.entry_id == donation.id).limit(1))
