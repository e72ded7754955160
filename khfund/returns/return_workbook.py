"""The form as a workbook that a unit fills in: one sheet a unit, locked but for the cells that are asked for.

Column A carries the codes by which `return_sheet` finds every cell again; column B the words; the last column says
beside each row whether it agrees, while the unit types.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from khfund.money import AMOUNT_MAX
from khfund.returns.footing import Told
from khfund.returns.form import Edition, Row, Section
from khfund.returns.reporting_period import ReportingPeriod
from khfund.returns.unit_return import COVERAGE_WORDS, Coverage
from khfund.vietnamese import clean

CODES = {"edition": "@bieu", "unit": "@donvi", "period": "@ky", "coverage": "@phamvi"}
"""What a line of the head is about → the code in column A; the value stands in column C."""
SECTION_MARK = "#"
COUNTED_IN = "dvt"
"""The code of the column in which a counted row's unit of count is written."""
GUIDE, LISTS = "Hướng dẫn", "Danh mục"
COUNTS = ("cái", "chiếc", "suất", "bộ", "quyển", "hộp", "chai", "bữa", "túi", "kg")
ITEMS = ("Xe đạp", "Sách giáo khoa", "Vở", "Đồ dùng học tập", "Áo ấm", "Sữa", "Bữa ăn", "Máy tính")
FIRST_FIGURE = 2  # column C
_WIDTH = 9  # columns for figures at most
_GUIDE = (
    "Chỉ gõ vào các ô nền vàng. Ô chưa có số thì để trống; không có thì ghi 0: để trống không có nghĩa là 0.",
    "Ghi số nguyên đồng, không ghi chữ trong ô số. Số tiền có thể gõ 2,6 tỷ hoặc 350 triệu; máy sẽ đọc thành đồng.",
    "Cột «Kiểm tra» báo chỗ chưa khớp. Số chưa khớp vẫn nộp được: báo cáo tổng hợp sẽ nêu rõ chênh lệch.",
    "Mỗi đơn vị báo cáo số của riêng mình. Nếu số đã gồm cả cấp dưới, chọn «gồm cả cấp dưới» để không bị cộng hai lần.",
    "Không đổi mã ở cột A, mã biểu mẫu, mã đơn vị và kỳ báo cáo. Mỗi kỳ có biểu mẫu của kỳ đó.",
    "Số lượt: mỗi lần trao là một lượt. Số người: một người nhận nhiều lần trong kỳ vẫn đếm một.",
)


@attrs.frozen
class Reporter:
    """For whom a sheet is made; `opening` are figures known already, put in for the unit to confirm, `named` its funds."""

    code: str
    name: str
    opening: Told = attrs.field(factory=dict)
    named: Mapping[str, str] = attrs.field(factory=dict)


