"""A search finds every word of its term somewhere in the row."""

from sqlalchemy import select

from admin.searching import containing
from khfund.ledger.fund import Fund


def names(office, term):
    return office.read(
        lambda session: list(
            session.scalars(select(Fund.name).where(containing(term, Fund.name)).order_by(Fund.name))
        )
    )


def test_each_word_is_found_anywhere(office):
    assert names(office, "bổng Quỹ") == ["Quỹ học bổng Tô Hiệu"]


def test_signs_of_a_pattern_are_plain_letters(office):
    assert names(office, "%") == names(office, "_") == []


def test_an_empty_term_finds_everything(office):
    assert len(names(office, " ")) == 2
