from datetime import date

import pytest

from khfund.scholarships.award_round import find_round
from khfund.scholarships.instalment import (
    RAISERS,
    WITHHOLDERS,
    DropReason,
    Withholding,
    falls_due,
    may_withhold,
)
from khfund.scholarships.payment_draft import (
    NothingToPayError,
    NotReturnedError,
    PayeeStillMissingError,
    PayoutTooEarlyError,
    withheld_of,
)
from khfund.scholarships.programme import find_programme
from tests.scholarships.runs import AMOUNT, NOVEMBER, PAYOUT, a_payer, a_round


@pytest.fixture
def payer(database):
    return a_payer(database)


@pytest.fixture
def held_back(monkeypatch):
    """Instalments by number that a rule withholds; the days on which the rule was asked."""
    held, asked = {}, []
    monkeypatch.setattr("khfund.scholarships.payment_draft.WITHHOLDERS", kept := [])

    def rule(_session, instalments, payout):
        asked.append(payout)
        return {one.id: held[one.id] for one in instalments if one.id in held}

    kept.append(rule)
    return held, asked


def withheld(payer, run):
    def look(session):
        return [(one.id, row.reason.value, row.sentence) for row, one in withheld_of(session, run)]

    return payer.office.read(look)


def test_everything_due_up_to_the_day_is_collected_once(payer):
    due = payer.owe(0, 1, 2)
    payer.owe(0, month=NOVEMBER)

    run = payer.draft(date(2026, 10, 31))

    assert sorted(line.instalment_id for line in payer.lines(run)) == due
    assert (run.total, run.line_count, run.payout, run.state.value) == (3 * AMOUNT, 3, PAYOUT, "draft")


def test_what_stands_in_a_live_run_or_is_withdrawn_is_not_collected_again(payer):
    _first, second, third = payer.owe(0, 1, 2)
    payer.withdraw(third)
    payer.draft(date(2026, 10, 31))
    payer.owe(2, month=NOVEMBER)

    run = payer.draft(date(2026, 11, 30))

    assert second not in [line.instalment_id for line in payer.lines(run)]
    assert run.line_count == 1


def test_awards_of_one_round_or_programme_are_drafted_by_themselves(payer):
    office = payer.office
    office.do(
        "round.open", lambda s, c: a_round(s, c, find_programme(s, c.unit, "VK"), "HB27"), by=office.chief
    )
    other = payer.enter(1, code="HB27")
    payer.owe(0, *other)
    scope = office.read(lambda s: (find_programme(s, office.unit, "VK"), find_round(s, office.unit, "HB27")))

    of_round = payer.draft(award_round=scope[1])
    of_programme = payer.draft(programme=scope[0])

    assert [line.recipient_id for line in payer.lines(of_round)] == [payer.pupils[3]]
    assert [line.recipient_id for line in payer.lines(of_programme)] == [payer.pupils[0]]


def test_who_is_withheld_stays_out_with_the_coded_reason_of_the_payout_day(payer, held_back):
    held, asked = held_back
    first, second, third = payer.owe(0, 1, 2)
    held[second] = Withholding(DropReason.EVIDENCE_EXPIRED, "Giấy hết hạn ngày 14/01/2027.")

    run = payer.draft(payout=date(2027, 2, 1))

    assert [line.instalment_id for line in payer.lines(run)] == [first, third]
    assert withheld(payer, run) == [(second, "evidence_expired", "Giấy hết hạn ngày 14/01/2027.")]
    assert asked == [date(2027, 2, 1)]


def test_who_has_no_payee_stays_out_with_a_coded_reason(payer):
    payer.owe(0, *payer.enter(1, way=""))

    run = payer.draft()

    assert withheld(payer, run) == [
        (2, "payee_missing", "Chưa có tài khoản hay người nhận tiền nào được ghi.")
    ]


