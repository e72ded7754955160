"""What an office has set for itself holds from its day on."""

from datetime import date

import pytest

from khfund.unit import SettingUnknownError, set_value, value_on
from tests.builders import an_office


def test_a_value_holds_from_its_day_until_the_next_one(database):
    office = an_office(database)
    for since, value in ((date(2026, 1, 1), "một"), (date(2026, 7, 1), "hai"), (date(2026, 7, 1), "ba")):
        office.do(
            "unit.set",
            lambda s, c, since=since, value=value: set_value(s, c, "signer_title", value, since=since),
            by=office.administrator,
        )

    days = (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))

    assert [
        office.read(lambda s, day=day: value_on(s, office.unit, "signer_title", day)) for day in days
    ] == ["một", "một", "ba"]


def test_an_unknown_setting_is_refused_with_those_that_are_known(database):
    office = an_office(database)

    with pytest.raises(SettingUnknownError) as refusal:
        office.read(lambda s: value_on(s, office.unit, "colour", date(2026, 1, 1)))

    assert str(refusal.value).startswith("Không có thiết lập «colour»; các thiết lập: ")