def form_workbook(
    edition: Edition, period: ReportingPeriod, reporters: Sequence[Reporter], *, made_at: datetime
) -> bytes:
    """Make the form for these units; the same facts give the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": f"{edition.mark} {period}", "created": made_at.replace(tzinfo=None)})
        looks = _looks(book)
        for reporter, name in zip(reporters, _sheet_names(reporters), strict=True):
            _Page(book.add_worksheet(name), looks, edition, period).fill(reporter)
        _guide(book, looks, edition)
        _lists(book)
    return out.getvalue()


def _sheet_names(reporters: Sequence[Reporter]) -> list[str]:
    """Names that a workbook takes: 31 letters, none of the signs that it keeps for itself, each once."""
    found: list[str] = []
    for reporter in reporters:
        name = "".join("-" if letter in "[]:*?/\\'" else letter for letter in reporter.code)[:28]
        while name.lower() in {one.lower() for one in (*found, GUIDE, LISTS)}:
            name += "_"
        found.append(name)
    return found


def _looks(book: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    border = {"border": 1, "border_color": "#808080"}
    asked = border | {"bg_color": "#FFF8DC", "locked": False}
    made: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 15},
        "under": {"italic": True, "font_size": 11, "text_wrap": True},
        "code": {"font_size": 7, "font_color": "#9A9A9A"},
        "label": {"bold": True},
        "value": {"bold": True, "font_color": "#1F4E79"},
        "choice": asked | {"align": "left"},
        "section": {"bold": True, "font_size": 13, "font_color": "#1F4E79"},
        "head": border
        | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#E8EEF4", "font_size": 11},
        "row": border | {"text_wrap": True},
        "figure": asked | {"num_format": "#,##0", "align": "right"},
        "name": asked | {"text_wrap": True},
        "check": {"italic": True, "font_size": 10, "font_color": "#A02020", "text_wrap": True},
        "guide": {"text_wrap": True, "valign": "top"},
    }
    return {name: book.add_format(base | look) for name, look in made.items()}


@attrs.define
class _Page:
    """One unit's sheet while it is written."""

    sheet: Any
    looks: dict[str, Any]
    edition: Edition
    period: ReportingPeriod
    at: int = 0

    def fill(self, reporter: Reporter) -> None:
        self._set_up()
        self._head(reporter)
        for number, section in enumerate(self.edition.sections, 1):
            self._section(number, section, reporter)

    def _set_up(self) -> None:
        self.sheet.set_column(0, 0, 9)
        self.sheet.set_column(1, 1, 34)
        self.sheet.set_column(FIRST_FIGURE, FIRST_FIGURE + _WIDTH - 1, 17)
        self.sheet.set_column(FIRST_FIGURE + _WIDTH, FIRST_FIGURE + _WIDTH, 30)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        self.sheet.protect(options={"format_columns": True, "format_rows": True})
        self.sheet.set_footer("&L&A&RTrang &P/&N")

    def _head(self, reporter: Reporter) -> None:
        self.sheet.write_string(0, 1, "BÁO CÁO SỐ LIỆU KHUYẾN HỌC", self.looks["title"])
        self.sheet.set_row(0, 24)
        said = {
            "edition": ("Biểu mẫu", self.edition.mark),
            "unit": ("Mã đơn vị", reporter.code),
            "period": ("Kỳ báo cáo", self.period.code),
        }
        self.at = 1
        for key, (label, value) in said.items():
            self._line(CODES[key], label, value, self.looks["value"])
        self.sheet.write_string(2, 3, clean(reporter.name), self.looks["value"])
        self.sheet.write_string(3, 3, str(self.period), self.looks["value"])
        words = list(COVERAGE_WORDS.values())
        self._line(CODES["coverage"], "Số liệu là của", COVERAGE_WORDS[Coverage.OWN], self.looks["choice"])
        self.sheet.data_validation(
            self.at - 1,
            FIRST_FIGURE,
            self.at - 1,
            FIRST_FIGURE,
            {
                "validate": "list",
                "source": words,
                "error_title": "Chọn trong danh sách",
                "error_message": " / ".join(words),
            },
        )
        self.sheet.freeze_panes(self.at, FIRST_FIGURE)

    def _line(self, code: str, label: str, value: str, look: Any) -> None:
        self.sheet.write_string(self.at, 0, code, self.looks["code"])
        self.sheet.write_string(self.at, 1, label, self.looks["label"])
        self.sheet.write_string(self.at, FIRST_FIGURE, value, look)
        self.at += 1

    def _section(self, number: int, section: Section, reporter: Reporter) -> None:
        roman = ("I", "II", "III", "IV", "V", "VI")[number - 1]
        self.at += 1
        self.sheet.write_string(self.at, 1, f"{roman}. {section.words}", self.looks["section"])
        if section.note:
            self.sheet.merge_range(
                self.at, FIRST_FIGURE, self.at, FIRST_FIGURE + _WIDTH, section.note, self.looks["under"]
            )
            self.sheet.set_row(self.at, 31)
        columns = _columns(section)
        self.at += 1
        self.sheet.write_string(self.at, 1, "Chỉ tiêu", self.looks["head"])
        for place, (_code, words) in enumerate(columns, FIRST_FIGURE):
            self.sheet.write_string(self.at, place, words, self.looks["head"])
        self.sheet.set_row(self.at, 48)
        self.at += 1
        self.sheet.write_string(self.at, 0, SECTION_MARK + section.code, self.looks["code"])
        for place, (code, _words) in enumerate(columns, FIRST_FIGURE):
            self.sheet.write_string(self.at, place, code, self.looks["code"])
        first = self.at + 1
        for row in section.rows:
            self.at += 1
            self._row(section, row, reporter)
        self._check(section, first)
        self.at += 1

    def _row(self, section: Section, row: Row, reporter: Reporter) -> None:
        self.sheet.write_string(self.at, 0, row.code, self.looks["code"])
        if row.named:
            self.sheet.write_string(self.at, 1, reporter.named.get(row.code, ""), self.looks["name"])
            if row.counted:
                self._choose(self.at, 1, f"='{LISTS}'!$B$1:$B${len(ITEMS)}")
        else:
            indent = "   trong đó: " if section.total and row.code != section.total else ""
            self.sheet.write_string(self.at, 1, indent + row.words, self.looks["row"])
        for place, (code, _words) in enumerate(_columns(section), FIRST_FIGURE):
            if code == COUNTED_IN:
                self.sheet.write_blank(self.at, place, None, self.looks["name"])
                self._choose(self.at, place, f"='{LISTS}'!$A$1:$A${len(COUNTS)}")
                continue
            known = reporter.opening.get((row.code, code))
            if known is None:
                self.sheet.write_blank(self.at, place, None, self.looks["figure"])
            else:
                self.sheet.write_number(self.at, place, known, self.looks["figure"])
            self._whole_numbers(self.at, place)

    def _choose(self, row: int, column: int, source: str) -> None:
        """A list to choose from; another word may be typed."""
        rule = {"validate": "list", "source": source, "error_type": "information", "ignore_blank": True}
        rule |= {
            "error_title": "Ngoài danh mục",
            "error_message": "Từ này không có trong danh mục; vẫn dùng được.",
        }
        self.sheet.data_validation(row, column, row, column, rule)

    def _whole_numbers(self, row: int, column: int) -> None:
        rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": AMOUNT_MAX}
        rule |= {"error_type": "warning", "error_title": "Không phải số nguyên"}
        rule |= {"error_message": "Ô này nhận số nguyên, không âm. Chưa có số thì để trống."}
        self.sheet.data_validation(row, column, row, column, rule)

    def _check(self, section: Section, first: int) -> None:
        """Formulas that say beside each row whether it agrees; they are not read back."""
        last = FIRST_FIGURE + _WIDTH
        places = {code: place for place, (code, _words) in enumerate(_columns(section), FIRST_FIGURE)}
        for number in range(first, self.at + 1):
            formula = _row_check(section, places, number)
            if formula:
                self.sheet.write_formula(number, last, formula, self.looks["check"], "")
        if section.total and len(section.rows) > 1:
            formula = _total_check(places, first, self.at)
            self.sheet.write_formula(first, last, formula, self.looks["check"], "")


