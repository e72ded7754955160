"""The prove-it page: rules in plain words, checkpoints that are signed, compared and proved from."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from admin.job_run import work_off
from khfund.actor import Role, enter_person, grant
from tests.admin.office import desk, said
from tests.builders import tamper
from tests.receipts.builders import a_donor, a_gift, issued, with_series

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = with_series(database)
    issued(office, a_gift(office, a_donor(office)))
    return office


@pytest.fixture
def inspector(app, office):
    def hire(session, command):
        person = enter_person(session, command, "kiemtra", "Đèo Thị Kiểm")
        grant(session, command, person, Role.INSPECTOR, office.unit)
        return person

    return desk(app, office.do("person.enter", hire, by=office.administrator).id)


def done(app, person, answer):
    """The page of the work that an answer leads to, when it is done."""
    work_off(app)
    return person.text(answer.request.path)


def test_every_rule_is_green_after_a_run_over_sound_books(app, inspector):
    before = inspector.text("kiem-chung/")
    told = done(app, inspector, inspector.send("kiem-chung/kiem-tra"))
    after = inspector.text("kiem-chung/")

    assert "chưa được kiểm tra lần nào" in before
    assert "không thấy chỗ nào sai" in told
    assert "Mọi quy tắc đều đúng." in after
    assert "Số chứng từ và số biên nhận chạy liền 1, 2, 3…" in after


def test_what_was_broken_is_red_and_waits_on_the_first_page(app, office, inspector):
    tamper(office.database, "UPDATE entry SET voucher_number = 7")

    done(app, inspector, inspector.send("kiem-chung/kiem-tra"))

    assert "quy tắc bị sai" in inspector.text("kiem-chung/")
    assert "quy tắc của sổ bị sai ở lần kiểm tra sau cùng" in inspector.text("")


def test_the_inspector_signs_a_checkpoint_and_holds_it_against_the_log_later(app, office, inspector):
    signed = inspector.send("kiem-chung/ky-dau-moc")
    point = inspector.get("kiem-chung/dau-moc/1/dau-moc.txt")
    key = inspector.get("kiem-chung/dau-moc/1/dau-moc.vkey")
    office.gift(date(2026, 5, 1), 300_000)
    files = {"point": (io.BytesIO(point.data), "dau-moc.txt"), "key": (io.BytesIO(key.data), "a.vkey")}
    told = done(app, inspector, inspector.send("kiem-chung/doi-chieu", **files))

    assert "Đã ký dấu mốc số 1" in said(signed)
    assert "Đèo Thị Kiểm" in inspector.text("kiem-chung/dau-moc/1/")
    assert "bắt đầu đúng bằng dấu mốc" in told
    assert "chữ ký đúng" in told


def test_a_checkpoint_of_another_history_is_refused(app, office, inspector):
    inspector.send("kiem-chung/ky-dau-moc")
    point = inspector.get("kiem-chung/dau-moc/1/dau-moc.txt").data.replace(b"khfund/SL\n", b"khfund/SX\n", 1)

    told = done(app, inspector, inspector.send("kiem-chung/doi-chieu", point=(io.BytesIO(point), "a.txt")))
    unread = inspector.send("kiem-chung/doi-chieu", point=(io.BytesIO(b"abc"), "a.txt"))

    assert "không đúng với khóa" in told
    assert "không phải là dấu mốc của sổ" in said(unread)


def test_a_receipt_is_proved_to_be_in_the_signed_log(app, inspector):
    early = inspector.send("kiem-chung/chung-minh", number="GXN-2026-000001")
    inspector.send("kiem-chung/ky-dau-moc")
    told = done(app, inspector, inspector.send("kiem-chung/chung-minh", number="GXN-2026-000001"))
    unknown = inspector.send("kiem-chung/chung-minh", number="bt 999")

    assert "Chưa có dấu mốc nào ký sau lệnh" in said(early)
    assert "nằm trong nhật ký mà dấu mốc 1 đã ký" in told
    assert ".json" in told
    assert "Không thấy «bt 999»" in said(unknown)


def test_an_outsider_verifies_the_exported_log_with_the_program_that_is_handed_out(app, inspector, tmp_path):
    inspector.send("kiem-chung/ky-dau-moc")
    answer = inspector.send("nhat-ky/xuat")
    work_off(app)
    page = inspector.get(answer.request.path)
    link = next(part for part in page.text.split('"') if "/tep/" in part)
    names = {
        "log.jsonl": inspector.get(link),
        "dau-moc.txt": inspector.get("kiem-chung/dau-moc/1/dau-moc.txt"),
        "dau-moc.txt.vkey": inspector.get("kiem-chung/dau-moc/1/dau-moc.vkey"),
        "verify_log.py": inspector.get("kiem-chung/chuong-trinh/verify_log.py"),
    }
    for name, given in names.items():
        (tmp_path / name).write_bytes(given.data)
    program = [sys.executable, "verify_log.py", "log.jsonl", "dau-moc.txt", "dau-moc.txt.vkey"]
    ran = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert inspector.get("kiem-chung/chuong-trinh/setup.py").status_code == 404


def test_whoever_keeps_the_books_does_not_open_the_log(accountant, chief, administrator):
    assert accountant.get("kiem-chung/").status_code == 403
    assert administrator.get("nhat-ky/").status_code == 403
    assert chief.get("kiem-chung/").status_code == 200
