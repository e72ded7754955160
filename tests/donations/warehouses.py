"""What tests of goods start from: an office with a place, bicycles and milk, and a giver."""

from __future__ import annotations

from datetime import date

import attrs

from khfund.banking.bank_account import BankAccount
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor, enter_donor
from khfund.donations.gift_in_kind import receive_in_kind
from khfund.donations.goods import Item, StoragePlace, add_item, add_place, items
from khfund.donations.goods_line import NewGoods
from khfund.donations.hand_over import (
    HandOver,
    NewHandOverLine,
    approve_hand_over,
    deliver,
    draft_hand_over,
    find_hand_over,
)
from khfund.donations.likeness import Traits
from khfund.donations.pass_through import PassThrough, find_programme, open_programme
from khfund.donations.passing import draft_passing
from khfund.donations.stock import stock
from khfund.donations.stock_movement import Pile
from khfund.ledger import Fund, PostedEntry, Voucher, approve_voucher, find_voucher, post_voucher
from khfund.reports.check import check
from tests.builders import Office, an_office

DAY = date(2026, 3, 2)
GIVEN = date(2026, 3, 10)


@attrs.define
class Warehouse:
    """An office that keeps goods."""

    office: Office
    place: StoragePlace
    school: StoragePlace
    bicycle: Item
    milk: Item
    donor: Donor

    def pile(self, item: Item | None = None, **more: int | None) -> Pile:
        """The own goods of Quỹ Khuyến học in the main place."""
        return Pile(
            **{"place": self.place.id, "item": (item or self.bicycle).id, "fund": self.office.kh} | more
        )

    def give(self, quantity: int = 55, unit_value: int = 2_000_000, *, day: date = DAY, **more) -> Donation:
        """Bicycles given by the company, unless `item`, `lines` or `donor` say otherwise."""
        lines = more.pop("lines", [NewGoods(more.pop("item", self.bicycle), quantity, unit_value)])
        donor = more.pop("donor", self.donor)
        fund = more.pop("fund", self.office.kh)
        place = more.pop("place", self.place)
        return self.office.do(
            "donation.receive",
            lambda s, c: receive_in_kind(
                s, c, donor, day=day, place=place, fund=s.get_one(Fund, fund), lines=lines, **more
            ),
        )

    def draft(self, quantity: int = 55, *, item: Item | None = None, day: date = GIVEN, **more) -> HandOver:
        """A list of one line, drafted by the accountant."""
        lines = more.pop("lines", [NewHandOverLine(item or self.bicycle, quantity, "Lớp 6A", "", quantity)])
        purpose = more.pop("purpose", "Cùng em đến trường")
        return self.office.do(
            "goods.hand_over",
            lambda s, c: draft_hand_over(
                s,
                c,
                day=day,
                place=self.place,
                fund=s.get_one(Fund, self.office.kh),
                purpose=purpose,
                receiver="Trường THCS Mường Giôn",
                lines=lines,
                **more,
            ),
        )

    def approve(self, hand_over: HandOver) -> HandOver:
        """The chief accountant approves."""
        return self.office.do(
            "goods.approve",
            lambda s, c: approve_hand_over(s, c, find_hand_over(s, c.unit, hand_over.id)),
            by=self.office.chief,
        )

    def deliver(self, hand_over: HandOver, day: date = GIVEN, *, by: int | None = None):
        """The accountant hands over."""
        return self.office.do(
            "goods.deliver",
            lambda s, c: deliver(s, c, find_hand_over(s, c.unit, hand_over.id), day=day),
            by=by,
        )

    def hand_over(self, quantity: int = 55, *, day: date = GIVEN, **more):
        """From the list to the goods handed over, on one day."""
        return self.deliver(self.approve(self.draft(quantity, day=day, **more)), day)

    def new_item(self, code: str) -> Item:
        """Goods of one more kind, or of the kind that has this code already."""

        def work(session, command):
            known = {one.code: one for one in items(session, command.unit)}
            return known.get(code) or add_item(session, command, code, code.lower(), "suất")

        return self.office.do("goods.item_add", work)

    def programme(self, code: str = "VT") -> PassThrough:
        """«Cùng em đến trường» of Viettel."""
        return self.office.do(
            "passing.open",
            lambda s, c: open_programme(
                s,
                c,
                code,
                "Cùng em đến trường",
                donor=self.donor,
                fund=s.get_one(Fund, self.office.kh),
                opened=date(2026, 1, 1),
            ),
        )

    def found(self, code: str = "VT") -> PassThrough:
        """A programme as the books have it."""
        return self.office.read(lambda s: find_programme(s, self.office.unit, code))

    def draft_pay_out(self, amount: int, *, bank: BankAccount | None = None, day: date = GIVEN) -> Voucher:
        """The accountant drafts the paper by which money of «VT» goes to a school."""
        return self.office.do(
            "passing.hand_over",
            lambda s, c: draft_passing(
                s,
                c,
                find_programme(s, c.unit, "VT"),
                amount,
                day=day,
                receiver="Trường THCS Mường Giôn",
                bank_account=bank,
            ),
        )

    def post_pay_out(self, voucher: Voucher, day: date = GIVEN) -> PostedEntry:
        """The chief accountant approves, the accountant posts."""
        self.office.do(
            "voucher.approve",
            lambda s, c: approve_voucher(s, c, find_voucher(s, c.unit, voucher.id)),
            by=self.office.chief,
        )
        return self.office.do(
            "voucher.post", lambda s, c: post_voucher(s, c, find_voucher(s, c.unit, voucher.id), day=day)
        )

    def pay_out(self, amount: int, *, bank: BankAccount | None = None, day: date = GIVEN) -> PostedEntry:
        """Money of «VT» goes to a school, from draft to entry."""
        return self.post_pay_out(self.draft_pay_out(amount, bank=bank, day=day), day)

    def held(self, on: date = date(2026, 12, 31)) -> dict[tuple[str, str], tuple[int, int]]:
        """What lies there: (place, item) → pieces and đồng."""

        def look(session):
            return {
                (o.place.code, o.item.code): (o.quantity, o.value)
                for o in stock(session, self.office.unit, on)
            }

        return self.office.read(look)

    def findings(self) -> list[str]:
        """What `khfund check` finds."""
        return [str(one) for one in self.office.read(check)]


def a_warehouse(database) -> Warehouse:
    """An office with two places, two kinds of goods and a company that gives."""
    office = an_office(database)

    def work(session, command):
        return (
            add_place(session, command, "KHO", "Kho văn phòng Hội", "Số 1 phố Học Tập"),
            add_place(session, command, "TR", "Kho trường Mường Giôn"),
            add_item(session, command, "XE", "xe đạp", "chiếc"),
            add_item(session, command, "SUA", "sữa", "hộp"),
        )

    place, school, bicycle, milk = office.do("goods.item_add", work)
    donor = office.do("donor.enter", lambda s, c: enter_donor(s, c, Traits("Tập đoàn Viễn thông Viettel")))
    return Warehouse(office, place, school, bicycle, milk, donor)
