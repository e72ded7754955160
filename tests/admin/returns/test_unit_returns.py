"""Returns of the units in the office: who is late, taken in with every mistake named, consolidated."""

import io

import pytest

from admin.job_run import work_off
from tests.admin.office import said
from tests.returns.offices import FUND, Q1, a_province, blank_form, filed, fill, fund


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    return a_province(database)


CELLS = {f"KH.{code}": value for code, value in FUND.items()}


def upload(content):
    return (io.BytesIO(content), "bao-cao.xlsx")


def test_units_that_have_not_reported_have_a_red_lamp_after_the_deadline(office, accountant):
    filed(office, "A", fund())
    told = accountant.text("bao-cao-don-vi/?period=2026-Q1")

    assert "3 đơn vị chưa báo cáo, 3 đơn vị quá hạn" in told
    assert "Hội Khuyến học huyện Mường B" in told
    assert "quá hạn" in told
    assert "đơn vị chậm báo cáo Quý III/2026" in accountant.text("")


def test_the_form_of_a_period_is_handed_out(office, accountant):
    answer = accountant.get("bao-cao-don-vi/mau-2026-Q1.xlsx")

    assert answer.data.startswith(b"PK")
    assert accountant.get("bao-cao-don-vi/mau-2026-05.xlsx").status_code == 404


def test_a_filled_form_is_tried_then_taken_in_and_shown_with_what_does_not_foot(office, accountant):
    form = fill(blank_form("A"), "A", CELLS | {"KH.spent": 2_000_000})
    tried = accountant.send("bao-cao-don-vi/nhap", file=upload(form), received="10/04/2026", try_first="1")
    taken = accountant.send("bao-cao-don-vi/nhap", file=upload(form), received="10/04/2026")
    shown = accountant.text("bao-cao-don-vi/2026-Q1/A/")

    assert "Đã thử: làm được." in said(tried)
    assert "bao-cao.xlsx: nhận 1 báo cáo mới, 0 đã có như cũ." in said(taken)
    assert "Chỗ chưa khớp" in shown
    assert "3.000.000" in shown
    assert "Hội Khuyến học huyện Mường A" in accountant.text("bao-cao-don-vi/chua-khop?period=2026-Q1")


def test_a_form_with_a_wrong_cell_is_refused_whole_and_the_cell_is_named(office, accountant):
    form = fill(blank_form("A", "B"), "A", CELLS | {"KH.spent": "mười triệu"})
    refused = accountant.send("bao-cao-don-vi/nhap", file=upload(form), received="10/04/2026")

    assert refused.status_code == 422
    assert "trang tính «A»" in said(refused)
    assert "mười triệu" in said(refused)
    assert accountant.get("bao-cao-don-vi/2026-Q1/A/").status_code == 404


def test_a_return_on_paper_is_entered_and_replaced_for_a_reason(office, accountant):
    typed = {"unit": "B", "period": "2026-Q1", "received": "10/04/2026"}
    first = accountant.send("bao-cao-don-vi/ghi", cells="KH.opening=1.000\nKH.closing=1.000", **typed)
    again = accountant.send("bao-cao-don-vi/ghi", cells="KH.opening=2.000\nKH.closing=2.000", **typed)
    replaced = accountant.send(
        "bao-cao-don-vi/ghi", cells="KH.opening=2.000", replace="đơn vị nộp lại", **typed
    )

    assert "Đã nhận báo cáo của B, kỳ 2026-Q1, bản 1" in said(first)
    assert again.status_code == 422
    assert "bản 2" in said(replaced)
    assert "đơn vị nộp lại" in accountant.text("bao-cao-don-vi/2026-Q1/B/")


def test_the_consolidated_report_is_shown_and_made_into_files(app, office, accountant):
    filed(office, "A", fund())
    shown = accountant.text("bao-cao-don-vi/tong-hop?period=2026-Q1")
    answer = accountant.send("bao-cao-don-vi/lap-tong-hop", period=Q1.code)
    work_off(app)
    told = accountant.text(answer.request.path)

    assert "Hội Khuyến học huyện Mường A" in shown
    assert "3 chưa báo cáo" in told
    assert "tong-hop-2026-Q1.pdf" in told
    assert "tong-hop-2026-Q1.xlsx" in told


def test_the_administrator_reads_no_return_and_an_unknown_unit_is_not_found(
    office, administrator, accountant
):
    assert administrator.get("bao-cao-don-vi/").status_code == 403
    assert accountant.get("bao-cao-don-vi/2026-Q1/XX/").status_code == 404
    assert accountant.get("bao-cao-don-vi/2026-Q1/SL/").status_code == 404
    assert accountant.get("bao-cao-don-vi/abc/A/").status_code == 404
