"""The bank's own figures as a control: stated balances and totals against the lines between them."""

from __future__ import annotations

import attrs

from khfund.errors import KhfundError, Place, Problem


class BalanceBreakError(KhfundError):
    """A stated balance is the one before it, plus the credits and minus the debits between."""

    message = (
        "Số dư ghi {stated:dong}, nhưng tính tiếp từ số dư đã ghi trước đó thì được {computed:dong} "
        "(lệch {difference:dong}). Có thể thiếu hoặc thừa dòng."
    )
    english = (
        "The balance says {stated:dong}, but going on from the one stated before gives {computed:dong} "
        "(difference {difference:dong}). A line may be missing or too many."
    )


class TotalBreakError(KhfundError):
    """A stated total is the sum of its column."""

    message = "Dòng tổng ghi {side} {stated:dong}, nhưng cộng các dòng được {computed:dong} (lệch {difference:dong})."
    english = "The total row says {side} {stated:dong}, but the lines add up to {computed:dong} (difference {difference:dong})."


class OppositeSideError(KhfundError):
    """Money that came in raises the balance, money that went out lowers it."""

    message = (
        "Các dòng đến đây bị đọc ngược: số dư tăng khi dòng là tiền ra, giảm khi dòng là tiền vào ({count:so} chỗ). "
        "Hãy xem lại tiêu đề cột: ghi có của ngân hàng là tiền vào; nếu chỉ có một cột số tiền, hãy thêm dấu trừ "
        "cho tiền ra hoặc thêm cột «Nợ/Có»."
    )
    english = (
        "The lines up to here are read the wrong way round: the balance rises where money goes out and falls where "
        "it comes in ({count:so} places). Check the column words: the bank's credit is money coming in; with a "
        "single column of amounts, put a minus before what goes out or add a column “Debit/Credit”."
    )


BREAKS_MAX = 1_000
"""More breaks than these are counted but not listed; a file that runs the other way breaks at every line."""


@attrs.frozen
class Break:
    """A stated balance that does not follow, with the row of the file that states it."""

    row: int
    stated: int
    computed: int
    since: int = attrs.field(default=0, eq=False)

    @property
    def opposite(self) -> bool:
        """Whether the balance follows when what came in since the one before went out, and the other way round."""
        return self.since != 0 and self.stated == self.computed - 2 * self.since

    def error(self) -> BalanceBreakError:
        """The break in words."""
        return BalanceBreakError(
            stated=self.stated, computed=self.computed, difference=self.stated - self.computed
        )


@attrs.define
class RunningBalance:
    """Follows the lines in the order of the file and notes every break.

    A stated balance is the account's after its line. Where the file begins with its newest line (`newest_first`),
    the next stated balance lies further back, so that lines are taken off instead of added. `first` is the balance
    at the file's beginning as the first stated balance gives it.
    """

    newest_first: bool = False
    known: int | None = None
    since: int = 0
    first: int | None = None
    checked: int = 0
    broken: int = 0
    breaks: list[Break] = attrs.field(factory=list)

    def follow(self, net: int, balance: int | None, row: int) -> None:
        """Take one line: what it adds to the account, and its stated balance if there is one."""
        if not self.newest_first:
            self.since += net
        if balance is not None:
            self.meet(balance, row)
        if self.newest_first:
            self.since -= net

    def meet(self, balance: int, row: int) -> None:
        """Compare a stated balance with what the last one and the lines since then give, and go on from it."""
        if self.known is None:
            self.first = balance - self.since
        else:
            self._compare(balance, self.known + self.since, row, self.since)
        self.known, self.since = balance, 0

    def meet_first(self, balance: int, row: int) -> None:
        """Compare a balance stated elsewhere with the one from which the file was followed."""
        if self.first is not None:
            self._compare(balance, self.first, row)

    def _compare(self, stated: int, computed: int, row: int, since: int = 0) -> None:
        self.checked += 1
        if stated != computed:
            self.broken += 1
            if len(self.breaks) < BREAKS_MAX:
                self.breaks.append(Break(row, stated, computed, since))

    @property
    def now(self) -> int | None:
        """The balance at the point reached, None where none was stated yet."""
        return None if self.known is None else self.known + self.since


def total_breaks(place: Place, stated: tuple[int, int], sums: list[tuple[int, int]]) -> list[Problem]:
    """Compare a total row's (debit, credit) with the sums it may stand for: of the page, or of all; None fits both."""
    if any(stated == of_lines for of_lines in sums):
        return []
    return [
        Problem(place, TotalBreakError(side=side, stated=written, computed=added, difference=written - added))
        for side, written, added in zip(("ghi nợ", "ghi có"), stated, sums[-1], strict=True)
        if written != added
    ]
