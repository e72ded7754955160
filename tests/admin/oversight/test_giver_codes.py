"""Codes of givers' own pages: shown once, kept nowhere, taken back."""

import re
from datetime import date

import pytest
from sqlalchemy import text

from khfund.donations.donation import receive
from khfund.donations.donor import enter_donor
from khfund.donations.gift import Part
from khfund.donations.likeness import DonorKind, Traits
from tests.admin.office import said


@pytest.fixture
def database(sqlite_database):
    """One engine: the pages call verbs that are tested on both."""
    return sqlite_database


@pytest.fixture
def giver(office):
    def work(session, command):
        donor = enter_donor(session, command, Traits("Hà Thị Cho", DonorKind.PERSON))
        receive(session, command, donor, day=date(2026, 3, 5), parts=[Part(office.kh, 700_000)])
        return donor.id

    return office.do("donation.receive", work)


def issued(desk, giver):
    page = desk.get("ma-trang-rieng/cap")
    code = re.search(r'name="code"[^>]*value="([^"]+)"', page.text) or re.search(
        r'value="([^"]+)"[^>]*name="code"', page.text
    )
    desk.send("ma-trang-rieng/cap", donor=str(giver), code=code[1])
    return code[1]


def test_a_code_opens_the_givers_own_page_until_it_is_taken_back(accountant, app, giver):
    code = issued(accountant, giver)
    stranger = app.test_client()

    opened = stranger.post("/cong-khai/trang-rieng", data={"ma": code.lower().replace("-", " ")})
    accountant.send("ma-trang-rieng/thu-hoi", donor=str(giver))
    closed = stranger.post("/cong-khai/trang-rieng", data={"ma": code})

    assert "Hà Thị Cho" in said(opened)
    assert "700.000" in said(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    assert "noindex" in opened.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in opened.headers
    assert "Mã không đúng hoặc không còn dùng được." in said(closed)


def test_the_code_stands_nowhere_in_the_books(accountant, office, giver):
    code = issued(accountant, giver).replace("-", "")

    kept = office.read(
        lambda s: "".join(
            s.scalars(
                text(
                    "SELECT COALESCE(body, '') || (SELECT answer FROM leaf l WHERE l.number = c.number) FROM command c"
                )
            )
        )
    )
    assert code not in kept.replace("-", "")
    assert "Hà Thị Cho" in accountant.text("ma-trang-rieng/")


def test_what_was_not_drawn_is_no_code(accountant, giver):
    answer = accountant.send("ma-trang-rieng/cap", donor=str(giver), code="1234")

    assert answer.status_code == 422
    assert "Mã trang riêng phải có 20 chữ và số như chương trình đã rút" in said(answer)
