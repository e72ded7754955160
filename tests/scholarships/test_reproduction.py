"""A round is computed again from what its run kept."""

from khfund.scholarships.allocation_run import latest_run
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.reproduction import reproduce
from khfund.scholarships.round_step import reopen_round
from tests.builders import an_office, tamper
from tests.scholarships.decided import a_round


def again(round_):
    return round_.read(lambda s, r: reproduce(s, r, latest_run(s, r)))


def test_a_decided_round_comes_out_as_it_was(database):
    round_ = a_round(an_office(database), each={"XA1": 4, "XA2": 3}, quotas={"XA1": 2, "XA2": 2}).prepare()
    run = round_.allocate(minimum=0, alternates=1)
    round_.decide()

    made = again(round_)

    assert (made.is_same, made.differing, made.moved) == (True, (), ())
    assert (made.given_digest, made.result_digest) == (run.given_digest, run.result_digest)


def test_what_is_stated_later_does_not_move_what_was_decided(sqlite_database):
    round_ = a_round(an_office(sqlite_database)).prepare()
    round_.allocate()
    round_.decide()
    round_.office.do(
        "evidence.state", lambda s, c: state_fact(s, c, round_.recipients[0], "disability", "none")
    )

    assert again(round_).is_same


def test_candidates_who_came_after_a_reopening_are_told(sqlite_database):
    round_ = a_round(an_office(sqlite_database)).prepare()
    round_.allocate()
    round_.do("round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="thêm"), by=round_.office.chief)

    assert again(round_).is_same


def test_a_result_that_somebody_changed_is_named(database):
    round_ = a_round(an_office(database), each={"XA1": 3}, quotas={"XA1": 1}).prepare()
    round_.allocate()
    number = round_.nominations[0]
    tamper(database, f"UPDATE allocation_line SET points = 9900 WHERE nomination_id = {number}")

    made = again(round_)

    assert not made.is_same
    assert number in made.moved
