"""Take a workbook of returns in: all of its sheets, or, where one place needs mending, none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from khfund.errors import KhfundError, Problem, ProblemsFound
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.return_sheet import ReadReturn, read_returns
from khfund.returns.unit_return import Filed, file_return
from khfund.sheet import Workbook
from khfund.unit import UnitUnknownError, find_unit

if TYPE_CHECKING:
    from khfund.command import Command


class ReturnTwiceInFileError(KhfundError):
    """A workbook holds one return of a unit for a period."""

    message = "Tệp này có hai trang cùng của {code}, {period}; hãy bỏ một trang."
    english = "This file holds two sheets of {code} for {period}; leave one out."


class ReturnOfAnotherPeriodError(KhfundError):
    """A workbook is taken in for the period for which it was asked."""

    message = "Trang này báo cáo {found}, đang nhập {wanted}; hãy chọn đúng tệp hoặc đúng kỳ."
    english = "This sheet reports {found}, while {wanted} is being taken in; choose the right file or period."


def import_returns(
    session: Session,
    command: Command,
    workbook: Workbook,
    *,
    received: date,
    period: ReportingPeriod | None = None,
    replace_because: str = "",
) -> list[Filed]:
    """Keep every return of a filled workbook; `period` refuses sheets about another one.

    Raises: ProblemsFound with sheet and cell of every mistake, NoReturnInFileError.
    """
    read, problems = read_returns(workbook)
    filed: list[Filed] = []
    seen: set[tuple[str, ReportingPeriod]] = set()
    for one in read:
        try:
            _require_new(one, seen, period)
            filed.append(_file(session, command, one, received, replace_because))
        except UnitUnknownError as error:
            problems.append(Problem(one.unit_place, error))
        except KhfundError as error:
            problems.append(Problem(one.place, error))
    if problems:
        raise ProblemsFound(file=workbook.file, problems=problems)
    return filed


def _require_new(
    one: ReadReturn, seen: set[tuple[str, ReportingPeriod]], wanted: ReportingPeriod | None
) -> None:
    if wanted is not None and one.period != wanted:
        raise ReturnOfAnotherPeriodError(found=str(one.period), wanted=str(wanted))
    if (one.unit, one.period) in seen:
        raise ReturnTwiceInFileError(code=one.unit, period=str(one.period))
    seen.add((one.unit, one.period))


def _file(session: Session, command: Command, one: ReadReturn, received: date, because: str) -> Filed:
    return file_return(
        session,
        command,
        find_unit(session, one.unit),
        one.period,
        one.figures,
        edition=one.edition,
        received=received,
        coverage=one.coverage,
        source=one.place.file,
        replace_because=because,
    )
