"""The consolidation of units in the office."""

from datetime import date

import pytest

from tests.returns.offices import a_province


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = a_province(database)
    office.gift(date(2026, 3, 1), 5_000_000)
    return office


def test_the_balances_of_all_units_are_shown(accountant):
    told = accountant.text("tong-hop/?on=30/06/2026")

    assert "5.000.000" in told
    assert "Hội Khuyến học" in told


def test_the_consolidation_is_handed_out(accountant):
    assert accountant.get("tong-hop/tong-hop.pdf?on=30/06/2026").data.startswith(b"%PDF")
    assert accountant.get("tong-hop/tong-hop.xlsx?on=30/06/2026").data.startswith(b"PK")
    assert accountant.get("tong-hop/tong-hop.doc").status_code == 404
    assert accountant.get("tong-hop/?on=31/02/2026").status_code == 422
