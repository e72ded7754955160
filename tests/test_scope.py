"""For whom a clerk works in a book: for all of it, or for a unit below alone."""

from datetime import date

import pytest

from khfund import actor
from khfund.actor import OwnUnitOnlyError, Role, require_right
from khfund.scope import own_units
from khfund.staff import ClerkOfAllError, revoke
from khfund.unit import Unit, enter_unit, move_unit
from tests.builders import an_office


@pytest.fixture
def office(database):
    return an_office(database)


def a_sender(office, *roles_above, code="XA"):
    """A clerk of a unit below who holds these roles in the office's own unit too; the unit below and the person."""

    def enter(session, command):
        below = enter_unit(
            session, command, code, f"Hội xã {code}", parent=session.get_one(Unit, office.unit)
        )
        person = actor.enter_person(session, command, f"canbo.{code}", "Lò Thị Xã")
        for unit, role in [(below.id, Role.CLERK), *((office.unit, role) for role in roles_above)]:
            actor.grant(session, command, person, role, unit)
        return below.id, person.id

    return office.do("person.enter", enter, by=office.administrator)


def test_a_clerk_of_a_unit_below_works_above_for_that_unit_alone(office):
    below, person = a_sender(office, Role.CLERK)

    assert office.read(lambda s: own_units(s, person, office.unit)) == {below}
    assert office.read(lambda s: own_units(s, person, below)) is None
    office.read(lambda s: require_right(s, person, office.unit, "nomination.import"))
    office.read(lambda s: require_right(s, person, below, "recipient.look"))
    with pytest.raises(OwnUnitOnlyError) as refusal:
        office.read(lambda s: require_right(s, person, office.unit, "recipient.look"))
    assert str(refusal.value) == (
        "Lò Thị Xã chỉ gửi đề nghị cho đơn vị của mình trong sổ này, nên không làm việc này (recipient.look); "
        "hãy nhờ cán bộ của đơn vị cấp trên."
    )


def test_whoever_holds_another_role_above_works_for_all_of_it(office):
    _below, person = a_sender(office, Role.CLERK, Role.COMMITTEE)

    assert office.read(lambda s: own_units(s, person, office.unit)) is None
    office.read(lambda s: require_right(s, person, office.unit, "recipient.look"))


def test_a_unit_that_moved_away_opens_nothing(office):
    below, person = a_sender(office, Role.CLERK)

    office.do(
        "unit.move",
        lambda s, c: move_unit(s, c, s.get_one(Unit, below), None, since=date(2026, 7, 1)),
        by=office.chair,
    )

    assert office.read(lambda s: own_units(s, person, office.unit)) == {below}


def test_losing_the_unit_below_does_not_make_a_clerk_of_all(office):
    below, person = a_sender(office, Role.CLERK)

    def take_back(unit):
        def work(session, command):
            revoke(session, command, session.get_one(actor.Person, person), Role.CLERK, unit)

        office.do("person.revoke", work, by=office.administrator)

    with pytest.raises(ClerkOfAllError) as refusal:
        take_back(below)
    assert str(refusal.value) == (
        "Lò Thị Xã chỉ gửi đề nghị cho đơn vị này trong sổ của đơn vị cấp trên; "
        "hãy thôi vai trò cán bộ nhập liệu ở cấp trên trước."
    )
    take_back(office.unit)
    take_back(below)
