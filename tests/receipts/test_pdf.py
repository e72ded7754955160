import io
from datetime import date

import pikepdf
import pytest

from khfund.receipts import pdf
from khfund.receipts.paper import (
    TEST,
    BookedLine,
    CashDirection,
    Mark,
    MarkKind,
    Share,
    Way,
    copy_of,
    from_json,
    to_json,
)
from tests.receipts.papers import CODE, LONG_NAME, TO_HIEU, a_gift, a_receipt, a_summary, a_voucher, text_of

FIVE = tuple(
    Share(
        fund=f"Quỹ khuyến học số {number}",
        amount=amount,
        legal_basis=TO_HIEU.legal_basis,
        purpose=TO_HIEU.purpose,
    )
    for number, amount in enumerate((999_999_995_999_999, 10**6, 10**6, 10**6, 10**6), start=1)
)


def pages(document):
    with pikepdf.open(io.BytesIO(document)) as opened:
        return [tuple(float(side) for side in page.mediabox[2:]) for page in opened.pages]


def test_a_receipt_says_everything_a_donor_needs(tmp_path):
    text = text_of(pdf.render(a_receipt()), tmp_path)

    start = text.index("Người ủng hộ: Ông Nguyễn Văn Thưởng và gia đình")
    assert text[:4] == [
        "UBND TỈNH MẪU SƠN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "HỘI KHUYẾN HỌC TỈNH MẪU SƠN Độc lập - Tự do - Hạnh phúc",
        "Số 1, đường Thống Nhất, phường Trung Tâm, tỉnh Mẫu Sơn",
        "MST: 5500000000 · ĐT: 0200 300 0000",
    ]
    assert " ".join(sorted(" ".join(text[4:start]).split())) == " ".join(
        sorted("GIẤY XÁC NHẬN ỦNG HỘ Ký hiệu: GXN-2026 Ngày 22 tháng 11 năm 2026 Số: 000001".split())
    )
    assert text[start + 1 : start + 8] == [
        "Địa chỉ: Tổ 5, phường Trung Tâm, tỉnh Mẫu Sơn",
        "Nhận tiền: 20/11/2026, bằng chuyển khoản; số tham chiếu FT26324998877",
        "Ủng hộ quỹ Số tiền",
        "Quỹ học bổng Tô Hiệu 12.345.678 đ",
        "Quyết định số 123/QĐ-UBND ngày 05/9/2019; học bổng cho học sinh vượt khó",
        "Tổng cộng 12.345.678 đ",
        "Bằng chữ: Mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám đồng./.",
    ]


def test_a_receipt_says_how_to_check_it_and_who_signs(tmp_path):
    foot = " ".join(text_of(pdf.render(a_receipt()), tmp_path)[14:])

    said = (CODE, "khuyenhoc.example.vn/kiem-tra", "NGƯỜI LẬP", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Lò Thị Ánh")
    assert [part for part in said if part not in foot] == []


def test_a_receipt_is_one_sheet_of_a5_on_its_side():
    assert pages(pdf.render(a_receipt())) == [(pytest.approx(595.3, abs=0.1), pytest.approx(420.9, abs=0.1))]


def test_a_stored_receipt_gives_the_same_bytes_again():
    paper = a_receipt()

    assert pdf.render(from_json(to_json(paper))) == pdf.render(paper)


def test_another_receipt_has_another_identifier():
    with (
        pikepdf.open(io.BytesIO(pdf.render(a_receipt(1)))) as one,
        pikepdf.open(io.BytesIO(pdf.render(a_receipt(2)))) as other,
    ):
        assert bytes(one.trailer.ID[0]) != bytes(other.trailer.ID[0])


def test_a_receipt_is_an_archive_pdf_without_dates_of_the_day():
    with pikepdf.open(io.BytesIO(pdf.render(a_receipt()))) as opened:
        metadata = opened.open_metadata()
        assert (metadata.pdfa_status, "/OutputIntents" in opened.Root) == ("3B", True)
        assert "/CreationDate" not in opened.docinfo


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (Mark(kind=MarkKind.COPY, day=date(2026, 12, 1)), ["BẢN SAO", "In ngày 01 tháng 12 năm 2026"]),
        (TEST, ["BẢN IN THỬ", "Không có giá trị"]),
        (
            Mark(
                kind=MarkKind.VOIDED,
                day=date(2026, 12, 1),
                reason="ghi nhầm tên",
                replaced_by="GXN-2026-000009",
            ),
            [
                "ĐÃ HỦY",
                "Hủy ngày 01 tháng 12 năm 2026",
                "Lý do: ghi nhầm tên",
                "Thay bằng số GXN-2026-000009",
            ],
        ),
    ],
)
def test_a_mark_is_printed_with_its_facts(mark, said, tmp_path):
    text = " ".join(text_of(pdf.render(a_receipt(mark=mark)), tmp_path))

    assert [part for part in said if part not in text] == []


