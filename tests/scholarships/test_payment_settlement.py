from datetime import date

import pytest

from khfund.actor import AnotherPersonNeededError, NotAllowedError, Person, Role, grant
from khfund.banking.bank_line import LineState, lines
from khfund.banking.line_use import LineUsedUpError
from khfund.engine_failure import GuardedError
from khfund.scholarships.payment_settlement import (
    NoPaymentsError,
    NotMoneyOutError,
    PaidOtherwiseError,
    PaymentNotOpenError,
    SettlementAmountError,
    SignatureMissingError,
)
from tests.banking.offices import journal
from tests.builders import write_by_hand
from tests.scholarships.runs import AMOUNT, PAYOUT, a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def test_a_bank_line_pays_a_payment_on_its_own_day_and_is_used_up(payer):
    first, *_others = payer.lines(run := payer.approved())
    line = payer.bank_line(-AMOUNT, first.code, day="14/01/2027")

    payer.settle(line, first)

    assert journal(payer.office)[-1] == (
        f"BN-2027-00001 14/01 3383/112 KH 1000000 Trả học bổng, hỗ trợ theo đợt chi số 1, mã {first.code}"
    )
    assert (payer.states(run), payer.payable) == (["paid", "open", "open"], 2 * AMOUNT)
    assert payer.office.read(lambda s: lines(s, payer.bank.id, LineState.UNMATCHED)) == []


def test_one_bank_line_pays_two_or_the_whole_file(payer):
    payments = payer.lines(run := payer.approved())

    payer.paid(*payments[:2])
    payer.paid(payments[2])

    assert (payer.states(run), payer.payable) == (["paid"] * 3, 0)
    assert journal(payer.office)[-2].startswith("BN-2027-00001 15/01 3383/112 KH 2000000 Trả 2 khoản")


