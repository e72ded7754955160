"""Where the money of a recipient goes, from a day on; account numbers are told by their last four figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khfund.scholarships.payee import (
    PayeeAccountError,
    PayeeBankError,
    PayeeDayError,
    PayeeOwner,
    PayeeReasonMissingError,
    PayeeWay,
    payee_changes,
    payees,
    set_payee,
)
from khfund.scholarships.recipient import find_recipient
from tests.builders import an_office, write_by_hand
from tests.scholarships.people import NAME, TODAY, a_recipient, faults, warned

ACCOUNT = {"bank": "Agribank", "number": "3600 2051 23456", "holder": NAME}


def setting(child, way=PayeeWay.BANK, **told):
    told = ACCOUNT | told if way is PayeeWay.BANK else told
    return lambda s, c: set_payee(s, c, find_recipient(s, c.unit, child), way, **told)


def set_(office, child, way=PayeeWay.BANK, **told):
    return office.do("recipient.payee", setting(child, way, **told))


def on(office, child, day):
    def look(session):
        one = payees(session, [child], day).get(child)
        return one and (one.way, one.bank, one.number)

    return office.read(look)


def test_money_goes_where_the_day_says(database):
    office = an_office(database)
    child = a_recipient(office)
    set_(office, child, PayeeWay.CASH, since=date(2026, 3, 1))

    changed = set_(office, child, since=date(2026, 9, 1), reason="gia đình mở tài khoản")

    assert changed.last_four == "…3456"
    assert on(office, child, date(2026, 2, 28)) is None
    assert on(office, child, date(2026, 8, 31)) == (PayeeWay.CASH, "", "")
    assert on(office, child, date(2026, 9, 1)) == (PayeeWay.BANK, "970405", "3600205123456")
    assert office.read(lambda s: [one.last_four for one in payee_changes(s, child)]) == ["", "…3456"]
    assert faults(office) == []


def test_a_change_says_why(database):
    office = an_office(database)
    child = a_recipient(office)
    set_(office, child, PayeeWay.CASH)

    with pytest.raises(PayeeReasonMissingError) as refusal:
        set_(office, child, reason=" ")

    assert str(refusal.value) == "Người nhận số 1 đã có nơi nhận tiền; hãy ghi lý do đổi."


@pytest.mark.parametrize(
    ("way", "told", "reason"),
    [
        (PayeeWay.CASH, {"number": "123456"}, "nhận tiền mặt thì không ghi tài khoản"),
        (PayeeWay.BANK, {"bank": "", "number": ""}, "hãy ghi ngân hàng và số tài khoản"),
        (PayeeWay.BANK, {"number": "12-3"}, "số tài khoản gồm 4 đến 19 chữ số, chữ cái không dấu"),
        (PayeeWay.BANK, {"holder": " "}, "hãy ghi tên chủ tài khoản (tối đa 120 ký tự)"),
        (
            PayeeWay.BANK,
            {"holder": "L\u0430n"},
            "tên chủ tài khoản có ký tự U+0430, chữ của bảng chữ cái khác, trông như chữ Latinh",
        ),
    ],
)
def test_an_account_that_cannot_be_paid_to_is_refused_without_repeating_it(database, way, told, reason):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(PayeeAccountError) as refusal:
        set_(office, child, way, **told)

    assert str(refusal.value) == f"Tài khoản nhận tiền chưa đúng: {reason}."


def test_a_bank_that_is_not_on_the_list_is_refused(database):
    office = an_office(database)
    child = a_recipient(office)

    with pytest.raises(PayeeBankError) as refusal:
        set_(office, child, bank="Ngân hàng X")

    assert str(refusal.value) == (
        "Không có ngân hàng «Ngân hàng X» trong danh mục; dùng một trong: Vietcombank, BIDV, Agribank, VietinBank, MB, "
        "Sacombank, hoặc mã sáu chữ số."
    )


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (TODAY + timedelta(days=1), "Không đổi được nơi nhận tiền từ ngày 16/01/2027: ngày chưa tới."),
        (date(2026, 2, 28), "Không đổi được nơi nhận tiền từ ngày 28/02/2026: đã đổi từ ngày 01/03/2026."),
    ],
)
def test_a_change_counts_neither_ahead_nor_before_the_last_one(database, day, message):
    office = an_office(database)
    child = a_recipient(office)
    set_(office, child, PayeeWay.CASH, since=date(2026, 3, 1))

    with pytest.raises(PayeeDayError) as refusal:
        set_(office, child, since=day, reason="đổi")

    assert str(refusal.value) == message


def test_an_account_of_another_name_is_warned_of_unless_it_is_said_whose_it_is(database):
    office = an_office(database)
    child, other = a_recipient(office), a_recipient(office)

    unsaid = warned(office, "recipient.payee", setting(child, holder="Quàng Văn Bác"))
    guardians = {"number": "99999", "holder": "Quàng Văn Bác", "owner": PayeeOwner.GUARDIAN}
    said = warned(office, "recipient.payee", setting(other, **guardians))

    assert unsaid == [
        "Tên chủ tài khoản …3456 không phải tên người nhận số 1; nếu là của người thân hãy ghi rõ."
    ]
    assert said == []


def test_an_account_that_takes_the_money_of_several_is_warned_of(database):
    office = an_office(database)
    child, sister, pupil = (a_recipient(office) for _ in range(3))
    set_(office, child, owner=PayeeOwner.GUARDIAN)

    shared = warned(office, "recipient.payee", setting(sister, owner=PayeeOwner.GUARDIAN))
    through_school = warned(office, "recipient.payee", setting(pupil, owner=PayeeOwner.SCHOOL))

    assert shared == ["Tài khoản …3456 cũng là nơi nhận tiền của người nhận số 1; hãy xem lại có đúng không."]
    assert through_school == []


def test_money_through_a_school_may_go_into_hands_or_to_an_account(database):
    office = an_office(database)
    child, other = a_recipient(office), a_recipient(office)

    hand = set_(office, child, PayeeWay.SCHOOL, holder="THCS Chiềng Ban")
    account = set_(office, other, PayeeWay.SCHOOL, bank="970405", number="12345", holder="THCS Chiềng Ban")

    assert [(one.owner, one.number) for one in (hand, account)] == [
        (PayeeOwner.SCHOOL, ""),
        (PayeeOwner.SCHOOL, "12345"),
    ]


def test_a_payee_is_beyond_hand_written_sql(database):
    office = an_office(database)
    set_(office, a_recipient(office))

    with pytest.raises(Exception, match="payee: rows never change"):
        write_by_hand(database, "UPDATE payee SET number = '1'")
