"""A unit that ends hands its book over: what every fund owned and owed moves to the successors, principal as principal.

One entry per fund empties the old book on the day of the handover, one entry per fund and successor takes it up in
the new book, all in one transaction. The old book is closed for ever and stands at zero; its reports of the years
before still foot, for nothing in them has changed. Sending the money itself from bank to bank is no payment to anybody:
it follows a decision about the unit and is carried out by those who may approve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund import money
from khfund.audit import witnesses
from khfund.calendar import Month
from khfund.calendar import today as day_of
from khfund.command import Command, Order, execute
from khfund.db import Base, guard, never_changes
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, Nature, account_for, accounts
from khfund.ledger.accounting_period import (
    FutureDayError,
    ReasonMissingError,
    find_book,
    may_refuse_reopening,
)
from khfund.ledger.balance import balances
from khfund.ledger.bequest import (
    DissolutionIncompleteError,
    Heir,
    Listed,
    left_nowhere,
    require_fit,
    unfinished,
)
from khfund.ledger.entry import Correction, Entry, NewEntry, Posting
from khfund.ledger.fund import funds
from khfund.ledger.journal import post_all
from khfund.unit import Unit
from khfund.unit.succession import shares_of

if TYPE_CHECKING:
    from khfund.command import Answer

_HELD = (Nature.ASSET, Nature.LIABILITY)


class UnitNotEndedError(KhfundError):
    """A book is handed over when its unit has ended and has successors."""

    message = "{unit} chưa kết thúc vào ngày {day:%d/%m/%Y}; hãy ghi đơn vị kế thừa bằng `khfund unit succeed` trước."
    english = "{unit} has not ended by {day:%d/%m/%Y}; say first who succeeds it, with `khfund unit succeed`."


class UnitDissolvedError(KhfundError):
    """A book is handed over once, and stays closed."""

    message = "Sổ của {unit} đã bàn giao ngày {day:%d/%m/%Y} và đóng vĩnh viễn."
    english = "The book of {unit} was handed over on {day:%d/%m/%Y} and is closed for ever."


@attrs.frozen
class Part:
    """What one successor's fund takes up: role → đồng on the debit side, and of what it then owns the principal."""

    heir: Heir
    from_entry: int
    held: Mapping[AccountRole, int]
    principal: int


class Dissolution(Base):
    """A unit's book was handed over on `day`, by a decision."""

    __tablename__ = "dissolution"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    day: Mapped[date]
    decision: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class TakeOver(Base):
    """An entry that takes up in a successor's book what a handover entry gave out."""

    __tablename__ = "take_over"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    from_entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("dissolution")
never_changes("take_over")
guard(
    "book_handed_over_stays_closed",
    "book",
    when="BEFORE UPDATE",
    condition="EXISTS (SELECT 1 FROM dissolution WHERE unit_id = NEW.unit_id) "
    "AND (NEW.closed_until IS NULL OR NEW.closed_until < OLD.closed_until)",
    refusal="book: it was handed over and stays closed",
)
guard(
    "unit_ends_after_its_entries",
    "unit",
    when="BEFORE UPDATE",
    condition="OLD.ended IS NULL AND NEW.ended IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM entry WHERE unit_id = NEW.id AND day >= NEW.ended)",
    refusal="unit: its book has later entries",
)


@witnesses("dissolution")
def _dissolved(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(Dissolution).order_by(Dissolution.command_number)):
        yield one.command_number, f"{one.unit_id}|{one.day}", one.decision


@witnesses("take_over")
def _taken_over(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(TakeOver).order_by(TakeOver.entry_id)):
        yield one.command_number, f"{one.entry_id}|{one.from_entry_id}", ""


# -- who gets what ----------------------------------------------------------------------------------------------------


def usual_heirs(session: Session, unit: Unit) -> dict[int, list[Heir]]:
    """Return fund id → its heirs as the shares of the successors say: the fund of the same code in each one's book.

    Funds for which a successor has no such fund, and units whose shares are not decided, are left out.
    """
    shares = shares_of(session, unit.id)
    there = {one: {fund.code: fund.id for fund in funds(session, one)} for one in shares}
    heirs: dict[int, list[Heir]] = {}
    for fund in funds(session, unit.id):
        if shares and all(fund.code in there[one] for one in shares):
            heirs[fund.id] = [
                Heir(one, there[one][fund.code], parts) for one, parts in sorted(shares.items())
            ]
    return heirs


def dissolve(
    session: Session,
    order: Order,
    heirs: Mapping[int, Sequence[Heir]],
    *,
    day: date,
    decision: str,
) -> Answer:
    """Hand the book of the order's unit over on `day`: all or nothing, one command for it and one for each successor.

    `heirs` maps funds to those who receive them; shares are by their weights, and no đồng is lost. The person needs the right
    to do so in each of the units.

    Raises: ReasonMissingError, FutureDayError, BookNotOpenError, UnitNotEndedError, UnitDissolvedError, HeirUnfitError,
    DissolutionIncompleteError, NotAllowedError, and what `journal.post_all` raises.
    """
    parts: list[Part] = []

    def hand_over(session: Session, command: Command) -> Answer:
        parts.extend(_hand_over(session, command, heirs, day=day, decision=decision))
        return {
            "heirs": sorted({part.heir.unit for part in parts}),
            "entries": len({p.from_entry for p in parts}),
        }

    answer = execute(session, order, hand_over)
    for number in answer["heirs"]:
        _let_take_over(session, order, number, [part for part in parts if part.heir.unit == number], day)
    return answer


