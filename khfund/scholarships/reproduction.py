"""A round computed again from what its run kept: the same points, places and options give the same awards."""

from __future__ import annotations

import attrs
from sqlalchemy.orm import Session

from khfund.scholarships.allocation import Options, Placed, allocate
from khfund.scholarships.allocation_run import (
    AllocationRun,
    digest_given,
    digest_result,
    given_of,
    lines_of,
    placed_of,
)
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.round_input import put_in


@attrs.frozen
class Reproduction:
    """A run computed again.

    `differing` are nominations that come out otherwise than was kept, `moved` those whose points, papers, amounts or
    places are no longer what they were when the run was made.
    """

    run: AllocationRun
    given_digest: str
    result_digest: str
    differing: tuple[int, ...]
    moved: tuple[int, ...]

    @property
    def is_same(self) -> bool:
        """Whether the run gives today what it gave then, from the same input."""
        return (self.given_digest, self.result_digest) == (self.run.given_digest, self.run.result_digest)


def reproduce(session: Session, award_round: AwardRound, run: AllocationRun) -> Reproduction:
    """Compute a run again from what it kept, and compare what it was given with what is known today."""
    options, candidates = given_of(session, run)
    made = allocate(candidates, options).everyone
    kept = {line.nomination_id: placed_of(line) for line in lines_of(session, run)}
    return Reproduction(
        run=run,
        given_digest=digest_given(candidates, options),
        result_digest=digest_result(made),
        differing=tuple(one.candidate.nomination for one in made if _differs(one, kept)),
        moved=_moved(session, award_round, options, kept),
    )


def _differs(one: Placed, kept: dict[int, Placed]) -> bool:
    return kept[one.candidate.nomination] != one


def _moved(
    session: Session, award_round: AwardRound, options: Options, kept: dict[int, Placed]
) -> tuple[int, ...]:
    candidates, quotas = put_in(session, award_round)
    now = {one.nomination: one for one in candidates}
    numbers = kept.keys() | now.keys()
    moved = {
        number
        for number in numbers
        if number not in now or number not in kept or kept[number].candidate != now[number]
    }
    units = {
        unit for unit in quotas.keys() | options.quotas.keys() if quotas.get(unit) != options.quotas.get(unit)
    }
    moved |= {number for number in numbers & now.keys() if now[number].unit in units}
    return tuple(sorted(moved))
