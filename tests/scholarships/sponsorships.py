"""What tests of sponsorships start from: a programme, children, sponsors; all names are invented. Today is 15/01/2027."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import attrs
from sqlalchemy import select

from khfund.calendar import Month
from khfund.db import Database
from khfund.donations.donor import Donor
from khfund.ledger import AccountRole, Fund, account_for
from khfund.scholarships.enrolment import enrol
from khfund.scholarships.instalment import RAISERS, Instalment, InstalmentWithdrawal
from khfund.scholarships.payee import PayeeWay, payees, set_payee
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_run
from khfund.scholarships.payment_line import lines_of
from khfund.scholarships.payment_run import PaymentRun, find_run
from khfund.scholarships.payment_settlement import settle_in_cash
from khfund.scholarships.programme import Programme, ProgrammeKind, open_programme
from khfund.scholarships.recipient import Recipient, RecipientKind, enter_recipient
from khfund.scholarships.schedule import WHOLE
from khfund.scholarships.sponsor_share import Sponsor
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, NewSponsorship, agree
from khfund.scholarships.sponsorship_terms import months_of
from tests.builders import NOW, Office, an_office
from tests.donations.offices import a_donor

RATE = 500_000
TODAY = date(2027, 1, 15)
SEPTEMBER = Month(2026, 9)


def at(day: date) -> datetime:
    """Ten in the morning in Viet Nam."""
    return datetime.combine(day, time(3), UTC)


@attrs.define
class Home:
    """An office with one programme of sponsorships, «Nuôi em khuyến học», paid from Quỹ Khuyến học."""

    office: Office
    programme: Programme

    def do(self, kind, work, **more):
        return self.office.do(kind, work, **more)

    def read(self, look):
        return self.office.read(look)

    def child(self, name: str = "Lò Thị Ánh", **known) -> Recipient:
        def work(session, command):
            return enter_recipient(session, command, name, RecipientKind.PUPIL, **known)

        return self.do("recipient.enter", work)

    def sponsor(self, name: str = "Nguyễn Văn An", **known) -> Donor:
        return a_donor(self.office, name, **known)

    def agree(
        self,
        child: Recipient | None = None,
        *givers: Donor | NewShare,
        grade: int | None = 10,
        starts: Month = SEPTEMBER,
        rate: int = RATE,
        programme: Programme | None = None,
        on: datetime = NOW,
        **terms,
    ) -> Sponsorship:
        """A sponsorship of 500.000 đ a month from September 2026 in grade 10; givers take the whole unless they say less."""
        sponsors = [one if isinstance(one, NewShare) else NewShare(Sponsor(one)) for one in givers]
        new = NewSponsorship(starts, rate, grade, **terms)

        def work(session, command):
            whom = child or enter_recipient(session, command, "Lò Thị Ánh", RecipientKind.PUPIL)
            return agree(session, command, programme or self.programme, whom, new, sponsors=sponsors)

        return self.do("sponsorship.agree", work, at=on)

    def raise_until(self, until: date, *, on: datetime = NOW) -> None:
        def work(session, command):
            for raiser in RAISERS:
                raiser(session, command, until)

        self.do("payment.draft", work, at=on)

    def owed(self, made: Sponsorship) -> list[tuple[str, int, str, str]]:
        """The instalments: (month, đồng, nature, code with which it was withdrawn)."""

        def look(session):
            query = (
                select(Instalment, InstalmentWithdrawal.reason)
                .outerjoin(InstalmentWithdrawal, InstalmentWithdrawal.instalment_id == Instalment.id)
                .where(Instalment.sponsorship_id == made.id)
                .order_by(Instalment.id)
            )
            return [
                (f"{one.month % 100}/{one.month // 100}", one.amount, one.nature.value, reason or "")
                for one, reason in session.execute(query)
            ]

        return self.read(look)

    def months(self, made: Sponsorship) -> list[str]:
        """The schedule as months."""
        found = self.read(lambda s: months_of(s, s.get_one(Sponsorship, made.id)))
        return [f"{one.month.month}/{one.month.year}" for one in found]

    def enrol(self, child: int, year: int, school: str = "Trường THPT Bình Minh", **more) -> None:
        self.do("recipient.enrol", lambda s, c: enrol(s, c, child, school_year=year, school=school, **more))

    def pay(self, until: date, *, payout: date | None = None) -> PaymentRun:
        """Draft, approve and pay in cash whatever is due up to a day and is not withheld."""

        def draft(session, command):
            for number in set(session.scalars(select(Sponsorship.recipient_id))):
                if not payees(session, [number], TODAY):
                    one, way = session.get_one(Recipient, number), PayeeWay.CASH
                    set_payee(session, command, one, way, since=date(2026, 1, 1))
            return draft_run(session, command, until=until, payout=payout or TODAY)

        run = self.do("payment.draft", draft)
        self.do(
            "payment.approve",
            lambda s, c: approve_run(s, c, find_run(s, c.unit, run.id)),
            by=self.office.chief,
        )

        def settle(session, command):
            lines = lines_of(session, find_run(session, command.unit, run.id))
            settle_in_cash(session, command, lines, day=TODAY, signed={one.id: "Lò Văn Ký" for one in lines})

        self.do("payment.settle_cash", settle, by=self.office.treasurer)
        return run


def a_home(database: Database) -> Home:
    """An office with a programme of sponsorships and 100 million in cash."""
    office = an_office(database)
    office.gift(date(2026, 3, 1), 100_000_000)
    return Home(office, a_programme(office))


def a_programme(office: Office, code: str = "NE", name: str = "Nuôi em khuyến học") -> Programme:
    """A programme of sponsorships paid from Quỹ Khuyến học."""

    def work(session, command):
        account = account_for(session, command.unit, AccountRole.SCHOLARSHIPS)
        fund = session.get_one(Fund, office.kh)
        kind = ProgrammeKind.SPONSORSHIP
        return open_programme(
            session, command, code, name, kind=kind, fund=fund, account=account, opened=date(2026, 1, 1)
        )

    return office.do("programme.open", work)


def half(giver: Donor, part: int = WHOLE // 2, **more) -> NewShare:
    """Half a child, unless another part is named."""
    return NewShare(Sponsor(giver), part, **more)
