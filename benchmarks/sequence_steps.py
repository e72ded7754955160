"""The commands of a random sequence: each gives a public verb something to do and tells the model what it must change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from benchmarks.sequence_books import END, Effect, Promise, Refused, World
from khfund.command import Command
from khfund.donations.donation import Donation, receive
from khfund.donations.donor import Donor
from khfund.donations.gift import Part
from khfund.donations.gift_in_kind import receive_in_kind
from khfund.donations.goods import find_item, find_place
from khfund.donations.goods_line import NewGoods
from khfund.donations.hand_over import (
    NewHandOverLine,
    approve_hand_over,
    deliver,
    draft_hand_over,
    find_hand_over,
)
from khfund.donations.refund import cancel, refund
from khfund.ledger import (
    AccountRole,
    NewEntry,
    Posting,
    VoucherKind,
    approve_voucher,
    cancel_voucher,
    draft_voucher,
    find_voucher,
    post_all,
    post_voucher,
    reverse,
)
from khfund.ledger.account import Account
from khfund.ledger.fund import Fund
from khfund.ledger.planned_outcome import cancel_planned, move_planned, settle_planned
from khfund.ledger.planned_payment import CancelReason, find_planned, plan_payment

Role = AccountRole
STEPS: list[tuple[int, Callable[[World], None]]] = []

# debit, credit → what one đồng of it does to (principal, spendable, liquid), as the posting table says
PAIRS: dict[tuple[Role, Role], tuple[int, int, int]] = {
    (Role.CASH, Role.GIFTS): (0, 1, 1),
    (Role.BANK, Role.GIFTS): (0, 1, 1),
    (Role.BANK, Role.PRINCIPAL): (1, 0, 1),
    (Role.BANK, Role.INTEREST): (0, 1, 1),
    (Role.BANK, Role.CASH): (0, 0, 0),
    (Role.CASH, Role.BANK): (0, 0, 0),
    (Role.CASH, Role.DUES): (0, 1, 1),
    (Role.BANK, Role.UNIDENTIFIED): (0, 0, 1),
    (Role.UNIDENTIFIED, Role.GIFTS): (0, 1, 0),
    (Role.SCHOLARSHIPS, Role.CASH): (0, -1, -1),
    (Role.SCHOLARSHIPS, Role.SCHOLARSHIPS_PAYABLE): (0, -1, 0),
    (Role.SCHOLARSHIPS_PAYABLE, Role.BANK): (0, 0, -1),
    (Role.MANAGEMENT, Role.BANK): (0, -1, -1),
    (Role.RECEIVABLE, Role.SCHOLARSHIPS): (0, 1, 0),
    (Role.ADVANCE, Role.CASH): (0, 0, -1),
    (Role.PRINCIPAL, Role.CASH): (-1, 0, -1),  # always refused
}
WEIGHTS = [1 if pair[0] is Role.PRINCIPAL else 8 for pair in PAIRS]
COSTS = [pair for pair in PAIRS if pair[0] in (Role.SCHOLARSHIPS, Role.MANAGEMENT)]


def step(weight: int) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    """Register a step that is taken in proportion to its weight."""

    def register(work: Callable[[World], None]) -> Callable[[World], None]:
        STEPS.append((weight, work))
        return work

    return register


def _lines(world: World, pairs: list[tuple[Role, Role]]) -> tuple[list[Posting], list[Effect]]:
    roles, postings, effects = world.template.roles, [], []
    for debit, credit in pairs:
        fund, amount = world.fund(), world.amount()
        postings.append(Posting(roles[debit], roles[credit], fund, amount))
        effects.append(Effect(fund, *(sign * amount for sign in PAIRS[debit, credit])))
    return postings, effects


# -- gifts ----------------------------------------------------------------------------------------------------------


@step(14)
def give(world: World) -> None:
    """Receive a gift in cash for one fund or two."""
    chosen = world.chance.sample(list(world.template.funds.values()), world.chance.choice((1, 1, 2)))
    parts = [Part(one, world.amount(), spend_now=world.chance.random() < 0.3) for one in chosen]
    donor, day = world.chance.choice([None, *world.template.donors]), world.day()
    number = world.do(
        "donation.receive",
        lambda s, c: receive(s, c, donor and s.get_one(Donor, donor), day=day, parts=parts).id,
    )
    left = {
        part.fund: (part.fund == world.template.funds["TH"] and not part.spend_now, part.amount)
        for part in parts
    }
    world.donations[number] = left
    world.book(number, [_moved(fund, sunk, amount) for fund, (sunk, amount) in left.items()])


def _moved(fund: int, sunk: bool, amount: int) -> Effect:  # noqa: FBT001
    return Effect(fund, amount if sunk else 0, 0 if sunk else amount, amount)


@step(3)
def give_in_kind(world: World) -> None:
    """Receive bicycles."""
    fund, day, count, value = world.fund(), world.day(), world.chance.randrange(0, 4), world.amount()

    def work(session: Session, command: Command) -> int:
        goods = NewGoods(find_item(session, command.unit, "XE"), count, value)
        kho = find_place(session, command.unit, "KHO")
        whole = session.get_one(Fund, fund)
        return receive_in_kind(session, command, None, day=day, place=kho, fund=whole, lines=[goods]).id

    number = world.do("goods.receive", work)
    world.donations[number] = {}
    world.book(number, [Effect(fund, spendable=count * value)])
    lying = world.goods.setdefault(fund, [0, 0])
    world.goods[fund] = [lying[0] + count, lying[1] + count * value]
    world.goods_gifts[number] = (fund, count, count * value)
    if world.chance.random() < 0.4:
        hand_over(world)


@step(4)
def hand_over(world: World) -> None:
    """Hand over all bicycles of a fund: a list that one person drafts, another approves and a third carries out."""
    if not world.goods:
        raise Refused
    fund, day, unit = world.chance.choice(list(world.goods)), world.day(), world.template.unit
    count, value = world.goods[fund]

    def draft(session: Session, command: Command) -> int:
        bicycles = NewHandOverLine(find_item(session, command.unit, "XE"), count, heads=max(count, 1))
        kho, whole = find_place(session, command.unit, "KHO"), session.get_one(Fund, fund)
        told = {"purpose": "Tiếp bước đến trường", "receiver": "Trường Tiểu học"}
        return draft_hand_over(session, command, day=day, place=kho, fund=whole, lines=[bicycles], **told).id

    number = world.do("goods.draft", draft, "treasurer")
    world.do(
        "goods.approve", lambda s, c: approve_hand_over(s, c, find_hand_over(s, unit, number)).id, "chief"
    )
    entry = world.do("goods.deliver", lambda s, c: deliver(s, c, find_hand_over(s, unit, number), day=day).id)
    world.apply([Effect(fund, spendable=-value)])
    world.handed[entry] = value
    del world.goods[fund]


@step(4)
def give_back(world: World) -> None:
    """Refund all that is left of a gift, or a part of what one fund got."""
    number = _any(world, list(world.donations))
    left, day = world.donations[number], world.chance.choice((world.day(), END))
    fund = world.chance.choice([None, *left])
    amount = world.amount() if fund else None
    entry = world.do(
        "donation.refund",
        lambda s, c: (
            refund(s, c, s.get_one(Donation, number), day=day, reason="xin lại", amount=amount, fund=fund).id
        ),
        "chief",
    )
    back = {fund: amount} if fund and amount else {one: rest for one, (_sunk, rest) in left.items()}
    effects = [_moved(one, left[one][0], -part) for one, part in back.items()]
    for one, part in back.items():
        left[one] = (left[one][0], left[one][1] - part)
    world.book(entry, effects)


@step(3)
def take_back(world: World) -> None:
    """Cancel a gift that was entered by mistake."""
    number, day = _any(world, list(world.donations)), world.chance.choice((world.day(), END))
    world.do(
        "donation.cancel",
        lambda s, c: cancel(s, c, s.get_one(Donation, number), day=day, reason="nhầm").id,
        "chief",
    )
    world.unbook(number)
    del world.donations[number]
    if number in world.goods_gifts:
        fund, count, value = world.goods_gifts.pop(number)
        lying = world.goods[fund]
        world.goods[fund] = [lying[0] - count, lying[1] - value]


def _any(world: World, numbers: list[int]) -> int:
    if not numbers:
        raise Refused
    return world.chance.choice(numbers)


# -- entries and vouchers ---------------------------------------------------------------------------------------------


@step(16)
def enter(world: World) -> None:
    """Post up to three entries at once."""
    new, changed = [], []
    for _ in range(world.chance.choice((1, 1, 2, 3))):
        postings, effects = _lines(
            world, world.chance.choices(list(PAIRS), WEIGHTS, k=world.chance.choice((1, 2)))
        )
        new.append(NewEntry(world.day(), "Ghi sổ", postings, world.chance.choice(list(VoucherKind))))
        changed.append(effects)
    posted = world.do("entry.post", lambda s, c: [one.id for one in post_all(s, c, new)])
    for entry, effects in zip(posted, changed, strict=True):
        world.book(entry, effects)


@step(5)
def help_another_fund(world: World) -> None:
    """Let one fund help another, now and then unevenly."""
    giver, taker = world.chance.sample(list(world.template.funds.values()), 2)
    roles, amount = world.template.roles, world.amount()
    got = amount + (world.chance.random() < 0.2)
    postings = [
        Posting(roles[Role.INTERFUND], roles[Role.BANK], giver, amount),
        Posting(roles[Role.BANK], roles[Role.INTERFUND], taker, got),
    ]
    entry = NewEntry(world.day(), "Hỗ trợ quỹ", postings)
    number = world.do("entry.post", lambda s, c: post_all(s, c, [entry])[0].id)
    world.book(number, [Effect(giver, 0, -amount, -amount), Effect(taker, 0, got, got)])


@step(6)
def undo_entry(world: World) -> None:
    """Reverse an entry, be it one that something stands on, or a reversal."""
    number, day = _any(world, list(world.effects)), world.chance.choice((world.day(), END))
    world.do("entry.reverse", lambda s, c: reverse(s, c, number, day=day, reason="nhầm").id)
    world.unbook(number)


@step(8)
def draft(world: World) -> None:
    """Draft a voucher that pays, perhaps one that keeps a promise."""
    postings, effects = _lines(world, [world.chance.choice(COSTS)])
    pays, day = world.chance.choice([None, *world.promises]), world.day()
    if pays and world.chance.random() < 0.8:
        fund, account = world.promises[pays].fund, world.promises[pays].account
        postings = [Posting(account, world.template.roles[Role.CASH], fund, postings[0].amount)]
        effects = [Effect(fund, 0, -postings[0].amount, -postings[0].amount)]
    in_cash = postings[0].credit == world.template.roles[Role.CASH] or world.chance.random() < 0.1
    kind = VoucherKind.PAYMENT if in_cash else VoucherKind.JOURNAL

    def work(session: Session, command: Command) -> int:
        promise = pays and find_planned(session, command.unit, pays)
        return draft_voucher(
            session, command, kind, day=day, narration="Chi", postings=postings, pays=promise
        ).id

    number = world.do("voucher.draft", work)
    cost = sum(-one.spendable for one in effects)
    world.vouchers.append({"id": number, "state": "draft", "effects": effects, "pays": pays, "cost": cost})
    for _ in range(world.chance.choice((0, 1, 2, 2))):
        move_voucher(world)


@step(12)
def move_voucher(world: World) -> None:
    """Approve, post or cancel a voucher that waits."""
    if not world.vouchers:
        raise Refused
    voucher = world.chance.choice(world.vouchers)
    number, unit, day = voucher["id"], world.template.unit, world.day()
    if world.chance.random() < 0.1:
        world.do(
            "voucher.cancel", lambda s, c: cancel_voucher(s, c, find_voucher(s, unit, number), reason="x")
        )
        world.vouchers.remove(voucher)
    elif voucher["state"] == "draft":
        world.do(
            "voucher.approve", lambda s, c: approve_voucher(s, c, find_voucher(s, unit, number)), "chief"
        )
        voucher["state"] = "approved"
    else:
        entry = world.do(
            "voucher.post",
            lambda s, c: post_voucher(s, c, find_voucher(s, unit, number), day=day).id,
            "treasurer",
        )
        world.vouchers.remove(voucher)
        world.book(entry, voucher["effects"])
        if voucher["pays"]:
            promise = world.promises[voucher["pays"]]
            promise.paid[entry] = min(promise.amount - sum(promise.paid.values()), voucher["cost"])


# -- promises ---------------------------------------------------------------------------------------------------------


@step(5)
def promise(world: World) -> None:
    """Plan a payment."""
    fund, amount, decided = world.fund(), world.amount(), world.day()
    due = decided + timedelta(days=world.chance.randrange(-1, 200))
    account = world.template.roles[world.chance.choice((Role.SCHOLARSHIPS, Role.MANAGEMENT))]

    def work(session: Session, command: Command) -> int:
        where = {"fund": session.get_one(Fund, fund), "account": session.get_one(Account, account)}
        told = {"what": "Học bổng", "decision": "12/QĐ", "due": due, "decided": decided}
        return plan_payment(session, command, amount=amount, **where, **told).id

    number = world.do("planned.add", work)
    world.promises[number] = Promise(fund, account, amount)
    if world.chance.random() < 0.5:
        spend_as_promised(world, number)


def spend_as_promised(world: World, number: int) -> None:
    """Post an entry of the promise's own account and fund, and let it pay the promise."""
    known, unit, amount = world.promises[number], world.template.unit, world.amount()
    posting = Posting(known.account, world.template.roles[Role.BANK], known.fund, amount)
    new = NewEntry(world.day(), "Chi học bổng", [posting])
    entry = world.do("entry.post", lambda s, c: post_all(s, c, [new])[0].id)
    world.book(entry, [Effect(known.fund, 0, -amount, -amount)])
    known.paid[entry] = world.do(
        "planned.settle", lambda s, c: settle_planned(s, c, find_planned(s, unit, number), entry).amount
    )
    assert known.paid[entry] == min(amount, known.amount), "as much as both have"


@step(7)
def keep_or_break_a_promise(world: World) -> None:
    """Pay a promise by an entry, move it, or cancel it."""
    number, unit = _any(world, list(world.promises)), world.template.unit
    way, known = world.chance.random(), world.promises[number]
    if way < 0.7:
        spent = [
            one
            for one, effects in world.effects.items()
            if any(part.fund == known.fund and part.spendable < 0 for part in effects)
        ]
        entry, amount = _any(world, spent), world.chance.choice((None, 1, 999, 50_000))
        paid = world.do(
            "planned.settle",
            lambda s, c: settle_planned(s, c, find_planned(s, unit, number), entry, amount=amount).amount,
        )
        assert amount in (None, paid), "a promise is paid by what was asked for"
        known.paid[entry] = paid
    elif way < 0.85:
        due = world.day()
        world.do(
            "planned.move",
            lambda s, c: move_planned(s, c, find_planned(s, unit, number), due=due, reason="hoãn"),
        )
    else:
        reason = world.chance.choice(list(CancelReason))
        world.do(
            "planned.cancel", lambda s, c: cancel_planned(s, c, find_planned(s, unit, number), reason=reason)
        )
        known.cancelled = True
