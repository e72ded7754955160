"""Statements as they were published: versions, files as they were, nothing ever replaced."""

from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.oversight.published_statement import (
    Figures,
    PublishedTooEarlyError,
    PublishedUnknownError,
    file_of,
    files_of,
    find_published,
    newest_of,
    publish_statement,
    published_statements,
)
from tests.builders import tamper, write_by_hand

YEAR = DateRange.year(2026)
NOTHING = Figures(0, 0, 0, 0)


def published(office, days=YEAR, figures=NOTHING, **files):
    content = {name.replace("_", "."): text.encode() for name, text in (files or {"a_txt": "một"}).items()}
    return office.do(
        "statement.publish", lambda s, c: publish_statement(s, c, days, figures, content), by=office.chair
    )


def test_a_file_is_given_as_it_was_published(office):
    kept = published(office, a_txt="một\n", b_csv="x,y\n" * 1_000)

    read = office.read(lambda s: [(one.name, one.size) for one in files_of(s, kept)])
    assert read == [("a.txt", 6), ("b.csv", 4_000)]
    assert office.read(lambda s: file_of(s, kept, "b.csv").whole) == b"x,y\n" * 1_000
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_later_version_stands_beside_the_earlier_one(office):
    first = published(office, a_txt="một")
    second = published(office, a_txt="hai")

    assert (first.version, second.version) == (1, 2)
    assert office.read(lambda s: newest_of(s, office.unit, YEAR).id) == second.id
    assert (
        office.read(lambda s: file_of(s, find_published(s, office.unit, first.id), "a.txt").whole)
        == "một".encode()
    )
    assert office.read(lambda s: [one.id for one in published_statements(s, office.unit)]) == [
        second.id,
        first.id,
    ]


def test_what_was_published_never_changes_and_gains_no_file(office):
    published(office)
    published(office)

    for statement in (
        "UPDATE published_file SET name = 'b'",
        "DELETE FROM published_statement",
        "INSERT INTO published_file (statement_id, name, sha256, size, content) VALUES (1, 'z', '', 0, '')",
    ):
        with pytest.raises(Exception, match=r"published_(file|statement)"):
            write_by_hand(office.database, statement)


def test_a_file_changed_behind_the_guards_is_named(sqlite_office):
    published(sqlite_office)

    tamper(sqlite_office.database, "UPDATE published_file SET name = 'b.txt'")

    told = sqlite_office.read(lambda s: list(contradictions(s)))
    assert told == [f"lệnh {told[0].split()[1][:-1]}: dòng của sổ published_files đã bị sửa, thêm hoặc bớt"]


def test_days_to_come_are_not_published(sqlite_office):
    with pytest.raises(PublishedTooEarlyError) as refusal:
        published(sqlite_office, DateRange.year(2028))

    assert str(refusal.value) == "Kỳ bắt đầu ngày 01/01/2028 chưa đến; chưa có gì để công bố."


def test_what_was_not_published_is_not_there(sqlite_office):
    kept = published(sqlite_office)

    with pytest.raises(PublishedUnknownError) as refusal:
        sqlite_office.read(lambda s: file_of(s, kept, "khac.txt"))

    assert str(refusal.value) == "Không có bản công bố nào như thế: khac.txt."
    with pytest.raises(PublishedUnknownError):
        sqlite_office.read(lambda s: find_published(s, sqlite_office.unit, 7))
    assert kept.days == DateRange.between(date(2026, 1, 1), date(2026, 12, 31))
