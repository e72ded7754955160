"""Balances at any date, from month and day totals that every posting moves in its own transaction.

Totals are additive per (unit, fund, account): a back-dated posting costs the same as one of today, and a balance at
a day is the months before plus the days of that month, whatever the number of entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ForeignKey, Result, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.calendar import Month
from khfund.db import Base, Whole, whole
from khfund.driver import Statement
from khfund.ledger.account import Account, AccountRole, Nature
from khfund.ledger.accounting_period import Obstacle, hinders_closing
from khfund.ledger.fund import Fund

if TYPE_CHECKING:
    from khfund.ledger.entry import Posting


class DayTotal(Base):
    """What one day debited and credited to an account inside a fund, in đồng."""

    __tablename__ = "day_total"
    __table_args__ = (*whole("debit", "credit"), {"sqlite_with_rowid": False})

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    debit: Mapped[int] = mapped_column(Whole)
    credit: Mapped[int] = mapped_column(Whole)


class MonthTotal(Base):
    """What one month (as 202603) debited and credited to an account inside a fund, in đồng."""

    __tablename__ = "month_total"
    __table_args__ = (*whole("debit", "credit"), {"sqlite_with_rowid": False})

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    debit: Mapped[int] = mapped_column(Whole)
    credit: Mapped[int] = mapped_column(Whole)


_ADD_DAY = Statement(
    "INSERT INTO day_total (unit_id, day, fund_id, account_id, debit, credit) "
    "VALUES (:unit, :at, :fund, :account, :debit, :credit) ON CONFLICT (unit_id, day, fund_id, account_id) "
    "DO UPDATE SET debit = day_total.debit + excluded.debit, credit = day_total.credit + excluded.credit"
)
_ADD_MONTH = Statement(
    "INSERT INTO month_total (unit_id, month, fund_id, account_id, debit, credit) "
    "VALUES (:unit, :at, :fund, :account, :debit, :credit) ON CONFLICT (unit_id, fund_id, account_id, month) "
    "DO UPDATE SET debit = month_total.debit + excluded.debit, credit = month_total.credit + excluded.credit"
)


def add_to_totals(session: Session, unit_id: int, postings: Iterable[tuple[date, Posting]]) -> None:
    """Move the totals of the postings' days and months; only the journal calls this."""
    days: dict[tuple[date, int, int], list[int]] = defaultdict(lambda: [0, 0])
    for day, posting in postings:
        days[day, posting.fund, posting.debit][0] += posting.amount
        days[day, posting.fund, posting.credit][1] += posting.amount
    months: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0])
    for (day, fund, account), (debit, credit) in days.items():
        month = months[day.year * 100 + day.month, fund, account]
        month[0] += debit
        month[1] += credit
    _ADD_DAY.run_all(session, [_moved(unit_id, key[0].isoformat(), key, sums) for key, sums in days.items()])
    _ADD_MONTH.run_all(session, [_moved(unit_id, key[0], key, sums) for key, sums in months.items()])


def _moved(
    unit_id: int, at: str | int, key: tuple[date | int, int, int], sums: list[int]
) -> dict[str, object]:
    return {"unit": unit_id, "at": at, "fund": key[1], "account": key[2], "debit": sums[0], "credit": sums[1]}


# -- reads ----------------------------------------------------------------------------------------------------------


@attrs.frozen
class Turnover:
    """Debits and credits in đồng of one account inside one fund."""

    fund: int
    account: int
    debit: int
    credit: int


@attrs.frozen
class TrialLine:
    """One account of a trial balance: debits, credits, and the balance on the side on which it grows."""

    account: Account
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Đồng on the account's own side; negative when it stands on the other one."""
        sign = 1 if self.account.role.nature in (Nature.ASSET, Nature.COST) else -1
        return sign * (self.debit - self.credit)


