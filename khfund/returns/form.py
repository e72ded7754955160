"""The form on which units report: dated editions, their sections, rows and measures, and what must agree in them.

A figure stands under a row and a measure. Row codes are unique within an edition. Rows Q1… and HV1… are named by the
unit that reports. A blank cell is a figure that nobody told; it is never nought.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from khfund.calendar import Dated
from khfund.errors import KhfundError
from khfund.returns.reporting_period import ReportingPeriod


class FormUnknownError(KhfundError):
    """A form carries the mark of one of its editions."""

    message = "«{mark}» không phải là mã một biểu mẫu báo cáo; các biểu mẫu: {marks}."
    english = "“{mark}” is no mark of a reporting form; the forms are: {marks}."


class FormOutdatedError(KhfundError):
    """A period is reported on the edition of the form that holds on its last day."""

    message = "Biểu mẫu {mark} không dùng cho {period}; kỳ này dùng {needed}: hãy tạo lại bằng `khfund return form {code}` và chép số sang."
    english = "The form {mark} is not for {period}, which is reported on {needed}: make it by `khfund return form {code}` and copy the figures."


class PeriodWithoutFormError(KhfundError):
    """A period is reported from the day on which the first edition of the form holds."""

    message = "Chưa có biểu mẫu cho {period}; biểu mẫu đầu tiên dùng từ {first:%d/%m/%Y}."
    english = "There is no form for {period}; the first one holds from {first:%d/%m/%Y}."


class Over(enum.StrEnum):
    """What quarters come to in a year: added up, or the first or last of them stands."""

    SUM = "sum"
    FIRST = "first"
    LAST = "last"


@attrs.frozen
class Measure:
    """A column of the form: its code, words, and the unit in which it counts; đồng are whole."""

    code: str
    words: str
    unit: str = "đồng"
    over: Over = Over.SUM


@attrs.frozen
class Row:
    """A line of the form. A `named` one gets its name, a `counted` one also its unit of count, from who reports."""

    code: str
    words: str
    named: bool = False
    counted: bool = False


@attrs.frozen
class Balance:
    """In a row: opening + all of `plus` − all of `minus` = closing."""

    opening: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    closing: str


@attrs.frozen
class AtMost:
    """In a row: the one measure is never more than the other."""

    part: str
    whole: str


@attrs.frozen
class Section:
    """A block of the form; `total` is the row that holds the whole of the other rows, of which it may tell only some."""

    code: str
    words: str
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    balance: Balance | None = None
    at_most: tuple[AtMost, ...] = ()
    total: str = ""
    note: str = ""

    def measure(self, code: str) -> Measure:
        """The column with this code."""
        return next(one for one in self.measures if one.code == code)


@attrs.frozen
class Edition:
    """The form as it is from a day on."""

    mark: str
    sections: tuple[Section, ...]

    def cells(self) -> Iterator[tuple[Section, Row, Measure]]:
        """Every cell of the form."""
        for section in self.sections:
            for row in section.rows:
                for measure in section.measures:
                    yield section, row, measure

    @property
    def places(self) -> Mapping[tuple[str, str], tuple[Section, Row, Measure]]:
        """Row and measure code → the cell."""
        return {(row.code, measure.code): (section, row, measure) for section, row, measure in self.cells()}

    @property
    def rows(self) -> Mapping[str, Row]:
        """Row code → the line."""
        return {row.code: row for section in self.sections for row in section.rows}


@attrs.frozen(order=True)
class Figure:
    """One told figure: đồng or a count, zero or more; `name` is what a named row is called by who reports."""

    row: str
    measure: str
    value: int
    name: str = ""


# -- the sections ---------------------------------------------------------------------------------------------------

_OPENING = Measure("opening", "Số dư đầu kỳ", over=Over.FIRST)
_RAISED = Measure("raised", "Vận động được")
_INTEREST = Measure("interest", "Lãi tiền gửi")
_OTHER_IN = Measure("other_in", "Thu khác (cả hội phí để lại)")
_RECEIVED = Measure("received", "Nhận từ quỹ, hội khác trong tỉnh")
_SPENT = Measure("spent", "Đã chi")
_SENT = Measure("sent", "Chuyển cho quỹ, hội khác trong tỉnh")
_CLOSING = Measure("closing", "Số dư cuối kỳ", over=Over.LAST)
_PASSED = Measure("passed", "Chuyển trao (không tính vào thu, chi)")
_FUND_ROWS = (Row("KH", "Quỹ khuyến học"), *(Row(f"Q{n}", "Quỹ khác", named=True) for n in (1, 2, 3, 4)))
_FUND_NOTE = (
    "Chỉ ghi tiền, hiện vật ghi ở mục III. Tiền của chương trình tài trợ chỉ nhận rồi trao lại nguyên vẹn"
    " ghi ở cột «Chuyển trao», không ghi vào vận động hay đã chi."
)
_AWARDS = Measure("awards", "Số lượt", "lượt")
_PERSONS = Measure("persons", "Số người (mỗi người đếm một lần)", "người")
_MONEY = Measure("money", "Số tiền")
_AWARD_ROWS = (
    Row("TS", "Tổng số"),
    Row("HS", "Học sinh, sinh viên"),
    Row("GV", "Cán bộ, giáo viên"),
    Row("KHAC", "Tập thể, đối tượng khác"),
)
_AWARD_NOTE = "Dòng tổng số do đơn vị ghi; các dòng dưới là trong đó, biết đến đâu ghi đến đó."
_MODELS = Section(
    "model",
    "Mô hình học tập",
    (
        Measure("registered", "Đăng ký", "mô hình", Over.LAST),
        Measure("reached", "Đạt", "mô hình", Over.LAST),
    ),
    (
        Row("CONG_DAN", "Công dân học tập"),
        Row("GIA_DINH", "Gia đình học tập"),
        Row("DONG_HO", "Dòng họ học tập"),
        Row("DON_VI", "Đơn vị học tập"),
        Row("CONG_DONG", "Cộng đồng học tập"),
    ),
    at_most=(AtMost("reached", "registered"),),
)
_MEMBERS = Section(
    "member",
    "Hội viên, hội phí",
    (
        Measure("members", "Tổng số hội viên", "người", Over.LAST),
        Measure("joined", "Mới kết nạp", "người"),
        Measure("dues", "Hội phí đã thu"),
    ),
    (Row("HOI", "Toàn đơn vị"),),
    at_most=(AtMost("joined", "members"),),
)
_GOODS = Section(
    "goods",
    "Hiện vật đã trao",
    (Measure("quantity", "Số lượng", ""), Measure("value", "Quy ra tiền")),
    tuple(Row(f"HV{n}", "Hiện vật", named=True, counted=True) for n in range(1, 9)),
)

FIRST_EDITION = Edition(
    "BC-2023",
    (
        Section(
            "fund",
            "Quỹ",
            (_OPENING, _RAISED, _INTEREST, _OTHER_IN, _SPENT, _CLOSING, _PASSED),
            _FUND_ROWS,
            balance=Balance("opening", ("raised", "interest", "other_in"), ("spent",), "closing"),
            note=_FUND_NOTE,
        ),
        Section(
            "award", "Khen thưởng, học bổng", (_AWARDS, _MONEY), _AWARD_ROWS, total="TS", note=_AWARD_NOTE
        ),
        _MEMBERS,
        _MODELS,
    ),
)
"""The quarterly figures that the province's associations asked for up to 2024."""

