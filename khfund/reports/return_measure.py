"""What units reported counts towards targets: a year's return, or the four quarters of the year.

A year of which a quarter is missing is not known: it is «chưa báo cáo», never the sum of what happens to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from khfund.donations.target import Measure
from khfund.donations.target_report import measures
from khfund.reports.return_line import reported
from khfund.returns.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEYS = {
    Measure.RAISED: "raised",
    Measure.BALANCE: "closing",
    Measure.DUES: "dues",
    Measure.MEMBERS: "members",
    Measure.NEW_MEMBERS: "joined",
    Measure.AWARDS: "awards",
    Measure.AWARDED: "money",
}
"""What a target counts → the value of the consolidated report."""


@measures
def told_by_return(session: Session, unit_id: int, measure: Measure, year: int) -> int | None:
    """What a unit reported about a year, None where it did not or left it blank."""
    return reported(session, unit_id, ReportingPeriod(year)).values.get(KEYS[measure])
