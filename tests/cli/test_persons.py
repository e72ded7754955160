import pyotp
import pytest

from khfund.actor import find_person
from khfund.audit import size
from khfund.password import proves
from khfund.second_factor import draw_secret, switch_on
from tests.builders import NOW


def test_a_person_is_entered_and_given_a_role(khfund):
    entered = khfund("person", "enter", "moi", "Người Mới", by="quantri")
    granted = khfund("person", "grant", "moi", "clerk", by="quantri")
    taken_back = khfund("person", "revoke", "moi", "clerk", by="quantri")

    assert (entered.out, granted.out) == ("Đã thêm người dùng moi.\n", "moi nay là cán bộ nhập liệu.\n")
    assert taken_back.out == "moi thôi là cán bộ nhập liệu.\n"


def test_a_role_in_all_units_is_given_and_taken_back(khfund):
    khfund("person", "enter", "kiemtra", "Người Kiểm", by="quantri")
    khfund("person", "grant", "kiemtra", "inspector", "--all-units", by="quantri")

    roles = {one["login"]: one["roles"] for one in khfund.json("person", "list")["items"]}

    assert roles["kiemtra"] == [{"unit": None, "role": "inspector"}]
    assert roles["ketoan"] == [{"unit": "SL", "role": "accountant"}]
    assert khfund("person", "revoke", "kiemtra", "inspector", "--all-units", by="quantri").code == 0


def test_a_first_password_is_printed_once_and_opens(khfund):
    said = khfund("--request-id", "r", "person", "password", "ketoan", by="quantri")
    again = khfund("--request-id", "r", "person", "password", "ketoan", by="quantri")

    reset, told, password = said.out.splitlines()
    assert reset == "Đã đặt lại mật khẩu của ketoan; mật khẩu cũ không còn dùng được."
    assert told == "Mật khẩu đầu tiên, chỉ hiện lần này; phải đổi khi đăng nhập lần đầu:"
    assert khfund.office.read(lambda s: proves(s, "ketoan", password.strip()).login) == "ketoan"
    assert again.out == f"{reset}\n"


def test_a_first_password_is_told_as_json_once(khfund):
    first = khfund.json("--request-id", "r", "person", "password", "ketoan", by="quantri")
    again = khfund.json("--request-id", "r", "person", "password", "ketoan", by="quantri")

    assert (first.keys(), again) == ({"login", "first_password"}, {"login": "ketoan"})


def test_a_lost_telephone_is_forgotten(khfund):
    def work(session, command):
        chair, secret = find_person(session, "chutich"), draw_secret()
        code = pyotp.TOTP(secret).at(NOW)
        switch_on(session, command, chair, secret=secret, code=code, key=bytes(32), at=NOW)

    khfund.office.do("second_factor.on", work, by=khfund.office.chair)

    said = khfund("person", "second-factor", "chutich", "--reset", by="quantri")

    assert said.out == "Đã bỏ xác nhận hai bước của chutich.\n"
    twice = khfund("--json", "person", "second-factor", "chutich", "--reset", by="quantri")
    assert twice.rule == "no_second_factor"


def test_whoever_leaves_is_listed_no_more_until_coming_back(khfund):
    left = khfund("person", "leave", "ketoan", by="quantri")
    shown = [one["login"] for one in khfund.json("person", "list", by="quantri")["items"]]
    every = [one["login"] for one in khfund.json("person", "list", "--all", by="quantri")["items"]]
    back = khfund("person", "come-back", "ketoan", by="quantri")

    assert left.out == "Đã ngừng người dùng ketoan.\n"
    assert ("ketoan" in shown, "ketoan" in every) == (False, True)
    assert back.out == "ketoan làm việc lại.\n"


def test_persons_are_listed_as_people_read_them(khfund):
    khfund("person", "password", "ketoan", by="quantri")

    said = khfund("person", "list")

    lines = [line.split("  ") for line in said.out.splitlines()]
    found = {line[0]: [word.strip() for word in line if word.strip()] for line in lines}
    assert found["ketoan"] == ["ketoan", "Cầm Văn Kế Toán", "có", "chưa đổi", "không", "kế toán (SL)"]
    assert found["quantri"][-1] == "quản trị hệ thống (mọi đơn vị)"


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("enter", "ketoan", "Lại"), "login_taken"),
        (("grant", "ai", "clerk"), "person_unknown"),
        (("grant", "ketoan", "inspector"), "roles_exclude_each_other"),
        (("revoke", "ketoan", "clerk"), "role_not_held"),
        (("leave", "quantri"), "last_administrator"),
        (("come-back", "ketoan"), "person_here"),
        (("second-factor", "ketoan", "--reset"), "no_second_factor"),
        (("second-factor", "ketoan"), "usage"),
        (("password", "ai"), "person_unknown"),
    ],
)
def test_a_refusal_changes_nothing(khfund, words, rule):
    before = khfund.office.read(size)

    said = khfund("--json", "person", *words, by="quantri")

    assert (said.code, said.out, said.rule) == (2, "", rule)
    assert khfund.office.read(size) == before


@pytest.mark.parametrize("verb", ["password", "leave"])
def test_only_the_administrator_resets_and_switches_off(khfund, verb):
    said = khfund("--json", "person", verb, "chutich", by="ketoan")

    assert (said.code, said.rule) == (2, "not_allowed")


@pytest.mark.parametrize("words", [("enter", "moi", "Người Mới"), ("grant", "ketoan", "clerk")])
def test_a_request_is_carried_out_once(khfund, words):
    first = khfund.json("--request-id", "r", "person", *words, by="quantri")
    before = khfund.office.read(size)

    assert khfund.json("--request-id", "r", "person", *words, by="quantri") == first
    assert khfund.office.read(size) == before


def test_answers_are_told_in_english(khfund):
    said = khfund("--lang", "en", "person", "enter", "moi", "Người Mới", by="quantri")

    assert said.out == "The person moi is entered.\n"
