"""What tests of recipients start from: entries of the register, guardians; all names are invented. Today is 15/01/2027."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from khfund.command import contradictions
from khfund.db import faulty_guards
from khfund.eligibility.evidence import Evidence
from khfund.errors import KhfundError
from khfund.reports.recipient_rule import RECIPIENT_RULES
from khfund.scholarships.guardian import Relation, name_guardian
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.recipient import Recipient, RecipientKind, enter_recipient, find_recipient
from tests.builders import Office

TODAY = date(2027, 1, 15)
BORN = date(2014, 5, 9)  # twelve years old
NAME = "Quàng Thị Hoà"


def a_recipient(
    office: Office, name: str = NAME, kind: RecipientKind = RecipientKind.PUPIL, **known: Any
) -> int:
    """Enter a pupil of twelve years, unless something else is said, and return the number."""
    told = {"birth_day": BORN} if not {"birth_day", "birth_year"} & known.keys() else {}
    return office.do("recipient.enter", lambda s, c: enter_recipient(s, c, name, kind, **told, **known).id)


def a_guardian(office: Office, child: int, **known: Any) -> int:
    """Name the father of a child since its birth, who represents and raises it, and return the number."""
    traits = {"represents": True, "raises": True, "since": BORN} | known
    relation = traits.pop("relation", Relation.FATHER)
    return office.do(
        "recipient.guardian", lambda s, c: name_guardian(s, c, child, "Quàng Văn Bố", relation, **traits).id
    )


def a_fact(office: Office, recipient: int, key: str, value: Any, evidence: Evidence | None = None) -> int:
    """State a fact and return its number."""
    return office.do(
        "evidence.state", lambda s, c: state_fact(s, c, recipient, key, value, evidence=evidence).id
    )


def warned(office: Office, kind: str, work: Callable[..., Any], **order: Any) -> list[str]:
    """Carry out a command and return what it warned of."""
    kept = []

    def told(session: Any, command: Any) -> None:
        work(session, command)
        kept.extend(command.warnings)

    office.do(kind, told, **order)
    return [str(one) for one in kept]


def the(office: Office, number: int) -> Callable[[Any], Recipient]:
    """How a session reads a recipient of the office."""
    return lambda session: find_recipient(session, office.unit, number)


def refused(office: Office, kind: str, work: Callable[..., Any]) -> KhfundError | None:
    """Carry out a command that must be refused and return the refusal."""
    try:
        office.do(kind, work)
    except KhfundError as refusal:
        return refusal
    return None


def faults(office: Office) -> list[str]:
    """What contradicts the register's rules or the log, or is missing of the guards."""

    def look(session: Any) -> list[str]:
        broken = [str(finding) for rule in RECIPIENT_RULES for finding in rule.findings(session)]
        return broken + list(contradictions(session)) + faulty_guards(session)

    return office.read(look)
