"""Looking up while typing: by number, telephone or name, only what the unit's register and one's role allow."""

from tests.donations.offices import a_donor


def test_a_donor_is_found_by_the_name_without_tones(office, accountant):
    donor = a_donor(office, "Lò Thị Mai", locality="Mường Giôn", phone="0912345678")

    found = accountant.get("tim/donor?q=lo mai").json

    assert found == [{"number": donor.id, "words": "Lò Thị Mai, Mường Giôn, …5678"}]


def test_a_donor_is_found_by_the_telephone_and_by_the_number(office, accountant):
    donor = a_donor(office, "Lò Thị Mai", phone="0912345678")

    by_phone = accountant.get("tim/donor?q=0912 345").json
    by_number = accountant.get(f"tim/donor?q={donor.id}").json

    assert [one["number"] for one in by_phone + by_number] == [donor.id, donor.id]


def test_nothing_is_told_to_who_may_not_look_at_givers(office, administrator):
    a_donor(office, "Lò Thị Mai")

    assert administrator.get("tim/donor?q=mai").status_code == 403


def test_an_unknown_register_is_not_found(accountant):
    assert accountant.get("tim/recipient-of-nothing?q=mai").status_code == 404


def test_an_empty_search_finds_nobody(office, accountant):
    a_donor(office, "Lò Thị Mai")

    assert accountant.get("tim/donor?q=").json == []
    assert accountant.get("tim/donor?q=%25").json == []
    assert accountant.get("tim/donor?q=m²").json == []
    assert accountant.get("nha-hao-tam/?search=²").status_code == 200


def test_a_name_without_end_is_not_found(accountant):
    assert accountant.send("ung-ho/nhan", donor="x" * 100_000).status_code == 422
