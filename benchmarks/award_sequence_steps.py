"""Steps of rounds: from opening to decision, and what becomes of awards. Each tells the model what it must change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.award_sequence_books import TODAY, AwardWorld, new_round
from benchmarks.sequence_books import Refused
from khfund.command import Command
from khfund.donations.donation import receive
from khfund.donations.gift import Part
from khfund.scholarships.allocation_run import allocate_round
from khfund.scholarships.award import Award
from khfund.scholarships.award_outcome import resume_award, revoke_award, suspend_award
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.ballot import cast
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.nomination import find_nomination, nominate, withdraw_nomination
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.promotion import pass_over, promote
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.round_decision import decide_round
from khfund.scholarships.round_step import cancel_round, close_nominations, reopen_round
from khfund.scholarships.round_terms import set_amount, set_quotas
from khfund.scholarships.score import RubricLine, set_rubric
from khfund.scholarships.screening import screen_round
from khfund.unit import Unit

AMOUNTS = (200_000, 500_000, 1_000_000, 3_333_333)
Step = Callable[[AwardWorld], None]
STEPS: list[tuple[int, Step]] = []


def step(weight: int) -> Callable[[Step], Step]:
    """Register a step that is taken in proportion to its weight."""

    def register(work: Step) -> Step:
        STEPS.append((weight, work))
        return work

    return register


@step(3)
def give(world: AwardWorld) -> None:
    """A gift in cash to one of the funds that may be spent."""
    fund = world.template.funds[world.chance.choice(("KH", "NE"))]
    amount = world.chance.choice((1_000_000, 5_000_000))
    parts = [Part(fund, amount)]
    world.do("donation.receive", lambda s, c: receive(s, c, None, day=TODAY, parts=parts).id)
    world.move(fund, spendable=amount, liquid=amount)


# -- rounds -----------------------------------------------------------------------------------------------------------


@step(4)
def open_a_round(world: AwardWorld) -> None:
    """Open a round, mostly with an amount and now and then with quotas."""
    code, budget = (
        f"R{len(world.rounds) + 1}",
        world.chance.choice((1_000_000, 5_000_000, 8_000_000, 10_000_000)),
    )
    amount = world.chance.choice(AMOUNTS)
    quota, unset = world.chance.choice((0, 0, 0, 0, 1, 2, 9)), world.chance.random() < 0.05

    def work(session: Session, command: Command) -> int:
        programme, fund = world.awarding.programmes["HB"], world.template.funds["KH"]
        made = new_round(session, command, code, programme=programme, fund=fund, budget=budget)
        if not unset:
            set_amount(session, command, made, "", amount)
        if quota:
            set_quotas(
                session, command, made, [(session.get_one(Unit, one), quota) for one in world.awarding.units]
            )
        return made.id

    number = world.do("round.open", work, by="chief")
    world.rounds[number], world.budgets[number] = "open", budget


def _at(world: AwardWorld, *states: str) -> int | None:
    """A round that the model believes to stand so; now and then any."""
    some = [one for one, state in world.rounds.items() if state in states]
    return world.pick(some if world.chance.random() < 0.95 else world.rounds)


def _on(
    world: AwardWorld,
    number: int,
    kind: str,
    work: Callable[[Session, Command, AwardRound], object],
    by: str = "member1",
) -> object:
    return world.do(kind, lambda s, c: work(s, c, s.get_one(AwardRound, number)), by=by)


@step(16)
def put_forward(world: AwardWorld) -> None:
    """A unit puts a pupil forward; a pupil is put forward once in a round."""
    number, person, unit = (
        _at(world, "open"),
        world.pick(world.awarding.pupils),
        world.pick(world.awarding.units),
    )
    if number is None:
        return open_a_round(world)

    def work(session: Session, command: Command, award_round: AwardRound) -> int:
        one = find_recipient(session, command.unit, person)
        return nominate(
            session, command, award_round, one, unit_id=unit, received=TODAY, school="THCS", school_class="7A"
        ).id

    made = _on(world, number, "nomination.enter", work)
    world.must(
        person not in world.named[number].values(), f"person {person} is nominated twice in round {number}"
    )
    world.named[number][int(str(made))] = person
    return None


@step(2)
def take_back(world: AwardWorld) -> None:
    """Withdraw a nomination."""
    number = _at(world, "open", "closed")
    nomination = world.pick(world.named[number]) if number else None
    if number is None or nomination is None:
        return

    def work(session: Session, command: Command, award_round: AwardRound) -> None:
        one = find_nomination(session, award_round, nomination)
        withdraw_nomination(session, command, one, code=WithdrawalCode.MISTAKE, reason="Ghi nhầm", day=TODAY)

    _on(world, number, "nomination.withdraw", work)
    del world.named[number][nomination]


@step(6)
def close(world: AwardWorld) -> None:
    """Close a round for nominations."""
    if (number := _at(world, "open")) is not None:
        _on(world, number, "round.close", close_nominations)
        world.rounds[number] = "closed"


@step(1)
def reopen(world: AwardWorld) -> None:
    """Open it again, as another person."""
    if (number := _at(world, "closed", "allocated")) is not None:
        _on(world, number, "round.reopen", lambda s, c, r: reopen_round(s, c, r, reason="Thiếu"), "chair")
        world.rounds[number] = "open"


@step(1)
def call_off(world: AwardWorld) -> None:
    """Cancel a round."""
    if (number := _at(world, "open")) is not None:
        _on(world, number, "round.cancel", lambda s, c, r: cancel_round(s, c, r, reason="Hoãn"), "chair")
        world.rounds[number] = "cancelled"


@step(7)
def screen(world: AwardWorld) -> None:
    """Screen a closed round."""
    if (number := _at(world, "closed")) is not None:
        _on(world, number, "round.screen", screen_round)


@step(1)
def score(world: AwardWorld) -> None:
    """Say what points are for."""
    if (number := _at(world, "open", "closed")) is not None:
        lines = [RubricLine("need", "Hoàn cảnh", 100, 10)]
        _on(world, number, "round.rubric", lambda s, c, r: set_rubric(s, c, r, lines))


@step(3)
def vote(world: AwardWorld) -> None:
    """A member gives points."""
    number = _at(world, "closed")
    nomination = world.pick(world.named[number]) if number else None
    if number is not None and nomination is not None:
        marks, member = (
            {nomination: {"need": world.chance.randrange(0, 12)}},
            world.pick(world.awarding.members),
        )
        _on(world, number, "ballot.cast", lambda s, c, r: cast(s, c, r, marks), member)


@step(8)
def allocate(world: AwardWorld) -> None:
    """Share a round out."""
    if (number := _at(world, "closed", "allocated")) is not None:
        _on(world, number, "award.allocate", allocate_round)
        world.rounds[number] = "allocated"


@step(9)
def decide(world: AwardWorld) -> None:
    """Decide a round: awards within the budget, one a person, of those who are put forward."""
    number = _at(world, "allocated")
    if number is None:
        return
    payouts = world.chance.choice(((), (TODAY,), (TODAY, TODAY + timedelta(days=40))))
    said = f"{number}/QĐ"
    _on(
        world,
        number,
        "award.decide",
        lambda s, c, r: decide_round(s, c, r, number=said, day=TODAY, payouts=payouts),
        "chair",
    )
    world.rounds[number] = "decided"
    new = _new_awards(world, number)
    persons = [person for _award, person, _amount in new]
    world.must(
        sum(amount for _a, _p, amount in new) <= world.budgets[number], f"round {number} beyond its budget"
    )
    world.must(len(set(persons)) == len(persons), f"a person is awarded twice in round {number}")
    world.must(
        set(persons) <= set(world.named[number].values()), f"round {number} awards somebody not put forward"
    )


def _new_awards(world: AwardWorld, number: int) -> list[tuple[int, int, int]]:
    """Take the awards of a round that are new into the model, with what is owed on them, to the đồng."""
    with world.database.reading() as session:
        found = [
            (one.id, one.recipient_id, one.amount)
            for one in session.scalars(select(Award).where(Award.round_id == number))
            if one.id not in world.awards
        ]
    owed = world.see_owed()
    for award, person, amount in found:
        world.awards[award] = (number, person, amount)
        parts = [one for one in owed if one.award == award]
        world.must(sum(one.amount for one in parts) == amount, f"award {award} owes other than {amount}")
        world.must(all(one.person == person for one in parts), f"award {award} owes another person")
    return found


# -- what becomes of awards -------------------------------------------------------------------------------------------


@step(2)
def suspend(world: AwardWorld) -> None:
    """Stop an award for a while."""
    if (award := world.pick(world.awards)) is not None:
        reason = DropReason.SUSPENDED
        world.do(
            "award.suspend",
            lambda s, c: suspend_award(s, c, s.get_one(Award, award), reason=reason),
            by="chief",
        )


@step(2)
def resume(world: AwardWorld) -> None:
    """Let it be paid again."""
    if (award := world.pick(world.awards)) is not None:
        world.do(
            "award.resume",
            lambda s, c: resume_award(s, c, s.get_one(Award, award), note="Đủ giấy"),
            by="chair",
        )


@step(3)
def revoke(world: AwardWorld) -> None:
    """End an award: what is not paid is withdrawn."""
    if (award := world.pick(world.awards)) is None:
        return
    reason = DropReason.REFUSED
    world.do(
        "award.revoke", lambda s, c: revoke_award(s, c, s.get_one(Award, award), reason=reason), by="chief"
    )
    world.must(award not in world.revoked, f"award {award} is revoked twice")
    world.revoked.add(award)
    world.see_owed()
    left = [
        one
        for one in world.owed.values()
        if one.award == award and not one.withdrawn and one.state in {"", "draft"}
    ]
    world.must(not left, f"award {award} is revoked and still owes")


@step(2)
def move_up(world: AwardWorld) -> None:
    """Promote an alternate to the place of a revoked award."""
    if (award := world.pick(world.revoked)) is None:
        return
    said = f"{award}/QĐ-BS"
    world.do(
        "award.promote",
        lambda s, c: promote(s, c, s.get_one(Award, award), number=said, day=TODAY),
        by="chair",
    )
    number = world.awards[award][0]
    new = _new_awards(world, number)
    world.must(len(new) == 1, f"promotion for award {award} gives {len(new)} awards")
    held = [person for of, person, _amount in world.awards.values() if of == number]
    world.must(held.count(new[0][1]) == 1, f"the alternate of award {award} held one in this round before")


@step(1)
def pass_by(world: AwardWorld) -> None:
    """Take an alternate out of the order."""
    number = _at(world, "decided")
    nomination = world.pick(world.named[number]) if number else None
    if number is not None and nomination is not None:
        _on(
            world,
            number,
            "award.pass_over",
            lambda s, c, r: pass_over(s, c, r, nomination, reason=DropReason.MOVED),
            "chief",
        )


def a_decided_round(world: AwardWorld) -> None:
    """What many sequences begin with, so that money has somewhere to go."""
    for one in (
        open_a_round,
        *[put_forward] * world.chance.randrange(4, 12),
        close,
        screen,
        allocate,
        decide,
    ):
        with suppress(Refused):
            one(world)
