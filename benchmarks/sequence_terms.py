"""More commands of a random sequence: term deposits, months and years that close and open, opening balances."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from benchmarks.sequence_books import END, OPENED, Effect, Refused, World
from benchmarks.sequence_steps import step
from khfund.calendar import Month, today
from khfund.command import Command
from khfund.ledger import AccountRole, ask_reopening, close_period, find_book, reopen_period
from khfund.ledger.account import Account
from khfund.ledger.accounting_period import obstacles
from khfund.ledger.deposit import Contract, Deposit, Places, find_deposit
from khfund.ledger.deposit_accrual import accrue
from khfund.ledger.deposit_event import standing
from khfund.ledger.deposit_interest import Term
from khfund.ledger.deposit_maturity import Renewal, mature, roll_over, withdraw
from khfund.ledger.deposit_placing import place
from khfund.ledger.deposit_undoing import undo
from khfund.ledger.fund import Fund
from khfund.ledger.opening import OpeningLine, bring_forward
from khfund.ledger.year_end import ask_reopening_year, close_year, reopen_year

Role = AccountRole


# -- term deposits ----------------------------------------------------------------------------------------------------


@step(7)
def place_deposit(world: World) -> None:
    """Place money of a fund for some months."""
    roles, fund, months = world.template.roles, world.fund(), world.chance.choice((1, 3, 6))
    principal, rate = world.amount(), Decimal(world.chance.choice(("0.5", "4.75", "6")))
    paper = Contract(
        "Agribank", f"{len(world.told)}/HĐ", principal, rate, world.day(), Term(months, in_months=True)
    )

    def work(session: Session, command: Command) -> int:
        paying, own = (session.get_one(Account, roles[role]) for role in (Role.BANK, Role.TERM_DEPOSIT))
        return place(session, command, paper, Places(session.get_one(Fund, fund), paying, own)).id

    number = world.do("deposit.place", work)
    _happened(world, number, [Effect(fund, liquid=-principal)])


def _happened(world: World, number: int, effects: list[Effect]) -> None:
    world.deposits.setdefault(number, []).append(effects)
    world.apply(effects)


def _one(world: World) -> Deposit:
    if not world.deposits:
        raise Refused
    number = world.chance.choice(list(world.deposits))
    with world.database.reading() as session:
        deposit = find_deposit(session, world.template.unit, number)
        session.expunge_all()
    return deposit


@step(6)
def accrue_interest(world: World) -> None:
    """Book the interest of a month."""
    deposit = _one(world)
    month = Month.of(deposit.opened + timedelta(days=world.chance.randrange(120)))
    unit = world.template.unit
    event = world.do("deposit.accrue", lambda s, c: accrue(s, c, find_deposit(s, unit, deposit.id), month))
    days = (min(month.last + timedelta(days=1), deposit.matures) - deposit.opened).days
    exact = deposit.principal * deposit.rate * days / (365 * 1_000_000)
    known = sum(one.spendable for step_ in world.deposits[deposit.id] for one in step_)
    assert abs(known + event.recognised - exact) < 1, "interest of the days so far, to the đồng"
    _happened(world, deposit.id, [Effect(deposit.fund_id, spendable=event.recognised)])


@step(6)
def end_deposit(world: World) -> None:
    """Take a deposit back at maturity or before; what the bank paid is what was earned in the end."""
    deposit, unit = _one(world), world.template.unit
    slip = world.chance.randrange(deposit.principal // 40 + 1)
    earned = sum(one.spendable for step_ in world.deposits[deposit.id] for one in step_)
    if world.chance.random() < 0.6:
        world.do(
            "deposit.mature", lambda s, c: mature(s, c, find_deposit(s, unit, deposit.id), interest=slip)
        )
    else:
        day = deposit.opened + timedelta(days=world.chance.randrange(-1, 100))
        world.do(
            "deposit.withdraw",
            lambda s, c: withdraw(s, c, find_deposit(s, unit, deposit.id), day=day, interest=slip),
        )
    _happened(
        world,
        deposit.id,
        [Effect(deposit.fund_id, spendable=slip - earned, liquid=deposit.principal + slip)],
    )


@step(3)
def renew_deposit(world: World) -> None:
    """Let a deposit roll over, with or without its interest."""
    deposit, unit, kept = _one(world), world.template.unit, world.chance.random() < 0.5
    slip = world.chance.randrange(deposit.principal // 40 + 1)
    renewal = Renewal(Decimal(5), with_interest=kept, number=f"{len(world.told)}/TT")
    earned = sum(one.spendable for step_ in world.deposits[deposit.id] for one in step_)
    successor = world.do(
        "deposit.roll",
        lambda s, c: roll_over(s, c, find_deposit(s, unit, deposit.id), renewal, interest=slip).id,
    )
    gained = Effect(deposit.fund_id, spendable=slip - earned, liquid=0 if kept else slip)
    _happened(world, deposit.id, [gained])
    world.deposits[successor] = []


@step(3)
def undo_deposit(world: World) -> None:
    """Undo what happened last to a deposit."""
    deposit, unit = _one(world), world.template.unit
    with world.database.reading() as session:
        now = standing(session, find_deposit(session, unit, deposit.id))
        first = None if now.is_undone else now.events[0].kind.value
    world.do("deposit.undo", lambda s, c: undo(s, c, find_deposit(s, unit, deposit.id), reason="nhầm"))
    if first == "rolled_in" and not world.deposits[deposit.id]:  # taken back with what it came from
        world.apply([one.undone() for one in world.deposits[deposit.predecessor_id or 0].pop()])
        del world.deposits[deposit.id]
        return
    world.apply([one.undone() for one in world.deposits[deposit.id].pop()])
    with world.database.reading() as session:
        for number in [number for number, steps in world.deposits.items() if not steps]:
            if standing(session, find_deposit(session, unit, number)).is_undone:
                del world.deposits[number]


# -- months, the year, opening balances -------------------------------------------------------------------------------


@step(9)
def close_month(world: World) -> None:
    """Close the next month, or one that is not next; mostly accept what may stay."""
    with world.database.reading() as session:
        month = find_book(session, world.template.unit).next_month
        left = [one.code for one in obstacles(session, world.template.unit, month)]
    if world.chance.random() < 0.1:
        month = month.next()
    accepting = left if world.chance.random() < 0.8 else []
    world.do(
        "period.close",
        lambda s, c: close_period(s, c, month, today=today(world.clock), accepting=accepting).unit_id,
        "chief",
    )
    world.open_from = month.next().first


@step(1)
def close_many_months(world: World) -> None:
    """Close months one after the other, as far as it goes."""
    while world.open_from.month < 12 and world.open_from.year == OPENED.year:
        close_month(world)


@step(3)
def open_month_again(world: World) -> None:
    """Ask for the last month to be opened again, and grant it."""
    with world.database.reading() as session:
        closed = find_book(session, world.template.unit).closed_until
    month = Month.of(closed or OPENED)
    world.do("period.ask_reopen", lambda s, c: ask_reopening(s, c, month, reason="sót"), "chief")
    granter = world.chance.choice(("chief", "chair"))
    world.do("period.reopen", lambda s, c: reopen_period(s, c, month, today=today(world.clock)), granter)


@step(4)
def end_year(world: World) -> None:
    """Carry the year forward: no fund's principal, spendable balance or money changes by that."""
    if world.chance.random() < 0.7:
        close_many_months(world)
    with world.database.reading() as session:
        left = [one.code for one in obstacles(session, world.template.unit, Month(2026, 12))]
    world.do("year.close", lambda s, c: len(close_year(s, c, 2026, accepting=left)), "chief")
    world.open_from = END.replace(day=1)


@step(2)
def open_year_again(world: World) -> None:
    """Open the closed year again."""
    world.do("year.ask_reopen", lambda s, c: ask_reopening_year(s, c, 2026, reason="sót").id, "chief")
    world.do("year.reopen", lambda s, c: len(reopen_year(s, c, 2026)), "chair")
    world.open_from = END.replace(year=2026, month=12, day=1)


@step(4)
def open_with_balances(world: World) -> None:
    """Bring the balances of older books forward."""
    fund, role = world.fund(), world.chance.choice((Role.CASH, Role.BANK, Role.OTHER_PAYABLE))
    amount = world.amount()
    principal = 0 if role is Role.OTHER_PAYABLE else world.chance.choice((0, amount))
    line = OpeningLine(fund, world.template.roles[role], amount, principal)
    entry = world.do("entry.open", lambda s, c: bring_forward(s, c, [line]).id)
    if role is Role.OTHER_PAYABLE:
        world.book(entry, [Effect(fund, spendable=-amount)])
    else:
        world.book(entry, [Effect(fund, principal, amount - principal, amount)])
