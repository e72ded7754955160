"""Persons in the office: entered, given roles, given first passwords that are shown once, switched off."""

import re

import pytest
from sqlalchemy import select

from khfund import actor
from khfund.actor import Role, find_person
from khfund.audit import Leaf
from khfund.command import LoggedCommand
from khfund.password import proves
from khfund.unit import enter_unit
from tests.admin.office import Desk, desk, said
from tests.admin.test_door import give_second_factor


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def keeper(app, office) -> Desk:
    """Who keeps one unit only, and its persons."""

    def work(session, command):
        body = enter_unit(session, command, "XA", "Hội xã")
        for login, unit in (("quantrixa", body.id), ("cuaxa", body.id)):
            person = actor.enter_person(session, command, login, f"Người {login}")
            role = Role.ADMINISTRATOR if login == "quantrixa" else Role.TREASURER
            actor.grant(session, command, person, role, unit)
        return find_person(session, "quantrixa").id

    return desk(app, office.do("unit.enter", work, by=office.administrator), unit="XA")


def password_in(answer) -> str:
    return re.search(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", said(answer))[0]


def test_a_person_is_entered_given_a_role_and_signs_in_by_what_was_shown_once(administrator, office):
    entered = administrator.send("nguoi-dung/them", login="lan.lo", full_name="Lò Thị Lan")
    number = office.read(lambda s: find_person(s, "lan.lo").id)
    granted = administrator.send(f"nguoi-dung/{number}/giao", role="treasurer")
    taken = administrator.send(f"nguoi-dung/{number}/thoi", role="treasurer")

    password = password_in(entered)
    assert "Trang này chỉ hiện một lần." in said(entered)
    assert office.read(lambda s: proves(s, "lan.lo", password).id) == number
    assert "lan.lo nay là thủ quỹ." in said(granted)
    assert "lan.lo thôi là thủ quỹ." in said(taken)
    assert password not in administrator.text(f"nguoi-dung/{number}/")


def test_a_first_password_stands_in_no_log_and_is_not_shown_again(administrator, office):
    shown = administrator.send(f"nguoi-dung/{office.accountant}/mat-khau", request_id="the-same")
    again = administrator.send(f"nguoi-dung/{office.accountant}/mat-khau", request_id="the-same")

    password = password_in(shown)
    kept = office.read(
        lambda s: s.scalars(select(LoggedCommand.body)).all() + s.scalars(select(Leaf.answer)).all()
    )
    assert [text for text in kept if text and password in text] == []
    assert "Đã đặt lại mật khẩu của ketoan" in said(again)
    assert password not in again.text
    assert office.read(lambda s: proves(s, "ketoan", password)) is not None


def test_roles_that_exclude_each_other_are_refused_in_words(administrator, office):
    refused = administrator.send(f"nguoi-dung/{office.accountant}/giao", role="inspector")

    assert refused.status_code == 422
    assert "Vai trò «ban kiểm tra» không đi cùng vai trò «kế toán» của cùng một người" in said(refused)


def test_whoever_leaves_is_out_at_once_and_may_come_back(app, administrator, accountant, office):
    left = administrator.send(f"nguoi-dung/{office.accountant}/nghi")

    assert "Đã ngừng người dùng ketoan." in said(left)
    assert accountant.get("chung-tu/").status_code == 302
    assert "ketoan " not in administrator.text("nguoi-dung/")
    assert "ketoan " in administrator.text("nguoi-dung/?left=y")
    assert "ketoan làm việc lại." in said(administrator.send(f"nguoi-dung/{office.accountant}/tro-lai"))


def test_the_only_administrator_does_not_leave(administrator, office):
    refused = administrator.send(f"nguoi-dung/{office.administrator}/nghi")

    assert (refused.status_code, "người quản trị duy nhất" in said(refused)) == (422, True)


def test_a_lost_telephone_is_forgotten(app, administrator, office):
    give_second_factor(app, office, "chutich")

    assert "đang dùng" in administrator.text(f"nguoi-dung/{office.chair}/")
    forgotten = administrator.send(f"nguoi-dung/{office.chair}/xac-nhan-hai-buoc")

    assert "Đã bỏ xác nhận hai bước của chutich." in said(forgotten)
    assert "chưa dùng" in administrator.text(f"nguoi-dung/{office.chair}/")


def test_whoever_keeps_one_unit_sees_and_moves_only_its_own(keeper, office):
    listed = keeper.text("nguoi-dung/")

    assert ("cuaxa" in listed, "ketoan" in listed) == (True, False)
    assert keeper.get(f"nguoi-dung/{office.accountant}/").status_code == 404
    assert keeper.get(f"nguoi-dung/{office.accountant}/giao").status_code == 404
    assert keeper.get("nguoi-dung/them").status_code == 403
    assert keeper.get(f"nguoi-dung/{office.accountant}/mat-khau").status_code == 403
    assert keeper.get("/so/SL/nguoi-dung/").status_code == 404


def test_whoever_keeps_one_unit_gives_a_role_there_to_somebody_from_elsewhere(keeper, office):
    granted = keeper.send("nguoi-dung/giao-nguoi-co-san", login="ketoan", role="accountant")

    assert "ketoan nay là kế toán." in said(granted)
    assert keeper.get(f"nguoi-dung/{office.accountant}/").status_code == 200
    own = keeper.text(f"nguoi-dung/{office.accountant}/")
    assert own.count("kế toán –") == 1  # not what is held elsewhere


def test_a_role_in_all_units_is_given_by_whoever_keeps_them_all(administrator, keeper, office):
    number = office.read(lambda s: find_person(s, "quantrixa").id)

    assert keeper.get(f"nguoi-dung/{number}/giao-moi-noi").status_code == 403
    given = administrator.send(f"nguoi-dung/{number}/giao-moi-noi", role="administrator")
    assert "quantrixa nay là quản trị hệ thống." in said(given)
    back = administrator.send(f"nguoi-dung/{number}/thoi-moi-noi", role="administrator")
    assert "quantrixa thôi là quản trị hệ thống." in said(back)


def test_the_list_is_not_taken_away_as_a_file(administrator):
    assert administrator.get("nguoi-dung/xuat.csv").status_code == 404
    assert administrator.get("nguoi-dung/xuat.xlsx").status_code == 404


def test_the_first_page_tells_who_waits_for_a_role(administrator):
    administrator.send("nguoi-dung/them", login="lan.lo", full_name="Lò Thị Lan")

    assert "người dùng chưa có vai trò" in administrator.text("/so/SL/")
