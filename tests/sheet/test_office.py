import pytest

from khfund.sheet import DamagedFileError, EncryptedFileError, read
from tests.sheet.spreadsheets import ods, with_password, xls, xlsx

BOOK = xlsx([["Họ tên", "Số tiền"], ["Lò Thị Ánh", 500_000]])
OLD_BOOK = xls([["Họ tên", "Số tiền"]] * 200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    "content",
    [
        BOOK[:-100],
        BOOK[: len(BOOK) // 2],
        BOOK[:1_000] + bytes(500) + BOOK[1_500:],
        OLD_BOOK[: len(OLD_BOOK) // 2],
        OLD_BOOK[:-10],
        OLE,
        b"PK\x03\x04",
    ],
)
def test_a_truncated_or_damaged_workbook_is_refused(content):
    with pytest.raises(DamagedFileError) as refusal:
        read(content, "hỏng.xlsx")

    assert str(refusal.value) == (
        "hỏng.xlsx: tệp bị hỏng hoặc thiếu phần cuối. Hãy tải lại hoặc xin lại tệp gốc."
    )


@pytest.mark.parametrize(
    "content",
    [
        with_password(OLD_BOOK),
        OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        ods(["a"], manifest="<manifest:encryption-data/>"),
        BOOK[: BOOK.find(b"PK\x01\x02") + 8] + b"\x01" + BOOK[BOOK.find(b"PK\x01\x02") + 9 :],
    ],
)
def test_a_workbook_with_a_password_is_refused(content):
    with pytest.raises(EncryptedFileError) as refusal:
        read(content, "mật.xlsx")

    assert str(refusal.value) == (
        "mật.xlsx: tệp có mật khẩu. Hãy mở bằng mật khẩu, lưu một bản không mật khẩu rồi thử lại."
    )
