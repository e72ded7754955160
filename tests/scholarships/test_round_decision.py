"""The decision of a round: who may make it, on what it stands, and what it gives."""

from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError, NotAllowedError, Person, Role, grant
from khfund.calendar import Month
from khfund.engine_failure import GuardedError
from khfund.ledger import AccountRole, find_fund
from khfund.ledger.commitment import commitments
from khfund.reports.check import check
from khfund.scholarships.award import AwardUnknownError, find_award, instalments_of
from khfund.scholarships.award_round import BudgetBeyondRoomError, RoundPurpose
from khfund.scholarships.instalment import Nature
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.public_code import public_codes
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.recipient_change import merge_recipients
from khfund.scholarships.round_decision import (
    AllocationStaleError,
    CashShortError,
    DecisionUnfitError,
    NobodyAwardedError,
    PayoutUnfitError,
    decide_round,
    decision_of,
)
from khfund.scholarships.round_state import RoundState
from khfund.scholarships.round_step import RoundStateError
from khfund.scholarships.round_terms import set_personal_amount
from tests.builders import an_office, write_by_hand
from tests.scholarships.decided import DAY, a_round


@pytest.fixture
def round_(database):
    return a_round(an_office(database), each={"XA1": 3, "XA2": 2}, quotas={"XA1": 2, "XA2": 2}).prepare()


def test_the_chosen_get_awards_and_each_award_is_owed(round_):
    run = round_.allocate()

    decision = round_.decide()

    given = round_.awards
    assert (decision.awards, decision.amount, decision.run_id) == (4, 4_000_000, run.id)
    assert [(one.amount, one.decision, one.granted, one.category) for one in given] == [
        (1_000_000, "12/QĐ-HKH", DAY, "1")
    ] * 4
    owed = round_.read(lambda s, _r: instalments_of(s, given[0]))
    assert [(one.nature, one.month, one.amount, one.due, one.what) for one in owed] == [
        (
            Nature.AWARD,
            202701,
            1_000_000,
            DAY,
            "Học bổng đợt HB26, Học bổng vượt khó, theo Quyết định số 12/QĐ-HKH",
        )
    ]
    assert round_.read(lambda s, r: (r.state, decision_of(s, r).number)) == (RoundState.DECIDED, "12/QĐ-HKH")
    assert round_.office.read(check) == []


def test_an_award_is_split_over_its_payments_without_losing_a_dong(round_):
    round_.do(
        "round.amounts",
        lambda s, c, r: set_personal_amount(s, c, r, round_.nominations[3], 1_000_001, reason="xa trường"),
    )
    round_.allocate()

    round_.decide(payouts=[date(2027, 3, 10), date(2027, 2, 10)])

    one = next(one for one in round_.awards if one.nomination_id == round_.nominations[3])
    owed = round_.read(lambda s, _r: instalments_of(s, one))
    assert [(Month.from_number(part.month), part.amount) for part in owed] == [
        (Month(2027, 2), 500_001),
        (Month(2027, 3), 500_000),
    ]
    assert owed[1].what.endswith("kỳ 2/2")


def test_what_is_decided_is_promised_from_its_fund(round_):
    round_.allocate()
    round_.decide(payouts=[date(2027, 2, 10)])

    office = round_.office
    promised = office.read(lambda s: commitments(s, office.unit, DAY, fund=find_fund(s, office.unit, "KH")))

    assert [(one.day, one.amount) for one in promised] == [(date(2027, 2, 10), 4_000_000)]


def test_each_recipient_gets_a_public_code_of_the_year(round_):
    round_.allocate()
    round_.decide()

    codes = round_.read(lambda s, _r: public_codes(s, [one.recipient_id for one in round_.awards], 2027))

    assert len(set(codes.values())) == 4


