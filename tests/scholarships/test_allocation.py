"""The pure function that shares out a round: rules, reasons, and what holds for every input."""

from collections import Counter

import attrs
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.allocation import (
    LEFT_OUT_NAMES,
    Bar,
    Candidate,
    LeftOut,
    Options,
    Outcome,
    allocate,
    as_points,
    lot,
)


def someone(number, *, unit=1, points=8000, categories=("1",), amount=1_000_000, **more):
    return Candidate(number, more.pop("recipient", number), unit, points, categories, amount, **more)


def options(**more):
    return Options(**{"seed": "HB26", "budget": 100_000_000} | more)


def reasons(allocation):
    return {one.candidate.nomination: one.reason for one in allocation.everyone}


def sentence(allocation, number):
    return next(one.sentence for one in allocation.everyone if one.candidate.nomination == number)


def numbers(placed):
    return [one.candidate.nomination for one in placed]


# -- the order --------------------------------------------------------------------------------------------------------


def test_more_points_go_first():
    made = allocate([someone(1, points=7000), someone(2, points=8500), someone(3, points=7550)], options())

    assert numbers(made.awarded) == [2, 3, 1]
    assert sentence(made, 3) == "Được chọn: 75,5 điểm, hạng 2/3 toàn đợt."


def test_with_equal_points_who_meets_more_categories_goes_first():
    made = allocate([someone(1), someone(2, categories=("1", "7"))], options())

    assert numbers(made.awarded) == [2, 1]


def test_what_is_equal_still_is_decided_by_a_lot_that_anybody_can_draw_again():
    made = allocate([someone(number) for number in range(1, 7)], options())

    assert numbers(made.awarded) == sorted(range(1, 7), key=lambda number: lot("HB26", number))
    assert lot("HB26", 1).startswith("41f44856becfd997")  # printf %s HB26/1 | sha256sum


def test_another_round_draws_other_lots():
    people = [someone(number) for number in range(1, 30)]

    assert numbers(allocate(people, options()).awarded) != numbers(
        allocate(people, options(seed="HB27")).awarded
    )


# -- places -----------------------------------------------------------------------------------------------------------


def test_each_unit_fills_its_own_places_and_the_next_is_told_rank_and_cut_off():
    people = [
        someone(1, points=9000),
        someone(2, points=8000),
        someone(3, points=7000),
        someone(4, unit=2, points=100),
    ]

    made = allocate(people, options(quotas={1: 2, 2: 1}))

    assert numbers(made.awarded) == [1, 2, 4]
    assert reasons(made)[3] is LeftOut.QUOTA_FULL
    assert sentence(made, 3) == (
        "Đơn vị có 2 suất; hồ sơ này 70 điểm, hạng 3/3 của đơn vị, người cuối được chọn đạt 80 điểm."
    )


def test_who_has_the_points_of_the_last_one_chosen_is_told_of_the_lot():
    made = allocate([someone(1), someone(2)], options(quotas={1: 1}))

    (waiting,) = made.alternates
    assert waiting.sentence == (
        "Đơn vị có 1 suất; hồ sơ này 80 điểm, hạng 2/2 của đơn vị, bằng điểm người cuối được chọn "
        "(thứ tự theo số diện đạt, rồi bốc thăm)."
    )


def test_where_nobody_was_scored_no_points_are_told():
    made = allocate([someone(1, points=0), someone(2, points=0)], options(quotas={1: 1}))

    assert made.awarded[0].sentence == "Được chọn: hạng 1/2 của đơn vị."
    assert made.alternates[0].sentence == (
        "Đơn vị có 1 suất; hồ sơ này hạng 2/2 của đơn vị, thứ tự theo số diện đạt, rồi bốc thăm."
    )


def test_places_that_a_unit_does_not_use_go_to_the_next_of_all_units():
    people = [
        someone(1),
        someone(2, points=7000),
        someone(3, unit=2, points=7500),
        someone(4, unit=2, points=9000),
    ]

    made = allocate(people, options(quotas={1: 3, 2: 1}))

    assert numbers(made.awarded) == [4, 1, 2, 3]
    assert [one.borrowed for one in made.awarded] == [False, False, False, True]
    assert (
        made.awarded[3].sentence
        == "Được chọn: 75 điểm, hạng 2/2 của đơn vị, theo suất còn dư của đơn vị khác."
    )
    assert made.notes == ("Có 1 suất các đơn vị không dùng hết; 1 suất chuyển cho người kế tiếp toàn đợt.",)


def test_places_that_a_unit_does_not_use_may_lapse():
    people = [someone(1), someone(3, unit=2, points=7500), someone(4, unit=2, points=9000)]

    made = allocate(people, options(quotas={1: 2, 2: 1}, redistribute=False))

    assert numbers(made.awarded) == [4, 1]
    assert made.notes == ("Có 1 suất các đơn vị không dùng hết; không chuyển cho đơn vị khác.",)


