"""Recusal: what a relation that is found later does to ballots."""

from khfund.reports.check import check
from khfund.scholarships.ballot import cast, struck
from khfund.scholarships.ballot_count import close_voting, open_ballots, points
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import RelationKind
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import take
from tests.scholarships.rounds import a_round

LOW, HIGH = {"hoc": 0, "canh": 10}, {"hoc": 10, "canh": 20}


def vote(made, member, marks):
    given = dict.fromkeys(made.nominations[:3], marks)
    made.do("ballot.cast", lambda s, c, r: cast(s, c, r, given), by=made.members[member])


def found_out(made, by=None):
    """Somebody tells that the first member is kin to the first candidate: ballots struck, warnings."""

    def work(session, command, _round):
        recipient = session.get_one(Recipient, made.recipients[0])
        note = "Gia đình cho biết"
        told = declare_relation(session, command, made.members[0], recipient, RelationKind.KIN, note=note)
        return [one.ballot_id for one in told.struck], [str(one) for one in command.warnings]

    return made.do("ballot.relation", work, by=by or made.members[1])


def test_an_undeclared_relation_found_later_strikes_the_ballot_in_the_open(database):
    made = a_round(database).voting()
    vote(made, 0, LOW)
    vote(made, 0, HIGH)
    vote(made, 1, LOW)
    made.do("ballot.close", close_voting)
    before = made.read(points)

    struck_ballots, warnings = found_out(made)

    first = made.nominations[0]
    assert (before[first], made.read(points)[first]) == (6875, 3750)
    assert (struck_ballots, warnings) == ([4], [])
    told = [one for one in made.read(open_ballots) if one.struck]
    assert [(one.ballot.id, one.counts, one.struck) for one in told] == [
        (4, False, "Quan hệ khai sau khi chấm: họ hàng trong phạm vi ba đời; Gia đình cho biết")
    ]
    assert made.read(struck).keys() == {4}
    assert made.office.read(check) == []


def test_a_ballot_struck_after_the_allocation_is_warned_of(database):
    made = a_round(database).voting()
    vote(made, 0, LOW)
    made.do("ballot.close", close_voting)
    made.do("award.allocate", lambda s, c, r: take(s, c, r, RoundStep.ALLOCATED, RoundState.ALLOCATED))

    _struck, warnings = found_out(made)

    assert warnings == [
        (
            f"Đợt TSMT27 đã phân suất hoặc đã có quyết định khi phiếu chấm đề nghị số {made.nominations[0]} bị loại; "
            "hội đồng cần xem lại kết quả."
        )
    ]


def test_a_member_who_declares_in_time_strikes_nothing(database):
    made = a_round(database)

    assert found_out(made, by=made.members[0]) == ([], [])
