"""Facts about recipients: suggested by a list or a text, confirmed by a person who saw the paper, withdrawn when wrong.

Only facts that a person has confirmed count. They are personal and often about health: no message, log or answer
repeats them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session, aliased

from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import FACTS, Fact, Value
from khfund.eligibility.proof import Standing, proof
from khfund.errors import KhfundError
from khfund.scholarships.fact_record import (
    STEP_NAMES,
    FactStep,
    KnownFact,
    NewFact,
    Said,
    StepKind,
    confirm,
    kept_value,
    take_steps,
    write_facts,
)
from khfund.scholarships.recipient import Recipient, entries_of
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

__all__ = [
    "KnownFact",
    "NewFact",
    "Said",
    "StepKind",
    "confirm_fact",
    "expiring",
    "facts_of",
    "find_fact",
    "state_fact",
    "suggest_fact",
    "suggestions_of",
    "told_of",
    "withdraw_fact",
    "write_facts",
]


class KnownFactUnknownError(KhfundError):
    """A fact is known in the unit by its number."""

    message = "Đơn vị không có dữ kiện số {number}."
    english = "The unit has no fact number {number}."


class FactStateError(KhfundError):
    """A suggested fact is confirmed or withdrawn, a confirmed one gets another paper or is withdrawn, and no more."""

    message = "Dữ kiện số {number} {state}, không thể {action}."
    english = "The fact number {number} cannot be acted on ({action}): it is {state}."


class FactReasonMissingError(KhfundError):
    """Whoever withdraws a fact says why."""

    message = "Hãy ghi lý do bỏ dữ kiện này."
    english = "Say why the fact is withdrawn."


@attrs.frozen
class Suggestion:
    """A fact that waits for a person; `words` is what it was read from."""

    number: int
    recipient: int
    key: str
    value: Value
    source: Said
    words: str


@attrs.frozen
class Expiring:
    """A fact that counts today and whose paper ends; `last` is the last day on which the paper counts."""

    number: int
    recipient: int
    key: str
    value: Value
    paper: str
    last: date


def suggest_fact(
    session: Session,
    command: Command,
    recipient_id: int,
    key: str,
    value: Value,
    *,
    source: Said = Said.TEXT,
    words: str = "",
) -> KnownFact:
    """Write a fact that somebody reads out of a list or a text; it counts when a person has confirmed it.

    Raises: FactUnknownError, FactValueError.
    """
    (number,) = write_facts(session, command, [NewFact(recipient_id, key, value, source, words)])
    return session.get_one(KnownFact, number)


def state_fact(
    session: Session,
    command: Command,
    recipient_id: int,
    key: str,
    value: Value,
    *,
    evidence: Evidence | None = None,
) -> KnownFact:
    """Write a fact that the person who gives this command vouches for; without `evidence` it is only said.

    Raises: FactUnknownError, FactValueError, PaperUnknownError, PaperDaysError.
    """
    new = NewFact(recipient_id, key, value, confirmed=True, evidence=evidence)
    (number,) = write_facts(session, command, [new])
    return session.get_one(KnownFact, number)


def confirm_fact(
    session: Session, command: Command, known_fact: KnownFact, *, evidence: Evidence | None
) -> KnownFact:
    """Say that a fact is true, by a paper that was seen; again, where a newer paper takes the place of the last.

    Raises: KnownFactUnknownError, FactStateError, PaperUnknownError, PaperDaysError.
    """
    _require_open(session, command, known_fact, action="xác nhận")
    value = kept_value(FACTS[known_fact.key], known_fact.value)
    confirm(session, command, [(known_fact.id, known_fact.key, value, evidence)])
    return known_fact


def withdraw_fact(
    session: Session, command: Command, known_fact: KnownFact, *, reason: str, contradicted: bool = False
) -> KnownFact:
    """Say that a fact does not count any more; `contradicted` where something else turned out to be true.

    Raises: KnownFactUnknownError, FactStateError, FactReasonMissingError.
    """
    _require_open(session, command, known_fact, action="bỏ lần nữa")
    if not clean(reason):
        raise FactReasonMissingError
    kind = StepKind.CONTRADICTED if contradicted else StepKind.WITHDRAWN
    take_steps(session, command, [(known_fact.id, kind, None, clean(reason)[:300])])
    return known_fact


def _require_open(session: Session, command: Command, known_fact: KnownFact, *, action: str) -> None:
    if known_fact.unit_id != command.unit:
        raise KnownFactUnknownError(number=known_fact.id)
    last = last_step(session, known_fact.id)
    if last is not None and last.kind is not StepKind.CONFIRMED:
        raise FactStateError(number=known_fact.id, state=STEP_NAMES[last.kind], action=action)


# -- reads ------------------------------------------------------------------------------------------------------------


def find_fact(session: Session, unit_id: int, number: int) -> KnownFact:
    """Return a fact of the unit, whatever became of it.

    Raises: KnownFactUnknownError.
    """
    found = session.get(KnownFact, number)
    if found is None or found.unit_id != unit_id:
        raise KnownFactUnknownError(number=number)
    return found


def last_step(session: Session, fact_id: int) -> FactStep | None:
    """Return the step that holds, None of a fact that is only suggested."""
    newest = select(FactStep).where(FactStep.fact_id == fact_id).order_by(FactStep.id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def told_of(session: Session, recipient_id: int) -> list[tuple[KnownFact, FactStep | None]]:
    """Return every fact that was ever told of a recipient with the step that holds, oldest first."""
    whose, theirs = entries_of(session, KnownFact.recipient_id, [recipient_id])
    facts = session.scalars(select(KnownFact).where(theirs).order_by(KnownFact.id))
    return [(fact, last_step(session, fact.id)) for fact in facts if fact.recipient_id in whose]


def facts_of(
    session: Session, recipient_ids: Collection[int], on: date, *, known_up_to: int | None = None
) -> dict[int, dict[str, Fact]]:
    """Return for each recipient key → fact, of what a person has confirmed; merged entries tell of one person.

    Of several papers for one key the newest seen counts that is valid on the day; where none is valid the newest, so
    that a decision can say that its paper has expired. `known_up_to` is the number of the last command whose facts
    are looked at: so a round is told again as it was decided.
    """
    known = _known(session, recipient_ids, on, known_up_to)
    return {whose: {key: fact for key, (fact, _number) in facts.items()} for whose, facts in known.items()}


def _known(
    session: Session, recipient_ids: Collection[int], on: date, known_up_to: int | None = None
) -> dict[int, dict[str, tuple[Fact, int]]]:
    """Recipient → key → the fact that counts, and its number."""
    whose, theirs = entries_of(session, KnownFact.recipient_id, recipient_ids)
    told: dict[int, dict[str, tuple[Fact, int]]] = {number: {} for number in recipient_ids}
    query = _confirmed(theirs, known_up_to)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        fact = Fact(row.key, kept_value(FACTS[row.key], row.value), _paper(row))
        for asked in whose.get(row.recipient_id, ()):
            known = told[asked].get(row.key)
            if known is None or _counts(fact, on) or not _counts(known[0], on):
                told[asked][row.key] = (fact, row.id)
    return told


def _counts(fact: Fact, on: date) -> bool:
    return proof(FACTS[fact.key], fact, on).standing is Standing.COUNTS


_TOLD: list[Any] = [
    KnownFact.recipient_id,
    KnownFact.key,
    KnownFact.value,
    KnownFact.id,
    FactStep.paper,
    FactStep.issuer,
    FactStep.number,
    FactStep.issued,
    FactStep.valid_from,
    FactStep.valid_until,
    FactStep.seen_by,
    FactStep.seen_on,
]


def _confirmed(theirs: ColumnElement[bool], known_up_to: int | None) -> Select[Any]:
    """Every paper seen for facts that were not withdrawn, in the order in which they were seen."""
    later = aliased(FactStep)
    ended = select(later.id).where(later.fact_id == KnownFact.id, later.kind != StepKind.CONFIRMED)
    query = select(*_TOLD)
    if known_up_to is not None:
        ended = ended.where(later.command_number <= known_up_to)
        query = query.where(FactStep.command_number <= known_up_to)
    query = query.join(FactStep, FactStep.fact_id == KnownFact.id)
    query = query.where(theirs, FactStep.kind == StepKind.CONFIRMED, ~ended.exists())
    return query.order_by(FactStep.id)


def _paper(row: Row[Any]) -> Evidence | None:
    if not row.paper:
        return None
    days = (row.issued, row.valid_from, row.valid_until)
    return Evidence(row.paper, row.issuer, row.number, *days, row.seen_by, row.seen_on)


def suggestions_of(session: Session, recipient_ids: Collection[int]) -> dict[int, list[Suggestion]]:
    """Return for each recipient the facts that nobody has confirmed or withdrawn yet, oldest first."""
    whose, theirs = entries_of(session, KnownFact.recipient_id, recipient_ids)
    told: dict[int, list[Suggestion]] = {number: [] for number in recipient_ids}
    waiting = ~select(FactStep.id).where(FactStep.fact_id == KnownFact.id).exists()
    query = select(KnownFact).where(theirs, waiting).order_by(KnownFact.id)
    for one in session.scalars(query):
        for asked in whose.get(one.recipient_id, ()):
            value = kept_value(FACTS[one.key], one.value)
            told[asked].append(Suggestion(one.id, asked, one.key, value, one.source, one.words))
    return told


def expiring(session: Session, unit_id: int, before: date, *, today: date) -> list[Expiring]:
    """Return the facts of a unit that count today and not on the day `before`, the first to end first.

    A fact for which a paper that is valid on that day has been seen meanwhile is not among them.
    """
    living = select(Recipient.id).where(Recipient.unit_id == unit_id, Recipient.merged_into_id.is_(None))
    people = list(session.scalars(living))
    now, later = _known(session, people, today), _known(session, people, before)
    ending = [
        Expiring(number, whose, key, fact.value, fact.evidence.kind, last)
        for whose, facts in now.items()
        for key, (fact, number) in facts.items()
        if fact.evidence is not None
        and (last := proof(FACTS[key], fact, today).last) is not None
        and _counts(fact, today)
        and not (key in later[whose] and _counts(later[whose][key][0], before))
    ]
    return sorted(ending, key=lambda one: (one.last, one.recipient, one.key))
