"""The transfer code of a fund or campaign for everybody, as it stands on a poster: the same each time it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from khfund.banking import transfer_code
from khfund.calendar import today as day_of
from khfund.donations.campaign import Campaign
from khfund.donations.issued_code import IssuedCode, issue_code
from khfund.ledger import Fund
from khfund.vietnamese import fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from khfund.command import Command

LETTERS_MAX = 4


def code_for_everybody(
    session: Session, command: Command, fund: Fund, campaign: Campaign | None = None
) -> IssuedCode:
    """Return the code by which anybody gives to a fund or campaign, handed out now if there is none yet.

    A campaign keeps its code; a fund gets a new one each year. A transfer with it is a gift even when nobody knows who
    gave.

    Raises: CodeTermsError, TransferSerialError.
    """
    year = campaign.starts.year if campaign else day_of(command.at).year
    prefix = prefix_of(fund.code, campaign.code if campaign else "", year)
    same = (
        (IssuedCode.unit_id == command.unit)
        & (IssuedCode.fund_id == fund.id)
        & IssuedCode.campaign_id.is_not_distinct_from(campaign.id if campaign else None)
        & IssuedCode.donor_id.is_(None)
        & IssuedCode.unnamed
        & IssuedCode.code.startswith(prefix)
    )
    known = session.scalar(select(IssuedCode).where(same).order_by(IssuedCode.command_number).limit(1))
    return known or issue_code(session, command, prefix, fund=fund, campaign=campaign, unnamed=True)


def prefix_of(fund: str, campaign: str, year: int) -> str:
    """Return how a code begins: KH, up to four letters that nobody mistakes, of the codes, and two digits of the year."""
    letters = "".join(
        letter
        for letter in f"{fold(fund).upper().removeprefix('KH')}{fold(campaign).upper()}"
        if letter.isalpha() and letter in transfer_code.ALPHABET
    )
    return f"KH{letters[:LETTERS_MAX]}{year % 100:02}"
