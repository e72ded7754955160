"""An update for givers: drafted, finished by a person, published by another, withdrawn in the open."""

from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.calendar import DateRange
from khfund.command import contradictions
from khfund.ledger import find_fund
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.oversight.giver_update import (
    GiverUpdate,
    UpdateFundError,
    UpdateState,
    UpdateStateError,
    UpdateTextError,
    UpdateUnfinishedError,
    UpdateUnknownError,
    draft_update,
    edit_update,
    find_update,
    finish_update,
    last_step,
    publish_update,
    updates,
    withdraw_update,
)
from tests.builders import write_by_hand

MARCH = DateRange.parse("2026-03")


def drafted(office, body="Đã trao 12 suất.\n[Viết thêm]", title="Bản tin tháng 3") -> GiverUpdate:
    def work(session, command):
        fund = find_fund(session, command.unit, "KH")
        figures = [{"title": "Đã nhận", "amount": 5_000_000}]
        return draft_update(session, command, fund, MARCH, title=title, body=body, figures=figures)

    return office.do("update.draft", work, by=office.accountant)


def edited(office, body, by=None):
    return office.do(
        "update.edit",
        lambda s, c: edit_update(s, c, find_update(s, c.unit, 1), title="Bản tin tháng 3", body=body),
        by=by or office.accountant,
    )


def step(office, kind, verb, by, **more):
    return office.do(f"update.{kind}", lambda s, c: verb(s, c, find_update(s, c.unit, 1), **more), by=by)


def test_an_update_goes_from_the_draft_to_the_window_and_off_it(office):
    one = drafted(office)
    edited(office, "Đã trao 12 suất.\n- Vở: 5.000.000 đồng")
    step(office, "finish", finish_update, office.accountant)
    step(office, "publish", publish_update, office.chair)
    step(office, "withdraw", withdraw_update, office.chair, reason="Số liệu cần rà lại")

    last = office.read(lambda s: last_step(s, one))
    assert (last.state, last.number, last.reason) == (UpdateState.WITHDRAWN, 5, "Số liệu cần rà lại")
    assert last.body == "Đã trao 12 suất.\n- Vở: 5.000.000 đồng"
    assert one.figures_shown == [{"title": "Đã nhận", "amount": 5_000_000}]
    assert office.read(lambda s: list(contradictions(s))) == []
    assert office.read(lambda s: [u.id for u, _ in updates(s, office.unit, UpdateState.PUBLISHED)]) == []


def test_what_stands_in_brackets_is_not_finished(sqlite_office):
    drafted(sqlite_office)

    with pytest.raises(UpdateUnfinishedError) as refusal:
        step(sqlite_office, "finish", finish_update, sqlite_office.accountant)

    assert (
        str(refusal.value)
        == "Bản tin còn chỗ chưa viết: «[Viết thêm]»; hãy viết vào hoặc xóa đi rồi hoàn thành."
    )


def test_another_person_publishes_what_one_finished(sqlite_office):
    drafted(sqlite_office, body="Đã trao 12 suất.")
    step(sqlite_office, "finish", finish_update, sqlite_office.chair)

    with pytest.raises(AnotherPersonNeededError) as refusal:
        step(sqlite_office, "publish", publish_update, sqlite_office.chair)

    assert str(refusal.value) == (
        "Hoàng Văn Chủ Tịch đã hoàn thành bản tin việc này nên không thể đăng bản tin; cần một người khác."
    )


def test_an_update_keeps_to_its_way(office):
    drafted(office, body="Đã trao 12 suất.")

    with pytest.raises(UpdateStateError) as early:
        step(office, "publish", publish_update, office.chair)
    step(office, "finish", finish_update, office.accountant)
    step(office, "publish", publish_update, office.chair)
    with pytest.raises(UpdateStateError) as late:
        edited(office, "Khác")
    with pytest.raises(ReasonMissingError):
        step(office, "withdraw", withdraw_update, office.chair, reason="")

    assert str(early.value) == "Bản tin số 1 đang ở trạng thái «bản nháp», không thể đăng."
    assert str(late.value) == "Bản tin số 1 đang ở trạng thái «đã đăng», không thể sửa."
    with pytest.raises(Exception, match="drafted, finished, published, withdrawn"):
        write_by_hand(
            office.database,
            "INSERT INTO update_step (id, update_id, number, state, title, body, reason, day, person_id, command_number) "
            f"VALUES (9, 1, 4, 'finished', 'x', 'x', '', '{date(2027, 1, 15)}', {office.chair}, 1)",
        )


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x", " "), ("x" * 201, "x"), ("x", "y" * 8001)])
def test_an_update_has_a_title_and_a_text(sqlite_office, title, body):
    with pytest.raises(UpdateTextError) as refusal:
        drafted(sqlite_office, body, title)

    assert str(refusal.value) == "Bản tin cần tiêu đề (tối đa 200 ký tự) và nội dung (tối đa 8.000 ký tự)."


def test_an_update_is_about_a_fund_of_its_unit(sqlite_office):
    def work(session, command):
        fund = find_fund(session, command.unit, "KH")
        session.expunge(fund)
        fund.unit_id = 99
        return draft_update(session, command, fund, MARCH, title="x", body="x", figures=[])

    with pytest.raises(UpdateFundError) as refusal:
        sqlite_office.do("update.draft", work)

    assert str(refusal.value) == "Quỹ KH không thuộc đơn vị này; hãy chọn quỹ của đơn vị."


def test_an_unknown_update_is_refused(sqlite_office):
    with pytest.raises(UpdateUnknownError) as refusal:
        sqlite_office.read(lambda s: find_update(s, sqlite_office.unit, 5))

    assert str(refusal.value) == "Đơn vị không có bản tin số 5."
