"""What the office remembers beside the books."""

from admin.office_store import OfficeStore, beside, store_for
from admin.signed_in import sign_in
from tests.admin.office import owner_of, url_of


def test_the_store_lies_beside_the_books(sqlite_database):
    store = store_for(sqlite_database, None)
    store.prepare()

    assert beside(sqlite_database.file).exists()
    store.close()


def test_a_key_is_drawn_once_and_kept(app):
    store = app.extensions["khfund.store"]

    first, second = store.secret("a"), store.secret("a")

    assert (len(first), first == second, store.secret("b") == first) == (32, True, False)


def test_the_store_is_prepared_again_without_loss(office, app):
    store = app.extensions["khfund.store"]
    key = store.secret("cookies")
    again = OfficeStore(store.engine.url.render_as_string(hide_password=False), owner_of(office))

    again.prepare()

    assert again.secret("cookies") == key
    again.close()


def test_the_books_themselves_hold_no_session(office, app):
    if office.database.is_sqlite:
        tables = office.read(
            lambda session: session.connection().exec_driver_sql("SELECT name FROM sqlite_master")
        )
        assert "signed_in" not in {name for (name,) in tables}
    assert url_of(office)


def test_a_table_in_the_shape_of_another_version_is_made_anew(app):
    store = app.extensions["khfund.store"]
    key = store.secret("cookies")
    with store.owner.begin() as connection:
        schema = "office." if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TABLE {schema}signed_in")
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}signed_in (token_sha256 VARCHAR(64) PRIMARY KEY, old INTEGER)"
        )

    store.prepare()

    assert sign_in(store, 1)
    assert store.secret("cookies") == key
