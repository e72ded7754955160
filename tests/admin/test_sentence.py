"""A refusal in the office leads to a page of the office, not to a command that nobody there types."""

import pytest
from flask import Flask

from admin.page import Page
from admin.sentence import COMMAND, MACHINE, PAGES, sentence
from khfund.ledger.fund import FundUnknownError
from khfund.scholarships.allocation_run import AllocationMissingError
from tests.errors.test_catalogue import everything


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def test_where_a_refusal_says_to_look_is_a_page_of_the_office():
    said = sentence(FundUnknownError(code="XX"))

    assert said == "Đơn vị không có quỹ mã «XX»; xem bằng trang «Các quỹ»."


def test_what_is_to_be_run_is_opened():
    refusal = AllocationMissingError(round="HB26")

    assert sentence(refusal) == "Đợt HB26 chưa có lần phân suất nào; hãy mở trang «Phân suất»."
    assert sentence(refusal, said_in="en").endswith("has not been allocated; open the page “Allocation”.")


def test_every_command_that_a_refusal_names_has_its_page_or_is_for_whoever_keeps_the_machine():
    named = {
        (kind.__name__, found[0])
        for kind in everything()
        for said in (kind.message, kind.english)
        for found in COMMAND.finditer(said)
        if found["noun"] not in MACHINE
        and not {found["noun"], f"{found['noun']} {found['verb']}"} & PAGES.keys()
    }

    assert named == set()


def test_the_pages_are_there_under_these_titles(app: Flask):
    titles = {view.title for view in app.extensions["khfund.admin"]._views if isinstance(view, Page)}

    assert set(PAGES.values()) - titles == set()
