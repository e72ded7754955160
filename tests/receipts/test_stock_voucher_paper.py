import io
from datetime import date

import pikepdf
import pytest

from khfund.ledger import AccountRole, Entry
from khfund.receipts.stock_voucher_paper import MovedLine, NoStockVoucherError, render, stock_voucher_paper
from tests.builders import an_office
from tests.donations.warehouses import a_warehouse
from tests.receipts.papers import text_of


def paper_of(office, entry_id):
    return office.read(lambda s: stock_voucher_paper(s, s.get_one(Entry, entry_id)))


def test_goods_that_came_in_have_a_phieu_nhap_kho(database, tmp_path):
    kho = a_warehouse(database)
    gift = kho.give(55, 2_000_000)

    says = paper_of(kho.office, gift.id)

    assert (says.is_in, says.number, says.party) == (True, "PN-2026-00001", "Tập đoàn Viễn thông Viettel")
    assert says.lines == (MovedLine("xe đạp", "XE", "chiếc", 55, 110_000_000),)
    told = text_of(render(says), tmp_path)
    for said in (
        "PHIẾU NHẬP KHO Số: PN-2026-00001",
        "Nhập tại kho: Kho văn phòng Hội, Số 1 phố Học Tập",
        "1 xe đạp XE chiếc 55 2.000.000 110.000.000",
        "Tổng số tiền (viết bằng chữ): Một trăm mười triệu đồng./.",
    ):
        assert said in told


def test_goods_that_were_handed_over_have_a_phieu_xuat_kho_with_who_took_them(database, tmp_path):
    kho = a_warehouse(database)
    kho.give(3, 1_000_000)
    kho.give(4, 1_000_001)
    entry = kho.hand_over(2)

    says = paper_of(kho.office, entry.id)

    assert (says.is_in, says.party, says.debit, says.credit) == (
        False,
        "Trường THCS Mường Giôn",
        "6112",
        "152",
    )
    assert [(line.quantity, line.value, line.unit_value) for line in says.lines] == [
        (2, 2_000_001, "1.000.000,50")
    ]
    assert "PHIẾU XUẤT KHO" in " ".join(text_of(render(says), tmp_path))


@pytest.mark.parametrize(
    ("line", "price"),
    [
        (MovedLine("x", "X", "hộp", 3, 10), "3,33"),
        (MovedLine("x", "X", "hộp", 3, 20), "6,67"),
        (MovedLine("x", "X", "hộp", 2, 10), "5"),
        (MovedLine("x", "", "", None, 10), ""),
    ],
)
def test_the_price_of_a_piece_is_an_average_to_the_hundredth(line, price):
    assert line.unit_value == price


def test_who_wishes_to_stay_unnamed_is_not_named(database):
    kho = a_warehouse(database)

    assert paper_of(kho.office, kho.give(anonymous=True).id).party == "Nhà hảo tâm (ẩn danh)"


def test_goods_without_items_are_one_line_by_their_value(database):
    office = an_office(database)
    posting = office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 700)
    entry = office.post(date(2026, 3, 5), posting, kind="PN", narration="Sách cũ")

    says = paper_of(office, entry.id)

    assert (says.party, says.storage, says.lines) == ("", "", (MovedLine("Sách cũ", "", "", None, 700),))


def test_an_entry_that_moved_no_goods_has_no_such_paper(database):
    office = an_office(database)
    entry = office.gift(date(2026, 3, 5), 500)

    with pytest.raises(NoStockVoucherError) as refusal:
        paper_of(office, entry.id)

    assert str(refusal.value) == (
        "PT-2026-00001 là phiếu thu, không có phiếu nhập kho hay phiếu xuất kho để in."
    )


@pytest.mark.parametrize(("copies", "size"), [(1, (595.28, 420.94)), (2, (595.28, 841.89))])
def test_one_lies_on_a5_and_two_stand_on_a4(sqlite_database, copies, size):
    kho = a_warehouse(sqlite_database)
    says = paper_of(kho.office, kho.give().id)

    with pikepdf.open(io.BytesIO(render(says, copies=copies))) as pdf:
        assert [[float(side) for side in page.mediabox][2:] for page in pdf.pages] == [
            pytest.approx(size, abs=0.1)
        ]


def test_hostile_words_are_printed_as_words(sqlite_database, tmp_path):
    office = an_office(sqlite_database)
    posting = office.posting(AccountRole.GOODS, AccountRole.GIFTS_IN_KIND, 700)
    entry = office.post(
        date(2026, 3, 5), posting, kind="PN", narration="<b>{{ 7*7 }}</b> <img src=file:///x>"
    )

    assert "<b>{{ 7*7 }}</b> <img src=file:///x>" in " ".join(
        text_of(render(paper_of(office, entry.id)), tmp_path)
    )
