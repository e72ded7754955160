"""Will the money be there: for each fund, month by month, what comes in and what was promised.

Money at hand grows when deposits mature and pledged gifts come; it shrinks by what was promised. Money that is
principal, or held for others, is at hand and may not be spent: so a fund runs short as soon as either its money at hand
or its spendable part does not reach. Within a month the days count: a deposit that matures on the 25th does not pay
what is due on the 5th.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import attrs
from sqlalchemy.orm import Session

from khfund.calendar import Month
from khfund.donations.pledge_standing import look_at_pledges
from khfund.errors import KhfundError, speak
from khfund.ledger import AccountRole, Restriction, account_for, balances, fund_balance
from khfund.ledger.account import AccountUnknownError
from khfund.ledger.commitment import commitments
from khfund.ledger.deposit_ladder import holdings
from khfund.ledger.fund import Fund
from khfund.scholarships.sponsor_standing import standings

MONTHS_MAX = 120


class ForecastTooLongError(KhfundError):
    """A forecast looks from one month to ten years ahead."""

    message = "Dự báo được từ 1 đến {most} tháng, không phải {months}."
    english = "A forecast covers 1 to {most} months, not {months}."


@attrs.frozen
class Flow:
    """What will change a fund's money on a day, in đồng: at hand, and the part that may be spent.

    `column` says where it is shown: "principal" and "interest" of a deposit, "pledged", or "due".
    """

    day: date
    fund: int
    column: str
    money: int
    spendable: int
    what: str


Source = Callable[[Session, int, date, date], Iterable[Flow]]
SOURCES: list[Source] = []
"""Functions (session, unit id, on, last day) that tell what will come and go after the end of `on`."""


def foresees(source: Source) -> Source:
    """Register a source of flows."""
    SOURCES.append(source)
    return source


@foresees
def _deposits(session: Session, unit_id: int, on: date, last: date) -> Iterator[Flow]:
    """Deposits as they mature; interest that is in the books already is spendable already."""
    for one in holdings(session, unit_id, on):
        day = max(
            one.deposit.matures, on + timedelta(days=1)
        )  # matured and not booked yet: as good as tomorrow
        if day <= last:
            fund, label = one.deposit.fund_id, one.deposit.label
            yield Flow(day, fund, "principal", one.principal, 0, label)
            yield Flow(day, fund, "interest", one.expected, one.expected - one.booked, label)


@foresees
def _pledges(session: Session, unit_id: int, on: date, last: date) -> Iterator[Flow]:
    """Instalments of pledges that fall due after `on`; late ones are not counted on, and gifts to an endowment stay in it."""
    for one in look_at_pledges(session, unit_id, last).standings:
        fund = session.get_one(Fund, one.pledge.fund_id)
        kept = fund.restriction is Restriction.ENDOWMENT
        for due in one.instalments:
            if on < due.day <= last and due.outstanding:
                spendable = 0 if kept else due.outstanding
                yield Flow(due.day, fund.id, "pledged", due.outstanding, spendable, one.pledge.code)


@foresees
def _sponsors(session: Session, unit_id: int, on: date, last: date) -> Iterator[Flow]:
    """What sponsors of children have promised for months after `on`; late and held months are not counted on."""
    for found in standings(session, unit_id, on):
        fund = session.get_one(Fund, found.sponsorship.fund_id)
        kept = fund.restriction is Restriction.ENDOWMENT
        for month in (month for sponsor in found.sponsors for month in sponsor.months):
            if on < month.due <= last and month.outstanding and not month.is_held:
                spendable = 0 if kept else month.outstanding
                what = f"đỡ đầu số {found.sponsorship.id}"
                yield Flow(month.due, fund.id, "pledged", month.outstanding, spendable, what)


@foresees
def _promises(session: Session, unit_id: int, on: date, last: date) -> Iterator[Flow]:
    """What was promised, on its due day; what is overdue, tomorrow."""
    tomorrow = on + timedelta(days=1)
    for one in commitments(session, unit_id, on):
        day = max(one.day, tomorrow)
        if day <= last:
            yield Flow(day, one.fund, "due", -one.amount, -one.amount, one.what)


@foresees
def _debts(session: Session, unit_id: int, on: date, _last: date) -> Iterator[Flow]:
    """What is owed already (scholarships, sellers): it is no longer spendable, and the money still has to go out."""
    owed = set()
    for role in (AccountRole.SCHOLARSHIPS_PAYABLE, AccountRole.OTHER_PAYABLE):
        try:
            owed.add(account_for(session, unit_id, role).id)
        except AccountUnknownError:
            continue
    for (fund, account), amount in balances(session, unit_id, on).items():
        if account in owed and amount < 0:
            yield Flow(on + timedelta(days=1), fund, "due", amount, 0, "nợ phải trả")


@attrs.frozen
class ForecastMonth:
    """A month of a fund; đồng. `lowest` is the least that could be paid out at any moment, below zero where it is missing.

    `lowest_money` is the money at hand at that moment, whether or not it may be spent.
    """

    month: Month
    start: int
    principal: int
    interest: int
    pledged: int
    due: int
    end: int
    spendable: int
    lowest: int
    lowest_day: date
    lowest_money: int

    @property
    def is_short(self) -> bool:
        """Whether some payment of the month finds too little."""
        return self.lowest < 0


@attrs.frozen
class FundForecast:
    """The months of one fund; where it runs short, `sentence` says when, how much, and what would help."""

    fund: Fund
    months: tuple[ForecastMonth, ...]
    sentence: str = ""


def forecast(
    session: Session,
    unit_id: int,
    on: date,
    months: int = 12,
    *,
    funds: Iterable[Fund],
    with_pledges: bool = True,
) -> list[FundForecast]:
    """Look from the end of `on` through so many months, the running one first; what may still come unpromised is not counted.

    Raises: ForecastTooLongError, YearOutOfRangeError.
    """
    if not 1 <= months <= MONTHS_MAX:
        raise ForecastTooLongError(most=MONTHS_MAX, months=months)
    wanted = [Month.of(on) if on < Month.of(on).last else Month.of(on).next()]
    while len(wanted) < months:
        wanted.append(wanted[-1].next())
    flows: dict[int, list[Flow]] = defaultdict(list)
    for source in SOURCES:
        if with_pledges or source not in (_pledges, _sponsors):
            for flow in source(session, unit_id, on, wanted[-1].last):
                flows[flow.fund].append(flow)
    return [_of_fund(session, fund, on, wanted, flows[fund.id]) for fund in funds]


def _of_fund(session: Session, fund: Fund, on: date, wanted: list[Month], flows: list[Flow]) -> FundForecast:
    balance = fund_balance(session, fund, on)
    money, spendable = balance.liquid, balance.spendable
    shown: list[ForecastMonth] = []
    for month in wanted:
        first = max(month.first, on + timedelta(days=1))
        of_month = [one for one in flows if first <= one.day <= month.last]
        one = _month(month, first, money, spendable, of_month)
        shown.append(one)
        money, spendable = one.end, one.spendable
    found = FundForecast(fund, tuple(shown))
    return attrs.evolve(found, sentence=_sentence(session, found, on))


def _month(month: Month, first: date, money: int, spendable: int, flows: list[Flow]) -> ForecastMonth:
    start, sums = money, dict.fromkeys(("principal", "interest", "pledged", "due"), 0)
    lowest, lowest_day, lowest_money = min(money, spendable), first, money
    for flow in sorted(
        flows, key=lambda one: (one.day, one.money < 0)
    ):  # what comes on a day pays what is due then
        money, spendable = money + flow.money, spendable + flow.spendable
        sums[flow.column] += abs(flow.money)
        if min(money, spendable) < lowest:
            lowest, lowest_day, lowest_money = min(money, spendable), flow.day, money
    return ForecastMonth(
        month=month,
        start=start,
        end=money,
        spendable=spendable,
        lowest=lowest,
        lowest_day=lowest_day,
        lowest_money=lowest_money,
        **sums,
    )


def _sentence(session: Session, found: FundForecast, on: date) -> str:
    """Say which month runs short first, how much is missing, and what comes later."""
    short = next((one for one in found.months if one.is_short), None)
    if short is None:
        return ""
    said = speak(
        "{month} quỹ {fund} thiếu {missing:dong} (ngày {day:%d/%m/%Y})",
        month=short.month,
        fund=found.fund.code,
        missing=-short.lowest,
        day=short.lowest_day,
    )
    later = [
        one
        for one in holdings(session, found.fund.unit_id, on, fund=found.fund)
        if one.deposit.matures > short.lowest_day
    ]
    if short.lowest_money >= 0:
        return f"{said}; tiền còn trong quỹ là vốn gốc hoặc tiền giữ hộ, không được chi."
    if later:
        return speak(
            "{said}; khoản tiền gửi {contract} {principal:dong} đến ngày {matures:%d/%m/%Y} mới đáo hạn.",
            said=said,
            contract=later[0].deposit.label,
            principal=later[0].principal,
            matures=later[0].deposit.matures,
        )
    return f"{said}; chưa có nguồn nào bù, hãy vận động thêm hoặc lùi ngày chi."
