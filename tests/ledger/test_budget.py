"""Budgets: versions that another person approves, old ones kept."""

from datetime import UTC, date, datetime

import pytest

from khfund.actor import AnotherPersonNeededError
from khfund.command import contradictions
from khfund.engine_failure import GuardedError
from khfund.ledger import find_account, find_fund
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.budget import (
    BudgetApprovedError,
    BudgetEmptyError,
    BudgetLineError,
    BudgetMissingError,
    BudgetTakenError,
    BudgetUnchangedError,
    BudgetUnknownError,
    NewLine,
    amend_budget,
    approve_budget,
    budget_on,
    draft_budget,
    find_budget,
    lines_of,
    versions,
)
from khfund.unit import enter_unit
from tests.builders import an_office, tamper, write_by_hand

MARCH, JULY = datetime(2026, 3, 1, 3, 0, tzinfo=UTC), datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
GIFTS, AWARDS = ("KH", "5111", 200_000_000), ("KH", "6111", 150_000_000)


def lines(session, unit, *told):
    return [
        NewLine(find_fund(session, unit, fund), find_account(session, unit, account), amount)
        for fund, account, amount in told
    ]


def draft(office, *told, by=None, at=MARCH, source="12/NQ-HKH"):
    def work(session, command):
        found = lines(session, office.unit, *told)
        return draft_budget(session, command, 2026, lines=found, source=source)

    return office.do("budget.draft", work, by=by or office.chief, at=at)


def amend(office, *told, reason="Có thêm tài trợ", at=JULY):
    def work(session, command):
        found = lines(session, office.unit, *told)
        return amend_budget(session, command, 2026, lines=found, source="30/NQ-HKH", reason=reason)

    return office.do("budget.amend", work, by=office.chief, at=at)


def approve(office, version=None, *, by=None, at=MARCH):
    def work(session, command):
        return approve_budget(session, command, find_budget(session, office.unit, 2026, version))

    return office.do("budget.approve", work, by=by or office.chair, at=at)


def held(office, on):
    def look(session):
        found = budget_on(session, office.unit, 2026, on)
        return found.version, [one.amount for one in lines_of(session, found)]

    return office.read(look)


def test_a_budget_holds_from_the_day_of_its_approval_by_another_person_on(database):
    office = an_office(database)
    draft(office, GIFTS, AWARDS)

    approve(office)

    assert held(office, date(2026, 3, 1)) == (1, [200_000_000, 150_000_000])
    with pytest.raises(BudgetMissingError) as refusal:
        held(office, date(2026, 2, 28))
    assert str(refusal.value) == "Năm 2026 chưa có dự toán được duyệt."


def test_an_amendment_replaces_its_lines_keeps_the_others_and_leaves_the_old_version_as_it_was(database):
    office = an_office(database)
    draft(office, GIFTS, AWARDS)
    approve(office)
    amend(office, ("KH", "6111", 180_000_000), ("TH", "515", 9_000_000))
    approve(office, at=JULY)

    assert held(office, date(2026, 6, 30)) == (1, [200_000_000, 150_000_000])
    assert held(office, date(2026, 7, 1)) == (2, [200_000_000, 180_000_000, 9_000_000])
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_line_of_nought_takes_the_line_out(database):
    office = an_office(database)
    draft(office, GIFTS, AWARDS)

    made = amend(office, ("KH", "6111", 0))

    assert office.read(lambda s: [one.amount for one in lines_of(s, made)]) == [200_000_000]


def test_every_version_is_listed_with_its_sums_and_its_approval(database):
    office = an_office(database)
    draft(office, GIFTS, AWARDS, ("TH", "411", 5_000_000))
    approve(office)
    amend(office, ("KH", "6111", 1))

    found = office.read(lambda s: versions(s, office.unit, 2026))

    assert [(one.budget.version, one.income, one.cost, one.approved) for one in found] == [
        (1, 205_000_000, 150_000_000, date(2026, 3, 1)),
        (2, 205_000_000, 1, None),
    ]


def test_whoever_drafted_does_not_approve(database):
    office = an_office(database)
    draft(office, GIFTS)

    with pytest.raises(AnotherPersonNeededError):
        approve(office, by=office.chief)


