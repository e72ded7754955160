"""Rulebooks: when they stand, and which of their rules."""

from datetime import date

import pytest

from khfund.eligibility.rulebook import Needs, RulebookNotInForceError
from tests.eligibility.books import a_rulebook


def test_a_rulebook_is_not_applied_before_it_stands_or_after():
    book = a_rulebook()

    for day in (date(2026, 1, 4), date(2027, 1, 1)):
        with pytest.raises(RulebookNotInForceError) as refusal:
            book.section(day)
        assert str(refusal.value) == (
            f"Bộ tiêu chí «mau» không có hiệu lực vào ngày {day:%d/%m/%Y}; "
            "hiệu lực: từ 05/01/2026 đến hết 31/12/2026."
        )


def test_its_first_and_its_last_day_count():
    book = a_rulebook()

    assert [len(book.section(day).criteria) for day in (date(2026, 1, 5), date(2026, 12, 31))] == [2, 2]


def test_a_rulebook_without_end_says_from_when_it_stands():
    assert a_rulebook(("valid_until: 2026-12-31\n", "")).validity == "từ 05/01/2026"


def test_renewals_have_rules_of_their_own_where_they_are_written():
    day = date(2026, 6, 1)
    own, same = a_rulebook(), a_rulebook((_renewal(), ""))

    assert [one.key for one in own.section(day, renewal=True).criteria] == ["r"]
    assert own.section(day, renewal=True).needs is Needs.ALL
    assert same.section(day, renewal=True) == same.section(day)


def test_a_clause_may_stand_for_a_part_of_the_time():
    book = a_rulebook(("      clause: Khoản 2\n", "      clause: Khoản 2\n      valid_from: 2026-09-01\n"))

    assert [
        [one.key for one in book.section(day).criteria] for day in (date(2026, 8, 31), date(2026, 9, 1))
    ] == [
        ["1"],
        ["1", "2"],
    ]


def test_a_section_names_all_facts_that_decide_in_the_order_of_the_text():
    assert a_rulebook().first_award.keys == ("orphan", "parent_illness", "parent_unable_to_work", "born")


def _renewal():
    text = a_rulebook().text
    return text[text.index("renewal:") :]
