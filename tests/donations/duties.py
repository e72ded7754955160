"""What tests of dues and targets start from: a province with communes, an affiliated association and a base group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from khfund.command import Command, Order, execute
from khfund.donations.dues import DuesLevel, count_members, set_rate, set_shares
from khfund.ledger import Fund
from khfund.unit import Level, Unit, enter_unit
from tests.builders import NOW, Office

HALF_THREE_TWO = {DuesLevel.BASE: 50, DuesLevel.COMMUNE: 30, DuesLevel.PROVINCE: 20}


def a_unit(
    office: Office,
    code: str,
    name: str,
    level: Level = Level.COMMUNE,
    under: int | None = None,
    **more: object,
) -> Unit:
    """A unit under the office's own, or under another one."""
    kept: list[Unit] = []

    def work(session: Session, command: Command) -> dict[str, object]:
        parent = session.get_one(Unit, under or office.unit)
        kept.append(enter_unit(session, command, code, name, level=level, parent=parent, **more))
        return {}

    with office.database.writing() as session:
        execute(session, Order(office.administrator, "unit.enter", None, {}, at=NOW), work)
    return kept[0]


def dues_are(
    office: Office, amount: int = 20_000, shares: dict[DuesLevel, int] | None = None, year: int = 2026
) -> None:
    """The rate, and half for the group, three tenths for the commune, two for the province unless said otherwise."""
    office.do("dues.rate", lambda s, c: set_rate(s, c, amount, since_year=year))
    office.do("dues.shares", lambda s, c: set_shares(s, c, shares or HALF_THREE_TWO, since_year=year))


def members_are(office: Office, unit: Unit, members: int, year: int = 2026) -> None:
    """So many members pay dues."""
    office.do("dues.members", lambda s, c: count_members(s, c, unit, members, year=year))


def warned(office: Office, kind: str, work: Callable[[Session, Command], object]) -> list[str]:
    """What a command points out."""
    said: list[str] = []

    def heard(session: Session, command: Command) -> None:
        work(session, command)
        said.extend(map(str, command.warnings))

    office.do(kind, heard)
    return said


def the_fund(office: Office) -> Fund:
    """Quỹ Khuyến học."""
    return office.read(lambda s: s.get_one(Fund, office.kh))


DAY = date(2026, 3, 2)
