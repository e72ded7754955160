"""Minutes of confirmation name both sides, every gift, what it is for, and what they themselves count for."""

import json
from datetime import date

import attrs
import pytest

from khfund.receipts import minutes, snapshot
from khfund.receipts.confirmation_paper import ConfirmationPaper, ConfirmedGift, FundPurpose, Side
from khfund.receipts.paper import GoodsGiven, Letterhead, Mark, MarkKind, Way
from tests.receipts.companies import a_company, confirmed, gives, with_basis
from tests.receipts.papers import text_of

BICYCLES = GoodsGiven(
    name="Xe đạp", measure="chiếc", quantity=55, unit_value=1_850_000, value=101_750_000, basis="hóa đơn 12"
)


def a_paper(**said):
    parts = {
        "letterhead": Letterhead(body="Hội Khuyến học tỉnh Mường Sáng", parent="UBND tỉnh Mường Sáng"),
        "number": "BBXN-2026-0001",
        "place": "Mường Sáng",
        "day": date(2026, 12, 31),
        "receiver": Side(
            name="Hội Khuyến học tỉnh Mường Sáng", address="Số 1 phố Học Tập", tax_code="5500123456"
        ),
        "giver": Side(
            name="Công ty Hoa Ban",
            address="Số 12",
            tax_code="5500987654",
            phone="0912345678",
            representative="Nguyễn Ban",
            position="Giám đốc",
        ),
        "gifts": (
            ConfirmedGift(
                day=date(2026, 3, 1),
                proof="BC-2026-00007; FT26",
                way=Way.TRANSFER,
                fund="Quỹ A",
                amount=3_000_000,
            ),
            ConfirmedGift(
                day=date(2026, 9, 5),
                proof="PN-2026-00001",
                way=Way.GOODS,
                fund="Quỹ A",
                amount=101_750_000,
                goods=(BICYCLES,),
            ),
        ),
        "funds": (FundPurpose(fund="Quỹ A", legal_basis="QĐ 82/QĐ-UBND", purpose="trao học bổng"),),
        "basis": "Nghị định về thuế",
    }
    return ConfirmationPaper(**(parts | said))


def read(tmp_path, **said):
    return " ".join(text_of(minutes.confirmation(a_paper(**said)), tmp_path))


def test_both_sides_stand_there_with_name_address_tax_code_and_representative(tmp_path):
    text = read(tmp_path)

    assert "BIÊN BẢN XÁC NHẬN TÀI TRỢ" in text
    for side in ("Tên đơn vị: Công ty Hoa Ban Địa chỉ: Số 12 Điện thoại: 0912345678 Mã số thuế: 5500987654 Người đại diện: Nguyễn Ban – Giám đốc",
                 "Tên đơn vị: Hội Khuyến học tỉnh Mường Sáng Địa chỉ: Số 1 phố Học Tập Mã số thuế: 5500123456 Người đại diện: ………"):  # fmt: skip
        assert side in text
    assert "ĐẠI DIỆN BÊN TÀI TRỢ ĐẠI DIỆN BÊN NHẬN TÀI TRỢ" in text


def test_gifts_goods_and_their_sum_stand_there_in_figures_and_words(tmp_path):
    text = read(tmp_path)

    assert "1 01/03/2026 BC-2026-00007; FT26 Quỹ A chuyển khoản 3.000.000" in text
    assert "2 05/09/2026 PN-2026-00001 Quỹ A hiện vật 101.750.000" in text
    assert "chiếc 55 1.850.000 101.750.000" in text
    assert "Tổng giá trị tài trợ 104.750.000" in text
    assert "Một trăm linh bốn triệu bảy trăm năm mươi nghìn đồng./." in text
    assert "chuyển khoản, hiện vật" in text
    assert "Quỹ A: trao học bổng (QĐ 82/QĐ-UBND)" in text


def test_without_goods_there_is_no_table_of_goods(tmp_path):
    text = read(tmp_path, gifts=a_paper().gifts[:1])

    assert "Hiện vật gồm" not in text


def test_the_legal_basis_and_the_form_code_stand_there_where_they_are_set(tmp_path):
    assert "Căn cứ Nghị định về thuế;" in read(tmp_path)
    assert "Mẫu số" not in read(tmp_path)
    assert "Căn cứ" not in read(tmp_path, basis="")
    assert "Mẫu số: 03/TNDN Ban hành theo X" in read(
        tmp_path, form_code="03/TNDN", form_basis="Ban hành theo X"
    )


@pytest.mark.parametrize(
    ("mark", "stamped"),
    [
        (Mark(kind=MarkKind.COPY, day=date(2027, 1, 15)), "BẢN SAO In ngày 15 tháng 01 năm 2027"),
        (
            Mark(kind=MarkKind.VOIDED, day=date(2027, 1, 15), reason="Sai tên"),
            "ĐÃ HỦY Hủy ngày 15 tháng 01 năm 2027. Lý do: Sai tên",
        ),
    ],
)
def test_a_print_says_what_it_counts_for(tmp_path, mark, stamped):
    assert stamped in read(tmp_path, mark=mark)
    assert "BẢN SAO" not in read(tmp_path)


def test_what_a_giver_is_called_cannot_break_the_page(tmp_path):
    hostile = attrs.evolve(a_paper().giver, name="<b>Công ty</b> & \u202e{{ x }}")

    assert "<b>Công ty</b> & {{ x }}" in read(tmp_path, giver=hostile)
    assert "&lt;b&gt;" in minutes.html("confirmation.html", a_paper(giver=hostile))


def test_the_same_minutes_give_the_same_bytes_and_come_back_from_their_snapshot():
    says = a_paper()

    again = snapshot.read(ConfirmationPaper, json.loads(json.dumps(snapshot.write(says))))

    assert again == says
    assert minutes.confirmation(again) == minutes.confirmation(says)


def test_minutes_keep_what_they_said_when_the_register_changes(sqlite_database):
    office = with_basis(sqlite_database)
    company = a_company(office)
    gives(office, company)
    made = confirmed(office, company)

    assert (made.paper.giver.name, made.paper.giver.tax_code) == ("Công ty Hoa Ban", "5500987654")
    assert made.paper.funds == (FundPurpose(fund="Quỹ Khuyến học tỉnh", legal_basis="Điều lệ Hội"),)
