"""What becomes of an award: suspended, resumed, revoked; what is owed follows."""

from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.engine_failure import GuardedError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.reports.check import check
from khfund.scholarships.award import Award, AwardState, AwardUnknownError, instalments_of
from khfund.scholarships.award_outcome import (
    REVOKING,
    STEP_NAMES,
    SUSPENDING,
    AwardStateError,
    AwardStep,
    OutcomeReasonError,
    RevokedAfterPaymentError,
    events_of,
    is_paid,
    resume_award,
    revoke_award,
    suspend_award,
)
from khfund.scholarships.instalment import WITHHOLDERS, DropReason, Instalment
from khfund.scholarships.payment_standing import InstalmentInRunError
from khfund.scholarships.promotion import spent_on_revoked
from tests.builders import an_office, write_by_hand
from tests.reports.paid_rounds import PaidRound, a_paid_round, put_forward
from tests.scholarships.decided import DAY, a_round
from tests.scholarships.runs import Payer

PAYOUTS = (date(2027, 2, 10), date(2027, 4, 10))


@pytest.fixture
def round_(database):
    made = a_round(an_office(database), each={"XA1": 2}).prepare()
    made.allocate()
    made.decide(payouts=PAYOUTS)
    return made


def owed(round_, number, *, standing=True):
    return round_.read(
        lambda s, _r: [one.amount for one in instalments_of(s, _award(s, number), standing=standing)]
    )


def _award(session, number):
    return session.get_one(Award, number)


def withheld(round_, day=date(2027, 2, 10)):
    def look(session):
        due = [one for number in (1, 2) for one in instalments_of(session, _award(session, number))]
        found = {}
        for withholder in WITHHOLDERS:
            found |= withholder(session, due, day)
        return {session.get_one(Instalment, one).award_id: said for one, said in found.items()}

    return round_.office.read(look)


def test_a_suspended_award_stays_owed_and_is_not_paid(round_):
    event = round_.act(suspend_award, 1, reason=DropReason.MOVED, note="chuyển trường", paper="05/CV")

    assert (event.step, event.state, event.day, event.note) == (
        AwardStep.SUSPENDED,
        AwardState.SUSPENDED,
        DAY,
        "chuyển trường",
    )
    assert owed(round_, 1) == [500_000, 500_000]
    assert {award: (said.reason, said.sentence) for award, said in withheld(round_).items()} == {
        1: (DropReason.SUSPENDED, "Suất học bổng số 1 tạm dừng từ 15/01/2027: đã chuyển đi nơi khác.")
    }
    assert round_.office.read(check) == []


def test_another_person_resumes_and_says_why(round_):
    round_.act(suspend_award, 1, reason=DropReason.SUSPENDED)

    with pytest.raises(AnotherPersonNeededError) as refused:
        round_.act(resume_award, 1, note="Đã xác minh")
    assert str(refused.value) == (
        "Quàng Thị Trưởng đã tạm dừng việc này nên không thể cho nhận lại; cần một người khác."
    )
    with pytest.raises(ReasonMissingError):
        round_.act(resume_award, 1, note=" ", by=round_.office.chair)

    round_.act(resume_award, 1, note="Đã xác minh", by=round_.office.chair)

    assert [one.step for one in round_.read(lambda s, _r: events_of(s, _award(s, 1)))] == [
        AwardStep.SUSPENDED,
        AwardStep.RESUMED,
    ]
    assert withheld(round_) == {}
    assert round_.office.read(check) == []


def test_what_is_owed_on_a_revoked_award_is_withdrawn(round_):
    round_.act(revoke_award, 1, reason=DropReason.REFUSED, paper="14/QĐ-HKH")

    assert owed(round_, 1) == []
    assert owed(round_, 1, standing=False) == [500_000, 500_000]
    assert owed(round_, 2) == [500_000, 500_000]
    assert round_.awards[0].state is AwardState.REVOKED
    assert withheld(round_)[1].sentence == "Suất học bổng số 1 thu hồi từ 15/01/2027: gia đình không nhận."
    assert round_.office.read(check) == []


