"""Steps of payment runs and sponsorships. Whatever is owed goes through a run once, is paid once, or is told why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from benchmarks.award_sequence_books import TODAY, AwardWorld, Owed, Run
from benchmarks.award_sequence_steps import step
from khfund.calendar import Month
from khfund.command import Command
from khfund.donations.donor import Donor
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_draft import draft_again, draft_run, withheld_of
from khfund.scholarships.payment_line import PaymentLine, lines_of
from khfund.scholarships.payment_recovery import claim_back, receive_back
from khfund.scholarships.payment_return import drop_payment, record_not_sent, record_return
from khfund.scholarships.payment_run import PaymentRun, RunState, cancel_run, find_run
from khfund.scholarships.payment_settlement import settle_in_cash
from khfund.scholarships.programme import Programme
from khfund.scholarships.recipient import find_recipient
from khfund.scholarships.schedule import EventKind
from khfund.scholarships.sponsor_share import Sponsor
from khfund.scholarships.sponsorship import Sponsorship
from khfund.scholarships.sponsorship_agreement import NewShare, NewSponsorship, agree, change_rate
from khfund.scholarships.sponsorship_course import end, record

# -- sponsorships -----------------------------------------------------------------------------------------------------


@step(4)
def sponsor(world: AwardWorld) -> None:
    """Agree to keep a child at school; a child has one agreement of a programme at a time."""
    person, donor = world.pick(world.awarding.pupils), world.pick(world.template.donors)
    starts = world.chance.choice((Month(2026, 9), Month(2026, 12), Month(2027, 1), Month(2027, 2)))
    rate, grade = world.chance.choice((300_000, 500_000)), world.chance.randrange(6, 13)

    def work(session: Session, command: Command) -> int:
        programme = session.get_one(Programme, world.awarding.programmes["NE"])
        shares = [NewShare(Sponsor(session.get_one(Donor, donor)))]
        child = find_recipient(session, command.unit, person or 0)
        return agree(
            session, command, programme, child, NewSponsorship(starts, rate, grade), sponsors=shares
        ).id

    world.sponsorships.append(world.do("sponsorship.agree", work))


def _course(world: AwardWorld, kind: str, work: Callable[[Session, Command, Sponsorship], object]) -> None:
    """Change an agreement, and take in what was withdrawn or written with it."""
    if (number := world.pick(world.sponsorships)) is not None:
        world.do(kind, lambda s, c: work(s, c, s.get_one(Sponsorship, number)))
        world.see_owed()


@step(2)
def another_rate(world: AwardWorld) -> None:
    """Let each month be of another amount."""
    amount, since = (
        world.chance.choice((300_000, 600_000)),
        world.chance.choice((Month(2026, 12), Month(2027, 3))),
    )
    _course(world, "sponsorship.rate", lambda s, c, one: change_rate(s, c, one, amount, since=since))


@step(3)
def happen(world: AwardWorld) -> None:
    """Something happens to a child."""
    kind = world.chance.choice([one for one in EventKind if one is not EventKind.END])
    day = world.chance.choice((date(2026, 10, 5), TODAY, date(2027, 9, 1)))
    back = world.chance.random() < 0.3
    _course(world, "sponsorship.event", lambda s, c, one: record(s, c, one, kind, day, back_pay=back))


@step(1)
def end_it(world: AwardWorld) -> None:
    """End an agreement."""
    _course(world, "sponsorship.end", lambda s, c, one: end(s, c, one, DropReason.SPONSOR_STOPPED))


# -- runs -------------------------------------------------------------------------------------------------------------


@step(12)
def draft(world: AwardWorld) -> None:
    """Draft a run: whoever is due is in it, or told with a reason why not."""
    until = world.chance.choice((TODAY, TODAY, date(2027, 3, 1)))

    def work(session: Session, command: Command) -> tuple[int, dict[int, int], set[int]]:
        run = draft_run(session, command, until=until)
        left_out = {one.id for _row, one in withheld_of(session, run)}
        return run.id, {one.id: one.instalment_id for one in lines_of(session, run)}, left_out

    number, lines, left_out = world.do("payment.draft", work)
    world.see_owed()
    due = {
        one.number
        for one in world.owed.values()
        if not one.withdrawn and one.state == "" and one.due <= until
    }
    world.must(set(lines.values()) <= due, f"run {number} pays what is not due: {set(lines.values()) - due}")
    lost = due - set(lines.values()) - left_out
    world.must(not lost, f"run {number} loses instalments {lost} without a reason")
    world.runs[number] = Run(number, lines, again=False)
    for line, one in lines.items():
        world.owed[one].state, world.current[one] = "draft", line


def _run(world: AwardWorld, *states: str) -> Run | None:
    some = [one for one in world.runs.values() if one.state in states]
    return world.pick(some if world.chance.random() < 0.95 else world.runs.values())


@step(2)
def cancel(world: AwardWorld) -> None:
    """Cancel a draft."""
    if (run := _run(world, "draft")) is None:
        return
    world.do("payment.cancel", lambda s, c: cancel_run(s, find_run(s, c.unit, run.number), reason="Lập lại"))
    world.must(run.state == "draft", f"run {run.number} was {run.state} and is cancelled")
    run.state = "cancelled"
    for one in run.lines.values():
        if world.owed[one].state == "draft":
            world.owed[one].state = ""


@step(14)
def approve(world: AwardWorld) -> None:
    """Approve a draft: what is paid for the first time becomes a cost."""
    if (run := _run(world, "draft")) is None:
        return
    by = world.chance.choice(("chief", "chief", "chair", "accountant"))

    def work(session: Session, command: Command) -> RunState:
        return approve_run(session, command, find_run(session, command.unit, run.number)).state

    state = world.do("payment.approve", work, by=by)
    world.must(run.state == "draft", f"run {run.number} was {run.state} and is approved")
    world.must(by != "accountant", f"run {run.number} is approved by whoever drafted it")
    run.approved_by = by
    if state is not RunState.APPROVED:
        return
    run.state = "approved"
    for one in (world.owed[number] for number in run.lines.values()):
        world.must(not one.withdrawn, f"run {run.number} approves the withdrawn instalment {one.number}")
        if not run.again:
            world.must(
                one.state == "draft", f"run {run.number} approves instalment {one.number}: {one.state}"
            )
            world.move(one.fund, spendable=-one.amount)
        one.state = "open"


def _payments(world: AwardWorld, *states: str) -> list[int]:
    """Some lines: of one approved run, mostly those whose instalments stand so."""
    run = _run(world, "approved")
    if run is None:
        return []
    fitting = [line for line, one in run.lines.items() if world.owed[one].state in states]
    some = fitting if fitting and world.chance.random() < 0.9 else list(run.lines)
    return world.chance.sample(some, world.chance.randrange(1, len(some) + 1))


def _act(
    world: AwardWorld,
    kind: str,
    states: str,
    work: Callable[[Session, Command, list[PaymentLine]], object],
    by: str = "treasurer",
    *,
    single: bool = False,
) -> list[Owed]:
    """Let a verb act on payments; it must have refused what does not stand so, and every attempt but the latest."""
    lines = _payments(world, *states.split())[: 1 if single else None]
    if not lines:
        return []
    world.do(kind, lambda s, c: work(s, c, [s.get_one(PaymentLine, one) for one in lines]), by=by)
    of = {line: one for run in world.runs.values() for line, one in run.lines.items()}
    for line in lines:
        one = world.owed[of[line]]
        world.must(one.state in states.split(), f"{kind} acts on instalment {one.number}: {one.state}")
        world.must(
            world.current[one.number] == line, f"{kind} acts on an earlier attempt at instalment {one.number}"
        )
    return [world.owed[of[line]] for line in lines]


@step(16)
def settle(world: AwardWorld) -> None:
    """Pay in cash against signatures."""

    def work(session: Session, command: Command, lines: Sequence[PaymentLine]) -> None:
        settle_in_cash(session, command, lines, day=TODAY, signed={one.id: "Người ký" for one in lines})

    for one in _act(world, "payment.settle_cash", "open", work):
        world.move(one.fund, liquid=-one.amount)
        one.state = "paid"


@step(4)
def come_back(world: AwardWorld) -> None:
    """Money that was paid comes back."""
    for one in _act(
        world, "payment.returned", "paid", lambda s, c, lines: record_return(s, c, lines, reason="Đi vắng")
    ):
        world.move(one.fund, liquid=one.amount)
        one.state = "returned"


@step(2)
def not_fetched(world: AwardWorld) -> None:
    """Cash was not fetched: nothing moved."""
    for one in _act(
        world, "payment.not_sent", "open", lambda s, c, lines: record_not_sent(s, c, lines, reason="Vắng")
    ):
        one.state = "returned"


@step(4)
def pay_again(world: AwardWorld) -> None:
    """Draft a run of what came back."""
    lines = _payments(world, "returned")
    if not lines:
        return

    def work(session: Session, command: Command) -> tuple[int, dict[int, int]]:
        run = draft_again(session, command, [session.get_one(PaymentLine, one) for one in lines])
        return run.id, {one.id: one.instalment_id for one in lines_of(session, run)}

    number, made = world.do("payment.again", work)
    world.runs[number] = Run(number, made, again=True)
    for line, one in made.items():
        world.must(
            world.owed[one].state == "returned",
            f"run {number} pays instalment {one} again: {world.owed[one].state}",
        )
        world.current[one] = line


@step(2)
def drop(world: AwardWorld) -> None:
    """Cancel what is payable."""
    reason = DropReason.DIED
    work: Callable[[Session, Command, list[PaymentLine]], object] = lambda s, c, lines: drop_payment(  # noqa: E731
        s, c, lines[0], reason=reason
    )
    for one in _act(world, "payment.drop", "open returned", work, "accountant", single=True):
        world.move(one.fund, spendable=one.amount)
        one.state = "dropped"
    world.see_owed()


@step(2)
def claim(world: AwardWorld) -> None:
    """Claim back what was paid in error; with chance the right person is still owed."""
    owed = world.chance.random() < 0.5
    work: Callable[[Session, Command, list[PaymentLine]], object] = lambda s, c, lines: claim_back(  # noqa: E731
        s, c, lines[0], reason=DropReason.MISTAKE, note="Nhầm người", still_owed=owed
    )
    for one in _act(world, "payment.recover", "paid", work, "accountant", single=True):
        world.move(one.fund, spendable=one.amount)
        one.state = "" if owed else "claimed"
        world.back[world.current[one.number]] = one.number


@step(2)
def get_back(world: AwardWorld) -> None:
    """Receive half or all of what was claimed back."""
    line = world.pick(world.back)
    if line is None:
        return
    half = world.owed[world.back[line]].amount // 2 if world.chance.random() < 0.5 else None

    def work(session: Session, command: Command) -> int:
        return receive_back(session, command, session.get_one(PaymentLine, line), amount=half).amount

    amount = world.do("payment.recovered", work)
    world.move(world.owed[world.back[line]].fund, liquid=amount)


__all__ = ["PaymentRun", "settle"]
