"""Sealed ballots: when they are taken, from whom, and what nobody reads before the count."""

from datetime import UTC, date, datetime

import pytest

from khfund.engine_failure import GuardedError
from khfund.reports.check import check
from khfund.scholarships.award_round import AwardRound, RoundUnknownError
from khfund.scholarships.ballot import (
    Ballot,
    BallotCountedError,
    BallotsSealedError,
    RelatedVoterError,
    VotingClosedError,
    cast,
    seal,
    veiled,
    voting_closed,
)
from khfund.scholarships.ballot_count import close_voting, open_ballots, points
from khfund.scholarships.nomination import NominationUnknownError
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import RelationKind
from khfund.scholarships.round_step import close_nominations, reopen_round
from khfund.scholarships.score import MarksUnfitError, RubricMissingError
from khfund.scholarships.screening import screen_round
from tests.builders import write_by_hand
from tests.scholarships.rounds import a_round

GOOD = {"hoc": 8, "canh": 15}
BETTER = {"hoc": 9, "canh": 20}


def vote(made, *places, marks=GOOD, by=None, at=None):
    """Cast the same marks for some candidates; the seals."""
    given = {made.nominations[place]: marks for place in places}
    more = {"at": at} if at else {}
    return made.do(
        "ballot.cast",
        lambda s, c, r: [one.seal for one in cast(s, c, r, given)],
        by=by or made.members[0],
        **more,
    )


def close(made, reason="Đủ"):
    made.do("ballot.close", lambda s, c, r: close_voting(s, c, r, reason=reason))


def test_a_ballot_is_sealed_until_voting_is_closed(database):
    made = a_round(database).voting()
    vote(made, 0)

    for look in (open_ballots, points):
        with pytest.raises(BallotsSealedError) as refusal:
            made.read(look)
    close(made)

    assert str(refusal.value) == (
        "Phiếu chấm của đợt TSMT27 còn niêm phong; chỉ đọc được sau khi đóng chấm điểm (`khfund ballot close`)."
    )
    assert made.read(points) == {made.nominations[0]: 7625}
    assert made.office.read(check) == []


def test_the_seal_proves_what_was_cast(database):
    made = a_round(database).voting()
    (given,) = vote(made, 0)

    ballot = made.read(lambda s, _r: s.get_one(Ballot, 1))

    assert (
        given == ballot.seal == seal(ballot.salt, made.nominations[0], made.members[0], '{"canh":15,"hoc":8}')
    )


def test_what_the_log_keeps_of_an_order_tells_no_marks():
    assert veiled({1: GOOD}) == veiled({1: dict(reversed(GOOD.items()))}) != veiled({1: BETTER})
    assert set(veiled({1: GOOD})) <= set("0123456789abcdef")


def test_a_member_replaces_a_ballot_as_long_as_voting_is_open(database):
    made = a_round(database).voting()
    vote(made, 0, marks=GOOD)
    vote(made, 0, marks=BETTER)
    close(made)

    ballots = made.read(open_ballots)

    assert [(one.ballot.version, one.replaced, one.counts, one.seal_holds) for one in ballots] == [
        (1, True, False, True),
        (2, False, True, True),
    ]
    assert made.read(points) == {made.nominations[0]: 9750}


@pytest.mark.parametrize("ready", ["open", "closed"])
def test_a_vote_before_screening_is_refused(database, ready):
    made = a_round(database)
    if ready == "closed":
        made.do("round.close", close_nominations)

    with pytest.raises(VotingClosedError) as refusal:
        vote(made, 0)

    state = {"open": "đang nhận đề nghị", "closed": "đã chốt đề nghị"}[ready]
    assert (
        str(refusal.value)
        == f"Đợt TSMT27 không nhận phiếu chấm: đợt đang ở trạng thái «{state}», chỉ chấm sau khi thẩm định."
    )


def test_a_vote_after_closing_is_refused(database):
    made = a_round(database).voting()
    vote(made, 0)
    close(made)

    with pytest.raises(VotingClosedError) as refusal:
        vote(made, 1)
    with pytest.raises(GuardedError, match="between screening and the closing of the vote"):
        write_by_hand(
            database,
            "INSERT INTO ballot SELECT 9, round_id, 2, person_id, 1, day, marks, salt, seal, command_number FROM ballot",
        )

    assert str(refusal.value) == "Đợt TSMT27 không nhận phiếu chấm: đã đóng chấm điểm."
    assert made.read(voting_closed) is True


