"""What minutes confirming gifts to a company say (biên bản xác nhận tài trợ): both sides, each gift, what it is for.

A company deducts gifts for education from its taxable income with these minutes and the payment documents. Source:
domain facts, section 2.6 (TT 96/2015/TT-BTC, mẫu 03/TNDN); the law of 2025 has not been compared, so the form code is
off and the legal basis dated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from khfund import money
from khfund.donations.gift import Way
from khfund.receipts.gift_paper import WAYS, Gift, letterhead
from khfund.receipts.paper import ORIGINAL, GoodsGiven, Letterhead, Mark
from khfund.receipts.paper import Way as PaperWay
from khfund.unit import Unit


@attrs.frozen(kw_only=True)
class Side:
    """One of the two sides, and who speaks for it; what is not known stays for the pen."""

    name: str
    address: str = ""
    tax_code: str = ""
    phone: str = ""
    licence: str = ""
    representative: str = ""
    position: str = ""


@attrs.frozen(kw_only=True)
class ConfirmedGift:
    """What one fund kept of one gift, in đồng; `proof` is the voucher and the bank's reference."""

    day: date
    proof: str
    way: PaperWay
    fund: str
    amount: int
    goods: tuple[GoodsGiven, ...] = ()


@attrs.frozen(kw_only=True)
class FundPurpose:
    """A fund that got something, the paper that founded it, and what it is for."""

    fund: str
    legal_basis: str = ""
    purpose: str = ""


def _total(paper: ConfirmationPaper) -> str:
    return money.words(paper.amount)


@attrs.frozen(kw_only=True)
class ConfirmationPaper:
    """Minutes in which the association and a company confirm gifts; the amount is the sum of the gifts."""

    letterhead: Letterhead
    number: str
    place: str
    day: date
    receiver: Side
    giver: Side
    gifts: tuple[ConfirmedGift, ...]
    funds: tuple[FundPurpose, ...]
    words: str = attrs.field(default=attrs.Factory(_total, takes_self=True))
    basis: str = ""
    form_code: str = ""
    form_basis: str = ""
    mark: Mark = ORIGINAL

    @property
    def amount(self) -> int:
        """All gifts, in đồng."""
        return sum(gift.amount for gift in self.gifts)

    @property
    def goods(self) -> tuple[GoodsGiven, ...]:
        """All goods that were given."""
        return tuple(line for gift in self.gifts for line in gift.goods)

    @property
    def goods_value(self) -> int:
        """What the goods are worth together, in đồng."""
        return sum(line.value for line in self.goods)

    @property
    def ways(self) -> str:
        """In what form was given, each once, in words."""
        return ", ".join(dict.fromkeys(gift.way.value for gift in self.gifts))


def receiver(unit: Unit, representative: str, position: str) -> Side:
    """Return the association's side."""
    return Side(
        name=unit.name,
        address=unit.address,
        tax_code=unit.tax_code,
        phone=unit.phone,
        licence=unit.licence,
        representative=representative,
        position=position.capitalize() if position.isupper() else position,
    )


def confirmation_paper(
    unit: Unit,
    gifts: Sequence[Gift],
    vouchers: Mapping[int, str],
    *,
    number: str,
    day: date,
    sides: tuple[Side, Side],
    settings: Mapping[str, str],
) -> ConfirmationPaper:
    """Return what the minutes of these gifts say; `sides` are receiver and giver, `vouchers` donation → voucher code."""
    funds = {fund.id: fund for gift in gifts for fund, _ in gift.shares}
    return ConfirmationPaper(
        letterhead=letterhead(unit),
        number=number,
        place=unit.place,
        day=day,
        receiver=sides[0],
        giver=sides[1],
        gifts=tuple(line for gift in gifts for line in _lines(gift, vouchers[gift.donation_id])),
        funds=tuple(
            FundPurpose(fund=one.name, legal_basis=one.legal_basis, purpose=one.purpose)
            for one in funds.values()
        ),
        basis=settings["confirmation_basis"],
        form_code=settings["confirmation_form_code"],
        form_basis=settings["confirmation_form_basis"],
    )


def _lines(gift: Gift, voucher: str) -> Iterable[ConfirmedGift]:
    """A line for each fund; goods stand on the first, for a gift in kind goes to one fund."""
    proof = f"{voucher}; {gift.reference}" if gift.reference else voucher
    for place, (fund, amount) in enumerate(gift.shares):
        goods = gift.goods if gift.way is Way.GOODS and place == 0 else ()
        yield ConfirmedGift(
            day=gift.day, proof=proof, way=WAYS[gift.way], fund=fund.name, amount=amount, goods=goods
        )