def test_only_the_newest_version_is_approved_and_once(database):
    office = an_office(database)
    draft(office, GIFTS)
    amend(office, AWARDS)

    with pytest.raises(BudgetApprovedError) as older:
        approve(office, 1)
    approve(office, 2, at=JULY)
    with pytest.raises(BudgetApprovedError) as again:
        approve(office, 2, at=JULY)

    assert str(older.value) == "Dự toán năm 2026 bản 1 đã có bản mới hơn thay, không duyệt được nữa."
    assert str(again.value) == "Dự toán năm 2026 bản 2 đã duyệt, không duyệt được nữa."


def test_a_second_budget_of_the_year_is_an_amendment(database):
    office = an_office(database)
    draft(office, GIFTS)

    with pytest.raises(BudgetTakenError) as refusal:
        draft(office, AWARDS)

    assert str(refusal.value) == (
        "Năm 2026 đã có dự toán bản 1; hãy điều chỉnh bằng `khfund budget amend`, kèm lý do."
    )


def test_an_amendment_changes_something_for_a_reason(database):
    office = an_office(database)
    with pytest.raises(BudgetMissingError):
        amend(office, GIFTS)
    draft(office, GIFTS)

    with pytest.raises(ReasonMissingError):
        amend(office, AWARDS, reason=" ")
    with pytest.raises(BudgetUnchangedError) as same:
        amend(office, GIFTS)
    with pytest.raises(BudgetEmptyError) as empty:
        amend(office, ("KH", "5111", 0))

    assert str(same.value) == ("Bản điều chỉnh giống hệt dự toán năm 2026 bản 1; không có gì để thay đổi.")
    assert str(empty.value) == "Dự toán năm 2026 chưa lập được: không còn dòng nào."


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ([("KH", "111", 5)], "chỉ lập dự toán cho tài khoản thu, chi và góp vốn gốc"),
        ([("KH", "6111", 0)], "số tiền phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"),
        ([("KH", "6111", 10**15 + 1)], "số tiền phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"),
        ([("KH", "6111", 5), ("KH", "6111", 6)], "ghi hai lần"),
    ],
)
def test_a_line_that_does_not_fit_is_refused(database, told, reason):
    office = an_office(database)

    with pytest.raises(BudgetLineError) as refusal:
        draft(office, *told)

    assert str(refusal.value) == f"Dòng dự toán {told[0][1]} của quỹ KH không dùng được: {reason}."


@pytest.mark.parametrize(
    ("told", "source", "reason"),
    [((), "x", "chưa có dòng nào"), ((GIFTS,), " ", "chưa ghi căn cứ (số quyết định, nghị quyết)")],
)
def test_a_budget_has_lines_and_a_source(database, told, source, reason):
    office = an_office(database)

    with pytest.raises(BudgetEmptyError) as refusal:
        draft(office, *told, source=source)

    assert str(refusal.value) == f"Dự toán năm 2026 chưa lập được: {reason}."


def test_a_budget_that_is_not_there_is_named(database):
    office = an_office(database)

    with pytest.raises(BudgetUnknownError) as refusal:
        approve(office, 3)

    assert str(refusal.value) == ("Đơn vị không có dự toán năm 2026 bản 3; xem bằng `khfund budget list`.")


def test_what_belongs_to_another_unit_is_refused(database):
    office = an_office(database)
    other = office.do(
        "unit.enter", lambda s, c: enter_unit(s, c, "BM", "Hội Bình Minh").id, by=office.administrator
    )
    made = draft(office, GIFTS)

    def foreign(work):
        def within(session, command):
            command.unit_id = other
            return work(session, command)

        office.do("budget.draft", within, by=office.chief)

    with pytest.raises(BudgetUnknownError):
        foreign(lambda s, c: approve_budget(s, c, made))
    with pytest.raises(BudgetLineError):
        foreign(lambda s, c: draft_budget(s, c, 2026, lines=lines(s, office.unit, GIFTS), source="x"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget_line SET amount = 1",
        "DELETE FROM budget",
        "INSERT INTO budget_line (budget_id, fund_id, account_id, amount) VALUES (1, 2, 1, 5)",
    ],
)
def test_a_version_is_beyond_hand_written_sql(database, statement):
    office = an_office(database)
    draft(office, GIFTS)

    with pytest.raises(GuardedError):
        write_by_hand(database, statement)


def test_a_version_changed_behind_the_guards_is_told_by_the_log(database):
    office = an_office(database)
    row = draft(office, GIFTS)

    tamper(database, "UPDATE budget_line SET amount = 1")

    assert any(str(row.command_number) in said for said in office.read(lambda s: list(contradictions(s))))
