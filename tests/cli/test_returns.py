"""The levels below at the command line: their form, their returns, who is missing, the consolidated report."""

from __future__ import annotations

import io
import json

import openpyxl
import pypdf
import pytest

from khfund.unit import Level, enter_unit, find_unit
from tests.cli.shell import Shell
from tests.returns.offices import fill

RECEIVED = ("--received", "10/04/2026")
FIGURES = ("KH.opening=5.000.000", "KH.raised=2 triệu", "KH.interest=0", "KH.other_in=0", "KH.received=0")
FIGURES += ("KH.spent=1.000.000", "KH.sent=0", "KH.closing=6.000.000", "TS.awards=12")


@pytest.fixture
def province(khfund) -> Shell:
    """`khfund --unit SL` on a province with two districts."""

    def enter(session, command):
        top = find_unit(session, "SL")
        for code in ("A", "B"):
            enter_unit(session, command, code, f"Hội huyện Mường {code}", level=Level.DISTRICT, parent=top)

    khfund.office.do("unit.enter", enter, by=khfund.office.administrator)
    return khfund


def in_province(shell: Shell, *words: object, by: str | None = None):
    return shell("--unit", "SL", "--json", *words, by=by)


def test_the_form_is_made_for_every_unit_below_in_one_file_or_many(province, tmp_path):
    one = in_province(province, "return", "form", "2026-Q1", "--out", tmp_path / "tat-ca.xlsx").json
    many = in_province(province, "return", "form", "2026-Q1", "--out", tmp_path / "rieng", "--of", "B").json

    assert (one["units"], one["files"], one["edition"]) == (2, 1, "BC-2025")
    assert openpyxl.load_workbook(tmp_path / "tat-ca.xlsx").sheetnames[:2] == ["A", "B"]
    assert (many["files"], [path.name for path in (tmp_path / "rieng").iterdir()]) == (1, ["2026-Q1-B.xlsx"])


def test_a_form_needs_somebody_who_reports(khfund, tmp_path):
    said = khfund("--json", "return", "form", "2026-Q1", "--out", tmp_path)

    assert said.rule == "nobody_reports"
    assert json.loads(said.err)["error"]["message"] == (
        "Không có đơn vị nào ở dưới Hội Khuyến học tỉnh Mường Sáng trong kỳ này; hãy thêm bằng"
        " `khfund unit enter` hoặc chọn --of."
    )


def test_a_filled_form_is_taken_in_shown_and_known_again(province, tmp_path):
    form = tmp_path / "tat-ca.xlsx"
    in_province(province, "return", "form", "2026-Q1", "--out", form)
    form.write_bytes(fill(fill(form.read_bytes(), "A", {"KH.raised": "2,6 tỷ"}), "B", {"TS.awards": 3}))

    first = in_province(province, "return", "import", form, *RECEIVED).json
    again = in_province(province, "return", "import", form, *RECEIVED).json
    shown = in_province(province, "return", "show", "2026-Q1", "--of", "A").json["items"]

    assert [(one["unit"], one["version"], one["new"]) for one in first["items"]] == [
        ("A", 1, True),
        ("B", 1, True),
    ]
    assert (again["new"], again["known"]) == (0, 2)
    assert [(one["cell"], one["value"]) for one in shown] == [("KH.raised", 2_600_000_000)]


def test_one_wrong_cell_refuses_the_whole_file_with_its_place(province, tmp_path):
    form = tmp_path / "tat-ca.xlsx"
    in_province(province, "return", "form", "2026-Q1", "--out", form)
    form.write_bytes(fill(fill(form.read_bytes(), "A", {"KH.raised": 5}), "B", {"KH.raised": "nhiều"}))

    said = in_province(province, "return", "import", form, *RECEIVED)

    assert (said.code, said.rule) == (2, "problems_found")
    assert [one["place"] for one in json.loads(said.err)["error"]["problems"]] == [
        "tat-ca.xlsx, trang tính «B», dòng 10, ô D10"
    ]
    assert in_province(province, "return", "list").json == {"items": []}


def test_typed_figures_are_kept_and_what_does_not_foot_is_a_warning(province):
    kept = in_province(province, "return", "enter", "2026-Q1", *FIGURES, "--of", "A", *RECEIVED).json
    wrong = in_province(
        province, "return", "enter", "2026-Q1", *FIGURES[:-2], "KH.closing=9", "--of", "B", *RECEIVED
    ).json

    assert (kept["unfooted"], "warnings" in kept) == (0, False)
    assert wrong["unfooted"] == 1
    assert wrong["warnings"][0]["message"] == (
        "Lưu ý: B: Quỹ khuyến học: đầu kỳ cộng thu trừ chi là 6.000.000 đồng, báo cuối kỳ 9 đồng;"
        " chênh lệch -5.999.991 đồng."
    )
    assert [
        (one["unit"], one["difference"]) for one in in_province(province, "return", "foot").json["items"]
    ] == [("B", -5_999_991)]


