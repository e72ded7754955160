"""Scoring in the office: one's own marks, sealed for everybody else; relations; closing; the count."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.rounds import a_round

MARKS = {"marks-1-0": "7", "marks-1-1": "15", "marks-2-0": "9", "marks-2-1": "20"}


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("ballots"), lambda books: a_round(books).voting())


def member(room, place):
    return room.at(room.built.members[place])


def test_a_member_scores_all_candidates_on_one_page(room):
    page = member(room, 0).text("cham-diem/1/phieu")
    sent = member(room, 0).send("cham-diem/1/phieu", **MARKS)

    assert "Lò Thị Mẫu A" in page
    assert "Đã niêm phong 2 phiếu chấm của đợt TSMT27." in said(sent)
    assert "đã chấm 2 trong 3 em" in said(sent)


def test_marks_are_seen_by_their_member_alone_before_the_closing(room):
    member(room, 0).send("cham-diem/1/phieu", **MARKS | {"marks-1-1": "13"})

    mine, theirs = (member(room, place).get("cham-diem/1/phieu").text for place in (0, 1))

    assert 'name="marks-1-1" value="13"' in mine
    assert 'name="marks-1-1" value=""' in theirs
    assert member(room, 1).get("cham-diem/1/tung-phieu").status_code == 404
    assert "Kết quả chấm điểm" not in member(room, 1).text("cham-diem/1/")


def test_unfinished_and_impossible_marks_are_told_row_by_row_and_kept(room):
    answer = member(room, 1).send(
        "cham-diem/1/phieu", **{"marks-1-0": "11", "marks-1-1": "2", "marks-2-0": "3", "marks-2-1": ""}
    )

    assert answer.status_code == 422
    text = said(answer)
    assert "Đề nghị số 1: Phiếu chấm chưa hợp lệ: «Học lực» từ 0 đến 10, không phải 11." in text
    assert "Đề nghị số 2: Phiếu chấm chưa hợp lệ: chưa cho điểm «canh»." in text
    assert 'value="11"' in answer.text


def test_a_declared_relation_takes_the_candidate_out_of_ones_ballot(room):
    third = member(room, 2)
    declared = third.send("cham-diem/1/quan-he", nomination="2", kind="kin")

    assert "Đã ghi quan hệ với đề nghị số 2; loại 0 phiếu đã chấm." in said(declared)
    ballot = third.text("cham-diem/1/phieu")
    assert "1 em có quan hệ đã khai với ông/bà nên không có trong phiếu này." in ballot
    assert "Lò Thị Mẫu B" not in ballot


def test_who_has_not_scored_is_named_and_a_relation_may_be_told_of_somebody_else(room):
    text = room.chair.text("cham-diem/1/")
    without = room.chair.send(
        "cham-diem/1/quan-he", nomination="3", kind="kin", member=str(room.built.members[2])
    )

    assert "Chưa chấm: Hoàng Văn Chủ Tịch" in text
    assert "Hãy ghi rõ vì sao biết quan hệ này" in said(without)


def test_who_holds_no_seat_casts_nothing(room):
    assert room.accountant.get("cham-diem/1/phieu").status_code == 403
    assert room.accountant.get("cham-diem/1/phieu.xlsx").status_code == 403


def test_a_sheet_is_taken_home_and_handed_in(room):
    sheet = member(room, 1).get("cham-diem/1/phieu.xlsx")

    assert sheet.status_code == 200
    assert sheet.data.startswith(b"PK")


def test_voting_is_closed_for_a_reason_and_every_ballot_is_shown(room):
    member(room, 0).send("cham-diem/1/phieu", **MARKS | {"marks-2-0": "10"})
    closed = room.chair.send("cham-diem/1/dong", reason="Đã hết hạn")
    opened = room.chair.text("cham-diem/1/tung-phieu")

    assert "Đã đóng chấm điểm đợt TSMT27; phiếu đã mở." in said(closed)
    assert "Kết quả chấm điểm" in said(closed)
    assert "2 Lò Thị Mẫu B Ủy Viên Một 10 20 100,00 có nguyên vẹn" in opened
    assert member(room, 0).send("cham-diem/1/phieu", **MARKS).status_code == 422
