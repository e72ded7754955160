"""What may be spent on management in a year, and what was: a share of the year's income, unused room carried over.

By NĐ 93/2019/NĐ-CP, Điều 37, management takes at most 5 % of the year's total income, or up to 10 % where the council
says so; gifts in kind, work that the State ordered, and gifts whose amount and recipient the giver named do not count
as income here; what is not used goes over to the next year. How the books read it:

- Income is what accounts of gifts, dues, interest and other income gained in the year, refunds taken off, and gifts
  to principal, which are income of the year as the decree counts it.
- Goods (5112) never count. Money that is only passed on (3382) is no income in the books at all.
- A gift with a named recipient is not marked as such. Where one may stand as income is a fund with a purpose of its
  own (`Restriction.PURPOSE`): gifts to such funds are left out. The base is rather too small than too large.
- State-ordered work is not told apart from other income (518): where there is any, the base is too large by it.
- Unused room is carried over from every year since the book was opened; a year that went beyond it takes none along.

NĐ 03/2026/NĐ-CP replaced the decree on 1/3/2026; what it says of this share has not been verified, so the percentage is
a setting of the office (`management_cap_percent`), never above 10.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import settings
from khfund.calendar import Month
from khfund.errors import KhfundError
from khfund.ledger.account import Account, AccountRole, accounts
from khfund.ledger.accounting_period import find_book
from khfund.ledger.balance import balances, year_end_turnovers
from khfund.ledger.entry import Posting
from khfund.ledger.fund import Restriction, funds
from khfund.unit import value_on

if TYPE_CHECKING:
    from khfund.command import Command

SETTING = "management_cap_percent"


class CapUnusableError(KhfundError):
    """The share that management may take is a number of percent, up to the ceiling of the law."""

    message = "Thiết lập management_cap_percent là «{value}»; cần một số phần trăm từ 0 đến {most}, ví dụ 5 hoặc 7,5."
    english = "The setting management_cap_percent is «{value}»; it is a number of percent from 0 to {most}, such as 5 or 7,5."


class ManagementCapExceededError(KhfundError):
    """What is spent on management beyond its share is pointed out."""

    message = "Lưu ý: chi quản lý năm {year} lên đến {used:dong}, vượt mức được chi {limit:dong} là {over:dong} (mức: {percent}% của {base:dong}, cộng {carried:dong} năm trước chuyển sang)."
    english = "Note: management costs of {year} come to {used:dong}, above the allowed {limit:dong} by {over:dong} (allowed: {percent}% of {base:dong}, and {carried:dong} carried over)."


@attrs.frozen
class ManagementCap:
    """A year's management cost against its cap, in đồng. `counted` and `left_out` tell the income by kind."""

    year: int
    percent: Fraction
    source: str
    counted: Mapping[AccountRole, int]
    left_out: Mapping[AccountRole, int]
    carried: int
    used: int

    @property
    def base(self) -> int:
        """The income of which the share is taken; never below nothing."""
        return max(sum(self.counted.values()), 0)

    @property
    def allowance(self) -> int:
        """The year's own share, whole đồng rounded down."""
        return int(self.base * self.percent / 100)

    @property
    def limit(self) -> int:
        """What may be spent: the year's share and what earlier years left unused."""
        return self.allowance + self.carried

    @property
    def left(self) -> int:
        """What may still be spent; negative when too much was."""
        return self.limit - self.used

    @property
    def percent_written(self) -> str:
        """The share as people write it: 5 or 7,5."""
        return f"{float(self.percent):g}".replace(".", ",")


_INCOME = (
    AccountRole.GIFTS,
    AccountRole.PRINCIPAL,
    AccountRole.DUES,
    AccountRole.INTEREST,
    AccountRole.OTHER_INCOME,
)
_GIVEN = (AccountRole.GIFTS, AccountRole.PRINCIPAL)


def management_cap(session: Session, unit_id: int, year: int) -> ManagementCap:
    """Return the management cost of a year against its cap, as far as the year's entries are posted.

    The percentage is that of the year's last day.

    Raises: YearOutOfRangeError, BookNotOpenError, CapUnusableError.
    """
    Month(year, 12)
    carried = 0
    for earlier in range(find_book(session, unit_id).opened.year, year):
        carried = max(_cap(session, unit_id, earlier, carried).left, 0)
    return _cap(session, unit_id, year, carried)


def _cap(session: Session, unit_id: int, year: int, carried: int) -> ManagementCap:
    counted: dict[AccountRole, int] = dict.fromkeys(_INCOME, 0)
    left_out: dict[AccountRole, int] = defaultdict(int)
    used = 0
    own = {one.id for one in funds(session, unit_id) if one.restriction is Restriction.PURPOSE}
    for (fund, role), debit in _moved(session, unit_id, year).items():
        if role is AccountRole.MANAGEMENT:
            used += debit
        elif role is AccountRole.GIFTS_IN_KIND or (fund in own and role in _GIVEN):
            left_out[role] -= debit
        elif role in counted:
            counted[role] -= debit
    percent, source = _percent(session, unit_id, date(year, 12, 31))
    return ManagementCap(year, percent, source, counted, dict(left_out), carried, used)


def _moved(session: Session, unit_id: int, year: int) -> dict[tuple[int, AccountRole], int]:
    """(fund, role) → debits less credits of a year, in đồng, without balances brought forward at either end."""
    last = date(year, 12, 31)
    first = max(date(year, 1, 1), find_book(session, unit_id).opened)
    roles = {one.id: one.role for one in accounts(session, unit_id)}
    moved: dict[tuple[int, AccountRole], int] = defaultdict(int)
    for sign, day in ((1, last), (-1, min(first - timedelta(days=1), last))):
        for (fund, account), debit in balances(session, unit_id, day).items():
            moved[fund, roles[account]] += sign * debit
    for row in year_end_turnovers(session, unit_id, last):
        moved[row.fund, roles[row.account]] -= row.debit - row.credit
    return moved


def _percent(session: Session, unit_id: int, day: date) -> tuple[Fraction, str]:
    written = value_on(session, unit_id, SETTING, day).strip()
    most = settings.MANAGEMENT_CAP_MAX.on(day)
    if (
        re.fullmatch(r"[0-9]{1,2}([.,][0-9]{1,4})?", written) is None
        or Fraction(written.replace(",", ".")) > most
    ):
        raise CapUnusableError(value=written, most=most)
    return Fraction(written.replace(",", ".")), settings.DEFAULTS[SETTING].source(day)


def look_at_management_cap(session: Session, command: Command, year: int, *, more: int = 0) -> None:
    """Point out that management has cost more than it may in a year, or will when `more` đồng are spent."""
    try:
        cap = management_cap(session, command.unit, year)
    except CapUnusableError as unusable:
        command.warn(unusable)
        return
    if cap.left < more:
        command.warn(
            ManagementCapExceededError(
                year=year,
                used=cap.used + more,
                limit=cap.limit,
                over=more - cap.left,
                percent=cap.percent_written,
                base=cap.base,
                carried=cap.carried,
            )
        )


def look_at_management_cost(
    session: Session, command: Command, day: date, postings: Iterable[Posting]
) -> None:
    """Point out that these postings, still to be written, take management beyond what it may cost in the year of `day`."""
    lines = list(postings)
    ids = {number for one in lines for number in (one.debit, one.credit)}
    query = select(Account.id).where(Account.id.in_(ids), Account.role == AccountRole.MANAGEMENT)
    own = set(session.scalars(query))
    more = sum(one.amount * ((one.debit in own) - (one.credit in own)) for one in lines)
    if more > 0:
        look_at_management_cap(session, command, day.year, more=more)
