"""Taking nomination files in: once, corrected, repeated, late, with mistakes."""

from datetime import date

import pytest

from khfund.command import contradictions
from khfund.errors import ProblemsFound
from khfund.scholarships.enrolment import enrolments
from khfund.scholarships.known_fact import facts_of, suggestions_of
from khfund.scholarships.nomination import NominationState, withdrawals
from khfund.scholarships.nomination_sheet import read_nominations
from khfund.scholarships.nomination_withdrawal import WithdrawalCode
from khfund.scholarships.recipient import search_recipients
from khfund.unit import Unit, enter_unit
from tests.scholarships.nominating import HEADING, ON, a_list, a_row, a_workbook, nominating


@pytest.fixture
def at(database):
    return nominating(database)


def counts(done):
    file = done.file
    return {
        "added": file.added,
        "changed": file.changed,
        "unchanged": file.unchanged,
        "duplicates": file.duplicates,
    }


def test_a_row_becomes_a_recipient_an_enrolment_suggestions_and_a_nomination(at):
    done = at.take(a_list(a_row()))

    (one,) = at.nominations()
    (person,) = at.office.read(lambda s: search_recipients(s, at.office.unit, "Lò Thị Ánh"))
    assert (person.birth_day, person.village, person.commune, person.phone) == (
        date(2012, 11, 8),
        "Bản Nà Sài",
        "xã Tà Hộc",
        "0912345678",
    )
    assert (one.recipient_id, one.category, one.circumstances, one.file_name, one.file_place) == (
        person.id,
        "3",
        "Bố mất, hộ cận nghèo",
        "ds.xlsx",
        "Sheet1!2",
    )
    enrolled = at.office.read(lambda s: enrolments(s, [person.id], 2025))[person.id]
    assert (enrolled.school, enrolled.grade, enrolled.school_class) == ("THCS Tà Hộc", 8, "8A")
    waiting = at.office.read(lambda s: suggestions_of(s, [person.id]))[person.id]
    assert [(fact.key, fact.value, fact.source.value, fact.words) for fact in waiting] == [
        ("learner", "pupil", "list", "THCS Tà Hộc"),
        ("grade", 8, "list", "8A"),
        ("orphan", "one", "text", "Bố mất"),
        ("carer_poverty", "near_poor", "text", "hộ cận nghèo"),
        ("household_poverty", "near_poor", "text", "hộ cận nghèo"),
    ]
    assert (done.recipients_entered, done.facts_suggested) == (1, 5)


def test_a_suggestion_does_not_count(at):
    at.take(a_list(a_row()))

    assert at.office.read(lambda s: facts_of(s, [1], ON)) == {1: {}}


def test_the_same_file_again_adds_nothing(at):
    read = a_list(a_row())
    first = at.take(read)

    again = at.take(read)

    assert (first.is_new, again.is_new, again.file.id) == (True, False, first.file.id)
    assert len(at.nominations(all_states=True)) == 1


def test_a_corrected_file_changes_what_differs_and_says_what_vanished(at):
    at.take(a_list(a_row(1), a_row(2, "Giàng A Tủa", phone=""), a_row(3, "Mùa A Tu", phone="")))

    done = at.take(a_list(a_row(1), a_row(2, "Giàng A Tủa", phone="", life="Mồ côi cả bố và mẹ"), a_row(3, "Vì Văn Hoàng", phone="")))  # fmt: skip

    assert counts(done) == {"added": 1, "changed": 1, "unchanged": 1, "duplicates": 0}
    assert (done.vanished, done.recipients_entered) == ((3,), 1)
    told = at.read(withdrawals)
    assert {number: (one.code, one.stands_id) for number, one in told.items()} == {
        2: (WithdrawalCode.CORRECTED, 4)
    }
    assert [(one.id, one.replaces_id) for one in at.nominations()] == [
        (1, None),
        (3, None),
        (4, 2),
        (5, None),
    ]


def test_what_vanished_is_withdrawn_when_the_officer_says_so(at):
    at.take(a_list(a_row(1), a_row(2, "Giàng A Tủa", phone="")))

    done = at.take(a_list(a_row(1)), withdraw_vanished=True)

    assert done.vanished == (2,)
    assert [(one.id, one.state) for one in at.nominations(all_states=True)] == [
        (1, NominationState.STANDING),
        (2, NominationState.WITHDRAWN),
    ]
    assert at.read(withdrawals)[2].reason == "không còn trong danh sách đơn vị gửi lại"


def test_a_corrected_list_of_bare_years_is_compared_with_the_earlier_one(at):
    at.take(a_list(a_row(1, birth=2012), a_row(2, "Giàng A Tủa", birth=2013)))

    done = at.take(a_list(a_row(1, birth=2012), a_row(2, "Giàng A Tủa", birth=2013, life="Mẹ chạy thận")))

    assert counts(done) == {"added": 0, "changed": 1, "unchanged": 1, "duplicates": 0}
    assert done.recipients_entered == 0


def test_a_row_copied_twice_is_one_nomination_and_one_withdrawn_for_it(at):
    done = at.take(a_list(a_row(1), a_row(2, birth="8/11/2012")))

    assert counts(done) == {"added": 1, "changed": 0, "unchanged": 0, "duplicates": 1}
    assert (done.repeats, done.recipients_entered) == ((("Sheet1!3", 1),), 1)
    told = at.read(withdrawals)
    assert {number: (one.code, one.stands_id) for number, one in told.items()} == {
        2: (WithdrawalCode.DUPLICATE, 1)
    }


