from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from khfund.calendar import Month
from khfund.ledger import VoucherKind
from khfund.reports.official.posted_line import PostedLine, Side
from khfund.reports.official.running import Step, Sum, running


def a_side(day, debit, credit):
    line = PostedLine(1, day, day, VoucherKind.JOURNAL, "PK-2026-00001", "x", "", 1, 1, 2, debit or credit)
    return Side(line, debit, credit, (2,), (1,))


def test_each_step_has_its_balance_and_each_month_its_sum():
    first, second = date(2026, 1, 5), date(2026, 2, 1)
    sides = [a_side(first, 10, 0), a_side(first, 0, 4), a_side(second, 1, 0)]

    assert list(running(sides, 100)) == [
        Step(sides[0], 110, ends_day=False),
        Step(sides[1], 106, ends_day=True),
        Sum(Month(2026, 1), 10, 4, 106),
        Step(sides[2], 107, ends_day=True),
        Sum(Month(2026, 2), 1, 0, 107),
        Sum(None, 11, 4, 107),
    ]


def test_an_account_that_never_moved_has_one_sum_of_nothing():
    assert list(running([], 5)) == [Sum(None, 0, 0, 5)]


@given(
    st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-(10**9), 10**9))),
    st.integers(-(10**12), 10**12),
)
def test_the_sums_of_the_months_come_to_the_whole(moves, opening):
    sides = [a_side(day, amount, 0) for day, amount in sorted(moves)]

    *months, whole = (one for one in running(sides, opening) if isinstance(one, Sum))

    assert sum(one.debit for one in months) == whole.debit
    assert whole.standing == opening + whole.debit - whole.credit
    assert [one.month for one in months] == sorted({Month.of(day) for day, _ in moves})