def test_the_longest_receipt_stays_on_its_page_and_loses_nothing(tmp_path):
    paper = a_receipt(giver=LONG_NAME, giver_address=LONG_NAME, giver_tax_code="5500999888", shares=FIVE)

    document = pdf.render(paper)

    text = " ".join(text_of(document, tmp_path))
    assert len(pages(document)) == 1
    assert [share.fund for share in FIVE if share.fund not in text] == []
    assert "999.999.999.999.999 đ" in text
    assert LONG_NAME.split()[-1] in text


def test_what_no_page_can_hold_runs_on_to_numbered_pages(tmp_path):
    document = pdf.render(a_receipt(shares=FIVE, note=" ".join([LONG_NAME] * 12)))

    text = text_of(document, tmp_path)
    assert len(pages(document)) == 2
    assert [line for line in text if "Trang" in line] == ["Trang 1/2", "Trang 2/2"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<img src='file:///etc/passwd'>", "<img src='file:///etc/passwd'>"),
        ("{{ 7*7 }}{% raw %}", "{{ 7*7 }}{% raw %}"),
        ("url(file:///etc/passwd)", "url(file:///etc/passwd)"),
        ("Lò\u202eThị\u202c\x00\ufeff \ud800Ánh\u200b", "LòThị Ánh"),
        ("A & B 'C' \"D\"", "A & B 'C' \"D\""),
    ],
)
def test_a_hostile_name_is_printed_as_words_only(name, shown, tmp_path):
    document = pdf.render(a_receipt(giver=name))

    assert f"Người ủng hộ: {shown}" in text_of(document, tmp_path)
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert not opened.attachments


def test_letters_from_right_to_left_keep_to_their_line(tmp_path):
    text = text_of(pdf.render(a_receipt(giver="שלום Lò Thị Ánh")), tmp_path)

    assert "Địa chỉ: Tổ 5, phường Trung Tâm, tỉnh Mẫu Sơn" in text


def test_a_cash_voucher_has_both_dates_and_five_places_to_sign(tmp_path):
    text = text_of(pdf.render(a_voucher()), tmp_path)

    start = text.index("Họ và tên người nộp tiền: Ông Nguyễn Văn Thưởng")
    assert text[:3] == [
        "Đơn vị: Hội Khuyến học tỉnh Mẫu Sơn",
        "Địa chỉ: Số 1, đường Thống Nhất, phường Trung Tâm, tỉnh Mẫu Sơn",
        "Mã QHNS: 1000001",
    ]
    caption = " ".join(text[3:start])
    said = (
        "PHIẾU THU",
        "Ngày 02 tháng 01 năm 2026",
        "Quyển số: 01",
        "PT-2026-000123",
        "Nợ: 1111",
        "Có: 5111",
    )
    assert [part for part in said if part not in caption] == []
    assert text[start + 1 :] == [
        "Địa chỉ: Tổ 5, phường Trung Tâm",
        "Nội dung: Ủng hộ Quỹ học bổng Tô Hiệu",
        "Số tiền: 5.000.000 đ",
        "Viết bằng chữ: Năm triệu đồng./.",
        "Kèm theo: 02 chứng từ gốc",
        "Thủ trưởng đơn vị Kế toán trưởng Người lập",
        "(Ký, ghi rõ họ tên) (Ký, họ tên) (Ký, họ tên)",
        "Quàng Văn Bình",
        "Đã nhận đủ số tiền: 5.000.000 đ",
        "Bằng chữ: Năm triệu đồng./.",
        "Ngày 05 tháng 01 năm 2026",
        "Người nộp tiền Thủ quỹ",
        "(Ký, họ tên) (Ký, họ tên)",
        "Ông Nguyễn Văn Thưởng",
    ]


