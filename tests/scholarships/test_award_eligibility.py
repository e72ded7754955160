"""On the day of payment the rules of the round are asked again."""

from datetime import UTC, date, datetime, time

import pytest

from khfund.eligibility import Evidence
from khfund.eligibility.shelf import rulebook
from khfund.scholarships.award import instalments_of
from khfund.scholarships.award_eligibility import in_force, withheld
from khfund.scholarships.instalment import WITHHOLDERS, DropReason
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_again, draft_run
from khfund.scholarships.payment_line import lines_of
from khfund.scholarships.payment_return import record_not_sent
from khfund.scholarships.payment_run import RunState, find_run
from khfund.scholarships.recipient import find_recipient
from tests.builders import an_office
from tests.scholarships.decided import DAY, RULES, a_round

PAYOUT = date(2027, 2, 10)


def decided(database, *, payouts=(PAYOUT,), **more):
    made = a_round(an_office(database), each={"XA1": 2}, **more).prepare()
    made.allocate()
    made.decide(payouts=payouts)
    return made


def told(round_, day):
    return round_.read(lambda s, r: withheld(s, r, round_.awards, day))


def test_whose_facts_hold_is_paid(database):
    assert told(decided(database), PAYOUT) == {}


def test_a_paper_that_expired_before_the_payout_is_told_with_its_sentence(database):
    round_ = decided(database, valid_until=date(2027, 1, 31))

    assert told(round_, date(2027, 1, 31)) == {}
    found = told(round_, PAYOUT)
    assert {one.reason for one in found.values()} == {DropReason.EVIDENCE_EXPIRED}
    assert all(
        one.sentence.startswith("Suất học bổng số ") and "31/01/2027" in one.sentence
        for one in found.values()
    )


def test_who_no_longer_meets_the_rules_is_not_paid(database):
    round_ = decided(database)
    first = round_.awards[0]
    paper = _seen()
    round_.office.do(
        "evidence.state",
        lambda s, c: state_fact(s, c, first.recipient_id, "disability", "none", evidence=paper),
    )

    found = told(round_, PAYOUT)

    assert {number: one.reason for number, one in found.items()} == {first.id: DropReason.NOT_ELIGIBLE}


def _seen():
    return Evidence(
        kind="disability_certificate", issuer="UBND xã", number="02", issued=DAY, valid_from=DAY,
        seen_by="Cầm Văn Kế Toán", seen_on=DAY,
    )  # fmt: skip


def test_payment_runs_hear_of_it(sqlite_database):
    round_ = decided(sqlite_database, valid_until=date(2027, 1, 31))

    def look(session):
        due = [part for one in round_.awards for part in instalments_of(session, one)]
        found = {}
        for withholder in WITHHOLDERS:
            found |= withholder(session, due, PAYOUT)
        return [found[part.id].reason for part in due]

    assert round_.office.read(look) == [DropReason.EVIDENCE_EXPIRED] * 2


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2027, 1, 1)])
def test_an_award_outlives_its_rules(day):
    rules = rulebook(RULES)

    assert rules.valid_from <= in_force(rules, day)


def test_what_was_not_fetched_is_paid_again_though_the_paper_has_ended_since(sqlite_database):
    round_ = decided(sqlite_database, valid_until=date(2027, 1, 31), payouts=(DAY,))
    office, later = round_.office, datetime.combine(PAYOUT, time(3), UTC)

    def payees(session, command):
        for number in round_.recipients:
            set_payee(
                session, command, find_recipient(session, office.unit, number), PayeeWay.CASH, holder="Mẹ em"
            )

    def again(session, command):
        lines = lines_of(session, find_run(session, office.unit, first.id))
        record_not_sent(session, command, lines, reason="chưa ai đến nhận")
        return draft_again(session, command, lines)

    office.do("recipient.payee", payees)
    first = office.do("payment.draft", lambda s, c: draft_run(s, c, until=DAY))
    office.do(
        "payment.approve", lambda s, c: approve_run(s, c, find_run(s, c.unit, first.id)), by=office.chief
    )
    second = office.do("payment.again", again, at=later)
    approved = office.do(
        "payment.approve",
        lambda s, c: approve_run(s, c, find_run(s, c.unit, second.id)),
        by=office.chief,
        at=later,
    )

    assert (approved.state, approved.total, approved.entry_id) == (RunState.APPROVED, first.total, None)
