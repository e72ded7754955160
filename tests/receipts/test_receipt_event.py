"""What happens to a receipt after it was issued."""

from datetime import date

import pytest

from khfund.ledger.accounting_period import ReasonMissingError
from khfund.receipts import paper
from khfund.receipts.receipt import ReceiptNotValidError, copy_receipt, current_paper, void_receipt
from khfund.receipts.receipt_event import ReceiptState
from khfund.receipts.verdict import verify
from tests.receipts.builders import a_gift, issued, with_series


@pytest.fixture
def office(database):
    return with_series(database)


def test_a_voided_receipt_says_so_and_keeps_its_number(office):
    gift = a_gift(office)
    receipt = issued(office, gift)
    office.do("receipt.void", lambda s, c: void_receipt(s, c, receipt, reason="ghi nhầm quỹ"))

    again = issued(office, gift)

    assert again.printed_number == "GXN-2026-000002"
    assert office.read(lambda s: verify(s, receipt.check_code)).state is ReceiptState.VOIDED
    mark = office.read(lambda s: current_paper(s, receipt)).mark
    assert (mark.kind, mark.reason, mark.day) == (paper.MarkKind.VOIDED, "ghi nhầm quỹ", date(2027, 1, 15))


def test_only_a_valid_receipt_is_copied(office):
    receipt = issued(office, a_gift(office))
    copied = office.do("receipt.copy", lambda s, c: copy_receipt(s, c, receipt))
    office.do("receipt.void", lambda s, c: void_receipt(s, c, receipt, reason="nhầm"))

    with pytest.raises(ReceiptNotValidError) as refusal:
        office.do("receipt.copy", lambda s, c: copy_receipt(s, c, receipt))

    assert copied.mark == paper.Mark(kind=paper.MarkKind.COPY, day=date(2027, 1, 15))
    assert str(refusal.value) == "Biên nhận GXN-2026-000001 đã bị hủy; không thể sao."


def test_a_receipt_is_not_voided_without_a_reason(office):
    receipt = issued(office, a_gift(office))

    with pytest.raises(ReasonMissingError):
        office.do("receipt.void", lambda s, c: void_receipt(s, c, receipt, reason="  "))
