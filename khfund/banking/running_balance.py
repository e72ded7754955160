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


@attrs.define
class RunningBalance:
    """Follows the lines in the order of the file and notes every break.

    A stated balance is the account's after its line. Where the file begins with its newest line (`newest_first`),
    the next stated balance lies further back, so that lines are taken off instead of added.
    """

    newest_first: bool = False
    known: int | None = None
    since: int = 0
    first: int | None = None
    checked: int = 0
    breaks: list[Problem] = attrs.field(factory=list)

    def follow(self, net: int, balance: int | None, place: Place | None) -> None:
        """Take one line: what it adds to the account, and its stated balance, with its place, if there is one."""
        if not self.newest_first:
            self.since += net
        if balance is not None and place is not None:
            self.meet(balance, place)
        if self.newest_first:
            self.since -= net

    def meet(self, balance: int, place: Place) -> None:
        """Compare a stated balance with what the last one and the lines since then give, and go on from it."""
        if self.known is None:
            self.first = balance - self.since
        else:
            self.checked += 1
            if self.known + self.since != balance:
                self.breaks.append(balance_break(place, balance, self.known + self.since))
        self.known, self.since = balance, 0

    @property
    def now(self) -> int | None:
        """The balance at the point reached, None where none was stated yet."""
        return None if self.known is None else self.known + self.since


def balance_break(place: Place, stated: int, computed: int) -> Problem:
    """A break at `place`."""
    return Problem(place, BalanceBreakError(stated=stated, computed=computed, difference=stated - computed))


def total_breaks(place: Place, stated: tuple[int, int], sums: list[tuple[int, int]]) -> list[Problem]:
    """Compare a total row's (debit, credit) with the sums it may stand for: of the page, or of all; None fits both."""
    if any(stated == of_lines for of_lines in sums):
        return []
    return [
        Problem(place, TotalBreakError(side=side, stated=written, computed=added, difference=written - added))
        for side, written, added in zip(("ghi nợ", "ghi có"), stated, sums[-1], strict=True)
        if written != added
    ]
