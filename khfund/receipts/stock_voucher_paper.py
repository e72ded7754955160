"""From a posted entry that moved goods to its phiếu nhập kho or phiếu xuất kho.

A5 lying as phiếu thu and phiếu chi, or two copies on A4. Source: domain facts, section 1.3 (C20-HD, C21-HD; 01-VT,
02-VT) and the seven contents of Luật Kế toán 88/2015, Điều 16; the form code is printed only where the office set one.
"""

from __future__ import annotations

import functools
import importlib.resources
from datetime import date
from typing import TYPE_CHECKING

import attrs
import weasyprint
from sqlalchemy import select

import khfund.paper
from khfund import money
from khfund.donations.donation import Donation
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.goods import Item, StoragePlace
from khfund.donations.hand_over import HandOver
from khfund.donations.stock_movement import StockMovement
from khfund.errors import KhfundError
from khfund.ledger import Account, Entry, Voucher, VoucherKind
from khfund.ledger.entry import VOUCHER_NAMES, postings_of
from khfund.receipts.form import printed
from khfund.receipts.gift_paper import letterhead
from khfund.receipts.paper import Letterhead
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class NoStockVoucherError(KhfundError):
    """Only goods that came to a place or left it have a phiếu nhập kho or a phiếu xuất kho."""

    message = "{voucher} là {kind}, không có phiếu nhập kho hay phiếu xuất kho để in."
    english = "{voucher} is a {kind}, for which no stock voucher is printed."


@attrs.frozen
class MovedLine:
    """Goods of one kind: pieces, đồng for one (None where it has no exact whole price) and for all."""

    name: str
    code: str
    measure: str
    quantity: int | None
    value: int

    @property
    def unit_value(self) -> str:
        """Đồng for one piece, to the hundredth where it is an average."""
        if not self.quantity:
            return ""
        whole, rest = divmod((200 * self.value + self.quantity) // (2 * self.quantity), 100)
        return f"{money.format(whole)},{rest:02d}" if rest else money.format(whole)


@attrs.frozen(kw_only=True)
class StockVoucherPaper:
    """What a stock voucher says; `party` gave or took the goods."""

    letterhead: Letterhead
    is_in: bool
    number: str
    day: date
    party: str
    address: str
    content: str
    storage: str
    lines: tuple[MovedLine, ...]
    debit: str
    credit: str
    form_code: str
    form_basis: str
    signer: str

    @property
    def value(self) -> int:
        """Đồng of all the goods."""
        return sum(line.value for line in self.lines)


def stock_voucher_paper(session: Session, entry: Entry) -> StockVoucherPaper:
    """Return what the stock voucher of an entry says; an entry without items is one line by its value.

    Raises: NoStockVoucherError.
    """
    if entry.voucher_kind not in (VoucherKind.GOODS_IN, VoucherKind.GOODS_OUT):
        raise NoStockVoucherError(voucher=entry.voucher_code, kind=VOUCHER_NAMES[entry.voucher_kind].lower())
    unit = session.get_one(Unit, entry.unit_id)
    codes = dict(session.execute(select(Account.id, Account.code).where(Account.unit_id == unit.id)).all())
    postings = postings_of(session, entry.id)
    storage, lines = _moved(session, entry)
    party, address = _party(session, entry)
    return StockVoucherPaper(
        letterhead=letterhead(unit),
        is_in=entry.voucher_kind is VoucherKind.GOODS_IN,
        number=entry.voucher_code,
        day=entry.day,
        party=printed(party),
        address=printed(address),
        content=entry.narration,
        storage=storage,
        lines=lines or (MovedLine(entry.narration, "", "", None, sum(one.amount for one in postings)),),
        debit=", ".join(dict.fromkeys(codes[one.debit_id] for one in postings)),
        credit=", ".join(dict.fromkeys(codes[one.credit_id] for one in postings)),
        form_code=value_on(session, unit.id, "stock_voucher_form_code", entry.day),
        form_basis=value_on(session, unit.id, "stock_voucher_form_basis", entry.day),
        signer=value_on(session, unit.id, "signer_name", entry.day),
    )


def _moved(session: Session, entry: Entry) -> tuple[str, tuple[MovedLine, ...]]:
    """The places and the lines of goods that an entry moved."""
    query = select(StockMovement, StoragePlace, Item).where(StockMovement.entry_id == entry.id)
    query = query.join(StoragePlace, StoragePlace.id == StockMovement.place_id)
    query = query.join(Item, Item.id == StockMovement.item_id).order_by(StockMovement.id)
    found = session.execute(query).all()
    places = dict.fromkeys(", ".join(filter(None, (place.name, place.address))) for _, place, _ in found)
    lines = tuple(
        MovedLine(
            item.name,
            item.code,
            item.measure,
            moved.quantity_in + moved.quantity_out,
            moved.value_in + moved.value_out,
        )
        for moved, _, item in found
    )
    return "; ".join(places), lines


def _party(session: Session, entry: Entry) -> tuple[str, str]:
    """Who gave or took the goods: by the voucher, the gift or the hand-over; nobody knows of a purchase's driver."""
    drafted = session.scalar(select(Voucher).where(Voucher.entry_id == entry.id))
    if drafted is not None:
        return drafted.party_name, drafted.party_address
    handed = session.scalar(select(HandOver).where(HandOver.entry_id == entry.id))
    if handed is not None:
        return handed.receiver, handed.receiver_address
    gift = session.get(Donation, entry.id)
    if gift is None:
        return "", ""
    donor = None if gift.anonymous or gift.donor_id is None else session.get_one(Donor, gift.donor_id)
    return (ANONYMOUS, "") if donor is None else (donor.full_name, donor.address or donor.locality)


def render(says: StockVoucherPaper, *, copies: int = 1) -> bytes:
    """Set the paper as PDF/A: on A5, or `copies` of it one below the other on A4; the same paper gives the same bytes."""
    template = khfund.paper.environment("receipts").get_template("stock_voucher.html")
    return khfund.paper.pdf(template.render(says=says, copies=copies), styles=[_style()])


@functools.cache
def _style() -> weasyprint.CSS:
    source = importlib.resources.files("khfund.receipts").joinpath("templates", "stock_voucher.css")
    return khfund.paper.style(source.read_text(encoding="utf-8"))
