"""Who may do what, and where a second person is needed."""

from datetime import date

import pytest

from khfund import actor
from khfund.actor import (
    AnotherPersonNeededError,
    ExceptionReasonMissingError,
    LoginTakenError,
    NotAllowedError,
    PersonUnknownError,
    Role,
    RolesExcludeEachOtherError,
)
from khfund.command import Order, execute
from tests.builders import NOW, an_office, write_by_hand

ON = date(2027, 1, 15)


def test_a_person_is_found_by_login(database):
    office = an_office(database)

    assert office.read(lambda s: actor.find_person(s, "thuquy").full_name) == "Lò Thị Thủ Quỹ"


def test_an_unknown_login_is_refused(database):
    office = an_office(database)

    with pytest.raises(PersonUnknownError) as refusal:
        office.read(lambda s: actor.find_person(s, "ai"))

    assert (
        str(refusal.value) == "Không có người dùng «ai» đang hoạt động; hãy kiểm tra tên đăng nhập sau --as."
    )


def test_a_login_is_given_once(database):
    office = an_office(database)

    with pytest.raises(LoginTakenError) as refusal:
        office.do(
            "person.enter",
            lambda s, c: actor.enter_person(s, c, "thuquy", "Người Khác"),
            by=office.administrator,
        )

    assert str(refusal.value) == "Tên đăng nhập «thuquy» đã có người dùng; hãy chọn tên khác."


def test_a_person_without_the_role_is_refused(database):
    office = an_office(database)

    with pytest.raises(NotAllowedError) as refusal:
        office.do("entry.post", lambda *_: None, by=office.treasurer)

    assert str(refusal.value) == (
        "Lò Thị Thủ Quỹ không giữ vai trò được làm việc này (entry.post) ở đơn vị này; "
        "cần một trong: kế toán, kế toán trưởng."
    )


def test_a_right_named_whole_goes_before_its_noun(database):
    office = an_office(database)

    with pytest.raises(NotAllowedError):
        office.do("voucher.approve", lambda *_: None, by=office.treasurer)
    office.do("voucher.draft", lambda *_: None, by=office.treasurer)


def test_a_role_of_one_unit_does_not_reach_another(database):
    office = an_office(database)
    order = Order(office.accountant, "unit.enter", None, {}, at=NOW)

    with pytest.raises(NotAllowedError), database.writing() as session:
        execute(session, order, lambda *_: {})


def test_somebody_who_left_may_do_nothing(database):
    office = an_office(database)
    write_by_hand(database, f"UPDATE person SET is_active = FALSE WHERE id = {office.accountant}")

    with pytest.raises(NotAllowedError):
        office.do("entry.post", lambda *_: None)
    with pytest.raises(PersonUnknownError):
        office.read(lambda s: actor.find_person(s, "ketoan"))


def give(office, person_id, role, unit_id):
    return office.do(
        "person.grant",
        lambda s, c: actor.grant(s, c, s.get(actor.Person, person_id), role, unit_id).id,
        by=office.administrator,
    )


def test_the_inspector_touches_no_money(database):
    office = an_office(database)

    with pytest.raises(RolesExcludeEachOtherError) as refusal:
        give(office, office.treasurer, Role.INSPECTOR, office.unit)

    assert str(refusal.value) == (
        "Vai trò «ban kiểm tra» không đi cùng vai trò «thủ quỹ» của cùng một người; hãy giao cho người khác."
    )


def test_the_administrator_keeps_no_money(database):
    office = an_office(database)

    with pytest.raises(RolesExcludeEachOtherError):
        give(office, office.administrator, Role.TREASURER, office.unit)


def test_a_role_given_twice_is_one_grant(database):
    office = an_office(database)

    first = give(office, office.treasurer, Role.CLERK, None)

    assert give(office, office.treasurer, Role.CLERK, None) == first


def require(office, earlier, on=ON):
    office.read(
        lambda s: actor.require_another(
            s, office.chair, earlier, unit_id=office.unit, on=on, did="lập chứng từ", does="duyệt chứng từ"
        )
    )


def test_one_person_does_not_approve_what_they_drafted(database):
    office = an_office(database)

    with pytest.raises(AnotherPersonNeededError) as refusal:
        require(office, office.chair)

    assert str(refusal.value) == (
        "Hoàng Văn Chủ Tịch đã lập chứng từ việc này nên không thể duyệt chứng từ; cần một người khác."
    )


def test_another_person_may_approve(database):
    office = an_office(database)

    require(office, office.treasurer)


def test_an_exception_states_its_reason(database):
    office = an_office(database)

    with pytest.raises(ExceptionReasonMissingError) as refusal:
        office.do(
            "person.except",
            lambda s, c: actor.record_exception(s, c, unit_id=office.unit, since=ON, reason=" "),
            by=office.administrator,
        )

    assert (
        str(refusal.value)
        == "Hãy ghi lý do vì sao đơn vị chỉ có một người làm; bản công khai sẽ nêu lý do này."
    )


def test_a_sole_officer_works_alone_from_the_recorded_day(database):
    office = an_office(database)
    office.do(
        "person.except",
        lambda s, c: actor.record_exception(s, c, unit_id=office.unit, since=ON, reason="Chi hội một cán bộ"),
        by=office.administrator,
    )

    require(office, office.chair, on=ON)
    with pytest.raises(AnotherPersonNeededError):
        require(office, office.chair, on=date(2027, 1, 14))


def test_two_persons_are_needed_again_from_the_day_on_which_the_exception_ends(database):
    office = an_office(database)
    office.do(
        "person.except",
        lambda s, c: actor.record_exception(s, c, unit_id=office.unit, since=ON, reason="Chi hội một cán bộ"),
        by=office.administrator,
    )

    office.do(
        "book.two_officers",
        lambda s, c: actor.end_exception(s, c, unit_id=office.unit, until=date(2027, 2, 1)),
        by=office.chair,
    )

    require(office, office.chair, on=date(2027, 1, 31))
    with pytest.raises(AnotherPersonNeededError):
        require(office, office.chair, on=date(2027, 2, 1))
    with pytest.raises(actor.NoExceptionError) as refusal:
        office.do(
            "book.two_officers",
            lambda s, c: actor.end_exception(s, c, unit_id=office.unit, until=date(2027, 3, 1)),
            by=office.chair,
        )
    assert (
        str(refusal.value) == "Đơn vị không có ngoại lệ một người làm nào đang áp dụng đến ngày 01/03/2027."
    )
