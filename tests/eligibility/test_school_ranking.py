"""«Học giỏi» by the ranking of a grade and school year; what the words leave open is asked of the council."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility import FACTS
from khfund.eligibility.school_ranking import REGIMES, Reading, read_as_good
from khfund.eligibility.verdict import Verdict

ON = date(2026, 11, 22)
MET, NOT_MET, UNPROVEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNPROVEN

READINGS = [
    # rank, learner, grade, day, verdict, why
    ("good_pupil", "pupil", 8, ON, MET, "the title of TT 22/2021"),
    ("excellent_pupil", "pupil", None, ON, UNPROVEN, "a title that grades 1 to 5 do not give"),
    ("tot", "pupil", 8, ON, UNPROVEN, "«Tốt» without the title: the council says"),
    ("kha", "pupil", 8, ON, NOT_MET, "«Khá» is not «giỏi»"),
    ("gioi", "pupil", 8, ON, UNPROVEN, "«Giỏi» is no longer given in grade 8"),
    ("gioi", "pupil", 8, date(2022, 11, 1), MET, "it was, in 2022"),
    ("gioi", "pupil", 11, date(2023, 10, 1), UNPROVEN, "grade 11 of 2023 and grade 10 of 2022 are TT 22"),
    ("hoan_thanh_xuat_sac", "pupil", 3, ON, MET, "the best of TT 27/2020"),
    ("hoan_thanh_tot", "pupil", 3, ON, UNPROVEN, "the second best: the council says"),
    ("hoan_thanh", "pupil", 3, ON, NOT_MET, "«Hoàn thành»"),
    ("hoan_thanh_xuat_sac", "pupil", 6, ON, MET, "grade 6 brings the report of grade 5"),
    ("gioi", "student", None, ON, MET, "universities rank «Giỏi»"),
    ("good_pupil", "student", None, ON, MET, "a first-year student brings the report of grade 12"),
    ("gioi", None, None, ON, UNPROVEN, "of a student it is good, of a pupil nobody knows"),
    ("kem", "pupil", 4, date(2019, 11, 1), UNPROVEN, "no regime of that year is in the data"),
    (None, "pupil", 8, ON, UNPROVEN, "no result"),
]


@pytest.mark.parametrize(
    ("rank", "learner", "grade", "day", "verdict", "why"), READINGS, ids=[row[-1] for row in READINGS]
)
def test_a_rank_is_read_by_the_regime_of_its_grade_and_year(rank, learner, grade, day, verdict, why):
    assert read_as_good(rank, learner, grade, day).verdict is verdict, why


def test_the_reading_says_by_which_circular():
    assert read_as_good("good_pupil", "pupil", 8, ON) == Reading(MET, "theo TT 22/2021/TT-BGDĐT")
    assert read_as_good("tot", "pupil", 8, ON) == Reading(
        UNPROVEN, "theo TT 22/2021/TT-BGDĐT, hội đồng cần xác nhận có coi là học giỏi hay không"
    )
    assert read_as_good("gioi", "pupil", 8, ON) == Reading(
        UNPROVEN,
        "cách ghi này không có trong cách xếp loại của lớp (TT 22/2021/TT-BGDĐT), xin xem lại học bạ",
    )
    assert read_as_good("good_pupil", "pupil", None, ON) == Reading(
        UNPROVEN, "cần biết học lớp mấy để hiểu cách xếp loại này"
    )


def test_the_council_decides_what_the_words_leave_open():
    assert read_as_good("tot", "pupil", 8, ON, council=True) == Reading(MET, "theo ý kiến của hội đồng")
    assert read_as_good("tot", "pupil", 8, ON, council=False).verdict is NOT_MET


def test_the_council_does_not_overrule_what_is_plain():
    assert read_as_good("kha", "pupil", 8, ON, council=True).verdict is NOT_MET
    assert read_as_good("good_pupil", "pupil", 8, ON, council=False).verdict is MET


def test_every_grade_has_its_regimes_with_sources():
    assert list(REGIMES) == list(range(1, 13))
    assert all(dated.values.keys() == dated.sources.keys() for dated in REGIMES.values())


def test_the_new_programme_reached_each_grade_in_its_year():
    changes = {grade: max(dated.values).year for grade, dated in REGIMES.items()}

    assert changes == {
        1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024,
        6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024,
    }  # fmt: skip


LEARNING = st.sampled_from([None, *sorted(FACTS["learning"].values)])
GRADE = st.sampled_from([None, *range(1, 13)])
LEARNER = st.sampled_from([None, "pupil", "student"])
COUNCIL = st.sampled_from([None, True, False])


@given(LEARNING, LEARNER, GRADE, COUNCIL, st.dates(date(2012, 1, 1), date(2030, 1, 1)), st.data())
def test_a_further_paper_never_turns_a_verdict_round(learning, learner, grade, council, day, data):
    before = read_as_good(learning, learner, grade, day, council=council).verdict

    more = read_as_good(
        learning or data.draw(LEARNING),
        learner or data.draw(LEARNER),
        grade or data.draw(GRADE),
        day,
        council=data.draw(COUNCIL) if council is None else council,
    ).verdict

    assert before is UNPROVEN or more is before
