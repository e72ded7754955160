"""How alike two recipients are: spellings are one name, twins are two children, and reasons are told."""

from __future__ import annotations

import unicodedata
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.recipient_likeness import (
    ALIKE_NAMES,
    Alike,
    Likeness,
    Traits,
    alike_pairs,
    alike_to,
    likeness,
)

BORN = date(2012, 4, 3)
HOA = Traits(
    1, "Quàng Thị Hoà", BORN, 2012, "female", "THCS Chiềng Ban", "Bản Nà Sài", "xã Chiềng Ban", "0912345678"
)


def other(**known):
    return attrs.evolve(HOA, number=2, **known)


@pytest.mark.parametrize(
    "name",
    ["Quàng Thị Hòa", "QUÀNG THỊ HOÀ", "Quàng  Thị Hoà", unicodedata.normalize("NFD", "Quàng Thị Hoà")],
)
def test_another_spelling_of_the_name_is_the_same_name(name):
    assert likeness(HOA, other(full_name=name)) == Likeness(
        Alike.LIKELY,
        100,
        ("cùng họ tên", "cùng ngày sinh", "cùng số điện thoại", "cùng trường", "cùng xã", "cùng bản"),
    )


def test_an_imitated_letter_is_the_same_letter():
    one, two = (
        Traits(n, name, BORN, 2012, commune="Tà Hộc") for n, name in ((1, "Đỗ Thu Hà"), (2, "Ðỗ Thu Hà"))
    )

    assert likeness(one, two).alike is Alike.LIKELY


@pytest.mark.parametrize(
    ("known", "alike", "score", "reasons"),
    [
        # the same name and day alone: two units may have put one child forward, or not
        (
            {"school": "", "village": "", "commune": "xã Co Mạ", "phone": ""},
            Alike.DOUBTFUL,
            80,
            ("cùng họ tên", "cùng ngày sinh"),
        ),
        # day and month exchanged
        (
            {"birth_day": date(2012, 3, 4), "phone": ""},
            Alike.DOUBTFUL,
            80,
            (
                "cùng họ tên",
                "ngày sinh chỉ khác một chỗ hoặc đảo ngày và tháng",
                "cùng trường",
                "cùng xã",
                "cùng bản",
            ),
        ),
        # one list knows the year alone
        (
            {"birth_day": None, "phone": "", "village": ""},
            Alike.DOUBTFUL,
            78,
            ("cùng họ tên", "cùng năm sinh", "cùng trường", "cùng xã"),
        ),
        # a slip of the keyboard in the middle
        (
            {"full_name": "Quàng Th Hòa", "phone": ""},
            Alike.LIKELY,
            98,
            ("họ tên gần giống", "cùng ngày sinh", "cùng trường", "cùng xã", "cùng bản"),
        ),
        # a given name that is no word
        (
            {"full_name": "Quàng Thị Hoaf", "phone": ""},
            Alike.DOUBTFUL,
            78,
            ("họ tên gần giống", "cùng ngày sinh", "cùng trường", "cùng xã", "cùng bản"),
        ),
        # the tone alone: a slip, or two children
        (
            {"full_name": "Quàng Thị Hoá", "school": "", "phone": "", "village": ""},
            Alike.DOUBTFUL,
            80,
            ("họ tên chỉ khác dấu (gõ nhầm, hoặc là hai người)", "cùng ngày sinh", "cùng xã"),
        ),
        # boy and girl
        (
            {"sex": "male"},
            Alike.DOUBTFUL,
            95,
            (
                "cùng họ tên",
                "cùng ngày sinh",
                "cùng số điện thoại",
                "cùng trường",
                "cùng xã",
                "cùng bản",
                "giới tính ghi khác nhau",
            ),
        ),
    ],
)
def test_what_speaks_for_one_person_is_told_with_its_score(known, alike, score, reasons):
    found = likeness(HOA, other(**known))

    assert (found.alike, found.reasons) == (alike, reasons)
    assert abs(found.score - score) <= 2


@pytest.mark.parametrize(
    "known",
    [
        {"full_name": "Lò Văn Hoà"},
        {"birth_day": date(2014, 9, 1), "birth_year": 2014, "phone": ""},
        {"birth_day": None, "birth_year": 2014},
        {"birth_day": None, "birth_year": None, "school": "", "phone": "", "village": ""},
        {"birth_day": None, "school": "", "phone": "", "village": "", "commune": "xã Co Mạ"},
        {"full_name": "Quàng Thị Lan", "birth_day": date(2014, 9, 1), "birth_year": 2014},
        {"full_name": "Lò Thị Lan"},
        {"full_name": "Quàng Thị Lan", "school": "", "village": "", "commune": "", "phone": ""},
    ],
    ids=str,
)
def test_two_names_two_births_or_too_little_are_two_persons(known):
    assert likeness(HOA, other(**known)) is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Đỗ Thu Quân", "Đỗ Thu Sinh"),
        ("Vàng A Một", "Vàng A Hai"),
        ("Lò Văn An", "Lò Văn Anh"),
        ("Cầm Thị Hà", "Cầm Văn Hải"),
    ],
)
def test_children_of_one_family_born_on_one_day_are_said_to_be_twins(one, two):
    found = likeness(attrs.evolve(HOA, full_name=one), other(full_name=two))

    assert found == Likeness(
        Alike.SIBLINGS,
        0,
        ("cùng ngày sinh", "cùng số điện thoại", "cùng trường", "cùng xã", "cùng bản", "tên khác nhau"),
    )
    assert ALIKE_NAMES[found.alike] == "có lẽ là anh chị em sinh đôi, hai người khác nhau"


NAMES = st.sampled_from(["Lò Thị Hoà", "Lò Thị Hòa", "Lò Văn An", "Lò Văn Anh", "Đỗ Thu Hà", "Ðỗ Thu Hà"])
PEOPLE = st.lists(
    st.builds(
        Traits,
        number=st.just(0),
        full_name=NAMES,
        birth_day=st.sampled_from([None, BORN, date(2012, 3, 4), date(2013, 4, 3)]),
        birth_year=st.just(2012),
        sex=st.sampled_from(["", "male", "female"]),
        school=st.sampled_from(["", "TH Tà Hộc", "Trường TH Tà Hộc"]),
        village=st.sampled_from(["", "Bản A"]),
        commune=st.sampled_from(["", "xã B"]),
        phone=st.sampled_from(["", "0912345678"]),
    ).map(lambda one: one),
    max_size=12,
)


@given(PEOPLE)
def test_every_pair_that_is_alike_is_found_once_whatever_the_order(people):
    people = [attrs.evolve(one, number=place) for place, one in enumerate(people)]

    found = {(one.number, two.number): alike for one, two, alike in alike_pairs(people)}
    backwards = {frozenset((one.number, two.number)) for one, two, _ in alike_pairs(people[::-1])}

    compared = {
        (one.number, two.number): alike
        for place, one in enumerate(people)
        for two in people[place + 1 :]
        if (alike := likeness(one, two)) is not None
    }
    assert found == compared
    assert backwards == {frozenset(pair) for pair in found}


@given(PEOPLE)
def test_likeness_is_the_same_both_ways(people):
    for one in people:
        for two in people:
            assert likeness(one, two) == likeness(two, one)


def test_the_likely_ones_stand_first_and_one_is_not_alike_to_itself():
    doubtful = attrs.evolve(HOA, number=3, birth_day=date(2012, 3, 4), phone="")
    people = [doubtful, other(), HOA, Traits(9, "Lò Văn An", BORN, 2012)]

    assert [[one.number for one, _ in found] for found in alike_to(people, [HOA])] == [[2, 3]]