def test_a_unit_without_places_is_told_so():
    made = allocate([someone(1), someone(2, unit=9)], options(quotas={1: 1}))

    assert reasons(made)[2] is LeftOut.NO_QUOTA
    assert sentence(made, 2) == "Đơn vị đề nghị không được phân bổ suất nào trong đợt này."


# -- money ------------------------------------------------------------------------------------------------------------


def test_a_quota_larger_than_the_budget_is_paid_as_far_as_the_money_goes_and_explained():
    people = [someone(number, points=10_000 - number) for number in range(1, 6)]

    made = allocate(people, options(quotas={1: 5}, budget=3_400_000))

    assert numbers(made.awarded) == [1, 2, 3]
    assert sentence(made, 4) == (
        "Kinh phí của đợt 3.400.000 đ đã hết: còn 400.000 đ, không đủ cho suất kế tiếp theo thứ hạng"
        " (hồ sơ này 99,96 điểm, hạng 4 toàn đợt, cần 1.000.000 đ)."
    )
    assert made.notes == (
        (
            "Các suất trong phân bổ cần 5.000.000 đ, kinh phí của đợt là 3.400.000 đ: chi được 3 suất theo thứ hạng, "
            "2 suất chưa có kinh phí."
        ),
    )


def test_nobody_is_passed_over_by_somebody_behind_for_being_cheaper():
    people = [someone(1, points=9000), someone(2, points=8000, amount=2_000_000), someone(3, points=7000)]

    made = allocate(people, options(budget=2_500_000))

    assert numbers(made.awarded) == [1]
    assert reasons(made) == {1: LeftOut.NONE, 2: LeftOut.BUDGET_EXHAUSTED, 3: LeftOut.BUDGET_EXHAUSTED}


# -- who is not ranked ------------------------------------------------------------------------------------------------


def test_everybody_who_is_barred_is_told_why():
    barred = [
        someone(1, bar=Bar.WITHDRAWN, why="đã chuyển đi nơi khác"),
        someone(2, bar=Bar.NOT_ELIGIBLE),
        someone(3, bar=Bar.UNPROVEN, why="Giấy xác nhận khuyết tật"),
        someone(4, bar=Bar.NOT_SCREENED),
        someone(5, bar=Bar.NO_POINTS),
        someone(6, bar=Bar.NO_AMOUNT),
    ]

    made = allocate(barred, options())

    assert [one.sentence for one in made.left_out] == [
        "Đề nghị đã được rút khỏi đợt xét: đã chuyển đi nơi khác.",
        "Không đủ điều kiện theo tiêu chí của đợt xét.",
        "Chưa đủ giấy tờ chứng minh: Giấy xác nhận khuyết tật.",
        "Chưa có kết quả sơ tuyển nên không được xét.",
        "Chưa đủ phiếu chấm điểm (thành viên vắng hoặc không được chấm vì có quan hệ), nên không xếp hạng được.",
        "Đợt xét không đặt mức học bổng cho diện của hồ sơ này.",
    ]
    assert [one.reason.value for one in made.left_out] == [one.bar.value for one in barred]


def test_a_person_in_two_units_counts_once_with_the_better_nomination():
    people = [someone(1, recipient=5, points=7000), someone(2, recipient=5, unit=2, points=9000), someone(3)]

    made = allocate(people, options())

    assert numbers(made.awarded) == [2, 3]
    assert reasons(made)[1] is LeftOut.DUPLICATE
    assert sentence(made, 1) == "Người này được đề nghị nhiều lần trong đợt; chỉ tính đề nghị số 2."


def test_a_programme_may_give_a_person_more_than_one_award():
    people = [someone(1, recipient=5), someone(2, recipient=5)]

    assert len(allocate(people, options(one_each=False)).awarded) == 2


def test_who_lacks_the_least_points_is_left_out():
    made = allocate([someone(1, points=5000), someone(2, points=4999)], options(minimum=5000))

    assert numbers(made.awarded) == [1]
    assert sentence(made, 2) == "Đạt 49,99 điểm, dưới mức tối thiểu 50 điểm của đợt xét."


def test_alternates_are_kept_by_unit_in_order_and_the_rest_is_left_out():
    people = [someone(number, points=9000 - number, unit=1 + number % 2) for number in range(1, 9)]

    made = allocate(people, options(quotas={1: 1, 2: 1}, alternates=2))

    assert numbers(made.alternates) == [3, 4, 5, 6]
    assert [one.order for one in made.alternates] == [1, 2, 3, 4]
    assert numbers(made.left_out) == [7, 8]
    assert reasons(made)[8] is LeftOut.QUOTA_FULL


