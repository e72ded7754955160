"""Taking a nomination file in, on behalf of a unit, in one command: recipients, enrolments, suggested facts, nominations.

The same content again adds nothing. A corrected file of the same unit adds and changes what differs and says what
vanished. Rows with mistakes stay out only when the officer accepts that; else the whole file is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from khfund.errors import ProblemsFound
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.enrolment import NewEnrolment, enrol_many, enrolments
from khfund.scholarships.fact_record import KnownFact, NewFact, Said, write_facts
from khfund.scholarships.nomination import (
    NewNomination,
    Nomination,
    NominationState,
    nominate_all,
    standing_nominations,
)
from khfund.scholarships.nomination_file import NominationFile, enter_file
from khfund.scholarships.nomination_intake import require_sending, require_taking
from khfund.scholarships.nomination_plan import Plan, Row, plan_import, said
from khfund.scholarships.nomination_sheet import Candidate, ReadNominations
from khfund.scholarships.nomination_withdrawal import NewWithdrawal, WithdrawalCode, write_withdrawals
from khfund.scholarships.recipient import Particulars, RecipientKind, Sex, among, enter_recipients
from khfund.scholarships.school_level import grade_of_class
from khfund.unit import Unit
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command

PUPIL_AGE_MAX = 30
VANISHED_REASON = "không còn trong danh sách đơn vị gửi lại"


@attrs.frozen
class Imported:
    """What a file came to; `repeats` pairs a row's place with the number of the nomination that stands instead."""

    file: NominationFile
    is_new: bool
    recipients_entered: int = 0
    facts_suggested: int = 0
    vanished: tuple[int, ...] = ()
    repeats: tuple[tuple[str, int], ...] = ()


def import_nominations(  # noqa: PLR0913  what an officer decides about a file
    session: Session,
    command: Command,
    award_round: AwardRound,
    unit: Unit,
    read: ReadNominations,
    *,
    received: date,
    late_reason: str = "",
    accept_problems: bool = False,
    withdraw_vanished: bool = False,
) -> Imported:
    """Take a unit's file into a round.

    Whoever is recognised exactly keeps the entry in the register, everybody else is entered. What the words suggest is
    written as suggestions, which count when a person confirms them. With `withdraw_vanished` the unit's nominations
    that the file does not name any more are withdrawn.

    Raises: NominatingForOthersError, NominationsClosedError, NominatingUnitError, NominationLateError, ProblemsFound.
    """
    require_sending(session, command, unit.id)
    plan = plan_import(session, award_round, unit, read)
    if plan.earlier is not None:
        return Imported(plan.earlier, is_new=False)
    require_taking(session, command, award_round, unit.id, received=received, late_reason=late_reason)
    if read.problems and not accept_problems:
        raise ProblemsFound(file=read.file, problems=read.problems)
    taking = _Taking(session, command, award_round, unit, read, received, clean(late_reason)[:300])
    return taking.take(plan, withdraw_vanished=withdraw_vanished)


