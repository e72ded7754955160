"""Questions and how they are joined."""

from datetime import date

from khfund.eligibility.criterion import (
    AllOf,
    AnyOf,
    Asks,
    AsksAge,
    AsksGoodLearning,
    AsksNumber,
    keys_of,
    leaves,
)
from khfund.eligibility.verdict import Verdict

ON = date(2026, 11, 22)
MET, NOT_MET, UNPROVEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNPROVEN

ORPHAN = Asks("orphan", frozenset({"both"}))
GRADE = AsksNumber("grade", 6, 9)
CHILD = AsksAge("born", 0, 15)
GOOD = AsksGoodLearning()


def test_a_question_is_open_while_nothing_is_proven():
    known = {"orphan": None, "grade": None, "born": None}

    assert [one.judge(known, ON) for one in (ORPHAN, GRADE, CHILD)] == [UNPROVEN, UNPROVEN, UNPROVEN]


def test_a_value_is_one_of_those_asked_for_or_not():
    assert [ORPHAN.judge({"orphan": value}, ON) for value in ("both", "one", "none")] == [
        MET,
        NOT_MET,
        NOT_MET,
    ]


def test_a_number_lies_between_both_ends():
    assert [GRADE.judge({"grade": grade}, ON) for grade in (5, 6, 9, 10)] == [NOT_MET, MET, MET, NOT_MET]


def test_a_child_born_on_29_february_grows_up_on_28_february_of_a_common_year():
    known = {"born": "2012-02-29"}

    assert CHILD.judge(known, date(2028, 2, 28)) is MET
    assert CHILD.judge(known, date(2028, 2, 29)) is NOT_MET
    assert AsksAge("born", 0, 14).judge(known, date(2027, 2, 27)) is MET
    assert AsksAge("born", 0, 14).judge(known, date(2027, 2, 28)) is NOT_MET


def test_good_learning_looks_at_learner_grade_and_council_too():
    known = {"learning": "tot", "learner": "pupil", "grade": 8, "council_good_learner": True}

    assert GOOD.judge(known, ON) is MET
    assert keys_of(GOOD) == ("learning", "learner", "grade", "council_good_learner")


def test_parts_are_joined():
    known = {"orphan": "both", "grade": None}

    assert AllOf((ORPHAN, GRADE)).judge(known, ON) is UNPROVEN
    assert AnyOf((ORPHAN, GRADE)).judge(known, ON) is MET


def test_a_condition_lists_its_questions_in_the_order_of_the_text():
    condition = AllOf((AnyOf((ORPHAN, GRADE)), ORPHAN, CHILD))

    assert leaves(condition) == [ORPHAN, GRADE, ORPHAN, CHILD]
    assert keys_of(condition) == ("orphan", "grade", "born")
