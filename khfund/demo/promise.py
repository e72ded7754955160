"""What is promised in the example year: a budget, targets, givers' pledges, dues, payments decided for the next year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.donations.campaign import find_campaign
from khfund.donations.donor import Donor
from khfund.donations.dues import DuesLevel, count_members, set_rate, set_shares
from khfund.donations.dues_receipt import receive_dues
from khfund.donations.instalment import Rhythm, Terms
from khfund.donations.pledge import agree
from khfund.donations.poster_code import code_for_everybody
from khfund.donations.target import Goal, Manner, Measure, set_target
from khfund.ledger import find_account
from khfund.ledger.budget import NewLine, approve_budget, draft_budget, find_budget
from khfund.ledger.planned_payment import plan_payment
from khfund.unit import Level, Unit, find_unit

BUDGET = (
    ("KH", "5111", 300_000_000),
    ("KH", "61111", 45_000_000),
    ("KH", "61114", 40_000_000),
    ("KH", "61115", 30_000_000),
    ("KH", "642", 15_000_000),
    ("NE", "5111", 50_000_000),
    ("NE", "61113", 54_000_000),
    ("TH", "515", 76_500_000),
    ("TH", "61112", 75_000_000),
)
PLEDGES = (
    ("Công ty TNHH Mận Hậu Bản Mòn", "KH", Terms(Rhythm.QUARTERLY, date(2025, 3, 15), 2_000_000, date(2025, 12, 31))),
    ("HTX Nông nghiệp Huổi Sáng", "KH", Terms(Rhythm.YEARLY, date(2025, 9, 5), 5_000_000, date(2027, 12, 31))),
    ("Công ty CP Thủy điện Pá Lau", "TH", Terms(Rhythm.YEARLY, date(2025, 3, 7), 20_000_000, date(2029, 12, 31))),
)  # fmt: skip
PLANNED = (
    ("TH", "61112", 40_000_000, date(2026, 1, 28), "Học bổng Tô Hiệu đợt Tết Bính Ngọ, 40 suất"),
    ("KH", "61111", 25_000_000, date(2026, 2, 6), "Quà Tết cho học sinh xã biên giới, 50 suất"),
    ("TH", "61112", 30_000_000, date(2026, 5, 19), "Học bổng Tô Hiệu đợt cuối năm học"),
)  # fmt: skip
MEMBERS = {"90001": 4_120, "90002": 1_860, "90003": 1_240, "90004": 1_575, "90005": 960}
PAID_DUES = {"90001": 12_360_000, "90002": 5_580_000, "90004": 4_000_000}


def promise_jobs(office: Office) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give everything that is promised, each with its moment."""
    yield at(date(2025, 1, 6), 9), partial(_budget, office)
    yield at(date(2025, 1, 7), 9), partial(_targets, office)
    yield at(date(2025, 2, 1), 9), partial(_poster_code, office)
    yield at(date(2025, 2, 10), 9), partial(_pledges, office)
    yield at(date(2025, 10, 10), 9), partial(_dues, office)
    yield at(date(2025, 12, 15), 9), partial(_plan, office)


def _budget(office: Office) -> None:
    day = date(2025, 1, 6)

    def draft(session: Session, command: Command) -> Answer:
        lines = [
            NewLine(office.fund(session, fund), find_account(session, office.unit, account), amount)
            for fund, account, amount in BUDGET
        ]
        source = "Nghị quyết số 01/NQ-HKH ngày 05/01/2025"
        return {"version": draft_budget(session, command, 2025, lines=lines, source=source).version}

    def approve(session: Session, command: Command) -> Answer:
        approve_budget(session, command, find_budget(session, office.unit, 2025))
        return {"year": 2025}

    office.do("ketoantruong", "budget.draft", at(day, 9), draft, year=2025)
    office.do("chutich", "budget.approve", at(day, 15), approve, year=2025)


def _targets(office: Office) -> None:
    source = "Kế hoạch số 03/KH-HKH ngày 06/01/2025"

    def work(session: Session, command: Command) -> Answer:
        own, endowment = session.get_one(Unit, office.unit), office.fund(session, "TH")
        raised = Goal(amount=250_000_000)
        set_target(
            session, command, own, raised, year=2025, measure=Measure.RAISED, manner=Manner.IN_TOTAL,
            fund=endowment, source=source,
        )  # fmt: skip
        set_target(
            session, command, Level.COMMUNE, Goal(amount=30_000_000), year=2025, measure=Measure.RAISED,
            manner=Manner.PER_UNIT, source=source,
        )  # fmt: skip
        return {"targets": 2}

    office.do("ketoan", "target.set", at(date(2025, 1, 7), 9), work, year=2025)


def _poster_code(office: Office) -> None:
    """Hand out the code that everybody may write who gives to the endowment's campaign."""

    def work(session: Session, command: Command) -> Answer:
        campaign, fund = find_campaign(session, office.unit, "KHTH25"), office.fund(session, "TH")
        return {"code": code_for_everybody(session, command, fund, campaign).code}

    office.do("ketoan", "bank.issue_code", at(date(2025, 2, 1), 9), work)


def _pledges(office: Office) -> None:
    day = date(2025, 2, 10)

    def work(session: Session, command: Command) -> Answer:
        for name, fund, terms in PLEDGES:
            same = select(Donor).where(Donor.unit_id == office.unit, Donor.full_name == name)
            donor = session.scalars(same).one()
            agree(session, command, donor, terms, fund=office.fund(session, fund), agreed=day)
        return {"pledges": len(PLEDGES)}

    office.do("thuquy", "pledge.agree", at(day, 9), work)


def _dues(office: Office) -> None:
    """Lay down what members pay and who keeps what; take in the communes' share in cash."""
    day = date(2025, 10, 10)

    def rules(session: Session, command: Command) -> Answer:
        set_rate(session, command, 20_000, since_year=2025, source="Hướng dẫn số 02/HD-HKH")
        shares = {DuesLevel.BASE: 70, DuesLevel.COMMUNE: 15, DuesLevel.PROVINCE: 10, DuesLevel.CENTRAL: 5}
        set_shares(session, command, shares, since_year=2025)
        for code, members in MEMBERS.items():
            count_members(
                session, command, find_unit(session, code), members, year=2025, source="Báo cáo quý III"
            )
        return {"units": len(MEMBERS)}

    def take(session: Session, command: Command) -> Answer:
        fund = office.fund(session, "KH")
        for code, amount in PAID_DUES.items():
            receive_dues(session, command, find_unit(session, code), amount, year=2025, fund=fund, day=day)
        return {"units": len(PAID_DUES)}

    office.do("ketoan", "dues.rules", at(day, 9), rules)
    office.do("thuquy", "dues.receive", at(day, 10), take)


def _plan(office: Office) -> None:
    """Enter what the board has decided to pay in the next year."""
    day = date(2025, 12, 15)

    def work(session: Session, command: Command) -> Answer:
        for fund, account, amount, due, what in PLANNED:
            plan_payment(
                session,
                command,
                fund=office.fund(session, fund),
                account=find_account(session, office.unit, account),
                amount=amount,
                due=due,
                what=what,
                decision="Quyết định số 31/QĐ-HKH",
            )
        return {"planned": len(PLANNED)}

    office.do("ketoan", "planned.add", at(day, 9), work)
