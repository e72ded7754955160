"""Pairs of the register that may be one person: shown, decided by a person, not shown again."""

from __future__ import annotations

import pytest

from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.enrolment import NewEnrolment, enrol_many
from khfund.scholarships.nomination_sheet import read_nominations
from khfund.scholarships.recipient import Particulars, enter_recipients, find_entry, find_recipient
from khfund.scholarships.recipient_change import RecipientMergeError, separate_recipient
from khfund.scholarships.recipient_likeness import Alike
from khfund.scholarships.recipient_pair import PairVerdict, decide_pair, duplicates, similar_recipients
from tests.builders import an_office, write_by_hand
from tests.scholarships.people import BORN, a_recipient, faults

SAME, DIFFERENT = PairVerdict.SAME, PairVerdict.DIFFERENT


def pairs(office):
    found = office.read(lambda s: duplicates(s, office.unit))
    return [(pair.low, pair.high, pair.likeness.alike) for pair in found]


def decide(office, one, other, verdict, reason="đã hỏi hai xã"):
    return office.do(
        "recipient.decide", lambda s, c: decide_pair(s, c, one, other, verdict, reason=reason).verdict
    )


def test_a_pair_told_apart_is_not_shown_again(database):
    office = an_office(database)
    one, other = a_recipient(office, commune="Tà Hộc"), a_recipient(office, commune="Tà Hộc")
    before = pairs(office)

    decide(office, other, one, DIFFERENT)

    assert before == [(one, other, Alike.LIKELY)]
    assert pairs(office) == []
    assert faults(office) == []


def test_a_pair_found_to_be_one_person_is_merged_and_shown_again_when_separated(database):
    office = an_office(database)
    one, other = a_recipient(office, commune="Tà Hộc"), a_recipient(office, commune="Tà Hộc")

    decide(office, other, one, SAME)
    merged, standing = pairs(office), office.read(lambda s: find_recipient(s, office.unit, one).id)
    office.do(
        "recipient.unmerge",
        lambda s, c: separate_recipient(s, c, find_entry(s, c.unit, one), reason="nhầm"),
    )

    assert (merged, standing) == ([], other)
    assert pairs(office) == [(one, other, Alike.LIKELY)]
    assert faults(office) == []


def test_the_newest_decision_holds(database):
    office = an_office(database)
    one, other = a_recipient(office, commune="Tà Hộc"), a_recipient(office, commune="Tà Hộc")
    decide(office, one, other, DIFFERENT)

    decide(office, one, other, SAME, "có giấy khai sinh")

    assert office.read(lambda s: find_recipient(s, office.unit, other).id) == one


def test_a_decision_is_about_two_entries_and_says_why(database):
    office = an_office(database)
    one, other = a_recipient(office), a_recipient(office)

    with pytest.raises(RecipientMergeError):
        decide(office, one, one, DIFFERENT)
    with pytest.raises(ReasonMissingError):
        decide(office, one, other, DIFFERENT, " ")


def test_a_decision_is_beyond_hand_written_sql(database):
    office = an_office(database)
    decide(office, a_recipient(office), a_recipient(office), DIFFERENT)

    with pytest.raises(Exception, match="pair_decision: rows never change"):
        write_by_hand(database, "UPDATE pair_decision SET verdict = 'same'")


def test_twins_are_shown_last_and_named_as_such(database):
    office = an_office(database)
    known = {"village": "Bản Hai", "commune": "xã Chiềng Sơn", "phone": "0970294183"}
    for name in ("Đỗ Thu Quân", "Đỗ Thu Sinh", "Lò Thị Ánh", "Lò Thị Ánh"):
        a_recipient(office, name, **known)

    assert pairs(office) == [(3, 4, Alike.LIKELY), (1, 2, Alike.SIBLINGS)]


def test_who_may_be_entered_already_is_found_by_the_school_last_told(database):
    office = an_office(database)
    (child,) = office.do(
        "recipient.enter", lambda s, c: enter_recipients(s, c, [Particulars("Lò Thị Hoà", birth_year=2014)])
    )
    office.do("recipient.enrol", lambda s, c: enrol_many(s, c, [NewEnrolment(child, 2026, "TH Tà Hộc", 5)]))
    told = [
        (Particulars("Lò Thị Hòa", birth_day=BORN, birth_year=2014), "Trường TH Tà Hộc"),
        (Particulars("Lò Thị Hòa", birth_day=BORN, birth_year=2014), "TH Co Mạ"),
    ]

    found = office.read(lambda s: similar_recipients(s, office.unit, told))

    assert [[(pair.low, pair.high) for pair in theirs] for theirs in found] == [[(0, child)], []]


def test_the_lists_of_five_offices_hold_five_doubles_and_one_pair_of_twins(sqlite_database, shared_data):
    office = an_office(sqlite_database)
    lists = [
        read_nominations(shared_data / "nominations" / f"{name}.xlsx").candidates
        for name in ("bac-yen", "mai-son", "moc-chau", "song-ma", "sop-cop")
    ]
    told = [one for candidates in lists for one in candidates]

    def enter(session, command):
        known = [
            Particulars(
                one.full_name,
                birth_day=one.birth_day,
                birth_year=one.birth_year,
                village=one.village,
                commune=one.commune,
                phone=one.phone,
            )
            for one in told
        ]
        numbers = enter_recipients(session, command, known)
        pupils = zip(numbers, told, strict=True)
        enrol_many(session, command, [NewEnrolment(n, 2022, one.school) for n, one in pupils if one.school])

    office.do("recipient.enter", enter)

    names = {number: one.full_name for number, one in enumerate(told, 1)}
    found = [(names[low], names[high], alike.value) for low, high, alike in pairs(office)]
    assert sorted(found) == [
        ("Mùa Thị Bình", "Mùa Thị Bình", "likely"),
        ("Quàng Minh Linh", "Quàng Minh Linh", "likely"),
        ("Sồng A Phương", "Sồng A Phương", "likely"),
        ("Vàng A Thuý", "Vàng A Thúy", "likely"),
        ("Đỗ Thu Quân", "Đỗ Thu Sinh", "siblings"),
        ("Đỗ Thị Hương", "Đỗ Thị Hương", "likely"),
    ]
