"""Rounds in the office: opened, changed, closed, reopened by another person, cancelled; the home tells what is next."""

import pytest

from khfund.actor import Role
from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.rounds import a_round

OPENED = {
    "code": "HB26",
    "name": "Học bổng vượt khó 2026",
    "programme": "TSMT",
    "year": "2026",
    "budget": "5 triệu",
    "until": "20/12/2026",
}


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("rounds"), a_round)


def test_a_round_is_opened_and_stands_in_the_list(room):
    opened = room.chair.send("dot-xet/mo", **OPENED)

    assert "Đã mở đợt HB26, nhận đề nghị đến hết ngày 20/12/2026." in said(opened)
    assert "HB26 Học bổng vượt khó 2026 Tiếp sức mùa thi 2026-2027 đang nhận đề nghị" in room.chair.text(
        "dot-xet/"
    )


def test_opening_may_be_tried_first(room):
    tried = room.chair.send("dot-xet/mo", **OPENED | {"code": "THU"}, try_first="1")

    assert "Đã thử: làm được." in said(tried)
    assert "THU" not in room.chair.text("dot-xet/")


def test_the_home_tells_what_is_next_and_who_does_it(room):
    text = room.chair.text("dot-xet/1/")

    assert "bây giờ Nhận đề nghị và chốt danh sách 6 đề nghị; nhận đến hết ngày 20/01/2027" in text
    assert "Người làm: kế toán trưởng, chủ tịch, ủy viên hội đồng, cán bộ nhập liệu. Chốt đề nghị" in text


def test_terms_change_for_a_reason(room):
    refused = room.chair.send("dot-xet/1/doi", budget="12.000.000")
    changed = room.chair.send("dot-xet/1/doi", budget="12.000.000", reason="Vận động thêm được")

    assert "Hãy điền ô này." in said(refused)
    assert "Đã đổi đợt TSMT27." in said(changed)
    assert "Ngân sách 12.000.000 đ" in said(changed)


def test_a_closed_round_is_reopened_by_another_person(room):
    member = room.at(room.built.members[0])
    closed = room.chair.send("dot-xet/1/chot")
    by_the_same = room.chair.send("dot-xet/1/mo-lai", reason="Còn thiếu xã")
    by_another = member.send("dot-xet/1/mo-lai", reason="Còn thiếu xã")

    assert "Đã chốt đề nghị của đợt TSMT27." in said(closed)
    assert "Hoàng Văn Chủ Tịch đã chốt đề nghị việc này nên không thể mở lại đợt" in said(by_the_same)
    assert "Đã mở lại đợt TSMT27; phải thẩm định lại." in said(by_another)


def test_cancelling_asks_once_more(room):
    room.chair.send("dot-xet/mo", **OPENED | {"code": "HUY26"})
    page = room.chair.get("dot-xet/3/huy")
    cancelled = room.chair.send("dot-xet/3/huy", reason="Quỹ không đủ")

    assert "Việc này không lấy lại được." in said(page)
    assert "Đã hủy đợt HUY26." in said(cancelled)
    assert "Các bước" not in said(cancelled)


def test_a_round_of_another_number_is_not_found(room):
    assert room.chair.get("dot-xet/99/").status_code == 404
    assert room.chair.get("dot-xet/99/chot").status_code == 404


def test_the_administrator_sees_no_round(room):
    assert room.administrator.get("dot-xet/").status_code == 403
    assert room.administrator.get("dot-xet/1/").status_code == 403


def test_the_inspector_reads_and_writes_nothing(room):
    inspector = room.at(room.somebody("kiemtra", Role.INSPECTOR))

    assert "Tiếp sức mùa thi 2027" in inspector.text("dot-xet/1/")
    assert inspector.get("dot-xet/1/chot").status_code == 403
