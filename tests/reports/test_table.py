from datetime import date

from khfund.reports.table import CellKind, Column, Table, amount

TABLE = Table(
    "x",
    "X",
    (
        Column("name", "Tên"),
        amount("got", "Nhận"),
        amount("share", "Phần", adds=False),
        Column("day", "Ngày", CellKind.DAY),
    ),
    [("An", 5, 1, date(2026, 1, 2)), ("Bình", -2, 3, None)],
)


def test_the_foot_adds_up_the_amounts_that_add():
    assert TABLE.foot == (None, 3, None, None)


def test_a_narrower_table_keeps_its_rows_in_the_order_asked_for():
    narrow = TABLE.only("got", "name")

    assert [column.key for column in narrow.columns] == ["got", "name"]
    assert narrow.rows == [(5, "An"), (-2, "Bình")]


def test_records_are_by_key_with_iso_days():
    assert list(TABLE.records()) == [
        {"name": "An", "got": 5, "share": 1, "day": "2026-01-02"},
        {"name": "Bình", "got": -2, "share": 3, "day": None},
    ]
