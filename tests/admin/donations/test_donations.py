"""Donations: received in parts, listed, cancelled and given back by another person."""

from tests.admin.office import said
from tests.donations.offices import a_donor, a_gift


def test_a_gift_to_two_funds_shows_its_shares(office, accountant):
    donor = a_donor(office, "Lò Thị Mai")

    done = accountant.send(
        "ung-ho/nhan",
        donor=str(donor.id),
        day="02/03/2026",
        **{
            "parts-0-fund": "KH",
            "parts-0-amount": "300.000",
            "parts-1-fund": "TH",
            "parts-1-amount": "200.000",
        },
    )

    assert "Đã ghi khoản ủng hộ số 1: 500.000 đ." in said(done)
    assert "Quỹ Khuyến học" in said(done)


def test_the_list_is_narrowed_by_days_and_giver(office, accountant):
    a_gift(office, a_donor(office, "Lò Thị Mai"), 500_000)

    assert "1 dòng" in accountant.text("ung-ho/?days=2026-03&search=mai")
    assert "0 dòng" in accountant.text("ung-ho/?days=2026-04")


def test_a_mistake_is_cancelled_by_another_person(office, accountant, treasurer):
    gift = a_gift(office, None, 500_000)

    own = accountant.send(f"ung-ho/{gift.id}/huy", reason="Ghi nhầm", day="05/03/2026")
    other = treasurer.send(f"ung-ho/{gift.id}/huy", reason="Ghi nhầm", day="05/03/2026")

    assert own.status_code == 422
    assert "Khoản này đã hủy vì ghi nhầm." in said(other)


def test_a_part_is_given_back(office, treasurer):
    gift = a_gift(office, a_donor(office, "Lò Thị Mai"), 500_000)

    done = treasurer.send(f"ung-ho/{gift.id}/hoan", reason="Xin lại", amount="200.000", day="05/03/2026")

    assert "Đã hoàn khoản ủng hộ số" in said(done)
    assert "Còn lại sau hủy, hoàn 300.000 đ" in said(done)


def test_a_donation_of_nobody_is_not_found(accountant):
    assert accountant.get("ung-ho/77/").status_code == 404
    assert accountant.get("ung-ho/77/huy").status_code == 404