SECOND_EDITION = Edition(
    "BC-2025",
    (
        Section(
            "fund",
            "Quỹ",
            (_OPENING, _RAISED, _INTEREST, _OTHER_IN, _RECEIVED, _SPENT, _SENT, _CLOSING, _PASSED),
            _FUND_ROWS,
            balance=Balance(
                "opening", ("raised", "interest", "other_in", "received"), ("spent", "sent"), "closing"
            ),
            note=_FUND_NOTE,
        ),
        Section(
            "award",
            "Khen thưởng, học bổng",
            (_AWARDS, _PERSONS, _MONEY),
            _AWARD_ROWS,
            at_most=(AtMost("persons", "awards"),),
            total="TS",
            note=_AWARD_NOTE,
        ),
        _GOODS,
        _MEMBERS,
        _MODELS,
    ),
)
"""With money between associations told apart (it is eliminated), persons beside awards, and goods with their value."""

EDITIONS = Dated({date(2023, 1, 1): FIRST_EDITION, date(2025, 1, 1): SECOND_EDITION})


def edition_for(period: ReportingPeriod) -> Edition:
    """Return the edition on which a period is reported: the one that holds on its last day.

    Raises: PeriodWithoutFormError.
    """
    first = min(EDITIONS.values)
    if period.days.last < first:
        raise PeriodWithoutFormError(period=str(period), first=first)
    return EDITIONS.on(period.days.last)


def require_edition(mark: str, period: ReportingPeriod) -> Edition:
    """Return the edition with this mark, which must be the one for the period.

    Raises: FormUnknownError, FormOutdatedError, PeriodWithoutFormError.
    """
    marks = [edition.mark for edition in EDITIONS.values.values()]
    if mark not in marks:
        raise FormUnknownError(mark=mark, marks=", ".join(marks))
    edition = edition_for(period)
    if edition.mark != mark:
        raise FormOutdatedError(mark=mark, period=str(period), needed=edition.mark, code=period.code)
    return edition


def edition_marked(mark: str) -> Edition:
    """Return the edition with a mark that the books hold."""
    return next(edition for edition in EDITIONS.values.values() if edition.mark == mark)