def test_raisers_write_what_falls_due_before_it_is_collected(payer, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "khfund.scholarships.payment_draft.RAISERS", [lambda _s, _c, until: seen.append(until)]
    )
    payer.owe(0)

    payer.draft(date(2026, 10, 31))

    assert seen == [date(2026, 10, 31)]


def test_a_run_without_anybody_is_refused_with_who_is_withheld_and_why(payer):
    payer.owe(*payer.enter(2, way=""))

    with pytest.raises(NothingToPayError) as refused:
        payer.draft()

    assert (
        str(refused.value) == "Đến 31/10/2026 không có kỳ chi nào trả được; 2 kỳ chi bị giữ lại. "
        "Người nhận số 4, kỳ chi số 1: Chưa có nơi nhận tiền. Chưa có tài khoản hay người nhận tiền nào được ghi."
    )
    assert [str(one.place) for one in refused.value.problems] == [
        "Người nhận số 4, kỳ chi số 1",
        "Người nhận số 5, kỳ chi số 2",
    ]


def test_nobody_is_paid_before_it_is_due(payer):
    payer.owe(0)

    with pytest.raises(PayoutTooEarlyError) as refused:
        payer.draft(date(2026, 10, 31), payout=date(2026, 10, 30))

    assert (
        str(refused.value)
        == "Ngày trả 30/10/2026 trước ngày 31/10/2026 mà các kỳ chi đến hạn; hãy chọn ngày trả sau đó."
    )


def test_a_school_takes_cash_where_it_has_no_account(payer):
    payer.pay_to(0, "school")
    payer.owe(0)

    assert [line.way.value for line in payer.lines(payer.draft())] == ["cash"]


def test_what_came_back_is_paid_again_to_the_payee_of_now(payer):
    payer.owe(0, 1)
    run = payer.approved()
    first, second = payer.lines(run)
    payer.not_sent(first)
    payer.pay_to(0, "bank")

    again = payer.again(first)

    (line,) = payer.lines(again)
    assert (line.first_id, line.instalment_id, line.bank_number) == (
        first.id,
        first.instalment_id,
        "3500000900",
    )
    assert line.code not in (first.code, second.code)
    assert payer.states(run) == ["again", "open"]


def test_only_what_came_back_is_paid_again(payer):
    payer.owe(0)
    line = payer.lines(payer.approved())[0]

    with pytest.raises(NotReturnedError) as refused:
        payer.again(line)

    assert (
        str(refused.value)
        == f"Khoản chi {line.code} không ở trạng thái bị trả lại nên không chi lại được (đang «chờ trả»)."
    )


def test_what_came_back_is_not_in_two_further_runs(payer):
    payer.owe(0)
    line = payer.lines(payer.approved())[0]
    payer.not_sent(line)
    payer.again(line)

    with pytest.raises(NotReturnedError):
        payer.again(line)


def test_what_is_paid_again_has_a_payee(payer, monkeypatch):
    payer.owe(0)
    line = payer.lines(payer.approved())[0]
    payer.not_sent(line)
    monkeypatch.setattr("khfund.scholarships.payment_draft.payees", lambda *_: {})

    with pytest.raises(PayeeStillMissingError) as refused:
        payer.again(line)

    assert (
        str(refused.value)
        == f"Khoản chi {line.code} chưa có nơi nhận tiền; hãy ghi nơi nhận (`khfund recipient payee`) rồi chi lại."
    )


def test_what_came_back_is_not_collected_by_the_next_run_of_itself(payer):
    payer.owe(0)
    payer.not_sent(*payer.lines(payer.approved()))

    with pytest.raises(NothingToPayError):
        payer.draft()


def test_rules_are_registered_by_what_owes():
    before = len(WITHHOLDERS), len(RAISERS)

    may_withhold(rule := lambda *_: {})
    falls_due(raiser := lambda *_: None)
    WITHHOLDERS.remove(rule)
    RAISERS.remove(raiser)

    assert (len(WITHHOLDERS), len(RAISERS)) == before
