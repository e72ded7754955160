"""Rulebooks in the office: each clause with its words and papers, and a trial that writes nothing."""

import pytest

from tests.admin.office import said
from tests.admin.scholarships.committee import a_room
from tests.builders import an_office

RULES = "cong-van-08-2023"


@pytest.fixture(scope="module")
def room(sqlite_template, tmp_path_factory):
    return a_room(sqlite_template, tmp_path_factory.mktemp("rulebooks"), an_office)


def test_the_shelf_leads_to_each_clause_with_its_words(room):
    assert "Hiệu lực từ" in room.accountant.text("bo-tieu-chi/")

    text = room.accountant.text(f"bo-tieu-chi/{RULES}/?on=2026-12-31")

    assert "1. khuyết tật «" in text
    assert "Căn cứ" in text
    assert "khuyết tật: Giấy xác nhận khuyết tật" in text


def test_a_case_is_tried_and_explained(room):
    page = room.accountant.get(f"bo-tieu-chi/{RULES}/thu").text
    rows = [row for row in page.split("<tr>") if 'value="disability"' in row or 'value="learner"' in row]
    place = {
        ("disability" if 'value="disability"' in row else "learner"): row.split('name="facts-')[1].split("-")[
            0
        ]
        for row in rows
    }
    tried = room.accountant.send(
        f"bo-tieu-chi/{RULES}/thu",
        on="31/12/2026",
        **{
            f"facts-{place['disability']}-value": "severe",
            f"facts-{place['disability']}-paper": "disability_certificate",
            f"facts-{place['learner']}-value": "pupil",
            f"facts-{place['learner']}-paper": "school_confirmation",
        },
    )

    assert "✓ đạt Đạt tiêu chí: 1." in said(tried)
    assert "khuyết tật nặng" in said(tried)


def test_rules_that_are_not_there_are_not_found(room):
    assert room.accountant.get("bo-tieu-chi/khong-co/").status_code == 404
    assert room.administrator.get("bo-tieu-chi/").status_code == 403
