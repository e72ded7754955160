"""Closing a year in the office: what it carries forward is shown before, two persons open it again."""

import shutil
from datetime import date

import pytest

from khfund.calendar import Month
from khfund.db import Database
from khfund.ledger import AccountRole, close_period
from tests.admin.office import said
from tests.builders import an_office

TODAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A book opened in 2025 with a gift of five million, costs of two, and every month up to November closed."""
    file = tmp_path_factory.mktemp("year") / "books.sqlite"
    database = Database(str(file))
    database.migrate()
    office = an_office(database, opened=date(2025, 1, 1))
    office.post(date(2025, 3, 1), office.posting(AccountRole.BANK, AccountRole.GIFTS, 5_000_000))
    office.post(date(2025, 4, 1), office.posting(AccountRole.SCHOLARSHIPS, AccountRole.BANK, 2_000_000))
    for number in range(1, 12):
        month = Month(2025, number)
        office.do("period.close", lambda s, c, m=month: close_period(s, c, m, today=TODAY), by=office.chief)
    database.dispose()
    return file, office


@pytest.fixture
def office(lived, seat):
    file, office = lived
    seat.extensions["khfund.books"].dispose()
    shutil.copyfile(file, seat.extensions["khfund.books"].file)
    return office


def test_what_closing_would_carry_forward_is_shown_before(office, chief):
    page = chief.text("nam/2025/")

    assert "Số dư được chi thay đổi 3.000.000" in page
    assert "đã chi 0 đ trong" in page
    assert "Không còn việc dở; khóa sổ được." in page


def test_a_year_is_closed_and_its_entries_are_named(office, chief):
    answer = chief.send("nam/2025/khoa")

    assert "Đã kết chuyển và khóa sổ năm 2025: 1 bút toán." in said(answer)
    assert "Kết chuyển thu, chi năm 2025 của quỹ KH" in said(answer)
    assert "đã khóa" in chief.text("nam/")
    assert "421 Số dư được chi 3.000.000" in chief.text("nam/2026/dau-nam/")


def test_one_person_asks_and_another_opens_the_year_again(office, chief, chair):
    chief.send("nam/2025/khoa")
    asked = chief.send("nam/2025/de-nghi-mo", reason="sót lãi tháng 12")
    granted = chair.send("nam/2025/mo-lai")

    assert "Đã đề nghị mở lại năm 2025; cần người khác duyệt." in said(asked)
    assert "Đã mở lại năm 2025, đảo 1 bút toán kết chuyển." in said(granted)
    assert "sót lãi tháng 12" in chief.text("nam/")


def test_a_trial_closing_carries_nothing_forward(office, chief):
    answer = chief.send("nam/2025/khoa", try_first="1")

    assert "Đã thử: làm được." in said(answer)
    assert "chưa khóa" in chief.text("nam/")


def test_a_year_that_is_not_over_is_not_closed(office, chief):
    assert "chưa hết" in said(chief.send("nam/2099/khoa"))


def test_a_year_that_is_not_closed_is_not_opened_again(office, chief):
    assert "Năm 2025 chưa kết chuyển" in said(chief.send("nam/2025/de-nghi-mo", reason="nhầm"))


def test_the_treasurer_looks_and_closes_nothing(office, treasurer):
    assert "Khóa năm" not in treasurer.text("nam/2025/")
    assert treasurer.get("nam/2025/khoa").status_code == 403
