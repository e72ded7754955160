"""Updates for givers in the office: drafted from the books, finished, published by another, read by strangers."""

from datetime import date

import pytest

from tests.admin.office import said


@pytest.fixture
def database(sqlite_database):
    """One engine: the pages call verbs that are tested on both."""
    return sqlite_database


@pytest.fixture
def drafted(office, accountant, chair):
    office.gift(date(2026, 3, 5), 5_000_000)
    chair.send("cua-cong-khai/mo", subject="updates")
    return accountant.send("ban-tin/lap", days="2026-03", fund="KH")


def test_a_draft_tells_the_figures_and_leaves_the_rest_to_a_person(drafted, accountant):
    text = said(drafted)

    assert "Quỹ Khuyến học tỉnh đã nhận 5.000.000 đồng" in text
    assert "[Viết lời mở đầu" in text
    assert "1 bản tin nháp chưa viết xong" in accountant.text("")
    assert accountant.send("ban-tin/1/hoan-thanh").status_code == 422


def test_a_finished_update_is_published_by_another_and_read_by_strangers(drafted, accountant, chair, app):
    accountant.send("ban-tin/1/viet", headline="Tin tháng 3", body="Đã trao 12 suất.\n- Vở: 5.000.000 đồng")
    accountant.send("ban-tin/1/hoan-thanh")
    before = app.test_client().get("/cong-khai/SL/ban-tin/1/")
    preview = chair.get("ban-tin/1/dang")
    chair.send("ban-tin/1/dang")

    after = app.test_client().get("/cong-khai/SL/ban-tin/1/")
    assert before.status_code == 404
    assert "Đã trao 12 suất." in said(preview)
    assert "<li>Vở: 5.000.000 đồng</li>" in after.text
    assert "Tin tháng 3" in said(app.test_client().get("/cong-khai/SL/"))


def test_a_withdrawn_update_says_why(drafted, accountant, chair, app):
    accountant.send("ban-tin/1/viet", headline="Tin", body="Đã trao 12 suất.")
    accountant.send("ban-tin/1/hoan-thanh")
    chair.send("ban-tin/1/dang")
    chair.send("ban-tin/1/go", reason="Sai số liệu")

    gone = app.test_client().get("/cong-khai/SL/ban-tin/1/")
    assert gone.status_code == 410
    assert "lý do: Sai số liệu" in said(gone)
    assert "Đã trao 12 suất." not in gone.text


def test_an_unknown_update_is_not_found(accountant):
    assert accountant.get("ban-tin/9/").status_code == 404
