"""What a round gives: amounts by category of the rules, one candidate's own, places by unit within the budget."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.scholarships.rounds import a_round, a_unit_below


def built(books):
    made = a_round(books)
    a_unit_below(made.office)
    return made


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("terms"), built)


def test_amounts_are_written_by_category_and_only_what_differs(room):
    written = room.chair.send(
        "dieu-khoan-dot/1/muc", **{"lines-0-amount": "500.000", "lines-1-amount": "1 triệu"}
    )
    again = room.chair.send("dieu-khoan-dot/1/muc")

    assert "Đã ghi 2 mức của đợt TSMT27." in said(written)
    assert "Mức chung: 500.000 đ Diện 1: 1.000.000 đ" in said(written)
    assert "Đã ghi 0 mức của đợt TSMT27." in said(again)


def test_a_candidate_has_an_amount_of_its_own_for_a_reason(room):
    written = room.chair.send(
        "dieu-khoan-dot/1/muc-rieng", nomination="2", amount="2.000.000", reason="Mổ tim"
    )

    assert "Đã ghi mức riêng của đề nghị số 2." in said(written)
    assert "Riêng đề nghị số 2: 2.000.000 đ" in said(written)


def test_places_beyond_the_budget_are_refused_with_figures(room):
    room.chair.send("dieu-khoan-dot/1/muc", **{"lines-0-amount": "500.000"})
    refused = room.chair.send("dieu-khoan-dot/1/so-suat", **{"lines-0-places": "100"})
    written = room.chair.send("dieu-khoan-dot/1/so-suat", **{"lines-0-places": "3"})

    assert "Ngân sách chỉ đủ 20 suất" in said(refused)
    assert "Đợt TSMT27 có 3 suất theo đơn vị." in said(written)
    assert "Hội Khuyến học xã Mường Sáng: 3" in said(written)
