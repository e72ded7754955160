"""Alternates take the place of revoked awards, in order and by a decision of their own."""

from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.engine_failure import GuardedError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.reports.check import check
from khfund.scholarships.allocation import lot
from khfund.scholarships.award import Award, instalments_of
from khfund.scholarships.award_outcome import AwardStateError, OutcomeReasonError, revoke_award
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.promotion import (
    NoAlternateError,
    NotAnAlternateError,
    PlaceTakenError,
    PromotionBeyondBudgetError,
    alternates,
    next_alternate,
    pass_over,
    promote,
    spent_on_revoked,
)
from khfund.scholarships.round_terms import set_personal_amount
from tests.builders import an_office, write_by_hand
from tests.scholarships.decided import DAY, a_round

PAYOUTS = (date(2027, 2, 10), date(2027, 4, 10))


def decided(database, **more):
    given = {"each": {"XA1": 4, "XA2": 2}, "quotas": {"XA1": 2, "XA2": 1}} | more
    made = a_round(an_office(database), **given).prepare()
    made.allocate()
    made.decide(payouts=PAYOUTS)
    return made


def waiting(round_):
    return [line.nomination_id for line in round_.read(alternates)]


def unit_of(round_, award):
    return round_.read(lambda s, _r: s.get_one(Nomination, award.nomination_id).unit_id)


def revoke(round_, number, **more):
    round_.act(revoke_award, number, **({"reason": DropReason.MOVED} | more))


def give_on(round_, number, decision="13/QĐ-HKH", **more):
    return round_.act(promote, number, by=round_.office.chair, number=decision, day=DAY, **more)


def test_the_next_of_the_same_unit_takes_the_place_with_what_it_was_owed(database):
    round_ = decided(database)
    first = round_.awards[0]
    own = [one for one in round_.read(alternates) if one.unit_id == unit_of(round_, first)]
    revoke(round_, first.id)

    made = give_on(round_, first.id)

    assert (made.nomination_id, made.replaces_id, made.decision) == (
        own[0].nomination_id,
        first.id,
        "13/QĐ-HKH",
    )
    owed = round_.read(lambda s, _r: instalments_of(s, s.get_one(Award, made.id)))
    assert [(one.due, one.amount) for one in owed] == [(PAYOUTS[0], 500_000), (PAYOUTS[1], 500_000)]
    assert made.nomination_id not in waiting(round_)
    assert round_.office.read(check) == []


def test_a_place_may_be_paid_on_other_days(sqlite_database):
    round_ = decided(sqlite_database)
    revoke(round_, 1)

    made = give_on(round_, 1, payouts=(date(2027, 5, 5),))

    owed = round_.read(lambda s, _r: instalments_of(s, s.get_one(Award, made.id)))
    assert [(one.due, one.amount) for one in owed] == [(date(2027, 5, 5), 1_000_000)]


def test_where_the_unit_has_no_alternate_the_next_of_the_round_follows_if_places_pass(sqlite_database):
    round_ = decided(sqlite_database, each={"XA1": 3, "XA2": 1}, quotas={"XA1": 1, "XA2": 1})
    other = next(one for one in round_.awards if unit_of(round_, one) == round_.units["XA2"])
    revoke(round_, other.id)

    made = give_on(round_, other.id)

    assert unit_of(round_, made) == round_.units["XA1"]


def test_where_places_do_not_pass_there_is_no_alternate(sqlite_database):
    round_ = a_round(
        an_office(sqlite_database), each={"XA1": 3, "XA2": 1}, quotas={"XA1": 1, "XA2": 1}
    ).prepare()
    round_.allocate(redistribute=False)
    round_.decide()
    other = next(one for one in round_.awards if unit_of(round_, one) == round_.units["XA2"])
    revoke(round_, other.id)

    with pytest.raises(NoAlternateError) as refused:
        give_on(round_, other.id)

    assert str(refused.value) == (
        f"Suất số {other.id} bị thu hồi không còn người dự bị nào theo thứ tự của đợt HB26."
    )


