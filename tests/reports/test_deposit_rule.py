"""Deposits, broken behind the guards, are named; honest ones are not accused."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.ledger import AccountRole
from khfund.ledger.opening import OpeningLine, bring_forward
from khfund.reports.check import check
from tests.builders import Office, an_office, tamper
from tests.ledger.deposits import (
    BY_MONTHS,
    IN_ADVANCE,
    MILLION,
    PERIODIC,
    Deposits,
    a_contract,
    gift,
)

OLD = {"opened": date(2025, 10, 31), "matures": date(2026, 9, 30)}


@pytest.fixture
def office(database) -> Office:
    """Deposits of every kind.

    1 taken over; 2 rolled over into 3, accrued; 4 monthly, a part withdrawn; 5 in advance; 6 by months; 7 undone.
    """
    office = an_office(database)
    held = {AccountRole.TERM_DEPOSIT: 50 * MILLION, AccountRole.ACCRUED_INTEREST: 100_000}
    lines = [OpeningLine(office.th, office.account(role), amount, amount) for role, amount in held.items()]
    office.do("entry.bring_forward", lambda s, c: bring_forward(s, c, lines))
    gift(office, 1_000 * MILLION)
    deposits = Deposits(office)
    deposits.take_over(a_contract("01", principal=50 * MILLION, **OLD), interest=100_000)
    deposits.place(a_contract("02", principal=100 * MILLION))
    deposits.accrue_all(Month(2026, 3))
    deposits.roll(2, with_interest=True)
    for number, terms in (("04", PERIODIC), ("05", IN_ADVANCE), ("06", BY_MONTHS), ("07", {})):
        deposits.place(a_contract(number, principal=10 * MILLION, **terms))
    deposits.pay(4, date(2026, 3, 31))
    deposits.withdraw(4, date(2026, 4, 15), amount=4 * MILLION)
    deposits.accrue_all(Month(2026, 8))
    deposits.undo(7)
    deposits.undo(7)
    return office


def told(office: Office) -> list[str]:
    return [str(finding) for finding in office.read(check)]


def test_honest_deposits_are_not_accused(office):
    assert told(office) == []


ENTRY = "SELECT entry_id FROM deposit_event WHERE deposit_id = 4 AND kind = 'withdrawn'"
# What an insider did by hand → the beginning of a sentence that the check must say.
BROKEN = {
    "more principal than was placed": (
        ["UPDATE deposit_event SET principal = 11000000 WHERE deposit_id = 5 AND kind = 'placed'"],
        "I20: khoản tiền gửi 5 còn 11.000.000 đ, nằm ngoài số đã gửi 10.000.000 đ",
    ),
    "a placing other than its entry": (
        ["UPDATE deposit_event SET principal = 9000000 WHERE deposit_id = 5 AND kind = 'placed'"],
        "I20: khoản tiền gửi 5 bắt đầu bằng 9.000.000 đ, hợp đồng ghi 10.000.000 đ",
    ),
    "principal that its entry does not move": (
        ["UPDATE deposit_event SET principal = -3000000 WHERE deposit_id = 4 AND kind = 'withdrawn'"],
        "chuyển -4.000.000 đ tiền gửi, các khoản tiền gửi của nó ghi -3.000.000 đ",
    ),
    "interest that its entry does not book": (
        [
            "UPDATE deposit_event SET recognised = recognised + 7 WHERE deposit_id = 5 AND kind = 'accrued'",
        ],
        "I20: khoản tiền gửi 5 ghi 7 đ lãi chưa nhận đến 2026-07-31, tính theo hợp đồng là 0 đ",
    ),
    "money that went from the deposit account": (
        ["UPDATE deposit SET fund_id = 1 WHERE id = 6"],
        "I20: tài khoản 121 của quỹ KH có 0 đ, các hợp đồng tiền gửi cộng 10.000.000 đ",
    ),
    "interest that no account holds": (
        ["UPDATE deposit SET fund_id = 1 WHERE id = 6"],
        "I20: lãi dự thu của quỹ KH là 0 đ, các hợp đồng tiền gửi cộng 300.000 đ",
    ),
    "a month accrued twice": (
        [
            "UPDATE deposit_event SET month = 202608, kind = 'accrued' WHERE deposit_id = 6 AND kind = 'placed'",
        ],
        "I20: khoản tiền gửi 6 dự thu lãi tháng 202608 2 lần",
    ),
    "a reversal that undid nothing": (
        ["DELETE FROM deposit_event WHERE deposit_id = 7 AND kind = 'undone' AND principal <> 0"],
        "của khoản tiền gửi 7 bị đảo mà việc ấy không được hoàn tác",
    ),
    "an undoing of another amount": (
        ["UPDATE deposit_event SET received = 5 WHERE deposit_id = 7 AND kind = 'undone' AND principal <> 0"],
        "không trả khoản tiền gửi 7 về như trước",
    ),
    "a successor that is gone": (
        ["UPDATE deposit SET predecessor_id = NULL WHERE id = 3"],
        "I20: khoản tiền gửi 2 đã tái tục nhưng có 0 khoản tiếp nối",
    ),
    "an end before its day": (
        ["UPDATE deposit SET matures = '2026-08-05' WHERE id = 2"],
        "I20: khoản tiền gửi 2 đáo hạn 2026-08-05 nhưng ghi rolled_over ngày 2026-07-31",
    ),
    "a rate that does not give what was accrued": (
        ["UPDATE deposit SET rate = 70000 WHERE id = 3"],
        "I20: khoản tiền gửi 3 ghi",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_broken_behind_the_guards_is_named_and_nothing_else(office, name):
    hands, sentence = BROKEN[name]

    tamper(office.database, *hands)

    found = [one for one in told(office) if not one.startswith("I0: ")]
    assert [one for one in found if sentence in one]
    assert {one.partition(":")[0] for one in found} == {"I20", "I10"}
