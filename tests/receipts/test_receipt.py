"""Receipts: issued once per gift, numbered without a gap, voided, replaced, copied, verified."""

from datetime import date

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select, text

from khfund.db import Database
from khfund.donations.donation import Donation, receive_all
from khfund.donations.donor import Donor
from khfund.donations.gift import NewGift, Part
from khfund.donations.refund import cancel, refund
from khfund.errors import KhfundError
from khfund.receipts import paper
from khfund.receipts.gift_paper import NothingKeptError
from khfund.receipts.receipt import (
    AlreadyReceiptedError,
    Receipt,
    ReceiptDayError,
    ReceiptStandsError,
    ReceiptUnknownError,
    find_receipt,
    is_waiting,
    issue_receipts,
    replace_receipt,
    void_receipt,
)
from khfund.receipts.series import SeriesUnknownError
from khfund.unit import enter_unit
from tests.builders import write_by_hand
from tests.receipts.builders import DAY, a_donor, a_gift, issued, series, with_series


@pytest.fixture
def office(database):
    return with_series(database)


def test_a_receipt_says_what_was_given_to_which_fund(office):
    donor = a_donor(office, address="bản Mòn, xã Chiềng An")
    gift = a_gift(office, donor, parts=[Part(office.kh, 500_000), Part(office.th, 1_000_000)])

    receipt = issued(office, gift)

    says = receipt.paper
    assert receipt.printed_number == "GXN-2026-000001"
    assert (says.giver, says.giver_address) == ("Lường Thị Ánh", "bản Mòn, xã Chiềng An")
    assert (says.day_received, says.day_issued, says.way) == (date(2026, 3, 1), DAY, paper.Way.CASH)
    assert [(share.fund, share.amount, share.legal_basis) for share in says.shares] == [
        ("Quỹ Khuyến học tỉnh", 500_000, "Điều lệ Hội"),
        ("Quỹ học bổng Tô Hiệu", 1_000_000, "QĐ 82/QĐ-UBND ngày 10/01/2019"),
    ]
    assert says.words == "Một triệu năm trăm nghìn đồng"


def test_a_gift_has_one_valid_receipt(office):
    gift = a_gift(office)
    issued(office, gift)

    with pytest.raises(AlreadyReceiptedError) as refusal:
        issued(office, gift)

    assert str(refusal.value) == (
        f"Khoản ủng hộ số {gift.id} đã có biên nhận GXN-2026-000001; hãy in bản sao, hoặc thay thế biên nhận đó."
    )


def test_a_second_valid_receipt_is_refused_by_the_database_itself(office):
    issued(office, a_gift(office))

    with pytest.raises(KhfundError), office.database.writing() as session:
        session.execute(
            text(
                "INSERT INTO receipt (id, unit_id, series_id, year, number, donation_id, check_code, snapshot, command_number) "
                "SELECT 99, unit_id, series_id, year, 99, donation_id, 'X', snapshot, command_number FROM receipt"
            )
        )


def test_a_gift_named_twice_in_a_batch_gets_one_receipt(office):
    first, second = a_gift(office), a_gift(office)
    named = [first.id, second.id, first.id]

    numbers = office.do("receipt.issue", lambda s, c: issue_receipts(s, c, named, series(s), day=DAY))

    assert list(numbers) == [1, 2]


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2027, 1, 16)])
def test_a_receipt_is_dated_between_its_gift_and_today(office, day):
    gift = a_gift(office)

    with pytest.raises(ReceiptDayError) as refusal:
        issued(office, gift, day)

    assert str(refusal.value) == (
        f"Khoản ủng hộ số {gift.id} nhận ngày 01/03/2026; không phát hành biên nhận ngày {day:%d/%m/%Y} được "
        "(hôm nay là 15/01/2027)."
    )
    assert issued(office, gift).printed_number == "GXN-2026-000001"


def test_receipts_and_series_of_another_unit_are_not_touched(office):
    receipt = issued(office, a_gift(office))
    office.do("unit.enter", lambda s, c: enter_unit(s, c, "XA", "Hội xã"), by=office.administrator)
    write_by_hand(office.database, "INSERT INTO role_grant (person_id, role) VALUES (3, 'accountant')")
    stranger = attrs.evolve(office, unit=2, accountant=3)

    with pytest.raises(SeriesUnknownError):
        issued(stranger, receipt)
    with pytest.raises(ReceiptUnknownError):
        stranger.do("receipt.void", lambda s, c: void_receipt(s, c, receipt, reason="x"))


def test_a_refused_batch_takes_no_number(office):
    first, second = a_gift(office), a_gift(office)
    issued(office, second)

    with pytest.raises(AlreadyReceiptedError):
        office.do(
            "receipt.issue", lambda s, c: issue_receipts(s, c, [first.id, second.id], series(s), day=DAY)
        )

    assert issued(office, first).printed_number == "GXN-2026-000002"


