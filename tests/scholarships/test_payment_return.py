from datetime import date

import pytest

from khfund.banking.line_booking import book_unidentified
from khfund.engine_failure import GuardedError
from khfund.ledger import AccountRole, reverse
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.instalment import DropReason, Instalment, InstalmentWithdrawal
from khfund.scholarships.payment_file import make_file
from khfund.scholarships.payment_return import NotMoneyBackError, PaymentInFileError, ReturnAmountError
from khfund.scholarships.payment_run import find_run
from khfund.scholarships.payment_settlement import NoPaymentsError, PaymentNotOpenError
from khfund.scholarships.payment_standing import EntryOfPaymentError
from tests.banking.offices import journal
from tests.builders import write_by_hand
from tests.scholarships.runs import AMOUNT, a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


@pytest.fixture
def paid(payer):
    """The payments of a run that the bank paid in one debit on 20/12."""
    run = payer.approve(payer.draft(), day=date(2026, 12, 18))
    payments = payer.lines(run)
    payer.settle(payer.bank_line(-3 * AMOUNT, day="20/12/2026"), *payments)
    return run, payments


def test_a_line_that_comes_back_after_three_weeks_leaves_the_payable_open(payer, paid):
    run, (first, *_others) = paid
    back = payer.bank_line(AMOUNT, f"HOAN TRA {first.code}", day="10/01/2027")

    payer.returned(first, line=back)

    assert (payer.states(run), payer.payable) == (["returned", "paid", "paid"], AMOUNT)
    assert (
        journal(payer.office)[-1]
        == f"BC-2027-00001 10/01 112/3383 KH 1000000 Tiền học bổng, hỗ trợ bị trả lại, mã {first.code}"
    )


def test_it_is_paid_again_once_and_the_payable_is_closed(payer, paid):
    run, (first, *_others) = paid
    payer.returned(first, line=payer.bank_line(AMOUNT))
    again = payer.approve(payer.again(first))

    payer.paid(*payer.lines(again))

    assert (payer.states(run), payer.states(again), payer.payable) == (["again", "paid", "paid"], ["paid"], 0)
    with pytest.raises(PaymentNotOpenError):
        payer.paid(*payer.lines(again))
    with pytest.raises(PaymentNotOpenError):
        payer.paid(first)


def test_what_comes_back_twice_is_paid_a_third_time(payer, paid):
    _run, (first, *_others) = paid
    payer.returned(first, line=payer.bank_line(AMOUNT))
    second = payer.lines(payer.approve(payer.again(first)))[0]
    payer.paid(second)
    payer.returned(second, line=payer.bank_line(AMOUNT))
    third = payer.approve(payer.again(second))

    payer.paid(*payer.lines(third))

    assert (payer.states(third), payer.payable) == (["paid"], 0)


def test_money_that_was_booked_as_unidentified_is_taken_from_there(payer, paid):
    _run, (first, *_others) = paid
    back = payer.bank_line(AMOUNT, "khong ro")
    payer.office.do("bank.book_unidentified", lambda s, c: book_unidentified(s, c, [back]))

    payer.returned(first, line=back)

    assert journal(payer.office)[-1].startswith("PK-2027-00001 15/01 3381/3383 KH 1000000")
    assert payer.balance(AccountRole.UNIDENTIFIED) == 0


def test_money_comes_back_in_cash_too(database):
    payer = a_payer(database, way="cash")
    payer.owe(0)
    line = payer.lines(run := payer.approved())[0]
    payer.settle_cash(line)

    payer.returned(line, reason="Em vắng mặt")

    assert journal(payer.office)[-1].startswith("PT-2027-00001 15/01 111/3383 KH 1000000")
    assert payer.states(run) == ["returned"]


def test_a_bank_line_of_another_amount_brings_nothing_back(payer, paid):
    _run, (first, *_others) = paid
    back = payer.bank_line(AMOUNT - 11_000)

    with pytest.raises(ReturnAmountError) as refused:
        payer.returned(first, line=back)

    assert str(refused.value) == (
        f"Dòng sao kê {back} còn 989.000 đ, các khoản chi bị trả lại cộng 1.000.000 đ; không ghi. Hãy kiểm tra phí trả "
        "lại hoặc chọn lại các khoản chi."
    )


def test_money_that_went_out_is_not_money_back(payer, paid):
    _run, (first, *_others) = paid
    line = payer.bank_line(-AMOUNT)

    with pytest.raises(NotMoneyBackError) as refused:
        payer.returned(first, line=line)

    assert str(refused.value) == f"Dòng sao kê {line} là tiền ra, không phải tiền bị trả lại."


