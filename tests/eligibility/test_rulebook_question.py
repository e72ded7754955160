"""Questions of a rulebook file: each mistake is told, and none stops the reading of the others."""

import pytest

from khfund.eligibility.criterion import AllOf, Asks, AsksAge, AsksGoodLearning, AsksNumber
from khfund.eligibility.rulebook_question import DEEPEST
from khfund.errors import ProblemsFound
from tests.eligibility.books import a_rulebook

ASKED = [
    ("hardship: no", Asks("hardship", frozenset({False}))),
    ("learning: hoc_gioi", AsksGoodLearning()),
    ("learning: [gioi, tot]", Asks("learning", frozenset({"gioi", "tot"}))),
    ("grade: {from: 10}", AsksNumber("grade", 10, 12)),
    ("born: {age_from: 6}", AsksAge("born", 6, 150)),
    ("all: [hardship: yes]", AllOf((Asks("hardship", frozenset({True})),))),
]


@pytest.mark.parametrize(("text", "asks"), ASKED, ids=[text for text, _asks in ASKED])
def test_a_question_is_read(text, asks):
    assert a_rulebook(("orphan: [both]", text)).criteria[0].asks == asks


SHAPE = "Câu hỏi trong first_award › criteria[1] › asks phải là «all: […]», «any: […]» hoặc đúng một dữ kiện."
REFUSED = [
    ("[both]", SHAPE),
    ("both", SHAPE),
    ("{orphan: [both], orphan: [one]}", SHAPE),
    ("{}", SHAPE),
    ("{orphan: both}", "Mục «orphan» trong first_award › criteria[1] › asks phải là một danh sách."),
    ("{orphan:}", "Mục «orphan» trong first_award › criteria[1] › asks phải là một danh sách."),
    ("{all: {}}", "Mục «all» trong first_award › criteria[1] › asks phải là một danh sách."),
    ("{hardship: 1}", "«1» không dùng được cho «hoàn cảnh khó khăn»; hãy ghi một trong: yes, no."),
    (
        "{grade: {from: 13}}",
        "Mục «from» trong first_award › criteria[1] › asks › grade phải là số nguyên từ 0 đến 12.",
    ),
    (
        "{grade: {least: 1}}",
        "Mục «least» không dùng ở đây trong first_award › criteria[1] › asks › grade; các mục dùng được: from, to.",
    ),
    ("{papa: [x]}", "Không có dữ kiện tên «papa»; xem các tên dùng được bằng `khfund rulebook facts`."),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED, ids=[text for text, _problem in REFUSED])
def test_a_question_that_cannot_be_asked_is_refused(text, problem):
    with pytest.raises(ProblemsFound) as refusal:
        a_rulebook(("\n        orphan: [both]", f" {text}"))

    assert [str(one.error) for one in refusal.value.problems] == [problem]


def test_questions_within_questions_have_an_end():
    deep = "{all: [" * (DEEPEST + 1) + "{hardship: yes}" + "]}" * (DEEPEST + 1)

    with pytest.raises(ProblemsFound) as refusal:
        a_rulebook(("\n        orphan: [both]", f" {deep}"))

    assert len(refusal.value.problems) == 1


def test_papers_are_a_list_under_the_name_of_a_fact():
    for text, problem in (
        ("papers: visit_record", "Mục «papers» phải là các mục «tên: giá trị»."),
        (
            "papers:\n  orfan: [visit_record]",
            "Không có dữ kiện tên «orfan» (có phải «orphan»?); xem các tên dùng được bằng `khfund rulebook facts`.",
        ),
        ("papers:\n  orphan: visit_record", "Mục «orphan» trong papers phải là một danh sách."),
    ):
        with pytest.raises(ProblemsFound) as refusal:
            a_rulebook(("papers:\n  orphan: [death_certificate]", text))
        assert [str(one.error) for one in refusal.value.problems] == [problem]
