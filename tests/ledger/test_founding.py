"""Founding an association's books."""

from datetime import date

import pytest
from sqlalchemy import select

from khfund import actor
from khfund.actor import LoginTakenError, Role
from khfund.command import contradictions
from khfund.ledger import accounts, find_book
from khfund.ledger.chart import DEFAULT_CHART
from khfund.ledger.founding import Officer, found_association
from khfund.unit import Unit

OPENED = date(2026, 1, 1)


def found(database, *officers):
    with database.writing() as session:
        return found_association(
            session, "SL", "Hội thử", opened=OPENED, officers=officers, head={"place": "Mường Sáng"}
        )


def test_a_founded_association_has_its_unit_its_officers_its_chart_and_its_open_book(database):
    home = found(database, Officer("ketoan", Role.ACCOUNTANT, "Cầm Văn Toán"))

    with database.reading() as session:
        assert session.get_one(Unit, home.unit).place == "Mường Sáng"
        assert [one.code for one in accounts(session, home.unit)] == sorted(
            code for code, _, _ in DEFAULT_CHART
        )
        assert find_book(session, home.unit).opened == OPENED
        assert actor.find_person(session, "ketoan").id == home.people["ketoan"]
        actor.require_right(session, home.people["ketoan"], home.unit, "entry.reverse")
        assert list(contradictions(session)) == []


def test_two_officers_do_not_share_a_login_and_nothing_is_founded(database):
    twice = [Officer("ketoan", Role.ACCOUNTANT, "Một"), Officer("ketoan", Role.TREASURER, "Hai")]

    with pytest.raises(LoginTakenError) as refusal:
        found(database, *twice)

    assert str(refusal.value) == "Tên đăng nhập «ketoan» đã có người dùng; hãy chọn tên khác."
    with database.reading() as session:
        assert session.scalars(select(Unit)).all() == []
