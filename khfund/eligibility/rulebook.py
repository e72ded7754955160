"""Rulebook: the rules of a programme as one text, with where they stand and when they hold."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date

import attrs

from khfund.eligibility.criterion import Criterion, keys_of
from khfund.errors import KhfundError


class RulebookNotInForceError(KhfundError):
    """A rulebook is applied on a day on which it stands."""

    message = "Bộ tiêu chí «{code}» không có hiệu lực vào ngày {day:%d/%m/%Y}; hiệu lực: {validity}."
    english = "The rulebook “{code}” is not in force on {day:%d/%m/%Y}; it stands: {validity}."


class Needs(enum.StrEnum):
    """Whether one criterion is enough or every one is needed."""

    ANY = "any"
    ALL = "all"


@attrs.frozen
class Section:
    """The criteria for a first award, or for a renewal."""

    needs: Needs
    criteria: tuple[Criterion, ...]

    def in_force(self, on: date) -> Section:
        """The section with the criteria that stand on a day."""
        return attrs.evolve(self, criteria=tuple(one for one in self.criteria if one.in_force(on)))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all facts that decide, each once."""
        return tuple(dict.fromkeys(key for one in self.criteria for key in keys_of(one.asks)))


@attrs.frozen(eq=False)
class Rulebook:
    """A rulebook; `digest` is the SHA-256 of its text, `papers` the kinds of papers it takes for a fact.

    Without `renewal` the rules for a first award serve for renewals too.
    """

    code: str
    version: str
    name: str
    document: str
    issuer: str
    issued: date | None
    valid_from: date
    valid_until: date | None
    note: str
    papers: Mapping[str, tuple[str, ...]]
    first_award: Section
    renewal: Section | None
    text: str = attrs.field(repr=False)
    digest: str

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria for a first award."""
        return self.first_award.criteria

    def section(self, on: date, *, renewal: bool = False) -> Section:
        """The rules of a day.

        Raises: RulebookNotInForceError.
        """
        if on < self.valid_from or (self.valid_until is not None and self.valid_until < on):
            raise RulebookNotInForceError(code=self.code, day=on, validity=self.validity)
        section = self.renewal if renewal and self.renewal is not None else self.first_award
        return section.in_force(on)

    @property
    def validity(self) -> str:
        """From when to when it stands, in words."""
        begun = f"từ {self.valid_from:%d/%m/%Y}"
        return f"{begun} đến hết {self.valid_until:%d/%m/%Y}" if self.valid_until else begun
