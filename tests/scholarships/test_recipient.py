"""The register of recipients: what is entered, how it is read, who is a minor."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.command import contradictions
from khfund.scholarships.recipient import (
    IN_MAX,
    BirthUnfitError,
    Particulars,
    Recipient,
    RecipientKind,
    RecipientNameMissingError,
    RecipientPhoneError,
    RecipientTextError,
    RecipientUnknownError,
    Sex,
    among,
    enter_recipients,
    find_entry,
    find_recipient,
    one_person,
    require_own,
    search_recipients,
    sound,
)
from khfund.scholarships.recipient_change import merge_recipients
from tests.builders import an_office, tamper, write_by_hand
from tests.scholarships.people import BORN, TODAY, a_recipient


def test_a_recipient_is_entered_with_clean_particulars(database):
    office = an_office(database)

    number = a_recipient(
        office,
        " Quàng  Thị Hoà ",
        sex=Sex.FEMALE,
        village="Bản  Nà Sài",
        commune="xã Chiềng Ban",
        phone="912.345.678",
    )

    told = office.read(lambda s: find_recipient(s, office.unit, number).particulars)
    assert told == Particulars(
        "Quàng Thị Hoà",
        RecipientKind.PUPIL,
        BORN,
        2014,
        Sex.FEMALE,
        "Bản Nà Sài",
        "xã Chiềng Ban",
        "0912345678",
    )
    assert office.read(lambda s: list(contradictions(s))) == []


@pytest.mark.parametrize(
    ("told", "refusal", "message"),
    [
        (
            Particulars("  "),
            RecipientNameMissingError,
            "Hãy ghi họ tên người nhận (tối đa 120 ký tự).",
        ),
        (
            Particulars("123 / 456"),
            RecipientNameMissingError,
            "Hãy ghi họ tên người nhận (tối đa 120 ký tự).",
        ),
        (
            Particulars("Lò Thị L\u0430n"),
            RecipientTextError,
            "Thông tin của người nhận có ký tự lạ U+0430 (ẩn hoặc giả dạng chữ thường); hãy gõ lại bằng bàn phím tiếng Việt.",
        ),
        (
            Particulars("Lò Thị Lan", birth_day=date(2012, 2, 29), birth_year=2013),
            BirthUnfitError,
            "Ngày sinh hoặc năm sinh của người nhận không đúng (ngày sinh không nằm trong năm sinh); hãy xem lại giấy khai sinh.",
        ),
        (
            Particulars("Lò Thị Lan", birth_day=date(2027, 1, 16)),
            BirthUnfitError,
            "Ngày sinh hoặc năm sinh của người nhận không đúng (sau hôm nay hoặc trước năm 1900); hãy xem lại giấy khai sinh.",
        ),
        (
            Particulars("Lò Thị Lan", phone="0912"),
            RecipientPhoneError,
            "Số điện thoại của người nhận không đúng; hãy ghi 10 chữ số như 0912 345 678, hoặc để trống.",
        ),
    ],
)
def test_unfit_particulars_are_refused_without_repeating_them(told, refusal, message):
    with pytest.raises(refusal) as refused:
        sound(told, TODAY)

    assert str(refused.value) == message
    assert told.full_name.strip() == "" or told.full_name not in refused.value.text("en")


@given(st.text(max_size=140), st.text(max_size=15))
def test_what_is_sound_stays_as_it_is(name, phone):
    try:
        once = sound(Particulars(name, phone=phone), TODAY)
    except (RecipientNameMissingError, RecipientTextError, RecipientPhoneError):
        return

    assert sound(once, TODAY) == once


@pytest.mark.parametrize(
    ("known", "on", "is_minor"),
    [
        ({"birth_day": date(2009, 1, 16)}, TODAY, True),
        ({"birth_day": date(2009, 1, 15)}, TODAY, False),
        ({"birth_day": date(2008, 2, 29)}, date(2026, 2, 27), True),
        ({"birth_day": date(2008, 2, 29)}, date(2026, 2, 28), False),
        ({"birth_year": 2008}, date(2026, 12, 31), True),
        ({"birth_year": 2008}, date(2027, 1, 1), False),
        ({}, TODAY, True),
        ({"kind": RecipientKind.ADULT}, TODAY, False),
        ({"kind": RecipientKind.SCHOOL}, TODAY, False),
        ({"kind": RecipientKind.STUDENT}, TODAY, True),
    ],
)
def test_whoever_may_be_under_eighteen_is_a_minor(known, on, is_minor):
    told = Recipient(
        kind=known.get("kind", RecipientKind.PUPIL),
        birth_day=known.get("birth_day"),
        birth_year=known.get("birth_year"),
    )

    assert told.is_minor(on) is is_minor


@given(st.dates(date(1990, 1, 1), date(2026, 12, 31)), st.dates(date(2027, 1, 1), date(2060, 12, 31)))
def test_a_bare_year_of_birth_protects_at_least_as_long_as_the_day(born, on):
    by_day = Recipient(kind=RecipientKind.PUPIL, birth_day=born, birth_year=born.year)
    by_year = Recipient(kind=RecipientKind.PUPIL, birth_day=None, birth_year=born.year)

    assert by_year.is_minor(on) or not by_day.is_minor(on)
    assert by_year.age_at_most(on) >= by_day.age_at_most(on)


def test_thousands_are_entered_at_once_and_the_log_vouches_for_them(database):
    office = an_office(database)
    names = ("Lò Thị Ánh", "Cầm Văn Đức", "Vàng A Tủa")
    told = [Particulars(names[place % 3], birth_year=2010 + place % 9) for place in range(3_000)]

    numbers = office.do("recipient.enter", lambda s, c: enter_recipients(s, c, told))

    assert numbers == list(range(1, 3_001))
    assert office.read(lambda s: [find_recipient(s, office.unit, n).particulars for n in (1, 2, 3_000)]) == [
        told[0],
        told[1],
        told[-1],
    ]
    assert office.read(lambda s: list(contradictions(s))) == []


def test_recipients_are_listed_by_given_name_and_found_without_tones(database):
    office = an_office(database)
    for name in ("Lò Văn Yến", "Lò Thị Ánh", "Cầm Văn Đức"):
        a_recipient(office, name)

    assert office.read(lambda s: [one.full_name for one in search_recipients(s, office.unit, "lo")]) == [
        "Lò Thị Ánh",
        "Lò Văn Yến",
    ]


def test_a_number_that_is_not_in_the_register_is_refused(database):
    office = an_office(database)

    with pytest.raises(RecipientUnknownError) as refusal:
        office.read(lambda s: find_entry(s, office.unit, 7))

    assert str(refusal.value) == "Sổ của đơn vị không có người nhận số 7."


def test_entries_of_another_register_are_not_written_about(database):
    office = an_office(database)
    number = a_recipient(office)

    with pytest.raises(RecipientUnknownError) as refusal:
        office.do("recipient.enter", lambda s, c: require_own(s, c, {number, 5, 9}))

    assert refusal.value.facts == {"number": 5}


def test_merged_entries_are_one_person_through_any_chain(database):
    office = an_office(database)
    one, other, third, alone = (a_recipient(office) for _ in range(4))
    for merged, survivor in ((one, other), (other, third)):
        office.do(
            "recipient.merge",
            lambda s, c, merged=merged, survivor=survivor: merge_recipients(
                s, c, find_entry(s, c.unit, merged), survivor=find_entry(s, c.unit, survivor), reason="trùng"
            ),
        )

    assert office.read(lambda s: one_person(s, [one, third, alone])) == {
        one: (third, one, other),
        third: (third, one, other),
        alone: (alone,),
    }
    assert office.read(lambda s: find_recipient(s, office.unit, one).id) == third


def test_a_long_list_of_numbers_is_asked_for_as_a_stretch():
    few, many = among(Recipient.id, range(IN_MAX)), among(Recipient.id, range(5, IN_MAX + 6))

    assert " IN " in str(few)
    assert " BETWEEN " in str(many)


def test_an_entry_is_beyond_hand_written_sql(database):
    office = an_office(database)
    a_recipient(office)

    for statement in ("UPDATE recipient SET full_name = 'X'", "DELETE FROM recipient"):
        with pytest.raises(Exception, match=r"recipient: (a change is written|rows are never)"):
            write_by_hand(database, statement)


def test_an_entry_changed_behind_the_guards_is_told_by_its_command(database):
    office = an_office(database)
    a_recipient(office)

    tamper(database, "UPDATE recipient SET full_name = 'X'")

    (told,) = office.read(lambda s: list(contradictions(s)))
    assert told.endswith("dòng của sổ recipient đã bị sửa, thêm hoặc bớt")
