"""Signing in and out: who is let in, how far, for how long, and how often somebody may try."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from admin import signed_in
from admin.door import _inside, factor_key
from khfund.actor import Person, Role, find_person, grant
from khfund.password import set_password
from khfund.second_factor import switch_on
from khfund.staff import leave
from khfund.unit import Level, enter_unit
from tests.admin.office import Desk, desk, filled, said
from tests.builders import Office

PASSWORD = "con trâu trắng qua sông"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def give_password(office: Office, login: str, password: str = PASSWORD, *, first: bool = False) -> None:
    def work(session, command):
        set_password(session, command, find_person(session, login), password, is_first=first)

    office.do("person.password", work, by=office.administrator, payload={"login": login})


def give_second_factor(app, office: Office, login: str) -> list[str]:
    """Set a telephone up for a person: the recovery codes."""
    now = datetime.now(UTC)
    with app.app_context():
        key = factor_key()

    def work(session, command):
        code = pyotp.TOTP(SECRET).at(now)
        return switch_on(
            session, command, find_person(session, login), secret=SECRET, code=code, key=key, at=now
        )

    return office.do("second_factor.on", work, by=office.read(lambda s: find_person(s, login).id))


def code(late: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(datetime.now(UTC) + timedelta(seconds=late))


def token_of(page: str) -> dict[str, str]:
    return {"csrf_token": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]}


@pytest.fixture
def stranger(app) -> Desk:
    return Desk(app.test_client())


def knock_at(stranger: Desk, login: str = "ketoan", password: str = PASSWORD, address: str = "/dang-nhap"):
    page = stranger.client.get("/dang-nhap")
    data = filled(page.text) | {"login": login, "password": password}
    return stranger.client.post(address, data=data)


def test_a_person_signs_in_works_and_signs_out(office, stranger):
    give_password(office, "ketoan")

    entered = knock_at(stranger)
    at_work = stranger.get("chung-tu/")
    token = stranger.client.get_cookie("khfund").value
    left = stranger.client.post("/dang-xuat", data=token_of(at_work.text), follow_redirects=True)
    stranger.client.set_cookie("khfund", token)
    after = stranger.get("chung-tu/")

    assert (entered.status_code, entered.location) == (302, "/")
    assert at_work.status_code == 200
    assert "Đã đăng xuất." in said(left)
    assert (after.status_code, after.location.partition("?")[0]) == (302, "/dang-nhap")


def test_signed_in_one_is_back_where_one_wanted_to_go(office, stranger):
    give_password(office, "ketoan")
    asked = stranger.get("chung-tu/?state=draft")

    entered = knock_at(stranger, address=asked.location)

    assert asked.location == "/dang-nhap?back=/so/SL/chung-tu/?state%3Ddraft"
    assert entered.location == "/so/SL/chung-tu/?state=draft"


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(office, stranger):
    give_password(office, "ketoan")

    answers = [
        knock_at(stranger, "ketoan", "x"),
        knock_at(stranger, "ai", "x"),
        knock_at(stranger, "chutich", "x"),
    ]

    assert [(one.status_code, said(one)) for one in answers] == [(422, said(answers[0]))] * 3
    assert WRONG in said(answers[0])


def test_what_a_browser_held_before_does_not_go_on_in_the_session(office, stranger):
    give_password(office, "ketoan")
    stranger.client.get("/dang-nhap")
    before = stranger.client.get_cookie("khfund").value
    with stranger.client.session_transaction() as cookie:
        cookie["planted"] = "x"
        token_before = cookie["csrf_token"]

    knock_at(stranger)

    with stranger.client.session_transaction() as cookie:
        assert cookie.keys() == {"_user_id", "_fresh", "_id"}
        assert token_before != cookie.get("csrf_token")
    assert stranger.client.get_cookie("khfund").value != before


def test_signing_in_again_ends_the_session_that_was(app, office, stranger):
    give_password(office, "ketoan")
    knock_at(stranger)
    old = stranger.client.get_cookie("khfund").value

    knock_at(stranger)
    other = Desk(app.test_client())
    other.client.set_cookie("khfund", old)

    assert other.get("chung-tu/").status_code == 302


# -- who is not wholly in ---------------------------------------------------------------------------------------------


def test_a_first_password_opens_nothing_but_the_page_that_changes_it(office, stranger):
    give_password(office, "ketoan", first=True)
    knock_at(stranger)

    asked = [stranger.get("chung-tu/"), stranger.get("/tai-khoan/"), stranger.get("/don-vi")]
    assert [one.location for one in asked] == ["/tai-khoan/mat-khau"] * 3

    changed = stranger.send(
        "/tai-khoan/mat-khau", current=PASSWORD, new="mưa rơi ngoài hiên", again="mưa rơi ngoài hiên"
    )

    assert "Đã đổi mật khẩu" in said(changed)
    assert stranger.get("chung-tu/").status_code == 200


def test_a_person_without_a_role_is_told_so(office, stranger):
    office.do(
        "person.enter",
        lambda s, c: s.add(Person(login="moi", full_name="Người Mới")),
        by=office.administrator,
    )
    give_password(office, "moi", first=True)
    knock_at(stranger, "moi")

    assert "chưa được giao vai trò" in said(stranger.get("/don-vi"))


def test_of_several_units_the_one_above_comes_first(office, accountant):
    def work(session, command):
        for place in ("AN", "BAN"):
            unit = enter_unit(session, command, place, f"Hội Khuyến học xã {place}", level=Level.COMMUNE)
            grant(session, command, find_person(session, "ketoan"), Role.ACCOUNTANT, unit.id)

    office.do("unit.enter", work, by=office.administrator)

    shown = said(accountant.get("/don-vi"))
    assert sorted(("SL", "AN", "BAN"), key=lambda one: shown.index(f" {one} ")) == ["SL", "AN", "BAN"]


def test_with_a_second_factor_the_password_alone_opens_nothing(app, office, stranger):
    give_password(office, "chutich")
    give_second_factor(app, office, "chutich")
    knock_at(stranger, "chutich")

    held = stranger.get("chung-tu/?state=draft")
    wrong = stranger.send(held.location, code="000000" if code() != "000000" else "111111")
    right = stranger.send(held.location, code=code(), follow=False)

    assert held.location == "/xac-nhan?back=/so/SL/chung-tu/?state%3Ddraft"
    assert (wrong.status_code, "Mã xác nhận không đúng" in said(wrong)) == (422, True)
    assert right.location == "/so/SL/chung-tu/?state=draft"
    assert stranger.get("chung-tu/").status_code == 200


def test_a_code_is_taken_once_and_the_session_goes_on_under_a_new_token(app, office, stranger):
    give_password(office, "chutich")
    give_second_factor(app, office, "chutich")
    knock_at(stranger, "chutich")
    half_way, used = stranger.client.get_cookie("khfund").value, code()
    stranger.send("/xac-nhan", code=used)

    other = Desk(app.test_client())
    knock_at(other, "chutich")
    again = other.send("/xac-nhan", code=used)
    thief = Desk(app.test_client())
    thief.client.set_cookie("khfund", half_way)

    assert again.status_code == 422
    assert thief.get("/don-vi").location.startswith("/dang-nhap")


def test_a_lost_telephone_is_replaced_by_a_code_from_paper_once(app, office, stranger):
    give_password(office, "chutich")
    codes = give_second_factor(app, office, "chutich")
    knock_at(stranger, "chutich")

    entered = stranger.send("/xac-nhan", code=codes[0])
    other = Desk(app.test_client())
    knock_at(other, "chutich")
    again = other.send("/xac-nhan", code=codes[0])

    assert "Đã dùng một mã khôi phục; còn 7 mã." in said(entered)
    assert again.status_code == 422


def test_codes_are_not_guessed_for_long(app, office, stranger):
    give_password(office, "chutich")
    give_second_factor(app, office, "chutich")
    knock_at(stranger, "chutich")

    answers = [stranger.send("/xac-nhan", code=f"x{number}").status_code for number in range(7)]

    assert answers == [422] * 5 + [429] * 2


def test_whoever_approves_sets_a_second_factor_up_before_acting(app, office, stranger):
    give_password(office, "chutich")
    knock_at(stranger, "chutich")

    asked = stranger.get("chung-tu/1/duyet")
    looked = stranger.get("chung-tu/")
    acted = stranger.client.post("/so/SL/chung-tu/1/duyet", data=token_of(looked.text))

    assert asked.location == acted.location == "/tai-khoan/xac-nhan-hai-buoc"
    assert looked.status_code == 200


# -- how long -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moved", "status"), [("seen", 302), ("since", 302), (None, 200)])
def test_a_session_ends_after_two_idle_hours_or_twelve_in_all(app, office, stranger, moved, status):
    give_password(office, "ketoan")
    knock_at(stranger)
    hours = {"seen": timedelta(hours=2, seconds=1), "since": timedelta(hours=12, seconds=1)}
    if moved:
        with app.extensions["khfund.store"].session() as session:
            row = session.query(signed_in.SignedIn).one()
            setattr(row, moved, getattr(row, moved) - hours[moved])

    assert stranger.get("chung-tu/").status_code == status


def test_whoever_is_switched_off_is_out_at_once(office, stranger):
    give_password(office, "ketoan")
    knock_at(stranger)

    office.do("person.leave", lambda s, c: leave(s, c, find_person(s, "ketoan")), by=office.administrator)

    assert stranger.get("chung-tu/").status_code == 302
    assert WRONG in said(knock_at(stranger))


def test_a_password_reset_anywhere_ends_the_sessions_that_it_opened(office, stranger):
    give_password(office, "ketoan")
    knock_at(stranger)

    give_password(office, "ketoan", "một mật khẩu khác", first=True)

    assert stranger.get("chung-tu/").status_code == 302


# -- how often ------------------------------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_the_door_is_shut_also_for_the_right_one(app, office, stranger):
    give_password(office, "ketoan")

    tried = [knock_at(stranger, "ketoan", "x").status_code for _ in range(5)]
    right = knock_at(stranger)

    assert tried == [422] * 5
    assert (right.status_code, "Đã thử quá nhiều lần; hãy đợi 1 phút" in said(right)) == (429, True)


def test_who_has_signed_in_here_before_is_not_shut_out_by_strangers(app, office, stranger):
    give_password(office, "ketoan")
    knock_at(stranger)
    other = Desk(app.test_client())
    for _ in range(6):
        knock_at(other, "ketoan", "x")

    assert knock_at(other).status_code == 429
    assert knock_at(stranger).status_code == 302


def test_an_unknown_login_is_shut_like_a_known_one(office, stranger):
    assert [knock_at(stranger, "ai", "x").status_code for _ in range(6)] == [422] * 5 + [429]


def test_one_address_tries_many_logins_only_so_often(office, stranger):
    answers = [knock_at(stranger, f"ai{number}", "x").status_code for number in range(32)]

    assert answers == [422] * 30 + [429] * 2


# -- where to ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "///evil.example", " //evil.example",
        "/%09/evil.example\\", "evil.example", "", None, "/ok\r\nSet-Cookie: a=b", "\x00//evil.example", "?back=//e",
        "data:text/html,x", "/\u2028/evil", "/..\\evil",
    ],
)  # fmt: skip
def test_no_link_leads_out_of_the_office(app, address):
    with app.test_request_context("/"):
        assert _inside(address) == "/"


@pytest.mark.parametrize(
    "address", ["/so/SL/chung-tu/?a=1&b=2", "/", "/so/SL/tìm?search=Lò", "/a?x=https://b"]
)
def test_a_path_of_the_office_is_gone_back_to(app, address):
    with app.test_request_context("/"):
        assert _inside(address) == address


def test_a_stranger_who_is_shown_around_keeps_to_what_is_public(app, office):
    accountant = desk(app, office.accountant)

    assert accountant.get("/").location == "/don-vi"
    assert Desk(app.test_client()).get("/don-vi").location == "/dang-nhap?back=/don-vi"
