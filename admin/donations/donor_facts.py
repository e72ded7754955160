"""All that the books know of one giver: gifts, receipts, pledges, letters, who may be the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.listing import Column, Kind
from admin.visitor import may
from khfund.donations.donation import Donation, DonationEvent
from khfund.donations.donor import Donor, similar_donors
from khfund.donations.naming import RHYTHMS, WAYS
from khfund.donations.pledge import Pledge
from khfund.ledger import Fund
from khfund.receipts.letter import Letter
from khfund.receipts.receipt import Receipt
from khfund.receipts.receipt_event import STATE_NAMES, state_of
from khfund.receipts.series import Series
from khfund.unit import Unit

SHOWN_MAX = 50  # gifts, receipts, letters of one giver on a page

GIFTS = (
    Column("number", "Số", Kind.COUNT, link="donations.one"),
    Column("day", "Ngày", Kind.DAY),
    Column("amount", "Số tiền", Kind.MONEY),
    Column("back", "Đã hủy, hoàn", Kind.MONEY),
    Column("way", "Cách", names=WAYS),
    Column("purpose", "Mục đích"),
)
RECEIPTS = (
    Column("number", "Biên nhận"),
    Column("donation", "Khoản ủng hộ số", Kind.COUNT),
    Column("state", "Tình trạng", Kind.STATE, names=STATE_NAMES),
)
PLEDGES = (
    Column("number", "Cam kết số", Kind.COUNT, link="pledges.one"),
    Column("rhythm", "Lịch", names=RHYTHMS),
    Column("amount", "Mỗi lần", Kind.MONEY),
    Column("fund", "Quỹ"),
    Column("code", "Mã chuyển khoản"),
)
LETTERS = (
    Column("day", "Ngày", Kind.DAY),
    Column("title", "Thư"),
    Column("donation", "Cho khoản số", Kind.COUNT),
)


def all_of(session: Session, unit: Unit, donor: Donor) -> dict[str, Any]:
    """What a donor's page shows beside the entry itself."""
    own = _entries(session, donor)
    gifts = [one | {"back": int(one["back"]) if one["back"] else None} for one in _rows(session, _gifts(own))]
    total, back, count = _totals(session, own)
    sees_money = may("money.look")
    return {
        "gifts": gifts,
        "gift_columns": GIFTS,
        "given": total - back,
        "count": count,
        "receipts": _receipts(session, own) if sees_money else [],
        "receipt_columns": RECEIPTS,
        "pledges": _rows(session, _pledges(own)),
        "pledge_columns": PLEDGES,
        "letters": _rows(session, _letters(own)),
        "letter_columns": LETTERS,
        "merged": [one for one in own if one != donor.id],
        "survivor": donor.merged_into_id,
        "similar": similar_donors(session, unit.id, donor.traits, besides=donor.id),
    }


def _entries(session: Session, donor: Donor) -> list[int]:
    """The entry and those that were merged into it."""
    merged = select(Donor.id).where(Donor.merged_into_id == donor.id)
    return [donor.id, *session.scalars(merged)]


def _gifts(own: Sequence[int]) -> Select[Any]:
    back = select(func.sum(DonationEvent.amount)).where(DonationEvent.donation_id == Donation.id)
    columns = (Donation.day, Donation.amount, Donation.way, Donation.purpose)
    query = select(Donation.id.label("number"), *columns, back.scalar_subquery().label("back"))
    return query.where(Donation.donor_id.in_(own)).order_by(Donation.day.desc(), Donation.id.desc())


def _totals(session: Session, own: Sequence[int]) -> tuple[int, int, int]:
    given = session.execute(
        select(func.coalesce(func.sum(Donation.amount), 0), func.count()).where(Donation.donor_id.in_(own))
    ).one()
    back = session.scalar(
        select(func.sum(DonationEvent.amount))
        .join(Donation, Donation.id == DonationEvent.donation_id)
        .where(Donation.donor_id.in_(own))
    )
    return int(given[0]), int(back or 0), int(given[1])


def _receipts(session: Session, own: Sequence[int]) -> list[dict[str, Any]]:
    query = (
        select(Receipt.id, Series.code, Receipt.year, Receipt.number, Receipt.donation_id)
        .join(Series, Series.id == Receipt.series_id)
        .join(Donation, Donation.id == Receipt.donation_id)
        .where(Donation.donor_id.in_(own))
        .order_by(Receipt.id.desc())
        .limit(SHOWN_MAX)
    )
    return [
        {
            "number": f"{series}-{year}-{number:06d}",
            "donation": donation,
            "state": state_of(session, receipt),
        }
        for receipt, series, year, number, donation in session.execute(query)
    ]


def _pledges(own: Sequence[int]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Pledge.id.label("number"),
        Pledge.rhythm,
        Pledge.amount,
        Pledge.code,
        Fund.name.label("fund"),
    )
    query: Select[Any] = select(*columns).join(Fund, Fund.id == Pledge.fund_id)
    return query.where(Pledge.donor_id.in_(own)).order_by(Pledge.id.desc())


def _letters(own: Sequence[int]) -> Select[Any]:
    columns: tuple[Any, ...] = (Letter.day, Letter.title, Letter.donation_id.label("donation"))
    query = select(*columns)
    query = query.join(Donation, Donation.id == Letter.donation_id)
    return query.where(Donation.donor_id.in_(own)).order_by(Letter.id.desc())


def _rows(session: Session, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(query.limit(SHOWN_MAX))]
