"""What is printed at the end of the example year: receipts, cash vouchers, givers' summaries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund.demo.office import Office
from khfund.demo.receipt_batch import all_receipts, sample_prints
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.donor import Donor
from khfund.ledger import Entry, VoucherKind
from khfund.receipts import paper, stamp
from khfund.receipts.receipt import Receipt, current_paper
from khfund.receipts.receipt_event import ReceiptEvent, ReceiptEventKind, state_of
from khfund.receipts.summary_paper import summary_paper
from khfund.receipts.voucher_paper import voucher_paper

Show = Callable[[int, int], None]
Bar = Callable[[str], AbstractContextManager[Show]]
"""Opens a progress bar with a label; what it yields is told (done, total)."""

PRINTED = date(2026, 1, 15)
VOUCHERS = {VoucherKind.RECEIPT: "phieu-thu-2025.pdf", VoucherKind.PAYMENT: "phieu-chi-2025.pdf"}


@attrs.frozen
class Printed:
    """How many papers lie in the folder, by kind."""

    receipts: int
    vouchers: int
    summaries: int
    states: dict[str, int]


def print_papers(office: Office, out: Path, bar: Bar) -> Printed:
    """Print everything into the folder `out`."""
    singles, summaries = out / "bien-nhan", out / "nha-hao-tam"
    for folder in (singles, summaries):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.pdf"):
            old.unlink()
    with office.database.reading() as session:
        found = all_receipts(session, office.unit)
        with bar("In biên nhận") as show:
            papers = (current_paper(session, one) for one in found)
            stamp.write_receipts(papers, out / "bien-nhan-2025.pdf", total=len(found), progress=show)
        chosen = _singles(session, office)
        stamp.write_files(chosen.items(), singles, total=len(chosen))
        with bar("In phiếu thu, phiếu chi") as show:
            vouchers = sum(
                _print_vouchers(session, office, kind, out / name, show) for kind, name in VOUCHERS.items()
            )
        years = {
            f"{one.id:04d}.pdf": summary_paper(session, one, 2025, day=PRINTED) for one in _givers(session)
        }
        stamp.write_files(years.items(), summaries, total=len(years))
        states: dict[str, int] = {}
        for one in found:
            states[state_of(session, one.id).value] = states.get(state_of(session, one.id).value, 0) + 1
        return Printed(len(found), vouchers, len(years), states)


def _singles(session: Session, office: Office) -> dict[str, paper.Paper]:
    """The receipts to look at one by one: the first, one of two funds, and each that something happened to."""
    first = all_receipts(session, office.unit)[0]
    chosen: dict[str, paper.Paper] = {f"{first.printed_number}.pdf": first.paper}
    for one in all_receipts(session, office.unit):
        if len(one.paper.shares) > 1:
            chosen[f"{one.printed_number}-hai-quy.pdf"] = one.paper
    names = {
        ReceiptEventKind.VOIDED: "da-huy",
        ReceiptEventKind.REPLACED: "da-thay-the",
        ReceiptEventKind.COPIED: "ban-sao",
    }
    for event in session.scalars(select(ReceiptEvent).order_by(ReceiptEvent.id)):
        receipt = session.get_one(Receipt, event.receipt_id)
        is_copy = event.kind is ReceiptEventKind.COPIED
        says = paper.copy_of(receipt.paper, event.day) if is_copy else current_paper(session, receipt)
        chosen[f"{receipt.printed_number}-{names[event.kind]}.pdf"] = says
    (sample,) = sample_prints(session, office.unit, [first.donation_id], PRINTED)
    return chosen | {"in-thu.pdf": sample}


def _print_vouchers(session: Session, office: Office, kind: VoucherKind, out: Path, show: Show) -> int:
    query = select(Entry).where(
        Entry.unit_id == office.unit, Entry.voucher_kind == kind, Entry.voucher_year == 2025
    )
    entries = session.scalars(query.order_by(Entry.voucher_number)).all()
    papers = (voucher_paper(session, entry) for entry in entries)
    stamp.write_receipts(papers, out, total=len(entries), progress=show)
    return len(entries)


def _givers(session: Session) -> list[Donor]:
    """The three who gave most often, and whoever got something back."""
    often = select(Donation.donor_id).where(Donation.donor_id.is_not(None)).group_by(Donation.donor_id)
    most = session.scalars(often.order_by(func.count().desc(), Donation.donor_id).limit(3)).all()
    returned = session.scalars(
        select(Donation.donor_id).join(DonationEvent).where(DonationEvent.kind == "refunded")
    )
    return [
        session.get_one(Donor, number) for number in dict.fromkeys([*most, *returned]) if number is not None
    ]