def test_a_suspended_award_may_be_revoked_and_a_revoked_one_stays_so(round_):
    round_.act(suspend_award, 1, reason=DropReason.LEFT_SCHOOL)
    round_.act(revoke_award, 1, reason=DropReason.LEFT_SCHOOL)

    for verb, said in (
        (suspend_award, {"reason": DropReason.MOVED}),
        (revoke_award, {"reason": DropReason.MOVED}),
    ):
        with pytest.raises(AwardStateError):
            round_.act(verb, 1, **said)
    with pytest.raises(AwardStateError) as refused:
        round_.act(resume_award, 1, note="xin lại")
    assert str(refused.value) == "Suất học bổng số 1 đã thu hồi, không thể cho nhận lại."


def test_reasons_are_about_the_award_and_another_reason_is_said(round_):
    with pytest.raises(OutcomeReasonError) as refused:
        round_.act(revoke_award, 1, reason=DropReason.PAYEE_MISSING)
    assert str(refused.value) == (
        "Lý do «chưa có nơi nhận tiền» không dùng để thu hồi học bổng; hãy chọn một trong: "
        + ", ".join(one.value for one in REVOKING)
        + "."
    )
    with pytest.raises(ReasonMissingError):
        round_.act(suspend_award, 1, reason=DropReason.OTHER)
    assert DropReason.DIED not in SUSPENDING
    assert set(STEP_NAMES) == set(AwardStep)


def test_an_award_of_another_unit_is_unknown(round_):
    with pytest.raises(AwardUnknownError):
        round_.office.do(
            "award.act",
            lambda s, c: suspend_award(s, _elsewhere(c), _award(s, 1), reason=DropReason.MOVED),
            by=round_.office.chief,
        )


def _elsewhere(command):
    command.unit_id += 1
    return command


def test_money_that_never_left_is_not_paid(round_):
    assert not round_.office.read(lambda s: is_paid(s, instalments_of(s, _award(s, 1))[0]))


def test_what_was_paid_is_told_and_points_to_recovery(sqlite_database):
    paid = a_paid_round(sqlite_database, each={"XA1": {"1": 1}})

    def work(session, command):
        revoke_award(session, command, _award(session, 1), reason=DropReason.NOT_ELIGIBLE)
        return [str(one) for one in command.warnings]

    said = paid.office.do("award.revoke", work, by=paid.office.chief)

    assert said == [
        (
            "Lưu ý: suất số 1 đã chi 700.000 đ trước khi thu hồi. Số tiền này vẫn nằm trong sổ; "
            "muốn đòi lại hãy dùng `khfund payment recover`."
        )
    ]
    assert str(RevokedAfterPaymentError(number=1, paid=700_000)) == said[0]
    assert owed(paid.made, 1) == [700_000]
    assert paid.made.read(spent_on_revoked) == 700_000
    assert paid.office.read(check) == []


def test_what_lies_in_a_run_is_taken_out_of_it_first(sqlite_database):
    made = a_round(an_office(sqlite_database), each={"XA1": 0})
    whole = PaidRound(made, Payer(made.office, None), {}, {})
    put_forward(whole, "XA1", "1")
    made.prepare()
    made.allocate()
    made.decide()
    whole.payer.approved(until=DAY)

    with pytest.raises(InstalmentInRunError):
        made.act(revoke_award, 1, reason=DropReason.REFUSED)

    assert made.awards[0].state is AwardState.GRANTED


def test_steps_never_change_and_come_in_turn(round_):
    round_.act(suspend_award, 1, reason=DropReason.MOVED)

    with pytest.raises(GuardedError, match="rows never change"):
        write_by_hand(round_.office.database, "UPDATE award_event SET note = 'x'")
    with pytest.raises(GuardedError, match="in turn"):
        write_by_hand(
            round_.office.database,
            "INSERT INTO award_event (id, award_id, step, state, day, reason, paper, note, person_id, command_number) "
            "SELECT 9, award_id, step, state, day, reason, paper, note, person_id, command_number FROM award_event",
        )
