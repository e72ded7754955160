"""Roles taken back, persons who leave and who come back."""

import pytest

from khfund import actor
from khfund.actor import NotAllowedError, PersonUnknownError, Role, find_person, grant, require_right
from khfund.staff import (
    LastAdministratorError,
    PersonHereError,
    PersonLeftError,
    RoleNotHeldError,
    come_back,
    find_staff,
    leave,
    revoke,
    roles_of,
)
from tests.builders import an_office


@pytest.fixture
def office(sqlite_database):
    return an_office(sqlite_database)


def act(office, kind, work):
    return office.do(kind, work, by=office.administrator)


def test_a_role_taken_back_allows_nothing_more(database):
    office = an_office(database)

    act(office, "person.revoke", lambda s, c: revoke(s, c, find_person(s, "ketoan"), Role.ACCOUNTANT, c.unit))

    with pytest.raises(NotAllowedError):
        office.read(lambda s: require_right(s, office.accountant, office.unit, "entry.post"))
    assert office.read(lambda s: roles_of(s, [office.accountant])) == {office.accountant: []}


def test_a_role_that_is_not_held_is_not_taken_back(office):
    with pytest.raises(RoleNotHeldError) as refusal:
        act(office, "person.revoke", lambda s, c: revoke(s, c, find_person(s, "ketoan"), Role.CLERK, c.unit))

    assert str(refusal.value) == "Cầm Văn Kế Toán không giữ vai trò «cán bộ nhập liệu» ở đây."


def test_whoever_left_acts_no_more_until_coming_back(office):
    act(office, "person.leave", lambda s, c: leave(s, c, find_person(s, "ketoan")))

    with pytest.raises(PersonUnknownError):
        office.read(lambda s: find_person(s, "ketoan"))
    with pytest.raises(NotAllowedError):
        office.read(lambda s: require_right(s, office.accountant, office.unit, "entry.post"))
    with pytest.raises(PersonLeftError) as twice:
        act(office, "person.leave", lambda s, c: leave(s, c, find_staff(s, "ketoan")))
    assert str(twice.value) == "Cầm Văn Kế Toán đã nghỉ từ trước."

    act(office, "person.come_back", lambda s, c: come_back(s, c, find_staff(s, "ketoan")))
    office.read(lambda s: require_right(s, office.accountant, office.unit, "entry.post"))
    with pytest.raises(PersonHereError) as here:
        act(office, "person.come_back", lambda s, c: come_back(s, c, find_staff(s, "ketoan")))
    assert str(here.value) == "Cầm Văn Kế Toán vẫn đang làm việc."


def test_the_last_administrator_stays_until_there_is_another(office):
    def go(session, command):
        leave(session, command, find_person(session, "quantri"))

    def take_back(session, command):
        revoke(session, command, find_person(session, "quantri"), Role.ADMINISTRATOR, None)

    for work in (go, take_back):
        with pytest.raises(LastAdministratorError) as refusal:
            act(office, "person.leave", work)
        assert str(refusal.value) == (
            "Vũ Quản Trị là người quản trị duy nhất của mọi đơn vị; hãy giao vai trò này cho người khác trước."
        )

    def appoint(session, command):
        person = actor.enter_person(session, command, "quantri2", "Lò Hai")
        grant(session, command, person, Role.ADMINISTRATOR, None)

    act(office, "person.enter", appoint)
    act(office, "person.leave", go)
    assert office.read(lambda s: find_staff(s, "quantri").is_active) is False


def test_who_never_was_here_is_unknown(office):
    with pytest.raises(PersonUnknownError):
        office.read(lambda s: find_staff(s, "ai"))
