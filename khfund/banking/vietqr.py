"""VietQR: the text inside a transfer's QR code, and its picture.

Source: NAPAS, VietQR specification (EMVCo merchant-presented mode): tags of two digits, lengths of two digits, and a
CRC-16/CCITT-FALSE over everything up to and including `6304`.
"""

from __future__ import annotations

import re

import attrs
import segno

from khfund.errors import KhfundError


class BankCodeError(KhfundError):
    """A bank is named by its six-digit code (BIN)."""

    message = "«{code}» không phải mã ngân hàng; mã gồm sáu chữ số, như 970436 của Vietcombank."
    english = "“{code}” is not a bank code; it has six digits, like 970436 for Vietcombank."


class BankAccountError(KhfundError):
    """An account number has up to 19 letters and digits without accents."""

    message = "«{account}» không phải số tài khoản; số tài khoản chỉ gồm chữ số và chữ cái không dấu, tối đa 19 ký tự."
    english = "“{account}” is not an account number; it has only digits and plain letters, at most 19."


class QrAmountError(KhfundError):
    """An amount in a QR code is a whole number of đồng with at most 13 digits, and not zero."""

    message = "Không đưa {amount:dong} vào mã QR được; số tiền phải từ 1 đ và không quá 13 chữ số."
    english = (
        "{amount:dong} cannot be put into a QR code; it must be at least 1 đ and have at most 13 digits."
    )


class QrPurposeError(KhfundError):
    """A purpose in a QR code is at most 25 characters without accents."""

    message = "Nội dung «{purpose}» không đưa vào mã QR được; hãy viết không dấu, tối đa 25 ký tự."
    english = "The purpose “{purpose}” cannot be put into a QR code; write it without accents, at most 25 characters."


class QrCheckSumError(KhfundError):
    """The check sum of a QR text agrees with what stands before it."""

    message = "Mã QR không khớp số kiểm tra: ghi {written}, tính được {computed}. Mã bị hỏng hoặc bị sửa."
    english = (
        "The QR code's check sum is {written} and should be {computed}. The code is damaged or was changed."
    )


class NotVietQrError(KhfundError):
    """A QR text is a VietQR transfer to an account."""

    message = "Mã QR này không phải mã chuyển khoản VietQR."
    english = "This QR code is not a VietQR transfer."


BANKS = {
    "Vietcombank": "970436",
    "BIDV": "970418",
    "Agribank": "970405",
    "VietinBank": "970415",
    "MB": "970422",
    "Sacombank": "970403",
}
"""Bank codes (BIN) by the bank's short name. Source: NAPAS."""

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
CHECK_SUM_LENGTH = 4


@attrs.frozen
class Transfer:
    """What a VietQR asks for: `amount` in đồng; None leaves it to the giver."""

    bank_code: str
    account: str
    amount: int | None = None
    purpose: str | None = None


def payload(bank_code: str, account: str, amount: int | None = None, purpose: str | None = None) -> str:
    """The text to put into a QR code for a transfer to an account.

    Raises: BankCodeError, BankAccountError, QrAmountError, QrPurposeError.
    """
    if re.fullmatch("[0-9]{6}", bank_code) is None:
        raise BankCodeError(code=bank_code)
    if re.fullmatch("[0-9A-Za-z]{1,19}", account) is None:
        raise BankAccountError(account=account)
    if amount is not None and not 0 < amount < 10**13:
        raise QrAmountError(amount=amount)
    if purpose is not None and re.fullmatch("[ -~]{1,25}", purpose) is None:
        raise QrPurposeError(purpose=purpose)
    receiver = _field("00", bank_code) + _field("01", account)
    text = (
        _field("00", "01")
        + _field("01", "11" if amount is None else "12")
        + _field("38", _field("00", NAPAS) + _field("01", receiver) + _field("02", TO_ACCOUNT))
        + _field("53", "704")
        + ("" if amount is None else _field("54", str(amount)))
        + _field("58", "VN")
        + ("" if purpose is None else _field("62", _field("08", purpose)))
        + "6304"
    )
    return text + check_sum(text)


def _field(tag: str, content: str) -> str:
    return f"{tag}{len(content):02}{content}"


def check_sum(text: str) -> str:
    """CRC-16/CCITT-FALSE as four capital hexadecimal digits; of "123456789" it is 29B1."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return f"{crc:04X}"


def parse(text: str) -> Transfer:
    """Read a VietQR text back, once its check sum is verified.

    Raises: QrCheckSumError, NotVietQrError.
    """
    if not text.isascii() or text[-8:-CHECK_SUM_LENGTH] != "6304":
        raise NotVietQrError
    written, computed = text[-CHECK_SUM_LENGTH:], check_sum(text[:-CHECK_SUM_LENGTH])
    if written != computed:
        raise QrCheckSumError(written=written, computed=computed)
    whole = _fields(text)
    service = _fields(whole.get("38", ""))
    receiver = _fields(service.get("01", ""))
    amount = whole.get("54", "")
    if (
        service.get("00") != NAPAS
        or service.get("02") != TO_ACCOUNT
        or not {"00", "01"} <= receiver.keys()
        or re.fullmatch("[0-9]{0,13}", amount) is None
    ):
        raise NotVietQrError
    return Transfer(
        receiver["00"],
        receiver["01"],
        int(amount) if amount else None,
        _fields(whole.get("62", "")).get("08"),
    )


def _fields(text: str) -> dict[str, str]:
    """The contents by tag.

    Raises: NotVietQrError when a length does not fit.
    """
    found: dict[str, str] = {}
    while text:
        head = re.match("([0-9]{2})([0-9]{2})", text)
        if head is None or len(text) < 4 + int(head[2]):
            raise NotVietQrError
        found[head[1]] = text[4 : 4 + int(head[2])]
        text = text[4 + int(head[2]) :]
    return found


def svg(text: str) -> str:
    """The picture of a payload as an SVG element to put into a page, quiet zone included; it scales to its box."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return code.svg_inline(border=4, omitsize=True)
