"""What the papers of a round say: its figures by unit, who was awarded, who waits and why the others were left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.actor import Person
from khfund.calendar import SchoolYear
from khfund.ledger import Fund
from khfund.reports.disclosure import Letterhead
from khfund.reports.letterhead import letterhead
from khfund.scholarships.allocation import LEFT_OUT_NAMES, LeftOut, Outcome
from khfund.scholarships.allocation_run import AllocationLine, AllocationRun, latest_run, lines_of, places_of
from khfund.scholarships.award import Award, AwardState, awards, instalments_of
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import Ballot
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient, find_recipient
from khfund.scholarships.round_decision import RoundDecision, decision_of
from khfund.scholarships.score import Rubric, find_rubric
from khfund.unit import Unit


@attrs.frozen
class Somebody:
    """A person on a restricted paper: who, born when, at which school, put forward by which unit."""

    recipient: int
    name: str
    born: str
    school: str
    unit: str
    sort_key: bytes


@attrs.frozen
class Chosen:
    """Somebody who was chosen or waits; `points` in hundredths, `amount` in đồng."""

    who: Somebody
    points: int
    categories: str
    amount: int
    order: int
    rank: int


@attrs.frozen
class UnitFigures:
    """A unit in a round: nominations that came, that were ranked, places (None without quota), and what became of them."""

    name: str
    nominated: int
    ranked: int
    places: int | None
    awarded: int
    alternates: int
    left_out: int
    amount: int


@attrs.frozen
class RoundFacts:
    """Everything the papers of a round stand on."""

    letterhead: Letterhead
    award_round: AwardRound
    programme: Programme
    fund: Fund
    run: AllocationRun
    decision: RoundDecision | None
    rubric: Rubric | None
    voters: tuple[tuple[str, int], ...]
    units: tuple[UnitFigures, ...]
    reasons: tuple[tuple[LeftOut, int], ...]
    awarded: tuple[Chosen, ...]
    alternates: tuple[Chosen, ...]

    @property
    def amount(self) -> int:
        """Đồng of all who were chosen."""
        return sum(one.amount for one in self.awarded)

    @property
    def amounts(self) -> tuple[tuple[int, int], ...]:
        """(đồng of an award, how many of them), the largest first."""
        return tuple(sorted(Counter(one.amount for one in self.awarded).items(), reverse=True))


def round_facts(session: Session, unit: Unit, award_round: AwardRound) -> RoundFacts:
    """Gather what the papers of a round say: of the run that was decided, else of the last one.

    Raises: AllocationMissingError.
    """
    decision = decision_of(session, award_round)
    run = session.get_one(AllocationRun, decision.run_id) if decision else latest_run(session, award_round)
    lines = lines_of(session, run)
    people = somebodies(session, [one.nomination_id for one in lines if one.outcome is not Outcome.LEFT_OUT])
    day = decision.day if decision else run.day
    reasons = Counter(one.reason for one in lines if one.outcome is not Outcome.AWARDED)
    return RoundFacts(
        letterhead=letterhead(session, unit, day),
        award_round=award_round,
        programme=session.get_one(Programme, award_round.programme_id),
        fund=session.get_one(Fund, award_round.fund_id),
        run=run,
        decision=decision,
        rubric=find_rubric(session, award_round),
        voters=_voters(session, award_round),
        units=_units(session, run, lines),
        reasons=tuple((reason, reasons[reason]) for reason in LEFT_OUT_NAMES if reasons[reason]),
        awarded=_chosen(lines, Outcome.AWARDED, people),
        alternates=_chosen(lines, Outcome.ALTERNATE, people),
    )


def somebodies(session: Session, nomination_ids: Iterable[int]) -> dict[int, Somebody]:
    """Return nomination → who it is; for restricted papers and nothing else."""
    found: dict[int, Somebody] = {}
    names = dict(session.execute(select(Unit.id, Unit.name)).all())
    for number in nomination_ids:
        nomination = session.get_one(Nomination, number)
        entry = session.get_one(Recipient, nomination.recipient_id)
        one = find_recipient(session, entry.unit_id, entry.id)
        at_school = ", ".join(filter(None, (nomination.school_class, nomination.school)))
        found[number] = Somebody(
            one.id, one.full_name, _born(one), at_school, names[nomination.unit_id], one.sort_key
        )
    return found


def _born(one: Recipient) -> str:
    if one.birth_day is not None:
        return f"{one.birth_day:%d/%m/%Y}"
    return str(one.birth_year) if one.birth_year else ""


def _voters(session: Session, award_round: AwardRound) -> tuple[tuple[str, int], ...]:
    """Who voted, with the number of nominations voted on."""
    cast: dict[str, set[int]] = defaultdict(set)
    query = select(Person.full_name, Ballot.nomination_id).join(Person, Person.id == Ballot.person_id)
    for name, nomination in session.execute(query.where(Ballot.round_id == award_round.id)):
        cast[name].add(nomination)
    return tuple((name, len(voted)) for name, voted in sorted(cast.items()))


def _units(session: Session, run: AllocationRun, lines: Sequence[AllocationLine]) -> tuple[UnitFigures, ...]:
    places, by_unit = places_of(session, run), defaultdict(list)
    for line in lines:
        by_unit[line.unit_id].append(line)
    names = dict(session.execute(select(Unit.id, Unit.name)).all())
    wanted = sorted(by_unit.keys() | places.keys(), key=lambda number: (names[number], number))
    return tuple(_figures(names[number], by_unit[number], _places(places, number)) for number in wanted)


def _places(places: Mapping[int, int], unit: int) -> int | None:
    return places.get(unit, 0) if places else None


def _figures(name: str, lines: Sequence[AllocationLine], places: int | None) -> UnitFigures:
    outcomes = Counter(line.outcome for line in lines)
    return UnitFigures(
        name=name,
        nominated=len(lines),
        ranked=sum(1 for line in lines if line.rank),
        places=places,
        awarded=outcomes[Outcome.AWARDED],
        alternates=outcomes[Outcome.ALTERNATE],
        left_out=outcomes[Outcome.LEFT_OUT],
        amount=sum(line.amount for line in lines if line.outcome is Outcome.AWARDED),
    )


def _chosen(
    lines: Sequence[AllocationLine], outcome: Outcome, people: Mapping[int, Somebody]
) -> tuple[Chosen, ...]:
    chosen = sorted((line for line in lines if line.outcome is outcome), key=lambda line: line.place)
    return tuple(
        Chosen(people[line.nomination_id], line.points, line.categories, line.amount, line.place, line.rank)
        for line in chosen
    )


@attrs.frozen
class Granted:
    """A live award on a list; `days` are when it is paid."""

    award: Award
    who: Somebody
    days: tuple[date, ...]


def school_year_of(award_round: AwardRound) -> str:
    """How a round's name goes on with its school year; empty where the name tells it."""
    year = str(SchoolYear(award_round.school_year))
    return "" if year in award_round.name else f", năm\u00a0học\u00a0{year}"


def granted(session: Session, award_round: AwardRound) -> list[Granted]:
    """Return the awards of a round that are not revoked, by unit and name."""
    live = [one for one in awards(session, award_round) if one.state is not AwardState.REVOKED]
    people = somebodies(session, [one.nomination_id for one in live])
    found = [
        Granted(
            one,
            people[one.nomination_id],
            tuple(each.due for each in instalments_of(session, one, standing=True)),
        )
        for one in live
    ]
    return sorted(found, key=lambda one: (one.who.unit, one.who.sort_key, one.award.id))
