"""Gifts that wait for their receipt: tried on paper, issued and printed in one go."""

import pytest

from admin.job_run import work_off
from tests.admin.office import said
from tests.receipts.builders import a_donor, a_gift, with_series


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = with_series(database)
    for name in ("Lò Thị Mùa", "Quàng Văn Hạ", "Cầm Thị Thu"):
        a_gift(office, a_donor(office, name))
    return office


def done(app, person, answer):
    """The page of the work that an answer leads to, when it is done."""
    work_off(app)
    return person.text(answer.request.path)


def test_gifts_without_a_receipt_wait_on_the_list_and_on_the_first_page(accountant):
    listed = accountant.text("cho-bien-nhan/")

    assert "3 dòng" in listed
    assert "Quàng Văn Hạ" in listed
    assert "3 khoản ủng hộ chờ biên nhận" in accountant.text("")
    assert "1 dòng" in accountant.text("cho-bien-nhan/?search=thu")
    assert "0 dòng" in accountant.text("cho-bien-nhan/?days=2025")


def test_a_batch_is_tried_on_paper_without_taking_a_number(app, accountant):
    told = done(app, accountant, accountant.send("cho-bien-nhan/in-thu", series="GXN"))

    assert "Đã in thử 3 biên nhận; chưa phát hành số nào." in told
    assert "3 dòng" in accountant.text("cho-bien-nhan/")


def test_a_batch_is_issued_and_printed_in_one_file(app, accountant):
    told = done(
        app,
        accountant,
        accountant.send("cho-bien-nhan/phat-hanh", series="GXN", days="2026", day="02/03/2026"),
    )

    assert "Đã phát hành 3 biên nhận: GXN-2026-000001 … GXN-2026-000003." in told
    assert "bien-nhan.pdf" in told
    assert "0 dòng" in accountant.text("cho-bien-nhan/")


def test_only_the_chosen_gifts_get_their_receipts(app, accountant):
    told = done(
        app,
        accountant,
        accountant.send("cho-bien-nhan/phat-hanh", series="GXN", gifts="1, 3", day="02/03/2026"),
    )

    assert "Đã phát hành 2 biên nhận" in told
    assert "Quàng Văn Hạ" in accountant.text("cho-bien-nhan/")


def test_numbers_that_are_none_are_refused_beside_the_form(accountant):
    refused = accountant.send("cho-bien-nhan/phat-hanh", series="GXN", gifts="một, hai")

    assert refused.status_code == 422
    assert "«một, hai» không phải là các số của khoản ủng hộ" in said(refused)


def test_receipts_that_were_issued_are_printed_from_number_to_number_or_by_days(app, accountant):
    done(app, accountant, accountant.send("cho-bien-nhan/phat-hanh", series="GXN", day="02/03/2026"))
    between = {"first": "GXN-2026-000002", "last": "GXN-2026-000003"}
    by_number = done(app, accountant, accountant.send("cho-bien-nhan/in", **between))
    by_days = done(app, accountant, accountant.send("cho-bien-nhan/in", days="2026-03"))
    nothing = done(app, accountant, accountant.send("cho-bien-nhan/in", days="2024"))
    unknown = accountant.send("cho-bien-nhan/in", first="GXN-2026-000009")

    assert "Đã in biên nhận GXN-2026-000002 … GXN-2026-000003." in by_number
    assert "Đã in 3 biên nhận." in by_days
    assert "Không có giấy nào để in." in nothing
    assert unknown.status_code == 422


def test_the_chair_issues_nothing(chair, office):
    assert chair.get("cho-bien-nhan/").status_code == 403
    assert chair.get("cho-bien-nhan/phat-hanh").status_code == 403
