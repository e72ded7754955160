"""One row of a bank's table: its day, amounts and words, read strictly."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import attrs

from khfund import money
from khfund.banking.statement_currency import require_dong
from khfund.banking.statement_day import looks_dated, time_of, typed_moment, written_moment
from khfund.banking.statement_layout import Role
from khfund.banking.written_amount import MARKS, NegativeSideError, signed_amount, unsigned_amount
from khfund.calendar import UnreadableDayError
from khfund.errors import KhfundError
from khfund.sheet import Row
from khfund.vietnamese import clean, fold


class MissingDayError(KhfundError):
    """A row with an amount has a day."""

    message = "Dòng có số tiền nhưng không có ngày giao dịch; hãy ghi ngày, hoặc xóa dòng nếu đó không phải giao dịch."
    english = "The row has an amount but no day; write the day, or delete the row if it is no transaction."


class MissingAmountError(KhfundError):
    """A dated row has an amount other than zero."""

    message = "Dòng có ngày giao dịch nhưng không có số tiền; hãy ghi số tiền, hoặc xóa dòng nếu đó không phải giao dịch."
    english = "The row has a day but no amount; write the amount, or delete the row if it is no transaction."


class TwoAmountsError(KhfundError):
    """A row is either a debit or a credit."""

    message = "Dòng vừa ghi nợ {debit:dong} vừa ghi có {credit:dong}; mỗi dòng chỉ được một bên."
    english = (
        "The row has a debit of {debit:dong} and a credit of {credit:dong}; it can have only one of them."
    )


class UnknownMarkError(KhfundError):
    """The mark beside an amount says debit or credit."""

    message = "Không hiểu dấu «{mark}»; dấu ghi nợ là D, DR, N, Nợ, -; dấu ghi có là C, CR, Có, +."
    english = "The mark “{mark}” is not understood; debit is D, DR, N, Nợ, -; credit is C, CR, Có, +."


@attrs.frozen
class BankLineRead:
    """One line of a statement as the bank wrote it. Amounts are whole đồng; one of `debit` and `credit` is 0.

    The sides are the bank's: `credit` is money that came in. `written` is the narration with the bank's own breaks,
    even in the middle of a word; `narration` is its clean copy. `balance` is the account's after the line.
    """

    row: int
    day: datetime.date
    time: datetime.time | None
    reference: str
    debit: int
    credit: int
    balance: int | None
    narration: str
    written: str
    counterparty: str = ""
    counterparty_account: str = ""

    @property
    def net(self) -> int:
        """What the line adds to the account; negative for a debit."""
        return self.credit - self.debit


CACHE_MAX = 10_000


class RowReader:
    """Reads rows by the columns of one header and one way of writing amounts.

    `at` is the column read last, so that a refusal can be shown at its cell.
    """

    def __init__(
        self,
        columns: Mapping[Role, int],
        thousands: money.Thousands,
    ) -> None:
        self.columns = columns
        self.thousands = thousands
        self.at: int | None = None
        self._days: dict[str, tuple[datetime.date, datetime.time | None, str]] = {}
        self._day = columns[Role.DAY]
        self._time = columns.get(Role.TIME)
        self._debit, self._credit = columns.get(Role.DEBIT), columns.get(Role.CREDIT)
        self._amount, self._mark = columns.get(Role.AMOUNT), columns.get(Role.MARK)
        self._balance, self._currency = columns.get(Role.BALANCE), columns.get(Role.CURRENCY)
        self._narration, self._reference = columns.get(Role.NARRATION), columns.get(Role.REFERENCE)
        self._other, self._other_account = (
            columns.get(Role.COUNTERPARTY),
            columns.get(Role.COUNTERPARTY_ACCOUNT),
        )
        self._amounts = [column for column in (self._debit, self._credit, self._amount) if column is not None]

    def is_dated(self, row: Row) -> bool:
        """Whether the day's cell holds a day, or what was meant for one."""
        value = row[self._day]
        return (isinstance(value, str) and value in self._days) or looks_dated(value)

    def has_amount(self, row: Row) -> bool:
        """Whether something with a figure is written under debit, credit or amount."""
        return any(_has_digit(row[column]) for column in self._amounts)

    def has_figures(self, row: Row) -> bool:
        """Whether something with a figure is written under any amount or balance."""
        return self.has_amount(row) or (self._balance is not None and _has_digit(row[self._balance]))

    def line(self, row: Row) -> BankLineRead:
        """Read a dated row.

        Raises: DayError, AmountError, MissingAmountError, TwoAmountsError, UnknownMarkError,
        ForeignCurrencyError.
        """
        if self._currency is not None:
            self.at = self._currency
            require_dong(str(row[self._currency]))
        day, time, rest = self.moment(row)
        debit, credit = self.sides(row)
        written = self.narration(row)
        return BankLineRead(
            row.number,
            day,
            time,
            rest if self._reference == self._day else _clean(row, self._reference),
            debit,
            credit,
            self.balance(row),
            clean(written),
            written,
            _clean(row, self._other),
            _clean(row, self._other_account),
        )

    def narration(self, row: Row) -> str:
        """The narration as it is written."""
        if self._narration is None:
            return ""
        value = row[self._narration]
        return value.strip() if isinstance(value, str) else str(value)

    def day_text(self, row: Row) -> str:
        """What stands in the day's cell."""
        return str(row[self._day]).strip()

    def moment(self, row: Row) -> tuple[datetime.date, datetime.time | None, str]:
        """The day, the time if there is one, and what else stands in the day's cell.

        Raises: DayError.
        """
        self.at = self._day
        value = row[self._day]
        if isinstance(value, str):
            known = self._days.get(value)
            if known is None:
                known = written_moment(value)
                if known[2] and self._reference != self._day:
                    raise UnreadableDayError(text=clean(value))
                if len(self._days) < CACHE_MAX:
                    self._days[value] = known
            day, time, rest = known
        else:
            (day, time), rest = typed_moment(value), ""
        if time is None and self._time is not None:
            time = time_of(row[self._time])
        return day, time, rest

    def sides(self, row: Row) -> tuple[int, int]:
        """The bank's (debit, credit) of a dated row.

        Raises: AmountError, MissingAmountError, TwoAmountsError, UnknownMarkError.
        """
        if self._amount is not None:
            amount = self._signed(row, self._amount)
            debit, credit = max(-amount, 0), max(amount, 0)
        else:
            debit, credit = self.debit_and_credit(row)
        if debit and credit:
            raise TwoAmountsError(debit=debit, credit=credit)
        if not (debit or credit):
            raise MissingAmountError
        return debit, credit

    def debit_and_credit(self, row: Row) -> tuple[int, int]:
        """The amounts in the two columns; an empty cell or a lone dash is 0.

        Raises: AmountError.
        """
        return self._in_column(row, self._debit), self._in_column(row, self._credit)

    def _in_column(self, row: Row, column: int | None) -> int:
        if column is None or (value := row[column]) == "":
            return 0
        self.at = column
        if isinstance(value, str):
            return unsigned_amount(value, self.thousands) if value.strip() not in {"", "-"} else 0
        if isinstance(value, int | float) and value < 0:
            raise NegativeSideError(text=str(value))
        return _whole(value)

    def balance(self, row: Row) -> int | None:
        """The balance, which alone may be negative; None where none is written.

        Raises: AmountError.
        """
        if self._balance is None or (value := row[self._balance]) == "":
            return None
        self.at = self._balance
        if not isinstance(value, str):
            return -_whole(-value) if isinstance(value, int | float) and value < 0 else _whole(value)
        text = value.strip()
        return signed_amount(text, self.thousands) if text else None

    def _signed(self, row: Row, column: int) -> int:
        """The one amount of a row, with the sign of its mark."""
        self.at = column
        value = row[column]
        if isinstance(value, str):
            amount = signed_amount(value, self.thousands)
        else:
            amount = -_whole(-value) if isinstance(value, int | float) and value < 0 else _whole(value)
        if self._mark is not None:
            self.at = self._mark
            mark = fold(str(row[self.at])).strip(" .")
            if mark not in MARKS:
                raise UnknownMarkError(mark=mark)
            amount = MARKS[mark] * abs(amount)
        return amount


def _clean(row: Row, column: int | None) -> str:
    return "" if column is None else clean(str(row[column]))


def _has_digit(value: Any) -> bool:
    return value[:1].isdecimal() or any(map(str.isdecimal, value)) if isinstance(value, str) else True


def _whole(value: Any) -> int:
    """A typed cell as đồng.

    Raises: AmountError.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise money.UnreadableAmountError(text=str(value))
    if value < 0:
        raise money.NegativeAmountError(text=str(value))
    if value > money.AMOUNT_MAX:
        raise money.AmountTooLargeError(text=str(value), largest=money.AMOUNT_MAX)
    if isinstance(value, float) and not value.is_integer():
        raise money.FractionOfDongError(text=str(value))
    return int(value)