def test_a_round_of_goods_gives_awards_without_instalments(database):
    goods = {"purpose": RoundPurpose.GOODS, "goods": "xe đạp", "money": 0}
    round_ = a_round(an_office(database), each={"XA1": 2}, **goods).prepare()
    round_.allocate()

    round_.decide()

    assert round_.read(lambda s, _r: [instalments_of(s, one) for one in round_.awards]) == [[], []]
    assert round_.office.read(check) == []


# -- who, and on what -------------------------------------------------------------------------------------------------


def test_only_a_chair_decides(round_):
    round_.allocate()

    with pytest.raises(NotAllowedError):
        round_.do(
            "award.decide",
            lambda s, c, r: decide_round(s, c, r, number="1/QĐ", day=DAY),
            by=round_.office.chief,
        )


def test_whoever_allocated_does_not_decide(round_):
    office = round_.office
    office.do(
        "person.grant",
        lambda s, c: grant(s, c, s.get_one(Person, round_.committee), Role.CHAIR, office.unit),
        by=office.administrator,
    )
    round_.allocate()

    with pytest.raises(AnotherPersonNeededError) as refused:
        round_.do("award.decide", lambda s, c, r: decide_round(s, c, r, number="1/QĐ", day=DAY))

    assert str(refused.value) == (
        "Tòng Thị Ủy Viên đã phân suất việc này nên không thể ra quyết định; cần một người khác."
    )


def test_a_round_is_decided_once(round_):
    round_.allocate()
    round_.decide()

    with pytest.raises(RoundStateError):
        round_.decide("13/QĐ-HKH")


def test_what_changed_since_the_allocation_is_allocated_again(round_):
    run = round_.allocate()
    assert run.number == 1
    round_.office.do("recipient.merge", lambda s, c: _merge(s, c, round_))

    with pytest.raises(AllocationStaleError) as refused:
        round_.decide()

    assert str(refused.value) == (
        "Từ lần phân suất 1 của đợt HB26, 2 hồ sơ (hoặc suất, ngân sách) đã thay đổi; hãy phân suất lại rồi mới quyết định."
    )


def _merge(session, command, round_):
    first, second = (find_recipient(session, round_.office.unit, one) for one in round_.recipients[:2])
    merge_recipients(session, command, second, survivor=first, reason="một người ghi hai lần")


def test_facts_that_change_after_the_screening_change_no_decision(round_):
    round_.allocate()
    round_.office.do(
        "evidence.state", lambda s, c: state_fact(s, c, round_.recipients[0], "disability", "none")
    )

    assert round_.decide().awards == 4


def test_a_run_that_chose_nobody_decides_nothing(sqlite_database):
    round_ = a_round(an_office(sqlite_database), proven=False).prepare()
    round_.allocate()

    with pytest.raises(NobodyAwardedError) as refused:
        round_.decide()

    assert str(refused.value) == (
        "Lần phân suất 1 của đợt HB26 không chọn được ai nên chưa có gì để quyết định; "
        "xem lý do bằng `khfund award reasons --round HB26`."
    )


# -- the number and the day -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "day", "reason"),
    [
        ("", DAY, "hãy ghi số quyết định (tối đa 60 ký tự), ví dụ 12/QĐ-HKH"),
        ("1" * 61, DAY, "hãy ghi số quyết định (tối đa 60 ký tự), ví dụ 12/QĐ-HKH"),
        ("12/QĐ", date(2027, 1, 16), "ngày 16/01/2027 còn ở tương lai"),
        (
            "12/QĐ",
            date(2027, 1, 14),
            "ngày 14/01/2027 trước ngày 15/01/2027 của lần phân suất hoặc quyết định trước",
        ),
    ],
)
def test_a_decision_has_a_number_and_a_day_that_can_be(sqlite_database, number, day, reason):
    round_ = a_round(an_office(sqlite_database)).prepare()
    round_.allocate()

    with pytest.raises(DecisionUnfitError) as refused:
        round_.decide(number, day)

    assert str(refused.value) == f"Chưa ra được quyết định: {reason}."


