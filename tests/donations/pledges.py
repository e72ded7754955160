"""What tests of pledges start from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from khfund.donations.campaign import Campaign, open_campaign
from khfund.donations.donor import Donor
from khfund.donations.instalment import Rhythm, Terms
from khfund.donations.pledge import Pledge, agree
from khfund.ledger import Fund
from tests.builders import Office

BEGINNING = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)


def monthly(amount: int = 500_000, first: date = date(2026, 1, 5), **more: object) -> Terms:
    """So much every month."""
    return Terms(Rhythm.MONTHLY, first, amount, **more)


def a_pledge(
    office: Office,
    donor: Donor,
    terms: Terms | None = None,
    *,
    fund: int | None = None,
    at: datetime = BEGINNING,
    **more: object,
) -> Pledge:
    """A promise made in the first days of 2026, of 500.000 đ a month unless said otherwise."""

    def work(session, command):
        into = session.get_one(Fund, fund or office.kh)
        return agree(session, command, donor, terms or monthly(), fund=into, **more)

    return office.do("pledge.agree", work, at=at)


def a_campaign(office: Office, code: str = "TET", **terms: object) -> Campaign:
    """A campaign for Quỹ Khuyến học from the first day of 2026 on."""

    def work(session, command):
        fund = session.get_one(Fund, office.kh)
        return open_campaign(
            session, command, code, "Tết cho em", fund=fund, starts=date(2026, 1, 1), **terms
        )

    return office.do("campaign.open", work)
