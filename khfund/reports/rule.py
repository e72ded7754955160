"""A rule of the books as a query over the stored rows that must find nothing, and what is said when it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import attrs
from sqlalchemy import text
from sqlalchemy.orm import Session

from khfund.errors import speak

FINDINGS_MAX = 20  # told for each rule; books that break one rule in a million places are told by twenty


@attrs.frozen
class Finding:
    """One place where the books break a rule: the invariant, the sentence in Vietnamese and English, the facts."""

    invariant: str
    sentence: str
    english: str
    facts: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.invariant}: {self.sentence}"


@attrs.frozen
class Rule:
    """What must hold for `invariant`; `query` is plain SQL for both engines and gives one row per contradiction."""

    invariant: str
    sentence: str
    english: str
    query: str

    def findings(self, session: Session) -> Iterator[Finding]:
        """Give at most twenty contradictions, read row by row."""
        with session.execute(text(self.query), execution_options={"yield_per": FINDINGS_MAX}) as rows:
            for row in islice(rows.mappings(), FINDINGS_MAX):
                yield self.finding(**row)

    def finding(self, **facts: Any) -> Finding:
        """Tell one contradiction."""
        return Finding(self.invariant, speak(self.sentence, **facts), speak(self.english, **facts), facts)