def _let_take_over(session: Session, order: Order, number: int, parts: Sequence[Part], day: date) -> None:
    """The successor's own command, by the same person, under a request id of its own."""
    request_id = f"{order.request_id}+{number}" if order.request_id else None
    own = attrs.evolve(
        order,
        kind="unit.take_over",
        unit=number,
        payload={"from": order.unit, "day": day.isoformat()},
        request_id=request_id,
    )
    execute(session, own, lambda s, c: _take_over(s, c, parts, day))


def _hand_over(
    session: Session, command: Command, heirs: Mapping[int, Sequence[Heir]], *, day: date, decision: str
) -> list[Part]:
    unit, today = session.get_one(Unit, command.unit), day_of(command.at)
    if not decision.strip():
        raise ReasonMissingError
    if day > today:
        raise FutureDayError(day=day, today=today)
    find_book(session, unit.id)
    _require_ended(session, unit, day)
    require_fit(session, unit, [heir for some in heirs.values() for heir in some], day)
    held = _held(session, unit.id, day)
    left = [*left_nowhere(session, unit, held, heirs, day), *unfinished(session, unit, day)]
    if left:
        raise DissolutionIncompleteError(unit=unit.name, count=len(left), left=Listed(left))
    chart = {one.id: one for one in accounts(session, unit.id)}
    hub = account_for(session, unit.id, AccountRole.SPENDABLE).id
    codes = {one.id: one.code for one in funds(session, unit.id)}
    entries = [
        NewEntry(
            day,
            f"Bàn giao quỹ {codes[fund]} cho đơn vị kế thừa: {decision}"[:500],
            _through(hub, fund, {account: -amount for account, amount in sums.items()}),
            correction=Correction.HANDOVER,
        )
        for fund, sums in held.items()
    ]
    posted = post_all(session, command, entries)
    _close_for_ever(session, command, day, decision)
    return [
        part
        for (fund, sums), entry in zip(held.items(), posted, strict=True)
        for part in _parts(chart, sums, heirs[fund], entry.id)
    ]


def _require_ended(session: Session, unit: Unit, day: date) -> None:
    done = session.get(Dissolution, unit.id)
    if done is not None:
        raise UnitDissolvedError(unit=unit.name, day=done.day)
    if unit.ended is None or day < unit.ended:
        raise UnitNotEndedError(unit=unit.name, day=day)


@may_refuse_reopening
def _stays_closed(session: Session, unit_id: int, _month: Month) -> None:
    done = session.get(Dissolution, unit_id)
    if done is not None:
        raise UnitDissolvedError(unit=session.get_one(Unit, unit_id).name, day=done.day)


def _through(hub: int, fund: int, moves: Mapping[int, int]) -> list[Posting]:
    """Postings that debit each account by its amount (credit it, where negative) against one account of the fund."""
    return [
        Posting(account, hub, fund, amount) if amount > 0 else Posting(hub, account, fund, -amount)
        for account, amount in moves.items()
        if amount and account != hub
    ]


def _held(session: Session, unit_id: int, day: date) -> dict[int, dict[int, int]]:
    """Fund id → account id → đồng on the debit side, of funds on whose accounts anything stands."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for (fund, account), amount in sorted(balances(session, unit_id, day).items()):
        if amount:
            found[fund][account] = amount
    return dict(found)


def _parts(
    chart: Mapping[int, Account], sums: Mapping[int, int], heirs: Sequence[Heir], entry: int
) -> list[Part]:
    by_role: dict[AccountRole, int] = defaultdict(int)
    for account, amount in sums.items():
        role = chart[account].role
        if role.nature in _HELD or role is AccountRole.PRINCIPAL:
            by_role[role] += amount
    weights = [heir.parts for heir in heirs]
    shared = {role: _split(amount, weights) for role, amount in by_role.items()}
    principal = shared.pop(AccountRole.PRINCIPAL, [0] * len(heirs))
    return [
        Part(
            heir,
            entry,
            {role: some[place] for role, some in shared.items() if some[place]},
            -principal[place],
        )
        for place, heir in enumerate(heirs)
    ]


def _split(amount: int, weights: Sequence[int]) -> list[int]:
    shares = money.split(abs(amount), weights)
    return shares if amount >= 0 else [-one for one in shares]


def _close_for_ever(session: Session, command: Command, day: date, decision: str) -> None:
    find_book(session, command.unit).closed_until = Month.of(day).last
    session.flush()
    session.add(Dissolution(unit_id=command.unit, day=day, decision=decision, command_number=command.number))
    session.flush()
    command.witness("dissolution", f"{command.unit}|{day}", decision)


def _take_over(session: Session, command: Command, parts: Sequence[Part], day: date) -> Answer:
    hub = account_for(session, command.unit, AccountRole.SPENDABLE).id
    principal = account_for(session, command.unit, AccountRole.PRINCIPAL).id
    giver = session.get_one(Unit, session.get_one(Entry, parts[0].from_entry).unit_id)
    entries, sources = [], []
    for part in parts:
        moves = {account_for(session, command.unit, role).id: amount for role, amount in part.held.items()}
        postings = _through(hub, part.heir.fund, {**moves, principal: -part.principal})
        if postings:
            entries.append(NewEntry(day, f"Nhận bàn giao từ {giver.name}"[:500], postings))
            sources.append(part.from_entry)
    posted = post_all(session, command, entries)
    for entry, source in zip(posted, sources, strict=True):
        session.add(TakeOver(entry_id=entry.id, from_entry_id=source, command_number=command.number))
        command.witness("take_over", f"{entry.id}|{source}", "")
    session.flush()
    return {"entries": [entry.id for entry in posted]}
