import io
from datetime import date

import pytest
from openpyxl import load_workbook

LINES = ("--line", "KH:5111:200.000.000", "--line", "KH:6111:150.000.000")


@pytest.fixture
def budgeted(khfund):
    khfund.office.gift(date(2026, 2, 1), 10_000_000)
    khfund.json("budget", "draft", "2026", *LINES, "--source", "12/NQ-HKH", by="ketoantruong")
    return khfund


def plan(khfund, **more):
    told = {
        "--amount": "3.000.000",
        "--due": "05/09/2026",
        "--decision": "12/QĐ-HKH",
        "--decided": "01/03/2026",
    } | more
    words = [word for pair in told.items() for word in pair]
    return khfund.json("planned", "add", "Học bổng", "--fund", "KH", "--account", "6111", *words)


# -- budgets ------------------------------------------------------------------------------------------------------


def test_a_budget_is_drafted_approved_amended_and_listed(budgeted):
    same = budgeted("--json", "budget", "approve", "2026", by="ketoantruong")
    approved = budgeted("budget", "approve", "2026", by="chutich")
    amended = budgeted(
        "budget",
        "amend",
        "2026",
        "--line",
        "KH:6111:0",
        "--source",
        "30/NQ",
        "--reason",
        "Bớt",
        by="ketoantruong",
    )

    assert (same.code, same.rule) == (2, "another_person_needed")
    assert approved.out.startswith("Đã duyệt dự toán bản 1, từ ngày ")
    assert amended.out == "Đã lập dự toán bản 2; cần người khác duyệt.\n"
    assert [
        (one["version"], one["income"], one["cost"], one["lines"], one["reason"])
        for one in budgeted.json("budget", "list", "--year", "2026")["items"]
    ] == [(1, 200_000_000, 150_000_000, 2, ""), (2, 200_000_000, 0, 1, "Bớt")]


def test_the_report_holds_the_year_against_the_budget(budgeted, tmp_path):
    budgeted("budget", "approve", "2026", by="chutich")
    plan(budgeted)

    file = tmp_path / "du-toan.xlsx"
    rows = budgeted.json("budget", "report", "2026", "--out", file)["items"]

    assert [
        (one["account"], one["side"], one["budgeted"], one["actual"], one["committed"]) for one in rows
    ] == [
        ("5111", "income", 200_000_000, 10_000_000, 0),
        ("6111", "cost", 150_000_000, 0, 3_000_000),
    ]
    assert load_workbook(io.BytesIO(file.read_bytes())).sheetnames == ["Thu", "Chi"]


def test_a_year_without_a_budget_has_no_report(khfund):
    said = khfund("--json", "budget", "report", "2026")

    assert (said.code, said.rule) == (2, "budget_missing")


@pytest.mark.parametrize("line", ["KH:6111", "KH:6111:5:6", "x"])
def test_an_unclear_line_is_refused(khfund, line):
    said = khfund("budget", "draft", "2026", "--line", line, "--source", "NQ", by="ketoantruong")

    assert (said.code, said.err) == (
        2,
        f"Không hiểu dòng dự toán «{line}»; hãy viết QUỸ:TÀI_KHOẢN:SỐ_TIỀN, ví dụ KH:6111:150.000.000.\n",
    )


def test_a_year_that_is_none_is_refused(khfund):
    said = khfund("--json", "budget", "draft", "20260", *LINES, "--source", "NQ", by="ketoantruong")

    assert (said.code, said.rule) == (2, "year_out_of_range")


# -- planned payments -----------------------------------------------------------------------------------------------


def test_a_planned_payment_is_entered_moved_and_cancelled(khfund):
    assert plan(khfund) == {"planned": 1, "amount": 3_000_000, "due": "2026-09-05"}

    moved = khfund("planned", "move", "1", "--due", "05/10/2026", "--reason", "lễ dời")
    cancelled = khfund("planned", "cancel", "1", "--reason", "revoked")

    assert moved.out == "Khoản dự chi số 1 chuyển sang ngày 05/10/2026.\n"
    assert cancelled.err == ""
    assert cancelled.out == "Đã hủy khoản dự chi số 1: quyết định bị thu hồi hoặc thay thế.\n"
    (one,) = khfund.json("planned", "list", "--state", "cancelled")["items"]
    assert (one["due"], one["open"], one["state_name"]) == ("2026-10-05", 0, "đã hủy")


def test_a_posted_voucher_pays_what_it_names(khfund):
    khfund.office.gift(date(2026, 2, 1), 10_000_000)
    plan(khfund)
    words = (
        "--day",
        "05/09/2026",
        "--narration",
        "Chi",
        "--posting",
        "6111:111:KH:3.000.000",
        "--planned",
        "1",
    )
    khfund.json("voucher", "draft", "PC", *words, by="ketoan")
    khfund.json("voucher", "approve", "1", by="ketoantruong")

    khfund.json("voucher", "post", "1", "--day", "05/09/2026", by="thuquy")

    (one,) = khfund.json("planned", "list")["items"]
    assert (one["paid"], one["open"], one["state"]) == (3_000_000, 0, "paid")


def test_an_entry_or_a_posted_voucher_pays_afterwards(khfund):
    khfund.office.gift(date(2026, 2, 1), 10_000_000)
    plan(khfund)
    khfund.json(
        "voucher",
        "draft",
        "PC",
        "--day",
        "05/09/2026",
        "--narration",
        "Chi",
        "--posting",
        "6111:111:KH:1.000.000",
    )
    waiting = khfund("planned", "settle", "1", "--voucher", "1")
    khfund.json("voucher", "approve", "1", by="ketoantruong")
    entry = khfund.json("voucher", "post", "1", "--day", "05/09/2026", by="thuquy")["entry"]

    none = khfund("--json", "planned", "settle", "1")
    other = khfund("--json", "planned", "settle", "1", "--voucher", "1", "--entry", "1")
    paid = khfund("planned", "settle", "1", "--voucher", "1", "--amount", "400.000")

    assert waiting.err == (
        "Hãy cho biết khoản dự chi được chi bằng bút toán nào (--entry) hoặc chứng từ đã ghi sổ nào (--voucher).\n"
    )
    assert (none.rule, other.rule) == ("paid_by_what", "paid_by_what")
    assert paid.out == f"Bút toán {entry} đã chi 400.000 đ cho khoản dự chi số 1.\n"


def test_the_approver_is_told_what_a_voucher_leaves_short(khfund):
    khfund.office.gift(date(2026, 2, 1), 4_000_000)
    plan(khfund)
    khfund.json(
        "voucher",
        "draft",
        "PC",
        "--day",
        "05/09/2026",
        "--narration",
        "Chi",
        "--posting",
        "6111:111:KH:2.000.000",
    )

    said = khfund("voucher", "approve", "1", by="ketoantruong")

    assert said.code == 0
    assert said.err.startswith(
        "Lưu ý: chi 2.000.000 đ thì quỹ KH thiếu 1.000.000 đ so với các khoản đã cam kết"
    )
