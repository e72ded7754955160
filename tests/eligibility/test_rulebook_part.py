"""Parts of a rulebook file: what stands there, or a problem with its line."""

from datetime import date

import pytest
import yaml

from khfund.eligibility.rulebook_part import Part
from khfund.errors import Place


@pytest.fixture
def part():
    def of(text):
        return Part(yaml.compose(text, Loader=yaml.SafeLoader), "mục", Place("tệp"), [])

    return of


def told(part):
    return [str(one) for one in part.problems]


def test_entries_are_read_by_their_kind(part):
    found = part("a: '  một   hai '\nb: 5/1/2026\nc: any\nd: [1, 2]\ne:")

    assert found.names() == ["a", "b", "c", "d", "e"]
    assert (found.text("a"), found.day("b"), found.choice("c", ("all", "any"))) == (
        "một hai",
        date(2026, 1, 5),
        "any",
    )
    assert [(one.path, one.node.value) for one in found.parts("d")] == [
        ("mục › d[1]", "1"),
        ("mục › d[2]", "2"),
    ]
    assert (found.part("e"), found.part("f"), found.text_if_any("f"), found.day_if_any("e")) == (
        None,
        None,
        "",
        None,
    )
    assert told(found) == []


def test_an_entry_that_says_nothing_is_missing(part):
    found = part("a:\nb:")

    assert (found.text("a"), found.day("b")) == ("", date.min)
    assert found.choice("c", ("all", "any")) == "all"
    assert told(found) == ["tệp, dòng 1: Thiếu mục «a» trong mục.", "tệp, dòng 2: Thiếu mục «b» trong mục."]


def test_an_entry_of_another_kind_is_told(part):
    found = part("a: [1]\nb: {x: 1}\nc: maybe")

    assert found.text("a") == ""
    assert list(found.parts("b")) == []
    assert found.choice("c", ("all", "any")) == "all"
    assert told(found) == [
        "tệp, dòng 1: Mục «a» trong mục phải là một dòng chữ.",
        "tệp, dòng 2: Mục «b» trong mục phải là một danh sách.",
        "tệp, dòng 3: Mục «c» trong mục phải là all hoặc any.",
    ]


def test_entries_that_nobody_reads_are_told_with_those_that_are(part):
    found = part("needs: any\nx: 1")

    found.require_entries(("needs",), ("note",))

    assert told(found) == ["tệp, dòng 2: Mục «x» không dùng ở đây trong mục; các mục dùng được: needs, note."]


def test_a_list_where_entries_belong_is_told(part):
    found = part("- 1")

    found.require_entries(("needs",))

    assert (told(found), found.names()) == (["tệp, dòng 1: Mục «mục» phải là các mục «tên: giá trị»."], [])
