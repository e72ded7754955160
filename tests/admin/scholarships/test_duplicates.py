"""Entries that may be one person, side by side: one, twins, or two, as a person decides."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.builders import an_office
from tests.scholarships.people import a_recipient

HOME = {"village": "bản Hin", "commune": "xã Mường Sáng", "phone": "0912345678"}


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("duplicates"), an_office)


def a_pair(room, first, second):
    return a_recipient(room.office, first, **HOME), a_recipient(room.office, second, **HOME)


def test_a_likely_pair_is_shown_and_made_one(room):
    one, other = a_pair(room, "Quàng Thị Hoà", "Quàng Thị Hòa")
    listed = room.clerk.text("co-the-trung/")
    decided = room.clerk.send(
        f"co-the-trung/{one}/{other}/quyet-dinh", verdict="same", reason="Một khai sinh"
    )

    assert f"Xem cạnh nhau số {one} và số {other}" in listed
    assert f"Đã ghi về số {one} và số {other}: một người." in said(decided)
    assert room.clerk.get(f"nguoi-nhan/{other}/").headers["Location"].endswith(f"/nguoi-nhan/{one}/")


def test_twins_are_told_as_such_and_not_asked_about_again(room):
    one, other = a_pair(room, "Lò Văn Sinh", "Lò Văn Đôi")
    page = room.clerk.text(f"co-the-trung/{one}/{other}/quyet-dinh")
    decided = room.clerk.send(
        f"co-the-trung/{one}/{other}/quyet-dinh", verdict="twins", reason="Hai khai sinh"
    )

    assert "Lò Văn Sinh" in page
    assert "Lò Văn Đôi" in page
    assert f"Đã ghi về số {one} và số {other}: anh chị em sinh đôi." in said(decided)
    assert f"số {one} và số {other}" not in room.clerk.text("co-the-trung/")


def test_a_pair_of_another_register_is_not_found(room):
    assert room.clerk.get("co-the-trung/1/999/quyet-dinh").status_code == 404
