"""What free words suggest, and what they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.eligibility.fact import FACTS, is_value_of
from khfund.scholarships import suggestion
from khfund.scholarships.suggestion import suggest


def facts(circumstances, achievements=""):
    return {one.key: one.value for one in suggest(circumstances, achievements).facts}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Mồ côi cả bố và mẹ, ở với bác ruột", {"orphan": "both"}),
        ("Mồ côi cả cha và mẹ, ở với ông bà nội, hộ nghèo", {"orphan": "both", "carer_poverty": "poor"}),
        (
            "Mồ côi cả bố lẫn mẹ; người nuôi dưỡng là chú ruột, hộ cận nghèo",
            {"orphan": "both", "carer_poverty": "near_poor"},
        ),
        ("Bố, mẹ đều mất", {"orphan": "both"}),
        ("Bố mất, mẹ chết", {"orphan": "both"}),
        ("Không còn cha mẹ", {"orphan": "both"}),
        ("Mồ côi bố, bố mất năm 2020", {"orphan": "one"}),
        ("Mồ côi bố, mẹ làm nương", {"orphan": "one"}),
        (
            "Bố mất, hộ cận nghèo",
            {"orphan": "one", "carer_poverty": "near_poor", "household_poverty": "near_poor"},
        ),
        ("Mẹ chết, bố đi làm xa", {"orphan": "one"}),
        ("Bố bị ung thư đang điều trị", {"parent_illness": True}),
        ("Mẹ chạy thận", {"parent_illness": True}),
        ("Mẹ ốm nặng, chạy thận", {"parent_illness": True}),
        ("Mẹ bị bệnh tâm thần, không lao động được", {"parent_unable_to_work": True}),
        ("Bố mất sức lao động", {"parent_unable_to_work": True}),
        ("Khuyết tật vận động, mức độ nặng", {"disability": "severe"}),
        ("Khuyết tật đặc biệt nặng", {"disability": "very_severe"}),
        ("Khuyết tật trí tuệ nhẹ", {"disability": "mild"}),
        ("Khuyết tật nghe nói (có giấy xác nhận)", {"disability": "unrated"}),
        ("Nhà xa trường 12km, cần xe đạp", {"needs_bicycle": True}),
        ("Chưa có xe đạp đi học", {"needs_bicycle": True}),
        ("nhà tạm (nhà tre, mái tranh)", {"makeshift_house": True}),
        ("Chăm ngoan, hiếu học, vượt khó", {"overcomes_hardship": True}),
        ("Gia đình khó khăn", {"hardship": True}),
        ("Mồ côi bố, điều kiện sống khó khăn", {"orphan": "one", "carer_hard_life": True, "hardship": True}),
        ("bo mat, ho ngheo", {"orphan": "one", "carer_poverty": "poor", "household_poverty": "poor"}),
    ],
)
def test_words_about_a_life_suggest_facts(words, found):
    assert facts(words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("HS giỏi cấp huyện", {"honour": "district_prize"}),
        ("Giải Nhì HSG cấp huyện môn Toán", {"honour": "district_prize"}),
        ("Giải Ba cấp tỉnh", {"honour": "province_prize"}),
        ("Giải Nhất cấp tỉnh, Giải Nhì cấp huyện", {"honour": "province_first"}),
        ("HSG quốc gia", {"honour": "national_prize"}),
        ("Huy chương vàng SEA Games", {"honour": "medal"}),
        ("Tiến sĩ", {"honour": "doctor"}),
        ("Nhà giáo ưu tú", {"honour": "uu_tu"}),
        ("Học sinh Xuất sắc", {"learning": "excellent_pupil"}),
        ("HS Giỏi năm học 2024-2025", {"learning": "good_pupil"}),
        ("Sinh viên giỏi", {"learning": "gioi"}),
        ("Hoàn thành tốt", {"learning": "hoan_thanh_tot"}),
        ("Hoàn thành xuất sắc", {"learning": "hoan_thanh_xuat_sac"}),
        ("Chưa hoàn thành", {"learning": "chua_hoan_thanh"}),
        ("Khá", {"learning": "kha"}),
        ("Học lực khá, hạnh kiểm tốt", {"learning": "kha", "conduct": "tot"}),
    ],
)
def test_words_about_learning_suggest_facts(words, found):
    assert facts("", words) == found


@pytest.mark.parametrize(
    "words",
    [
        "không thuộc hộ nghèo", "Không thuộc hộ nghèo, hộ cận nghèo", "hộ không nghèo", "Đã thoát nghèo", "không mồ côi", "Không bị khuyết tật",
        "Gia đình không khó khăn", "Đã có xe đạp", "Không ở nhà tạm", "Bố mất tích", "Em bị bệnh tim bẩm sinh", "Bà ngoại bị ung thư",
        "Anh trai khuyết tật", "Mat kem", "Mồ côi", "đông anh em", "Nhà xa trường 12km", "mẹ là công nhân", "???",
    ],
)  # fmt: skip
def test_what_is_denied_of_somebody_else_or_not_understood_suggests_nothing_and_is_named(words):
    read = suggest(words)

    assert read.facts == ()
    assert ", ".join(read.unread) == words


def test_what_somebody_hopes_for_is_no_result():
    assert facts("", "Phấn đấu đạt học sinh giỏi") == {}
    assert facts("", "Không có") == {}


def test_each_suggestion_keeps_its_words():
    read = suggest("Bố mất, hộ cận nghèo, đông anh em", "Khá")

    assert [(one.key, one.words) for one in read.facts] == [
        ("orphan", "Bố mất"),
        ("carer_poverty", "hộ cận nghèo"),
        ("household_poverty", "hộ cận nghèo"),
        ("learning", "Khá"),
    ]
    assert read.unread == ("đông anh em",)


def test_every_fact_that_may_be_suggested_is_in_the_vocabulary_of_the_rules():
    rules = [
        *suggestion._RULES,
        *suggestion._HONOURS,
        *suggestion._LEARNING,
        *suggestion._CONDUCT,
        suggestion._ORPHAN_ONE,
        suggestion._ORPHAN_BOTH,
    ]
    pairs = [(one.key, one.value) for one in rules] + [
        ("learning", one) for one in suggestion._ALONE.values()
    ]
    pairs += [("disability", level) for _pattern, level in suggestion._LEVELS]

    assert [pair for pair in pairs if not is_value_of(FACTS[pair[0]], pair[1])] == []


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_words_are_read_without_a_mistake(circumstances, achievements):
    for one in suggest(circumstances, achievements).facts:
        assert is_value_of(FACTS[one.key], one.value)


@given(
    st.sampled_from(
        [
            "mồ côi cả bố và mẹ",
            "thuộc hộ nghèo",
            "khuyết tật nặng",
            "ở nhà tạm",
            "khó khăn",
            "thuộc hộ cận nghèo",
        ]
    )
)
def test_a_denial_never_suggests_the_opposite(words):
    assert suggest(f"Em không {words}").facts == ()
