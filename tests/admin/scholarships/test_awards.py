"""Awards in the office: paid by instalments, suspended and resumed by two persons, revoked, given on; the papers."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.builders import an_office
from tests.scholarships.decided import a_round


def built(books):
    made = a_round(an_office(books), each={"XA1": 4, "XA2": 3}, quotas={"XA1": 2, "XA2": 1}).prepare()
    made.allocate()
    made.decide()
    return made


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("awards"), built)


@pytest.fixture
def chief(room):
    return room.at(room.office.chief)


def test_the_awards_of_a_round_and_who_waits_are_shown(room):
    text = room.chair.text("suat-hoc-bong/dot/1/")

    assert "Cộng các suất còn hiệu lực 3.000.000" in text
    assert "Người dự bị còn chờ, theo thứ tự" in text
    assert "12/QĐ-HKH" in text


def test_an_award_tells_its_instalments(room):
    text = room.chair.text("suat-hoc-bong/1/")

    assert "Trạng thái đang có hiệu lực" in text
    assert "Tháng 1/2027 15/01/2027 1.000.000 chưa chi" in text


def test_whoever_suspended_does_not_resume(room, chief):
    suspended = chief.send("suat-hoc-bong/1/tam-dung", reason="moved", note="Chờ xác minh")
    by_the_same = chief.send("suat-hoc-bong/1/nhan-lai", note="Đã xác minh")
    by_another = room.chair.send("suat-hoc-bong/1/nhan-lai", note="Đã xác minh")

    assert "Đã tạm dừng suất 1." in said(suspended)
    assert "Quàng Thị Trưởng đã tạm dừng việc này nên không thể cho nhận lại" in said(by_the_same)
    assert "Đã cho nhận lại suất 1." in said(by_another)


def test_the_place_of_a_revoked_award_is_given_on_by_a_decision_of_its_own(room, chief):
    revoked = chief.send("suat-hoc-bong/2/thu-hoi", reason="left_school")
    promoted = chief.send("suat-hoc-bong/2/nguoi-ke-tiep", decision="13/QĐ-HKH")

    assert "Đã thu hồi suất 2." in said(revoked)
    assert "đã rút" in said(revoked)
    assert "Quàng Thị Trưởng đã thu hồi suất học bổng việc này nên không thể" in said(promoted)


def test_an_alternate_is_passed_over_for_a_reason(room, chief):
    answer = chief.send("suat-hoc-bong/dot/1/bo-qua/3", reason="other")

    assert answer.status_code == 422
    assert "Nói rõ thêm" in said(answer)


@pytest.mark.parametrize(
    ("paper", "mark"),
    [
        ("minutes-pdf", b"%PDF"),
        ("minutes-docx", b"PK"),
        ("decision-pdf", b"%PDF"),
        ("posting-xlsx", b"PK"),
        ("signature-pdf", b"%PDF"),
    ],
)
def test_the_papers_of_a_round_are_handed_out(room, paper, mark):
    answer = room.chair.send(
        "suat-hoc-bong/dot/1/giay-to", paper=paper, members="Chủ trì: Hoàng Văn Chủ Tịch"
    )

    assert answer.data.startswith(mark)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_award_of_another_unit_is_not_found(room):
    assert room.chair.get("suat-hoc-bong/99/").status_code == 404


def test_the_administrator_sees_no_award(room):
    assert room.administrator.get("suat-hoc-bong/dot/1/").status_code == 403
    assert room.administrator.get("suat-hoc-bong/1/").status_code == 403