def test_a_number_is_used_once_a_year(sqlite_database):
    office = an_office(sqlite_database)
    for code in ("HB26", "HB27"):
        round_ = a_round(office, code=code, each={f"X{code}": 1}).prepare()
        round_.allocate()
        if code == "HB26":
            round_.decide()

    with pytest.raises(DecisionUnfitError) as refused:
        round_.decide()

    assert str(refused.value) == (
        "Chưa ra được quyết định: số «12/QĐ-HKH» đã dùng cho một quyết định khác trong năm 2027."
    )


@pytest.mark.parametrize(
    ("payouts", "said"),
    [
        ([date(2027, 1, 14)], "Kỳ chi ngày 14/01/2027 không hợp lệ: trước ngày quyết định 15/01/2027."),
        (
            [date(2027, 2, 1), date(2027, 2, 20)],
            "Kỳ chi ngày 20/02/2027 không hợp lệ: mỗi tháng chỉ có một kỳ chi cho một suất.",
        ),
    ],
)
def test_each_payment_has_a_month_of_its_own(sqlite_database, payouts, said):
    round_ = a_round(an_office(sqlite_database)).prepare()
    round_.allocate()

    with pytest.raises(PayoutUnfitError) as refused:
        round_.decide(payouts=payouts)

    assert str(refused.value) == said
    assert round_.awards == []


def test_an_award_is_worth_at_least_a_dong_each_time(sqlite_database):
    round_ = a_round(an_office(sqlite_database), amount=1, each={"XA1": 1}).prepare()
    round_.allocate()

    with pytest.raises(PayoutUnfitError, match="suất nhỏ nhất không chia đủ cho số kỳ"):
        round_.decide(payouts=[date(2027, 2, 1), date(2027, 3, 1)])


# -- money ------------------------------------------------------------------------------------------------------------


def test_a_decision_beyond_what_the_fund_may_spend_is_refused_with_figures(sqlite_database):
    round_ = a_round(an_office(sqlite_database), money=3_000_000, each={"XA1": 4}).prepare()
    round_.allocate()

    with pytest.raises(BudgetBeyondRoomError):
        round_.decide()

    assert round_.awards == []


def test_money_on_deposit_is_no_money_at_hand(sqlite_database):
    office = an_office(sqlite_database)
    round_ = a_round(office, money=9_000_000, each={"XA1": 4}).prepare()
    office.post(date(2026, 4, 1), office.posting(AccountRole.TERM_DEPOSIT, AccountRole.CASH, 6_000_000))
    round_.allocate()

    with pytest.raises(CashShortError) as refused:
        round_.decide()

    assert str(refused.value) == (
        "Quỹ KH có ngay 3.000.000 đ (tiền mặt và tiền gửi không kỳ hạn), chưa đủ cho 4.000.000 đ của quyết định: "
        "thiếu 1.000.000 đ. Hãy đợi tiền gửi đáo hạn hoặc quyết định ít suất hơn; vốn gốc không được chi."
    )


# -- what stays -------------------------------------------------------------------------------------------------------


def test_an_award_keeps_all_but_its_state(round_):
    round_.allocate()
    round_.decide()

    for change in ("amount = amount + 1", "recipient_id = 1, amount = 1", "state = 'revoked'"):
        with pytest.raises(GuardedError, match="award:"):
            write_by_hand(round_.office.database, f"UPDATE award SET {change}")
    with pytest.raises(GuardedError, match="never deleted"):
        write_by_hand(round_.office.database, "DELETE FROM award")
    with pytest.raises(GuardedError, match="rows never change"):
        write_by_hand(round_.office.database, "UPDATE round_decision SET amount = 1")


def test_an_award_is_known_in_its_unit(sqlite_database):
    office = an_office(sqlite_database)

    with pytest.raises(AwardUnknownError) as refused:
        office.read(lambda s: find_award(s, office.unit, 7))

    assert str(refused.value) == "Đơn vị không có suất học bổng số 7; xem bằng `khfund award list`."