_UP_TO = Statement(
    "SELECT fund_id, account_id, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ("
    "SELECT fund_id, account_id, debit, credit FROM month_total WHERE unit_id = :unit AND month < :month "
    "UNION ALL SELECT fund_id, account_id, debit, credit FROM day_total "
    "WHERE unit_id = :unit AND day >= :first AND day <= :on) AS totals GROUP BY fund_id, account_id"
)
_FUND_UP_TO = Statement(
    "SELECT a.role, CAST(SUM(t.debit) - SUM(t.credit) AS BIGINT) FROM ("
    "SELECT account_id, debit, credit FROM month_total "
    "WHERE unit_id = :unit AND fund_id = :fund AND month < :month "
    "UNION ALL SELECT account_id, debit, credit FROM day_total "
    "WHERE unit_id = :unit AND day >= :first AND day <= :on AND fund_id = :fund) AS t "
    "JOIN account a ON a.id = t.account_id GROUP BY a.role"
)
_AS_IT_STOOD = text(
    "SELECT fund_id, account_id, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ("
    "SELECT p.fund_id, p.debit_id AS account_id, p.amount AS debit, 0 AS credit FROM posting p "
    "JOIN entry e ON e.id = p.entry_id JOIN command c ON c.number = e.command_number "
    "WHERE e.unit_id = :unit AND e.day <= :on AND c.at <= :moment "
    "UNION ALL SELECT p.fund_id, p.credit_id, 0, p.amount FROM posting p "
    "JOIN entry e ON e.id = p.entry_id JOIN command c ON c.number = e.command_number "
    "WHERE e.unit_id = :unit AND e.day <= :on AND c.at <= :moment"
    ") AS totals GROUP BY fund_id, account_id"
)


def turnovers(
    session: Session, unit_id: int, on: date, *, known_at: datetime | None = None
) -> list[Turnover]:
    """Return all debits and credits up to and including `on`, per fund and account.

    `known_at` shows the books as they stood at that moment: without what was entered later, even if dated earlier.
    """
    rows: Result[*tuple[Any, ...]]
    if known_at is not None:
        moment = known_at.astimezone(UTC).isoformat(timespec="microseconds")
        rows = session.execute(_AS_IT_STOOD, {"unit": unit_id, "on": on.isoformat(), "moment": moment})
    else:
        rows = _UP_TO.run(session, **_until(unit_id, on))
    return [Turnover(*row) for row in rows]


def _until(unit_id: int, on: date) -> dict[str, int | str]:
    month = Month.of(on)
    return {"unit": unit_id, "month": month.number, "first": month.first.isoformat(), "on": on.isoformat()}


def balances(
    session: Session, unit_id: int, on: date, *, known_at: datetime | None = None
) -> dict[tuple[int, int], int]:
    """Return (fund id, account id) → debits minus credits in đồng up to and including `on`."""
    rows = turnovers(session, unit_id, on, known_at=known_at)
    return {(row.fund, row.account): row.debit - row.credit for row in rows}


def trial_balance(
    session: Session,
    unit_id: int,
    on: date,
    *,
    fund: Fund | None = None,
    known_at: datetime | None = None,
    before_year_end: bool = False,
) -> list[TrialLine]:
    """Return every account that ever moved up to and including `on`, by code; of one fund if given.

    `before_year_end` leaves out what carried the income and cost of that day's year forward.
    """
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    carried = year_end_turnovers(session, unit_id, on, known_at=known_at) if before_year_end else []
    for sign, rows in ((1, turnovers(session, unit_id, on, known_at=known_at)), (-1, carried)):
        for row in rows:
            if fund is None or row.fund == fund.id:
                sums[row.account][0] += sign * row.debit
                sums[row.account][1] += sign * row.credit
    used = session.scalars(select(Account).where(Account.unit_id == unit_id).order_by(Account.code))
    return [TrialLine(account, *sums[account.id]) for account in used if account.id in sums]


def year_end_turnovers(
    session: Session, unit_id: int, day: date, *, known_at: datetime | None = None
) -> list[Turnover]:
    """Return what entries of a day (31 December) debited and credited to carry the year's income and cost forward.

    Whoever shows the income and cost of a closed year takes these off again.
    """
    moment = "9999" if known_at is None else known_at.astimezone(UTC).isoformat(timespec="microseconds")
    rows = _CARRIED.run(session, unit=unit_id, day=day.isoformat(), moment=moment)
    return [Turnover(*row) for row in rows]


