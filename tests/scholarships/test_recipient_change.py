"""Corrections, mergers and their undoing stay on record; whatever sequence of them, nothing is lost."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from khfund.command import contradictions
from khfund.db import Database
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.recipient import Particulars, RecipientKind, find_entry, find_recipient
from khfund.scholarships.recipient_change import (
    Change,
    ChangeKind,
    NothingToCorrectError,
    RecipientMergeError,
    RecipientNotMergedError,
    changes,
    correct_recipient,
    merge_recipients,
    separate_recipient,
)
from tests.builders import an_office, tamper
from tests.scholarships.people import BORN, TODAY, a_recipient, faults


def correct(office, number, reason="theo giấy khai sinh", **known):
    def work(session, command):
        one = find_entry(session, command.unit, number)
        return correct_recipient(session, command, one, attrs.evolve(one.particulars, **known), reason=reason)

    return office.do("recipient.correct", work)


def merge(office, merged, survivor, reason="cùng một em"):
    def work(session, command):
        into = find_entry(session, command.unit, survivor)
        return merge_recipients(
            session, command, find_entry(session, command.unit, merged), survivor=into, reason=reason
        )

    return office.do("recipient.merge", work)


def separate(office, number, reason="hai em"):
    return office.do(
        "recipient.unmerge",
        lambda s, c: separate_recipient(s, c, find_entry(s, c.unit, number), reason=reason),
    )


def test_a_correction_keeps_what_stood_before(database):
    office = an_office(database)
    number = a_recipient(office, "Quàng Thị Hoà")

    correct(office, number, full_name="Quàng Thị Hoa", birth_day=date(2012, 2, 29), birth_year=None)

    told = office.read(lambda s: find_recipient(s, office.unit, number))
    assert (told.full_name, told.search_fold, told.birth_day, told.birth_year) == (
        "Quàng Thị Hoa",
        "quang thi hoa",
        date(2012, 2, 29),
        2012,
    )
    (change,) = office.read(lambda s: changes(s, number))
    assert change == Change(
        TODAY,
        ChangeKind.CORRECTED,
        {
            "birth_day": (BORN.isoformat(), "2012-02-29"),
            "birth_year": (2014, 2012),
            "full_name": ("Quàng Thị Hoà", "Quàng Thị Hoa"),
        },
        None,
        "theo giấy khai sinh",
        change.command,
    )
    assert faults(office) == []


def test_a_correction_that_changes_nothing_is_refused(database):
    office = an_office(database)
    number = a_recipient(office)

    with pytest.raises(NothingToCorrectError) as refusal:
        correct(office, number, full_name="Quàng  Thị Hoà")

    assert str(refusal.value) == "Thông tin của người nhận số 1 đã đúng như vậy; không có gì để sửa."


def test_a_merger_is_shown_under_the_survivor_and_can_be_undone(database):
    office = an_office(database)
    one, other = a_recipient(office), a_recipient(office)

    merge(office, other, one)
    merged = office.read(lambda s: find_recipient(s, office.unit, other).id)
    separate(office, other)

    assert merged == one
    assert office.read(lambda s: find_recipient(s, office.unit, other).id) == other
    assert office.read(lambda s: [(each.kind, each.other) for each in changes(s, other)]) == [
        (ChangeKind.MERGED, one),
        (ChangeKind.SEPARATED, one),
    ]
    assert faults(office) == []


def test_an_entry_is_merged_once_into_another_one(database):
    office = an_office(database)
    one, other, third = (a_recipient(office) for _ in range(3))
    merge(office, other, one)

    for merged, survivor in ((one, one), (other, third), (third, other)):
        with pytest.raises(RecipientMergeError) as refusal:
            merge(office, merged, survivor)

    assert str(refusal.value) == (
        "Không gộp được người nhận số 3 vào số 2; hãy chọn hai số khác nhau chưa bị gộp."
    )


def test_merging_and_separating_say_why(database):
    office = an_office(database)
    one, other = a_recipient(office), a_recipient(office)

    with pytest.raises(ReasonMissingError):
        merge(office, other, one, reason=" ")
    merge(office, other, one)
    with pytest.raises(ReasonMissingError):
        separate(office, other, reason=" ")


def test_only_a_merged_entry_is_separated(database):
    office = an_office(database)
    number = a_recipient(office)

    with pytest.raises(RecipientNotMergedError) as refusal:
        separate(office, number)

    assert str(refusal.value) == "Người nhận số 1 chưa bị gộp vào ai."


def test_a_name_changed_behind_the_guards_is_told_even_after_corrections(database):
    office = an_office(database)
    number = a_recipient(office)
    correct(office, number, full_name="Quàng Thị Hoa")

    tamper(database, "UPDATE recipient SET full_name = 'Quàng Thị Hoà'")

    (told,) = office.read(lambda s: list(contradictions(s)))
    assert told.endswith("dòng của sổ recipient đã bị sửa, thêm hoặc bớt")


class Register(RuleBasedStateMachine):
    """Three entries, corrected, merged and separated in any order, against what a list of pairs would say."""

    @initialize()
    def begin(self):
        self.database = Database("sqlite:///:memory:")
        self.database.migrate()
        self.office = an_office(self.database)
        self.entries = [
            a_recipient(self.office, name) for name in ("Lò Thị Ánh", "Lò Thị Anh", "Lò Thị Oanh")
        ]
        self.into = {}
        self.names = dict(zip(self.entries, ("Lò Thị Ánh", "Lò Thị Anh", "Lò Thị Oanh"), strict=True))

    @rule(place=st.integers(0, 2), name=st.sampled_from(["Lò Thị Ánh", "Lò Văn Anh", "Vàng A Tủa"]))
    def corrected(self, place, name):
        number = self.entries[place]
        if self.names[number] != name:
            correct(self.office, number, full_name=name)
            self.names[number] = name

    @rule(place=st.integers(0, 2), into=st.integers(0, 2))
    def merged(self, place, into):
        number, survivor = self.entries[place], self.entries[into]
        allowed = number != survivor and number not in self.into and survivor not in self.into
        if allowed:
            merge(self.office, number, survivor)
            self.into[number] = survivor
        else:
            with pytest.raises(RecipientMergeError):
                merge(self.office, number, survivor)

    @precondition(lambda self: self.into)
    @rule(data=st.data())
    def separated(self, data):
        number = data.draw(st.sampled_from(sorted(self.into)))
        separate(self.office, number)
        del self.into[number]

    @invariant()
    def register_says_the_same(self):
        if not hasattr(self, "office"):
            return
        for number in self.entries:
            standing = number
            while standing in self.into:
                standing = self.into[standing]
            told = self.office.read(lambda s, n=number: find_recipient(s, self.office.unit, n))
            entry = self.office.read(lambda s, n=number: find_entry(s, self.office.unit, n))
            assert (told.id, entry.full_name) == (standing, self.names[number])

    def teardown(self):
        if hasattr(self, "office"):
            assert faults(self.office) == []
            self.database.dispose()


TestRegister = Register.TestCase
TestRegister.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)


def test_a_school_is_ordered_from_its_first_word(database):
    office = an_office(database)
    number = a_recipient(office, "Trường TH Ánh Dương", RecipientKind.SCHOOL, birth_year=None)

    told = office.read(lambda s: find_recipient(s, office.unit, number))

    assert told.particulars == Particulars("Trường TH Ánh Dương", RecipientKind.SCHOOL)
