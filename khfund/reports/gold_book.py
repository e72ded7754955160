"""The gold book (sổ vàng): who gave, in bands of amount, in the order of Vietnamese names. It hangs where all can read.

Only names and localities stand in it. Whoever wishes not to be named is «Nhà hảo tâm (ẩn danh)», all of a band in one
line, so that nobody is known by an amount. Gifts in kind count with their value and are marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import DateRange
from khfund.donations.campaign import Campaign
from khfund.donations.donor import ANONYMOUS, Donor
from khfund.donations.gift import Way
from khfund.donations.giving import gifts
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.unit import Unit

BANDS = (1_000_000_000, 500_000_000, 100_000_000, 50_000_000, 20_000_000, 10_000_000, 5_000_000, 1_000_000)
"""Where bands begin, in đồng, unless an office says otherwise; whatever is below the last stands in one more."""

ALWAYS = DateRange(date(1900, 1, 1), date(2200, 1, 1))


class BandsUnfitError(KhfundError):
    """Bands begin at different amounts above 0."""

    message = "Các mức của sổ vàng phải là những số tiền khác nhau, lớn hơn 0; hãy ghi lại --band."
    english = "The bands of the gold book begin at different amounts above 0; write --band again."


class GoldBookEmptyError(KhfundError):
    """A gold book names somebody."""

    message = "Không có khoản ủng hộ nào cho {what} trong {days}; chưa có gì để ghi sổ vàng."
    english = "There is no gift for {what} in {days}; the gold book would be empty."


@attrs.frozen
class Giver:
    """A line of the book: đồng given and kept; `count` is above 1 where several unnamed givers share the line."""

    name: str
    locality: str
    amount: int
    in_kind: bool
    count: int = 1


@attrs.frozen
class Band:
    """Givers from `least` đồng upwards; `title` says so in words."""

    least: int
    title: str
    givers: tuple[Giver, ...]


@attrs.frozen
class GoldBook:
    """What the book shows: its unit, what it is about, the bands that somebody stands in, from the largest."""

    unit: Unit
    subject: str
    days: DateRange
    is_bounded: bool
    bands: tuple[Band, ...]

    @property
    def amount(self) -> int:
        """Đồng of all givers."""
        return sum(one.amount for band in self.bands for one in band.givers)

    @property
    def givers(self) -> int:
        """How many givers there are, unnamed ones included."""
        return sum(one.count for band in self.bands for one in band.givers)

    @property
    def in_kind(self) -> bool:
        """Whether any of it came in kind."""
        return any(one.in_kind for band in self.bands for one in band.givers)


def gold_book(
    session: Session,
    unit: Unit,
    *,
    fund: Fund | None = None,
    campaign: Campaign | None = None,
    days: DateRange | None = None,
    bands: Sequence[int] = BANDS,
) -> GoldBook:
    """Return the gold book of a unit, a fund or a campaign, of all days or of some; what went back is taken off.

    Raises: BandsUnfitError, GoldBookEmptyError.
    """
    if len(set(bands)) != len(bands) or not all(least > 0 for least in bands):
        raise BandsUnfitError
    wanted = days or ALWAYS
    subject = campaign.name if campaign else (fund.name if fund else "các quỹ")
    givers = _givers(session, unit.id, fund, campaign, wanted)
    found = tuple(_bands(sorted(bands, reverse=True), givers))
    if not found:
        raise GoldBookEmptyError(what=subject, days=str(days).lower() if days else "sổ")
    return GoldBook(unit, subject, wanted, days is not None, found)


@attrs.define
class _Sum:
    amount: int = 0
    in_kind: bool = False


def _givers(
    session: Session, unit_id: int, fund: Fund | None, campaign: Campaign | None, days: DateRange
) -> list[tuple[bytes, Giver, bool]]:
    """(sort key, giver, whether named) for each donor as named, as unnamed, and for each gift of nobody known."""
    sums: dict[tuple[int | None, bool, int], _Sum] = defaultdict(_Sum)
    for one in gifts(session, unit_id, days):
        if campaign is not None and one.campaign_id != campaign.id:
            continue
        hidden = one.anonymous or one.donor_id is None
        key = (one.donor_id, hidden, one.donation_id if one.donor_id is None else 0)
        amount = sum(part.amount for part in one.parts if fund is None or part.fund_id == fund.id)
        sums[key].amount += amount
        sums[key].in_kind |= one.way is Way.GOODS and amount > 0
    donors = {one.id: one for one in session.scalars(select(Donor).where(Donor.unit_id == unit_id))}
    return [
        (b"", Giver(ANONYMOUS, "", one.amount, one.in_kind), False)
        if hidden or donor is None
        else (
            donors[donor].sort_key,
            Giver(donors[donor].full_name, donors[donor].locality, one.amount, one.in_kind),
            True,
        )
        for (donor, hidden, _), one in sums.items()
        if one.amount > 0
    ]


def _bands(bounds: Sequence[int], givers: Sequence[tuple[bytes, Giver, bool]]) -> Iterable[Band]:
    upper: int | None = None
    for least in [*bounds, 1]:
        inside = [
            one for one in givers if one[1].amount >= least and (upper is None or one[1].amount < upper)
        ]
        if inside:
            named = sorted((one for one in inside if one[2]), key=lambda one: (one[0], one[1].locality))
            unnamed = [giver for _, giver, is_named in inside if not is_named]
            lines = [giver for _, giver, _ in named] + ([_together(unnamed)] if unnamed else [])
            yield Band(least, _title(least, upper), tuple(lines))
        upper = least


def _together(unnamed: Sequence[Giver]) -> Giver:
    amount = sum(one.amount for one in unnamed)
    return Giver(ANONYMOUS, "", amount, any(one.in_kind for one in unnamed), len(unnamed))


def _title(least: int, upper: int | None) -> str:
    if least == 1:
        return "Các nhà hảo tâm" if upper is None else f"Dưới {short(upper)} đồng"
    return f"Từ {short(least)} đồng" + ("" if upper is None else f" đến dưới {short(upper)} đồng")


def short(dong: int) -> str:
    """Write a round amount in words of size, 50 triệu, and any other with all its figures."""
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if dong >= size and not dong % size:
            return f"{money.format(dong // size)} {name}"
    return money.format(dong)
