"""The balances of many books in one table: nothing twice, nothing lost, every disagreement named."""

from datetime import date

import pytest

from khfund.ledger import AccountRole, Restriction
from khfund.reports.consolidation import Item, consolidate
from khfund.unit import Unit, share
from tests.builders import an_office
from tests.ledger.test_dissolution import SHARES, bac_yen, end, funded, hand_over
from tests.ledger.test_transfer_passage import approve, order, receive, send
from tests.provinces import a_unit

OPENED, END = date(2024, 1, 1), date(2025, 7, 1)
ROLES = AccountRole


@pytest.fixture
def province(database):
    return an_office(database, opened=OPENED)


def look(home, on, restated_on=None):
    return home.read(lambda s: consolidate(s, s.get_one(Unit, home.unit), on, restated_on=restated_on))


def totals(shown):
    return {item: shown.total(item) for item in Item if shown.total(item)}


def rows(shown, item=Item.CASH):
    return {line.code: line.item(item) for line in shown.lines}


def test_a_transfer_within_the_scope_is_eliminated(province):
    commune = a_unit(province, "03862", "Hội Khuyến học xã Xím Vàng", book=OPENED)
    province.post(date(2024, 2, 1), province.posting(ROLES.BANK, ROLES.GIFTS, 10_000_000))
    transfer = order(province, "03862", day=date(2024, 3, 1))
    approve(province, transfer)
    send(province, transfer, day=date(2024, 3, 1))
    receive(commune, transfer, day=date(2024, 3, 2))

    shown = look(province, date(2024, 12, 31))

    assert totals(shown) == {Item.BANK: 10_000_000, Item.SPENDABLE: 10_000_000}
    assert (shown.eliminated, shown.warnings) == (3_000_000, [])
    assert rows(shown, Item.BANK) == {"SL": 7_000_000, "03862": 3_000_000}


def test_two_books_that_disagree_are_named_with_the_difference(province):
    commune = a_unit(province, "03862", "Hội Khuyến học xã Xím Vàng", book=OPENED)
    province.post(date(2024, 2, 1), province.posting(ROLES.BANK, ROLES.GIFTS, 10_000_000))
    transfer = order(province, "03862", day=date(2024, 3, 1))
    approve(province, transfer)
    send(province, transfer, day=date(2024, 3, 1))
    receive(commune, transfer, day=date(2024, 3, 2), amount=2_990_000)

    shown = look(province, date(2024, 12, 31))

    (told,) = shown.warnings
    assert str(told) == (
        f"Lưu ý: khoản chuyển {transfer.id} từ Hội Khuyến học tỉnh Mường Sáng sang Hội Khuyến học xã Xím Vàng "
        "(tỉnh Mường Sáng): sổ bên gửi ghi 3.000.000 đ, sổ bên nhận ghi 2.990.000 đ, chênh 10.000 đ."
    )
    assert (shown.eliminated, shown.total(Item.INTER_UNIT_CLAIMS)) == (2_990_000, 10_000)


def test_what_no_transfer_explains_is_named_by_its_book(province):
    commune = a_unit(province, "03862", "Hội Khuyến học xã Xím Vàng", book=OPENED)
    commune.post(date(2024, 2, 1), commune.posting(ROLES.BANK, ROLES.INTER_UNIT_PAYABLE, 77_000))

    shown = look(province, date(2024, 12, 31))

    (told,) = shown.warnings
    assert str(told) == (
        "Lưu ý: phải thu và phải trả nội bộ còn chênh 77.000 đ không thuộc khoản chuyển nào; "
        "hãy xem tài khoản 136, 336 ở sổ của: Hội Khuyến học xã Xím Vàng (tỉnh Mường Sáng)."
    )
    assert (shown.eliminated, shown.total(Item.INTER_UNIT_DEBTS)) == (0, 77_000)


def test_units_without_a_book_are_named_and_not_counted_as_nothing(province):
    a_unit(province, "00002", "Hội Khuyến học xã Không Sổ")

    shown = look(province, date(2024, 12, 31))

    assert shown.without_book == ["xã Không Sổ"]
    assert [line.code for line in shown.lines] == ["SL"]


