"""Finding: what one criterion finds about one candidate, with the reasons, ready to be kept and shown again."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from khfund.eligibility.citation import Citation
from khfund.eligibility.evidence import Evidence, evidence_from_json, evidence_to_json
from khfund.eligibility.fact_kind import Value
from khfund.eligibility.proof import Standing
from khfund.eligibility.verdict import Verdict


@attrs.frozen
class UsedFact:
    """A fact on which a finding stands; `last` is the last day on which its paper counts."""

    key: str
    value: Value | None
    said: str
    standing: Standing
    paper: Evidence | None = None
    last: date | None = None


@attrs.frozen
class Finding:
    """`expires` is the last day on which a «đạt» stands, None where no end is known."""

    criterion: str
    name: str
    words: str
    citation: Citation
    verdict: Verdict
    sentence: str
    would_change: str
    facts: tuple[UsedFact, ...]
    expires: date | None = None
    confirm: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON."""
        return {
            "criterion": self.criterion,
            "name": self.name,
            "words": self.words,
            "citation": self.citation.to_json(),
            "verdict": self.verdict.value,
            "sentence": self.sentence,
            "would_change": self.would_change,
            "facts": [_used_to_json(fact) for fact in self.facts],
            "expires": self.expires.isoformat() if self.expires else None,
            "confirm": self.confirm,
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Finding:
        """Read what `to_json` wrote."""
        return cls(
            criterion=plain["criterion"],
            name=plain["name"],
            words=plain["words"],
            citation=Citation.from_json(plain["citation"]),
            verdict=Verdict(plain["verdict"]),
            sentence=plain["sentence"],
            would_change=plain["would_change"],
            facts=tuple(_used_from_json(fact) for fact in plain["facts"]),
            expires=_day(plain["expires"]),
            confirm=plain["confirm"],
        )


def _used_to_json(fact: UsedFact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "value": fact.value,
        "said": fact.said,
        "standing": fact.standing.value,
        "paper": evidence_to_json(fact.paper) if fact.paper else None,
        "last": fact.last.isoformat() if fact.last else None,
    }


def _used_from_json(plain: dict[str, Any]) -> UsedFact:
    return UsedFact(
        key=plain["key"],
        value=plain["value"],
        said=plain["said"],
        standing=Standing(plain["standing"]),
        paper=evidence_from_json(plain["paper"]) if plain["paper"] else None,
        last=_day(plain["last"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
