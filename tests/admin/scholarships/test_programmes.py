"""Programmes and what their rounds give: opened, listed with their rounds; amounts and places by the rules."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.rounds import a_round


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("programmes"), a_round)


def test_a_programme_is_opened_by_an_accountant(room):
    opened = room.accountant.send("chuong-trinh/mo", code="KT", name="Khen thưởng", kind="award", fund="KH")

    assert "Đã mở chương trình KT: Khen thưởng." in said(opened)
    assert "KT Khen thưởng học bổng, khen thưởng theo đợt Quỹ Khuyến học tỉnh" in said(opened)


def test_a_programme_shows_its_rounds(room):
    text = room.chair.text("chuong-trinh/1/")

    assert "TSMT27 Tiếp sức mùa thi 2027 2026-2027 đang nhận đề nghị 10.000.000" in text
    assert room.chair.get("chuong-trinh/99/").status_code == 404


def test_a_member_opens_no_programme(room):
    assert room.at(room.built.members[0]).get("chuong-trinh/mo").status_code == 403
