"""What a round gives: amounts, places, and whether budget and fund bear it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.engine_failure import GuardedError
from khfund.reports.check import check
from khfund.scholarships.award_round import AwardRound, BudgetBeyondRoomError, RoundPurpose, RoundUnknownError
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import RoundStateError, take
from khfund.scholarships.round_terms import (
    ANY,
    AmountUnfitError,
    AmountUnsetError,
    CostBeyondBudgetError,
    PlacesUnfitError,
    QuotaBeyondBudgetError,
    amount_for,
    amounts,
    highest,
    personal_amounts,
    quotas,
    require_affordable,
    set_amount,
    set_personal_amount,
    set_quotas,
)
from khfund.unit import find_unit
from tests.builders import write_by_hand
from tests.scholarships.rounds import a_round


def set_all(made, **sums):
    def work(session, command, award_round):
        for category, amount in sums.items():
            set_amount(session, command, award_round, category.strip("_"), amount)
        return [one.rule for one in command.warnings]

    return made.do("round.amounts", work)


def give(made, places):
    def work(session, command, award_round):
        set_quotas(session, command, award_round, [(find_unit(session, "SL"), places)])
        return [str(one) for one in command.warnings]

    return made.do("round.quota", work)


def test_who_meets_several_categories_gets_the_highest_amount(database):
    made = a_round(database)
    set_all(made, _=500_000, _1=700_000, _2=1_000_000)
    set_all(made, _1=800_000)

    assert made.read(amounts) == {ANY: 500_000, "1": 800_000, "2": 1_000_000}
    assert made.read(lambda s, r: amount_for(s, r, ["1", "2"])) == 1_000_000
    assert made.read(lambda s, r: amount_for(s, r, ["1", "7"])) == 800_000
    assert made.read(lambda s, r: amount_for(s, r, ["7"])) == 500_000
    assert made.read(lambda s, r: amount_for(s, r, [])) == 500_000
    assert made.office.read(check) == []


def test_one_candidate_may_get_an_own_amount_for_a_reason(database):
    made = a_round(database)
    set_all(made, _=500_000)
    first, second = made.nominations[:2]

    made.do("round.amounts", lambda s, c, r: set_personal_amount(s, c, r, first, 900_000, reason="Mổ tim"))

    assert made.read(personal_amounts) == {first: 900_000}
    assert made.read(lambda s, r: amount_for(s, r, ["1"], nomination=first)) == 900_000
    assert made.read(lambda s, r: amount_for(s, r, ["1"], nomination=second)) == 500_000


@pytest.mark.parametrize(
    ("verb", "message"),
    [
        (lambda s, c, r: set_amount(s, c, r, "1", 0), "Chưa ghi được mức: số tiền phải lớn hơn 0."),
        (
            lambda s, c, r: set_amount(s, c, r, "1" * 61, 5),
            "Chưa ghi được mức: mã diện dài 61 ký tự, tối đa 60.",
        ),
        (
            lambda s, c, r: set_personal_amount(s, c, r, 1, 5, reason=" "),
            "Chưa ghi được mức: mức riêng của một em phải có lý do.",
        ),
    ],
)
def test_an_unfit_amount_is_refused(database, verb, message):
    made = a_round(database)

    with pytest.raises(AmountUnfitError) as refusal:
        made.do("round.amounts", verb)

    assert str(refusal.value) == message


def test_a_category_without_an_amount_is_told(database):
    made = a_round(database)
    set_all(made, _1=700_000)

    with pytest.raises(AmountUnsetError) as refusal:
        made.read(lambda s, r: amount_for(s, r, ["5", "6"]))

    assert str(refusal.value) == "Đợt TSMT27 chưa có mức cho diện 5, 6; hãy ghi bằng `khfund round amounts`."


def test_places_that_the_budget_cannot_pay_are_refused_with_figures(database):
    made = a_round(database)
    set_all(made, _=500_000, _2=1_000_000)

    with pytest.raises(QuotaBeyondBudgetError) as refusal:
        give(made, 21)

    assert str(refusal.value) == (
        "Đợt TSMT27: 21 suất với mức thấp nhất 500.000 đ đã là 10.500.000 đ, lớn hơn ngân sách 10.000.000 đ (500.000 đ vượt). "
        "Ngân sách chỉ đủ 20 suất; hãy giảm số suất, giảm mức hoặc tăng ngân sách."
    )
    assert made.read(quotas) == {}


def test_places_that_the_budget_may_not_pay_are_warned_of(database):
    made = a_round(database)
    set_all(made, _=500_000, _2=1_000_000)

    assert give(made, 20) == [
        (
            "Đợt TSMT27: nếu cả 20 suất đều ở mức cao nhất 1.000.000 đ thì hết 20.000.000 đ, lớn hơn ngân sách 10.000.000 đ; "
            "phân suất sẽ dừng khi hết ngân sách."
        )
    ]
    assert give(made, 10) == []
    assert made.read(quotas) == {made.office.unit: 10}


def test_amounts_that_come_after_the_places_are_weighed_too(database):
    made = a_round(database)
    give(made, 20)

    with pytest.raises(QuotaBeyondBudgetError):
        set_all(made, _=600_000)


def test_a_number_of_places_lies_between_0_and_100000(database):
    made = a_round(database)

    with pytest.raises(PlacesUnfitError) as refusal:
        give(made, -1)

    assert str(refusal.value) == "Số suất -1 không hợp lệ; hãy ghi từ 0 đến 100.000."


def test_what_a_round_gives_is_settled_before_it_is_allocated(database):
    made = a_round(database).screened()
    set_all(made, _=500_000)
    made.do("award.allocate", lambda s, c, r: take(s, c, r, RoundStep.ALLOCATED, RoundState.ALLOCATED))

    with pytest.raises(RoundStateError) as refusal:
        set_all(made, _=600_000)
    with pytest.raises(GuardedError, match="what a round gives is settled"):
        write_by_hand(database, "INSERT INTO round_quota SELECT 9, 1, 1, 5, MAX(number) FROM command")

    assert (
        str(refusal.value) == "Đợt TSMT27 đang ở trạng thái «đã phân suất», không thể đổi mức hoặc số suất."
    )


def test_terms_of_a_round_of_another_unit_are_refused(database):
    made = a_round(database)

    def elsewhere(session, command):
        award_round = session.get_one(AwardRound, 1)
        command.unit_id = made.office.unit + 1
        set_amount(session, command, award_round, "1", 5)

    with pytest.raises(RoundUnknownError):
        made.office.do("round.amounts", elsewhere, by=made.office.chair)


def test_a_decision_beyond_the_budget_is_refused(database):
    made = a_round(database)

    with pytest.raises(CostBeyondBudgetError) as refusal:
        made.do("award.decide", lambda s, c, r: require_affordable(s, c, r, 10_000_001))

    assert (
        str(refusal.value)
        == "Đợt TSMT27: các suất cộng lại 10.000.001 đ, lớn hơn ngân sách 10.000.000 đ; vượt 1 đ."
    )


def test_a_decision_beyond_what_the_fund_may_promise_is_refused(database):
    made = a_round(database, budget=50_000_000)
    made.do("award.decide", lambda s, c, r: require_affordable(s, c, r, 20_000_000))

    with pytest.raises(BudgetBeyondRoomError) as refusal:
        made.do("award.decide", lambda s, c, r: require_affordable(s, c, r, 20_000_001))

    assert refusal.value.facts["free"] == 20_000_000


def test_things_are_not_paid_from_the_fund(database):
    made = a_round(database, budget=50_000_000, purpose=RoundPurpose.GOODS, goods="Xe đạp")

    made.do("award.decide", lambda s, c, r: require_affordable(s, c, r, 50_000_000))


@given(
    st.dictionaries(st.sampled_from(["", "1", "2", "3"]), st.integers(1, 10**9), min_size=1),
    st.lists(st.sampled_from(["1", "2", "3"])),
)
def test_the_amount_is_one_that_was_set_and_no_category_met_has_more(given_amounts, met):
    award_round = AwardRound(code="X", nominate_until=date(2027, 1, 1))
    try:
        found = highest(award_round, given_amounts, met)
    except AmountUnsetError:
        assert ANY not in given_amounts
        assert not set(met) & given_amounts.keys()
        return

    assert found in given_amounts.values()
    assert all(given_amounts.get(one, 0) <= found for one in met)
