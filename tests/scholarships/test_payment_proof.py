from datetime import date

import pytest

from khfund.engine_failure import GuardedError
from khfund.ledger.voucher import AttachmentRefusedError
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_proof import ProofDayError, ProofFiledError, ProofKind, file_proof, proofs
from khfund.scholarships.payment_settlement import NoPaymentsError, PaymentNotOpenError
from tests.builders import write_by_hand
from tests.scholarships.runs import PAYOUT, a_payer

SCAN = b"%PDF-1.7 danh sach"


@pytest.fixture
def payer(database):
    made = a_payer(database, way="cash")
    made.owe(0, 1, 2)
    return made


@pytest.fixture
def paid(payer):
    first, second, third = payer.lines(payer.approved())
    payer.settle_cash(first, second, day=date(2027, 1, 10))
    return first, second, third


def file(payer, *lines, day=PAYOUT, content=SCAN, name="ds.pdf"):
    def work(session, command):
        some = [session.get_one(PaymentLine, one.id) for one in lines]
        kind = ProofKind.SIGNED_LIST
        return file_proof(session, command, some, kind=kind, day=day, file_name=name, content=content).id

    return payer.office.do("payment.proof", work)


def outstanding(payer):
    found = payer.office.read(lambda s: proofs(s, payer.office.unit))
    return [line.id for line, _, paper in found if paper is None]


def test_what_is_paid_is_outstanding_until_its_paper_is_filed(payer, paid):
    first, second, _third = paid
    assert outstanding(payer) == [first.id, second.id]

    paper = file(payer, first)

    assert outstanding(payer) == [second.id]
    found = payer.office.read(lambda s: proofs(s, payer.office.unit))
    assert [(line.id, of) for line, _, of in found] == [(first.id, paper), (second.id, None)]


def test_one_list_proves_all_who_signed_it(payer, paid):
    file(payer, *paid[:2])

    assert outstanding(payer) == []


def test_what_came_back_needs_no_proof(payer, paid):
    payer.returned(paid[0])

    assert outstanding(payer) == [paid[1].id]


def test_only_what_was_paid_is_proven(payer, paid):
    with pytest.raises(PaymentNotOpenError) as refused:
        file(payer, paid[2])

    assert (
        str(refused.value) == f"Khoản chi {paid[2].code} đang «chờ trả» nên không ghi xác nhận đã nhận được."
    )


def test_proof_is_filed_once(payer, paid):
    file(payer, paid[0])

    with pytest.raises(ProofFiledError) as refused:
        file(payer, paid[0])

    assert str(refused.value) == f"Khoản chi {paid[0].code} đã có giấy tờ xác nhận đã nhận tiền."


@pytest.mark.parametrize("day", [date(2027, 1, 9), date(2027, 1, 16)])
def test_proof_is_dated_between_paying_and_today(payer, paid, day):
    with pytest.raises(ProofDayError) as refused:
        file(payer, paid[0], day=day)

    assert str(refused.value) == (
        f"Giấy xác nhận ghi ngày {day:%d/%m/%Y}, nhưng khoản chi {paid[0].code} trả ngày 10/01/2027 và hôm nay là "
        "15/01/2027."
    )


def test_a_paper_is_a_scan(payer, paid):
    with pytest.raises(AttachmentRefusedError):
        file(payer, paid[0], content=b"MZ")
    with pytest.raises(NoPaymentsError):
        file(payer)


def test_proofs_never_change(payer, paid):
    file(payer, paid[0])

    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, "UPDATE payment_paper SET sha256 = 'x'")
    with pytest.raises(GuardedError):
        write_by_hand(
            payer.office.database,
            "INSERT INTO payment_proof SELECT 3, paper_id, command_number FROM payment_proof",
        )
