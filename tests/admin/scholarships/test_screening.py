"""Screening in the office: verdicts, two candidates side by side, the sheet, what a new run changes, the proof."""

import pytest

from admin.job_run import work_off
from khfund.actor import Role
from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.rounds import a_round


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(
        sqlite_template, tmp_path_factory.mktemp("screening"), lambda books: a_round(books).screened()
    )


def test_every_candidate_stands_with_the_verdict(room):
    text = room.chair.text("tham-dinh/1/")

    assert "tất cả (6) đạt (3) không đạt (0) chưa đủ giấy tờ (3)" in text
    assert (
        "Lò Thị Mẫu A 01/03/2012; 9A, Trường THCS Bình Minh Hội Khuyến học tỉnh Mường Sáng ✓ đạt 1 PDF"
        in text
    )


def test_the_list_is_narrowed_by_verdict(room):
    text = room.chair.text("tham-dinh/1/?ket-qua=unproven")

    assert "Lò Thị Mẫu E" in text
    assert "Lò Thị Mẫu A" not in text


def test_candidates_stand_side_by_side_with_what_would_change_the_result(room):
    text = room.chair.text("tham-dinh/1/so-sanh?n=1&n=2")

    assert "Lò Thị Mẫu A Lò Thị Mẫu B" in text
    assert "✓ đạt Đạt tiêu chí 1 (khuyết tật): là học sinh, theo Xác nhận của nhà trường" in text
    assert (
        "Giấy: Giấy xác nhận khuyết tật số 12/XNKT do UBND xã Mường Sáng cấp ngày 03/05/2024; Lò Văn Xem đã xem"
        in text
    )
    assert "tiêu chí khác chưa có thông tin riêng" in text


def test_a_candidate_of_another_round_is_not_found(room):
    assert room.chair.get("tham-dinh/1/so-sanh?n=99").status_code == 404


def test_the_explanation_is_a_paper_for_the_committee_alone(room):
    sheet = room.chair.get("tham-dinh/1/phieu/1.pdf")

    assert sheet.data.startswith(b"%PDF")
    assert "phieu-tham-dinh-1-1.pdf" in sheet.headers["Content-Disposition"]
    inspector = room.at(room.somebody("kiemtra", Role.INSPECTOR))
    assert inspector.get("tham-dinh/1/phieu/1.pdf").status_code == 403
    assert inspector.get("tham-dinh/1/phieu").status_code == 403


def test_the_explanations_of_all_candidates_are_printed_in_the_background(room):
    asked = room.chair.send("tham-dinh/1/phieu")
    work_off(room.app)

    text = room.chair.text(asked.request.path)
    assert "Đã in phiếu thẩm định của 6 em" in text
    assert "phieu-tham-dinh-1.pdf" in text


def test_a_run_computed_again_gives_the_same(room):
    text = room.chair.text("tham-dinh/1/tinh-lai")

    assert "Tính lại chỉ từ những gì đã lưu: 6 kết quả đều ra đúng như cũ." in text


def test_a_new_run_tells_its_counts_and_may_be_tried_first(room):
    tried = room.chair.send("tham-dinh/1/lam", try_first="1")
    done = room.chair.send("tham-dinh/1/lam")

    assert "Đã thử: làm được." in said(tried)
    assert "Thẩm định lần 2: 6 đề nghị; 3 đạt, 0 không đạt, 3 chưa đủ giấy tờ." in said(done)


def test_the_administrator_sees_no_candidate(room):
    for path in (
        "tham-dinh/1/",
        "tham-dinh/1/so-sanh?n=1",
        "tham-dinh/1/phieu/1.pdf",
        "tham-dinh/1/phieu",
    ):
        assert room.administrator.get(path).status_code == 403
