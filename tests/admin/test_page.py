"""Pages: who may open them, and where a stranger is sent."""

from khfund import actor
from khfund.actor import Role
from tests.admin.office import desk


def test_a_stranger_is_sent_to_the_door_and_back_afterwards(app):
    answer = app.test_client().get("/so/SL/chung-tu/?state=draft")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/dang-nhap?back=/so/SL/chung-tu/?state%3Ddraft"


def test_a_page_of_another_role_is_refused(administrator):
    assert administrator.get("chung-tu/").status_code == 403


def test_the_menu_shows_only_what_may_be_opened(administrator, accountant):
    assert "Chứng từ" not in administrator.get("").text
    assert "Chứng từ" in accountant.get("").text


def test_every_page_names_itself_in_its_title_and_heading(accountant):
    page = accountant.get("chung-tu/").text

    assert "<title>Chứng từ – Hội Khuyến học tỉnh Mường Sáng</title>" in page
    assert "<h1>Chứng từ</h1>" in page


def test_who_may_not_open_a_page_is_offered_no_way_to_it(app, office):
    clerk = office.do("person.grant", _a_clerk, by=office.administrator)
    page = desk(app, clerk).get("nhap-sao-ke/").text

    assert "/dong-sao-ke/" in page
    assert "/ngan-hang/" not in page


def _a_clerk(session, command):
    person = actor.enter_person(session, command, "canbo", "Cán bộ nhập liệu")
    actor.grant(session, command, person, Role.CLERK, command.unit)
    return person.id
