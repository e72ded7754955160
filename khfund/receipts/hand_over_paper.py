"""Papers of a hand-over: the minutes that both parties sign, and the list on which recipients sign for their goods.

Source: domain facts, section 1.3 (biên bản giao nhận hiện vật; direct aid needs a signed list, confirmed by the
school or the local authority). The list is the only paper with the recipients' names and is not for the public.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import attrs
import weasyprint
from sqlalchemy import func, select

import khfund.paper
from khfund.actor import name_of
from khfund.donations.goods import Item, StoragePlace
from khfund.donations.hand_over import HandOver, lines_of, wanted
from khfund.donations.pass_through import PassThrough, giver_shown
from khfund.donations.stock_movement import StockMovement, worth
from khfund.ledger import Entry
from khfund.receipts.gift_paper import letterhead
from khfund.receipts.paper import Letterhead
from khfund.unit import Unit, value_on

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@attrs.frozen
class GoodsHanded:
    """Goods of one kind on the minutes: how many, worth how many đồng together."""

    name: str
    measure: str
    quantity: int
    value: int


@attrs.frozen
class RecipientSigned:
    """A line of the list that is signed."""

    recipient: str
    belongs_to: str
    heads: int
    item: str
    measure: str
    quantity: int


@attrs.frozen(kw_only=True)
class HandOverPaper:
    """What the minutes and the list say; `giver` and `programme` only of goods that pass through."""

    letterhead: Letterhead
    number: str
    voucher: str
    place: str
    day: date
    purpose: str
    programme: str
    giver: str
    receiver: str
    receiver_address: str
    storage: str
    goods: tuple[GoodsHanded, ...]
    recipients: tuple[RecipientSigned, ...]
    drafted_by: str
    signer: str

    @property
    def value(self) -> int:
        """Đồng of all the goods."""
        return sum(line.value for line in self.goods)

    @property
    def heads(self) -> int:
        """How many persons get something; who gets two kinds of goods stands on two lines and is one."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for line in self.recipients:
            counts[line.recipient, line.belongs_to, line.item] += line.heads
        most: dict[tuple[str, str], int] = {}
        for (recipient, belongs_to, _item), heads in counts.items():
            most[recipient, belongs_to] = max(heads, most.get((recipient, belongs_to), 0))
        return sum(most.values())


def hand_over_paper(session: Session, hand_over: HandOver) -> HandOverPaper:
    """Return what the papers of a hand-over say: its value as booked, or as it would be booked on its day.

    Raises: GoodsNotThereError, GoodsOutOfOrderError for a list that is not handed over yet.
    """
    unit = session.get_one(Unit, hand_over.unit_id)
    entry = None if hand_over.entry_id is None else session.get_one(Entry, hand_over.entry_id)
    held_for = hand_over.programme_id
    programme = None if held_for is None else session.get_one(PassThrough, held_for)
    day = entry.day if entry else hand_over.day
    storage = session.get_one(StoragePlace, hand_over.place_id)
    return HandOverPaper(
        letterhead=letterhead(unit),
        number=f"{hand_over.id:03d}/BBGN",
        voucher=entry.voucher_code if entry else "",
        place=unit.place or "……",
        day=day,
        purpose=hand_over.purpose,
        programme=programme.name if programme else "",
        giver=giver_shown(session, programme) if programme else "",
        receiver=hand_over.receiver,
        receiver_address=hand_over.receiver_address,
        storage=", ".join(filter(None, (storage.name, storage.address))),
        goods=_goods(session, hand_over),
        recipients=_recipients(session, hand_over),
        drafted_by=name_of(session, hand_over.drafted_by),
        signer=value_on(session, unit.id, "signer_name", day),
    )


def _goods(session: Session, hand_over: HandOver) -> tuple[GoodsHanded, ...]:
    sums: dict[int, tuple[int, int]] = {}
    if hand_over.entry_id is None:
        for lot in worth(session, hand_over.day, wanted(session, hand_over)):
            sums[lot.pile.item] = (lot.quantity, lot.value)
    else:
        columns = (func.sum(StockMovement.quantity_out), func.sum(StockMovement.value_out))
        query = select(StockMovement.item_id, *columns).where(StockMovement.entry_id == hand_over.entry_id)
        rows = session.execute(query.group_by(StockMovement.item_id))
        sums = {item: (int(quantity), int(value)) for item, quantity, value in rows}
    named = [(session.get_one(Item, number), *figures) for number, figures in sums.items()]
    return tuple(
        GoodsHanded(item.name, item.measure, quantity, value)
        for item, quantity, value in sorted(named, key=lambda one: one[0].code)
    )


def _recipients(session: Session, hand_over: HandOver) -> tuple[RecipientSigned, ...]:
    return tuple(
        RecipientSigned(
            line.recipient,
            line.belongs_to,
            line.heads,
            item.name,
            item.measure,
            line.quantity,
        )
        for line in lines_of(session, hand_over)
        for item in [session.get_one(Item, line.item_id)]
    )


def minutes(says: HandOverPaper) -> bytes:
    """Set the minutes (biên bản giao nhận hiện vật) as a PDF; the same paper gives the same bytes."""
    return _set("hand_over.html", says)


def signed_list(says: HandOverPaper) -> bytes:
    """Set the list that recipients sign (danh sách ký nhận) as a PDF; the same paper gives the same bytes."""
    return _set("signed_list.html", says)


def _set(template: str, says: HandOverPaper) -> bytes:
    html = khfund.paper.environment("receipts").get_template(template).render(says=says)
    return khfund.paper.pdf(html, styles=[_style()])


@functools.cache
def _style() -> weasyprint.CSS:
    source = importlib.resources.files("khfund.receipts").joinpath("templates", "hand_over.css")
    return khfund.paper.style(source.read_text(encoding="utf-8"))
