"""The register of units: found by code or by any words of the name, never the unit whose book is open."""

from datetime import date

from tests.provinces import a_unit


def test_units_are_found_while_typing_but_not_the_own_one(office, accountant):
    there = a_unit(office, "03862", "Hội Khuyến học xã Xím Vàng", book=date(2026, 1, 1))

    by_name = accountant.get("tim/unit?q=xim vàng").json

    assert by_name == [{"number": there.unit, "words": "Hội Khuyến học xã Xím Vàng (tỉnh Mường Sáng)"}]
    assert accountant.get("tim/unit?q=03862").json == by_name
    assert accountant.get("tim/unit?q=mường sáng").json == by_name
