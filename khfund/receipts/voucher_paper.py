"""From a posted cash entry to its phiếu thu or phiếu chi."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from khfund.donations.donation import Donation
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.errors import KhfundError
from khfund.ledger import Account, Entry, Voucher, VoucherKind
from khfund.ledger.entry import VOUCHER_NAMES, postings_of
from khfund.receipts import paper
from khfund.receipts.gift_paper import letterhead
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class NoCashVoucherError(KhfundError):
    """Only cash has a phiếu thu or phiếu chi; a transfer is proven by the bank's notice."""

    message = "{voucher} là {kind}, không có phiếu thu hay phiếu chi để in; chứng từ là giấy báo của ngân hàng hoặc phiếu kế toán."
    english = "{voucher} is a {kind}, for which no cash voucher is printed; its paper is the bank's notice or the journal voucher."


def voucher_paper(session: Session, entry: Entry) -> paper.CashVoucherPaper:
    """Return what the cash voucher of an entry says; a draft's own date stands above, the cashier's day below.

    Raises: NoCashVoucherError.
    """
    if entry.voucher_kind not in (VoucherKind.RECEIPT, VoucherKind.PAYMENT):
        raise NoCashVoucherError(voucher=entry.voucher_code, kind=VOUCHER_NAMES[entry.voucher_kind].lower())
    unit = session.scalars(select(Unit).where(Unit.id == entry.unit_id)).one()
    drafted = session.scalar(select(Voucher).where(Voucher.entry_id == entry.id))
    name, address = _party(session, entry, drafted)
    postings = postings_of(session, entry.id)
    codes = dict(session.execute(select(Account.id, Account.code).where(Account.unit_id == unit.id)).all())
    made = drafted.day if drafted else entry.day
    return paper.CashVoucherPaper(
        letterhead=letterhead(unit),
        direction=paper.CashDirection.IN
        if entry.voucher_kind is VoucherKind.RECEIPT
        else paper.CashDirection.OUT,
        number=entry.voucher_code,
        day_made=made,
        day_paid=entry.day,
        person=name,
        address=address,
        content=entry.narration,
        amount=sum(posting.amount for posting in postings),
        debit=_side((codes[posting.debit_id], posting.amount) for posting in postings),
        credit=_side((codes[posting.credit_id], posting.amount) for posting in postings),
        enclosed=f"{drafted.papers:02d}" if drafted and drafted.papers else "",
        form_code=value_on(session, unit.id, "voucher_form_code", made),
        form_basis=value_on(session, unit.id, "voucher_form_basis", made),
    )


def _party(session: Session, entry: Entry, drafted: Voucher | None) -> tuple[str, str]:
    if drafted:
        return drafted.party_name, drafted.party_address
    query = select(Donor).join(Donation, Donation.donor_id == Donor.id).where(Donation.id == entry.id)
    donor = session.scalar(query)
    if donor is None:
        return ANONYMOUS, ""
    return donor.full_name, donor.address or donor.locality


def _side(lines: Iterable[tuple[str, int]]) -> tuple[paper.BookedLine, ...]:
    sums: dict[str, int] = {}
    for account, amount in lines:
        sums[account] = sums.get(account, 0) + amount
    return tuple(paper.BookedLine(account=account, amount=amount) for account, amount in sums.items())
