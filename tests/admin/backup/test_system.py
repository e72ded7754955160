"""How the machine is, told to whoever keeps it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from sqlalchemy import update

from admin.job import Job, now
from tests.admin.test_job import ask


def test_the_administrator_sees_versions_and_room_and_no_money(administrator, office):
    said = administrator.text("may-chu/")
    engine = f"SQLite {sqlite3.sqlite_version}" if office.database.is_sqlite else "PostgreSQL"
    assert "Sổ và chương trình cùng phiên bản." in said
    assert engine in said
    assert "Không có việc chạy nền nào bị kẹt." in said
    assert "đ " not in said.replace("đang chờ", "").replace("đã ", "")


def test_work_that_nobody_takes_is_told_and_stands_on_the_first_page(app, administrator, office):
    ask(app, office.administrator, "backup.take")
    with app.extensions["khfund.store"].session() as session:
        session.execute(update(Job).values(asked=now() - timedelta(minutes=11)))
    assert "1 việc chạy nền chờ quá mười phút" in administrator.text("may-chu/")
    assert "chỗ cần xem của máy chủ" in administrator.text("/so/SL/")


def test_nobody_else_sees_the_machine(accountant, chief):
    assert [one.get("may-chu/").status_code for one in (accountant, chief)] == [403, 403]
