"""Facts as officers type them and as sentences say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.calendar import DayError
from khfund.eligibility import FACTS, Fact, read_value, say
from khfund.eligibility.fact import FactUnknownError, FactValueError, is_value_of
from khfund.errors import KhfundError

TYPED = [
    ("carer_poverty", "near_poor", "near_poor"),
    ("carer_poverty", "Hộ cận  nghèo", "near_poor"),
    ("orphan", "mo coi ca bo va me", "both"),
    ("learner", "Là học sinh", "pupil"),
    ("disability", "khuyết tật nặng", "severe"),
    ("hardship", "Có", True),
    ("hardship", "không", False),
    ("hardship", "x", True),
    ("makeshift_house", "đang ở nhà tạm (nhà tre lợp mái tranh nứa lá)", True),
    ("makeshift_house", "Không ở nhà tạm", False),
    ("grade", "7", 7),
    ("grade", "Lớp 12", 12),
    ("born", "29/2/2012", "2012-02-29"),
]


@pytest.mark.parametrize(("key", "text", "value"), TYPED)
def test_what_officers_type_is_read(key, text, value):
    assert read_value(key, text) == value


def test_an_unknown_fact_is_told_with_the_one_that_was_meant():
    with pytest.raises(FactUnknownError) as refusal:
        read_value("orfan", "both")

    assert str(refusal.value) == (
        "Không có dữ kiện tên «orfan» (có phải «orphan»?); xem các tên dùng được bằng `khfund rulebook facts`."
    )


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        (
            "orphan",
            "ba",
            (
                "«ba» không dùng được cho «mồ côi»; hãy ghi một trong: none (còn cả bố và mẹ), "
                "one (mồ côi bố hoặc mẹ), both (mồ côi cả bố và mẹ)."
            ),
        ),
        ("grade", "13", "«13» không dùng được cho «lớp»; hãy ghi một trong: số từ 1 đến 12."),
        ("grade", "²", "«²» không dùng được cho «lớp»; hãy ghi một trong: số từ 1 đến 12."),
        ("hardship", "hơi", "«hơi» không dùng được cho «hoàn cảnh khó khăn»; hãy ghi một trong: có, không."),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_can(key, text, message):
    with pytest.raises(FactValueError) as refusal:
        read_value(key, text)

    assert str(refusal.value) == message


def test_a_day_that_is_none_is_refused():
    with pytest.raises(DayError):
        read_value("born", "30/02/2012")


@given(st.sampled_from(sorted(FACTS)), st.text(max_size=30))
def test_whatever_is_typed_is_read_as_a_value_of_its_kind_or_refused(key, text):
    try:
        value = read_value(key, text)
    except KhfundError:
        return

    assert is_value_of(FACTS[key], value)


@given(st.sampled_from([key for key, kind in FACTS.items() if kind.values]), st.data())
def test_each_value_is_read_from_its_words(key, data):
    value = data.draw(st.sampled_from(sorted(FACTS[key].values)))

    assert read_value(key, value) == value
    assert read_value(key, FACTS[key].values[value]) == value


SAID = [
    (Fact("learner", "pupil"), "là học sinh"),
    (Fact("grade", 7), "học lớp 7"),
    (Fact("born", "2012-02-29"), "sinh ngày 29/02/2012"),
    (Fact("orphan", "both"), "mồ côi cả bố và mẹ"),
    (Fact("disability", "none"), "không khuyết tật"),
    (Fact("carer_poverty", "near_poor"), "người trực tiếp nuôi dưỡng thuộc hộ cận nghèo"),
    (Fact("hardship", value=True), "có hoàn cảnh khó khăn"),
    (Fact("learning", "good_pupil"), "kết quả học tập: Học sinh Giỏi"),
    (Fact("honour", "medal"), "danh hiệu, giải thưởng cao nhất: huy chương"),
    (Fact("orphan", value=True), "mồ côi ghi là «True»"),
    (Fact("born", "hôm qua"), "ngày sinh ghi là «hôm qua»"),
]


@pytest.mark.parametrize(("fact", "words"), SAID)
def test_a_fact_is_worded(fact, words):
    assert say(fact) == words


def test_a_fact_outside_the_vocabulary_cannot_be_worded():
    with pytest.raises(FactUnknownError):
        say(Fact("colour", "red"))
