"""The administrator takes a backup, tries it, and sees that it is time for one."""

from __future__ import annotations

import pytest

from admin.backup.backups import BackupFolderUnsaidError, require_folder
from admin.job_run import work_off
from khfund.backup.keeping import backups_in
from khfund.db import Database
from tests.admin.office import said


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def test_the_administrator_takes_a_backup_in_the_background_and_sees_it_in_the_list(
    app, office, administrator
):
    assert "Chưa có bản sao lưu nào." in administrator.text("sao-luu/")
    begun = administrator.send("sao-luu/moi")
    assert "đang chờ" in said(begun)
    assert work_off(app) == 1

    (kept,) = backups_in(office.database.file.with_name(f"{office.database.file.name}.backups"))
    assert f"Đã sao lưu {kept.file.name}" in administrator.text(begun.request.path)
    listed = administrator.text("sao-luu/")
    assert kept.file.name in listed
    assert "Bản mới nhất chưa quá hai ngày. Đã khôi phục thử trong 35 ngày gần đây." in listed


def test_the_newest_backup_is_restored_on_trial(app, office, administrator):
    administrator.send("sao-luu/moi")
    work_off(app)
    begun = administrator.send("sao-luu/thu")
    work_off(app)
    assert "và kiểm tra: dùng được." in administrator.text(begun.request.path)


def test_a_trial_without_a_backup_says_so(app, office, administrator):
    begun = administrator.send("sao-luu/thu")
    work_off(app)
    assert "chưa có bản sao lưu nào." in administrator.text(begun.request.path)


def test_who_keeps_the_money_does_not_keep_the_copies(accountant, chair):
    assert [one.get("sao-luu/").status_code for one in (accountant, chair)] == [403, 403]


def test_a_missing_backup_stands_on_the_administrators_first_page(administrator, accountant):
    assert "bản sao lưu đã cũ hoặc chưa có" in administrator.text("/so/SL/")
    assert "bản sao lưu" not in accountant.text("/so/SL/")


def test_books_on_a_server_say_where_their_copies_go():
    with pytest.raises(BackupFolderUnsaidError) as refusal:
        require_folder(Database("postgresql://app@nowhere/khfund"), None)
    assert str(refusal.value) == (
        "Chưa biết sao lưu vào đâu; hãy đặt KHFUND_BACKUPS hoặc --backups khi mở văn phòng."
    )
