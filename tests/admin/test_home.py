"""The first page: each role finds its own; the IT administrator sees no money."""

import re
from datetime import date

import pytest

from khfund.actor import Role, enter_person, grant
from tests.admin.office import an_app, desk, owner_of, url_of
from tests.builders import an_office

MONEY = ("Tiền đang có", "Các quỹ", "Thu và chi 12 tháng qua", "Đối chiếu ngân hàng")


@pytest.fixture
def office(sqlite_database):
    made = an_office(sqlite_database)
    made.gift(date(2026, 3, 1), 5_000_000)
    return made


@pytest.fixture
def app(office):
    made = an_app(url_of(office), owner=owner_of(office))
    yield made
    made.extensions["khfund.store"].close()
    made.extensions["khfund.books"].dispose()


def a_person(office, role):
    def work(session, command):
        person = enter_person(session, command, f"nguoi-{role.value}", "Cầm Thị Vân")
        grant(session, command, person, role, office.unit)
        return person.id

    return office.do("person.enter", work, by=office.administrator)


def test_the_treasurer_finds_the_money_first(app, office):
    page = desk(app, office.treasurer).text("")

    assert page.index("Tiền đang có") < page.index("Các quỹ")
    assert "Tiền mặt 5.000.000 đ Cộng 5.000.000 đ" in page


def test_the_chair_finds_the_funds_first(app, office):
    page = desk(app, office.chair).text("")

    assert page.index("Các quỹ") < page.index("Tiền đang có")
    assert "Vai trò: chủ tịch." in page


def test_the_administrator_sees_accounts_and_no_money(app, office):
    page = desk(app, office.administrator).text("")

    assert not any(board in page for board in MONEY)
    assert "5.000.000" not in page
    assert "Người dùng" in page


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.CLERK])
def test_whoever_keeps_no_books_sees_rounds_and_no_balances(app, office, role):
    page = desk(app, a_person(office, role)).text("")

    assert not any(board in page for board in MONEY)
    assert "Đợt xét" in page


def test_the_inspector_reads_the_money_and_has_nothing_to_write(app, office):
    page = desk(app, a_person(office, Role.INSPECTOR)).text("")

    assert "Các quỹ" in page
    assert "Kiểm chứng sổ" in page
    assert "Lập chứng từ" not in page


def test_what_waits_is_grouped_by_how_soon_it_is_to_be_done(app, office):
    accountant = desk(app, office.accountant)
    accountant.send(
        "chung-tu/lap", kind="PC", day="10/03/2026", narration="Mua giấy bút",
        **{"lines-0-debit": "642", "lines-0-credit": "111", "lines-0-fund": "KH", "lines-0-amount": "250.000"},
    )  # fmt: skip

    page = desk(app, office.chief).text("")

    assert re.search(r"Nên làm sớm .*1 chứng từ chờ duyệt", page)


def test_the_first_page_speaks_english_too(app, office):
    chair = desk(app, office.chair)
    chair.client.set_cookie("khfund-language", "en")

    page = chair.text("")

    assert "Today's work" in page
    assert "Money at hand" in page
    assert "Role: chair." in page
