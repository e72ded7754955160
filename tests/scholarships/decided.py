"""What tests of awards start from: a round with candidates, screened, perhaps scored, allocated and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from khfund.actor import Role, enter_person, grant
from khfund.eligibility import Evidence
from khfund.eligibility.shelf import rulebook
from khfund.ledger import AccountRole, account_for, find_fund
from khfund.scholarships.allocation_run import AllocationRun, allocate_round
from khfund.scholarships.award import Award, awards
from khfund.scholarships.award_round import AwardRound, find_round, open_round
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.nomination import nominate
from khfund.scholarships.programme import ProgrammeKind, open_programme
from khfund.scholarships.recipient import RecipientKind, enter_recipient, find_recipient
from khfund.scholarships.round_decision import RoundDecision, decide_round
from khfund.scholarships.round_step import close_nominations
from khfund.scholarships.round_terms import set_amount, set_quotas
from khfund.scholarships.screening import screen_round
from khfund.unit import Unit, enter_unit
from tests.builders import Office

RULES = "cong-van-08-2023"
AS_OF = date(2026, 12, 31)
DAY = date(2027, 1, 15)  # the day of the tests
DISABLED = ("disability", "severe", "disability_certificate")
NAMES = (
    "Lò Thị Ánh",
    "Quàng Văn Bình",
    "Hà Thị Hoà",
    "Vì Văn Hoàng",
    "Lường Thị Hương",
    "Mùa A Tu",
    "Giàng A Tủa",
)


@attrs.define
class Round:
    """A round of an office; units, recipients and nominations by id, in the order in which they were entered."""

    office: Office
    code: str
    committee: int
    units: dict[str, int]
    recipients: list[int]
    nominations: list[int]

    def do(self, kind: str, work: Any, *, by: int | None = None) -> Any:
        """Carry out a command on the round: `work(session, command, round)`."""
        return self.office.do(
            kind, lambda s, c: work(s, c, find_round(s, self.office.unit, self.code)), by=by or self.committee
        )

    def read(self, look: Any) -> Any:
        """Look something up: `look(session, round)`."""
        return self.office.read(lambda s: look(s, find_round(s, self.office.unit, self.code)))

    def prepare(self) -> Round:
        """Close the round for nominations and screen it."""
        self.do("round.close", close_nominations)
        self.do("round.screen", screen_round)
        return self

    def allocate(self, **options: Any) -> AllocationRun:
        """Allocate the round as the committee."""
        return self.do("award.allocate", lambda s, c, r: allocate_round(s, c, r, **options))

    def decide(
        self, number: str = "12/QĐ-HKH", day: date = DAY, payouts: Sequence[date] = ()
    ) -> RoundDecision:
        """Decide the round as the chair."""
        return self.do(
            "award.decide",
            lambda s, c, r: decide_round(s, c, r, number=number, day=day, payouts=payouts),
            by=self.office.chair,
        )

    @property
    def awards(self) -> list[Award]:
        """The awards of the round."""
        return self.read(awards)

    def act(
        self, verb: Any, award: int, *, by: int | None = None, kind: str = "award.act", **said: Any
    ) -> Any:
        """Let a verb act on an award."""
        return self.office.do(
            kind, lambda s, c: verb(s, c, s.get_one(Award, award), **said), by=by or self.office.chief
        )


def a_round(
    office: Office,
    *,
    code: str = "HB26",
    each: Mapping[str, int] | None = None,
    quotas: Mapping[str, int] | None = None,
    budget: int = 10_000_000,
    amount: int = 1_000_000,
    money: int = 50_000_000,
    proven: bool = True,
    rules: str = RULES,
    valid_until: date | None = None,
    category: str = "",
    **terms: Any,
) -> Round:
    """Open a round in which units (code → number of candidates) put forward pupils whose certificate was seen."""
    each = each or {"XA1": 3, "XA2": 2}
    if money:
        office.gift(date(2026, 3, 1), money)
    committee = _committee(office, code)
    units = {one: _unit(office, one) for one in each}
    office.do("programme.open", lambda s, c: _open(s, c, office, code, budget, rules, terms), by=office.chief)
    made = Round(office, code, committee, units, [], [])
    made.do("round.amounts", lambda s, c, r: set_amount(s, c, r, "", amount))
    if quotas:
        made.do(
            "round.quotas",
            lambda s, c, r: set_quotas(
                s, c, r, [(s.get_one(Unit, units[one]), n) for one, n in quotas.items()]
            ),
        )
    for unit, count in each.items():
        for _one in range(count):
            _candidate(made, units[unit], proven=proven, valid_until=valid_until, category=category)
    return made


def _committee(office: Office, code: str) -> int:
    def work(session: Any, command: Any) -> int:
        person = enter_person(session, command, f"hoidong-{code}", "Tòng Thị Ủy Viên")
        grant(session, command, person, Role.COMMITTEE, office.unit)
        return int(person.id)

    return office.do("person.enter", work, by=office.administrator)


def _unit(office: Office, code: str) -> int:
    def work(session: Any, command: Any) -> int:
        above = session.get_one(Unit, office.unit)
        return int(enter_unit(session, command, code, f"Hội Khuyến học xã {code}", parent=above).id)

    return office.do("unit.enter", work, by=office.administrator)


def _open(session: Any, command: Any, office: Office, code: str, budget: int, rules: str, terms: Any) -> None:
    fund = find_fund(session, office.unit, "KH")
    programme = open_programme(
        session,
        command,
        f"CT-{code}",
        "Học bổng vượt khó",
        kind=ProgrammeKind.AWARD,
        fund=fund,
        account=account_for(session, office.unit, AccountRole.SCHOLARSHIPS),
        rulebook=rules,
        opened=date(2026, 1, 1),
    )
    open_round(
        session,
        command,
        programme,
        code,
        "Học bổng vượt khó năm 2026",
        school_year=2026,
        fund=fund,
        budget=budget,
        nominate_until=date(2027, 6, 30),
        as_of=AS_OF,
        rulebook_digest=rulebook(rules).digest if rules else "",
        **terms,
    )


def _candidate(made: Round, unit: int, *, proven: bool, valid_until: date | None, category: str) -> None:
    place = len(made.recipients)
    office = made.office

    def enter(session: Any, command: Any) -> int:
        name = f"{NAMES[place % len(NAMES)]}{'' if place < len(NAMES) else f' {place}'}"
        one = enter_recipient(session, command, name, RecipientKind.PUPIL, birth_day=date(2012, 2, 29))
        state_fact(session, command, one.id, "learner", "pupil", evidence=_paper("school_confirmation", None))
        key, value, paper = DISABLED
        state_fact(
            session, command, one.id, key, value, evidence=_paper(paper, valid_until) if proven else None
        )
        return int(one.id)

    made.recipients.append(office.do("recipient.enter", enter))

    def put(session: Any, command: Any, award_round: AwardRound) -> int:
        one = find_recipient(session, office.unit, made.recipients[-1])
        return int(
            nominate(
                session,
                command,
                award_round,
                one,
                unit_id=unit,
                received=DAY,
                school="THCS Mường Mơ",
                school_class="7A",
                category=category,
            ).id
        )

    made.nominations.append(made.do("nomination.enter", put))


def _paper(kind: str, until: date | None) -> Evidence:
    return Evidence(
        kind=kind, issuer="UBND xã Mường Mơ", number="01", issued=date(2026, 1, 5), valid_from=date(2026, 1, 5),
        valid_until=until, seen_by="Cầm Văn Kế Toán", seen_on=date(2026, 9, 1),
    )  # fmt: skip