_CARRYING = (
    "FROM entry e JOIN posting p ON p.entry_id = e.id JOIN command c ON c.number = e.command_number "
    "LEFT JOIN entry o ON o.id = e.corrects_id WHERE e.unit_id = :unit AND e.day = :day AND c.at <= :moment "
    "AND 'year_end' IN (e.correction, o.correction)"
)
_CARRIED = Statement(
    "SELECT fund_id, account_id, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ("  # noqa: S608  our own words
    f"SELECT p.fund_id, p.debit_id AS account_id, p.amount AS debit, 0 AS credit {_CARRYING} UNION ALL "
    f"SELECT p.fund_id, p.credit_id, 0, p.amount {_CARRYING}) AS carried GROUP BY fund_id, account_id"
)


@attrs.frozen
class FundBalance:
    """Where a fund stands on a day, in đồng. `total` = principal + spendable = assets − liabilities.

    `goods` is what of the spendable balance lies in the store: it can be handed over, but pays for nothing else.
    """

    principal: int
    spendable: int
    assets: int
    liabilities: int
    liquid: int
    goods: int = 0

    @property
    def money(self) -> int:
        """What may be spent in money: the spendable balance without the goods in it."""
        return self.spendable - self.goods

    @property
    def total(self) -> int:
        """What belongs to the fund: principal and spendable balance together."""
        return self.principal + self.spendable


def fund_balance(session: Session, fund: Fund, on: date) -> FundBalance:
    """Return where the fund stands at the end of a day.

    Spendable is the spendable balance plus income less cost, as far as not yet carried forward; principal is never in
    it. `liquid` is cash and bank money on demand.
    """
    rows = _FUND_UP_TO.run(session, **_until(fund.unit_id, on), fund=fund.id)
    sums: dict[AccountRole, int] = defaultdict(int, {AccountRole(role): amount for role, amount in rows})
    of_nature: dict[Nature, int] = defaultdict(int)
    for role, amount in sums.items():
        of_nature[role.nature] += amount
    principal = -sums[AccountRole.PRINCIPAL]
    owned = -(of_nature[Nature.FUND] + of_nature[Nature.INCOME] + of_nature[Nature.COST])
    return FundBalance(
        principal=principal,
        spendable=owned - principal,
        assets=of_nature[Nature.ASSET],
        liabilities=-of_nature[Nature.LIABILITY],
        liquid=sums[AccountRole.CASH] + sums[AccountRole.BANK],
        goods=max(0, sums[AccountRole.GOODS] + sums[AccountRole.PASS_THROUGH]),
    )


def account_balance(session: Session, account: Account, on: date) -> int:
    """Return the balance of one account over all funds at the end of a day, on the side on which it grows."""
    found = balances(session, account.unit_id, on)
    debit = sum(amount for (_, number), amount in found.items() if number == account.id)
    return debit if account.role.nature in (Nature.ASSET, Nature.COST) else -debit


def role_balance(session: Session, unit_id: int, role: AccountRole, on: date) -> int:
    """Return the balance of all accounts of a role at the end of a day, on the side on which they grow."""
    ids = set(session.scalars(select(Account.id).where(Account.unit_id == unit_id, Account.role == role)))
    debit = sum(amount for (_, number), amount in balances(session, unit_id, on).items() if number in ids)
    return debit if role.nature in (Nature.ASSET, Nature.COST) else -debit


@hinders_closing
def _unidentified(session: Session, unit_id: int, month: Month) -> list[Obstacle]:
    left = role_balance(session, unit_id, AccountRole.UNIDENTIFIED, month.last)
    if not left:
        return []
    figure = f"{left:,}".replace(",", ".")
    return [Obstacle("unidentified", f"còn {figure} đ chờ xác định người cho hoặc mục đích", acceptable=True)]
