"""What recipients received over programmes and years, and who draws from several at once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from khfund import unit
from khfund.calendar import Month
from khfund.ledger import AccountRole, account_for, find_fund
from khfund.scholarships.award import AwardState, NewAward, write_awards
from khfund.scholarships.award_round import find_round, open_round
from khfund.scholarships.instalment import Nature, NewInstalment, owe
from khfund.scholarships.nomination import nominate
from khfund.scholarships.programme import ProgrammeKind, find_programme, open_programme
from khfund.scholarships.received import (
    OverCap,
    Received,
    SeveralAtOnce,
    over_cap,
    received,
    several_at_once,
)
from khfund.scholarships.recipient import find_entry
from khfund.scholarships.recipient_change import merge_recipients
from khfund.scholarships.sponsorship import Sponsorship
from tests.scholarships.people import TODAY
from tests.scholarships.runs import AMOUNT, a_payer
from tests.scholarships.sponsorships import a_home


@pytest.fixture
def payer(database):
    """Two pupils with an award of «Học bổng vượt khó», the first paid, the second owed."""
    payer = a_payer(database, 2)
    payer.owe(0, 1)
    run = payer.approved()
    payer.paid(next(line for line in payer.lines(run) if line.recipient_id == payer.pupils[0]))
    return payer


def tet(session, command):
    """A second programme with a round of its own."""
    fund = find_fund(session, command.unit, "KH")
    account = account_for(session, command.unit, AccountRole.SCHOLARSHIPS)
    known = {"kind": ProgrammeKind.AWARD, "fund": fund, "account": account, "opened": date(2026, 1, 1)}
    programme = open_programme(session, command, "TET", "Tết cho em", **known)
    days = {"nominate_until": date(2027, 6, 30), "as_of": date(2026, 9, 1)}
    return open_round(
        session,
        command,
        programme,
        "TET27",
        "Tết cho em 2027",
        school_year=2026,
        fund=fund,
        budget=10**9,
        **days,
    )


def also_of_tet(payer, recipient, amount=500_000):
    """Let a recipient draw from the second programme too; its instalment is due in January."""
    payer.office.do("programme.open", tet, by=payer.office.chief)

    def grant(session, command):
        award_round = find_round(session, command.unit, "TET27")
        one = find_entry(session, command.unit, recipient)
        put = nominate(session, command, award_round, one, unit_id=command.unit, received=date(2026, 12, 1))
        new = [NewAward(put.id, recipient, amount, "1")]
        (award,) = write_awards(session, command, award_round, new, granted=date(2026, 12, 15), decision="2")
        programme, month = find_programme(session, command.unit, "TET"), Month(2027, 1)
        due = [programme, payer.office.kh, recipient, Nature.AWARD, month, amount, month.first, "Tết"]
        owe(session, command, [NewInstalment(*due, award=award)])
        return award

    return payer.office.do("recipient.enter", grant)


def of(payer, *numbers, until=TODAY):
    return payer.office.read(lambda s: received(s, numbers, until))


def test_what_was_granted_owed_and_paid_is_told_apart(payer):
    one, other = payer.pupils

    told = of(payer, one, other)

    def award(recipient, number, paid):
        names = ("VK", "Học bổng vượt khó", "HB26")
        state = AwardState.GRANTED
        return Received(
            recipient, ProgrammeKind.AWARD, number, *names, 2026, AMOUNT, AMOUNT, paid, 1, state, False
        )

    assert told == {
        one: [award(one, payer.awards[0], AMOUNT)],
        other: [award(other, payer.awards[1], 0)],
    }


def test_before_a_day_nothing_of_later_days_is_told(payer):
    one, _other = payer.pupils

    assert of(payer, one, until=date(2026, 9, 14)) == {one: []}
    assert [item.paid for item in of(payer, one, until=date(2027, 1, 14))[one]] == [0]


def test_a_withdrawn_instalment_is_no_longer_owed(payer):
    other = payer.pupils[1]
    (number,) = payer.owe(1, month=Month(2026, 11))
    payer.withdraw(number)

    (item,) = of(payer, other)[other]

    assert (item.owed, item.months, item.counts) == (AMOUNT, 2, True)


def test_whoever_draws_from_two_programmes_in_a_school_year_is_found(payer):
    one, other = payer.pupils
    also_of_tet(payer, one)

    told = of(payer, one, other)
    (found,) = several_at_once(item for items in told.values() for item in items)

    assert found == SeveralAtOnce(one, 2026, ("TET", "VK"), 1_500_000)
    assert found.sentence() == (
        f"Năm học 2026-2027, người nhận số {one} nhận từ 2 chương trình (TET, VK), cộng 1.500.000 đ. "
        "TT 35/2011/TT-BGDĐT, Điều 5 khoản 1 điểm c: phối hợp để một người học không nhận từ nhiều chương trình cùng một lúc."
    )


def test_merged_entries_draw_as_one_person(payer):
    one, other = payer.pupils
    also_of_tet(payer, other)

    payer.office.do(
        "recipient.merge",
        lambda s, c: merge_recipients(
            s, c, find_entry(s, c.unit, other), survivor=find_entry(s, c.unit, one), reason="trùng"
        ),
    )

    items = of(payer, one)[one]
    assert [(item.programme, item.granted) for item in items] == [
        ("TET", 500_000),
        ("VK", AMOUNT),
        ("VK", AMOUNT),
    ]
    assert [found.recipient for found in several_at_once(items)] == [one]


def test_a_cap_that_the_unit_has_set_is_compared_with_every_school_year(payer):
    one = payer.pupils[0]
    also_of_tet(payer, one)
    items = of(payer, one)[one]

    before = payer.office.read(lambda s: over_cap(s, payer.office.unit, items))
    payer.office.do(
        "unit.set",
        lambda s, c: unit.set_value(s, c, "recipient_year_cap", "1.200.000", since=date(2026, 9, 1)),
        by=payer.office.chair,
    )

    (found,) = payer.office.read(lambda s: over_cap(s, payer.office.unit, items))
    assert before == []
    assert found == OverCap(one, 2026, 1_500_000, 1_200_000)
    assert found.sentence() == (
        f"Năm học 2026-2027, người nhận số {one} được 1.500.000 đ, vượt mức trần 1.200.000 đ mỗi năm học của đơn vị."
    )


def test_a_revoked_award_counts_no_more():
    item = Received(1, ProgrammeKind.AWARD, 1, "VK", "", "HB26", 2026, 1, 1, 0, 1, AwardState.REVOKED)

    assert not item.counts


def test_a_sponsorship_is_told_by_school_years(database):
    home = a_home(database)
    child = home.child()
    home.agree(child, home.sponsor(), starts=Month(2026, 9))
    home.raise_until(TODAY)

    (item,) = home.read(lambda s: received(s, [child.id], TODAY))[child.id]

    assert (item.kind, item.programme, item.school_year, item.state) == (
        ProgrammeKind.SPONSORSHIP,
        "NE",
        2026,
        None,
    )
    assert (item.granted, item.owed, item.paid) == (item.months * 500_000, item.months * 500_000, 0)
    assert item.months == len({month for month, *_ in home.owed(home.read(all_sponsorships)[0])})


def all_sponsorships(session):
    """The only sponsorship of the books."""
    return list(session.scalars(select(Sponsorship)))