class _Taking:
    """A file while it is taken in."""

    def __init__(  # noqa: PLR0917  what one file is taken in by
        self,
        session: Session,
        command: Command,
        award_round: AwardRound,
        unit: Unit,
        read: ReadNominations,
        received: date,
        late_reason: str,
    ) -> None:
        self.session = session
        self.command = command
        self.award_round = award_round
        self.unit = unit
        self.read = read
        self.received = received
        self.late_reason = late_reason
        self.recipients: dict[int, int] = {}

    def take(self, plan: Plan, *, withdraw_vanished: bool) -> Imported:
        entered = self._enter_people(plan.rows)
        fresh = [row for row in plan.rows if not (row.unchanged or plan.repeats(row))]
        self._set_withdrawn([row.changed for row in fresh if row.changed is not None])
        numbers = dict(zip(map(_key, fresh), self._nominate(fresh), strict=True))
        repeats = self._write_repeats(plan, numbers)
        self._write_withdrawals(fresh, numbers, plan.vanished if withdraw_vanished else ())
        self._enrol(fresh)
        suggested = self._suggest(fresh)
        file = self._enter_file(plan)
        return Imported(file, True, entered, suggested, plan.vanished, tuple(repeats))

    def _enter_people(self, rows: Sequence[Row]) -> int:
        """Enter whom the register does not know, and learn everybody's number."""
        new = [row for row in rows if row.recipient is None and row.same_as is None]
        told = [_particulars(row.candidate, self.received) for row in new]
        numbers = enter_recipients(self.session, self.command, told)
        self.recipients = dict(zip(map(_key, new), numbers, strict=True))
        for row in rows:
            if row.recipient is not None:
                self.recipients[_key(row)] = row.recipient
            elif row.same_as is not None:
                self.recipients[_key(row)] = self.recipients[id(row.same_as)]
        return len(new)

    def _set_withdrawn(self, numbers: Sequence[int]) -> None:
        """Let nominations stand no longer; why is written once it is known what stands instead."""
        for first in range(0, len(numbers), 500):
            some = Nomination.id.in_(numbers[first : first + 500])
            self.session.execute(update(Nomination).where(some).values(state=NominationState.WITHDRAWN))

    def _nominate(self, rows: Sequence[Row], standing: Sequence[int | None] = ()) -> list[int]:
        new = [
            NewNomination(
                self.recipients[_key(row)],
                *said(row.candidate),
                row.candidate.file_place,
                row.changed,
                standing[place] if standing else None,
            )
            for place, row in enumerate(rows)
        ]
        return nominate_all(
            self.session,
            self.command,
            self.award_round,
            new,
            unit_id=self.unit.id,
            received=self.received,
            file_name=self.read.file,
            late_reason=self.late_reason,
        )

    def _write_repeats(self, plan: Plan, numbers: dict[int, int]) -> list[tuple[str, int]]:
        """Write the rows of persons who are put forward already, each with the nomination that stands instead."""
        standing: dict[int, int | None] = {_key(row): row.stands for row in plan.rows}
        standing |= numbers
        own = standing_nominations(self.session, self.award_round.id)
        unchanged = [row for row in plan.rows if row.unchanged]
        standing |= {_key(row): own.get(self.recipients[_key(row)]) for row in unchanged}
        rows = plan.duplicates
        instead = [standing[_key(row) if row.same_as is None else id(row.same_as)] for row in rows]
        self._nominate(rows, instead)
        pairs = zip(rows, instead, strict=True)
        return [(row.candidate.file_place, number) for row, number in pairs if number is not None]

    def _write_withdrawals(
        self, fresh: Sequence[Row], numbers: dict[int, int], vanished: Sequence[int]
    ) -> None:
        self._set_withdrawn(vanished)
        corrected = [
            NewWithdrawal(row.changed, WithdrawalCode.CORRECTED, stands_id=numbers[_key(row)])
            for row in fresh
            if row.changed is not None
        ]
        gone = [NewWithdrawal(number, WithdrawalCode.UNIT, VANISHED_REASON) for number in vanished]
        write_withdrawals(self.session, self.command, corrected + gone, day=self.received)

    def _enrol(self, rows: Iterable[Row]) -> None:
        year = self.award_round.school_year
        new = {
            self.recipients[_key(row)]: _enrolment(self.recipients[_key(row)], year, row.candidate)
            for row in rows
            if row.candidate.school
        }
        known = enrolments(self.session, _recognised(rows, self.recipients), year)
        for recipient, one in known.items():
            told = new.get(recipient)
            if told is not None and (one.school, one.grade, one.school_class) == _told(told):
                del new[recipient]
        enrol_many(self.session, self.command, list(new.values()))

    def _suggest(self, rows: Sequence[Row]) -> int:
        known = self._known_facts(_recognised(rows, self.recipients))
        new = [
            NewFact(recipient, key, value, source, words)
            for row in rows
            for recipient in [self.recipients[_key(row)]]
            for key, value, source, words in _facts(row.candidate)
            if (recipient, key, _kept(value)) not in known
        ]
        write_facts(self.session, self.command, new)
        return len(new)

    def _known_facts(self, recipients: set[int]) -> set[tuple[int, str, str]]:
        if not recipients:
            return set()
        query = select(KnownFact.recipient_id, KnownFact.key, KnownFact.value)
        found = self.session.execute(query.where(among(KnownFact.recipient_id, recipients)))
        return {(recipient, key, value) for recipient, key, value in found}

    def _enter_file(self, plan: Plan) -> NominationFile:
        file = NominationFile(
            round_id=self.award_round.id,
            unit_id=self.unit.id,
            file_name=clean(self.read.file)[:200],
            sha256=self.read.sha256,
            received=self.received,
            candidates=len(plan.rows),
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            duplicates=len(plan.duplicates),
            vanished=len(plan.vanished),
            left_out=self.read.refused,
            late_reason=self.late_reason,
        )
        return enter_file(self.session, self.command, file)


def _key(row: Row) -> int:
    """A row of the file while it is taken in."""
    return id(row.candidate)


def _particulars(candidate: Candidate, on: date) -> Particulars:
    """A candidate as the register keeps persons; the reader has cleaned every text."""
    kind = RecipientKind(candidate.learner or "pupil")
    if not candidate.learner and candidate.birth_year and on.year - candidate.birth_year > PUPIL_AGE_MAX:
        kind = RecipientKind.ADULT
    return Particulars(
        candidate.full_name,
        kind,
        candidate.birth_day,
        candidate.birth_year,
        Sex(candidate.sex),
        candidate.village,
        candidate.commune,
        candidate.phone,
    )


def _enrolment(recipient: int, year: int, candidate: Candidate) -> NewEnrolment:
    """Where a candidate learns; «5 tuổi» of a nursery is no grade."""
    school_class = candidate.school_class
    if candidate.grade is None and grade_of_class(school_class) is not None:
        school_class = ""
    return NewEnrolment(recipient, year, candidate.school, candidate.grade, school_class)


def _told(one: NewEnrolment) -> tuple[str, int | None, str]:
    return one.school, one.grade, one.school_class


def _recognised(rows: Iterable[Row], recipients: dict[int, int]) -> set[int]:
    """The recipients whom the register knew before."""
    return {recipients[_key(row)] for row in rows if row.recipient is not None}


def _facts(candidate: Candidate) -> Iterable[tuple[str, bool | int | str, Said, str]]:
    columns = {key for key, _value, _words in candidate.stated}
    for one in candidate.suggestions.facts:
        yield one.key, one.value, Said.LIST if one.key in columns else Said.TEXT, one.words


def _kept(value: bool | int | str) -> str:  # noqa: FBT001  a fact's value, whatever its kind
    return str(value).lower() if isinstance(value, bool) else str(value)
