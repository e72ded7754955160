"""Who takes over from whom, many to many, in shares that make a whole."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund import money
from khfund.command import contradictions
from khfund.reports.check import check
from khfund.unit import SuccessionKind, Unit, UnitNotThereError, share, succeed, today_units
from khfund.unit.succession import (
    WHOLE_SHARE,
    Restated,
    SharesIncompleteError,
    SharesKnownError,
    SharesNotWholeError,
    SuccessorMissingError,
    UnitEndsTooEarlyError,
    UnitHasChildrenError,
    UnitSucceedsItselfError,
    heirs_of,
    predecessors_of,
    successors_of,
)
from tests.builders import an_office, tamper
from tests.provinces import a_unit

END = date(2025, 7, 1)


@pytest.fixture
def province(database):
    return an_office(database)


def a_few(province, *codes, **facts):
    return [a_unit(province, code, f"Hội Khuyến học xã {code}", **facts).unit for code in codes]


def pass_over(province, predecessor, successors, day=END, kind=SuccessionKind.SPLIT, shares=()):
    def work(session, command):
        heirs = [session.get_one(Unit, one) for one in successors]
        own = session.get_one(Unit, predecessor)
        return succeed(session, command, own, heirs, day=day, kind=kind, shares=shares)

    return province.do("unit.succeed", work, by=province.chair)


def became(province, unit, on):
    return province.read(lambda s: today_units(s, unit, on))


def test_a_split_and_a_merger_follow_each_other_by_their_shares(province):
    old, left, right, last = a_few(province, "cu", "trai", "phai", "moi")
    pass_over(province, old, [left, right], shares=(6_000, 4_000))
    pass_over(province, left, [last], date(2026, 1, 1), SuccessionKind.MERGE)

    assert became(province, old, END - timedelta(days=1)) == Restated({old: Fraction(1)}, is_open=False)
    assert became(province, old, END) == Restated(
        {left: Fraction(3, 5), right: Fraction(2, 5)}, is_open=False
    )
    assert became(province, old, date(2026, 1, 1)).shares == {right: Fraction(2, 5), last: Fraction(3, 5)}
    assert province.read(lambda s: heirs_of(s, old)) == {left, right, last}
    assert province.read(lambda s: [one.predecessor_id for one in predecessors_of(s, last)]) == [left]
    assert province.read(lambda s: [one.successor_id for one in successors_of(s, old)]) == [left, right]
    assert province.read(check) == []
    assert province.read(lambda s: list(contradictions(s))) == []


def test_a_commune_may_be_made_of_two(province):
    one, other, new = a_few(province, "mot", "hai", "moi")
    pass_over(province, one, [new], kind=SuccessionKind.MERGE)
    pass_over(province, other, [new], kind=SuccessionKind.MERGE)

    assert [became(province, old, END).shares for old in (one, other)] == [{new: Fraction(1)}] * 2


def test_a_unit_that_ended_does_not_exist_from_that_day(province):
    old, new = a_few(province, "cu", "moi")
    pass_over(province, old, [new])

    assert province.read(
        lambda s: [s.get_one(Unit, old).exists(day) for day in (END - timedelta(days=1), END)]
    ) == [
        True,
        False,
    ]


def test_open_shares_leave_the_unit_for_itself_until_they_are_fixed_once(province):
    old, left, right = a_few(province, "cu", "trai", "phai")
    pass_over(province, old, [left, right])
    fix = lambda parts: province.do(  # noqa: E731  said twice below
        "unit.share", lambda s, c: share(s, c, s.get_one(Unit, old), parts), by=province.chair
    )

    assert became(province, old, END) == Restated({old: Fraction(1)}, is_open=True)
    with pytest.raises(SharesIncompleteError) as lacking:
        fix({left: 10_000})
    with pytest.raises(SharesNotWholeError) as beyond:
        fix({left: 6_000, right: 5_000})
    fix({left: 1, right: 9_999})
    with pytest.raises(SharesKnownError) as again:
        fix({left: 5_000, right: 5_000})

    assert became(province, old, END).shares == {left: Fraction(1, 10_000), right: Fraction(9_999, 10_000)}
    assert str(lacking.value) == "Hãy ghi tỷ lệ của đúng 2 đơn vị kế thừa Hội Khuyến học xã cu: trai, phai."
    assert str(beyond.value) == (
        "Tỷ lệ của các đơn vị kế thừa Hội Khuyến học xã cu cộng lại là 11.000 phần vạn, phải đúng 10.000; "
        "mỗi đơn vị một tỷ lệ lớn hơn 0."
    )
    assert str(again.value) == "Tỷ lệ của các đơn vị kế thừa Hội Khuyến học xã cu đã ghi rồi, không sửa được."


def test_a_unit_that_ends_has_successors_each_once(province):
    old, new = a_few(province, "cu", "moi")

    for successors in ([], [new, new]):
        with pytest.raises(SuccessorMissingError) as refusal:
            pass_over(province, old, successors)

    assert str(refusal.value) == "Hãy ghi đơn vị kế thừa của Hội Khuyến học xã cu, mỗi đơn vị một lần."


def test_no_unit_takes_over_from_itself_at_once_or_in_a_circle(province):
    one, other = a_few(province, "mot", "hai")
    with pytest.raises(UnitSucceedsItselfError) as itself:
        pass_over(province, one, [one])
    pass_over(province, other, [one], date(2026, 1, 1))
    with pytest.raises(UnitSucceedsItselfError):
        pass_over(province, one, [other])

    assert str(itself.value) == (
        "Hội Khuyến học xã mot không thể kế thừa Hội Khuyến học xã mot: hai đơn vị kế thừa lẫn nhau."
    )


def test_a_successor_exists_on_that_day(province):
    (old,) = a_few(province, "cu")
    (new,) = a_few(province, "moi", founded=END + timedelta(days=1))

    with pytest.raises(UnitNotThereError) as refusal:
        pass_over(province, old, [new])

    assert str(refusal.value) == (
        "Vào ngày 01/07/2025 không có đơn vị Hội Khuyến học xã moi: thành lập ngày 02/07/2025. "
        "Hãy kiểm tra ngày, hoặc chọn đơn vị kế thừa."
    )


def test_a_unit_ends_once_after_its_founding_and_after_what_it_took_over(province):
    old, new, other = a_few(province, "cu", "moi", "khac")
    (young,) = a_few(province, "tre", founded=END)
    pass_over(province, old, [other])

    refused = []
    for unit in (old, young, other):
        with pytest.raises(UnitEndsTooEarlyError) as refusal:
            pass_over(province, unit, [new])
        refused.append(str(refusal.value))

    assert refused == [
        "Hội Khuyến học xã cu không kết thúc từ ngày 01/07/2025 được: đã kết thúc từ ngày 01/07/2025.",
        "Hội Khuyến học xã tre không kết thúc từ ngày 01/07/2025 được: thành lập ngày 01/07/2025.",
        "Hội Khuyến học xã khac không kết thúc từ ngày 01/07/2025 được: đã nhận bàn giao từ đơn vị khác ngày 01/07/2025.",
    ]


def test_units_below_are_moved_before_their_parent_ends(province):
    old, new = a_few(province, "cu", "moi")
    a_unit(province, "chi-hoi", "Chi hội Khuyến học bản Cọ", parent=old)

    with pytest.raises(UnitHasChildrenError) as refusal:
        pass_over(province, old, [new])

    assert str(refusal.value) == (
        "Dưới Hội Khuyến học xã cu còn 1 đơn vị vào ngày 01/07/2025, ví dụ Chi hội Khuyến học bản Cọ; "
        "hãy chuyển sang cấp trên khác trước."
    )


@pytest.mark.parametrize("shares", [(5_000,), (10_000, 0), (6_000, 6_000), (20_000, -10_000)])
def test_shares_are_positive_and_whole(province, shares):
    old, left, right = a_few(province, "cu", "trai", "phai")

    with pytest.raises((SharesNotWholeError, SharesIncompleteError)):
        pass_over(province, old, [left, right], shares=shares)

    assert province.read(lambda s: (s.get_one(Unit, old).ended, successors_of(s, old))) == (None, [])


def test_what_was_broken_behind_the_guards_is_named(province):
    old, left, right = a_few(province, "cu", "trai", "phai")
    pass_over(province, old, [left, right], shares=(6_000, 4_000))

    tamper(province.database, "UPDATE succession_share SET parts = 5000 WHERE parts = 6000",
           f"UPDATE unit SET ended = '2025-08-01' WHERE id = {old}")  # fmt: skip

    found = [str(one) for one in province.read(check) if one.invariant == "I23"]
    assert found == [
        "I23: tỷ lệ của các đơn vị kế thừa Hội Khuyến học xã cu cộng lại là 9000 phần vạn trên 2 trong 2 đơn vị",
        "I23: Hội Khuyến học xã cu kết thúc từ 2025-08-01 nhưng bàn giao cho Hội Khuyến học xã phai từ 2025-07-01, khi đơn vị đó không có",
        "I23: Hội Khuyến học xã cu kết thúc từ 2025-08-01 nhưng bàn giao cho Hội Khuyến học xã trai từ 2025-07-01, khi đơn vị đó không có",
    ]


shared = st.lists(st.integers(1, 100), min_size=1, max_size=5).map(
    lambda parts: money.split(WHOLE_SHARE, parts)
)


@given(st.lists(shared, min_size=1, max_size=4), st.integers(0, 10**13))
def test_shares_through_any_number_of_successions_keep_every_dong(steps, amount):
    weights = {0: Fraction(1)}
    for step in steps:
        weights = {
            number * 5 + place: weight * Fraction(parts, WHOLE_SHARE)
            for number, weight in weights.items()
            for place, parts in enumerate(step)
            if parts
        }
    restated = Restated(weights, is_open=False)

    units, whole_weights = restated.weights()

    assert sum(weights.values()) == 1
    assert sum(money.split(amount, whole_weights)) == amount
    assert len(units) == len(whole_weights) == len(weights)
