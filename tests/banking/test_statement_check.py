"""Which way a file runs, and its two ends: cases beyond those of whole statements."""

from datetime import date

import pytest

from khfund.banking.statement_check import StatementCheck
from khfund.banking.statement_control import Control, Kind
from khfund.banking.statement_row import BankLineRead
from khfund.sheet import read

PAGE = read(b"a;b", "a.csv").first


def line(row, day, net, balance=None):
    return BankLineRead(row, date(2026, 3, day), None, "", max(-net, 0), max(net, 0), balance, "", "")


def walked(*parts, above=()):
    check = StatementCheck(PAGE)
    check.walk(above, parts)
    return check


def opening(row, balance):
    return Control(Kind.OPENING, row, balance=balance)


def closing(row, balance):
    return Control(Kind.CLOSING, row, balance=balance)


UP = (line(5, 1, 10, 110), line(6, 2, -30, 80))
DOWN = (line(5, 2, -30, 80), line(6, 1, 10, 110))
SAME_DAY_DOWN = (line(5, 1, -30, 80), line(6, 1, 10, 110))
BARE = (line(5, 1, 10), line(6, 2, -30))


@pytest.mark.parametrize(
    ("above", "parts"),
    [
        ((), UP), ((), DOWN), ((), SAME_DAY_DOWN),
        ((opening(1, 100),), UP), ((opening(1, 100), closing(2, 80)), UP), ((opening(1, 100), closing(2, 80)), DOWN),
        ((), (opening(4, 100), *UP, closing(7, 80))), ((), (*UP, opening(7, 100), closing(8, 80))),
        ((), (*DOWN, opening(7, 100), closing(8, 80))), ((opening(1, 100), closing(2, 80)), BARE),
        ((opening(1, 100),), (*BARE, closing(7, 80))), ((), (*BARE, opening(7, 100), closing(8, 80))),
        ((closing(2, 80),), (*BARE, opening(7, 100))), ((opening(1, 100),), (*DOWN, closing(7, 80))),
        ((), (opening(3, 100), UP[0], closing(5, 110), opening(6, 110), UP[1], closing(8, 80))),
    ],
)  # fmt: skip
def test_a_true_statement_has_no_breaks_wherever_it_states_its_balances(above, parts):
    check = walked(*parts, above=above)

    assert (check.breaks, check.opening, check.closing) == ([], 100, 80)


@pytest.mark.parametrize(
    ("above", "parts", "row"),
    [
        ((opening(1, 99),), UP, 5), ((closing(1, 81),), UP, 1), ((closing(1, 81),), DOWN, 5), ((opening(1, 99),), DOWN, 1),
        ((), (*UP, opening(7, 99)), 7), ((), (*UP, closing(7, 81)), 7), ((), (*DOWN, closing(7, 81)), 7),
        ((), (*DOWN, opening(7, 99)), 7), ((opening(1, 100), closing(2, 81)), BARE, 2),
        ((), (*BARE, opening(7, 99), closing(8, 80)), 7),
        ((), (opening(3, 100), UP[0], opening(6, 111), UP[1]), 6),
    ],
)  # fmt: skip
def test_a_wrong_balance_at_either_end_is_named(above, parts, row):
    assert walked(*parts, above=above).breaks[0].place.row == row


def test_days_in_no_order_are_known():
    mixed = walked(line(5, 2, 1), line(6, 1, 1), line(7, 3, 1))

    assert (mixed.in_order, mixed.newest_first, mixed.opening, mixed.closing) == (False, False, None, None)
    assert str(mixed.period) == "từ 01/03/2026 đến 03/03/2026"
