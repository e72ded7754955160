"""Nominations in the office: by unit, one by form, taken back for a coded reason; a form for each unit to fill."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.nominating import ON, nominating
from tests.scholarships.people import a_recipient


class Waiting:
    """A round that takes nominations, and a child of the register."""

    def __init__(self, books):
        self.nominating = nominating(books)
        self.office = self.nominating.office
        self.children = [a_recipient(self.office, name) for name in ("Lò Thị Hoà", "Vì Văn Nam", "Mùa A Tu")]


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("nominations"), Waiting)


def add(room, child, **more):
    unit = room.built.nominating.units["MS"]
    given = {
        "recipient": str(child),
        "sender": str(unit),
        "received": f"{ON:%d/%m/%Y}",
        "school": "THCS Tà Hộc",
    }
    return room.clerk.send("de-nghi/dot/1/them", **given | more)


def test_a_clerk_nominates_a_child_by_form(room):
    added = add(room, room.built.children[0], circumstances="Ở với bà ngoại")
    text = said(added)

    assert "Đã ghi đề nghị số 1." in text
    assert "1 đề nghị Đề nghị Họ và tên" in text
    assert "Lò Thị Hoà 09/05/2014 THCS Tà Hộc Hội Khuyến học huyện Mai Sơn" in text


def test_a_child_is_looked_up_by_name_and_not_named_in_the_answer(room):
    added = add(room, "Vi Van Nam")

    assert "Đã ghi đề nghị số" in said(added)
    assert "Vì Văn Nam" not in said(added).partition("đề nghị số")[0]


def test_the_same_child_is_nominated_once(room):
    add(room, room.built.children[2])
    again = add(room, room.built.children[2])

    assert "Người nhận số 3 đã có đề nghị số" in said(again)


def test_a_nomination_is_taken_back_for_a_coded_reason(room):
    child = a_recipient(room.office, "Giàng A Sử")
    number = said(add(room, child)).partition("Đã ghi đề nghị số ")[2].partition(".")[0]
    back = room.clerk.send(f"de-nghi/dot/1/{number}/rut", code="mistake", reason="Ghi nhầm đợt")

    assert f"Đã rút đề nghị số {number}." in said(back)
    assert "Trạng thái đã rút" in said(back)


def test_the_list_is_narrowed_to_a_unit(room):
    add(room, a_recipient(room.office, "Hà Thị Ánh"))
    other = room.built.nominating.units["SM"]

    assert "0 đề nghị" in room.clerk.text(f"de-nghi/dot/1/?don-vi={other}")


def test_a_unit_gets_a_form_to_fill(room):
    unit = room.built.nominating.units["MS"]

    assert room.clerk.get(f"de-nghi/dot/1/mau/{unit}.xlsx").data.startswith(b"PK")
    assert room.clerk.get("de-nghi/dot/1/mau/99.xlsx").status_code == 404


def test_a_nomination_of_another_round_is_not_found(room):
    assert room.clerk.get("de-nghi/dot/1/99/").status_code == 404
    assert room.clerk.get("de-nghi/dot/9/").status_code == 404


def test_the_administrator_sees_no_nomination(room):
    assert room.administrator.get("de-nghi/dot/1/").status_code == 403