def _columns(section: Section) -> list[tuple[str, str]]:
    """Codes and titles of the columns: the unit of count first where rows have one."""
    counted = [(COUNTED_IN, "Đơn vị tính")] if any(row.counted for row in section.rows) else []
    return counted + [
        (one.code, f"{one.words} ({one.unit})" if one.unit else one.words) for one in section.measures
    ]


def _row_check(section: Section, places: Mapping[str, int], row: int) -> str:
    def cell(code: str) -> str:
        return str(xl_rowcol_to_cell(row, places[code]))

    if section.balance is not None:
        balance = section.balance
        terms = "+".join(cell(code) for code in (balance.opening, *balance.plus))
        less = "".join(f"-{cell(code)}" for code in balance.minus)
        codes = (balance.opening, *balance.plus, *balance.minus, balance.closing)
        cells = ",".join(cell(code) for code in codes)
        gap = f"{cell(balance.closing)}-({terms}{less})"
        return (
            f'=IF(COUNT({cells})=0,"",IF(COUNT({cells})<{len(codes)},"Còn ô trống",'
            f'IF({gap}=0,"Khớp","Lệch "&TEXT({gap},"#,##0"))))'
        )
    if section.at_most:
        rule = section.at_most[0]
        part, whole = cell(rule.part), cell(rule.whole)
        words = section.measure(rule.part).words
        return f'=IF(COUNT({part},{whole})<2,"",IF({part}<={whole},"Khớp","«{words}» nhiều hơn"))'
    return ""


def _total_check(places: Mapping[str, int], first: int, last: int) -> str:
    """Awards and money: the parts together are at most the total."""
    wrong = []
    for code in ("awards", "money"):
        whole = xl_rowcol_to_cell(first, places[code])
        top, bottom = xl_rowcol_to_cell(first + 1, places[code]), xl_rowcol_to_cell(last, places[code])
        wrong.append(f"AND(COUNT({whole})=1,SUM({top}:{bottom})>{whole})")
    return f'=IF(OR({",".join(wrong)}),"Trong đó nhiều hơn tổng số","")'


def _guide(book: Any, looks: dict[str, Any], edition: Edition) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, f"Cách ghi biểu mẫu {edition.mark}", looks["title"])
    for number, line in enumerate(_GUIDE, 2):
        sheet.write_string(number, 0, f"{number - 1}. {line}", looks["guide"])
    sheet.protect()


def _lists(book: Any) -> None:
    sheet = book.add_worksheet(LISTS)
    for column, words in enumerate((COUNTS, ITEMS)):
        for number, word in enumerate(words):
            sheet.write_string(number, column, word)
    sheet.hide()
    sheet.protect()
