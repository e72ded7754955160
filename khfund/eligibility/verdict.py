"""Verdict: met, not met, or unproven, which is neither; joined by Kleene's logic."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Verdict(enum.StrEnum):
    """What a rule finds."""

    MET = "met"
    NOT_MET = "not_met"
    UNPROVEN = "unproven"

    @property
    def words(self) -> str:
        """The verdict as papers print it."""
        return _WORDS[self]


_WORDS = {Verdict.MET: "đạt", Verdict.NOT_MET: "không đạt", Verdict.UNPROVEN: "chưa đủ giấy tờ"}


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Join by «và»: one that is not met decides, else one that is unproven leaves it open."""
    found = set(verdicts)
    if Verdict.NOT_MET in found:
        return Verdict.NOT_MET
    return Verdict.UNPROVEN if Verdict.UNPROVEN in found else Verdict.MET


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Join by «hoặc»: one that is met decides, else one that is unproven leaves it open."""
    found = set(verdicts)
    if Verdict.MET in found:
        return Verdict.MET
    return Verdict.UNPROVEN if Verdict.UNPROVEN in found else Verdict.NOT_MET
