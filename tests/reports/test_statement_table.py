from khfund.ledger import AccountRole, Nature
from khfund.reports.statement_table import ROLE_NAMES, tables, totals
from tests.reports.disclosures import a_disclosure, an_empty_disclosure


def table(key, shown):
    return next(table for table in tables(shown) if table.key == key)


def test_the_totals_lead_from_the_opening_to_the_closing():
    amounts = {row[0]: row[2] for row in totals(a_disclosure()).rows}

    assert amounts == {
        "opening": 5_990_000,
        "received": 3_431_234,
        "used": 850_000,
        "transferred": 0,
        "brought": 0,
        "closing": 8_571_234,
        "difference": 0,
        "held": 8_571_234,
        "held_difference": 0,
        "gifts": 3_430_000,
        "gifts_listed": 2_730_000,
        "gifts_unlisted": 700_000,
    }


def test_a_fund_in_which_nothing_happened_is_shown_with_noughts():
    assert table("funds", an_empty_disclosure()).rows == [
        ("KH", "Quỹ Khuyến học tỉnh", 0, 0, 0, 0, 0, 0, 0),
        ("TH", "Quỹ học bổng Tô Hiệu", 0, 0, 0, 0, 0, 0, 0),
    ]


def test_every_month_of_the_days_has_its_line():
    rows = table("months", a_disclosure()).rows

    assert [row[1] for row in rows] == [f"Tháng {month}/2026" for month in range(1, 13)]
    assert rows[1] == ("202602", "Tháng 2/2026", 2_300_000, 0)
    assert rows[7] == ("202608", "Tháng 8/2026", 0, 0)


def test_what_is_used_carries_its_programme_and_the_account_to_find_it_by():
    assert table("used", a_disclosure()).rows[0] == (
        "KH",
        "Quỹ Khuyến học tỉnh",
        "scholarships",
        "Học bổng, khen thưởng, hỗ trợ",
        "61111",
        "Tiếp sức mùa thi",
        250_000,
        0,
        250_000,
    )


def test_every_place_where_money_lies_has_a_name():
    assert set(ROLE_NAMES) == {
        role for role in AccountRole if role.nature in {Nature.ASSET, Nature.LIABILITY}
    }


def test_keys_of_tables_and_columns_are_unique():
    keys = [one.key for one in tables(a_disclosure())]

    assert len(keys) == len(set(keys)) == 26
    assert all(
        len({column.key for column in one.columns}) == len(one.columns) for one in tables(a_disclosure())
    )
