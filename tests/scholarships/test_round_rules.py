"""The rules of a round stay those with which it was opened."""

import pytest

from khfund.eligibility.shelf import rulebook
from khfund.scholarships.award_round import events
from khfund.scholarships.round_rules import (
    RoundWithoutRulesError,
    RulesChangedError,
    adopt_rules,
    frozen_rules,
)
from khfund.scholarships.round_state import RoundStep
from khfund.scholarships.screening import screen_round
from tests.scholarships.rounds import RULES, a_round


def test_a_round_is_screened_by_the_rules_that_were_frozen(database):
    made = a_round(database)

    assert made.read(lambda _s, r: frozen_rules(r)).digest == rulebook(RULES).digest


def test_rules_that_changed_since_are_not_used_until_they_are_adopted(database):
    made = a_round(database, rulebook_digest="0" * 64)

    with pytest.raises(RulesChangedError) as refusal:
        made.do("round.screen", screen_round)
    made.do("round.adopt", lambda s, c, r: adopt_rules(s, c, r, reason="Sửa lỗi gõ"))
    made.do("round.screen", screen_round)

    assert str(refusal.value) == (
        f"Bộ tiêu chí «{RULES}» đã khác với bản chốt khi mở đợt TSMT27 (lúc mở 000000000000, nay {rulebook(RULES).digest[:12]}); "
        "nếu hội đồng đồng ý theo bản mới, hãy ghi lý do bằng `khfund round adopt`."
    )
    last = made.read(events)[-1]
    assert (last.step, last.reason, last.rulebook_digest) == (
        RoundStep.CHANGED,
        "Sửa lỗi gõ",
        rulebook(RULES).digest,
    )


def test_a_round_without_rules_is_not_screened(database):
    made = a_round(database)

    def bare(session, command, award_round):
        session.expunge(award_round)
        award_round.rulebook = ""
        with pytest.raises(RoundWithoutRulesError) as refusal:
            frozen_rules(award_round)
        with pytest.raises(RoundWithoutRulesError):
            adopt_rules(session, command, award_round, reason="x")
        return str(refusal.value)

    assert made.do("round.screen", bare) == "Đợt TSMT27 không có bộ tiêu chí nên không thẩm định được."