@pytest.mark.parametrize(("amount", "difference"), [(-AMOUNT - 5_500, "5.500"), (-AMOUNT // 2, "500.000")])
def test_a_bank_line_of_another_amount_is_refused_with_the_difference(payer, amount, difference):
    first, *_others = payer.lines(run := payer.approved())
    line = payer.bank_line(amount, first.code)

    with pytest.raises(SettlementAmountError) as refused:
        payer.settle(line, first)

    left = f"{-amount:,}".replace(",", ".")
    assert str(refused.value) == (
        f"Dòng sao kê {line} còn {left} đ, 1 khoản chi đã chọn cộng 1.000.000 đ, lệch {difference} đ; không ghi. Hãy "
        "kiểm tra phí, khoản ngân hàng chưa chuyển, hoặc chọn lại các khoản chi."
    )
    assert payer.states(run) == ["open"] * 3


def test_money_that_came_in_pays_nothing(payer):
    first, *_others = payer.lines(payer.approved())
    line = payer.bank_line(AMOUNT)

    with pytest.raises(NotMoneyOutError) as refused:
        payer.settle(line, first)

    assert str(refused.value) == (
        f"Dòng sao kê {line} là tiền vào, không trả khoản chi nào; nếu là tiền bị trả lại hãy dùng "
        "`khfund payment returned`."
    )


def test_a_bank_line_is_used_once(payer):
    first, second, _third = payer.lines(payer.approved())
    line = payer.bank_line(-AMOUNT)
    payer.settle(line, first)

    with pytest.raises(LineUsedUpError):
        payer.settle(line, second)


def test_nothing_is_paid_twice(payer):
    first, *_others = payer.lines(payer.approved())
    payer.paid(first)

    with pytest.raises(PaymentNotOpenError) as refused:
        payer.paid(first)

    assert str(refused.value) == f"Khoản chi {first.code} đang «đã trả» nên không ghi trả tiền được."


def test_a_payment_named_twice_is_refused(payer):
    first, *_others = payer.lines(payer.approved())

    with pytest.raises(PaymentNotOpenError):
        payer.paid(first, first)


def test_a_draft_pays_nobody(payer):
    first, *_others = payer.lines(payer.draft())

    with pytest.raises(PaymentNotOpenError) as refused:
        payer.paid(first)

    assert str(refused.value) == f"Khoản chi {first.code} đang «chờ duyệt» nên không ghi trả tiền được."


def test_something_is_settled(payer):
    with pytest.raises(NoPaymentsError) as refused:
        payer.settle(payer.bank_line(-AMOUNT))

    assert str(refused.value) == "Hãy nêu ít nhất một khoản chi."


def test_who_approved_does_not_pay(payer):
    payer.office.do("person.grant", lambda s, c: _also_treasurer(s, c, payer), by=payer.office.administrator)
    first, *_others = payer.lines(payer.approved())
    line = payer.bank_line(-AMOUNT)

    with pytest.raises(AnotherPersonNeededError) as refused:
        payer.settle(line, first, by=payer.office.chief)

    assert (
        str(refused.value)
        == "Quàng Thị Trưởng đã duyệt đợt chi việc này nên không thể trả tiền; cần một người khác."
    )


def _also_treasurer(session, command, payer):
    grant(session, command, session.get_one(Person, payer.office.chief), Role.TREASURER, command.unit)


@pytest.mark.parametrize("role", ["accountant", "chief", "chair"])
def test_the_treasurer_pays(payer, role):
    first, *_others = payer.lines(payer.approved())
    line = payer.bank_line(-AMOUNT)

    with pytest.raises(NotAllowedError):
        payer.settle(line, first, by=getattr(payer.office, role))


# -- in cash --------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_cash(database):
    made = a_payer(database, way="cash")
    made.owe(0, 1, 2)
    return made


def test_cash_is_paid_by_one_phieu_chi_against_signatures(in_cash):
    payments = in_cash.lines(run := in_cash.approved())

    entry = in_cash.settle_cash(*payments, signed="Cô giáo Hà", day=date(2027, 1, 10))

    assert (entry.voucher_code, entry.day, in_cash.payable) == ("PC-2027-00001", date(2027, 1, 10), 0)
    assert in_cash.states(run) == ["paid"] * 3
    assert journal(in_cash.office)[-1].endswith(
        "3383/111 KH 3000000 Trả 3 khoản học bổng, hỗ trợ theo đợt chi số 1"
    )


def test_cash_without_a_signature_is_refused(in_cash):
    first, *_others = in_cash.lines(in_cash.approved())

    with pytest.raises(SignatureMissingError) as refused:
        in_cash.settle_cash(first, signed=" ")

    assert str(refused.value) == f"Khoản chi {first.code} trả tiền mặt phải có người ký nhận."


def test_what_was_approved_as_cash_is_not_paid_by_transfer(in_cash):
    first, *_others = in_cash.lines(in_cash.approved())

    with pytest.raises(PaidOtherwiseError) as refused:
        in_cash.paid(first)

    assert str(refused.value) == (
        f"Khoản chi {first.code} được duyệt trả bằng tiền mặt, không trả cách khác được; hãy hủy hoặc chi lại với nơi "
        "nhận mới."
    )


def test_what_was_approved_as_a_transfer_is_not_paid_in_cash(payer):
    first, *_others = payer.lines(payer.approved())

    with pytest.raises(PaidOtherwiseError):
        payer.settle_cash(first)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO payment_settlement SELECT 1, entry_id, 'bank', day, '', command_number FROM payment_settlement",
        "INSERT INTO payment_settlement SELECT 2, entry_id, 'bank', day, '', command_number FROM payment_settlement",
        "UPDATE payment_settlement SET day = '2027-01-01'",
        "DELETE FROM payment_settlement",
    ],
)
def test_settlements_by_hand_are_held_to_the_rules_too(payer, statement):
    payer.paid(payer.lines(payer.approved())[0])

    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, statement)


def test_a_payment_is_not_dated_in_the_future(in_cash):
    first, *_others = in_cash.lines(in_cash.approved())

    with pytest.raises(Exception, match="chưa tới"):
        in_cash.settle_cash(first, day=date(2027, 1, 16))

    assert date(2027, 1, 15) == PAYOUT
