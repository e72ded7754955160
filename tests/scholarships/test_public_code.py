from __future__ import annotations

import itertools
import re

import pytest

from khfund.command import contradictions
from khfund.engine_failure import GuardedError
from khfund.scholarships import public_code
from khfund.scholarships.public_code import (
    CodeMissingError,
    CodeYearError,
    assign_codes,
    public_codes,
    replace_code,
)
from khfund.scholarships.recipient import Recipient, RecipientKind, RecipientUnknownError, enter_recipient
from tests.builders import an_office, write_by_hand


@pytest.fixture
def office(database):
    return an_office(database)


def children(office, count: int) -> list[int]:
    def enter(session, command):
        return [
            enter_recipient(session, command, f"Lò Thị Thử {number}", RecipientKind.PUPIL).id
            for number in range(count)
        ]

    return office.do("recipient.enter", enter)


def assign(office, recipients, year=2026):
    return office.do("recipient.publish_codes", lambda s, c: assign_codes(s, c, recipients, year))


def test_every_recipient_gets_a_code_of_the_year_and_keeps_it(office):
    some = children(office, 3)

    first = assign(office, some[:2])
    again = assign(office, some)

    assert {number: again[number] for number in first} == first
    assert sorted(again) == some
    assert all(re.fullmatch(r"HB26-[0-9A-HJKMNP-TV-Z]{4}", code) for code in again.values())
    assert office.read(lambda s: public_codes(s, some, 2026)) == again
    assert office.read(lambda s: public_codes(s, some, 2027)) == {}
    assert [said for said in office.read(lambda s: list(contradictions(s))) if "public_code" in said] == []


def test_the_order_of_codes_says_nothing_about_the_register(office):
    some = children(office, 60)

    codes = assign(office, some)

    by_code = sorted(some, key=codes.__getitem__)
    assert by_code != some
    rising = sum(one < two for one, two in itertools.pairwise(by_code))
    assert 15 < rising < 44  # of 59 neighbours: far from all, far from none


def test_another_year_has_other_codes(office):
    some = children(office, 5)

    codes = assign(office, some, 2026), assign(office, some, 2027)

    assert not set(codes[0].values()) & set(codes[1].values())
    assert {code[:5] for code in codes[1].values()} == {"HB27-"}


def test_a_code_is_replaced_for_what_is_published_from_now_on_and_never_used_again(office):
    (child,) = children(office, 1)
    before = assign(office, [child])[child]

    def replace(session, command):
        return replace_code(session, command, session.get_one(Recipient, child), 2026).code

    after = office.do("recipient.publish_codes", replace)

    assert after != before
    assert office.read(lambda s: public_codes(s, [child], 2026)) == {child: after}
    assert assign(office, [child]) == {child: after}


def test_a_code_that_was_never_given_cannot_be_replaced(office):
    (child,) = children(office, 1)

    def replace(session, command):
        replace_code(session, command, session.get_one(Recipient, child), 2026)

    with pytest.raises(CodeMissingError) as refusal:
        office.do("recipient.publish_codes", replace)

    assert str(refusal.value) == f"Người nhận số {child} chưa có mã công khai năm 2026."


def test_a_recipient_of_another_register_is_unknown(office):
    stranger = Recipient(id=7, unit_id=office.unit + 1)

    with pytest.raises(RecipientUnknownError):
        office.do("recipient.publish_codes", lambda s, c: replace_code(s, c, stranger, 2026))


@pytest.mark.parametrize("year", [1999, 2100])
def test_a_year_of_another_century_is_refused(office, year):
    with pytest.raises(CodeYearError) as refusal:
        assign(office, [], year)

    assert str(refusal.value) == f"Năm {year} không hợp lệ cho mã công khai; hãy ghi năm từ 2000 đến 2099."


def test_codes_grow_longer_before_they_can_be_guessed():
    crowd = {f"HB26-{number:04d}" for number in range(32**4 // 64)}

    assert len(public_code._unused(crowd, 2026)) == len("HB26-12345")
    assert len(public_code._unused(set(), 2026)) == len("HB26-1234")


def test_a_code_is_drawn_again_when_it_is_taken():
    drawn = iter("AAAABBBB")

    assert public_code._unused({"HB26-AAAA"}, 2026, lambda _letters: next(drawn)) == "HB26-BBBB"


@pytest.mark.parametrize("change", ["UPDATE public_code SET recipient_id = 2", "DELETE FROM public_code"])
def test_a_code_stands_for_one_person_for_ever(office, change):
    assign(office, children(office, 2)[:1])

    with pytest.raises(GuardedError):
        write_by_hand(office.database, change)
