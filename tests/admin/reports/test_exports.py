"""Files for other programs, and published figures held against themselves."""

import io
from datetime import date

import pytest

from admin.job_run import work_off
from tests.admin.office import said
from tests.builders import an_office


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 5_000_000)
    return office


OUTLINE = b"balances_2023: {province: 10, districts_and_communes: 20, affiliated: 5, whole_province: 36}\n"


def done(app, person, answer):
    """The page of the work that an answer leads to, when it is done."""
    work_off(app)
    return person.text(answer.request.path)


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ("beancount", "nhat-ky.beancount"),
        ("hledger", "nhat-ky.journal"),
        ("csv", "nhat-ky.csv"),
        ("xlsx", "nhat-ky.xlsx"),
    ],
)
def test_the_journal_is_taken_away_in_each_form(app, accountant, form, file):
    told = done(app, accountant, accountant.send("xuat-du-lieu/so-nhat-ky", form=form, days="2026"))

    assert "Đã xuất 1 bút toán." in told
    assert file in told


def test_published_figures_that_cannot_be_read_are_refused_beside_the_form(accountant):
    file = (io.BytesIO(b"\x00\x01"), "so-lieu.yaml")
    refused = accountant.send("xuat-du-lieu/doi-chieu-cong-bo", file=file)

    assert refused.status_code == 422
    assert "so-lieu.yaml" in said(refused)


def test_what_does_not_foot_in_published_figures_is_put_on_paper(app, accountant):
    file = (io.BytesIO(OUTLINE), "so-lieu.yaml")
    told = done(app, accountant, accountant.send("xuat-du-lieu/doi-chieu-cong-bo", file=file))

    assert "Đọc 4 số liệu, 1 chỗ chưa khớp" in told
    assert "doi-chieu.pdf" in told
