import io
import zipfile

import pytest

from khfund.sheet import UnknownFileTypeError, read
from khfund.sheet.file_type import FileType, mismatch, recognise, utf16_order
from tests.sheet.spreadsheets import xls, xlsx, zipped


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (xlsx([["a"]]), FileType.XLSX),
        (xls([["a"]]), FileType.XLS),
        (b"\xef\xbb\xbf  <TABLE border=1>", FileType.HTML),
        (b'<?xml version="1.0"?>\n<html>', FileType.HTML),
        ("<html>".encode("utf-16"), FileType.HTML),
        (b"a;b", FileType.CSV),
        ("a;b".encode("utf-16"), FileType.CSV),
    ],
)
def test_the_content_decides_what_a_file_is(content, kind):
    assert recognise(content[:4096], "tệp.xyz") is kind


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7", "tệp PDF"),
        (b"\x89PNG\r\n", "tệp ảnh"),
        (b"MIME-Version: 1.0", "trang web MHTML"),
        (b'<?xml version="1.0"?><Workbook/>', "tệp XML"),
        (b"\x01\x00\x02abc\x00" * 9, "tệp nhị phân"),
        (zipped(**{"word/document.xml": "<w/>"}), "tệp văn bản Word"),
        (zipped(**{"a.txt": "a"}), "tệp nén zip"),
        (
            zipped(**{"content.xml": "<a/>", "mimetype": "application/vnd.oasis.opendocument.text"}),
            "tệp văn bản Word",
        ),
        (xls([["a"]]) + "WordDocument".encode("utf-16-le"), "tệp văn bản Word"),
    ],
)
def test_what_is_no_spreadsheet_is_named_for_what_it_is(content, found):
    with pytest.raises(UnknownFileTypeError) as refusal:
        read(content, "danh sách.xlsx")

    assert str(refusal.value) == (
        f"danh sách.xlsx: đây là {found}, không phải bảng tính. Hãy dùng tệp .xlsx, .xls, .ods hoặc .csv."
    )


def test_a_name_that_tells_the_truth_or_nothing_gives_no_notice():
    assert mismatch(FileType.CSV, "a.CSV") is None
    assert mismatch(FileType.XLS, "sao kê") is None


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_known_by_its_zeros(order):
    assert utf16_order("Ngày giao dịch;Số tiền".encode(order)) == order


def test_an_empty_zip_is_named():
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()

    with pytest.raises(UnknownFileTypeError, match="tệp nén zip"):
        read(out.getvalue(), "a.xlsx")
