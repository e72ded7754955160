from __future__ import annotations

from khfund.reports.award_category import AwardCategory, award_categories


def test_what_asks_for_anything_but_merit_is_a_need():
    found = award_categories("cong-van-08-2023")

    assert found["1"] == AwardCategory("1", "khuyết tật", is_honour=False)
    assert [key for key, one in found.items() if one.is_honour] == [f"II.{number}" for number in range(1, 9)]


def test_a_rulebook_that_is_not_on_the_shelf_has_no_categories():
    assert award_categories("") == {}
