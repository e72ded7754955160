"""Each rule of minutes that several people sign, broken behind the guards, is named."""

from __future__ import annotations

from datetime import date

import pytest

from khfund.ledger import find_account
from khfund.ledger.cash_count import confirm_count, enter_count, find_count
from khfund.reports.check import check
from tests.builders import Office, tamper
from tests.receipts.companies import a_company, confirmed, gives, with_basis


@pytest.fixture
def office(database) -> Office:
    """Two companies (1, 2) that gave (entries 1, 2); the first gift is confirmed; the cash was counted."""
    office = with_basis(database)
    first, second = a_company(office), a_company(office, "Công ty Khác")
    gives(office, first)
    gives(office, second)
    confirmed(office, first)

    def count(session, command):
        account = find_account(session, command.unit, "111")
        enter_count(session, command, account, day=date(2026, 12, 31), pieces={500_000: 20})

    office.do("count.enter", count, by=office.treasurer)
    office.do("count.confirm", lambda s, c: confirm_count(s, c, find_count(s, c.unit, 1)), by=office.chief)
    return office


def told(office: Office) -> list[str]:
    return [str(one) for one in office.read(check) if not str(one).startswith("I0: tệp sổ hỏng: CHECK")]


def test_honest_minutes_are_not_accused(office):
    assert told(office) == []


_SECOND = "INSERT INTO confirmation SELECT 2, unit_id, donor_id, year, 2, day, amount, snapshot, command_number FROM confirmation"

BROKEN = {
    "a note more": (
        ["UPDATE cash_count_line SET pieces = 21"],
        "I30: biên bản kiểm kê 1 ghi 10.000.000 đ, các tờ tiền cộng lại 10.500.000 đ",
        {"I10"},
    ),
    "a count of the bank": (
        ["UPDATE cash_count SET account_id = (SELECT id FROM account WHERE code = '112')"],
        "I30: biên bản kiểm kê 1 đếm tài khoản 112, không phải tiền mặt của đơn vị",
        {"I10"},
    ),
    "a count by one person": (
        ["UPDATE cash_count_confirmation SET confirmed_by = (SELECT entered_by FROM cash_count)"],
        "I17: biên bản kiểm kê 1 do một người đếm và xác nhận, không có ngoại lệ",
        {"I10"},
    ),
    "a gift confirmed twice": (
        [_SECOND, "INSERT INTO confirmation_gift (confirmation_id, donation_id) VALUES (2, 1)"],
        "I30: khoản ủng hộ 1 được xác nhận bằng 2 biên bản còn giá trị",
        {"I5", "I10"},
    ),
    "a gift of another": (
        ["UPDATE confirmation_gift SET donation_id = 2"],
        "I30: biên bản xác nhận 1 ghi khoản ủng hộ 2 không phải của nhà hảo tâm đó",
        {"I10"},
    ),
    "a number left out": (
        ["UPDATE confirmation SET number = 3"],
        "I5: biên bản xác nhận năm 2027 có 1 số, từ 3 đến 3, sổ đếm ghi 1",
        {"I10"},
    ),
    "an amount that nobody gave": (
        ["UPDATE confirmation SET amount = 9"],
        "I30: biên bản xác nhận 1 ghi 5.000.000 đ, sổ biên bản ghi 9 đ, các khoản ủng hộ còn 5.000.000 đ",
        {"I10"},
    ),
    "minutes that cannot be read": (
        ["UPDATE confirmation SET snapshot = '{'"],
        "I30: biên bản xác nhận 1 ghi 0 đ, sổ biên bản ghi 5.000.000 đ, các khoản ủng hộ còn 5.000.000 đ",
        {"I10"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_broken_behind_the_guards_is_named_and_nothing_else(office, name):
    hands, sentence, others = BROKEN[name]

    tamper(office.database, *hands)

    found = told(office)
    assert sentence in found
    assert {one.partition(":")[0] for one in found} == {sentence.partition(":")[0]} | others
