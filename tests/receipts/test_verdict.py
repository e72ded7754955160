"""What a receipt's code tells whoever holds it."""

import pytest

from khfund.donations.donor import Donor, amend_donor
from khfund.donations.likeness import Traits
from khfund.receipts.receipt import replace_receipt
from khfund.receipts.receipt_event import ReceiptState
from khfund.receipts.verdict import verify
from tests.receipts.builders import DAY, a_donor, a_gift, issued, with_series


@pytest.fixture
def office(database):
    return with_series(database)


def test_the_code_of_a_receipt_tells_that_it_is_genuine(office):
    receipt = issued(office, a_gift(office, a_donor(office)))

    verdict = office.read(lambda s: verify(s, receipt.paper.check_code.lower()))

    assert (verdict.state, verdict.number, verdict.amount, verdict.giver) == (
        ReceiptState.GENUINE,
        "GXN-2026-000001",
        500_000,
        "Lường Thị Ánh",
    )


def test_the_code_never_tells_the_name_of_an_anonymous_giver(office):
    receipt = issued(office, a_gift(office, a_donor(office), anonymous=True))

    assert receipt.paper.giver == "Lường Thị Ánh"
    assert office.read(lambda s: verify(s, receipt.check_code)).giver == "Nhà hảo tâm (ẩn danh)"


def test_the_code_tells_what_the_paper_says_whatever_the_giver_is_called_since(office):
    donor = a_donor(office)
    receipt = issued(office, a_gift(office, donor))
    office.do(
        "donor.amend", lambda s, c: amend_donor(s, c, s.get_one(Donor, donor.id), Traits("Lường Thị Oanh"))
    )

    assert office.read(lambda s: verify(s, receipt.check_code)).giver == "Lường Thị Ánh"


@pytest.mark.parametrize("typed", ["", "0" * 20, "GXN-2026-000001", "\u202e", "' OR 1=1"])
def test_a_wrong_code_is_unknown(office, typed):
    issued(office, a_gift(office))

    assert office.read(lambda s: verify(s, typed)).state is ReceiptState.UNKNOWN


def test_a_replaced_receipt_names_its_successor(office):
    receipt = issued(office, a_gift(office))

    new = office.do("receipt.replace", lambda s, c: replace_receipt(s, c, receipt, day=DAY, reason="sai tên"))

    verdict = office.read(lambda s: verify(s, receipt.check_code))
    assert (verdict.state, verdict.replaced_by) == (ReceiptState.REPLACED, new.printed_number)
    assert new.paper.replaces == "GXN-2026-000001"
    assert office.read(lambda s: verify(s, new.check_code)).state is ReceiptState.GENUINE
