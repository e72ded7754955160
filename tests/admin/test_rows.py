"""Rows of a table: each cell escaped, each link to what its row names."""

from __future__ import annotations

import attrs
import pytest
from flask import g

from admin.listing import Column, Kind
from admin.rows import table_rows


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@attrs.frozen
class Row:
    amount: int


@pytest.fixture
def _in_the_book(app):
    with app.test_request_context("/so/SL/"):
        g.unit_code = "SL"
        yield


pytestmark = pytest.mark.usefixtures("_in_the_book")
COLUMNS = (Column("number", "Số", link="vouchers.one"), Column("name", "Tên «A» & B"))


def test_a_row_leads_to_what_it_names():
    rows = [{"number": 7, "name": "Lan"}, {"number": 12, "name": None}]
    assert table_rows(COLUMNS, rows) == (
        '<tr><td class="text" data-label="Số"><a href="/so/SL/chung-tu/7/">7</a></td>'
        '<td class="text" data-label="Tên «A» &amp; B">Lan</td></tr>\n'
        '<tr><td class="text" data-label="Số"><a href="/so/SL/chung-tu/12/">12</a></td>'
        '<td class="text" data-label="Tên «A» &amp; B"></td></tr>'
    )


def test_what_a_row_holds_never_becomes_a_mark():
    (row,) = [{"number": 7, "name": "<script>alert('a')</script>"}]
    assert "&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt;" in table_rows(COLUMNS, [row])


def test_a_row_that_lacks_what_its_link_names_has_none():
    assert "<a" not in table_rows(COLUMNS, [{"number": None, "name": "Lan"}])


def test_an_address_of_words_is_written_for_each_row():
    columns = (Column("name", "Đơn vị", link="home.index"),)
    assert 'href="/so/SL/"' in table_rows(columns, [{"name": "Lan"}])


def test_objects_are_rows_too():
    columns = (Column("amount", "Số tiền", Kind.MONEY),)
    assert table_rows(columns, [Row(1_234_567)]) == (
        '<tr><td class="money" data-label="Số tiền">1.234.567</td></tr>'
    )
