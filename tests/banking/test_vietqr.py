import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.vietqr import (
    BANKS,
    BankAccountError,
    BankCodeError,
    NotVietQrError,
    QrAmountError,
    QrCheckSumError,
    QrPurposeError,
    Transfer,
    check_sum,
    parse,
    payload,
    svg,
)

SAMPLE = "00020101021138540010A00000072701240006970436011001234567890208QRIBFTTA53037045802VN63046A15"


def test_payloads_are_those_of_the_vectors(shared_data):
    with (shared_data / "vectors" / "vietqr.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))

    made = [
        payload(row["bin"], row["account"], int(row["amount_dong"] or 0) or None, row["purpose"] or None)
        for row in rows
    ]

    assert made == [row["payload"] for row in rows]


def test_a_payload_without_amount_is_static():
    assert payload("970436", "0123456789") == SAMPLE


def test_the_check_sum_is_crc_16_ccitt_false():
    assert check_sum("123456789") == "29B1"


def test_the_published_sample_has_its_check_sum():
    text = (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
        "530370454061800005802VN62340107NPS68690819thanh toan don hang6304"
    )

    assert parse(text + "2E2E") == Transfer("970403", "0011012345678", 180_000, "thanh toan don hang")


def test_a_sample_whose_inner_length_lies_is_refused():
    text = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304"

    with pytest.raises(NotVietQrError) as refusal:
        parse(text + "F4E5")

    assert str(refusal.value) == "Mã QR này không phải mã chuyển khoản VietQR."


@given(
    st.sampled_from(sorted(BANKS.values())),
    st.from_regex("[0-9]{6,19}", fullmatch=True),
    st.none() | st.integers(1, 10**13 - 1),
    st.none() | st.from_regex("[ -~]{1,25}", fullmatch=True),
)
def test_what_is_put_into_a_payload_is_read_back(bank_code, account, amount, purpose):
    assert parse(payload(bank_code, account, amount, purpose)) == Transfer(
        bank_code, account, amount, purpose
    )


@pytest.mark.parametrize("place", range(len(SAMPLE) - 8))
def test_a_changed_character_is_caught(place):
    changed = SAMPLE[:place] + ("8" if SAMPLE[place] != "8" else "9") + SAMPLE[place + 1 :]

    with pytest.raises(QrCheckSumError):
        parse(changed)


def test_a_wrong_check_sum_is_shown_with_the_right_one():
    with pytest.raises(QrCheckSumError) as refusal:
        parse(SAMPLE[:-4] + "0000")

    assert str(refusal.value) == (
        "Mã QR không khớp số kiểm tra: ghi 0000, tính được 6A15. Mã bị hỏng hoặc bị sửa."
    )


def checked(text):
    return text + "6304" + check_sum(text + "6304")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.vn",
        "Mã QR",
        checked("000201"),
        checked("000201010211" + "xx02VN"),
        checked("0002010102113804" + "0000"),
        checked(SAMPLE[:-8].replace("A000000727", "A000000728")),
        checked(SAMPLE[:-8].replace("QRIBFTTA", "QRIBFTTC")),
        checked(SAMPLE[:-8].replace("5802VN", "54021a5802VN")),
    ],
)
def test_other_qr_texts_are_refused(text):
    with pytest.raises(NotVietQrError):
        parse(text)


@pytest.mark.parametrize("code", ["", "97043", "9704366", "VCB", "٩٧٠٤٣٦"])
def test_a_wrong_bank_code_is_refused(code):
    with pytest.raises(BankCodeError) as refusal:
        payload(code, "0123456789")

    assert str(refusal.value) == (
        f"«{code}» không phải mã ngân hàng; mã gồm sáu chữ số, như 970436 của Vietcombank."
    )


@pytest.mark.parametrize("account", ["", "0" * 20, "0123 456", "Số 1"])
def test_a_wrong_account_is_refused(account):
    with pytest.raises(BankAccountError) as refusal:
        payload("970436", account)

    assert str(refusal.value) == (
        f"«{account}» không phải số tài khoản; số tài khoản chỉ gồm chữ số và chữ cái không dấu, tối đa 19 ký tự."
    )


@pytest.mark.parametrize(("amount", "shown"), [(0, "0 đ"), (-5, "-5 đ"), (10**13, "10.000.000.000.000 đ")])
def test_a_wrong_amount_is_refused(amount, shown):
    with pytest.raises(QrAmountError) as refusal:
        payload("970436", "0123456789", amount)

    assert str(refusal.value) == (
        f"Không đưa {shown} vào mã QR được; số tiền phải từ 1 đ và không quá 13 chữ số."
    )


@pytest.mark.parametrize("purpose", ["", "a" * 26, "Ủng hộ"])
def test_a_wrong_purpose_is_refused(purpose):
    with pytest.raises(QrPurposeError) as refusal:
        payload("970436", "0123456789", purpose=purpose)

    assert str(refusal.value) == (
        f"Nội dung «{purpose}» không đưa vào mã QR được; hãy viết không dấu, tối đa 25 ký tự."
    )


def test_the_picture_is_one_svg_element_that_scales():
    picture = svg(SAMPLE)

    assert (picture[:4], picture[-6:]) == ("<svg", "</svg>")
    assert 'viewBox="0 0 45 45"' in picture
    assert "width=" not in picture.partition(">")[0]
    assert "script" not in picture


def test_every_known_bank_can_be_paid():
    assert [parse(payload(code, "1")).bank_code for code in BANKS.values()] == list(BANKS.values())
