"""Papers of an invented association, and the programs that read a PDF back."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from khfund.receipts.paper import (
    BookedLine,
    CashDirection,
    CashVoucherPaper,
    DonorSummaryPaper,
    GivenLine,
    Letterhead,
    ReceiptPaper,
    RefundLine,
    Share,
    Signatory,
    Way,
)

HEAD = Letterhead(
    parent="UBND tỉnh Mẫu Sơn",
    body="Hội Khuyến học tỉnh Mẫu Sơn",
    address="Số 1, đường Thống Nhất, phường Trung Tâm, tỉnh Mẫu Sơn",
    tax_code="5500000000",
    budget_code="1000001",
    phone="0200 300 0000",
)
SIGNED = (
    Signatory(title="Người lập", name="Lò Thị Ánh"),
    Signatory(
        authority="TM. Ban Thường vụ", title="Chủ tịch", name="Quàng Văn Bình", how="(Ký, họ tên, đóng dấu)"
    ),
)
TO_HIEU = Share(
    fund="Quỹ học bổng Tô Hiệu",
    amount=12_345_678,
    legal_basis="Quyết định số 123/QĐ-UBND ngày 05/9/2019",
    purpose="học bổng cho học sinh vượt khó",
)
LONG_NAME = (
    "Công ty cổ phần đầu tư xây dựng và phát triển hạ tầng giao thông nông thôn miền núi phía Bắc Việt Nam – "
    "Chi nhánh tại tỉnh Mẫu Sơn và các tỉnh lân cận"
)
CODE = "K7QF-2M9X-ABCD-93TW-5HJL"


def a_receipt(number=1, **said):
    parts = {
        "letterhead": HEAD,
        "series": "GXN",
        "number": number,
        "year": 2026,
        "day_issued": date(2026, 11, 22),
        "day_received": date(2026, 11, 20),
        "giver": "Ông Nguyễn Văn Thưởng và gia đình",
        "giver_address": "Tổ 5, phường Trung Tâm, tỉnh Mẫu Sơn",
        "shares": (TO_HIEU,),
        "way": Way.TRANSFER,
        "reference": "FT26324998877",
        "signatories": SIGNED,
        "check_code": CODE,
        "check_url": f"https://khuyenhoc.example.vn/kiem-tra/{CODE}",
        "check_page": "khuyenhoc.example.vn/kiem-tra",
    }
    return ReceiptPaper(**(parts | said))


def a_voucher(**said):
    parts = {
        "letterhead": HEAD,
        "direction": CashDirection.IN,
        "number": "PT-2026-000123",
        "book": "01",
        "day_made": date(2026, 1, 2),
        "day_paid": date(2026, 1, 5),
        "person": "Ông Nguyễn Văn Thưởng",
        "address": "Tổ 5, phường Trung Tâm",
        "content": "Ủng hộ Quỹ học bổng Tô Hiệu",
        "amount": 5_000_000,
        "debit": (BookedLine(account="1111", amount=5_000_000),),
        "credit": (BookedLine(account="5111", amount=5_000_000),),
        "enclosed": "02",
        "head": Signatory(title="Thủ trưởng đơn vị", name="Quàng Văn Bình"),
    }
    return CashVoucherPaper(**(parts | said))


def a_gift(day=date(2026, 3, 1), receipt="GXN-2026-000001", amount=2_000_000, fund="Quỹ học bổng Tô Hiệu"):
    return GivenLine(day=day, receipt=receipt, fund=fund, way=Way.CASH, amount=amount)


def a_refund(day=date(2026, 5, 1), receipt="GXN-2026-000001", amount=500_000):
    return RefundLine(
        day=day, receipt=receipt, fund="Quỹ học bổng Tô Hiệu", reason="chuyển nhầm", amount=amount
    )


def a_summary(**said):
    parts = {
        "letterhead": HEAD,
        "year": 2026,
        "donor": "Công ty TNHH Mường La",
        "day_issued": date(2027, 1, 10),
        "place": "Mẫu Sơn",
        "gifts": (a_gift(), a_gift(date(2026, 4, 1), "GXN-2026-000002", 3_000_000)),
        "refunds": (a_refund(),),
        "signatory": SIGNED[1],
    }
    return DonorSummaryPaper(**(parts | said))


def _poppler(program, *arguments):
    if shutil.which(program) is None:
        pytest.skip(f"{program} of poppler-utils is not installed")
    return subprocess.run([program, *arguments], check=True, capture_output=True).stdout


def text_of(document: bytes | Path, folder: Path, page: int | None = None) -> list[str]:
    """The lines that a person reads, spaces collapsed, empty lines left out."""
    path = document
    if isinstance(document, bytes):
        path = folder / "read.pdf"
        path.write_bytes(document)
    pages = ["-f", str(page), "-l", str(page)] if page else []
    text = _poppler("pdftotext", "-layout", *pages, str(path), "-").decode()
    return [" ".join(line.split()) for line in text.replace("\f", "\n").splitlines() if line.strip()]


def picture_of(path: Path, page: int) -> tuple[bytes, bytes]:
    """A page at 100 dpi as (size, grey values)."""
    grey = _poppler("pdftoppm", "-r", "100", "-gray", "-f", str(page), "-l", str(page), str(path))
    magic, size, _white, pixels = grey.split(b"\n", 3)
    assert magic == b"P5"
    return size, pixels