def test_only_what_was_paid_comes_back(payer):
    first, *_others = payer.lines(payer.approved())

    with pytest.raises(PaymentNotOpenError) as refused:
        payer.returned(first)

    assert str(refused.value) == f"Khoản chi {first.code} đang «chờ trả» nên không ghi bị trả lại được."


def test_a_return_says_what_and_why(payer, paid):
    _run, (first, *_others) = paid

    with pytest.raises(NoPaymentsError):
        payer.returned()
    with pytest.raises(ReasonMissingError):
        payer.returned(first, reason=" ")


def test_what_the_bank_did_not_send_moves_no_money(payer):
    first, *_others = payer.lines(run := payer.approved())
    before = journal(payer.office)

    payer.not_sent(first)

    assert (payer.states(run), payer.payable) == (["returned", "open", "open"], 3 * AMOUNT)
    assert journal(payer.office) == before
    with pytest.raises(PaymentNotOpenError):
        payer.not_sent(first)


# -- dropping -------------------------------------------------------------------------------------------------------


def test_a_payable_that_is_dropped_is_no_cost_and_its_instalment_is_withdrawn(payer):
    first, *_others = payer.lines(run := payer.approved())

    payer.drop(first)

    assert (payer.states(run), payer.payable) == (["dropped", "open", "open"], 2 * AMOUNT)
    assert journal(payer.office)[-1] == (
        f"PK-2027-00002 15/01 3383/6111 KH 1000000 Bỏ khoản phải trả mã {first.code} của đợt chi số 1"
    )
    gone = payer.office.read(lambda s: s.get_one(InstalmentWithdrawal, first.instalment_id).reason)
    assert gone is DropReason.DIED
    assert payer.office.read(lambda s: s.get_one(Instalment, first.instalment_id).amount) == AMOUNT


def test_what_came_back_may_be_dropped(payer, paid):
    run, (first, *_others) = paid
    payer.returned(first, line=payer.bank_line(AMOUNT))

    payer.drop(first, DropReason.REFUSED)

    assert (payer.states(run), payer.payable) == (["dropped", "paid", "paid"], 0)


def test_what_is_paid_is_not_dropped(payer, paid):
    _run, (first, *_others) = paid

    with pytest.raises(PaymentNotOpenError) as refused:
        payer.drop(first)

    assert str(refused.value) == f"Khoản chi {first.code} đang «đã trả» nên không bỏ được."


def test_what_was_sent_to_the_bank_is_dropped_only_when_the_bank_did_not_send_it(payer):
    first, *_others = payer.lines(run := payer.approved())
    payer.office.do("payment.file", lambda s, c: make_file(s, c, find_run(s, c.unit, run.id), payer.bank))

    with pytest.raises(PaymentInFileError) as refused:
        payer.drop(first)

    assert str(refused.value) == (
        f"Khoản chi {first.code} nằm trong tệp đã gửi ngân hàng; hãy đợi sao kê, hoặc ghi ngân hàng không chuyển "
        "(`khfund payment returned --not-sent`) rồi mới bỏ."
    )
    payer.not_sent(first)
    payer.drop(first)
    assert payer.states(run) == ["dropped", "open", "open"]


def test_another_reason_says_which(payer):
    first, *_others = payer.lines(payer.approved())

    with pytest.raises(ReasonMissingError):
        payer.drop(first, DropReason.OTHER)


def test_a_dropped_payment_is_neither_paid_nor_drafted_again(payer):
    first, *_others = payer.lines(payer.approved())
    payer.drop(first)

    with pytest.raises(PaymentNotOpenError):
        payer.paid(first)


def test_entries_of_payments_are_not_reversed_by_hand(payer, paid):
    run, _payments = paid

    with pytest.raises(EntryOfPaymentError) as refused:
        payer.office.do(
            "entry.reverse", lambda s, c: reverse(s, c, run.entry_id, day=date(2027, 1, 15), reason="Nhầm")
        )

    assert str(refused.value) == (
        f"Bút toán {run.entry_id} là của một đợt chi; hãy dùng `khfund payment returned`, `khfund payment drop` hoặc `khfund payment recover` thay vì đảo."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO payment_return SELECT 1, NULL, '2027-01-15', 'x', 1",
        "INSERT INTO payment_drop SELECT 1, 1, '2027-01-15', 'died', 'x', 1",
        "INSERT INTO instalment_withdrawal SELECT 1, '2027-01-15', 'died', 'x', 1",
    ],
)
def test_outcomes_by_hand_are_held_to_the_rules_too(payer, paid, statement):
    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, statement)
