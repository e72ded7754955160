"""What the rules found, put into words for a page: the verdict, the sentence, the papers with who saw them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from admin.scholarships.words import VERDICT_LAMPS, VERDICT_MARKS, VERDICTS
from admin.words import _
from khfund.calendar import format_day
from khfund.eligibility.finding import Finding, UsedFact
from khfund.eligibility.proof import Standing
from khfund.eligibility.verdict import Verdict
from khfund.eligibility.wording import paper_words


@attrs.frozen
class Lamp:
    """A verdict as a page shows it: its mark and word, never by colour alone."""

    mark: str
    word: str
    look: str


@attrs.frozen
class Told:
    """One finding on a page; `asked` are its facts, `known` those of which something is known."""

    key: str
    name: str
    lamp: Lamp
    sentence: str
    papers: tuple[str, ...]
    would_change: str
    expires: str
    citation: str
    confirm: str
    is_met: bool
    is_settled: bool
    asked: tuple[str, ...]
    known: tuple[str, ...]


def lamp(verdict: Verdict) -> Lamp:
    """Show a verdict."""
    return Lamp(VERDICT_MARKS[verdict], _(VERDICTS[verdict]), VERDICT_LAMPS[verdict])


def told(findings: Iterable[Finding]) -> list[Told]:
    """Put findings into words."""
    return [
        Told(
            key=one.criterion,
            name=one.name,
            lamp=lamp(one.verdict),
            sentence=one.sentence,
            papers=tuple(dict.fromkeys(_paper(used) for used in one.facts if used.paper is not None)),
            would_change=one.would_change,
            expires=format_day(one.expires) if one.expires else "",
            citation=str(one.citation),
            confirm=one.confirm,
            is_met=one.verdict is Verdict.MET,
            is_settled=one.verdict is not Verdict.UNPROVEN,
            asked=tuple(used.key for used in one.facts),
            known=tuple(used.key for used in one.facts if used.standing is not Standing.MISSING),
        )
        for one in findings
    ]


def _paper(used: UsedFact) -> str:
    assert used.paper is not None
    said = paper_words(used.paper, used.last)
    if not used.paper.seen_by:
        return said
    return _("{paper}; {officer} đã xem", paper=said, officer=used.paper.seen_by)