def test_a_payment_voucher_names_the_receiver_and_each_account(tmp_path):
    debit = (BookedLine(account="6111", amount=3_000_000), BookedLine(account="642", amount=2_000_000))

    text = text_of(pdf.render(a_voucher(direction=CashDirection.OUT, debit=debit, day_paid=None)), tmp_path)

    said = " ".join(text)
    assert [
        part
        for part in (
            "PHIẾU CHI",
            "Họ và tên người nhận tiền:",
            "6111: 3.000.000",
            "642: 2.000.000",
            "Ngày …… tháng",
        )
        if part not in said
    ] == []


def test_a_form_code_is_printed_only_where_the_office_set_one(tmp_path):
    without = " ".join(text_of(pdf.render(a_voucher()), tmp_path))
    with_one = " ".join(
        text_of(pdf.render(a_voucher(form_code="C40-BB", form_basis="(Theo TT 107)")), tmp_path)
    )

    assert ("Mẫu số" in without, "Mẫu số: C40-BB" in with_one, "(Theo TT 107)" in with_one) == (
        False,
        True,
        True,
    )


def test_two_copies_of_a_voucher_stand_on_one_a4_sheet(tmp_path):
    document = pdf.render(a_voucher(person=LONG_NAME, address=LONG_NAME), copies=2)

    assert pages(document) == [(pytest.approx(595.3, abs=0.1), pytest.approx(841.9, abs=0.1))]
    assert " ".join(text_of(document, tmp_path)).count("PHIẾU THU") == 2


def test_a_summary_shows_each_gift_once_and_takes_refunds_off(tmp_path):
    text = text_of(pdf.render(a_summary()), tmp_path)

    assert [line for line in text if "GXN-" in line or line.startswith(("Tổng", "Còn", "Bằng"))] == [
        "1 01/03/2026 GXN-2026-000001 Quỹ học bổng Tô Hiệu tiền mặt 2.000.000",
        "2 01/04/2026 GXN-2026-000002 Quỹ học bổng Tô Hiệu tiền mặt 3.000.000",
        "Tổng số đã ủng hộ 5.000.000",
        *[line for line in text if line.startswith("1 01/05/2026")],
        "Tổng số đã hoàn lại 500.000",
        "Còn lại sau khi trừ phần hoàn lại: 4.500.000 đ",
        "Bằng chữ: Bốn triệu năm trăm nghìn đồng./.",
    ]


def test_a_long_summary_has_numbered_pages_and_repeats_its_heading(tmp_path):
    gifts = tuple(a_gift(receipt=f"GXN-2026-{number:06d}") for number in range(1, 101))

    document = pdf.render(copy_of(a_summary(gifts=gifts, refunds=()), date(2027, 2, 1)))

    text, count = text_of(document, tmp_path), len(pages(document))
    assert [line for line in text if line.endswith(f"/{count}")] == [
        f"{page}/{count}" for page in range(1, count + 1)
    ]
    assert len([line for line in text if line.startswith("TT Ngày nhận")]) >= count - 1
    assert [line.split()[2] for line in text if "GXN-" in line] == [gift.receipt for gift in gifts]


def test_a_year_in_which_more_was_refunded_than_given_is_printed_without_words(tmp_path):
    text = text_of(pdf.render(a_summary(gifts=())), tmp_path)

    assert "Còn lại sau khi trừ phần hoàn lại: -500.000 đ" in text
    assert not any(line.startswith("Bằng chữ") for line in text)


def test_a_gift_in_cash_names_no_bank_reference(tmp_path):
    text = text_of(pdf.render(a_receipt(way=Way.CASH, reference="")), tmp_path)

    assert "Nhận tiền: 20/11/2026, bằng tiền mặt" in text
