"""For whom the form of a period is made: the units below, with what each of them told last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from khfund.errors import KhfundError
from khfund.returns.footing import names
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_workbook import Reporter
from khfund.returns.unit_return import figures_of, latest
from khfund.unit import Level, Unit, find_unit, tree_on


class NobodyReportsError(KhfundError):
    """The form is made for units below."""

    message = (
        "Không có đơn vị nào ở dưới {unit} trong kỳ này; hãy thêm bằng `khfund unit enter` hoặc chọn --of."
    )
    english = (
        "There is no unit below {unit} in this period; enter one with `khfund unit enter` or choose --of."
    )


def reporters_of(
    session: Session, receiver: Unit, period: ReportingPeriod, codes: Sequence[str]
) -> list[Reporter]:
    """Return whoever reports to `receiver` in a period, or the units named by `codes`, ready for the form.

    Raises: NobodyReportsError, UnitUnknownError.
    """
    tree = tree_on(session, period.days.last)
    below = [
        tree.units[one] for one in tree.scope(receiver.id)[1:] if tree.units[one].level is not Level.BASE
    ]
    asked = [find_unit(session, code) for code in codes] or below
    if not asked:
        raise NobodyReportsError(unit=receiver.name)
    return [_reporter(session, one, tree.names[one.id], period) for one in asked]


def _reporter(session: Session, unit: Unit, name: str, period: ReportingPeriod) -> Reporter:
    """The unit's form, with the balances and named funds of its last return for it to confirm."""
    earlier = next((one for before in period.before if (one := latest(session, unit.id, before))), None)
    if earlier is None:
        return Reporter(unit.code, name)
    figures = figures_of(session, earlier)
    opening = {(one.row, "opening"): one.value for one in figures if one.measure == "closing"}
    named = {row: called for row, called in names(figures).items() if row.startswith("Q")}
    return Reporter(unit.code, name, opening, named)
