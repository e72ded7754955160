from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from khfund.banking.bank_account import BankAccount
from khfund.command import contradictions
from khfund.donations.campaign import open_campaign
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor
from khfund.donations.received_list import Defaults, ListKnownError, preview_list, receive_list
from khfund.errors import ProblemsFound
from khfund.ledger import Entry, Fund
from tests.builders import an_office
from tests.donations.offices import a_bank_account, a_donor, a_gift, postings

HEAD = "Ngày;Họ tên;Số tiền;Quỹ;Hình thức;Địa chỉ;Điện thoại\n"
TODAY = date(2027, 1, 15)


def taken(office, text, **how):
    return office.do(
        "donation.receive_list", lambda s, c: receive_list(s, c, text.encode(), name="ds.csv", **how)
    )


def looked_at(office, text, **how):
    return office.read(
        lambda s: preview_list(s, office.unit, text.encode(), today=TODAY, name="ds.csv", **how)
    )


def counts(office):
    return office.read(
        lambda s: tuple(s.scalar(select(func.count()).select_from(kind)) for kind in (Donation, Entry, Donor))
    )


def test_a_list_is_booked_gift_by_gift_in_order(database):
    office = an_office(database)
    text = HEAD + (
        "02/03/2026;Lò Văn An;500.000;KH;;Tổ 1;\n03/03/2026;Ẩn danh;50.000;TH;;;\n04/03/2026;Lò Văn An;7.000;KH;;Tổ 1;\n"
    )

    done = taken(office, text)

    assert (done.gifts, done.amount, done.new_donors, done.last_donation - done.first_donation) == (
        3,
        557_000,
        1,
        2,
    )
    assert [postings(office, done.first_donation + row) for row in range(3)] == [
        [("111", "5111", "KH", 500_000)],
        [("111", "411", "TH", 50_000)],
        [("111", "5111", "KH", 7_000)],
    ]
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_giver_is_found_again_by_name_and_whatever_else_is_known(database):
    office = an_office(database)
    known = a_donor(office, "Lò Văn An", phone="0912345678", wishes_anonymity=True)
    text = HEAD + "02/03/2026;LÒ VĂN AN;1.000;KH;;;912345678\n02/03/2026;Lò Văn An;2.000;KH;;;0987654321\n"

    done = taken(office, text)

    first, second = office.read(lambda s: s.scalars(select(Donation).order_by(Donation.id)).all())
    assert (first.donor_id, first.anonymous, second.donor_id == known.id, done.new_donors) == (
        known.id,
        True,
        False,
        1,
    )


def test_persons_of_one_name_of_whom_nothing_else_is_known_stay_apart(database):
    office = an_office(database)

    done = taken(office, HEAD + "02/03/2026;Lò Văn An;1.000;KH;;;\n" * 3)

    assert (done.new_donors, counts(office)) == (3, (3, 3, 3))


def test_one_mistake_keeps_the_whole_list_out(database):
    office = an_office(database)
    text = HEAD + "02/03/2026;An;1.000;KH;;;\n32/03/2026;Bình;1.000;KH;;;\n02/03/2027;Chung;x;KH;;;\n"

    with pytest.raises(ProblemsFound) as refusal:
        taken(office, text)

    assert [one.place.cell for one in refusal.value.problems] == ["A3", "A4", "C4"]
    assert str(refusal.value).startswith(
        "ds.csv: có 3 chỗ cần sửa; chưa nhập gì. Chỗ đầu tiên: ds.csv, dòng 3, ô A3:"
    )
    assert counts(office) == (0, 0, 0)


def test_a_list_is_booked_once_unless_it_is_meant(database):
    office = an_office(database)
    text = HEAD + "02/03/2026;An;1.000;KH;;;\n"
    taken(office, text)

    with pytest.raises(ListKnownError) as refusal:
        taken(office, text)
    taken(office, text, again=True)

    assert (
        str(refusal.value)
        == "ds.csv: danh sách này đã nhập rồi (1 khoản, 1.000 đ); nhập lần nữa sẽ ghi trùng."
    )
    assert counts(office)[0] == 2


def test_a_preview_tells_what_would_happen_and_writes_nothing(database):
    office = an_office(database)
    donor = a_donor(office, "Lò Văn An", address="Tổ 1")
    gift = a_gift(office, donor, 1_000, date(2026, 3, 2))
    text = HEAD + "02/03/2026;Lò Văn An;1.000;KH;;Tổ 1;\n02/03/2026;Bình;x;KH;;;\n01/01/2020;Bình;2;ZZ;;;\n"

    seen = looked_at(office, text)

    assert (seen.gifts, seen.amount, seen.known_donors, seen.repeats) == (1, 1_000, 1, ((2, gift.id),))
    assert [one.place.cell for one in seen.problems] == ["C3", "A4", "D4"]
    assert counts(office) == (1, 1, 1)


def test_what_a_list_does_not_say_comes_from_the_defaults(database):
    office = an_office(database)
    bank = a_bank_account(office)
    campaign = office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s, c, "TH26", "Đợt", fund=s.get_one(Fund, office.th), starts=date(2026, 1, 1)
        ),
    )
    terms = office.read(
        lambda s: Defaults(
            fund=s.get(Fund, office.th), campaign=campaign, bank_account=s.get(BankAccount, bank.id)
        )
    )
    text = HEAD + "02/03/2026;An;1.000;;chuyển khoản;;\n03/03/2026;An;2.000;;;;\n"

    done = taken(office, text, defaults=terms)

    assert postings(office, done.first_donation) == [("112", "411", "TH", 1_000)]
    assert postings(office, done.last_donation) == [("111", "411", "TH", 2_000)]
    assert office.read(lambda s: s.get_one(Donation, done.first_donation).campaign_id) == campaign.id


def test_a_fund_that_is_not_open_on_the_day_is_told(database):
    office = an_office(database)

    seen = looked_at(office, HEAD + "02/03/2026;An;1.000;;;;\n")

    assert [str(one.error) for one in seen.problems] == [
        "Không có quỹ «» nhận tiền được ở đơn vị này; hãy ghi đúng mã quỹ."
    ]


def test_progress_is_told_and_reading_stops_after_a_thousand_problems(database):
    office = an_office(database)
    told: list[int] = []

    taken(office, HEAD + "02/03/2026;An;1.000;KH;;;\n" * 3, tell=told.append)
    seen = looked_at(office, HEAD + "x;An;1.000;KH;;;\n" * 1_200)

    assert (told, len(seen.problems)) == ([3], 1_000)
