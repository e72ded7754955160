"""Proof: whether the paper that stands behind a fact counts on a day, by what it says and by the law of that day."""

from __future__ import annotations

import enum
from datetime import date, timedelta

import attrs

from khfund.eligibility.evidence import Evidence
from khfund.eligibility.fact import Fact, is_value_of
from khfund.eligibility.fact_kind import FactKind, Value
from khfund.eligibility.law import poverty_line_changes_after, poverty_list_year

POVERTY_PAPER = "poverty_certificate"
POVERTY_FACTS = ("carer_poverty", "household_poverty")


class Standing(enum.StrEnum):
    """What the paper behind a fact is worth on a day; only COUNTS proves."""

    COUNTS = "counts"
    MISSING = "missing"
    SAID = "said"
    UNREADABLE = "unreadable"
    OTHER_PAPER = "other_paper"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    LAW_CHANGED = "law_changed"
    UNDATED = "undated"


@attrs.frozen
class Proof:
    """A standing, and the last day on which the paper counts (None: no end is known)."""

    standing: Standing
    last: date | None = None


def proof(kind: FactKind, fact: Fact | None, on: date, papers: tuple[str, ...] | None = None) -> Proof:
    """Weigh the paper behind a fact on a day; `papers` are a rulebook's own in place of the vocabulary's."""
    if fact is None:
        return Proof(Standing.MISSING)
    if not is_value_of(kind, fact.value):
        return Proof(Standing.UNREADABLE)
    proving = kind.papers_for(fact.value, papers)
    if fact.evidence is None:
        return Proof(Standing.SAID if proving else Standing.COUNTS)
    if proving and fact.evidence.kind not in proving:
        return Proof(Standing.OTHER_PAPER)
    if kind.key in POVERTY_FACTS and fact.evidence.kind == POVERTY_PAPER:
        return _weigh_poverty_paper(fact.evidence, on)
    return _weigh(fact.evidence, on, fact.evidence.valid_until)


def _weigh(paper: Evidence, on: date, last: date | None) -> Proof:
    if paper.valid_from is not None and on < paper.valid_from:
        return Proof(Standing.NOT_YET, last)
    if last is not None and last < on:
        return Proof(Standing.EXPIRED, last)
    return Proof(Standing.COUNTS, last)


def _weigh_poverty_paper(paper: Evidence, on: date) -> Proof:
    """A certificate proves for the year of its list; what was found under an old poverty line ends with that line."""
    begun = paper.valid_from or (
        date(min(poverty_list_year(paper.issued), date.max.year), 1, 1) if paper.issued else None
    )
    written = paper.valid_until
    if begun is None and written is None:
        return Proof(Standing.UNDATED)
    if begun is None:
        assert written is not None
        begun = date(written.year, 1, 1)
    last = written or date(begun.year, 12, 31)
    change = poverty_line_changes_after(begun)
    if change is not None:
        last = min(last, change - timedelta(days=1))
        if change <= on:
            return Proof(Standing.LAW_CHANGED, last)
    return _weigh(paper, on, last)


def proven(
    kind: FactKind, fact: Fact | None, on: date, papers: tuple[str, ...] | None = None
) -> Value | None:
    """The value of a fact that a paper proves on a day; None where it is unproven."""
    if fact is None or proof(kind, fact, on, papers).standing is not Standing.COUNTS:
        return None
    return fact.value


def window(kind: FactKind, fact: Fact) -> tuple[date, date]:
    """The first and the last day on which the paper of a fact counts, by what it says and by the law.

    The last lies before the first where it counts on no day.
    """
    assert fact.evidence is not None, "a fact that is only said has no days"
    weighed = proof(kind, fact, date.min)
    if weighed.standing is Standing.UNDATED:
        return date.max, date.min
    return fact.evidence.valid_from or date.min, weighed.last or date.max