def test_money_to_a_unit_without_a_book_stays_a_claim(province):
    a_unit(province, "00002", "Hội Khuyến học xã Không Sổ")
    province.post(date(2024, 2, 1), province.posting(ROLES.BANK, ROLES.GIFTS, 10_000_000))
    transfer = order(province, "00002", day=date(2024, 3, 1))
    approve(province, transfer)
    send(province, transfer, day=date(2024, 3, 1))

    shown = look(province, date(2024, 12, 31))

    assert (shown.eliminated, shown.total(Item.INTER_UNIT_CLAIMS), shown.warnings) == (0, 3_000_000, [])


def test_the_dissolved_district_stands_before_its_communes_after_and_the_sum_is_the_same(province):
    district, communes = bac_yen(province)
    funded(district)
    end(province, district, communes)
    hand_over(district)

    before, after = look(province, date(2025, 6, 30)), look(province, END)

    assert [line.code for line in before.lines] == ["SL", "121"]
    assert [line.code for line in after.lines] == ["SL", *(f"038{number}" for number in range(6))]
    assert totals(before) == totals(after)


def test_the_day_before_can_be_restated_on_the_units_after(province):
    district, communes = bac_yen(province)
    funded(district)
    end(province, district, communes)
    hand_over(district)

    restated, after = look(province, date(2025, 6, 30), restated_on=END), look(province, END)

    assert [(line.code, line.cells) for line in restated.lines if any(line.cells.values())] == [
        (line.code, line.cells) for line in after.lines if any(line.cells.values())
    ]


def test_a_unit_that_ended_with_money_in_its_book_is_still_counted_and_named(province):
    district, communes = bac_yen(province)
    funded(district)
    end(province, district, communes)

    shown = look(province, date(2025, 8, 1))

    assert shown.total(Item.PRINCIPAL) == 7_000_003
    (told,) = shown.warnings
    assert str(told) == (
        "Lưu ý: Hội Khuyến học huyện Bắc Yên (tỉnh Mường Sáng) đã kết thúc từ ngày 01/07/2025 "
        "nhưng sổ chưa bàn giao; vẫn tính vào bảng này."
    )


def test_open_shares_keep_the_old_unit_in_a_row_of_its_own_until_they_are_fixed(province):
    district, communes = bac_yen(province)
    district.gift(date(2024, 3, 1), 1_000_003)
    end(province, district, communes, shares=())

    before = look(province, date(2025, 6, 30), restated_on=END)
    parts = {one.unit: part for one, part in zip(communes, SHARES, strict=True)}
    province.do(
        "unit.share", lambda s, c: share(s, c, s.get_one(Unit, district.unit), parts), by=province.chair
    )
    after = look(province, date(2025, 6, 30), restated_on=END)

    (told,) = before.warnings
    assert str(told) == (
        "Lưu ý: chưa quyết định tỷ lệ của các đơn vị kế thừa Hội Khuyến học huyện Bắc Yên (tỉnh Mường Sáng); "
        "để ở dòng riêng."
    )
    assert rows(before) == {"SL": 0, "121": 1_000_003}
    assert sum(rows(after).values()) == 1_000_003
    assert [rows(after)[f"038{number}"] for number in range(6)] == [
        250_001, 200_001, 150_001, 150_000, 150_000, 100_000,
    ]  # fmt: skip


def test_the_kinds_of_funds_add_up_to_what_every_unit_owns(province):
    district, communes = bac_yen(province)
    funded(district)
    end(province, district, communes)
    hand_over(district)

    for line in look(province, END).lines:
        own = sum(line.kind(kind) for kind in Restriction)
        owned = sum(
            line.item(item) for item in Item if item in {Item.CASH, Item.BANK, Item.DEPOSITS, Item.CLAIMS}
        )
        assert own == line.item(Item.PRINCIPAL) + line.item(Item.SPENDABLE) == owned - line.item(Item.DEBTS)
