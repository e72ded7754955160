"""Donors: found, entered with a warning about likeness, mended, merged and separated."""

from tests.admin.office import said
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_pledge


def test_a_donor_is_found_without_tones_by_telephone_and_by_number(office, accountant):
    donor = a_donor(office, "Lò Thị Mai", phone="0912345678")
    a_donor(office, "Cà Văn Ba")

    for term in ("lo mai", "0912 345", str(donor.id)):
        found = accountant.text(f"nha-hao-tam/?search={term}")
        assert "1 dòng" in found
        assert "Lò Thị Mai" in found


def test_one_giver_shows_gifts_and_pledges(office, accountant):
    donor = a_donor(office, "Lò Thị Mai")
    a_gift(office, donor, 500_000)
    a_pledge(office, donor)

    shown = accountant.text(f"nha-hao-tam/{donor.id}/")

    assert "Đã ủng hộ (trừ phần hủy, hoàn) 500.000 đ" in shown
    assert "hằng tháng" in shown


def test_who_may_be_the_same_is_shown_after_entering(office, accountant):
    a_donor(office, "Lò Thị Mai", locality="Mường Giôn")

    entered = accountant.send("nha-hao-tam/ghi", full_name="Lo Thi Mai", kind="person", locality="Mường Giôn")

    assert "Đã ghi nhà hảo tâm số 2." in said(entered)
    assert "tên gần giống, cùng nơi ở hoặc cơ quan" in said(entered)


def test_a_donor_is_mended(office, accountant):
    donor = a_donor(office, "Lò Thị Mai", phone="0912345678")

    mended = accountant.send(f"nha-hao-tam/{donor.id}/sua", full_name="Lò Thị Mây")

    assert "Lò Thị Mây" in said(mended)
    assert "0912345678" in said(mended)


def test_a_donor_is_merged_and_separated_again(office, accountant):
    kept, doubled = a_donor(office, "Lò Thị Mai"), a_donor(office, "Lo Thi Mai")

    merged = accountant.send(f"nha-hao-tam/{doubled.id}/gop", survivor=str(kept.id))
    shown = accountant.text(f"nha-hao-tam/{doubled.id}/")
    separated = accountant.send(f"nha-hao-tam/{doubled.id}/tach")

    assert f"Đã gộp số {doubled.id} vào số {kept.id}" in said(merged)
    assert f"Mục này đã gộp vào số {kept.id}" in shown
    assert "đã được tách lại" in said(separated)


def test_a_name_of_several_is_refused_with_their_numbers(office, accountant):
    one, other, third = (a_donor(office, name) for name in ("Lò Thị Mai", "Lò Văn Mai", "Cà Thị Hoa"))

    answer = accountant.send(f"nha-hao-tam/{third.id}/gop", survivor="Mai")

    assert answer.status_code == 422
    assert f"{one.id} – Lò Thị Mai" in said(answer)
    assert f"{other.id} – Lò Văn Mai" in said(answer)


def test_a_donor_of_nobody_is_not_found(accountant):
    assert accountant.get("nha-hao-tam/77/").status_code == 404


def test_the_treasurer_of_no_rights_does_not_see_givers(administrator):
    assert administrator.get("nha-hao-tam/").status_code == 403
