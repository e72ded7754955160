"""What tests of nominations start from: a list as a workbook in memory, and a round that takes it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import attrs
import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from khfund.ledger import AccountRole, account_for, find_fund
from khfund.scholarships.award_round import AwardRound, find_round, open_round
from khfund.scholarships.nomination import Nomination, nominations
from khfund.scholarships.nomination_import import Imported, import_nominations
from khfund.scholarships.nomination_sheet import ReadNominations, read_nominations
from khfund.scholarships.programme import ProgrammeKind, open_programme
from khfund.unit import Unit, enter_unit
from tests.builders import Office, an_office

ON = date(2026, 3, 20)  # the day on which the lists of the tests are read
UNTIL = date(2026, 3, 25)
HEADING = ("TT", "Họ và tên", "Ngày sinh", "Địa chỉ", "Trường, lớp", "Hoàn cảnh", "Đối tượng", "SĐT")


def a_row(number: int = 1, name: str = "Lò Thị Ánh", **changes: Any) -> list[Any]:
    """A sound row of the list with HEADING."""
    told = {
        "birth": "08/11/2012",
        "home": "Bản Nà Sài, xã Tà Hộc",
        "school": "THCS Tà Hộc, lớp 8A",
        "life": "Bố mất, hộ cận nghèo",
        "category": 3,
        "phone": "0912345678",
    } | changes
    return [number, name, *told.values()]


def a_workbook(
    *sheets: Sequence[Sequence[Any]],
    names: Sequence[str] = (),
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
) -> bytes:
    """The bytes of a workbook of these sheets of rows; `merged` are ranges of empty cells below the first of each."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False}) as book:
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, rows in enumerate(sheets):
            page = book.add_worksheet(names[place] if names else f"Sheet{place + 1}")
            if page.name in hidden:
                page.hide()
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    _write(page, row, column, value, as_day)
            for cells in merged:
                first, last = map(xl_cell_to_rowcol, cells.split(":"))
                page.merge_range(*first, *last, "")
                _write(page, *first, rows[first[0]][first[1]], as_day)
    return memory.getvalue()


def _write(page: Any, row: int, column: int, value: Any, as_day: Any) -> None:
    if isinstance(value, date | datetime):
        page.write_datetime(row, column, value, as_day)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write(row, column, value)


def a_list(*rows: Sequence[Any], heading: Sequence[Any] = HEADING, on: date = ON) -> ReadNominations:
    """What a list of these rows under a heading says."""
    return read_nominations(a_workbook([heading, *rows]), name="ds.xlsx", on=on)


def read_rows(*rows: Sequence[Any], on: date = ON, places: Sequence[str] = ()) -> ReadNominations:
    """What one sheet of these rows says."""
    return read_nominations(a_workbook(rows), name="ds.xlsx", on=on, places=places)


@attrs.define
class Nominating:
    """An office with an open round and two units that nominate."""

    office: Office
    units: dict[str, int]
    code: str = "DOT1"

    def do(self, work: Any, kind: str = "nomination.import") -> Any:
        """Carry out a command on the round: `work(session, command, round)`."""
        by = self.office.chair if kind.startswith("round.") else None
        return self.office.do(
            kind, lambda s, c: work(s, c, find_round(s, self.office.unit, self.code)), by=by
        )

    def read(self, look: Any) -> Any:
        """Look something up: `look(session, round)`."""
        return self.office.read(lambda s: look(s, find_round(s, self.office.unit, self.code)))

    def take(self, read: ReadNominations, unit: str = "MS", **options: Any) -> Imported:
        """Take a list in on behalf of a unit, in time unless another day is given."""
        options = {"received": ON} | options

        def work(session: Any, command: Any, award_round: AwardRound) -> Imported:
            sender = session.get_one(Unit, self.units[unit])
            return import_nominations(session, command, award_round, sender, read, **options)

        return self.do(work)

    def nominations(self, **options: Any) -> list[Nomination]:
        """The round's nominations."""
        return self.read(lambda s, r: nominations(s, r, **options))


def nominating(database: Any) -> Nominating:
    """Open a round of a programme for 2025-2026, with the units Mai Sơn and Sông Mã."""
    office = an_office(database)
    units: dict[str, int] = {}

    def enter(session: Any, command: Any) -> None:
        top = session.get_one(Unit, office.unit)
        for code, name in (("MS", "Hội Khuyến học huyện Mai Sơn"), ("SM", "Hội Khuyến học huyện Sông Mã")):
            units[code] = enter_unit(session, command, code, name, parent=top).id

    office.do("unit.enter", enter, by=office.administrator)
    office.do("programme.open", lambda s, c: _begin(s, c, office), by=office.accountant)
    return Nominating(office, units)


def _begin(session: Any, command: Any, office: Office) -> None:
    fund = find_fund(session, office.unit, "KH")
    programme = open_programme(
        session,
        command,
        "HKBGC",
        "Học không bao giờ cùng",
        kind=ProgrammeKind.AWARD,
        fund=fund,
        account=account_for(session, office.unit, AccountRole.SCHOLARSHIPS),
        rulebook="cong-van-08-2023",
        opened=date(2026, 1, 1),
    )
    open_round(
        session,
        command,
        programme,
        "DOT1",
        "Đợt 1 năm 2026",
        school_year=2025,
        fund=fund,
        budget=100_000_000,
        nominate_until=UNTIL,
        as_of=date(2026, 5, 31),
    )
