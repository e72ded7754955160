"""The office comes together over books that are there and of this version."""

import pytest

from admin import Config, create_app
from khfund.db import BooksOutOfDateError, Database
from khfund.errors import KhfundError
from tests.admin.office import an_app, owner_of, said, url_of


def test_books_that_are_not_there_open_no_office(tmp_path):
    with pytest.raises(KhfundError):
        create_app(Config(str(tmp_path / "none.sqlite")))


def test_books_of_another_version_open_no_office(tmp_path):
    file = tmp_path / "old.sqlite"
    books = Database(str(file))
    with books.engine.execution_options(khfund="write").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    books.dispose()

    with pytest.raises(BooksOutOfDateError, match="khfund upgrade"):
        create_app(Config(str(file)))


def test_the_unit_in_the_address_is_the_one_whose_book_is_open(accountant):
    page = accountant.get("chung-tu/").text

    assert "Hội Khuyến học tỉnh Mường Sáng" in page
    assert 'href="/so/SL/' in page


def test_a_unit_in_which_one_holds_no_role_is_not_found(accountant):
    assert accountant.get("/so/KHONG-CO/").status_code == 404


def test_a_refusal_that_no_form_shows_is_a_page_of_one_sentence(accountant):
    answer = accountant.get("chung-tu/99/")

    assert (answer.status_code, "không có chứng từ nháp số 99" in said(answer)) == (404, True)


def test_two_offices_over_the_same_books_share_who_is_signed_in(office, app, accountant):
    other = an_app(url_of(office), owner=owner_of(office))
    cookie = accountant.client.get_cookie("khfund")
    client = other.test_client()
    client.set_cookie("khfund", cookie.value)

    assert client.get("/so/SL/").status_code == 200
    other.extensions["khfund.store"].close()
    other.extensions["khfund.books"].dispose()
