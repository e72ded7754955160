"""The secret code of a giver's own page."""

import pytest

from khfund.command import contradictions
from khfund.donations.donor import enter_donor, find_donor
from khfund.donations.likeness import DonorKind, Traits
from khfund.receipts import check_code
from khfund.receipts.giver_code import (
    GiverCodeMissingError,
    GiverCodeUnreadableError,
    donor_by_code,
    issue_giver_code,
    withdraw_giver_code,
)
from tests.builders import an_office, write_by_hand


@pytest.fixture
def office(database):
    office = an_office(database)
    office.do("donor.enter", lambda s, c: enter_donor(s, c, Traits("Hà Thị Cho", DonorKind.PERSON)))
    return office


def issued(office, code):
    office.do("giver_code.issue", lambda s, c: issue_giver_code(s, c, find_donor(s, c.unit, 1), code))


def opens(office, typed):
    found = office.read(lambda s: donor_by_code(s, typed))
    return found.id if found else None


def test_the_newest_code_opens_until_it_is_withdrawn(office):
    first, second = check_code.new_code(), check_code.new_code()
    issued(office, first)
    before = opens(office, check_code.printed(first).lower())
    issued(office, second)
    after = (opens(office, first), opens(office, second))
    office.do("giver_code.withdraw", lambda s, c: withdraw_giver_code(s, c, find_donor(s, c.unit, 1)))

    assert (before, after, opens(office, second)) == (1, (None, 1), None)
    assert office.read(lambda s: list(contradictions(s))) == []


@pytest.mark.parametrize("typed", ["", "x", "-" * 64, "0" * 20])
def test_what_is_no_code_opens_nothing(office, typed):
    issued(office, check_code.new_code())

    assert opens(office, typed) is None


def test_what_was_not_drawn_is_refused(office):
    with pytest.raises(GiverCodeUnreadableError) as refusal:
        issued(office, "1234")

    assert (
        str(refusal.value)
        == "Mã trang riêng phải có 20 chữ và số như chương trình đã rút; hãy mở lại trang cấp mã."
    )


def test_a_code_that_was_not_given_out_is_not_withdrawn(office):
    with pytest.raises(GiverCodeMissingError) as refusal:
        office.do("giver_code.withdraw", lambda s, c: withdraw_giver_code(s, c, find_donor(s, c.unit, 1)))

    assert str(refusal.value) == "Nhà hảo tâm số 1 không có mã xem trang riêng nào đang dùng."


def test_a_code_never_changes(office):
    issued(office, check_code.new_code())

    with pytest.raises(Exception, match="giver_code: rows never change"):
        write_by_hand(office.database, "UPDATE giver_code SET digest = 'x'")
