"""The audit trail: who did what and when, what it wrote, nothing of children."""

from datetime import date

import pytest

from tests.admin.office import said
from tests.builders import an_office


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 500_000)
    office.do("recipient.enter", lambda _s, _c: None, payload={"name": "Lò Thị Bé"})
    return office


def test_the_trail_tells_who_did_what_the_last_first(chief):
    told = chief.text("nhat-ky/")

    assert told.index("recipient.enter") < told.index("entry.post") < told.index("book.open")
    assert "Cầm Văn Kế Toán" in told
    assert "bút toán" in told


def test_the_trail_is_narrowed_by_person_kind_and_day(office, chief):
    by_person = chief.text(f"nhat-ky/?person={office.administrator}")
    by_kind = chief.text("nhat-ky/?noun=entry")
    that_day = chief.text("nhat-ky/?days=2027-01")
    before = chief.text("nhat-ky/?days=2026-01")

    assert "book.open" in by_person
    assert "entry.post" not in by_person
    assert "entry.post" in by_kind
    assert "book.open" not in by_kind
    assert "entry.post" in that_day
    assert "entry.post" not in before


def test_a_command_shows_what_it_wrote(chief):
    number = 3
    told = chief.text(f"nhat-ky/{number}/")

    assert "entry.post" in told
    assert "PT-2026-00001" in told
    assert "Dấu của lệnh" in told


def test_what_may_hold_data_of_children_is_not_shown(chief):
    told = chief.text("nhat-ky/4/")

    assert "recipient.enter" in told
    assert "có thể có dữ liệu của trẻ em" in told
    assert "Lò Thị Bé" not in told


def test_a_command_that_was_never_given_is_not_found(chief):
    assert chief.get("nhat-ky/999/").status_code == 404
    assert chief.get("nhat-ky/99999999999999999999/").status_code == 404


def test_what_cannot_be_chosen_is_told(chief):
    assert "không có trong danh sách" in said(chief.get("nhat-ky/?noun=xyz"))
