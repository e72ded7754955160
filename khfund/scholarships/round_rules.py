"""The rules of a round: which rulebook, frozen by its digest when the round was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.eligibility.rulebook import Rulebook
from khfund.eligibility.shelf import rulebook
from khfund.errors import KhfundError
from khfund.scholarships.award_round import AwardRound, RoundEvent
from khfund.scholarships.round_step import change_terms

if TYPE_CHECKING:
    from khfund.command import Command


class RoundWithoutRulesError(KhfundError):
    """A round is screened by a rulebook."""

    message = "Đợt {round} không có bộ tiêu chí nên không thẩm định được."
    english = "The round {round} has no rulebook and cannot be screened."


class RulesChangedError(KhfundError):
    """A round is screened by the very rules with which it was opened."""

    message = (
        "Bộ tiêu chí «{rulebook}» đã khác với bản chốt khi mở đợt {round} (lúc mở {frozen}, nay {found}); "
        "nếu hội đồng đồng ý theo bản mới, hãy ghi lý do bằng `khfund round adopt`."
    )
    english = (
        "The rulebook «{rulebook}» differs from the one frozen when the round {round} was opened ({frozen}, now {found}); "
        "if the committee takes the new text, state why with `khfund round adopt`."
    )


def frozen_rules(award_round: AwardRound) -> Rulebook:
    """Return the rulebook of a round, which must be the one that was frozen.

    Raises: RoundWithoutRulesError, RulebookUnknownError, RulesChangedError.
    """
    return rules_with(award_round, award_round.rulebook_digest)


def rules_with(award_round: AwardRound, digest: str) -> Rulebook:
    """Return the rulebook of a round if its text still has a digest: by that text a run can be computed again.

    Raises: RoundWithoutRulesError, RulebookUnknownError, RulesChangedError.
    """
    if not award_round.rulebook:
        raise RoundWithoutRulesError(round=award_round.code)
    found = rulebook(award_round.rulebook)
    if found.digest != digest:
        raise RulesChangedError(
            rulebook=found.code, round=award_round.code, frozen=digest[:12] or "-", found=found.digest[:12]
        )
    return found


def adopt_rules(session: Session, command: Command, award_round: AwardRound, *, reason: str) -> RoundEvent:
    """Take the present text of the round's rulebook from now on, for a reason; it must then be screened again.

    Raises: RoundWithoutRulesError, RulebookUnknownError, and what `change_terms` raises.
    """
    if not award_round.rulebook:
        raise RoundWithoutRulesError(round=award_round.code)
    digest = rulebook(award_round.rulebook).digest
    return change_terms(session, command, award_round, reason=reason, rulebook_digest=digest)
