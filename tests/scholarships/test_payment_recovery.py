from datetime import date

import pytest

from khfund.banking.bank_line import BankLine
from khfund.engine_failure import GuardedError
from khfund.ledger import AccountRole
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_draft import NothingToPayError
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_recovery import (
    RecoveryExceededError,
    RecoveryMissingError,
    claim_back,
    receive_back,
    still_to_come,
)
from khfund.scholarships.payment_return import NotMoneyBackError
from khfund.scholarships.payment_settlement import PaymentNotOpenError
from tests.banking.offices import journal
from tests.builders import write_by_hand
from tests.scholarships.runs import AMOUNT, a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database, 2)
    made.owe(0, 1)
    return made


@pytest.fixture
def line(payer):
    first, *others = payer.lines(payer.approved())
    payer.paid(first, *others)
    return first


def claim(payer, line, note="Chuyển nhầm tài khoản", **more):
    return payer.office.do(
        "payment.recover",
        lambda s, c: claim_back(
            s, c, s.get_one(PaymentLine, line.id), reason=DropReason.MISTAKE, note=note, **more
        ),
    )


def receive(payer, line, amount=None, *, by_line=None, day=None):
    return payer.office.do(
        "payment.received_back",
        lambda s, c: receive_back(
            s,
            c,
            s.get_one(PaymentLine, line.id),
            amount=amount,
            bank_line=by_line and s.get_one(BankLine, by_line),
            day=day,
        ),
        by=payer.office.treasurer,
    )


def test_what_was_paid_in_error_is_claimed_back_and_no_longer_a_cost(payer, line):
    claim(payer, line)

    assert (
        journal(payer.office)[-1]
        == f"PK-2027-00002 15/01 1388/6111 KH 1000000 Phải thu hồi khoản chi nhầm mã {line.code} của đợt chi số 1"
    )
    assert payer.balance(AccountRole.RECEIVABLE) == AMOUNT
    with pytest.raises(NothingToPayError):
        payer.draft()


def test_it_comes_back_in_parts_through_the_bank_and_in_cash(payer, line):
    claim(payer, line)

    receive(payer, line, 300_000, by_line=payer.bank_line(300_000))
    receive(payer, line, 100_000, day=date(2027, 1, 14))
    receive(payer, line)

    assert [one.partition(" KH")[0] for one in journal(payer.office)[-3:]] == [
        "BC-2027-00001 15/01 112/1388",
        "PT-2027-00001 14/01 111/1388",
        "PT-2027-00002 15/01 111/1388",
    ]
    assert payer.balance(AccountRole.RECEIVABLE) == 0
    assert payer.office.read(lambda s: still_to_come(s, line)) == 0


def test_no_more_comes_back_than_was_paid_in_error(payer, line):
    claim(payer, line)
    receive(payer, line, 400_000)

    with pytest.raises(RecoveryExceededError) as refused:
        receive(payer, line, 600_001)

    assert (
        str(refused.value)
        == f"Khoản chi {line.code} chỉ còn phải thu hồi 600.000 đ; không ghi 600.001 đ được."
    )


def test_nothing_comes_back_that_was_not_claimed(payer, line):
    with pytest.raises(RecoveryMissingError) as refused:
        receive(payer, line)

    assert str(refused.value) == (
        f"Khoản chi {line.code} chưa được ghi là chi nhầm cần thu hồi; hãy ghi bằng `khfund payment recover`."
    )


def test_money_that_went_out_does_not_come_back(payer, line):
    claim(payer, line)

    with pytest.raises(NotMoneyBackError):
        receive(payer, line, by_line=payer.bank_line(-AMOUNT))


def test_a_claim_says_why_and_is_made_once(payer, line):
    with pytest.raises(ReasonMissingError):
        claim(payer, line, note=" ")
    claim(payer, line)

    with pytest.raises(PaymentNotOpenError) as refused:
        claim(payer, line)

    assert str(refused.value) == f"Khoản chi {line.code} đang «chi nhầm, thu hồi» nên không thu hồi được."


def test_who_is_still_owed_is_collected_by_the_next_run_and_paid_once(payer, line):
    claim(payer, line, still_owed=True)

    run = payer.approved()
    (again,) = payer.lines(run)
    payer.paid(again)

    assert (again.instalment_id, again.first_id, payer.payable) == (line.instalment_id, again.id, 0)
    with pytest.raises(NothingToPayError):
        payer.draft()


def test_recoveries_by_hand_are_held_to_the_rules_too(payer, line):
    claim(payer, line)

    with pytest.raises(GuardedError):
        write_by_hand(
            payer.office.database, "INSERT INTO recovery_receipt SELECT 90, 1, entry_id, 1000001, command_number "
            "FROM payment_recovery",
        )  # fmt: skip
