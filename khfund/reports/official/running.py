"""An account's entries in order, with the balance after each and the sums of each month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

import attrs

from khfund.calendar import Month
from khfund.reports.official.posted_line import Side


@attrs.frozen
class Step:
    """An entry and the balance after it, in đồng; `ends_day` marks the last of its day."""

    side: Side
    standing: int
    ends_day: bool


@attrs.frozen
class Sum:
    """Debits and credits in đồng of a month, or of all days where `month` is None, and the balance at their end."""

    month: Month | None
    debit: int
    credit: int
    standing: int


def running(sides: Iterable[Side], opening: int) -> Iterator[Step | Sum]:
    """Give the steps, each month's sum behind its last step, and the whole at the end."""
    debit = credit = before_debit = before_credit = 0
    standing = opening
    for side, following in pairwise(chain(sides, [None])):
        assert side is not None
        debit, credit = debit + side.debit, credit + side.credit
        standing += side.moved
        yield Step(side, standing, ends_day=following is None or following.line.day != side.line.day)
        this = Month.of(side.line.day)
        if following is None or Month.of(following.line.day) != this:
            yield Sum(this, debit - before_debit, credit - before_credit, standing)
            before_debit, before_credit = debit, credit
    yield Sum(None, debit, credit, standing)