def test_one_list_without_quotas_is_followed_in_its_order(sqlite_database):
    round_ = decided(sqlite_database, quotas=None, each={"XA1": 2, "XA2": 2}, budget=2_000_000)
    order = waiting(round_)
    revoke(round_, 2)

    assert give_on(round_, 2).nomination_id == order[0]


def test_a_place_is_given_on_once_and_only_when_revoked(sqlite_database):
    round_ = decided(sqlite_database)
    with pytest.raises(AwardStateError) as refused:
        give_on(round_, 1)
    assert str(refused.value) == "Suất học bổng số 1 đang có hiệu lực, không thể thay bằng người dự bị."
    revoke(round_, 1)
    made = give_on(round_, 1)

    with pytest.raises(PlaceTakenError) as taken:
        give_on(round_, 1, "14/QĐ-HKH")
    assert str(taken.value) == f"Suất số 1 đã có suất số {made.id} thay thế."


def test_whoever_revoked_does_not_give_the_place_to_somebody_else(sqlite_database):
    round_ = decided(sqlite_database)
    revoke(round_, 1)

    with pytest.raises(AnotherPersonNeededError):
        round_.act(promote, 1, number="13/QĐ-HKH", day=DAY)


# -- who is passed over -----------------------------------------------------------------------------------------------


def test_an_alternate_is_passed_over_for_a_reason_that_stays(database):
    round_ = decided(database)
    first, second, *_rest = waiting(round_)

    round_.do(
        "award.pass_over",
        lambda s, c, r: pass_over(s, c, r, first, reason=DropReason.DIED),
        by=round_.office.chief,
    )

    assert waiting(round_)[0] == second
    with pytest.raises(NotAnAlternateError) as refused:
        round_.do(
            "award.pass_over",
            lambda s, c, r: pass_over(s, c, r, first, reason=DropReason.DIED),
            by=round_.office.chief,
        )
    assert str(refused.value) == f"Đề nghị số {first} không đang chờ trong danh sách dự bị của đợt HB26."
    with pytest.raises(GuardedError, match="rows never change"):
        write_by_hand(database, "UPDATE alternate_passing SET note = 'x'")
    assert round_.office.read(check) == []


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [(DropReason.COMPLETED, OutcomeReasonError), (DropReason.OTHER, ReasonMissingError)],
)
def test_nobody_is_passed_over_without_a_reason_that_counts(sqlite_database, reason, refusal):
    round_ = decided(sqlite_database)

    with pytest.raises(refusal):
        round_.do(
            "award.pass_over",
            lambda s, c, r: pass_over(s, c, r, waiting(round_)[0], reason=reason),
            by=round_.office.chief,
        )


# -- money ------------------------------------------------------------------------------------------------------------


def test_a_dearer_alternate_must_fit_the_budget(sqlite_database):
    round_ = a_round(
        an_office(sqlite_database), each={"XA1": 2}, quotas={"XA1": 1}, budget=1_500_000
    ).prepare()
    for number in round_.nominations:
        round_.do(
            "round.amounts",
            lambda s, c, r, n=number: set_personal_amount(
                s, c, r, n, 1_000_000 if _is_first(round_, n) else 1_600_000, reason="khác mức"
            ),
        )
    round_.allocate()
    round_.decide()
    revoke(round_, 1)

    with pytest.raises(PromotionBeyondBudgetError) as refused:
        give_on(round_, 1)

    assert str(refused.value) == (
        "Ngân sách đợt HB26 là 1.500.000 đ; các suất còn hiệu lực 0 đ, đã chi cho suất bị thu hồi 0 đ. "
        "Không còn đủ 1.600.000 đ cho người dự bị kế tiếp."
    )
    assert round_.read(spent_on_revoked) == 0
    assert round_.read(lambda s, r: next_alternate(s, r, s.get_one(Award, 1))) is not None


def _is_first(round_, number):
    """Whether the nomination wins the lot: both have the same categories and no points."""
    return number == min(round_.nominations, key=lambda one: lot("HB26", one))
