"""How deposits are typed and listed on the command line: rates, terms, rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from khfund.errors import KhfundError
from khfund.ledger.deposit_event import KIND_NAMES, DepositEvent
from khfund.ledger.deposit_interest import Term, parse_rate, written
from khfund.ledger.deposit_ladder import Holding, Rung


class DepositFileNameError(KhfundError):
    """The register of deposits is printed as PDF or written as a workbook."""

    message = "Không biết in sổ theo dõi tiền gửi thành tệp «{file}»; hãy đặt tên tệp .pdf hoặc .xlsx."
    english = "The register of deposits cannot be made as «{file}»; name a file .pdf or .xlsx."


class Percent(click.ParamType[Decimal]):
    """Per cent a year as people write it."""

    name = "%"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Decimal:
        """Read the rate."""
        return value if isinstance(value, Decimal) else parse_rate(value)


class TermLength(click.ParamType[Term]):
    """A term as people write it."""

    name = "term"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Term:
        """Read the term."""
        return value if isinstance(value, Term) else Term.parse(value)


def holding_row(one: Holding, funds: Mapping[int, str]) -> dict[str, Any]:
    """A deposit as a row of a list; `funds` gives the code of each fund."""
    deposit = one.deposit
    return {
        "deposit": deposit.id,
        "fund": funds[deposit.fund_id],
        "contract": deposit.label,
        "holder": deposit.holder,
        "opened": deposit.opened,
        "matures": deposit.matures,
        "days_left": one.days_left,
        "rate": written(one.rate),
        "principal": one.principal,
        "booked": one.booked,
        "earned": one.earned,
        "expected": one.expected,
    }


def event_row(event: DepositEvent) -> dict[str, Any]:
    """Something that happened to a deposit as a row of a list."""
    return {
        "day": event.day,
        "kind": event.kind.value,
        "what": KIND_NAMES[event.kind],
        "entry": event.entry_id,
        "principal": event.principal,
        "recognised": event.recognised,
        "received": event.received,
        "computed": event.computed,
        "difference": event.difference,
    }


def rung_row(one: Rung, funds: Mapping[int, str]) -> dict[str, Any]:
    """A rung of the ladder as a row of a list; `funds` gives the code of each fund."""
    return {
        "month": str(one.month),
        "fund": funds[one.fund],
        "principal": one.principal,
        "interest": one.interest,
    }
