"""What a file is, told from its first bytes."""

from __future__ import annotations

import enum
from pathlib import PurePath

from khfund.errors import KhfundError


class EmptyFileError(KhfundError):
    """A file holds at least one filled cell."""

    message = "{file}: tệp trống, không có ô nào có dữ liệu."
    english = "{file}: the file is empty, no cell holds anything."


class UnknownFileTypeError(KhfundError):
    """A file is a spreadsheet: .xlsx, .xls, .ods, .csv, or an HTML table as some banks send."""

    message = "{file}: đây là {found}, không phải bảng tính. Hãy dùng tệp .xlsx, .xls, .ods hoặc .csv."
    english = "{file}: this is not a spreadsheet ({found}). Use an .xlsx, .xls, .ods or .csv file."


class ExtensionMismatchError(KhfundError):
    """The ending of a file's name agrees with its content. Shown as a notice; the file is read all the same."""

    message = "{file}: tên tệp ghi {extension} nhưng nội dung là {found}; đã đọc theo nội dung."
    english = "{file}: the name says {extension} but the content is {found}; it was read by its content."


class FileType(enum.Enum):
    """The kinds of content that can be read; the value is the usual ending."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    HTML = "html"
    CSV = "csv"


STRANGERS = (
    (b"%PDF-", "tệp PDF"),
    (b"\x89PNG", "tệp ảnh"),
    (b"\xff\xd8\xff", "tệp ảnh"),
    (b"GIF8", "tệp ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"{\\rtf", "tệp văn bản RTF"),
    (b"SQLite format 3", "tệp cơ sở dữ liệu"),
    (b"\x7fELF", "tệp chương trình"),
    (b"MZ\x90", "tệp chương trình"),
    (b"MIME-Version:", "trang web MHTML"),
)
"""First bytes of what people attach by mistake."""

HTML_SIGNS = ("<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<style", "<div")
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_HEAD = b"PK\x03\x04"
HEAD_LENGTH = 4096
"""How many bytes `recognise` wants to see."""


def recognise(head: bytes, name: str) -> FileType:
    """Tell the kind of content from the first bytes; a zip is taken for .xlsx until it is opened.

    Raises: EmptyFileError, UnknownFileTypeError.
    """
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyFileError(file=name)
    for start, found in STRANGERS:
        if head.startswith(start):
            raise UnknownFileTypeError(file=name, found=found)
    if head.startswith((ZIP_HEAD, b"PK\x05\x06")):
        return FileType.XLSX
    if head.startswith(OLE_HEAD):
        return FileType.XLS
    return _recognise_text(head, name)


def _recognise_text(head: bytes, name: str) -> FileType:
    """Tell an HTML table from separated text; NUL bytes that are not UTF-16 are neither."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("latin-1").strip().lower()
    if text.startswith(HTML_SIGNS) or (text.startswith("<?xml") and "<html" in text):
        return FileType.HTML
    if text.startswith("<?xml"):
        raise UnknownFileTypeError(file=name, found="tệp XML")
    if b"\0" in head and utf16_order(head) is None:
        raise UnknownFileTypeError(file=name, found="tệp nhị phân")
    return FileType.CSV


def utf16_order(head: bytes) -> str | None:
    """Answer "utf-16-le" or "utf-16-be" by the mark at the start, or by which half of the pairs is mostly zero."""
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    pairs = max(len(head) // 2, 1)
    if odd > pairs * 0.3 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.3 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


ENDINGS = {
    FileType.XLSX: {".xlsx", ".xlsm"},
    FileType.ODS: {".ods"},
    FileType.XLS: {".xls", ".xlt"},
    FileType.HTML: {".html", ".htm"},
    FileType.CSV: {".csv", ".txt", ".tsv", ".tab"},
}
TITLES = {
    FileType.XLSX: "bảng tính Excel .xlsx",
    FileType.ODS: "bảng tính .ods",
    FileType.XLS: "bảng tính Excel .xls",
    FileType.HTML: "bảng HTML",
    FileType.CSV: "văn bản phân cách .csv",
}


def mismatch(kind: FileType, name: str) -> ExtensionMismatchError | None:
    """A notice when the ending of the name promises something else; no ending promises nothing."""
    extension = PurePath(name).suffix.lower()
    if not extension or extension in ENDINGS[kind]:
        return None
    return ExtensionMismatchError(file=name, extension=extension, found=TITLES[kind])
