"""What a round puts into its allocation: everybody, with what counts or why they are barred."""

from datetime import date

import pytest

from khfund.scholarships.allocation import Bar
from khfund.scholarships.ballot import BallotsSealedError, cast
from khfund.scholarships.ballot_count import close_voting
from khfund.scholarships.nomination import find_nomination, withdraw_nomination
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.round_input import put_in
from khfund.scholarships.round_step import close_nominations
from khfund.scholarships.score import RubricLine, set_rubric
from khfund.scholarships.screening import screen_round
from tests.builders import an_office
from tests.scholarships.decided import DAY, a_round

RUBRIC = [RubricLine("hoc", "Học tập", 1, 10)]


def given(round_):
    candidates, quotas = round_.read(put_in)
    return {one.nomination: one for one in candidates}, quotas


def test_who_is_eligible_comes_with_categories_and_amount(database):
    round_ = a_round(an_office(database), each={"XA1": 2}, quotas={"XA1": 1}).prepare()

    found, quotas = given(round_)

    assert quotas == {round_.units["XA1"]: 1}
    assert [(one.bar, one.categories, one.amount, one.points) for one in found.values()] == [
        (Bar.NONE, ("1",), 1_000_000, 0)
    ] * 2


def test_what_was_said_without_proof_names_the_paper_that_lacks(database):
    round_ = a_round(an_office(database), each={"XA1": 1}, proven=False).prepare()

    (one,) = given(round_)[0].values()

    assert one.bar is Bar.UNPROVEN
    assert "Giấy xác nhận khuyết tật" in one.why


def test_a_paper_that_has_expired_is_named_with_its_day(database):
    round_ = a_round(an_office(database), each={"XA1": 1}, valid_until=date(2026, 12, 30)).prepare()

    (one,) = given(round_)[0].values()

    assert (one.bar, one.why) == (Bar.UNPROVEN, "Giấy xác nhận khuyết tật (hết hạn 30/12/2026)")


def test_a_withdrawn_nomination_stays_with_its_reason(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 2})
    round_.do("round.close", close_nominations)
    round_.do(
        "nomination.withdraw",
        lambda s, c, r: withdraw_nomination(
            s, c, find_nomination(s, r, round_.nominations[0]), code=WithdrawalCode.MOVED, day=DAY
        ),
    )
    round_.do("round.screen", screen_round)

    one = given(round_)[0][round_.nominations[0]]

    assert (one.bar, one.why) == (Bar.WITHDRAWN, "đã chuyển đi nơi khác")


def test_who_was_never_screened_is_told_so(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 1})

    (one,) = given(round_)[0].values()

    assert one.bar is Bar.NOT_SCREENED


def test_a_scored_round_waits_for_the_count_and_who_has_too_few_ballots_has_no_points(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 2})
    round_.do("round.rubric", lambda s, c, r: set_rubric(s, c, r, RUBRIC))
    round_.prepare()
    first, second = round_.nominations
    round_.do("ballot.cast", lambda s, c, r: cast(s, c, r, {first: {"hoc": 8}}))
    with pytest.raises(BallotsSealedError):
        given(round_)
    round_.do("round.close_voting", lambda s, c, r: close_voting(s, c, r, reason="hết giờ"))

    found = given(round_)[0]

    assert (found[first].bar, found[first].points) == (Bar.NONE, 8000)
    assert found[second].bar is Bar.NO_POINTS


def test_who_lacks_papers_is_asked_for_those_of_the_category_the_list_claims(sqlite_database):
    round_ = a_round(an_office(sqlite_database), each={"XA1": 1}, proven=False, category="3").prepare()

    (one,) = given(round_)[0].values()

    assert "Trích lục khai tử" in one.why
    assert "Giấy xác nhận khuyết tật" not in one.why
    assert not one.why.endswith("…")
