"""Add up what a disclosure's facts come to: funds, received, used, where the money lies, by month and by giver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import attrs

from khfund.calendar import Month
from khfund.ledger import AccountRole, Nature
from khfund.reports.movement import GIFT_KINDS, Means, Movement, PostingLine, Section, movement


@attrs.frozen
class OpeningBalance:
    """What an account held for a fund before the first day: debits less credits, in đồng."""

    fund: str
    account: str
    role: AccountRole
    balance: int


@attrs.frozen
class FundLine:
    """A fund from the first day to the last, in đồng. `closing` is found from where the money lies, not from the rest."""

    fund: str
    opening: int
    received: int
    used: int
    transferred: int
    brought: int
    closing: int

    @property
    def difference(self) -> int:
        """Opening + received − used ± transferred ± brought − closing; 0 unless something is wrong."""
        moved = self.received - self.used + self.transferred + self.brought
        return self.opening + moved - self.closing


@attrs.frozen
class Amounts:
    """Đồng that came (or went), and what of it was reversed or refunded."""

    gross: int = 0
    returned: int = 0

    @property
    def net(self) -> int:
        """Đồng that stayed."""
        return self.gross - self.returned

    @property
    def spread(self) -> tuple[int, int, int]:
        """What came, what went back, what stayed."""
        return self.gross, self.returned, self.net

    def plus(self, amount: int) -> Amounts:
        """With one more movement; a negative one is taken back."""
        if amount < 0:
            return Amounts(self.gross, self.returned - amount)
        return Amounts(self.gross + amount, self.returned)


@attrs.frozen(order=True)
class ReceivedKey:
    """What was received, for which fund, in which form."""

    fund: str
    role: AccountRole
    means: Means
    account: str


@attrs.frozen(order=True)
class UsedKey:
    """What was used, of which fund; the account's name says the programme."""

    fund: str
    role: AccountRole
    account: str


@attrs.frozen
class Holding:
    """What an account holds for all shown funds, in đồng; what is owed is negative."""

    account: str
    role: AccountRole
    opening: int
    closing: int


@attrs.frozen
class Waiting:
    """Money held for others: unidentified or to be passed on. What came, what left, in đồng."""

    role: AccountRole
    opening: int
    came: int
    left: int

    @property
    def closing(self) -> int:
        """What still waits."""
        return self.opening + self.came - self.left


@attrs.frozen
class MonthLine:
    """One month's money received and used, in đồng, less what was taken back."""

    month: Month
    received: int
    used: int


@attrs.frozen
class Tally:
    """What the facts come to."""

    funds: tuple[FundLine, ...]
    received: dict[ReceivedKey, Amounts]
    used: dict[UsedKey, Amounts]
    holdings: tuple[Holding, ...]
    waiting: tuple[Waiting, ...]
    months: tuple[MonthLine, ...]
    givers: dict[str, Amounts]

    @property
    def gifts(self) -> int:
        """Đồng of gifts that stayed, whoever gave them."""
        return sum(amounts.net for key, amounts in self.received.items() if key.role in GIFT_KINDS)


_HELD = {Nature.ASSET, Nature.LIABILITY}
_WAITING = (AccountRole.UNIDENTIFIED, AccountRole.PASS_THROUGH)


def add_up(openings: Iterable[OpeningBalance], postings: Iterable[PostingLine]) -> Tally:
    """Add everything up in one walk over the postings."""
    sums = _Sums()
    for opening in openings:
        sums.open(opening)
    for line in postings:
        sums.add(line)
    return sums.tally()


class _Sums:
    """The sums while they grow."""

    def __init__(self) -> None:
        self.start: dict[str, int] = defaultdict(int)
        self.end: dict[str, int] = defaultdict(int)
        self.moved: dict[tuple[str, Section], int] = defaultdict(int)
        self.held: dict[tuple[AccountRole, str], list[int]] = defaultdict(lambda: [0, 0])
        self.waiting = {role: [0, 0, 0] for role in _WAITING}
        self.received: dict[ReceivedKey, Amounts] = defaultdict(Amounts)
        self.used: dict[UsedKey, Amounts] = defaultdict(Amounts)
        self.months: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        self.givers: dict[str, Amounts] = defaultdict(Amounts)

    def open(self, one: OpeningBalance) -> None:
        if one.role.nature in _HELD:
            self.start[one.fund] += one.balance
            self.end[one.fund] += one.balance
            held = self.held[one.role, one.account]
            held[0] += one.balance
            held[1] += one.balance
        if one.role in self.waiting:
            self.waiting[one.role][0] -= one.balance

    def add(self, line: PostingLine) -> None:
        self.end[line.fund] += 0
        self._hold(line.fund, line.debit_role, line.debit, line.amount)
        self._hold(line.fund, line.credit_role, line.credit, -line.amount)
        if line.credit_role in self.waiting:
            self.waiting[line.credit_role][1] += line.amount
        if line.debit_role in self.waiting:
            self.waiting[line.debit_role][2] += line.amount
        moved = movement(line)
        if moved is not None:
            self._move(line, moved)

    def _hold(self, fund: str, role: AccountRole, account: str, debit: int) -> None:
        if role.nature in _HELD:
            self.end[fund] += debit
            self.held[role, account][1] += debit

    def _move(self, line: PostingLine, moved: Movement) -> None:
        self.moved[line.fund, moved.section] += moved.amount
        month = self.months[line.day.year * 100 + line.day.month]
        if moved.section is Section.RECEIVED:
            key = ReceivedKey(line.fund, moved.role, moved.means, moved.account)
            self.received[key] = self.received[key].plus(moved.amount)
            month[0] += moved.amount
            if line.giver:
                self.givers[line.giver] = self.givers[line.giver].plus(moved.amount)
        elif moved.section is Section.USED:
            place = UsedKey(line.fund, moved.role, moved.account)
            self.used[place] = self.used[place].plus(moved.amount)
            month[1] += moved.amount

    def tally(self) -> Tally:
        return Tally(
            funds=tuple(self._fund(fund) for fund in sorted(self.end)),
            received=dict(sorted(self.received.items(), key=lambda item: _in_order(item[0]))),
            used=dict(sorted(self.used.items(), key=lambda item: _in_order(item[0]))),
            holdings=tuple(
                Holding(account, role, *self.held[role, account])
                for role, account in sorted(self.held, key=lambda key: (_ROLES.index(key[0]), key[1]))
            ),
            waiting=tuple(Waiting(role, *self.waiting[role]) for role in _WAITING),
            months=tuple(
                MonthLine(Month.from_number(month), *self.months[month]) for month in sorted(self.months)
            ),
            givers=dict(self.givers),
        )

    def _fund(self, fund: str) -> FundLine:
        received, used, transferred, brought = (self.moved[fund, section] for section in Section)
        return FundLine(fund, self.start[fund], received, used, transferred, brought, self.end[fund])


_ROLES = list(AccountRole)


def _in_order(key: ReceivedKey | UsedKey) -> tuple[str, int, str, str]:
    means = key.means.value if isinstance(key, ReceivedKey) else ""
    return key.fund, _ROLES.index(key.role), means, key.account
