"""What taking a nomination file in would do: who is new, who is known, what changed, what repeats, what vanished.

A person is recognised by the same name (however its tones are placed), the same day of birth, and the same commune or
telephone. Whoever is only alike is entered anew and left to a person as a probable duplicate. A corrected file of the
same unit is compared with what the unit has sent before; there a bare year of birth is enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.nomination import Nomination, NominationState, standing_nominations
from khfund.scholarships.nomination_file import NominationFile, find_file
from khfund.scholarships.nomination_sheet import Candidate, ReadNominations
from khfund.scholarships.nomination_withdrawal import NominationWithdrawal, WithdrawalCode
from khfund.scholarships.recipient import Recipient, one_person
from khfund.scholarships.recipient_likeness import Alike, Likeness, Traits, alike_pairs, alike_to
from khfund.unit import Unit, place_of, tree_on
from khfund.vietnamese import fold, same_name


@attrs.frozen
class Known:
    """Somebody of the register as far as recognising needs it."""

    number: int
    full_name: str
    birth_day: date | None
    birth_year: int | None
    village: str
    commune: str
    phone: str
    sex: str = ""


@attrs.frozen
class Row:
    """A candidate with what the books know: the recipient, and the nomination that the row repeats or corrects.

    `recipient` is None for somebody new; `same_as` is the row of this file that tells of the same new person.
    """

    candidate: Candidate
    recipient: int | None = None
    same_as: Candidate | None = None
    stands: int | None = None
    changed: int | None = None
    unchanged: bool = False


@attrs.frozen
class Plan:
    """What a file comes to; `earlier` is the file of the same content that was taken in already."""

    rows: tuple[Row, ...]
    vanished: tuple[int, ...]
    earlier: NominationFile | None = None

    @property
    def added(self) -> list[Row]:
        """The rows that put somebody forward anew."""
        return [row for row in self.rows if not (row.unchanged or row.changed or self.repeats(row))]

    @property
    def changed(self) -> list[Row]:
        """The rows that say something else than the unit said before."""
        return [row for row in self.rows if row.changed is not None]

    @property
    def duplicates(self) -> list[Row]:
        """The rows of a person whom another row or another unit has put forward already."""
        return [row for row in self.rows if self.repeats(row) and not row.unchanged]

    @property
    def unchanged(self) -> int:
        """How many rows say what the unit has said before."""
        return sum(row.unchanged for row in self.rows)

    @staticmethod
    def repeats(row: Row) -> bool:
        """Whether a row's person is put forward by another row or unit."""
        return row.stands is not None or row.same_as is not None


def known_places(session: Session, on: date) -> tuple[str, ...]:
    """The communes as the associations' names spell them: «xã Chiềng La»."""
    places = {place_of(name) for name in tree_on(session, on).names.values()}
    return tuple(sorted(place for place in places if _COMMUNE.match(place)))


_COMMUNE = re.compile(r"(?:xã|phường|thị trấn) ")


def plan_import(session: Session, award_round: AwardRound, unit: Unit, read: ReadNominations) -> Plan:
    """Compare a file with the register and with what the unit has sent into the round before."""
    earlier = find_file(session, award_round, unit.id, read.sha256)
    if earlier is not None:
        return Plan((), (), earlier)
    return _Planning(session, award_round, unit).plan(_at_home(read.candidates, unit))


def _at_home(candidates: Sequence[Candidate], unit: Unit) -> list[Candidate]:
    """A commune's own list need not repeat the commune."""
    place = place_of(unit.name)
    if not _COMMUNE.match(place):
        return list(candidates)
    return [one if one.commune else attrs.evolve(one, commune=place) for one in candidates]


class _Planning:
    """A file while it is compared."""

    def __init__(self, session: Session, award_round: AwardRound, unit: Unit) -> None:
        self.people = _People(register(session, award_round.unit_id))
        self.own = _own_nominations(session, award_round, unit)
        standing = standing_nominations(session, award_round.id)
        current = one_person(session, {*standing, *(one.recipient_id for one, _repeats in self.own)})
        self.standing = {current[recipient][0]: number for recipient, number in standing.items()}
        self.theirs: dict[int, list[tuple[Nomination, bool]]] = defaultdict(list)
        for nomination, repeats in self.own:
            self.theirs[current[nomination.recipient_id][0]].append((nomination, repeats))
        self.own_people = _People(
            [self.people.by_number[one] for one in self.theirs if one in self.people.by_number]
        )
        self.matched: set[int] = set()
        self.in_file: dict[int, Candidate] = {}
        self.new = _NewPeople()

    def plan(self, candidates: Sequence[Candidate]) -> Plan:
        rows = tuple(self._row(one) for one in candidates)
        vanished = tuple(
            one.id
            for one, repeats in self.own
            if not repeats and one.state is NominationState.STANDING and one.id not in self.matched
        )
        return Plan(rows, vanished)

    def _row(self, candidate: Candidate) -> Row:
        recipient = self.people.exactly(candidate)
        if recipient is None:
            recipient = self.own_people.as_listed(candidate)
        if recipient is None:
            first = self.new.same(candidate)
            return Row(candidate, same_as=first)
        return self._of_known(candidate, recipient)

    def _of_known(self, candidate: Candidate, recipient: int) -> Row:
        repeats = recipient in self.in_file
        self.in_file.setdefault(recipient, candidate)
        before = self.theirs.get(recipient, ())
        if any(told(one) == said(candidate) and as_copy == repeats for one, as_copy in before):
            self.matched.update(one.id for one, as_copy in before if as_copy == repeats)
            return Row(candidate, recipient, unchanged=True)
        if repeats:
            return Row(candidate, recipient, same_as=self.in_file[recipient])
        standing = self.standing.get(recipient)
        if any(one.id == standing for one, _as_copy in before):
            assert standing is not None
            self.matched.add(standing)
            return Row(candidate, recipient, changed=standing)
        return Row(candidate, recipient, stands=standing)


