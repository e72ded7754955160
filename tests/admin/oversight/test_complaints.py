"""Complaints in the office: taken by whoever hears them, answered by whoever has them, never by whom they are about."""

import pytest

from tests.admin.office import desk, said

SAID = {
    "kind": "complaint",
    "received": "10/11/2026",
    "way": "phone",
    "subject": "receipt",
    "reference": "GXN-2026-000012",
    "words": "Chưa nhận được biên nhận.",
    "name": "Hà Thị Nêu",
    "reach": "0900 000 001",
    "due": "12/11/2026",
}


@pytest.fixture
def database(sqlite_database):
    """One engine: the pages call verbs that are tested on both."""
    return sqlite_database


def test_a_complaint_is_taken_assigned_answered_and_closed(treasurer, accountant, chief, office):
    entered = treasurer.send("y-kien/ghi", **SAID)
    assigned = chief.send("y-kien/1/giao", to=str(office.accountant))
    answered = accountant.send("y-kien/1/tra-loi", words="Đã gửi lại biên nhận qua bưu điện.")
    closed = accountant.send("y-kien/1/ket-thuc", result="founded")

    assert "Đã ghi ý kiến số 1; hạn trả lời 12/11/2026." in said(entered)
    assert "Đã giao ý kiến số 1." in said(assigned)
    assert "Đã ghi câu trả lời ý kiến số 1." in said(answered)
    assert "Cầm Văn Kế Toán: kết thúc (đúng, đã sửa)" in said(closed)


def test_who_spoke_can_be_erased(treasurer, chair):
    treasurer.send("y-kien/ghi", **SAID)
    before = chair.text("y-kien/1/")

    after = chair.send("y-kien/1/xoa-lien-lac")

    assert "Hà Thị Nêu" in before
    assert "Hà Thị Nêu" not in said(after)


def test_a_late_complaint_waits_on_the_first_page_and_in_the_list(treasurer, accountant):
    treasurer.send("y-kien/ghi", **SAID)

    assert "1 ý kiến, câu hỏi quá hạn trả lời" in accountant.text("")
    assert "Chưa nhận được biên nhận." in accountant.text("y-kien/?state=late")
    assert "0 dòng" in accountant.text("y-kien/?state=closed")


def test_whom_it_is_about_is_not_offered_to_answer(treasurer, chief, office):
    treasurer.send("y-kien/ghi", **SAID, about=str(office.accountant))

    page = chief.get("y-kien/1/giao")
    refused = chief.send("y-kien/1/giao", to=str(office.accountant))

    assert f'value="{office.accountant}"' not in page.text
    assert refused.status_code == 422


def test_a_complaint_of_another_unit_is_not_found(chief):
    assert chief.get("y-kien/99/").status_code == 404


def test_the_administrator_reads_no_complaints(app, office):
    assert desk(app, office.administrator).get("y-kien/").status_code == 403
