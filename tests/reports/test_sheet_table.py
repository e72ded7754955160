from hypothesis import given
from hypothesis import strategies as st

from khfund.reports.sheet_table import SheetRow, SheetTable, thousands
from khfund.reports.table import CellKind, Column

COLUMNS = (
    Column("unit", "Đơn vị"),
    Column("money", "Tiền", CellKind.AMOUNT),
    Column("heads", "Người", CellKind.COUNT),
)


def a_table(*rows):
    return SheetTable("t", "T", COLUMNS, tuple(SheetRow(row) for row in rows))


def test_thousands_round_half_up_on_both_sides_of_nought():
    assert [thousands(one) for one in (0, 499, 500, 1_499, 1_500, -499, -500)] == [0, 0, 1, 1, 2, 0, -1]


def test_only_amounts_are_shortened():
    short = a_table(("A", 1_234_567, 1_500), ("B", "…", None)).in_thousands()

    assert [row.cells for row in short.rows] == [("A", 1_235, 1_500), ("B", "…", None)]


def test_the_largest_amount_is_found_by_size():
    assert a_table(("A", -7, 900), ("B", 5, 1)).largest == 7
    assert a_table().largest == 0


@given(st.integers(-(10**15), 10**15))
def test_a_shortened_amount_is_never_off_by_more_than_half_a_thousand(dong):
    assert abs(thousands(dong) * 1000 - dong) <= 500
