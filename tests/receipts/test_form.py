from datetime import date

import attrs
import pytest

from khfund.receipts.form import fill, printed
from khfund.receipts.paper import BookedLine, Mark, MarkKind, Share, Way, copy_of
from tests.receipts.papers import CODE, HEAD, SIGNED, TO_HIEU, a_receipt, a_summary, a_voucher


def filled(paper):
    return {name: text for name, text in fill(paper).fields.items() if text}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lò Thị Ánh", "Lò Thị Ánh"),
        ("  Lò   Thị\tÁnh\n", "Lò Thị Ánh"),
        ("Lò\u00a0Thị\u2009Ánh", "Lò Thị Ánh"),
        ("\u202eevil\u202c\x00\ufeff", "evil"),
        ("a\ud800b", "ab"),
        ("", ""),
    ],
)
def test_a_field_is_one_line_of_letters_that_can_be_seen(text, shown):
    assert printed(text) == shown


def test_the_fields_of_a_receipt():
    form = fill(a_receipt(note="Cảm ơn"))

    assert form.fixed.note == "Cảm ơn"
    assert {name: text for name, text in form.fields.items() if text} == {
        "series": "GXN-2026",
        "number": "000001",
        "day_issued": "Ngày 22 tháng 11 năm 2026",
        "giver": "Ông Nguyễn Văn Thưởng và gia đình",
        "giver_address": "Tổ 5, phường Trung Tâm, tỉnh Mẫu Sơn",
        "received": "20/11/2026, bằng chuyển khoản; số tham chiếu FT26324998877",
        "fund_1": "Quỹ học bổng Tô Hiệu",
        "basis_1": "Quyết định số 123/QĐ-UBND ngày 05/9/2019; học bổng cho học sinh vượt khó",
        "share_1": "12.345.678 đ",
        "amount": "12.345.678 đ",
        "words": "Mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám đồng./.",
        "check_code": CODE,
    }
    assert form.qr == f"https://khuyenhoc.example.vn/kiem-tra/{CODE}"


def test_without_a_check_page_the_qr_code_holds_the_check_code():
    assert fill(a_receipt(check_url="")).qr == CODE


def test_each_share_has_its_own_fields():
    shares = (TO_HIEU, Share(fund="Quỹ Nuôi em", amount=1_000, purpose="bữa ăn"))

    fields = filled(a_receipt(shares=shares, way=Way.CASH, reference=""))

    assert [fields[name] for name in ("fund_2", "basis_2", "share_2", "amount")] == [
        "Quỹ Nuôi em",
        "bữa ăn",
        "1.000 đ",
        "12.346.678 đ",
    ]


def test_receipts_of_a_batch_share_all_but_their_fields():
    other = a_receipt(2, giver="Lò Thị Ánh", shares=(attrs.evolve(TO_HIEU, fund="Quỹ khác"),))

    assert fill(a_receipt()).fixed == fill(other).fixed


@pytest.mark.parametrize(
    "other",
    [
        a_receipt(letterhead=attrs.evolve(HEAD, body="Hội Khuyến học xã")),
        a_receipt(signatories=SIGNED[:1]),
        a_receipt(shares=(TO_HIEU, TO_HIEU)),
        copy_of(a_receipt(), date(2026, 12, 1)),
    ],
)
def test_whatever_changes_the_page_besides_its_fields_is_part_of_what_a_batch_shares(other):
    assert fill(a_receipt()).fixed != fill(other).fixed


def test_the_facts_of_a_mark_are_fields():
    mark = Mark(kind=MarkKind.VOIDED, day=date(2026, 12, 1), reason="ghi nhầm", replaced_by="GXN-2026-000009")

    fields = filled(a_receipt(mark=mark))

    assert [fields[name] for name in ("void_day", "void_reason", "replaced_by")] == [
        "Hủy ngày 01 tháng 12 năm 2026",
        "Lý do: ghi nhầm",
        "Thay bằng số GXN-2026-000009",
    ]


def test_an_account_alone_needs_no_amount_and_several_do():
    two = (BookedLine(account="6111", amount=3_000_000), BookedLine(account="642", amount=2_000_000))

    fields = filled(a_voucher(debit=two))

    assert [fields[name] for name in ("debit_1", "debit_2", "credit_1")] == [
        "6111: 3.000.000",
        "642: 2.000.000",
        "5111",
    ]


def test_a_summary_ends_in_what_was_kept():
    fields = filled(a_summary())

    assert (fields["net"], fields["words"]) == ("4.500.000 đ", "Bốn triệu năm trăm nghìn đồng./.")
