"""Screening a round: verdicts, what is kept, renewals, and the run computed again from itself."""

from datetime import date

import pytest

from khfund.eligibility import decision as eligibility
from khfund.eligibility.shelf import rulebook
from khfund.eligibility.verdict import Verdict
from khfund.engine_failure import GuardedError
from khfund.ledger.fund import Fund
from khfund.reports.check import check
from khfund.scholarships.award import AwardState, NewAward, write_awards
from khfund.scholarships.award_round import open_round
from khfund.scholarships.known_fact import facts_of, state_fact
from khfund.scholarships.nomination import Nomination, nominate, withdraw_nomination
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.round_state import RoundState, RoundStep
from khfund.scholarships.round_step import RoundStateError, close_nominations, take
from khfund.scholarships.screening import (
    NotScreenedError,
    Screened,
    find_run,
    findings_of,
    held_before,
    irreproducible,
    result_of,
    runs,
    screen_round,
    screened,
)
from khfund.scholarships.screening_record import facts_from
from tests.builders import tamper, write_by_hand
from tests.scholarships.rounds import DISABLED, RULES, UNTIL, a_round


def told(made):
    return [(one.nomination_id, one.verdict, one.categories) for one in made.read(screened)]


def test_every_nomination_that_stands_gets_a_verdict_with_its_categories(database):
    made = a_round(database).screened()

    one, two, three, four, five, six = made.nominations
    assert told(made) == [
        (one, Verdict.MET, ("1",)),
        (two, Verdict.MET, ("2",)),
        (three, Verdict.MET, ("1",)),
        (four, Verdict.UNPROVEN, ()),
        (five, Verdict.UNPROVEN, ()),
        (six, Verdict.UNPROVEN, ()),
    ]
    assert made.read(screened)[0] == Screened(
        one, made.recipients[0], made.office.unit, Verdict.MET, ("1",), is_renewal=False
    )
    assert made.read(lambda _s, r: r.state) is RoundState.SCREENED
    assert made.office.read(check) == []


def test_what_is_kept_says_what_the_single_answer_says(database):
    made = a_round(database).screened()

    def kept(session, award_round):
        run = find_run(session, award_round)
        for recipient, nomination in zip(made.recipients, made.nominations, strict=True):
            facts = facts_of(session, [recipient], UNTIL)[recipient]
            result = result_of(session, run, nomination)
            answer = eligibility.decide(rulebook(RULES), facts, UNTIL)
            yield facts_from(result.facts) == facts
            yield findings_of(session, run, result) == list(answer.findings)
            yield (result.verdict, result.met) == (answer.verdict, answer.categories)

    assert all(made.read(lambda s, r: list(kept(s, r))))


def test_a_run_comes_out_the_same_from_what_it_kept_when_facts_have_changed(database):
    made = a_round(database).screened()
    five = made.recipients[4]
    made.do(
        "evidence.state", lambda s, c, _r: state_fact(s, c, five, "disability", "mild", evidence=DISABLED)
    )

    differing = made.read(lambda s, r: list(irreproducible(s, find_run(s, r), rulebook(RULES))))

    assert differing == []
    assert told(made)[4][1] is Verdict.UNPROVEN


def test_a_result_that_somebody_changed_shows(database):
    made = a_round(database).screened()

    tamper(
        database,
        f"UPDATE screening_result SET verdict = 'met', categories = '1' WHERE nomination_id = {made.nominations[4]}",
    )

    assert made.read(lambda s, r: list(irreproducible(s, find_run(s, r), rulebook(RULES)))) == [
        made.nominations[4]
    ]
    assert {one.invariant for one in made.office.read(check)} == {"I10"}


def test_a_newer_run_takes_the_place_of_an_older_one_and_both_stay(database):
    made = a_round(database).screened()
    five = made.recipients[4]
    made.do(
        "evidence.state", lambda s, c, _r: state_fact(s, c, five, "disability", "mild", evidence=DISABLED)
    )

    made.do("round.screen", screen_round)

    assert [one.number for one in made.read(runs)] == [1, 2]
    assert told(made)[4][1] is Verdict.MET
    first = made.read(lambda s, r: result_of(s, find_run(s, r, 1), made.nominations[4]))
    assert first.verdict is Verdict.UNPROVEN


def test_a_run_while_nominations_come_in_is_a_trial(database):
    made = a_round(database)

    made.do("round.screen", screen_round)

    assert made.read(lambda _s, r: r.state) is RoundState.OPEN
    assert len(told(made)) == 6


def test_who_was_withdrawn_is_neither_screened_nor_told(database):
    made = a_round(database)
    made.do("round.screen", screen_round)

    made.do(
        "nomination.withdraw",
        lambda s, c, _r: withdraw_nomination(
            s, c, s.get_one(Nomination, made.nominations[0]), code=WithdrawalCode.MOVED, day=date(2027, 1, 12)
        ),
    )

    assert [one for one, *_ in told(made)] == list(made.nominations[1:])
    made.do("round.screen", screen_round)
    with pytest.raises(NotScreenedError):
        made.read(lambda s, r: result_of(s, find_run(s, r), made.nominations[0]))


