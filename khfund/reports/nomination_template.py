"""The form of a nomination list for one round and one unit: drop-downs, checked dates, and a sheet that explains it.

Our own reader reads a filled form without a remark.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import attrs
import xlsxwriter

from khfund.calendar import format_day

LIST_NAME, HELP_NAME = "Danh sách", "Hướng dẫn"
HEADING_ROW = 5  # counted from 0: behind four lines about the round
ROWS = 500
BIRTHS_FROM = date(1950, 1, 1)


@attrs.frozen
class FormColumn:
    """A column of the form: its heading, its width, what may be chosen, and what stands beside the cell."""

    title: str
    width: int
    choices: tuple[str, ...] = ()
    only_choices: bool = False
    as_text: bool = False
    help: str = ""


COLUMNS = (
    FormColumn("STT", 6),
    FormColumn("Họ và tên", 28, help="Đủ họ, đệm, tên như giấy khai sinh; mỗi dòng một người."),
    FormColumn("Ngày sinh", 13, help="Ngày/tháng/năm với bốn chữ số năm, ví dụ 08/11/2012."),
    FormColumn("Giới tính", 10, ("Nữ", "Nam"), only_choices=True),
    FormColumn("Bản, tổ", 20),
    FormColumn("Xã, phường", 22, help="Ghi cả chữ xã hoặc phường, ví dụ: xã Tà Hộc."),
    FormColumn("Cấp học", 16, ("Tiểu học", "THCS", "THPT", "Cao đẳng", "Đại học"), only_choices=True),
    FormColumn("Trường", 26, help="Ví dụ: THCS Tà Hộc, CĐ Sơn La."),
    FormColumn(
        "Lớp",
        10,
        (*map(str, range(1, 13)), *(f"Năm {year}" for year in range(1, 7))),
        as_text=True,
        help="Chọn lớp, hoặc gõ như 8A. Sinh viên: Năm 1, Năm 2…",
    ),
    FormColumn(
        "Đối tượng",
        11,
        tuple(map(str, range(1, 8))),
        as_text=True,
        help="Số 1 đến 7 theo phụ lục; nhiều đối tượng thì gõ như 2, 6.",
    ),
    FormColumn(
        "Hộ nghèo, cận nghèo", 16, ("Hộ nghèo", "Hộ cận nghèo", "Không thuộc hộ nghèo"), only_choices=True
    ),
    FormColumn("Hoàn cảnh gia đình", 44, help="Ví dụ: Bố mất, ở với ông bà nội, hộ cận nghèo."),
    FormColumn("Thành tích", 30, help="Ví dụ: Học sinh Giỏi; Giải Nhì HSG cấp huyện."),
    FormColumn("Số điện thoại", 15, as_text=True, help="Mười chữ số, ví dụ 0912345678."),
    FormColumn("Ghi chú", 24),
)
CATEGORIES = (
    "Học sinh (sinh viên) khuyết tật",
    "Mồ côi cả bố và mẹ; người nuôi dưỡng là hộ nghèo, cận nghèo, điều kiện sống khó khăn",
    "Mồ côi bố (hoặc mẹ); người nuôi dưỡng là hộ nghèo, cận nghèo, điều kiện sống khó khăn",
    "Bố hoặc mẹ bệnh hiểm nghèo, tàn tật, tâm thần mất khả năng lao động; người nuôi dưỡng là hộ nghèo, cận nghèo",
    "Học sinh khó khăn cần hỗ trợ xe đạp để đi học",
    "Học sinh học giỏi đang ở nhà tạm (nhà tre lợp mái tranh nứa lá)",
    "Học sinh (sinh viên) chăm ngoan, hiếu học, vượt khó học tập giỏi",
)
"""Source: phụ lục Công văn 08/CV-HKH ngày 02/02/2023, phần I."""


@attrs.frozen
class FormFor:
    """For whom a form is made: the unit and the round, by name and code, and its last day."""

    unit: str
    unit_code: str
    round_name: str
    round_code: str
    until: date


def nomination_template(form: FormFor, made_at: datetime) -> bytes:
    """Make the form; the same round, unit and moment give the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": form.round_name, "created": made_at.replace(tzinfo=None)})
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E2EFDA", "valign": "vcenter"}
            ),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "border": 1, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "border": 1, "valign": "top"}),
            "cell": book.add_format({"text_wrap": True, "border": 1, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _list_sheet(book.add_worksheet(LIST_NAME), looks, form, made_at.date())
        _help_sheet(book.add_worksheet(HELP_NAME), looks, form)
    return out.getvalue()


def _list_sheet(page: Any, looks: dict[str, Any], form: FormFor, today: date) -> None:
    page.write_string(0, 0, form.unit.upper(), looks["title"])
    page.write_string(2, 0, f"DANH SÁCH ĐỀ NGHỊ: {form.round_name}", looks["title"])
    page.write_string(
        3,
        0,
        f"Mã đợt {form.round_code}, mã đơn vị {form.unit_code}; gửi trước hết ngày {format_day(form.until)}",
    )
    last = HEADING_ROW + ROWS
    for place, column in enumerate(COLUMNS):
        look = looks["day"] if column.title == "Ngày sinh" else looks["text" if column.as_text else "cell"]
        page.set_column(place, place, column.width)
        page.write_string(HEADING_ROW, place, column.title, looks["head"])
        for row in range(HEADING_ROW + 1, last + 1):
            page.write_blank(row, place, None, look)
        if validation := _validation(column, today):
            page.data_validation(HEADING_ROW + 1, place, last, place, validation)
    for number in range(1, ROWS + 1):
        page.write_number(HEADING_ROW + number, 0, number, looks["cell"])
    page.freeze_panes(HEADING_ROW + 1, 2)
    page.repeat_rows(HEADING_ROW)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _validation(column: FormColumn, today: date) -> dict[str, Any]:
    """What a spreadsheet program checks while it is typed; a choice that may be left is only suggested."""
    hint = {"input_title": column.title[:32], "input_message": column.help[:255]} if column.help else {}
    if column.title == "Ngày sinh":
        return hint | {
            "validate": "date",
            "criteria": "between",
            "minimum": BIRTHS_FROM,
            "maximum": today,
            "error_title": "Ngày sinh",
            "error_message": "Hãy ghi ngày/tháng/năm với bốn chữ số năm. Nếu chỉ biết năm sinh, chọn Yes để giữ.",
            "error_type": "warning",
        }
    if column.choices:
        return hint | {
            "validate": "list",
            "source": list(column.choices),
            "error_title": column.title,
            "error_message": "Hãy chọn trong danh sách xổ xuống.",
            "error_type": "stop" if column.only_choices else "information",
        }
    return hint and hint | {"validate": "any"}


def _help_sheet(page: Any, looks: dict[str, Any], form: FormFor) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    lines: Sequence[tuple[str, str]] = (
        ("CÁCH GHI", form.round_name),
        ("Hạn gửi", f"hết ngày {format_day(form.until)}"),
        *((one.title, one.help or "chọn trong danh sách xổ xuống") for one in COLUMNS if one.help or one.choices),
        ("ĐỐI TƯỢNG", "theo phụ lục Công văn 08/CV-HKH ngày 02/02/2023"),
        *((f"Đối tượng {number}", text) for number, text in enumerate(CATEGORIES, 1)),
        ("Bảo vệ trẻ em", "Danh sách này có thông tin riêng tư của trẻ em: chỉ gửi cho Hội, không đăng, không chuyển tiếp."),
    )  # fmt: skip
    for row, (title, text) in enumerate(lines):
        page.write_string(row, 0, title, looks["title"] if title.isupper() else looks["wrap"])
        page.write_string(row, 1, text, looks["wrap"])
