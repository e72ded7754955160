"""Questions and papers in words."""

from datetime import date

import pytest

from khfund.eligibility import Evidence, Fact
from khfund.eligibility.criterion import AllOf, AnyOf, Asks, AsksAge, AsksGoodLearning, AsksNumber
from khfund.eligibility.shelf import rulebook
from khfund.eligibility.wording import Case, asked, or_else, paper_words, papers_wanted, wanted
from tests.eligibility.candidates import ON

WANTED = [
    (Asks("orphan", frozenset({"both"}), ("both",)), "mồ côi cả bố và mẹ"),
    (
        Asks("carer_poverty", frozenset({"poor", "near_poor"}), ("poor", "near_poor")),
        "người trực tiếp nuôi dưỡng thuộc hộ nghèo hoặc hộ cận nghèo",
    ),
    (Asks("learner", frozenset({"pupil", "student"}), ("pupil", "student")), "là học sinh hoặc là sinh viên"),
    (Asks("learning", frozenset({"tot", "kha"}), ("tot", "kha")), "kết quả học tập: Tốt hoặc Khá"),
    (Asks("hardship", frozenset({True}), (True,)), "có hoàn cảnh khó khăn"),
    (AsksNumber("grade", 12, 12), "học lớp 12"),
    (AsksNumber("grade", 1, 9), "học từ lớp 1 đến lớp 9"),
    (AsksAge("born", 0, 15), "chưa đủ 16 tuổi"),
    (AsksAge("born", 6, 22), "từ 6 đến 22 tuổi"),
    (AsksGoodLearning(), "học giỏi"),
]


@pytest.mark.parametrize(("leaf", "words"), WANTED, ids=[words for _leaf, words in WANTED])
def test_a_question_is_worded(leaf, words):
    assert wanted(leaf) == words


def test_all_that_is_asked_is_worded():
    criterion = rulebook("cong-van-08-2023").criteria[3]

    assert asked(criterion.asks) == (
        "là học sinh hoặc là sinh viên; (bố hoặc mẹ mắc bệnh hiểm nghèo phải điều trị tốn kém hoặc bố hoặc mẹ bị tàn tật, "
        "tâm thần mà mất khả năng lao động); người trực tiếp nuôi dưỡng thuộc hộ nghèo hoặc hộ cận nghèo; "
        "người nuôi dưỡng có điều kiện sống khó khăn"
    )
    assert asked(AnyOf((AllOf(()), AsksGoodLearning()))) == "( hoặc học giỏi)"


PAPERS = [
    (Evidence("birth_certificate"), None, "Giấy khai sinh"),
    (Evidence("birth_certificate", number="7"), None, "Giấy khai sinh số 7"),
    (
        Evidence("birth_certificate", issued=date(2026, 1, 5)),
        None,
        "Giấy khai sinh cấp ngày 05/01/2026",
    ),
    (
        Evidence("birth_certificate", "UBND xã", "7", date(2026, 1, 5)),
        date(2026, 12, 31),
        "Giấy khai sinh số 7 do UBND xã cấp ngày 05/01/2026 (có giá trị đến hết ngày 31/12/2026)",
    ),
    (Evidence("giấy lạ\n"), None, "giấy lạ<U+000A>"),
]


@pytest.mark.parametrize(("paper", "last", "words"), PAPERS)
def test_a_paper_is_named_as_far_as_it_is_known(paper, last, words):
    assert paper_words(paper, last) == words


def test_papers_of_which_one_is_enough_are_told_apart_from_the_commas_in_their_names():
    assert [or_else(some) for some in ([], ["A"], ["A", "B"], ["A", "B, C", "D"])] == [
        "",
        "A",
        "«A» hoặc «B»",
        "«A», «B, C» hoặc «D»",
    ]


def test_a_rulebooks_own_papers_are_asked_for():
    leaf = Asks("orphan", frozenset({"both"}))
    case = Case.of({"orphan": Fact("orphan", "both")}, ON, {"orphan": ("visit_record",)}, ("orphan",))

    assert papers_wanted(leaf, case) == "Biên bản xác minh tại nhà"
