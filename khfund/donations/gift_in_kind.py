"""Gifts in kind: goods that somebody gave, at fair value and with their number, to one fund."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.donations.campaign import Campaign
from khfund.donations.donation import Donation, write_donations
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.gift import (
    ForeignRecordError,
    KnownDonor,
    NewGift,
    Part,
    Way,
    is_anonymous,
    known_donors,
)
from khfund.donations.goods import StoragePlace
from khfund.donations.goods_line import NewGoods, listed, require_sound, store
from khfund.donations.stock_movement import MovementKind
from khfund.ledger import AccountRole, Fund, Posting, VoucherKind, account_for, post

if TYPE_CHECKING:
    from khfund.command import Command


def receive_in_kind(  # noqa: PLR0913  whatever a giver may say
    session: Session,
    command: Command,
    donor: Donor | None,
    *,
    day: date,
    place: StoragePlace,
    fund: Fund,
    lines: Sequence[NewGoods],
    campaign: Campaign | None = None,
    anonymous: bool | None = None,
    purpose: str = "",
    note: str = "",
) -> Donation:
    """Book goods that were given: Nợ 152, Có 5112 line by line (phiếu nhập kho), and put them in their place.

    To an endowment too goods are spendable: they are there to be handed over. The journal does not name whom the
    public does not get to know.

    Raises: GoodsEmptyError, QuantityUnfitError, ForeignRecordError, DonorUnknownError, and what `post` raises.
    """
    require_sound(command, place, fund, lines)
    _require_own(command, campaign)
    donors = known_donors(session, command.unit, {donor.id} if donor else set())
    gift = NewGift(
        donor=donor.id if donor else None,
        day=day,
        parts=[Part(fund.id, sum(line.value for line in lines), spend_now=True)],
        way=Way.GOODS,
        campaign=campaign.id if campaign else None,
        anonymous=anonymous,
        purpose=purpose,
        note=note,
    )
    words = _words(gift, donors[donor.id] if donor else None, lines)
    postings = _postings(session, command, fund, lines)
    entry = post(session, command, day, words, *postings, voucher=VoucherKind.GOODS_IN)
    write_donations(session, command, [gift], [entry], donors)
    store(session, command, entry, MovementKind.GIFT, place=place, fund=fund, lines=lines)
    return session.get_one(Donation, entry.id)


def _require_own(command: Command, campaign: Campaign | None) -> None:
    if campaign is not None and campaign.unit_id != command.unit:
        raise ForeignRecordError(thing="Đợt vận động", number=campaign.id)


def _words(gift: NewGift, donor: KnownDonor | None, lines: Sequence[NewGoods]) -> str:
    giver = ANONYMOUS if donor is None or is_anonymous(gift, donor) else donor.name
    return f"{giver} ủng hộ hiện vật: {listed([(line.item, line.quantity) for line in lines])}"[:500]


def _postings(session: Session, command: Command, fund: Fund, lines: Sequence[NewGoods]) -> list[Posting]:
    stock = account_for(session, command.unit, AccountRole.GOODS).id
    given = account_for(session, command.unit, AccountRole.GIFTS_IN_KIND).id
    return [Posting(stock, given, fund.id, line.value) for line in lines]