def test_numbers_begin_again_each_year(office):
    gifts = [a_gift(office) for _ in range(3)]

    numbers = [
        issued(office, gift, day).printed_number
        for gift, day in zip(gifts, [DAY, DAY, date(2027, 1, 4)], strict=True)
    ]

    assert numbers == ["GXN-2026-000001", "GXN-2026-000002", "GXN-2027-000001"]


def test_a_batch_is_issued_in_order_and_tells_its_progress(office):
    gifts = [NewGift(None, date(2026, 3, 1), [Part(office.kh, 1_000 + place)]) for place in range(2_500)]
    numbers = office.do("donation.receive", lambda s, c: receive_all(s, c, gifts))
    told = []

    office.do(
        "receipt.issue",
        lambda s, c: issue_receipts(s, c, numbers, series(s), day=DAY, progress=lambda *at: told.append(at)),
    )

    receipts = office.read(lambda s: list(s.scalars(select(Receipt).order_by(Receipt.number))))
    assert [one.donation_id for one in receipts] == numbers
    assert [one.number for one in receipts] == list(range(1, 2_501))
    assert told == [(2_000, 2_500), (2_500, 2_500)]


def test_a_receipted_gift_is_locked(office):
    gift = a_gift(office)
    issued(office, gift)

    with pytest.raises(ReceiptStandsError) as refusal:
        office.do("donation.cancel", lambda s, c: cancel(s, c, gift, day=DAY, reason="nhầm"))

    assert (
        str(refusal.value)
        == f"Khoản ủng hộ số {gift.id} đã có biên nhận GXN-2026-000001; hãy hủy biên nhận trước."
    )


def test_what_was_given_back_whole_has_no_receipt(office):
    gift = a_gift(office)
    office.do("donation.cancel", lambda s, c: cancel(s, c, gift, day=DAY, reason="nhầm"))

    with pytest.raises(NothingKeptError) as refusal:
        issued(office, gift)

    assert (
        str(refusal.value) == f"Khoản ủng hộ số {gift.id} đã hủy hoặc đã hoàn lại hết nên không có biên nhận."
    )


def test_a_receipt_confirms_what_was_kept_after_a_refund(office):
    gift = a_gift(office)
    office.do("donation.refund", lambda s, c: refund(s, c, gift, day=DAY, amount=200_000, reason="dư"))

    assert issued(office, gift).paper.amount == 300_000


def test_a_receipt_does_not_change_when_its_donor_does(office):
    donor = a_donor(office)
    receipt = issued(office, a_gift(office, donor))
    with office.database.writing() as session:
        session.get_one(Donor, donor.id).full_name = "Tên Khác"

    again = office.read(lambda s: find_receipt(s, office.unit, "GXN-2026-000001"))

    assert again.paper == receipt.paper


@pytest.mark.parametrize("number", ["GXN-2026-000009", "GXN", "1", "BN-2026-000001", "GXN-2026-x"])
def test_an_unknown_number_is_named(office, number):
    with pytest.raises(ReceiptUnknownError) as refusal:
        office.read(lambda s: find_receipt(s, office.unit, number))

    assert str(refusal.value) == f"Đơn vị không có biên nhận số {number}."


class Receipting(RuleBasedStateMachine):
    """However gifts are receipted, voided, replaced and cancelled: one valid receipt at most, numbers 1…n."""

    def __init__(self):
        super().__init__()
        database = Database("sqlite://")
        database.migrate()
        self.office = with_series(database)
        self.gifts, self.valid, self.count = [], {}, 0

    @rule(amount=st.integers(1_000, 10**9))
    def give(self, amount):
        self.gifts.append(a_gift(self.office, amount=amount))

    @precondition(lambda self: self.gifts)
    @rule(data=st.data())
    def issue(self, data):
        gift = data.draw(st.sampled_from(self.gifts))
        if gift.id in self.valid:
            with pytest.raises(AlreadyReceiptedError):
                issued(self.office, gift)
        else:
            self.valid[gift.id] = issued(self.office, gift)
            self.count += 1

    @precondition(lambda self: self.valid)
    @rule(data=st.data(), replace=st.booleans())
    def end(self, data, replace):
        gift = data.draw(st.sampled_from(sorted(self.valid)))
        receipt = self.valid.pop(gift)
        if replace:
            self.valid[gift] = self.office.do(
                "receipt.replace", lambda s, c: replace_receipt(s, c, receipt, day=DAY, reason="sai")
            )
            self.count += 1
        else:
            self.office.do("receipt.void", lambda s, c: void_receipt(s, c, receipt, reason="sai"))

    @invariant()
    def numbers_run_without_a_gap(self):
        numbers = self.office.read(lambda s: list(s.scalars(select(Receipt.number).order_by(Receipt.number))))
        assert numbers == list(range(1, self.count + 1))

    @invariant()
    def whoever_has_none_is_waiting(self):
        waiting = self.office.read(lambda s: set(s.scalars(select(Donation.id).where(is_waiting()))))
        assert waiting == {gift.id for gift in self.gifts} - self.valid.keys()


TestReceipting = Receipting.TestCase
TestReceipting.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
