"""Figures that are computed once for the books as they stand: never older than the last command, whoever gave it."""

import subprocess
import sys
from datetime import date

import pytest

from admin.kept import kept
from admin.signed_in import sign_out
from khfund.actor import Role, find_person
from khfund.staff import revoke
from khfund.unit import Unit
from tests.admin.office import desk, owner_of, url_of

KHFUND = [sys.executable, "-c", "from khfund.cli import main; main()"]


@pytest.fixture
def asked():
    return []


@pytest.fixture
def look(app, office, asked):
    """Ask for a figure which tells how often it was computed; through `session` if one is given."""

    def compute():
        asked.append(1)
        return len(asked)

    def ask(session=None):
        def figure(session):
            return kept(session, session.get(Unit, office.unit), "figures", compute)

        with app.app_context():
            return office.read(figure) if session is None else figure(session)

    return ask


def test_what_is_kept_is_told_again_until_somebody_writes(office, look):
    first, second = look(), look()
    office.gift(date(2026, 3, 1), 1_000)

    assert (first, second, look()) == (1, 1, 2)


def test_what_a_writer_sees_is_not_kept_for_it_may_be_taken_back(office, look):
    def tried(session, _command):
        look(session)
        raise ZeroDivisionError

    before = look()
    with pytest.raises(ZeroDivisionError):
        office.do("entry.post", tried)
    office.gift(date(2026, 3, 1), 1_000)

    assert (before, look()) == (1, 3)


def test_the_first_page_shows_what_another_process_has_just_booked(office, treasurer):
    before = treasurer.text("")
    books = ["--db", url_of(office), *(("--owner-db", owner_of(office)) if owner_of(office) else ())]
    gift = ["donation", "receive", "--day", "05/01/2026", "--part", "KH:7.654.321"]
    subprocess.run(
        [*KHFUND, *books, "--unit", "SL", "--as", "ketoan", *gift], check=True, capture_output=True
    )

    assert "7.654.321" not in before
    assert "7.654.321" in treasurer.text("")


def test_a_role_that_is_taken_away_opens_nothing_more_at_the_next_click(office, treasurer):
    before = treasurer.get("").status_code
    office.do(
        "person.revoke",
        lambda s, c: revoke(s, c, find_person(s, "thuquy"), Role.TREASURER, office.unit),
        by=office.administrator,
    )

    assert (before, treasurer.get("").status_code) == (200, 404)


def test_who_signs_out_opens_nothing_more_at_the_next_click(app, office, treasurer):
    treasurer.text("")
    with treasurer.client.session_transaction() as cookie:
        sign_out(app.extensions["khfund.store"], cookie["_user_id"])

    assert treasurer.get("").status_code == 302


def test_the_menu_is_that_of_the_person_who_asks(app, office, treasurer):
    mine, others = treasurer.get("").text, desk(app, office.administrator).get("").text

    assert ("Sao lưu" in mine, "Sao lưu" in others) == (False, True)
