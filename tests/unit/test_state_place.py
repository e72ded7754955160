"""What the State calls a place is kept as it was written."""

import pytest

from khfund.command import contradictions
from khfund.unit import Unit
from khfund.unit.state_place import place_unit, state_places
from tests.builders import an_office, write_by_hand


def test_a_code_is_text_and_never_changes(database):
    office = an_office(database)

    office.do(
        "unit.enter",
        lambda s, c: place_unit(
            s, c, s.get_one(Unit, office.unit), code="03664", name="Phường Chiềng An", within="tỉnh Sơn La"
        ),
        by=office.administrator,
    )

    place = office.read(state_places)[office.unit]
    assert (place.code, place.name, place.within) == ("03664", "Phường Chiềng An", "tỉnh Sơn La")
    assert office.read(lambda s: list(contradictions(s))) == []
    with pytest.raises(Exception, match="state_place: rows never change"):
        write_by_hand(database, "UPDATE state_place SET code = '3664'")
