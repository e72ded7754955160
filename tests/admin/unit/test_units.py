"""Units, settings and books in the office."""

import pytest

from admin.unit.settings import LABELS
from khfund import actor
from khfund.actor import Role
from khfund.settings import DEFAULTS
from khfund.unit import enter_unit, find_unit
from tests.admin.office import Desk, desk, said


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def commune(app, office) -> Desk:
    """The chair of a commune below, and another unit beside it."""

    def work(session, command):
        home = find_unit(session, "SL")
        body = enter_unit(session, command, "XA", "Hội xã Một", parent=home)
        enter_unit(session, command, "XB", "Hội xã Hai", parent=home)
        enter_unit(session, command, "TH", "Chi hội trường", parent=body)
        person = actor.enter_person(session, command, "chuxa", "Chủ Xã")
        actor.grant(session, command, person, Role.CHAIR, body.id)
        return person.id

    return desk(app, office.do("unit.enter", work, by=office.administrator), unit="XA")


def test_a_unit_is_tried_entered_renamed_and_moved(administrator, commune):
    words = {"code": "XC", "name": "Hội xã Ba", "level": "commune", "parent": "SL"}
    tried = administrator.send("don-vi/them", **words, try_first="1")
    entered = administrator.send("don-vi/them", **words)
    renamed = administrator.send("don-vi/XC/doi-ten", name="Hội xã Ba Đổi", since="01/03/2026")
    moved = administrator.send("don-vi/XC/chuyen", parent="XA", since="01/04/2026")

    assert "Đã thử: làm được." in said(tried)
    assert "Đã thêm đơn vị XC — Hội xã Ba." in said(entered)
    assert "Từ 01/03/2026: Hội xã Ba đổi tên thành Hội xã Ba Đổi." in said(renamed)
    assert "Từ 01/04/2026: Hội xã Ba Đổi thuộc Hội xã Một." in said(moved)
    assert "XA – Hội xã Một" in administrator.text("don-vi/XC/")


def test_a_commune_sees_itself_and_what_is_below(commune):
    listed = commune.text("don-vi/")

    assert ("Chi hội trường" in listed, "Hội xã Hai" in listed) == (True, False)
    assert commune.get("don-vi/XB/").status_code == 404
    assert commune.get("don-vi/them").status_code == 403
    assert "Hội xã Một (XA) Chi hội trường (TH)" in commune.text("don-vi/cay")


def test_the_tree_shows_everything_to_whoever_keeps_it(administrator, commune):
    shown = administrator.text("don-vi/cay")

    assert "(SL) Hội xã Một (XA) Chi hội trường (TH) Hội xã Hai (XB)" in shown
    page = administrator.get("don-vi/cay").text
    assert page.count("<ul") == page.count("</ul>")


def test_a_setting_holds_from_its_day_on_in_this_unit(administrator, chair, commune):
    said_so = chair.send("thiet-lap/signer_name", value="Hoàng Văn Chủ", since="01/01/2026")

    assert "Từ 01/01/2026: Họ tên người ký là «Hoàng Văn Chủ»." in said(said_so)
    assert "Họ tên người ký Hoàng Văn Chủ đơn vị" in chair.text("thiet-lap/")
    assert "Họ tên người ký — mặc định" in commune.text("thiet-lap/")
    assert "từ 01/01/2026: «Hoàng Văn Chủ»" in chair.text("thiet-lap/signer_name")
    assert chair.get("thiet-lap/nothing").status_code == 404


def test_every_setting_has_a_name_that_an_office_knows():
    assert DEFAULTS.keys() - LABELS.keys() == set()
    assert LABELS.keys() - DEFAULTS.keys() == set()


def test_the_book_of_a_new_unit_is_opened_once(commune):
    opened = commune.send("so-don-vi/mo", opened="01/02/2026")
    again = commune.send("so-don-vi/mo", opened="01/02/2026")

    assert "Đã mở sổ từ ngày 01/02/2026." in said(opened)
    assert again.status_code == 422
    assert "Sổ mở từ 01/02/2026" in commune.text("so-don-vi/")


def test_one_person_works_alone_for_a_stated_reason_until_there_are_two(chair):
    alone = chair.send("so-don-vi/mot-nguoi", since="01/01/2026", reason="Chi hội chỉ có một cán bộ")
    shown = chair.text("so-don-vi/")
    ended = chair.send("so-don-vi/hai-nguoi", since="01/06/2026")

    assert "Đã ghi nhận ngoại lệ từ 01/01/2026" in said(alone)
    assert "Đang áp dụng ngoại lệ" in shown
    assert "từ 01/01/2026: Chi hội chỉ có một cán bộ" in shown
    assert "Từ 01/06/2026, việc lập và duyệt lại cần hai người." in said(ended)
