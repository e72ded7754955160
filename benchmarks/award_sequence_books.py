"""The books that a random sequence of awards, sponsorships and payment runs writes, beside a naive model of what is owed."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.sequence_books import NOW, Effect, Template, World, make_template
from khfund import actor
from khfund.actor import Role
from khfund.calendar import DateRange
from khfund.command import Command, Order, execute
from khfund.db import Database
from khfund.eligibility import Evidence
from khfund.eligibility.shelf import rulebook
from khfund.ledger import AccountRole, Fund, account_for, balances, fund_balance
from khfund.ledger.commitment import commitments
from khfund.reports import recipient_table
from khfund.reports.check import check
from khfund.reports.export import json_text
from khfund.reports.public_statement import build
from khfund.scholarships.award_round import AwardRound, open_round
from khfund.scholarships.instalment import Instalment, InstalmentWithdrawal
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.payment_standing import paid_instalments
from khfund.scholarships.programme import Programme, ProgrammeKind, open_programme
from khfund.scholarships.recipient import RecipientKind, enter_recipient
from khfund.unit import Unit, enter_unit
from khfund.vietnamese import fold

Thing = TypeVar("Thing")
RULES, AS_OF, TODAY = "cong-van-08-2023", date(2026, 12, 31), date(2027, 1, 15)
NAMES = (
    "Lò Thị Ánh Kín", "Quàng Văn Bình Kín", "Hà Thị Hoà Kín", "Vì Văn Hoàng Kín", "Lường Thị Hương Kín",
    "Mùa A Tu Kín", "Giàng A Tủa Kín", "Sùng A Dế Kín",
)  # fmt: skip
PROVEN = 6  # so many of them have a certificate that was seen
PAYABLE = 7  # so many have a payee


@attrs.frozen
class Awarding:
    """What the template's books hold for this benchmark beside officers, funds and money; everything by id."""

    base: Template
    units: list[int]
    pupils: list[int]
    programmes: dict[str, int]
    members: list[str]


def make_awarding(file: Path) -> Awarding:
    """Found an association in `file` that puts forward, awards and sponsors."""
    base = make_template(file)
    database = Database(file)
    kept: dict[str, Any] = {}
    with database.writing() as session:
        execute(
            session, Order(1, "unit.enter", base.unit, {}, at=NOW), lambda s, c: _people(s, c, base, kept)
        )
        chief = base.persons["chief"]
        execute(
            session,
            Order(chief, "programme.open", base.unit, {}, at=NOW),
            lambda s, c: _terms(s, c, base, kept),
        )
    with database.writing() as session:
        for place in range(len(NAMES)):
            order = Order(base.persons["accountant"], "recipient.enter", base.unit, {}, at=NOW)
            execute(session, order, _pupil(place, kept))
    database.dispose()
    return Awarding(base, **kept)


def _people(session: Session, command: Command, base: Template, kept: dict[str, Any]) -> dict[str, Any]:
    above = session.get_one(Unit, base.unit)
    kept["units"] = [
        enter_unit(session, command, f"XA{n}", f"Hội Khuyến học xã số {n}", parent=above).id
        for n in (1, 2, 3)
    ]
    kept["members"] = []
    for number in (1, 2):
        person = actor.enter_person(session, command, f"uyvien{number}", f"Ủy viên {number}")
        actor.grant(session, command, person, Role.COMMITTEE, base.unit)
        kept["members"].append(f"member{number}")
        base.persons[f"member{number}"] = person.id
    return {}


def _terms(session: Session, command: Command, base: Template, kept: dict[str, Any]) -> dict[str, Any]:
    cost = account_for(session, base.unit, AccountRole.SCHOLARSHIPS)
    kept["programmes"] = {
        code: open_programme(
            session, command, code, f"Chương trình {code}", kind=kind, rulebook=rules, opened=date(2026, 1, 1),
            fund=session.get_one(Fund, base.funds[fund]), account=cost,
        ).id
        for code, kind, fund, rules in (
            ("HB", ProgrammeKind.AWARD, "KH", RULES), ("NE", ProgrammeKind.SPONSORSHIP, "NE", ""),
        )
    }  # fmt: skip
    return {}


def _pupil(place: int, kept: dict[str, Any]) -> Callable[[Session, Command], dict[str, Any]]:
    def enter(session: Session, command: Command) -> dict[str, Any]:
        born = date(2010 + place % 4, 2, 28)
        one = enter_recipient(
            session, command, NAMES[place], RecipientKind.PUPIL, birth_day=born, commune=f"xã {place % 3}"
        )
        kept.setdefault("pupils", []).append(one.id)
        facts = [("learner", "pupil", "school_confirmation")]
        facts += [("disability", "severe", "disability_certificate")] if place < PROVEN else []
        for key, value, paper in facts:
            state_fact(session, command, one.id, key, value, evidence=_paper(paper))
        if place < PAYABLE:
            set_payee(session, command, one, PayeeWay.CASH, since=date(2026, 1, 1))
        return {}

    return enter


def _paper(kind: str) -> Evidence:
    return Evidence(
        kind=kind, issuer="UBND xã", number="01", issued=date(2026, 1, 5), valid_from=date(2026, 1, 5),
        valid_until=None, seen_by="Kế toán", seen_on=date(2026, 9, 1),
    )  # fmt: skip


def new_round(
    session: Session, command: Command, code: str, *, programme: int, fund: int, budget: int
) -> AwardRound:
    """Open a round under the rulebook."""
    return open_round(
        session, command, session.get_one(Programme, programme), code, f"Đợt {code}", school_year=2026,
        fund=session.get_one(Fund, fund), budget=budget, nominate_until=date(2027, 6, 30), as_of=AS_OF,
        rulebook_digest=rulebook(RULES).digest,
    )  # fmt: skip