def test_a_paper_that_expired_the_day_before_proves_nothing(database):
    made = a_round(database, as_of=date(2028, 1, 1), nominate_until=date(2027, 1, 20)).screened()

    found = {one: verdict for one, verdict, _categories in told(made)}

    assert found[made.nominations[1]] is Verdict.UNPROVEN
    findings = made.read(
        lambda s, r: findings_of(s, find_run(s, r), result_of(s, find_run(s, r), made.nominations[1]))
    )
    assert "hết" in findings[1].sentence


def test_a_late_screening_is_warned_of(database):
    made = a_round(database, nominate_until=date(2027, 1, 10), screen_until=date(2027, 1, 14))
    made.do("round.close", close_nominations)

    def work(session, command, award_round):
        screen_round(session, command, award_round)
        return [str(one) for one in command.warnings]

    assert made.do("round.screen", work) == ["Đợt TSMT27 thẩm định ngày 15/01/2027, sau hạn 14/01/2027."]


def test_a_round_that_is_allocated_is_not_screened(database):
    made = a_round(database).screened()
    made.do("award.allocate", lambda s, c, r: take(s, c, r, RoundStep.ALLOCATED, RoundState.ALLOCATED))

    with pytest.raises(RoundStateError) as refusal:
        made.do("round.screen", screen_round)
    with pytest.raises(GuardedError, match="screened before it is allocated"):
        write_by_hand(
            database,
            "INSERT INTO screening_run SELECT 9, round_id, 2, day, as_of, rulebook, rulebook_version, rulebook_digest, "
            "criteria, command_number FROM screening_run",
        )

    assert str(refusal.value) == "Đợt TSMT27 đang ở trạng thái «đã phân suất», không thể thẩm định."


def test_a_round_that_was_never_screened_tells_so(database):
    made = a_round(database)

    with pytest.raises(NotScreenedError) as refusal:
        made.read(find_run)

    assert made.read(screened) == []
    assert str(refusal.value) == "Đợt TSMT27 chưa có kết quả thẩm định này; hãy chạy `khfund round screen`."


@pytest.mark.parametrize("table", ["screening_run", "screening_result", "screening_finding"])
def test_what_a_run_kept_never_changes(database, table):
    a_round(database).screened()

    with pytest.raises(GuardedError, match=f"{table}: rows are never deleted"):
        write_by_hand(database, f"DELETE FROM {table}")


def test_a_run_gains_no_results_later(database):
    made = a_round(database).screened()
    made.office.gift(date(2026, 4, 1), 5)

    with pytest.raises(GuardedError, match="a run gains nothing after its own command"):
        write_by_hand(database, "INSERT INTO screening_finding VALUES (1, 999, '{}')")


def an_earlier_award(made, *places, granted=date(2026, 12, 1)):
    """Give awards of an earlier round of the same programme to candidates by place."""

    def work(session, command, award_round):
        programme = session.get_one(Programme, award_round.programme_id)
        fund = session.get_one(Fund, award_round.fund_id)
        days = {"nominate_until": date(2026, 3, 1), "as_of": date(2026, 3, 1)}
        earlier = open_round(
            session,
            command,
            programme,
            "TSMT26",
            "Đợt trước",
            school_year=2025,
            fund=fund,
            budget=5_000_000,
            **days,
        )
        new = []
        for place in places:
            recipient = session.get_one(Recipient, made.recipients[place])
            put = nominate(
                session, command, earlier, recipient, unit_id=made.office.unit, received=date(2026, 2, 1)
            )
            new.append(NewAward(put.id, recipient.id, 500_000, "1"))
        return write_awards(session, command, earlier, new, granted=granted, decision="1/QĐ")

    return made.do("award.grant", work)


def test_who_held_an_award_of_the_programme_before_is_a_renewal(database):
    made = a_round(database)
    _first, second = an_earlier_award(made, 0, 1)
    tamper(database, f"UPDATE award SET state = '{AwardState.REVOKED.value}' WHERE id = {second}")

    made.screened()

    assert [one.is_renewal for one in made.read(screened)] == [True, False, False, False, False, False]
    assert made.read(lambda s, r: held_before(s, r, made.recipients)) == {made.recipients[0]}
    assert made.read(lambda s, r: list(irreproducible(s, find_run(s, r), rulebook(RULES)))) == []


def test_an_award_that_is_granted_after_the_day_that_counts_makes_no_renewal(database):
    made = a_round(database)
    an_earlier_award(made, 0, granted=date(2027, 1, 21))

    made.screened()

    assert not any(one.is_renewal for one in made.read(screened))
