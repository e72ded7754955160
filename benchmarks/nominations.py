"""Work F: a nomination workbook read, validated and stored, against python-calamine's bare read of the same file.

    python -m benchmarks.nominations [N]

Each measurement runs in a process of its own; times are those of the processor, its own and its children's, so that
what else runs on the machine counts little; the peak memory is that of the process and of its largest child.
Stored are recipients, enrolments, suggested facts (about five a candidate) and nominations, guards and log on.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter
from sqlalchemy.orm import Session

from benchmarks.ground import NOW, Books, books
from khfund.command import Command, Order, run
from khfund.ledger import Account, Fund
from khfund.scholarships.award_round import find_round, open_round
from khfund.scholarships.nomination_import import import_nominations
from khfund.scholarships.nomination_sheet import ReadNominations, read_nominations
from khfund.scholarships.programme import ProgrammeKind, open_programme
from khfund.sheet import Limits
from khfund.unit import Unit

DAY = date(2026, 3, 20)
HEADING = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Địa chỉ", "Trường", "Lớp", "Đối tượng",
           "Hoàn cảnh gia đình", "Thành tích", "Số điện thoại")  # fmt: skip
FAMILY = "Lò Cầm Quàng Hà Vì Lường Tòng Cà Giàng Thào Mùa Nguyễn Trần".split()
MIDDLE = "Văn Thị Minh Thu Quang Đức Anh Ngọc Khánh A".split()
GIVEN = "An Ánh Bình Dung Đức Hoà Hoàng Hương Tú Tủa Ý Yến Lan Nga Nam Mai Linh Sơn".split()
COMMUNES = ("Tà Hộc", "Chiềng Mung", "Mường Chanh", "Chiềng La")
LIVES = (
    "Mồ côi cả bố và mẹ, ở với bác ruột",
    "Bố mất, hộ cận nghèo, đông anh em",
    "Khuyết tật vận động, mức độ nặng, hộ nghèo",
    "Mẹ chạy thận, hộ cận nghèo",
    "Vượt khó học giỏi, hộ nghèo",
)


def main() -> None:
    """Measure and print."""
    if len(sys.argv) > 2:
        WORKS[sys.argv[1]](Path(sys.argv[2]))
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder) / "ds.xlsx", size)
        bare = _measure("bare", folder)
        for work in ("read", "store"):
            spent = _measure(work, folder)
            print(f"{work} {size:,} rows: {spent:.2f} s of the processor, {spent / bare:.2f} x the bare read")


def _measure(work: str, folder: str) -> float:
    """Run one piece of work in a process of its own and answer its seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.nominations", work, folder],
        check=True,
        capture_output=True,
        text=True,
    )
    print(f"   {work}: {done.stdout.strip()}")
    return float(done.stdout.split()[0])


def _write(file: Path, size: int) -> None:
    chance = random.Random(8)
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page, as_day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, HEADING)
        for row in range(1, size + 1):
            name = " ".join(map(chance.choice, (FAMILY, MIDDLE, GIVEN)))
            commune, grade = chance.choice(COMMUNES), chance.randint(6, 9)
            born = date(2020 - grade, 1, 1) + timedelta(days=chance.randrange(360))
            page.write_number(row, 0, row)
            page.write_string(row, 1, name)
            page.write_datetime(row, 2, born, as_day)
            texts = (
                chance.choice(("Nam", "Nữ")),
                "Thái",
                f"Bản {chance.choice(('Nà Sài', 'Co Hay'))}, xã {commune}",
                f"THCS {commune}",
                f"{grade}{chance.choice('ABC')}",
                str(chance.randint(1, 7)),
                chance.choice(LIVES),
                chance.choice(("", "Khá", "Học sinh Xuất sắc")),
                f"09{chance.randrange(10**8):08d}",
            )
            page.write_row(row, 3, texts)


def _bare(folder: Path) -> None:
    begun = _spent()
    rows = python_calamine.CalamineWorkbook.from_path(folder / "ds.xlsx").get_sheet_by_index(0).to_python()
    _tell(begun, f"{len(rows):,} rows")


def _read(folder: Path) -> None:
    begun = _spent()
    read = _workbook(folder)
    _tell(begun, f"{len(read.candidates):,} candidates, {len(read.problems):,} problems")


def _workbook(folder: Path) -> ReadNominations:
    return read_nominations(folder / "ds.xlsx", on=DAY, limits=Limits(seconds=600))


def _store(folder: Path) -> None:
    made = books(folder, 0)
    run(
        made.database,
        Order(made.person, "programme.open", made.unit, {}, at=NOW),
        lambda s, c: _open(s, c, made),
    )
    begun = _spent()
    read = _workbook(folder)
    order = Order(made.person, "nomination.import", made.unit, {"sha256": read.sha256}, at=NOW)
    answer = run(made.database, order, lambda s, c: _take(s, c, made, read))
    _tell(begun, f"{answer}")


def _open(session: Session, command: Command, made: Books) -> dict[str, Any]:
    fund, account = session.get_one(Fund, made.funds[0]), session.get_one(Account, made.accounts[3])
    programme = open_programme(
        session, command, "F", "Khảo sát", kind=ProgrammeKind.AWARD, fund=fund, account=account, opened=DAY
    )
    open_round(
        session,
        command,
        programme,
        "F",
        "Đợt F",
        school_year=2025,
        fund=fund,
        budget=10**9,
        nominate_until=DAY,
        as_of=DAY,
    )
    return {}


def _take(session: Session, command: Command, made: Books, read: ReadNominations) -> dict[str, Any]:
    one, sender = find_round(session, made.unit, "F"), session.get_one(Unit, made.unit)
    done = import_nominations(session, command, one, sender, read, received=DAY)
    return {"added": done.file.added, "facts": done.facts_suggested, "duplicates": done.file.duplicates}


def _spent() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, whose))


def _tell(begun: float, what: str) -> None:
    peaks = [
        resource.getrusage(one).ru_maxrss // 1024 for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(f"{_spent() - begun:.2f} s, peak {peaks[0]} MiB and {peaks[1]} MiB in the child; {what}")


WORKS = {"bare": _bare, "read": _read, "store": _store}

if __name__ == "__main__":
    main()
