from __future__ import annotations

from datetime import date

import pytest

from khfund.donations.donation import receive, receive_all
from khfund.donations.donor import DonorUnknownError
from khfund.donations.gift import (
    BankAccountMissingError,
    ForeignRecordError,
    GiftDayError,
    GiftEmptyError,
    NewGift,
    Part,
    Way,
)
from khfund.ledger.journal import AmountNotPositiveError
from tests.builders import an_office
from tests.donations.offices import a_bank_account, incoming, postings

DAY = date(2026, 3, 2)


def receive_one(office, gift):
    return office.do("donation.receive", lambda s, c: receive_all(s, c, [gift]))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"parts": ()},
            GiftEmptyError,
            "Khoản ủng hộ ngày 02/03/2026 chưa ghi vào quỹ nào; hãy chọn quỹ và số tiền.",
        ),
        (
            {"way": Way.TRANSFER},
            BankAccountMissingError,
            "Khoản ủng hộ ngày 02/03/2026: chuyển khoản thì cần tài khoản ngân hàng hoặc dòng sao kê, tiền mặt thì không.",
        ),
        (
            {"bank_account": 1},
            BankAccountMissingError,
            "Khoản ủng hộ ngày 02/03/2026: chuyển khoản thì cần tài khoản ngân hàng hoặc dòng sao kê, tiền mặt thì không.",
        ),
        (
            {"way": Way.TRANSFER, "bank_account": 77},
            ForeignRecordError,
            "Tài khoản ngân hàng số 77 không thuộc đơn vị này.",
        ),
        ({"campaign": 77}, ForeignRecordError, "Đợt vận động số 77 không thuộc đơn vị này."),
        ({"donor": 77}, DonorUnknownError, "Sổ của đơn vị không có nhà hảo tâm số 77."),
    ],
)
def test_a_gift_that_names_what_is_not_there_is_refused(database, change, error, message):
    office = an_office(database)
    sound = {"donor": None, "day": DAY, "parts": (Part(office.kh, 1_000),)}

    with pytest.raises(error) as refusal:
        receive_one(office, NewGift(**sound | change))

    assert str(refusal.value) == message


@pytest.mark.parametrize("amount", [0, -5, 10**16, 1.5])
def test_an_amount_that_is_no_positive_whole_number_is_refused(database, amount):
    office = an_office(database)

    with pytest.raises(AmountNotPositiveError):
        receive_one(office, NewGift(None, DAY, (Part(office.kh, amount),)))


def test_a_gift_to_an_endowment_becomes_principal_unless_it_is_to_be_spent_now(database):
    office = an_office(database)
    parts = [Part(office.th, 700_000), Part(office.th, 300_000, spend_now=True), Part(office.kh, 50_000)]

    gift = office.do("donation.receive", lambda s, c: receive(s, c, None, day=DAY, parts=parts))

    assert postings(office, gift.id) == [
        ("111", "411", "TH", 700_000),
        ("111", "5111", "TH", 300_000),
        ("111", "5111", "KH", 50_000),
    ]


def test_a_transfer_without_a_bank_line_is_booked_on_its_bank_account(database):
    office = an_office(database)
    bank = a_bank_account(office)

    (number,) = receive_one(
        office, NewGift(None, DAY, (Part(office.kh, 1_000),), Way.TRANSFER, bank_account=bank.id)
    )

    assert postings(office, number) == [("112", "5111", "KH", 1_000)]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2030, 1, 1)])
def test_a_gift_by_a_bank_line_came_on_the_day_of_that_line(database, day):
    office = an_office(database)
    (line,) = incoming(office, ("02/03/2026", 500_000, "UNG HO"))
    gift = NewGift(None, day, (Part(office.kh, 500_000),), Way.TRANSFER, bank_line=line.id)

    with pytest.raises(GiftDayError) as refusal:
        receive_one(office, gift)

    assert str(refusal.value) == (
        f"Dòng sao kê {line.id} là ngày 02/03/2026; khoản ủng hộ không thể nhận hay ghi sổ ngày {day:%d/%m/%Y}."
    )
