"""What a supervisor asks."""

import pytest


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def test_an_office_whose_books_are_there_says_ok_to_anybody(app):
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_an_office_whose_books_are_of_another_version_says_no_more_than_that(app, office):
    with office.database.engine.execution_options(khfund="write").begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