@attrs.define
class Owed:
    """An instalment of the model: `state` is "", "draft", "open", "paid", "returned", "dropped" or "claimed"."""

    number: int
    person: int
    fund: int
    amount: int
    award: int | None
    due: date
    state: str = ""
    withdrawn: bool = False


@attrs.define
class Run:
    """A payment run of the model: payment line → instalment."""

    number: int
    lines: dict[int, int]
    again: bool
    state: str = "draft"
    approved_by: str = ""


class AwardWorld(World):
    """One sequence. What the base keeps of funds serves here too; what is owed, run and paid is kept beside it."""

    def __init__(self, awarding: Awarding, database: Database, chance: random.Random) -> None:
        super().__init__(awarding.base, database, chance)
        self.awarding = awarding
        self.rounds: dict[int, str] = {}  # round → where the model believes it stands
        self.budgets: dict[int, int] = {}
        self.named: defaultdict[int, dict[int, int]] = defaultdict(
            dict
        )  # round → nomination → person, standing
        self.awards: dict[int, tuple[int, int, int]] = {}  # award → round, person, đồng
        self.revoked: set[int] = set()
        self.sponsorships: list[int] = []
        self.owed: dict[int, Owed] = {}
        self.runs: dict[int, Run] = {}
        self.current: dict[int, int] = {}  # instalment → the line of its latest attempt
        self.back: dict[int, int] = {}  # line claimed back → đồng still to come
        self.wrong: list[str] = []

    def pick(self, some: Iterable[Thing]) -> Thing | None:
        """One of them; a step without anything to act on is left out."""
        found = list(some)
        return self.chance.choice(found) if found else None

    def must(self, holds: bool, said: str) -> None:  # noqa: FBT001
        """Note what the model finds wrong."""
        if not holds:
            self.wrong.append(said)

    def see_owed(self) -> list[Owed]:
        """Take the instalments that were written since into the model, and what the books say is withdrawn."""
        with self.database.reading() as session:
            query = (
                select(Instalment).where(Instalment.id > max(self.owed, default=0)).order_by(Instalment.id)
            )
            new = [
                Owed(one.id, one.recipient_id, one.fund_id, one.amount, one.award_id, one.due)
                for one in session.scalars(query)
            ]
            gone = set(session.scalars(select(InstalmentWithdrawal.instalment_id)))
        self.owed.update({one.number: one for one in new})
        for number in gone:
            one = self.owed[number]
            self.must(one.state not in {"paid", "open"}, f"instalment {number} is {one.state} and withdrawn")
            one.withdrawn = True
        return new

    def move(self, fund: int, *, spendable: int = 0, liquid: int = 0) -> None:
        """Change what a fund holds in the model."""
        self.apply([Effect(fund, 0, spendable, liquid)])

    def payable(self) -> Counter[int]:
        """Fund → đồng approved and not paid."""
        sums: Counter[int] = Counter()
        for one in self.owed.values():
            sums[one.fund] += one.amount if one.state in {"open", "returned"} else 0
        return sums

    def differences(self) -> list[str]:
        """What `khfund check` finds, and where books, statement and model differ."""
        self.see_owed()
        with self.database.reading() as session:
            found = [*self.wrong, *(str(one) for one in check(session))]
            found += self._funds(session)
            found += self._paid(session)
            found += self._promised_awards(session)
            found += self._statement(session)
        return found

    def _funds(self, session: Session) -> list[str]:
        found = []
        payable = account_for(session, self.template.unit, AccountRole.SCHOLARSHIPS_PAYABLE).id
        sums = balances(session, self.template.unit, TODAY)
        for code, number in self.template.funds.items():
            balance, stand = fund_balance(session, session.get_one(Fund, number), TODAY), self.stands[number]
            books = (balance.principal, balance.spendable, balance.liquid, -sums.get((number, payable), 0))
            model = (stand.principal, stand.spendable, stand.liquid, self.payable()[number])
            if books != model:
                found.append(f"{code}: principal, spendable, liquid, payable: books {books}, model {model}")
        return found

    def _paid(self, session: Session) -> list[str]:
        days = DateRange.between(date(2026, 1, 1), TODAY)
        books = sorted(
            (one.instalment_id, one.amount) for one in paid_instalments(session, self.template.unit, days)
        )
        model = sorted((one.number, one.amount) for one in self.owed.values() if one.state == "paid")
        return [] if books == model else [f"paid: books {books}, model {model}"]

    def _promised_awards(self, session: Session) -> list[str]:
        told = "Học bổng, hỗ trợ đã quyết định"
        books = sum(
            one.amount for one in commitments(session, self.template.unit, TODAY) if one.what.startswith(told)
        )
        model = sum(
            one.amount for one in self.owed.values() if not one.withdrawn and one.state in {"", "draft"}
        )
        return [] if books == model else [f"owed and in no approved run: books {books}, model {model}"]

    def _statement(self, session: Session) -> list[str]:
        unit = session.get_one(Unit, self.template.unit)
        shown = build(
            session, units=[unit], days=DateRange.year(2027), made_at=datetime(2028, 1, 2, tzinfo=UTC)
        )
        lines = {str(row[0]): row[2] for row in recipient_table.award_totals(shown).rows}
        paid = sum(one.amount for one in self.owed.values() if one.state == "paid")
        owed = sum(self.payable().values())
        found = []
        if (lines["listed"], lines["owed"], lines["unlisted"]) != (paid, owed, 0):
            found.append(f"statement {lines}, model paid {paid}, payable {owed}")
        text = fold(json_text(shown))
        if any(fold(name) in text for name in NAMES):
            found.append("the statement names a minor")
        return found
