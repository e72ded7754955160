"""The inspector's samples in the office: announced, drawn, looked at, closed; the others only read."""

from datetime import date

import pytest

from khfund import actor
from khfund.actor import Role
from tests.admin.office import desk, said

ANNOUNCED = {"days": "2026", "wanted": "2", "method": "uniform", "word": "hoa ban"}


@pytest.fixture
def database(sqlite_database):
    """One engine: the pages call verbs that are tested on both."""
    return sqlite_database


@pytest.fixture
def inspector(app, office):
    def enter(session, command):
        person = actor.enter_person(session, command, "kiemtra", "Bạc Thị Kiểm Tra")
        actor.grant(session, command, person, Role.INSPECTOR, office.unit)
        return person.id

    for day in (5, 6, 7):
        office.gift(date(2026, 3, day), 100_000 * day)
    return desk(app, office.do("person.enter", enter, by=office.administrator))


def test_a_sample_is_announced_drawn_looked_at_and_closed(inspector):
    announced = inspector.send("mau-kiem-tra/cong-bo", **ANNOUNCED)
    drawn = inspector.send("mau-kiem-tra/1/rut")
    inspector.send("mau-kiem-tra/1/muc/1", verdict="in_order")
    wrong = inspector.send("mau-kiem-tra/1/muc/2", verdict="wrong", words="Thiếu chữ ký")
    closed = inspector.send("mau-kiem-tra/1/ket-luan", summary="Một bút toán thiếu chữ ký.")

    assert "Đã công bố mẫu kiểm tra số 1; giờ có thể rút." in said(announced)
    assert "Đã rút mẫu số 1 từ 3 bút toán." in said(drawn)
    assert "sai Thiếu chữ ký" in said(wrong)
    assert "Một bút toán thiếu chữ ký." in said(closed)


def test_an_open_sample_waits_on_the_inspectors_first_page(inspector):
    inspector.send("mau-kiem-tra/cong-bo", **ANNOUNCED)

    assert "1 mẫu kiểm tra đã công bố, chưa rút" in inspector.text("")


def test_an_entry_of_a_sample_leads_to_its_page_and_papers(inspector):
    inspector.send("mau-kiem-tra/cong-bo", **ANNOUNCED)
    inspector.send("mau-kiem-tra/1/rut")

    page = inspector.get("mau-kiem-tra/1/muc/1")

    assert "/so/SL/but-toan/" in page.text
    assert "Phiếu thu đủ chữ ký" in said(page)


def test_the_list_is_printed_and_taken_away(inspector):
    inspector.send("mau-kiem-tra/cong-bo", **ANNOUNCED)
    inspector.send("mau-kiem-tra/1/rut")

    assert inspector.get("mau-kiem-tra/1/in.pdf").data.startswith(b"%PDF-")
    assert inspector.get("mau-kiem-tra/1/danh-sach.csv").text == "1,500000\n2,600000\n3,700000\n"


def test_nobody_else_draws_or_finds(inspector, accountant, chair):
    inspector.send("mau-kiem-tra/cong-bo", **ANNOUNCED)

    for one in (accountant, chair):
        assert one.get("mau-kiem-tra/").status_code == 200
        assert one.get("mau-kiem-tra/cong-bo").status_code == 403
        assert one.get("mau-kiem-tra/1/rut").status_code == 403


def test_an_item_that_was_not_drawn_is_not_found(inspector):
    inspector.send("mau-kiem-tra/cong-bo", **ANNOUNCED)
    inspector.send("mau-kiem-tra/1/rut")

    assert inspector.get("mau-kiem-tra/1/muc/9").status_code == 404
    assert inspector.get("mau-kiem-tra/9/").status_code == 404
