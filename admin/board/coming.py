"""What comes next: deposits that mature, days of rounds, what the funds have promised, appeals under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import attrs
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from admin.words import _
from khfund.donations.campaign import Campaign
from khfund.donations.giving import Progress, progress
from khfund.ledger.commitment import commitments
from khfund.ledger.deposit_ladder import holdings
from khfund.scholarships.award_round import STATE_NAMES, AwardRound
from khfund.scholarships.round_state import LIVE, RoundState
from khfund.unit import Unit

AHEAD = timedelta(days=45)
CAMPAIGNS_MAX = 6
LINES_MAX = 12


@attrs.frozen(order=True)
class Coming:
    """A day that comes, what it brings, and of how much money, in đồng; `is_late` when the day is over."""

    day: date
    what: str
    amount: int | None = attrs.field(order=False)
    is_late: bool = attrs.field(order=False)


@attrs.frozen
class RoundCard:
    """A round under way: where it stands and the day that comes next in it."""

    code: str
    name: str
    state: str
    step: str
    day: date | None
    days_left: int | None


@attrs.frozen
class Appeal:
    """A campaign under way and how far it has come."""

    code: str
    name: str
    ends: date | None
    progress: Progress


def money_coming(session: Session, unit: Unit, on: date) -> list[Coming]:
    """Return deposits that mature and payments that were promised, over the next weeks; what is late stands first."""
    found = [*_maturing(session, unit, on), *_promised(session, unit, on)]
    return sorted(found)[:LINES_MAX]


def _maturing(session: Session, unit: Unit, on: date) -> Iterator[Coming]:
    for one in holdings(session, unit.id, on):
        if one.deposit.matures <= on + AHEAD:
            words = _("Hợp đồng tiền gửi {number} đáo hạn", number=one.deposit.number)
            yield Coming(one.deposit.matures, words, one.principal + one.expected, one.deposit.matures < on)


def _promised(session: Session, unit: Unit, on: date) -> Iterator[Coming]:
    """What falls due, one line for a day and its purpose."""
    sums: dict[tuple[date, str], int] = defaultdict(int)
    for one in commitments(session, unit.id, on):
        if one.day <= on + AHEAD:
            sums[one.day, one.what] += one.amount
    for (day, what), amount in sums.items():
        yield Coming(day, what, amount, day < on)


def rounds_under_way(session: Session, unit: Unit, on: date) -> list[RoundCard]:
    """Return the rounds that are not decided, the next day first."""
    query = select(AwardRound).where(AwardRound.unit_id == unit.id, AwardRound.state.in_(LIVE))
    cards = [
        _round_card(one, on) for one in session.scalars(query.order_by(AwardRound.id.desc()).limit(LINES_MAX))
    ]
    return sorted(cards, key=lambda card: (card.day is None, card.day or on))


def _round_card(one: AwardRound, on: date) -> RoundCard:
    steps = {
        RoundState.OPEN: (_("Nhận đề nghị đến hết"), one.nominate_until),
        RoundState.CLOSED: (_("Thẩm định đến hết"), one.screen_until),
        RoundState.SCREENED: (_("Chấm điểm đến hết"), one.vote_until),
        RoundState.ALLOCATED: (_("Chờ quyết định"), None),
    }
    step, day = steps[one.state]
    left = (day - on).days if day else None
    return RoundCard(one.code, one.name, _(STATE_NAMES[one.state]), step, day, left)


def appeals(session: Session, unit: Unit, on: date) -> list[Appeal]:
    """Return the campaigns under way, the newest first, no more than six."""
    query = select(Campaign).where(
        Campaign.unit_id == unit.id, Campaign.starts <= on, or_(Campaign.ends.is_(None), Campaign.ends >= on)
    )
    newest = session.scalars(query.order_by(Campaign.starts.desc(), Campaign.id.desc()).limit(CAMPAIGNS_MAX))
    return [Appeal(one.code, one.name, one.ends, progress(session, one)) for one in newest]
