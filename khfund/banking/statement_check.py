"""One walk through a statement's table: adding up its lines, and comparing them with what the bank states."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from khfund.banking.running_balance import OppositeSideError, RunningBalance, total_breaks
from khfund.banking.statement_control import Control, Kind
from khfund.banking.statement_row import BankLineRead
from khfund.calendar import DateRange
from khfund.errors import KhfundError, Problem
from khfund.sheet import Sheet


class SwappedDayError(KhfundError):
    """A line's day lies in the period that its statement names."""

    message = (
        "Ngày {day:%d/%m/%Y} ở ngoài kỳ của sao kê ({period}), còn {swapped:%d/%m/%Y} thì ở trong: ngày và tháng đã bị đổi chỗ khi lưu "
        "tệp. Hãy tải lại tệp từ ngân hàng, hoặc sửa các ô ngày."
    )
    english = (
        "The day {day:%d/%m/%Y} is outside the statement's period ({period}) while {swapped:%d/%m/%Y} is inside: day and month were "
        "exchanged when the file was saved. Download the file again, or correct the cells with days."
    )


class TooManyProblemsError(KhfundError):
    """A file with wrong rows all over was probably read the wrong way."""

    message = "Đã dừng đọc sau {count} chỗ sai; có lẽ tệp không đúng mẫu sao kê."
    english = "Reading stopped after {count} problems; the file is probably no statement."


KEPT_MAX = 50_000
"""More lines than these are not kept in memory."""

PROBLEMS_MAX = 1_000


class StatementCheck:
    """The sums and findings of a walk; amounts in đồng, `kept` is None where the lines were too many to keep.

    Which way the file runs shows in its days, and where all are the same, in which way its balances agree; so both
    ways are followed until the end.
    """

    def __init__(
        self,
        sheet: Sheet,
        doubts: Iterable[Problem] = (),
        stated_period: DateRange | None = None,
        *,
        one_column: bool = False,
    ) -> None:
        self.sheet = sheet
        self.problems = [*doubts]
        self.stated_period = stated_period
        self.one_column = one_column
        self.kept: list[BankLineRead] | None = []
        self.count = self.balances = self.debit = self.credit = 0
        self._page = (0, 0)
        self._totals: list[Problem] = []
        self._opening: Control | None = None
        self._closing: Control | None = None
        self._late: set[Kind] = set()
        self._upward, self._downward = RunningBalance(), RunningBalance(newest_first=True)
        self._days: tuple[datetime.date, datetime.date] | None = None
        self._day_before: datetime.date | None = None
        self._rises = self._falls = False

    def walk(self, above: Iterable[Control], table: Iterable[BankLineRead | Control | Problem]) -> None:
        """Take what was stated above the table, then the table to its end or to the thousandth problem."""
        for control in above:
            self._take_control(control)
        for part in table:
            if isinstance(part, BankLineRead):
                self._take_line(part)
            elif isinstance(part, Control):
                self._take_control(part)
            else:
                self.problems.append(part)
                if len(self.problems) >= PROBLEMS_MAX:
                    self.problems.append(Problem(part.place, TooManyProblemsError(count=PROBLEMS_MAX)))
                    break
        self._meet_ends()
        self._require_sides()

    def _take_line(self, line: BankLineRead) -> None:
        self.balances += line.balance is not None
        net = line.credit - line.debit
        self._upward.follow(net, line.balance, line.row)
        self._downward.follow(net, line.balance, line.row)
        self.count += 1
        self.debit += line.debit
        self.credit += line.credit
        if line.day != self._day_before:
            self._take_day(line.day)
            self._require_day(line)
        if self.kept is not None:
            self.kept.append(line)
            if self.count > KEPT_MAX:
                self.kept = None

    def _take_day(self, day: datetime.date) -> None:
        if self._day_before is not None:
            self._falls |= day < self._day_before
            self._rises |= day > self._day_before
        first, last = self._days or (day, day)
        self._days = min(first, day), max(last, day)
        self._day_before = day

    def _require_day(self, line: BankLineRead) -> None:
        """Note a day that would lie in the stated period if its day and month changed places."""
        period, day = self.stated_period, line.day
        if period is None or day in period or day.day > 12:
            return
        swapped = day.replace(month=day.day, day=day.month)
        if swapped in period:
            error = SwappedDayError(day=day, swapped=swapped, period=period)
            self.problems.append(Problem(self.sheet.place(line.row), error))

    def _require_sides(self) -> None:
        """Note that every break agrees once debit and credit change places; one alone may be a missing line."""
        found = self.balance.breaks
        if found and all(one.opposite for one in found) and (len(found) > 1 or self.one_column):
            error = OppositeSideError(count=self.balance.broken)
            self.problems.append(Problem(self.sheet.place(found[0].row), error))

    def _take_control(self, control: Control) -> None:
        if control.sides is not None:
            whole = (self.debit, self.credit)
            page = (self.debit - self._page[0], self.credit - self._page[1])
            self._totals += total_breaks(self.sheet.place(control.row), control.sides, [page, whole])
            self._page = whole
        elif control.balance is not None:
            self._take_balance(control, control.balance)

    def _take_balance(self, control: Control, balance: int) -> None:
        """A stated opening or closing: of the whole file, or of a day or page where the lines have begun."""
        if self.count:
            self._late.add(control.kind)
        if control.kind is Kind.CLOSING:
            self._closing = control
            (self._upward if self.count else self._downward).meet(balance, control.row)
        elif self._opening is None:
            self._opening = control
            if not self.count:
                self._upward.meet(balance, control.row)
        elif balance != self._opening.balance:
            self._upward.meet(balance, control.row)

    def _meet_ends(self) -> None:
        """Compare what is stated about the two ends of the file and could not be compared on the way."""
        opening, closing = self._opening, self._closing
        if closing is not None and closing.balance is not None:
            if Kind.CLOSING in self._late:
                self._downward.meet_first(closing.balance, closing.row)
            else:
                self._upward.meet(closing.balance, closing.row)
        if opening is not None and opening.balance is not None:
            self._downward.meet(opening.balance, opening.row)
            if Kind.OPENING in self._late:
                self._upward.meet_first(opening.balance, opening.row)

    @property
    def newest_first(self) -> bool:
        """Whether the file begins with its newest line."""
        if self._rises or self._falls:
            return self._falls and not self._rises
        return self._downward.broken < self._upward.broken

    @property
    def in_order(self) -> bool:
        """Whether the lines of a day stand together."""
        return not (self._rises and self._falls)

    @property
    def balance(self) -> RunningBalance:
        """The stated balances, followed the way the file runs."""
        return self._downward if self.newest_first else self._upward

    @property
    def breaks(self) -> list[Problem]:
        """Every place where the bank's figures and its lines disagree."""
        balances = [Problem(self.sheet.place(found.row), found.error()) for found in self.balance.breaks]
        return [*balances, *self._totals]

    @property
    def opening(self) -> int | None:
        """The balance before the oldest line, stated or computed."""
        if self._opening is not None:
            return self._opening.balance
        return self._downward.now if self.newest_first else self._upward.first

    @property
    def closing(self) -> int | None:
        """The balance after the newest line, stated or computed."""
        if self.newest_first:
            return self._closing.balance if self._closing is not None else self._downward.first
        return self._upward.now

    @property
    def period(self) -> DateRange | None:
        """From the first to the last day of the lines."""
        return DateRange.between(*self._days) if self._days else None
