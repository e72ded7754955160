"""What a giver is shown of their own gifts."""

from datetime import date

from khfund.donations.donation import receive
from khfund.donations.donor import enter_donor
from khfund.donations.gift import Part, Way
from khfund.donations.likeness import DonorKind, Traits
from khfund.receipts.giver_history import ShownGift, giver_history
from khfund.receipts.receipt import issue_receipt
from khfund.receipts.receipt_event import ReceiptState
from khfund.receipts.series import open_series
from tests.builders import an_office


def test_a_giver_sees_each_gift_with_its_funds_and_receipts_newest_first(database):
    office = an_office(database)

    def give(session, command):
        donor = enter_donor(session, command, Traits("Hà Thị Cho", DonorKind.PERSON))
        other = enter_donor(session, command, Traits("Người Khác", DonorKind.PERSON))
        parts = [Part(office.kh, 300_000), Part(office.th, 200_000)]
        one = receive(session, command, donor, day=date(2026, 3, 5), parts=parts)
        receive(session, command, other, day=date(2026, 3, 5), parts=[Part(office.kh, 1_000)])
        two = receive(session, command, donor, day=date(2026, 4, 5), parts=[Part(office.kh, 50_000)])
        issue_receipt(session, command, one.id, open_series(session, command, "GXN"), day=date(2026, 3, 6))
        return donor, one.id, two.id

    donor, one, two = office.do("donation.receive", give)

    kh, th = ("KH", "Quỹ Khuyến học tỉnh"), ("TH", "Quỹ học bổng Tô Hiệu")
    receipts = (("GXN-2026-000001", ReceiptState.GENUINE),)
    first, second = date(2026, 3, 5), date(2026, 4, 5)
    assert office.read(lambda s: giver_history(s, donor)) == [
        ShownGift(two, second, second, Way.CASH, 50_000, 0, "", ((*kh, 50_000),), ()),
        ShownGift(one, first, first, Way.CASH, 500_000, 0, "", ((*kh, 300_000), (*th, 200_000)), receipts),
    ]
