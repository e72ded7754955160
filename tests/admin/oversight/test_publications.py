"""The switches of the public window: with a reason, and announced."""

import pytest

from tests.admin.office import said


@pytest.fixture
def database(sqlite_database):
    """One engine: the pages call verbs that are tested on both."""
    return sqlite_database


def test_what_is_switched_off_is_announced_with_its_reason(chair, app):
    on = chair.send("cua-cong-khai/mo", subject="campaigns")
    off = chair.send("cua-cong-khai/ngung", subject="campaigns", reason="Đang đối chiếu")

    stranger = app.test_client().get("/cong-khai/SL/")
    assert "công bố tiến độ các đợt vận động." in said(on)
    assert "ngừng công bố tiến độ các đợt vận động; cửa công khai nêu lý do." in said(off)
    assert "ngừng công bố tiến độ các đợt vận động, lý do: Đang đối chiếu" in said(stranger)
    assert "1 nội dung đã ngừng công bố" in chair.text("")


def test_without_a_reason_nothing_is_switched_off(chair):
    chair.send("cua-cong-khai/mo", subject="campaigns")

    answer = chair.send("cua-cong-khai/ngung", subject="campaigns", reason="")

    assert answer.status_code == 422


def test_a_bookkeeper_switches_nothing(accountant):
    assert accountant.get("cua-cong-khai/").status_code == 200
    assert accountant.get("cua-cong-khai/mo").status_code == 403
