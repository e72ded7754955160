"""The steps of a round: each from where it may be taken, by whom and for what reason."""

from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError, record_exception
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.reports.check import check
from khfund.scholarships.award_round import AwardRound, RoundTermsError, RoundUnknownError, events
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import (
    RoundStateError,
    cancel_round,
    change_terms,
    close_nominations,
    reopen_round,
    take,
)
from khfund.scholarships.screening import screen_round
from tests.scholarships.rounds import a_round


def steps(made):
    return [(one.step, one.state, one.reason) for one in made.read(events)]


def test_a_round_goes_from_open_to_closed_screened_allocated_and_decided(database):
    made = a_round(database).screened()

    made.do("award.allocate", lambda s, c, r: take(s, c, r, RoundStep.ALLOCATED, RoundState.ALLOCATED))
    made.do(
        "award.decide", lambda s, c, r: take(s, c, r, RoundStep.DECIDED, RoundState.DECIDED, reason="QĐ 12")
    )

    assert steps(made) == [
        (RoundStep.OPENED, RoundState.OPEN, ""),
        (RoundStep.CLOSED, RoundState.CLOSED, ""),
        (RoundStep.SCREENED, RoundState.SCREENED, ""),
        (RoundStep.ALLOCATED, RoundState.ALLOCATED, ""),
        (RoundStep.DECIDED, RoundState.DECIDED, "QĐ 12"),
    ]
    assert made.office.read(check) == []


def test_a_round_is_not_closed_twice(database):
    made = a_round(database)
    made.do("round.close", close_nominations)

    with pytest.raises(RoundStateError) as refusal:
        made.do("round.close", close_nominations)

    assert str(refusal.value) == "Đợt TSMT27 đang ở trạng thái «đã chốt đề nghị», không thể chốt đề nghị."


def test_a_round_of_another_unit_is_unknown(database):
    made = a_round(database)

    def elsewhere(session, command):
        award_round = session.get_one(AwardRound, 1)
        command.unit_id = made.office.unit + 1
        close_nominations(session, command, award_round)

    with pytest.raises(RoundUnknownError):
        made.office.do("round.close", elsewhere, by=made.office.chair)


def test_a_closed_round_is_reopened_by_another_person_for_a_reason(database):
    made = a_round(database)
    made.do("round.close", close_nominations)

    with pytest.raises(ReasonMissingError):
        made.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason=" "), by=made.members[0])
    with pytest.raises(AnotherPersonNeededError) as refusal:
        made.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="Sót danh sách"))
    made.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="Sót danh sách"), by=made.members[0])

    assert (
        str(refusal.value)
        == "Hoàng Văn Chủ Tịch đã chốt đề nghị việc này nên không thể mở lại đợt; cần một người khác."
    )
    assert steps(made)[-1] == (RoundStep.REOPENED, RoundState.OPEN, "Sót danh sách")


def test_an_open_round_is_not_reopened(database):
    made = a_round(database)

    with pytest.raises(RoundStateError):
        made.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="x"))


def test_terms_change_for_a_reason_and_the_warning_tells_of_the_fund(database):
    made = a_round(database)

    def work(session, command, award_round):
        change_terms(
            session,
            command,
            award_round,
            reason="Thêm nhà tài trợ",
            budget=30_000_000,
            vote_until=date(2027, 3, 1),
        )
        return (award_round.budget, award_round.vote_until, [one.rule for one in command.warnings])

    assert made.do("round.change", work) == (30_000_000, date(2027, 3, 1), ["budget_beyond_room"])
    assert steps(made)[-1] == (RoundStep.CHANGED, RoundState.OPEN, "Thêm nhà tài trợ")
    assert made.office.read(check) == []


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"budget": 10_000_000}, "Chưa mở được đợt xét: không có gì thay đổi."),
        (
            {"budget": -1},
            "Chưa mở được đợt xét: ngân sách phải lớn hơn 0 và không quá 1.000.000 tỷ đồng.",
        ),
    ],
)
def test_a_change_that_is_none_or_unfit_is_refused(database, terms, message):
    made = a_round(database)

    with pytest.raises(RoundTermsError) as refusal:
        made.do("round.change", lambda s, c, r: change_terms(s, c, r, reason="x", **terms))

    assert str(refusal.value) == message


def test_a_change_has_a_reason(database):
    made = a_round(database)

    with pytest.raises(ReasonMissingError):
        made.do("round.change", lambda s, c, r: change_terms(s, c, r, reason="", budget=5))


def test_a_round_is_cancelled_for_a_reason_and_then_takes_no_step(database):
    made = a_round(database)
    with pytest.raises(ReasonMissingError):
        made.do("round.cancel", lambda s, c, r: cancel_round(s, c, r, reason=""))
    made.do("round.cancel", lambda s, c, r: cancel_round(s, c, r, reason="Nhà tài trợ rút"))

    for kind, step in (
        ("round.close", close_nominations),
        ("round.screen", screen_round),
        ("round.change", lambda s, c, r: change_terms(s, c, r, reason="x", budget=5)),
    ):
        with pytest.raises(RoundStateError, match="«đã hủy»"):
            made.do(kind, step)

    assert made.read(lambda _s, r: r.state) is RoundState.CANCELLED


def test_the_sole_officer_of_a_small_unit_may_reopen_what_he_closed(database):
    made = a_round(database)
    made.office.do(
        "book.sole-officer",
        lambda s, c: record_exception(
            s, c, unit_id=made.office.unit, since=date(2026, 1, 1), reason="Ít người"
        ),
        by=made.office.administrator,
    )
    made.do("round.close", close_nominations)

    made.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="Sót"))

    assert made.read(lambda _s, r: r.state) is RoundState.OPEN
