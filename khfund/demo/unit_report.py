"""What the communes without a book here report of the last quarter: one reports, and not quite right; one is silent."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.returns.form import Figure, edition_for
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.unit_return import file_return
from khfund.unit import find_unit

QUARTER = ReportingPeriod.parse("2025-Q4")
RECEIVED = date(2026, 1, 8)
REPORTER = "90001"
FUND = {
    "opening": 41_200_000,
    "raised": 23_650_000,
    "interest": 180_000,
    "other_in": 12_360_000,
    "received": 0,
    "spent": 31_500_000,
    "sent": 0,
    "closing": 45_980_000,  # 90.000 đ more than the rest comes to: the office's own slip
}
AWARDS = {
    "TS": {"awards": 148, "persons": 141, "money": 31_500_000},
    "HS": {"awards": 132, "persons": 126, "money": 27_400_000},
    "GV": {"awards": 16, "persons": 15, "money": 4_100_000},
}
OTHERS = (
    Figure("HOI", "members", 4_120),
    Figure("HOI", "joined", 85),
    Figure("HOI", "dues", 12_360_000),
    Figure("GIA_DINH", "registered", 2_480),
    Figure("GIA_DINH", "reached", 2_195),
    Figure("DONG_HO", "registered", 31),
    Figure("DONG_HO", "reached", 24),
)


def take_return(office: Office) -> None:
    """Keep the return of one commune as it was sent; what does not foot is named in the consolidated report."""
    figures = [Figure("KH", measure, value) for measure, value in FUND.items()]
    figures += [
        Figure(row, measure, value) for row, said in AWARDS.items() for measure, value in said.items()
    ]

    def work(session: Session, command: Command) -> Answer:
        filed = file_return(
            session,
            command,
            find_unit(session, REPORTER),
            QUARTER,
            [*figures, *OTHERS],
            edition=edition_for(QUARTER).mark,
            received=RECEIVED,
            source="Công văn số 02/BC-HKH của phường Bình Minh",
        )
        return {"version": filed.row.version}

    office.do("ketoan", "return.enter", at(RECEIVED, 9), work, unit=REPORTER)
