"""Passwords: what one must be, what is kept of it, who is proved by it."""

import pytest
from sqlalchemy import select

from khfund.actor import Person, find_person
from khfund.command import LoggedCommand, contradictions
from khfund.password import (
    Password,
    PasswordCommonError,
    PasswordIsLoginError,
    PasswordPlainError,
    PasswordSameError,
    PasswordTooLongError,
    PasswordTooShortError,
    PasswordWrongError,
    change_password,
    current_password,
    draw_first_password,
    proves,
    require_strong,
    reset_password,
)
from tests.builders import an_office, tamper

GOOD = "con trâu trắng qua sông"


def with_password(database):
    """An office whose accountant has a first password: the office and the password."""
    office = an_office(database)
    first = office.do(
        "person.password",
        lambda s, c: reset_password(s, c, find_person(s, "ketoan")),
        by=office.administrator,
        payload={"login": "ketoan"},
    )
    return office, first


@pytest.fixture
def office(sqlite_database):
    return an_office(sqlite_database)


def test_a_first_password_opens_until_its_owner_changes_it(database):
    office, first = with_password(database)
    assert office.read(lambda s: current_password(s, office.accountant).is_first) is True

    office.do("password.change", lambda s, c: change_password(s, c, find_person(s, "ketoan"), first, GOOD))

    assert office.read(lambda s: proves(s, "ketoan", first)) is None
    assert office.read(lambda s: proves(s, "ketoan", GOOD).login) == "ketoan"
    assert office.read(lambda s: current_password(s, office.accountant).is_first) is False
    assert office.read(lambda s: list(contradictions(s))) == []


def test_nobody_is_proved_by_an_unknown_login_a_wrong_password_or_after_leaving(sqlite_database):
    office, first = with_password(sqlite_database)

    assert office.read(lambda s: proves(s, "nobody", first)) is None
    assert office.read(lambda s: proves(s, "ketoan", first + "x")) is None
    assert office.read(lambda s: proves(s, "chutich", "")) is None
    with sqlite_database.writing() as session:
        session.get_one(Person, office.accountant).is_active = False
    assert office.read(lambda s: proves(s, "ketoan", first)) is None


def test_a_first_password_stands_nowhere_in_the_books(sqlite_database):
    office, first = with_password(sqlite_database)

    whole = sqlite_database.file.read_bytes()

    assert first.encode() not in whole
    assert office.read(lambda s: s.scalars(select(LoggedCommand.kind)).all())[-1] == "person.password"


def test_a_password_slipped_in_past_the_verbs_is_told(database):
    office, _first = with_password(database)

    tamper(database, "UPDATE password SET digest = 'x' WHERE id = 1")

    (found,) = office.read(lambda s: list(contradictions(s)))
    assert found.endswith("dòng của sổ password đã bị sửa, thêm hoặc bớt")


def test_however_a_keyboard_writes_a_letter_it_is_the_same_password(sqlite_database):
    office, first = with_password(sqlite_database)
    office.do(
        "password.change",
        lambda s, c: change_password(s, c, find_person(s, "ketoan"), first, "trâu trắng qua"),
    )

    decomposed = "tra\u0302u tra\u0306\u0301ng qua"

    assert office.read(lambda s: proves(s, "ketoan", decomposed)) is not None


@pytest.mark.parametrize(
    ("password", "error", "message"),
    [
        (
            "ngắn thôi",
            PasswordTooShortError,
            "Mật khẩu cần ít nhất 12 ký tự; có thể là vài từ dễ nhớ, cách nhau bằng dấu cách.",
        ),
        ("đ" * 201, PasswordTooLongError, "Mật khẩu dài quá 200 ký tự; hãy dùng mật khẩu ngắn hơn."),
        (
            "ababababababab",
            PasswordPlainError,
            "Mật khẩu chỉ có vài ký tự lặp lại nên quá dễ đoán; hãy chọn mật khẩu khác.",
        ),
        (
            "lothithuy12345-ketoan"[10:],
            PasswordTooShortError,
            "Mật khẩu cần ít nhất 12 ký tự; có thể là vài từ dễ nhớ, cách nhau bằng dấu cách.",
        ),
        (
            "ketoanketoan12",
            PasswordIsLoginError,
            "Mật khẩu gần như chỉ là tên đăng nhập; hãy chọn mật khẩu khác.",
        ),
        (
            "Mật Khẩu 12345",
            PasswordCommonError,
            "Mật khẩu này nằm trong số những mật khẩu hay dùng nhất; hãy chọn mật khẩu khác.",
        ),
    ],
)
def test_a_password_that_is_tried_first_is_refused(password, error, message):
    with pytest.raises(error) as refusal:
        require_strong("ketoan", password)

    assert str(refusal.value) == message


def test_no_kind_of_letter_is_asked_for():
    require_strong("ketoan", "mưa rơi ngoài hiên")
    require_strong("ketoan", "bimat-ketoan")


def test_only_who_knows_the_password_changes_it_and_to_another(sqlite_database):
    office, first = with_password(sqlite_database)

    def change(current, new):
        office.do(
            "password.change", lambda s, c: change_password(s, c, find_person(s, "ketoan"), current, new)
        )

    with pytest.raises(PasswordWrongError) as wrong:
        change("khong phai the nay", GOOD)
    with pytest.raises(PasswordSameError) as same:
        change(first, first)

    assert str(wrong.value) == "Mật khẩu đang dùng không đúng."
    assert str(same.value) == "Mật khẩu mới giống mật khẩu đang dùng; hãy chọn mật khẩu khác."
    assert len(office.read(lambda s: s.scalars(select(Password)).all())) == 1


def test_first_passwords_are_drawn_apart_and_keep_the_rules():
    drawn = {draw_first_password() for _ in range(100)}

    assert len(drawn) == 100
    for one in drawn:
        require_strong("ketoan", one)
        assert [len(part) for part in one.split("-")] == [4, 4, 4, 4]
