"""The consolidated balances on paper and in a workbook say what the figures say."""

from datetime import UTC, date, datetime

import pytest

from khfund.ledger import Restriction
from khfund.reports.consolidation import BooksDisagreeError, Consolidation, Item, UnitLine
from khfund.reports.consolidation_paper import notes, pdf, tables, title, xlsx
from khfund.sheet import read

MADE = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KH = Restriction.UNRESTRICTED


def a_line(number, name, bank, **more):
    cells = {(KH, Item.BANK): bank, (KH, Item.SPENDABLE): bank}
    return UnitLine(
        number, f"0{number}", name, cells | {(KH, Item(key)): amount for key, amount in more.items()}
    )


@pytest.fixture
def shown():
    disagreement = BooksDisagreeError(
        number=1, sender="Tỉnh", receiver="Xã", sent=300, received=290, difference=10
    )
    return Consolidation(
        on=date(2025, 6, 30),
        top="Hội Khuyến học tỉnh Mường Sáng",
        restated_on=date(2025, 7, 1),
        lines=[a_line(1, "Tỉnh", 700, inter_unit_claims=300), a_line(2, "Xã <b>", 290, inter_unit_debts=290)],
        without_book=["xã Ba", "xã Bốn"],
        eliminated=290,
        warnings=[disagreement],
    )


def test_what_units_owe_each_other_is_a_row_so_that_the_feet_are_true(shown):
    items, kinds = tables(shown)

    records = list(items.records())
    feet = dict(zip([one.key for one in items.columns], items.foot, strict=True))
    assert [one["unit"] for one in records] == ["Tỉnh", "Xã <b>", "Loại trừ nội bộ"]
    assert {item: feet[item.value] for item in Item} == {item: shown.total(item) for item in Item}
    assert (feet["inter_unit_claims"], feet["inter_unit_debts"]) == (10, 0)
    assert kinds.foot[-1] == 990


def test_the_title_and_the_notes_say_on_which_units_it_stands(shown):
    assert title(shown) == (
        "Tổng hợp quỹ của Hội Khuyến học tỉnh Mường Sáng và các đơn vị bên dưới đến ngày 30/06/2025, "
        "tính theo các đơn vị ngày 01/07/2025"
    )
    assert notes(shown, names_max=1) == [
        str(shown.warnings[0]),
        "Khoản các đơn vị phải thu, phải trả lẫn nhau đã loại trừ, không cộng hai lần.",
        "2 đơn vị không mở sổ ở đây, không có trong số liệu: xã Ba; ….",
    ]


def test_the_workbook_holds_both_tables_and_the_notes(shown):
    book = read(xlsx(shown, made_at=MADE), "bang.xlsx")

    first = [list(row.values) for row in book.first]
    assert [row[:2] for row in first[3:7]] == [
        ["01", "Tỉnh"],
        ["02", "Xã <b>"],
        ["", "Loại trừ nội bộ"],
        ["Cộng", ""],
    ]
    assert first[-1][0] == "2 đơn vị không mở sổ ở đây, không có trong số liệu: xã Ba; xã Bốn."
    assert xlsx(shown, made_at=MADE) == xlsx(shown, made_at=MADE)


def test_the_paper_is_one_page_and_the_same_each_time(shown):
    paper = pdf(shown, made_at=MADE, parent_body="UBND tỉnh", place="Mường Sáng")

    assert paper.startswith(b"%PDF-")
    assert paper == pdf(shown, made_at=MADE, parent_body="UBND tỉnh", place="Mường Sáng")