def test_a_vote_after_the_last_day_is_refused(database):
    made = a_round(database, vote_until=date(2027, 1, 25)).voting()
    vote(made, 0, at=datetime(2027, 1, 25, 16, 59, tzinfo=UTC))

    with pytest.raises(VotingClosedError) as refusal:
        vote(made, 1, at=datetime(2027, 1, 25, 17, 0, tzinfo=UTC))

    assert str(refusal.value) == "Đợt TSMT27 không nhận phiếu chấm: hạn chấm là hết ngày 25/01/2027."


def test_a_vote_without_a_rubric_is_refused(database):
    made = a_round(database).screened()

    with pytest.raises(RubricMissingError) as refusal:
        vote(made, 0)

    assert str(refusal.value) == "Đợt TSMT27 chưa có thang điểm; hãy ghi bằng `khfund ballot rubric`."


def test_marks_beyond_the_rubric_and_nominations_of_nobody_are_refused(database):
    made = a_round(database).voting()

    with pytest.raises(MarksUnfitError):
        vote(made, 0, marks={"hoc": 11, "canh": 1})
    with pytest.raises(NominationUnknownError):
        made.do("ballot.cast", lambda s, c, r: cast(s, c, r, {999: GOOD}))


def test_a_member_voting_on_a_relative_is_refused_with_the_rule(database):
    made = a_round(database).voting()
    member = made.members[0]
    made.do(
        "ballot.relation",
        lambda s, c, _r: declare_relation(
            s, c, member, s.get_one(Recipient, made.recipients[0]), RelationKind.GRANDPARENT
        ),
        by=member,
    )

    with pytest.raises(RelatedVoterError) as refusal:
        vote(made, 0)
    with pytest.raises(GuardedError, match="no member votes on a relative"):
        write_by_hand(
            database,
            f"INSERT INTO ballot SELECT 1, 1, {made.nominations[0]}, {member}, 1, '2027-01-15', '{{}}', '', '', "
            "MAX(number) FROM command",
        )
    vote(made, 0, by=made.members[1])

    assert str(refusal.value) == (
        f"Ủy Viên Một là ông hoặc bà của em (đã khai ngày 15/01/2027) nên không chấm đề nghị số {made.nominations[0]}: "
        "thành viên hội đồng không chấm người có quan hệ với mình."
    )


def test_what_was_opened_is_not_voted_on_again(database):
    made = a_round(database).voting()
    vote(made, 0)
    close(made)
    made.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="Sót"), by=made.members[1])
    made.do("round.close", close_nominations)
    made.do("round.screen", screen_round)

    with pytest.raises(BallotCountedError) as refusal:
        vote(made, 0, by=made.members[1])
    vote(made, 1)
    close(made)

    assert str(refusal.value) == (
        f"Phiếu của đề nghị số {made.nominations[0]} đã mở ngày 15/01/2027; không chấm thêm, không chấm lại."
    )
    assert made.read(points) == {made.nominations[0]: 7625, made.nominations[1]: 7625}


def test_a_vote_in_a_round_of_another_unit_is_refused(database):
    made = a_round(database).voting()

    def elsewhere(session, command):
        award_round = session.get_one(AwardRound, 1)
        command.unit_id = made.office.unit + 1
        cast(session, command, award_round, {made.nominations[0]: GOOD})

    with pytest.raises(RoundUnknownError):
        made.office.do("ballot.cast", elsewhere, by=made.members[0])


@pytest.mark.parametrize("sql", ["UPDATE ballot SET marks = '{}'", "DELETE FROM ballot"])
def test_a_ballot_never_changes(database, sql):
    made = a_round(database).voting()
    vote(made, 0)

    with pytest.raises(GuardedError, match="ballot: rows"):
        write_by_hand(database, sql)


def test_ballots_come_in_turn(database):
    made = a_round(database).voting()
    vote(made, 0)

    with pytest.raises(GuardedError, match="one of each member for each nomination"):
        write_by_hand(
            database,
            "INSERT INTO ballot SELECT 9, round_id, nomination_id, person_id, 3, day, marks, salt, seal, command_number "
            "FROM ballot",
        )
