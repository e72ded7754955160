from datetime import date

import pytest

from khfund.ledger import AccountRole
from khfund.scholarships.payment_approval import approve_run
from khfund.scholarships.payment_line import lines_of
from khfund.scholarships.payment_room import (
    LiquidShortError,
    PromisedElsewhereError,
    SpendableShortError,
    room_for,
)
from khfund.scholarships.payment_run import find_run
from tests.scholarships.runs import AMOUNT, NOVEMBER, PAYOUT, a_payer


def rooms(payer, run):
    def look(session):
        found = room_for(session, payer.office.unit, lines_of(session, run), on=PAYOUT, payout=run.payout)
        return [
            (one.fund.code, one.required, one.cost, one.spendable, one.liquid, one.payable, one.committed)
            for one in found
        ]

    return payer.office.read(look)


def test_a_run_tells_what_it_needs_and_what_each_fund_has(database):
    payer = a_payer(database, cash=4_000_000, in_bank=6_000_000)
    payer.owe(0, 1, 2)
    payer.owe(0, month=NOVEMBER)

    run = payer.draft(date(2026, 10, 31))

    assert rooms(payer, run) == [("KH", 3 * AMOUNT, 3 * AMOUNT, 10_000_000, 10_000_000, 0, AMOUNT)]


def test_what_other_runs_approved_and_did_not_pay_is_not_at_hand(database):
    payer = a_payer(database, cash=4_000_000, in_bank=6_000_000)
    payer.owe(0, 1)
    payer.owe(2, month=NOVEMBER)
    first = payer.lines(payer.approved(date(2026, 10, 31)))
    payer.paid(first[0])

    run = payer.draft(date(2026, 11, 30))

    assert rooms(payer, run) == [("KH", AMOUNT, AMOUNT, 8_000_000, 9_000_000, AMOUNT, 0)]


def test_what_is_paid_again_costs_nothing_more_and_needs_money_once(database):
    payer = a_payer(database, 1, cash=0, in_bank=AMOUNT)
    payer.owe(0)
    line = payer.lines(payer.approved())[0]
    payer.not_sent(line)

    run = payer.again(line)

    assert rooms(payer, run) == [("KH", AMOUNT, 0, 0, AMOUNT, 0, 0)]
    assert payer.approve(run).state.value == "approved"


def test_a_run_beyond_what_may_be_spent_is_refused_with_the_figures(database):
    payer = a_payer(database, cash=0, in_bank=2_500_000)
    payer.owe(0, 1, 2)
    run = payer.draft()

    with pytest.raises(SpendableShortError) as refused:
        payer.approve(run)

    assert str(refused.value) == (
        "Quỹ KH được chi 2.500.000 đ đến 15/01/2027, đợt chi cần 3.000.000 đ, thiếu 500.000 đ. Hãy bớt đợt chi, đợi có "
        "lãi hoặc khoản ủng hộ mới, hoặc chuyển hỗ trợ từ quỹ khác."
    )
    assert payer.states(run) == ["draft"] * 3


def test_a_run_beyond_the_money_at_hand_is_refused_with_the_figures(database):
    payer = a_payer(database, cash=0, in_bank=5_000_000)
    placed = payer.office.posting(AccountRole.TERM_DEPOSIT, AccountRole.BANK, 2_000_000)
    payer.office.post(date(2026, 3, 2), placed)
    payer.owe(0, 1)
    payer.owe(0, 1, month=NOVEMBER)
    payer.approved(date(2026, 10, 31))
    run = payer.draft(date(2026, 11, 30))

    with pytest.raises(LiquidShortError) as refused:
        payer.approve(run)

    assert str(refused.value) == (
        "Quỹ KH có 3.000.000 đ tiền mặt và tiền gửi không kỳ hạn đến 15/01/2027, trong đó 2.000.000 đ đã duyệt chi mà "
        "chưa trả; đợt chi cần 2.000.000 đ, thiếu 1.000.000 đ."
    )


def test_principal_is_not_spent_by_a_run(database):
    payer = a_payer(database, 1)
    payer.office.post(
        date(2026, 3, 1),
        payer.office.posting(AccountRole.BANK, AccountRole.PRINCIPAL, 90_000_000, payer.office.th),
    )
    payer.owe(0, fund="TH")

    with pytest.raises(SpendableShortError):
        payer.approved()


def test_what_is_promised_besides_is_pointed_out_and_not_refused(database):
    payer = a_payer(database, 2, cash=0, in_bank=1_500_000)
    payer.owe(0)
    run = payer.draft()
    payer.owe(1)
    warned = []

    def work(session, command):

        made = approve_run(session, command, find_run(session, command.unit, run.id))
        warned.extend(command.warnings)
        return made

    payer.office.do("payment.approve", work, by=payer.office.chief)

    assert [type(one) for one in warned] == [PromisedElsewhereError]
    assert str(warned[0]) == (
        "Lưu ý: sau đợt chi này quỹ KH còn 500.000 đ được chi, các khoản khác đã cam kết đến 15/01/2027 là 1.000.000 đ."
    )
