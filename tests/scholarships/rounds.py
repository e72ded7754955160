"""A round for tests: a programme, six pupils with papers, a committee of three, and the steps of the round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import attrs
from sqlalchemy.orm import Session

from khfund import actor, unit
from khfund.actor import Role
from khfund.command import Command
from khfund.db import Database
from khfund.eligibility.evidence import Evidence
from khfund.ledger import AccountRole, account_for
from khfund.ledger.fund import Fund
from khfund.scholarships.award_round import AwardRound, find_round, open_round
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.nomination import nominate
from khfund.scholarships.programme import ProgrammeKind, open_programme
from khfund.scholarships.recipient import RecipientKind, Sex, enter_recipient
from khfund.scholarships.round_step import close_nominations
from khfund.scholarships.score import RubricLine, set_rubric
from khfund.scholarships.screening import screen_round
from tests.builders import NOW, Office, an_office

Result = TypeVar("Result")

RULES = "cong-van-08-2023"
UNTIL = date(2027, 1, 20)
SEEN = {"seen_by": "Lò Văn Xem", "seen_on": date(2027, 1, 5)}
PUPIL = Evidence("school_confirmation", issuer="Trường THCS Bình Minh", issued=date(2026, 9, 8), **SEEN)
DISABLED = Evidence(
    "disability_certificate", issuer="UBND xã Mường Sáng", number="12/XNKT", issued=date(2024, 5, 3), **SEEN
)
POOR = Evidence(
    "poverty_certificate",
    issuer="UBND xã Mường Sáng",
    number="77/HN",
    issued=date(2026, 12, 20),
    valid_from=date(2027, 1, 1),
    valid_until=date(2027, 12, 31),
    **SEEN,
)
ORPHAN = Evidence(
    "death_certificate", issuer="UBND xã Mường Sáng", number="5/KT", issued=date(2020, 4, 2), **SEEN
)
RUBRIC = (RubricLine("hoc", "Học lực", 1, 10), RubricLine("canh", "Hoàn cảnh", 3, 20))

FACTS: tuple[Mapping[str, tuple[Any, Evidence]], ...] = (
    {"learner": ("pupil", PUPIL), "disability": ("mild", DISABLED)},
    {
        "learner": ("pupil", PUPIL),
        "orphan": ("both", ORPHAN),
        "carer_poverty": ("poor", POOR),
        "carer_hard_life": (True, POOR),
    },
    {"learner": ("pupil", PUPIL), "disability": ("severe", DISABLED)},
    {"learner": ("pupil", PUPIL), "disability": ("none", DISABLED)},
    {"learner": ("pupil", PUPIL)},
    {},
)
"""What is proven of the six pupils: 1, 2 and 3 are eligible, the others lack a paper."""


@attrs.define
class Round:
    """A round with its office; persons by id, nominations and recipients by number from 1."""

    office: Office
    members: tuple[int, ...]
    nominations: tuple[int, ...]
    recipients: tuple[int, ...]
    code: str = "TSMT27"

    def do(self, kind: str, work: Callable[[Session, Command, AwardRound], Result], **more: Any) -> Result:
        """Carry out a command on the round, by the chair unless said; papers and lists are a member's work."""
        clerks = kind.partition(".")[0] in {"evidence", "nomination"}
        more.setdefault("by", self.members[0] if clerks else self.office.chair)
        return self.office.do(
            kind, lambda s, c: work(s, c, find_round(s, self.office.unit, self.code)), **more
        )

    def read(self, look: Callable[[Session, AwardRound], Result]) -> Result:
        """Look something up."""
        return self.office.read(lambda s: look(s, find_round(s, self.office.unit, self.code)))

    def screened(self) -> Round:
        """Close nominations and screen."""
        self.do("round.close", close_nominations)
        self.do("round.screen", screen_round)
        return self

    def voting(self, *, ballots_min: int = 1) -> Round:
        """Close, screen, and give a rubric."""
        self.screened()
        self.do("ballot.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC, ballots_min=ballots_min))
        return self


def a_round(database: Database, **terms: Any) -> Round:
    """Open a round with six nominations."""
    office = an_office(database)
    members = tuple(_member(office, number) for number in (1, 2, 3))
    made: dict[str, tuple[int, ...]] = {}

    def work(session: Session, command: Command) -> None:
        fund = session.get_one(Fund, office.kh)
        programme = open_programme(
            session,
            command,
            "TSMT",
            "Tiếp sức mùa thi",
            kind=ProgrammeKind.AWARD,
            fund=fund,
            account=account_for(session, office.unit, AccountRole.SCHOLARSHIPS),
            rulebook=RULES,
            opened=date(2026, 1, 1),
        )
        given: dict[str, Any] = {"school_year": 2026, "fund": fund, "budget": 10_000_000}
        given |= {"nominate_until": UNTIL, "as_of": UNTIL} | terms
        award_round = open_round(session, command, programme, "TSMT27", "Tiếp sức mùa thi 2027", **given)
        pairs = [_pupil(session, command, award_round, office, *one) for one in enumerate(FACTS, 1)]
        made["recipients"], made["nominations"] = zip(*pairs, strict=True)

    office.gift(date(2026, 3, 1), 20_000_000)
    office.do("round.open", work, by=office.chair)
    return Round(office, members, **made)


def _member(office: Office, number: int) -> int:
    def work(session: Session, command: Command) -> int:
        person = actor.enter_person(
            session, command, f"uyvien{number}", f"Ủy Viên {'Một Hai Ba'.split()[number - 1]}"
        )
        actor.grant(session, command, person, Role.COMMITTEE, office.unit)
        return person.id

    return office.do("person.enter", work, by=office.administrator)


def _pupil(
    session: Session,
    command: Command,
    award_round: AwardRound,
    office: Office,
    number: int,
    facts: Mapping[str, tuple[Any, Evidence]],
) -> tuple[int, int]:
    recipient = enter_recipient(
        session,
        command,
        f"Lò Thị Mẫu {'ABCDEF'[number - 1]}",
        RecipientKind.PUPIL,
        birth_day=date(2012, 3, number),
        sex=Sex.FEMALE,
        village="bản Hin",
        commune="xã Mường Sáng",
    )
    for key, (value, paper) in facts.items():
        state_fact(session, command, recipient.id, key, value, evidence=paper)
    nomination = nominate(
        session,
        command,
        award_round,
        recipient,
        unit_id=office.unit,
        received=date(2027, 1, 10),
        school="Trường THCS Bình Minh",
        school_class="9A",
        category="2",
        circumstances="Ở với bà ngoại, bố mẹ mất, nhà xa trường",
        achievements="Học sinh giỏi",
    )
    return recipient.id, nomination.id


def a_unit_below(office: Office, code: str = "MS", name: str = "Hội Khuyến học xã Mường Sáng") -> int:
    """Enter a unit below the office's."""

    def work(session: Session, command: Command) -> int:
        return unit.enter_unit(session, command, code, name, parent=unit.find_unit(session, "SL")).id

    return office.do("unit.enter", work, by=office.administrator)


__all__ = ["FACTS", "NOW", "POOR", "PUPIL", "RUBRIC", "RULES", "UNTIL", "Round", "a_round", "a_unit_below"]
