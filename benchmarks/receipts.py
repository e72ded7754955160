"""Work D: receipts as PDF, one at a time by WeasyPrint and stamped in a batch.

    python -m benchmarks.receipts [N …]

The measure is WeasyPrint setting the same receipts one at a time in the same run, its stylesheet and fonts parsed
once. Each measurement runs in a process of its own, whose peak memory is printed.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from khfund.receipts import pdf, stamp
from khfund.receipts.paper import Letterhead, ReceiptPaper, Share, Signatory, Way

ONE_AT_A_TIME = 60
SIZES = (1_000, 10_000)
FAMILY = "Lò Cầm Quàng Hà Vì Lường Tòng Cà Giàng Thào Mùa Nguyễn Trần Lê Phạm Hoàng Đỗ Bùi".split()
MIDDLE = "Văn Thị Thanh Minh Ngọc Hữu Đức Thu A Quang Xuân Kim Hồng".split()
GIVEN = (
    "An Ánh Bình Chung Dung Đức Giang Hà Hoà Hương Khánh Lan Linh Mai Nam Phúc Quân Sơn Tâm Tú Yến".split()
)
HEAD = Letterhead(
    parent="UBND tỉnh Mẫu Sơn",
    body="Hội Khuyến học tỉnh Mẫu Sơn",
    address="Số 1, đường Thống Nhất, phường Trung Tâm, tỉnh Mẫu Sơn",
    tax_code="5500000000",
)
SIGNED = (Signatory(title="Người lập", name="Lò Thị Ánh"), Signatory(title="Chủ tịch", name="Quàng Văn Bình"))
FUNDS = (
    ("Quỹ học bổng Tô Hiệu", "Quyết định số 123/QĐ-UBND ngày 05/9/2019", "học bổng cho học sinh vượt khó"),
    ("Quỹ Nuôi em khuyến học", "Quyết định số 45/QĐ-HKH ngày 02/01/2024", "bữa ăn bán trú"),
)


def receipts(count: int) -> Iterator[ReceiptPaper]:
    """Invent receipts: names, days, amounts and codes differ; one in ten is shared between two funds."""
    chance = random.Random(2026)
    for number in range(1, count + 1):
        code = "-".join("".join(chance.choices("ABCDEFGHJKMNPQRSTVWXYZ0123456789", k=4)) for _ in range(5))
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(360))
        parts = FUNDS if chance.random() < 0.1 else (chance.choice(FUNDS),)
        yield ReceiptPaper(
            letterhead=HEAD,
            series="GXN",
            number=number,
            year=2026,
            day_issued=day,
            day_received=day,
            giver=f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}",
            giver_address=f"Tổ {chance.randrange(1, 30)}, phường Trung Tâm, tỉnh Mẫu Sơn",
            shares=tuple(
                Share(
                    fund=name, amount=chance.randrange(20, 50_000) * 1000, legal_basis=basis, purpose=purpose
                )
                for name, basis, purpose in parts
            ),
            way=Way.TRANSFER,
            reference=f"FT26{chance.randrange(10**9):09d}",
            signatories=SIGNED,
            check_code=code,
            check_url=f"https://khuyenhoc.example.vn/kiem-tra/{code}",
            check_page="khuyenhoc.example.vn/kiem-tra",
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sizes", type=int, nargs="*", help="numbers of receipts in one file (1,000 and 10,000)"
    )
    parser.add_argument("--work", choices=["weasyprint", "stamp"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        _measure(options.work, options.sizes[0])
        return
    print("work               receipts   seconds      /s     ratio  peak MiB   file KiB")
    single = _run("weasyprint", ONE_AT_A_TIME, 0.0)
    for size in options.sizes or SIZES:
        _run("stamp", size, single)


def _run(work: str, size: int, measure: float) -> float:
    """Run one measurement in a fresh process, print its line, give receipts/s of CPU time."""
    command = [sys.executable, "-m", "benchmarks.receipts", "--work", work, str(size)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    seconds, peak, size_kib = float(answer[0]), int(answer[1]), int(answer[2])
    speed = size / seconds
    ratio = f"{speed / measure:7.1f}×" if measure else "      1×"
    print(
        f"{work:<16} {size:>10,} {seconds:>9.2f} {speed:>7,.0f}  {ratio} {peak:>9} {size_kib:>10,}",
        flush=True,
    )
    return speed


def _measure(work: str, size: int) -> None:
    """Print CPU seconds, peak MiB, KiB written; papers are made before, the first page (imports, fonts) is not timed."""
    papers = list(receipts(size))
    pdf.render(papers[0])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "receipts.pdf"
        start = time.process_time()
        if work == "stamp":
            stamp.write_receipts(papers, out, total=size)
            written = out.stat().st_size
        else:
            written = sum(len(pdf.render(paper)) for paper in papers)
        seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{seconds:.3f} {peak} {written // 1024}")


if __name__ == "__main__":
    main()
