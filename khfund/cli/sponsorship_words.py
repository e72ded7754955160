"""Words and readings of sponsorships as the command line says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from khfund.cli.words import option
from khfund.donations.donor import Donor, find_donor
from khfund.scholarships.coverage import read_percent
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.schedule import EventKind, Uncovered
from khfund.scholarships.sponsor_share import Sponsor
from khfund.scholarships.sponsorship_course import END_REASONS

Function = TypeVar("Function", bound=Callable[..., Any])


class Percent(click.ParamType[int]):
    """A part as people write it, kept in basis points."""

    name = "%"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> int:
        """Read the part."""
        return value if isinstance(value, int) else read_percent(str(value))


EVENTS = [one.value for one in EventKind if one not in (EventKind.END, EventKind.REPEAT)]
ENDS = [one.value for one in END_REASONS]
STOPS = [one.value for one in (DropReason.SPONSOR_STOPPED, DropReason.MISTAKE, DropReason.OTHER)]
UNCOVERED = [one.value for one in Uncovered]


def sponsor_options(*, donor_help: str, required: bool) -> Callable[[Function], Function]:
    """The options that name a sponsor: giver, payer, correspondent."""

    def with_options(function: Function) -> Function:
        function = option(
            "--correspondent", type=int, help="Người nhận thư, nếu khác người đỡ đầu (số nhà hảo tâm)."
        )(function)
        function = option(
            "--payer", type=int, help="Người chuyển tiền hộ, nếu khác người đỡ đầu (số nhà hảo tâm)."
        )(function)
        return option("--donor", type=int, required=required, help=donor_help)(function)

    return with_options


def sponsor(
    session: Session, unit_id: int, donor: int, payer: int | None, correspondent: int | None
) -> Sponsor:
    """The sponsor named by numbers of donors."""
    others: list[Donor | None] = [
        find_donor(session, unit_id, one) if one is not None else None for one in (payer, correspondent)
    ]
    return Sponsor(find_donor(session, unit_id, donor), *others)
