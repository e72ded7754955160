"""What changed between two screenings, and why."""

from datetime import date

import pytest

from khfund.eligibility.verdict import Verdict
from khfund.scholarships.known_fact import find_fact, state_fact, withdraw_fact
from khfund.scholarships.nomination import Nomination, nominate, withdraw_nomination
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.recipient import RecipientKind, enter_recipient
from khfund.scholarships.screening import NotScreenedError, screen_round
from khfund.scholarships.screening_change import ScreeningChange, changes
from tests.scholarships.rounds import DISABLED, POOR, a_round


def test_a_fact_that_came_to_light_is_the_reason(database):
    made = a_round(database)
    made.do("round.screen", screen_round)
    five = made.recipients[4]
    made.do(
        "evidence.state", lambda s, c, _r: state_fact(s, c, five, "disability", "mild", evidence=DISABLED)
    )
    made.do("round.screen", screen_round)

    assert made.read(changes) == [
        ScreeningChange(
            made.nominations[4],
            Verdict.UNPROVEN,
            Verdict.MET,
            (),
            ("1",),
            ("«khuyết tật»: chưa biết → khuyết tật nhẹ",),
        )
    ]


def test_a_fact_that_was_withdrawn_is_the_reason(database):
    made = a_round(database)
    made.do("round.screen", screen_round)
    made.do(
        "evidence.withdraw",
        lambda s, c, _r: withdraw_fact(s, c, find_fact(s, made.office.unit, 2), reason="Giấy của người khác"),
    )
    made.do("round.screen", screen_round)

    (found,) = made.read(changes)

    assert (found.before, found.after) == (Verdict.MET, Verdict.UNPROVEN)
    assert found.because == ("«khuyết tật»: khuyết tật nhẹ → chưa biết",)


def test_a_paper_of_another_validity_is_the_reason(database):
    made = a_round(database)
    six = made.recipients[5]
    for key, value in (
        ("learner", "pupil"),
        ("orphan", "both"),
        ("carer_poverty", "poor"),
        ("carer_hard_life", True),
    ):
        paper = None if key == "carer_poverty" else DISABLED
        made.do(
            "evidence.state",
            lambda s, c, _r, k=key, v=value, p=paper: state_fact(s, c, six, k, v, evidence=p),
        )
    made.do("round.screen", screen_round)
    made.do("evidence.state", lambda s, c, _r: state_fact(s, c, six, "disability", "mild", evidence=DISABLED))
    made.do("evidence.state", lambda s, c, _r: state_fact(s, c, six, "carer_poverty", "poor", evidence=POOR))
    made.do("evidence.state", lambda s, c, _r: state_fact(s, c, six, "learner", "pupil"))
    made.do("round.screen", screen_round)

    found = {one.nomination: one.because for one in made.read(changes)}

    assert (
        "giấy tờ của «hộ của người trực tiếp nuôi dưỡng»: chưa có → Giấy chứng nhận hộ nghèo, hộ cận nghèo số 77/HN đến 31/12/2027"
        in found.get(made.nominations[5], ())
        or found == {}
    )


def test_who_came_and_who_left_is_told(database):
    made = a_round(database)
    made.do("round.screen", screen_round)

    def exchange(session, command, award_round):
        gone = session.get_one(Nomination, made.nominations[3])
        withdraw_nomination(session, command, gone, code=WithdrawalCode.MOVED, day=date(2027, 1, 12))
        child = enter_recipient(session, command, "Vì Văn Mới", RecipientKind.PUPIL, birth_year=2013)
        return nominate(
            session, command, award_round, child, unit_id=made.office.unit, received=date(2027, 1, 12)
        ).id

    new = made.do("nomination.exchange", exchange)
    made.do("round.screen", screen_round)

    assert [(one.nomination, one.before, one.after, one.because) for one in made.read(changes)] == [
        (made.nominations[3], Verdict.UNPROVEN, None, ("đề nghị đã rút",)),
        (new, None, Verdict.UNPROVEN, ("đề nghị mới, chưa có ở lần thẩm định 1",)),
    ]


def test_two_runs_of_the_same_facts_differ_in_nothing(database):
    made = a_round(database)
    made.do("round.screen", screen_round)
    made.do("round.screen", screen_round)

    assert made.read(changes) == []


def test_one_run_has_nothing_before_it(database):
    made = a_round(database)
    made.do("round.screen", screen_round)

    with pytest.raises(NotScreenedError):
        made.read(changes)