class _NewPeople:
    """Persons of the file whom the register does not know, recognised among themselves."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, date], list[Candidate]] = defaultdict(list)

    def same(self, candidate: Candidate) -> Candidate | None:
        """The earlier row of the same person, None for the first."""
        if candidate.birth_day is None:
            return None
        alike = self.seen[fold(candidate.full_name), candidate.birth_day]
        for other in alike:
            if same_name(other.full_name, candidate.full_name) and _near(
                other.commune, other.phones, candidate
            ):
                return other
        alike.append(candidate)
        return None


class _People:
    """Persons of the register by folded name and birth."""

    def __init__(self, people: Iterable[Known]) -> None:
        self.by_number = {one.number: one for one in people}
        self.by_birth: dict[tuple[str, date | int | None], list[Known]] = defaultdict(list)
        for one in self.by_number.values():
            self.by_birth[fold(one.full_name), one.birth_day or one.birth_year].append(one)

    def exactly(self, candidate: Candidate) -> int | None:
        """The number of the one person with this name, day of birth, and commune or telephone."""
        if candidate.birth_day is None:
            return None
        return self._only(
            one
            for one in self.by_birth.get((fold(candidate.full_name), candidate.birth_day), ())
            if same_name(one.full_name, candidate.full_name)
            and _near(one.commune, (one.phone,) if one.phone else (), candidate)
        )

    def as_listed(self, candidate: Candidate) -> int | None:
        """The number of the one person of an earlier list with this name, birth as far as told, and home."""
        return self._only(
            one
            for one in self.by_birth.get(
                (fold(candidate.full_name), candidate.birth_day or candidate.birth_year), ()
            )
            if same_name(one.full_name, candidate.full_name)
            and (one.commune, one.village) == (candidate.commune, candidate.village)
        )

    @staticmethod
    def _only(found: Iterable[Known]) -> int | None:
        numbers = [one.number for one in found]
        return numbers[0] if len(numbers) == 1 else None


def _near(commune: str, phones: Sequence[str], candidate: Candidate) -> bool:
    same_place = bool(commune) and (commune == candidate.commune or fold(commune) == fold(candidate.commune))
    return same_place or bool(set(phones) & set(candidate.phones))


def register(session: Session, unit_id: int) -> list[Known]:
    """The living entries of a unit's register."""
    query = select(
        Recipient.id,
        Recipient.full_name,
        Recipient.birth_day,
        Recipient.birth_year,
        Recipient.village,
        Recipient.commune,
        Recipient.phone,
        Recipient.sex,
    ).where(Recipient.unit_id == unit_id, Recipient.merged_into_id.is_(None))
    return [Known(*row) for row in session.execute(query.order_by(Recipient.id))]


def _own_nominations(session: Session, award_round: AwardRound, unit: Unit) -> list[tuple[Nomination, bool]]:
    """What the unit has sent and has not taken back, each with whether it repeats somebody who stands already."""
    query = (
        select(Nomination, NominationWithdrawal.code)
        .outerjoin(NominationWithdrawal, NominationWithdrawal.nomination_id == Nomination.id)
        .where(Nomination.round_id == award_round.id, Nomination.unit_id == unit.id)
        .order_by(Nomination.id)
    )
    return [
        (one, code is WithdrawalCode.DUPLICATE)
        for one, code in session.execute(query)
        if code in (None, WithdrawalCode.DUPLICATE)
    ]


Told = tuple[str, str, str, str, str, str, str]


def said(candidate: Candidate) -> Told:
    """What a row says of its candidate, as a nomination keeps it."""
    return (
        candidate.school,
        candidate.school_class,
        candidate.category,
        candidate.circumstances,
        candidate.achievements,
        candidate.address,
        candidate.note,
    )


def told(one: Nomination) -> Told:
    """What a nomination keeps of its row."""
    return (
        one.school,
        one.school_class,
        one.category,
        one.circumstances,
        one.achievements,
        one.address,
        one.note,
    )


# -- probable duplicates, for a person to look at ---------------------------------------------------------------------


@attrs.frozen
class Lookalike:
    """A row and another row of the file, or a recipient of the register, that may be one person; no names."""

    row: str
    other: str
    likeness: Likeness


def lookalikes(session: Session | None, unit_id: int, candidates: Sequence[Candidate]) -> list[Lookalike]:
    """Tell which rows may be one person with another row, or with somebody of the register (if there are books)."""
    rows = [_traits(-place, one) for place, one in enumerate(candidates, 1)]
    within = [
        Lookalike(_place(candidates, one), _place(candidates, other), alike)
        for one, other, alike in alike_pairs(rows)
    ]
    if session is None:
        return within
    people = (
        Traits(
            one.number, one.full_name, one.birth_day, one.birth_year, one.sex, "", one.village, one.commune, one.phone
        )
        for one in register(session, unit_id)
    )  # fmt: skip
    across = [
        Lookalike(candidates[place].file_place, f"người nhận số {other.number}", alike)
        for place, found in enumerate(alike_to(people, rows))
        for other, alike in found
        if alike.alike is not Alike.SIBLINGS
    ]
    return within + across


def _traits(number: int, one: Candidate) -> Traits:
    return Traits(
        number,
        one.full_name,
        one.birth_day,
        one.birth_year,
        one.sex,
        one.school,
        one.village,
        one.commune,
        one.phone,
    )


def _place(candidates: Sequence[Candidate], one: Traits) -> str:
    return candidates[-one.number - 1].file_place
