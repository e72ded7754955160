from datetime import date

import pytest

from khfund.calendar import DateRange, Month
from khfund.ledger import commitments
from khfund.ledger.accounting_period import obstacles
from khfund.scholarships.instalment import DropReason
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_recovery import claim_back
from khfund.scholarships.payment_standing import InstalmentInRunError, paid_instalments
from tests.scholarships.runs import AMOUNT, NOVEMBER, a_payer

JANUARY = DateRange(date(2027, 1, 1), date(2027, 2, 1))
DAY = date(2027, 1, 15)


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def paid(payer, days=JANUARY):
    found = payer.office.read(lambda s: paid_instalments(s, payer.office.unit, days))
    return [(one.instalment_id, one.recipient_id, one.amount, one.day) for one in found]


def committed(payer, on=DAY):
    return payer.office.read(
        lambda s: [(one.day, one.amount, one.what) for one in commitments(s, payer.office.unit, on)]
    )


def test_what_was_paid_in_the_days_is_told_and_what_came_back_is_not(payer):
    first, second, third = payer.lines(payer.approved())
    payer.settle(payer.bank_line(-AMOUNT, day="10/01/2027"), first)
    payer.settle(payer.bank_line(-2 * AMOUNT, day="12/01/2027"), second, third)
    payer.returned(second, line=payer.bank_line(AMOUNT, day="14/01/2027"))

    assert paid(payer) == [
        (first.instalment_id, first.recipient_id, AMOUNT, date(2027, 1, 10)),
        (third.instalment_id, third.recipient_id, AMOUNT, date(2027, 1, 12)),
    ]
    assert len(paid(payer, DateRange(date(2027, 1, 1), date(2027, 1, 14)))) == 3
    assert paid(payer, DateRange.year(2026)) == []


def test_what_was_paid_in_error_is_not_told(payer):
    first, *_others = payer.lines(payer.approved())
    payer.paid(first)
    payer.office.do(
        "payment.recover",
        lambda s, c: claim_back(
            s, c, s.get_one(PaymentLine, first.id), reason=DropReason.MISTAKE, note="Nhầm người"
        ),
    )

    assert paid(payer) == []


def test_what_is_owed_is_a_commitment_until_a_run_is_approved(payer):
    payer.owe(0, month=NOVEMBER)
    said = "Học bổng, hỗ trợ đã quyết định: Học bổng vượt khó"
    both = [(date(2026, 10, 1), 3 * AMOUNT, said), (date(2026, 11, 1), AMOUNT, said)]
    assert committed(payer) == both

    run = payer.draft(date(2026, 10, 31))
    assert committed(payer) == both

    payer.approve(run, day=date(2027, 1, 10))
    assert committed(payer) == both[1:]
    assert committed(payer, date(2027, 1, 9)) == both
    assert committed(payer, date(2026, 9, 14)) == []


def test_what_is_withdrawn_is_no_commitment(payer):
    payer.withdraw(1)

    assert [amount for _, amount, _ in committed(payer)] == [2 * AMOUNT]


def test_what_stands_in_an_approved_run_is_not_withdrawn_beside_it(payer):
    payer.approved()

    with pytest.raises(InstalmentInRunError) as refused:
        payer.withdraw(1)

    assert (
        str(refused.value)
        == "Kỳ chi số 1 đã được duyệt trong đợt chi số 1; hãy bỏ khoản chi đó bằng `khfund payment drop`."
    )


def test_a_draft_hinders_the_closing_of_its_month_and_a_half_paid_run_is_accepted_by_name(database):
    payer = a_payer(database)
    payer.owe(0, 1)
    run = payer.draft(date(2026, 10, 31), payout=date(2027, 1, 15))
    january = Month(2027, 1)

    def told():
        return payer.office.read(
            lambda s: [
                (one.code, one.sentence, one.acceptable)
                for one in obstacles(s, payer.office.unit, january)
                if one.code.startswith("payment-run")
            ]
        )

    assert told() == [
        ("payment-run-1", "đợt chi số 1 dự kiến trả ngày 15/01/2027 còn ở trạng thái «nháp»", False)
    ]
    payer.approve(run)
    payer.paid(payer.lines(run)[0])
    assert told() == [("payment-run-1", "đợt chi số 1 còn 1 trên 2 khoản chưa trả xong", True)]
    payer.paid(payer.lines(run)[1])
    assert told() == []
