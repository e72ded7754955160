"""What the funds hold and what they have promised, where the money lies, what came and went month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import attrs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.words import _
from khfund.calendar import Month
from khfund.ledger.account import Account, AccountRole
from khfund.ledger.accounting_period import Book
from khfund.ledger.balance import MonthTotal, balances, fund_balance, year_end_turnovers
from khfund.ledger.commitment import commitments
from khfund.ledger.fund import Fund, funds
from khfund.reports import chart
from khfund.unit import Unit

FUNDS_MAX = 12  # cards; the others are in the list of funds
MONTHS = 12
CAME = frozenset(
    {
        AccountRole.PRINCIPAL,
        AccountRole.GIFTS,
        AccountRole.DUES,
        AccountRole.INTEREST,
        AccountRole.OTHER_INCOME,
    }
)
WENT = frozenset({AccountRole.SCHOLARSHIPS, AccountRole.MANAGEMENT})
PLACES = {
    AccountRole.CASH: "Tiền mặt tại quỹ",
    AccountRole.BANK: "Tiền gửi thanh toán",
    AccountRole.TERM_DEPOSIT: "Tiền gửi có kỳ hạn",
}


@attrs.frozen
class FundCard:
    """A fund as its card shows it, in đồng: what belongs to it, what may be spent, what of that is promised."""

    code: str
    name: str
    total: int
    principal: int
    spendable: int
    committed: int
    liquid: int

    @property
    def free(self) -> int:
        """Đồng that are neither spent nor promised; below zero when too much was promised."""
        return self.spendable - self.committed

    @property
    def promised_percent(self) -> int:
        """Whole percent of what may be spent that is promised; 100 when nothing may be spent and something is promised."""
        if self.spendable <= 0:
            return 100 if self.committed else 0
        return self.committed * 100 // self.spendable


def fund_cards(session: Session, unit: Unit, on: date) -> list[FundCard]:
    """Return the open funds, the largest first, no more than twelve."""
    promised: dict[int, int] = defaultdict(int)
    for one in commitments(session, unit.id, on):
        promised[one.fund] += one.amount
    cards = [
        _card(session, fund, promised[fund.id], on) for fund in funds(session, unit.id) if _open(fund, on)
    ]
    return sorted(cards, key=lambda card: -card.total)[:FUNDS_MAX]


def _open(fund: Fund, on: date) -> bool:
    return fund.opened <= on and (fund.closed is None or fund.closed > on)


def _card(session: Session, fund: Fund, committed: int, on: date) -> FundCard:
    found = fund_balance(session, fund, on)
    return FundCard(fund.code, fund.name, found.total, found.principal, found.money, committed, found.liquid)


@attrs.frozen
class Place:
    """Where money lies: the name of an account, đồng."""

    name: str
    amount: int


def places(session: Session, unit: Unit, on: date) -> list[Place]:
    """Return what lies in cash, at each bank, on deposit; places that never held anything are left out."""
    sums: dict[int, int] = defaultdict(int)
    for (_fund, account), amount in balances(session, unit.id, on).items():
        sums[account] += amount
    query = select(Account).where(Account.unit_id == unit.id, Account.role.in_(PLACES), Account.id.in_(sums))
    found = [(list(PLACES).index(one.role), one.code, one) for one in session.scalars(query)]
    return [Place(one.name, sums[one.id]) for _role, _code, one in sorted(found, key=lambda row: row[:2])]


# -- month by month -----------------------------------------------------------------------------------------------


@attrs.frozen
class Flow:
    """What came and what went in a month, in đồng, in money only."""

    month: Month
    came: int
    went: int


def flows(session: Session, unit: Unit, on: date) -> list[Flow]:
    """Return the last twelve months up to this one, none before the book was opened; what year-end carries is left out."""
    book = session.get(Book, unit.id)
    months = _last_months(Month.of(on), Month.of(book.opened) if book else None)
    if not months:
        return []
    sums = _turned(session, unit, months)
    found = []
    for month in months:
        of_month = sums.get(month.number, {})
        came = -sum(of_month.get(role, 0) for role in CAME)
        found.append(Flow(month, came, sum(of_month.get(role, 0) for role in WENT)))
    return found


def _last_months(last: Month, first: Month | None) -> list[Month]:
    months: list[Month] = []
    while first is not None and len(months) < MONTHS and last >= first:
        months.insert(0, last)
        last = last.previous()
    return months


def _turned(session: Session, unit: Unit, months: Sequence[Month]) -> Mapping[int, dict[AccountRole, int]]:
    """Month → role → debits less credits."""
    query = (
        select(MonthTotal.month, Account.role, func.sum(MonthTotal.debit - MonthTotal.credit))
        .join(Account, Account.id == MonthTotal.account_id)
        .where(MonthTotal.unit_id == unit.id, Account.role.in_(CAME | WENT))
        .where(MonthTotal.month >= months[0].number, MonthTotal.month <= months[-1].number)
        .group_by(MonthTotal.month, Account.role)
    )
    found: dict[int, dict[AccountRole, int]] = defaultdict(dict)
    for number, role, amount in session.execute(query):
        found[number][role] = int(amount)
    for month in months:
        if month.first.month == 12:
            _without_year_end(session, unit, month, found[month.number])
    return found


def _without_year_end(session: Session, unit: Unit, month: Month, sums: dict[AccountRole, int]) -> None:
    carried = year_end_turnovers(session, unit.id, month.last)
    query = select(Account.id, Account.role).where(Account.id.in_({one.account for one in carried}))
    roles: dict[int, AccountRole] = dict(session.execute(query).all())
    for one in carried:
        role = roles[one.account]
        if role in CAME | WENT:
            sums[role] = sums.get(role, 0) - (one.debit - one.credit)


def flow_chart(found: Sequence[Flow]) -> tuple[str, str]:
    """Draw the months; the picture and what it says in words."""
    groups = [chart.Group(f"{one.month.first:%m/%y}", (one.came, one.went)) for one in found]
    drawn = chart.columns(_("Tiền thu và tiền chi theo tháng"), (_("Thu"), _("Chi")), groups)
    came, went = sum(one.came for one in found), sum(one.went for one in found)
    words = _(
        "Tiền thu và tiền chi từ {first} đến {last}: thu {came:dong}, chi {went:dong}.",
        first=f"{found[0].month.first:%m/%Y}",
        last=f"{found[-1].month.first:%m/%Y}",
        came=came,
        went=went,
    )
    return drawn, words
