from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.command import contradictions
from khfund.engine_failure import GuardedError
from khfund.receipts.letter_template import (
    DEFAULT_BODY,
    FACTS,
    LetterFactError,
    LetterTextError,
    fill,
    letter_templates,
    set_template,
    template_for,
)
from tests.builders import an_office, write_by_hand
from tests.donations.offices import refusal_of


def laid_down(office, body="Cảm ơn {name}!", title="THƯ CẢM ƠN", **more):
    more = {"since": date(2026, 1, 1)} | more
    return office.do("letter.template", lambda s, c: set_template(s, c, title, body, **more))


def test_the_text_is_chosen_by_amount_and_day(database):
    office = an_office(database)
    small = laid_down(office)
    large = laid_down(office, least=10_000_000, since=date(2026, 2, 1), ends=date(2026, 12, 31))
    newer = laid_down(office, since=date(2026, 6, 1))

    found = office.read(lambda s: letter_templates(s, office.unit))

    def used(day, amount):
        template = template_for(found, day, amount)
        return template and template.id

    assert used(date(2025, 12, 31), 50_000_000) is None
    assert used(date(2026, 1, 1), 50_000_000) == small.id
    assert used(date(2026, 2, 1), 10_000_000) == large.id
    assert used(date(2026, 2, 1), 9_999_999) == small.id
    assert used(date(2026, 6, 1), 9_999_999) == newer.id
    assert used(date(2027, 1, 1), 50_000_000) == newer.id


def test_facts_are_put_into_the_text_and_not_looked_at_again():
    assert fill("Kính gửi {name}: {amount}", {"name": "{amount} {0.__class__}", "amount": "1"}) == (
        "Kính gửi {amount} {0.__class__}: 1"
    )


@pytest.mark.parametrize(
    ("body", "line", "column", "found"),
    [
        ("Kính gửi {nam}", 1, 10, "{nam}"),
        ("Kính gửi {name}\n\nSố tiền {amount.real}", 3, 9, "{amount.real}"),
        ("{name!r}", 1, 1, "{name!r}"),
        ("{}", 1, 1, "{}"),
        ("{name", 1, 1, "{"),
        ("a}", 1, 2, "}"),
    ],
)
def test_a_fact_that_there_is_not_is_refused_with_its_place(body, line, column, found):
    said = refusal_of(LetterFactError, lambda: fill(body, dict.fromkeys(FACTS, "")))

    assert said == (
        f"Mẫu thư, dòng {line}, ký tự {column}: «{found}» không dùng được; chỉ dùng "
        "{name}, {amount}, {words}, {gift}, {day}, {fund}, {purpose}, {unit}."
    )


@given(st.text(max_size=40))
def test_any_text_is_filled_or_refused_and_nothing_is_carried_out(text):
    try:
        filled = fill(text, dict.fromkeys(FACTS, "x"))
    except LetterFactError:
        assert "{" in text or "}" in text
    else:
        assert "{" not in filled
        assert "}" not in filled


def test_the_plain_text_names_facts_that_there_are():
    assert "{" not in fill(DEFAULT_BODY, dict.fromkeys(FACTS, "x"))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"title": " "}, "cần có tiêu đề và nội dung"),
        ({"body": "\n"}, "cần có tiêu đề và nội dung"),
        ({"body": "a" * 4_001}, "dài quá 4000 ký tự"),
        ({"least": -1}, "mức tiền không dùng được"),
        ({"ends": date(2025, 1, 1)}, "ngày cuối trước ngày đầu"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_with_the_reason(database, more, reason):
    office = an_office(database)

    said = refusal_of(LetterTextError, lambda: laid_down(office, **more))

    assert said == f"Mẫu thư chưa dùng được: {reason}; hãy sửa rồi ghi lại."


def test_texts_never_change_and_the_log_vouches_for_them(database):
    office = an_office(database)
    laid_down(office)

    assert office.read(lambda s: list(contradictions(s))) == []
    with pytest.raises(GuardedError):
        write_by_hand(database, "UPDATE letter_template SET body = ''")
