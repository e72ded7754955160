"""Decision: whether a candidate is eligible under a rulebook on a day, with the finding of every criterion.

One text of rules answers for one candidate (`decide`) and for many (`screening.screen`): both ask a `Sitting`. The sentences are
written when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from khfund.eligibility.explanation import explain
from khfund.eligibility.fact import Facts
from khfund.eligibility.finding import Finding
from khfund.eligibility.rulebook import Needs, Rulebook
from khfund.eligibility.sitting import Outcome, sitting
from khfund.eligibility.verdict import Verdict, any_of
from khfund.eligibility.wording import Case


@attrs.define(eq=False)
class Decision:
    """The answer for one candidate; its sentences are written when `findings` is first read."""

    outcome: Outcome
    facts: Facts = attrs.field(repr=False)
    _findings: tuple[Finding, ...] | None = attrs.field(default=None, repr=False)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the whole rulebook."""
        return self.outcome.verdict

    @property
    def categories(self) -> tuple[str, ...]:
        """The keys of the criteria met, in the order of the text."""
        return self.outcome.categories

    @property
    def on(self) -> date:
        """The day on which the facts were weighed."""
        return self.outcome.on

    @property
    def rulebook(self) -> str:
        """The code of the rulebook."""
        return self.outcome.rulebook

    @property
    def digest(self) -> str:
        """The SHA-256 of the rulebook's text, which proves by which rules this was decided."""
        return self.outcome.digest

    @property
    def renewal(self) -> bool:
        """Whether the rules for renewals were applied."""
        return self.outcome.renewal

    def verdict_among(self, keys: Iterable[str]) -> Verdict:
        """The verdict of some criteria alone, one of them being enough: those that a list claims, or a round pays.

        A key that the rulebook lacks counts for nothing.
        """
        verdicts = self.outcome.verdicts
        return any_of(verdicts[key] for key in keys if key in verdicts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The finding of every criterion, in the order of the text."""
        if self._findings is None:
            section = self.outcome.section
            assert section is not None, "a decision that was read again brings its findings"
            case = Case.of(self.facts, self.on, self.outcome.papers, section.keys)
            self._findings = tuple(explain(criterion, case) for criterion in section.criteria)
        return self._findings

    @property
    def expires(self) -> date | None:
        """The last day on which a «đạt» of the whole stands by the papers at hand; None: no end is known."""
        lasts = [one.expires for one in self.findings if one.verdict is Verdict.MET]
        if self.verdict is not Verdict.MET or not lasts:
            return None
        known = [last for last in lasts if last is not None]
        if self.outcome.needs is Needs.ALL:
            return min(known, default=None)
        return None if len(known) < len(lasts) else max(known)

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON, sentences included, to be kept and shown again without deciding anew."""
        outcome = self.outcome
        return {
            "rulebook": outcome.rulebook,
            "version": outcome.version,
            "digest": outcome.digest,
            "on": outcome.on.isoformat(),
            "renewal": outcome.renewal,
            "verdict": outcome.verdict.value,
            "categories": list(outcome.categories),
            "needs": outcome.needs.value,
            "findings": [one.to_json() for one in self.findings],
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Decision:
        """Read what `to_json` wrote."""
        findings = tuple(Finding.from_json(one) for one in plain["findings"])
        outcome = Outcome(
            rulebook=plain["rulebook"],
            version=plain["version"],
            digest=plain["digest"],
            on=date.fromisoformat(plain["on"]),
            renewal=plain["renewal"],
            verdict=Verdict(plain["verdict"]),
            categories=tuple(plain["categories"]),
            verdicts={one.criterion: one.verdict for one in findings},
            needs=Needs(plain["needs"]),
        )
        return cls(outcome, {}, findings)

    def __eq__(self, other: object) -> bool:
        """Compare all that is said."""
        return isinstance(other, Decision) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash((self.rulebook, self.digest, self.on, self.verdict, self.categories))


def decide(rulebook: Rulebook, facts: Facts, on: date, *, renewal: bool = False) -> Decision:
    """Decide about one candidate on a day.

    Raises: RulebookNotInForceError.
    """
    return Decision(sitting(rulebook, on, renewal=renewal).outcome(facts), facts)