def test_nobody_at_all_gives_an_empty_allocation():
    made = allocate([], options())

    assert (made.everyone, made.amount, made.notes) == ((), 0, ())


def test_points_are_written_as_people_write_them():
    assert [as_points(one) for one in (0, 5, 50, 8550, 10_000, -25)] == [
        "0",
        "0,05",
        "0,5",
        "85,5",
        "100",
        "-0,25",
    ]


def test_every_reason_has_a_name():
    assert set(LEFT_OUT_NAMES) == set(LeftOut) - {LeftOut.NONE}


# -- what holds for every input ---------------------------------------------------------------------------------------

BARS = st.sampled_from([Bar.NONE, Bar.NONE, Bar.NONE, *Bar])


@st.composite
def rounds(draw):
    count = draw(st.integers(0, 25))
    people = [
        Candidate(
            nomination=number,
            recipient=draw(st.integers(1, 20)),
            unit=draw(st.integers(1, 4)),
            points=draw(st.integers(0, 5)) * 2000,
            categories=("1", "2", "7")[: draw(st.integers(0, 3))],
            amount=draw(st.sampled_from([500_000, 1_000_000, 3_000_000])),
            bar=draw(BARS),
        )
        for number in range(1, count + 1)
    ]
    terms = Options(
        seed=draw(st.sampled_from(["HB26", "HB27"])),
        budget=draw(st.integers(0, 20_000_000)),
        quotas=draw(st.dictionaries(st.integers(1, 5), st.integers(0, 6), max_size=5)),
        redistribute=draw(st.booleans()),
        one_each=draw(st.booleans()),
        minimum=draw(st.sampled_from([0, 4000])),
        alternates=draw(st.integers(0, 3)),
    )
    return people, terms


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_plays_no_part(given_round, random):
    people, terms = given_round
    shuffled = list(people)
    random.shuffle(shuffled)

    assert allocate(shuffled, terms) == allocate(people, terms)


@given(rounds())
def test_nobody_vanishes_and_everybody_without_an_award_has_a_reason_and_a_sentence(given_round):
    people, terms = given_round

    made = allocate(people, terms)

    assert sorted(numbers(made.everyone)) == [one.nomination for one in people]
    assert all((one.reason is LeftOut.NONE) == (one.outcome is Outcome.AWARDED) for one in made.everyone)
    assert all(one.sentence.endswith(".") for one in made.everyone)


@given(rounds())
def test_neither_budget_nor_places_are_ever_exceeded(given_round):
    people, terms = given_round

    made = allocate(people, terms)

    assert made.amount <= terms.budget
    if terms.quotas:
        own = Counter(one.candidate.unit for one in made.awarded if not one.borrowed)
        assert all(count <= terms.quotas.get(unit, 0) for unit, count in own.items())
        assert len(made.awarded) <= sum(terms.quotas.values())
    if terms.quotas and not terms.redistribute:
        assert not any(one.borrowed for one in made.awarded)


@given(rounds())
def test_a_person_gets_one_award_and_nobody_barred_gets_any(given_round):
    people, terms = given_round

    made = allocate(people, attrs.evolve(terms, one_each=True))

    assert max(Counter(one.candidate.recipient for one in made.awarded).values(), default=1) == 1
    assert all(one.candidate.bar is Bar.NONE for one in (*made.awarded, *made.alternates))
    assert all(one.candidate.points >= terms.minimum for one in made.awarded)


@given(rounds(), st.integers(0, 10_000_000))
def test_more_money_never_takes_an_award_away(given_round, more):
    people, terms = given_round

    before = allocate(people, terms)
    after = allocate(people, attrs.evolve(terms, budget=terms.budget + more))

    assert numbers(after.awarded)[: len(before.awarded)] == numbers(before.awarded)


@given(rounds())
def test_within_a_unit_nobody_is_chosen_before_somebody_better_who_was_ranked(given_round):
    people, terms = given_round

    made = allocate(people, terms)

    for unit in {one.candidate.unit for one in made.awarded}:
        chosen = [one.unit_rank for one in made.awarded if one.candidate.unit == unit]
        assert sorted(chosen) == list(range(1, len(chosen) + 1))


@given(rounds())
def test_alternates_stand_in_order_and_are_no_more_than_asked_for(given_round):
    people, terms = given_round

    made = allocate(people, terms)

    pools = Counter(one.candidate.unit if terms.quotas else 0 for one in made.alternates)
    assert all(count <= terms.alternates for count in pools.values())
    assert [one.order for one in made.alternates] == list(range(1, len(made.alternates) + 1))