def test_another_content_replaces_only_for_a_reason(province):
    entered = ("return", "enter", "2026-Q1", "--of", "A", *RECEIVED)
    in_province(province, *entered, "KH.raised=5")

    refused = in_province(province, *entered, "KH.raised=6")
    replaced = in_province(province, *entered, "KH.raised=6", "--replace", "Huyện sửa", "--below")

    assert refused.rule == "return_differs"
    assert replaced.json["version"] == 2
    (one,) = in_province(province, "return", "list", "--period", "2026-Q1").json["items"]
    assert (one["version"], one["coverage"]) == (2, "gồm cả cấp dưới")


def test_who_did_not_report_is_listed_with_the_deadline(province):
    in_province(province, "return", "enter", "2026-Q1", *FIGURES, "--of", "A", *RECEIVED)

    (one,) = in_province(province, "return", "missing", "2026-Q1").json["items"]

    assert (one["unit"], one["due"], one["late"] > 0) == ("B", "2026-04-15", True)


def test_a_return_that_nobody_sent_is_not_shown(province):
    said = in_province(province, "return", "show", "2026-Q1", "--of", "A")

    assert json.loads(said.err)["error"]["message"] == (
        "A chưa báo cáo Quý I/2026; xem bằng `khfund return missing`."
    )


def test_the_form_of_the_next_period_brings_the_last_balances(province, tmp_path):
    in_province(
        province,
        "return",
        "enter",
        "2026-Q1",
        *FIGURES,
        "Q1=Quỹ nghèo",
        "Q1.closing=9",
        "--of",
        "A",
        *RECEIVED,
    )

    in_province(province, "return", "form", "2026-Q2", "--of", "A", "--out", tmp_path / "a.xlsx")

    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["A"]
    assert [page[cell].value for cell in ("C10", "B11", "C11")] == [6_000_000, "Quỹ nghèo", 9]


def test_the_consolidated_report_is_made_on_paper_and_as_a_workbook(province, tmp_path):
    in_province(province, "return", "enter", "2026-Q1", *FIGURES, "--of", "A", *RECEIVED)

    made = in_province(province, "return", "consolidate", "2026-Q1", "--out", tmp_path).json

    assert (made["counted"], made["missing"], made["closing"]) == (2, 1, 6_000_000)
    assert made["files"] == ["tong-hop-2026-Q1.pdf", "tong-hop-2026-Q1.xlsx"]
    said = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / made["files"][0]).pages)
    assert "chưa báo cáo" in said
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / made["files"][1]).read_bytes())).worksheets[1]
    cells = [[cell.value for cell in row[:3]] for row in sheet.iter_rows()]
    assert ["Hội huyện Mường A", "báo cáo", 5_000_000] in cells


def test_thousands_are_refused_where_no_figure_is_large(province, tmp_path):
    said = in_province(province, "return", "consolidate", "2026-Q1", "--out", tmp_path, "--thousands")

    assert said.rule == "thousands_too_small"


def test_people_are_told_in_sentences(province, tmp_path):
    told = province("--unit", "SL", "return", "enter", "2026-Q1", *FIGURES, "--of", "A", *RECEIVED)
    made = province("--unit", "SL", "return", "consolidate", "2026-Q1", "--out", tmp_path)

    assert told.out == "Đã nhận báo cáo của A, kỳ 2026-Q1, bản 1; 0 chỗ chưa khớp.\n"
    assert made.out == (
        "Quý I/2026: 2 đơn vị có số liệu, 1 chưa báo cáo, 0 chỗ chênh lệch; số dư cuối kỳ 6.000.000 đ."
        f" Báo cáo nằm trong {tmp_path}.\n"
    )


def test_last_years_form_is_refused_by_its_mark(province, tmp_path):
    form = tmp_path / "a.xlsx"
    in_province(province, "return", "form", "2024-Q4", "--of", "A", "--out", form)
    form.write_bytes(fill(form.read_bytes(), "A", {"C4": "2026-Q1", "KH.raised": 5}))

    said = in_province(province, "return", "import", form, *RECEIVED)

    assert json.loads(said.err)["error"]["problems"][0]["rule"] == "form_outdated"
