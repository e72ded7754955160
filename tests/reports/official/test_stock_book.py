from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.donations.stock_movement import undo
from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.donations.warehouses import a_warehouse
from tests.reports.official.books import last_of, lines_of

MARCH = DateRange.parse("2026-03")


def shown(found):
    return [(kind, cells[0] if kind == "heading" else cells[2], *cells[4:]) for kind, cells in found]


def test_the_book_shows_pieces_and_value_of_each_item_in_each_place(database):
    kho = a_warehouse(database)
    kho.give(10, 2_000_000, day=date(2026, 2, 5))
    kho.give(100, 7_000, item=kho.milk)
    kho.hand_over(4)

    assert shown(lines_of(kho.office, "stock-book", MARCH)) == [
        ("heading", "1. SUA – sữa (hộp); kho KHO – Kho văn phòng Hội", *[None] * 6),
        ("opening", "Tồn đầu kỳ", None, None, None, None, None, None),
        (
            "entry", "Tập đoàn Viễn thông Viettel ủng hộ hiện vật: 100 hộp sữa",
            100, 700_000, None, None, 100, 700_000,
        ),
        ("subtotal", "Cộng, tồn cuối kỳ", 100, 700_000, None, None, 100, 700_000),
        ("heading", "2. XE – xe đạp (chiếc); kho KHO – Kho văn phòng Hội", *[None] * 6),
        ("opening", "Tồn đầu kỳ", None, None, None, None, 10, 20_000_000),
        ("entry", shown(lines_of(kho.office, "stock-book", MARCH))[6][1], None, None, 4, 8_000_000, 6, 12_000_000),
        ("subtotal", "Cộng, tồn cuối kỳ", None, None, 4, 8_000_000, 6, 12_000_000),
        ("closing", "Cộng giá trị trong kỳ", None, 700_000, None, 8_000_000, None, 12_700_000),
    ]  # fmt: skip


def test_what_was_undone_is_negative_on_its_own_side(database):
    kho = a_warehouse(database)
    kho.give(10, 2_000_000)
    entry = kho.hand_over(4)
    kho.office.do(
        "goods.undo",
        lambda s, c: undo(s, c, entry.id, day=date(2026, 4, 1), reason="Chưa trao"),
        by=kho.office.chief,
    )

    found = [cells[2:] for cells in shown(lines_of(kho.office, "stock-book")) if cells[0] == "entry"]
    assert found == [
        (10, 20_000_000, None, None, 10, 20_000_000),
        (None, None, 4, 8_000_000, 6, 12_000_000),
        (None, None, -4, -8_000_000, 10, 20_000_000),
    ]


def test_value_without_an_item_has_a_section_of_its_own(database):
    office = an_office(database)
    day = date(2026, 3, 5)
    office.post(date(2026, 2, 1), office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 50))
    office.post(day, office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 700))
    office.post(day, office.posting(AccountRole.GOODS_HANDED_OVER, AccountRole.GOODS, 300))

    assert shown(lines_of(office, "stock-book", MARCH)) == [
        ("heading", "Giá trị ghi sổ không theo mặt hàng", *[None] * 6),
        ("opening", "Giá trị đầu kỳ", None, None, None, None, None, 50),
        ("entry", "Ủng hộ", None, 700, None, None, None, 750),
        ("entry", "Ủng hộ", None, None, None, 300, None, 450),
        ("subtotal", "Cộng, giá trị cuối kỳ", None, 700, None, 300, None, 450),
        ("closing", "Cộng giá trị trong kỳ", None, 700, None, 300, None, 450),
    ]


def test_an_empty_book_has_one_line(database):
    assert last_of(an_office(database), "stock-book") == (None, None, "Cộng giá trị trong kỳ", *[None] * 7)


def test_a_book_that_is_not_worth_what_the_ledger_says_is_not_made(database):
    kho = a_warehouse(database)
    kho.give(10, 2_000_000)
    tamper(database, "UPDATE stock_movement SET value_in = value_in + 10")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(kho.office, "stock-book")

    assert str(refusal.value) == (
        "Sổ kho hiện vật: theo từng dòng là 20.000.010 đ, theo sổ cái là 20.000.000 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
