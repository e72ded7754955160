"""Allocation in the office: tried, run, run again; another person decides; the same result at any later time."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.builders import an_office
from tests.scholarships.decided import a_round


def built(books):
    return a_round(an_office(books), each={"XA1": 3, "XA2": 2}, quotas={"XA1": 2, "XA2": 1}).prepare()


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("allocation"), built)


@pytest.fixture
def member(room):
    return room.at(room.built.committee)


def test_a_trial_tells_the_figures_and_keeps_nothing(room, member):
    tried = member.send("phan-suat/1/lam", try_first="1")

    assert "Nếu phân suất như thế: chọn 3 suất, 3.000.000 đ; dự bị 2; không chọn 0." in said(tried)


def test_allocation_says_who_is_chosen_and_why_others_are_not(room, member):
    done = member.send("phan-suat/1/lam", alternates="1")
    text = said(done)

    assert "chọn 3 suất, 3.000.000 đ; dự bị 2; không chọn 0." in text
    assert "Được chọn (3)" in text
    assert "hết suất của đơn vị" in text


def test_a_second_run_tells_what_moved(room, member):
    member.send("phan-suat/1/lam", alternates="1")
    again = member.send("phan-suat/1/lam", alternates="0")

    assert "Khác với lần" in said(again)
    assert "dự bị không chọn" in said(again)


def test_points_that_are_none_are_refused_where_they_are_typed(room, member):
    answer = member.send("phan-suat/1/lam", minimum="101")

    assert answer.status_code == 422
    assert "Không hiểu số điểm «101»; hãy ghi từ 0 đến 100, ví dụ 55 hoặc 55,5." in said(answer)


def test_a_run_computed_again_gives_the_same(room, member):
    member.send("phan-suat/1/lam", alternates="1")

    assert "tính lại từ dữ liệu đã lưu ra đúng kết quả khi ấy." in member.text("phan-suat/1/tinh-lai")


def test_the_chair_decides_with_a_second_word(room, member):
    member.send("phan-suat/1/lam", alternates="1")
    without = room.chair.send("phan-suat/1/quyet-dinh", number_given="12/QĐ-HKH")
    decided = room.chair.send(
        "phan-suat/1/quyet-dinh", number_given="12/QĐ-HKH", pay="25/12/2026; 25/01/2027", sure="y"
    )

    assert "Hãy xem lại danh sách rồi đánh dấu ô này." in said(without)
    assert "Quyết định 12/QĐ-HKH ngày" in said(decided)
    assert "3 suất, 3.000.000 đ." in said(decided)
    assert "Ra quyết định" not in said(room.chair.get("phan-suat/1/"))


def test_only_the_chair_decides(room, member):
    assert member.get("phan-suat/1/quyet-dinh").status_code == 403
    assert room.accountant.get("phan-suat/1/lam").status_code == 403