def test_a_candidate_in_two_units_stands_for_the_first_one(at):
    at.take(a_list(a_row()), "MS")

    done = at.take(a_list(a_row(name="LÒ THỊ ÁNH", home="Bản khác, xã Tà Hộc")), "SM")

    assert counts(done) == {"added": 0, "changed": 0, "unchanged": 0, "duplicates": 1}
    assert [(one.unit_id, one.state.value) for one in at.nominations(all_states=True)] == [
        (at.units["MS"], "standing"),
        (at.units["SM"], "withdrawn"),
    ]


def test_repeated_rows_of_a_corrected_file_add_nothing_again(at):
    at.take(a_list(a_row(1), a_row(2)))

    done = at.take(a_list(a_row(1), a_row(2), a_row(3, "Mùa A Tu")))

    assert counts(done) == {"added": 1, "changed": 0, "unchanged": 2, "duplicates": 0}


def test_twins_are_two_persons(at):
    done = at.take(a_list(a_row(1, "Đỗ Thu Hoa"), a_row(2, "Đỗ Thu Hoà"), a_row(3, "Đỗ Thu Quân")))

    assert (counts(done)["added"], done.recipients_entered) == (3, 3)


def test_the_same_telephone_recognises_who_moved_and_another_home_alone_does_not(at):
    at.take(a_list(a_row()))

    moved = at.take(a_list(a_row(home="Bản Co Hay, xã Chiềng La")), "SM")
    other = at.take(a_list(a_row(home="Bản Co Hay, xã Chiềng Sơ", phone="0987654321")), "SM")

    assert (moved.recipients_entered, other.recipients_entered) == (0, 1)


def test_a_file_with_a_mistake_is_refused_as_a_whole(at):
    with pytest.raises(ProblemsFound) as refusal:
        at.take(a_list(a_row(1), a_row(2, "Giàng A Tủa", birth="31/02/2012")))

    assert str(refusal.value) == (
        "ds.xlsx: có 1 chỗ cần sửa; chưa nhập gì. Chỗ đầu tiên: ds.xlsx, trang tính «Sheet1», dòng 3, ô C3: "
        "«31/02/2012»: không có ngày 31; tháng 2/2012 có 29 ngày."
    )
    assert at.nominations() == []


def test_rows_with_mistakes_stay_out_when_the_officer_accepts_that(at):
    done = at.take(a_list(a_row(1), a_row(2, "Giàng A Tủa", birth="31/02/2012")), accept_problems=True)

    assert (done.file.added, done.file.left_out) == (1, 1)


def test_facts_and_enrolments_that_are_known_are_not_written_twice(at):
    at.take(a_list(a_row()))

    done = at.take(a_list(a_row(note="x", phone="0912345678 ")))
    changed = at.take(a_list(a_row(life="Bố mất, hộ cận nghèo, khó khăn")))

    assert done.facts_suggested == 0
    assert changed.facts_suggested == 2  # the hardship of the carer and of the family


def test_a_commune_whose_own_list_says_no_commune_gives_its_own(at):
    def enter(session, command):
        return enter_unit(
            session, command, "TH", "Hội Khuyến học xã Tà Hộc", parent=session.get_one(Unit, at.units["MS"])
        ).id

    at.units["TH"] = at.office.do("unit.enter", enter, by=at.office.administrator)

    at.take(
        read_nominations(
            a_workbook([("TT", "Họ và tên", "Lớp"), (1, "Lò Thị Ánh", "6A")]), name="ds.xlsx", on=ON
        ),
        "TH",
    )

    (person,) = at.office.read(lambda s: search_recipients(s, at.office.unit, "Lò Thị Ánh"))
    assert person.commune == "xã Tà Hộc"


def test_adults_and_children_of_a_nursery_are_taken_in_too(at):
    done = at.take(
        a_list(
            a_row(1, "Quàng Văn Bình", birth="1975", school="", category=7),
            a_row(2, "Vì Văn Hoàng", birth="1/2/2020", school="MN Hoa Ban, 5 tuổi"),
        )
    )

    people = at.office.read(lambda s: search_recipients(s, at.office.unit, "van"))
    assert done.file.added == 2
    assert [one.kind.value for one in people] == ["adult", "pupil"]


def test_the_lists_of_six_offices_are_taken_in_and_the_log_vouches_for_them(at, shared_data):
    taken = {}
    for place, file in enumerate(sorted((shared_data / "nominations").iterdir())):
        read = read_nominations(file, on=date(2023, 3, 25), places=("xã Mường É",))
        done = at.take(read, ["MS", "SM"][place % 2], accept_problems=True)
        taken[file.stem] = (done.file.added, done.file.duplicates, done.file.left_out)

    assert taken == {
        "bac-yen": (121, 0, 0),
        "mai-son": (130, 1, 5),
        "moc-chau": (131, 0, 5),
        "song-ma": (109, 0, 0),
        "sop-cop": (124, 3, 2),
        "thuan-chau": (93, 0, 0),
    }
    assert at.read(lambda s, _r: list(contradictions(s))) == []


def test_the_heading_of_the_tests_is_what_offices_write():
    assert HEADING[1] == "Họ và tên"
