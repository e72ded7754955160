from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.donations.donor import (
    Donor,
    DonorNameMissingError,
    DonorUnknownError,
    MergeRefusedError,
    NotMergedError,
    PhoneUnreadableError,
    TaxCodeUnreadableError,
    amend_donor,
    find_donor,
    identity,
    merge_donors,
    search_donors,
    separate_donor,
    similar_donors,
    sound_traits,
)
from khfund.donations.likeness import DonorKind, Traits
from khfund.errors import KhfundError
from khfund.vietnamese import HostileTextError
from tests.builders import an_office
from tests.donations.offices import a_donor, refusal_of


def test_a_donor_is_entered_with_clean_traits(database):
    office = an_office(database)

    donor = a_donor(
        office, " Cầm  Văn Đức ", phone="+84 912.345.678", tax_code="5500-123-456", locality="Sở  Nội vụ"
    )

    assert donor.traits == Traits(
        "Cầm Văn Đức", locality="Sở Nội vụ", phone="0912345678", tax_code="5500123456"
    )
    assert donor.search_fold == "cam van duc"


def test_donors_are_found_by_words_in_any_order_and_listed_by_given_name(database):
    office = an_office(database)
    for name in ("Lò Văn Yến", "Lò Thị Ánh", "Cầm Văn Đức", "Lò Văn 100%"):
        a_donor(office, name)

    found = office.read(lambda s: [one.full_name for one in search_donors(s, office.unit, "LO")])
    both = office.read(lambda s: [one.full_name for one in search_donors(s, office.unit, "văn lò")])
    literally = office.read(lambda s: [one.full_name for one in search_donors(s, office.unit, "0%")])

    assert found == ["Lò Văn 100%", "Lò Thị Ánh", "Lò Văn Yến"]
    assert both == ["Lò Văn 100%", "Lò Văn Yến"]
    assert literally == ["Lò Văn 100%"]


def test_similar_donors_are_suggested_with_reasons_and_nothing_is_merged(database):
    office = an_office(database)
    known = a_donor(office, "Nguyễn Văn An", phone="0912345678")
    a_donor(office, "Nguyễn Văn An", phone="0987654321")
    a_donor(office, "Nguyễn Văn Ân")
    organisation = a_donor(office, "Công ty An Bình", kind=DonorKind.ORGANISATION, tax_code="5500123456")

    found = office.read(lambda s: similar_donors(s, office.unit, Traits("NGUYEN VAN AN", phone="0912345678")))
    firm = Traits("Công ty TNHH AB", DonorKind.ORGANISATION, tax_code="5500123456")
    same_code = office.read(lambda s: similar_donors(s, office.unit, firm))
    itself = office.read(lambda s: similar_donors(s, office.unit, known.traits, besides=known.id))

    assert [(one.donor.id, one.likeness.reason) for one in found] == [
        (known.id, "tên gần giống, cùng số điện thoại"),
        (known.id + 2, "cùng tên, chưa có gì khác để so"),
    ]
    assert [one.donor.id for one in same_code] == [organisation.id]
    assert itself == []


def test_a_merged_donor_is_found_as_its_survivor_and_can_be_separated_again(database):
    office = an_office(database)
    first, second, third = a_donor(office, "An"), a_donor(office, "Anh An"), a_donor(office, "Bác An")

    def merge(one, other):
        return office.do(
            "donor.merge",
            lambda s, c: merge_donors(s, c, s.get_one(Donor, one.id), survivor=s.get_one(Donor, other.id)),
        )

    def found(donor):
        return office.read(lambda s: find_donor(s, office.unit, donor.id).id)

    merge(first, second)
    merge(second, third)
    assert (found(first), found(second), found(third)) == (third.id, third.id, third.id)
    assert refusal_of(MergeRefusedError, lambda: merge(third, second)) == (
        f"Không gộp được nhà hảo tâm số {third.id} vào số {second.id}; hãy chọn hai người khác nhau chưa bị gộp."
    )

    office.do("donor.separate", lambda s, c: separate_donor(s, c, s.get_one(Donor, second.id)))

    assert (found(first), found(second)) == (third.id, second.id)
    assert (
        refusal_of(
            NotMergedError,
            lambda: office.do(
                "donor.separate", lambda s, c: separate_donor(s, c, s.get_one(Donor, second.id))
            ),
        )
        == f"Nhà hảo tâm số {second.id} chưa bị gộp vào ai."
    )


def test_what_is_known_of_a_donor_can_be_amended(database):
    office = an_office(database)
    donor = a_donor(office, "Nguyễn Văn An")
    now = Traits("Nguyễn Văn Ánh", address="Tổ 1", wishes_anonymity=True)

    amended = office.do("donor.amend", lambda s, c: amend_donor(s, c, s.get_one(Donor, donor.id), now))

    assert (amended.traits, amended.search_fold) == (now, "nguyen van anh")
    assert amended.sort_key != donor.sort_key


@pytest.mark.parametrize(
    ("traits", "error", "message"),
    [
        (
            Traits(" - "),
            DonorNameMissingError,
            "Hãy ghi họ tên hoặc tên tổ chức của nhà hảo tâm (tối đa 200 ký tự).",
        ),
        (
            Traits("A" * 201),
            DonorNameMissingError,
            "Hãy ghi họ tên hoặc tên tổ chức của nhà hảo tâm (tối đa 200 ký tự).",
        ),
        (
            Traits("Lò An", phone="12345"),
            PhoneUnreadableError,
            "Số điện thoại của «Lò An» không đúng; hãy ghi 10 chữ số như 0912 345 678.",
        ),
        (
            Traits("Lò An", tax_code="12345678901"),
            TaxCodeUnreadableError,
            "Mã số thuế của «Lò An» không đúng; cần 10 chữ số, 10 kèm 3 số chi nhánh, hoặc 12 số định danh.",
        ),
    ],
)
def test_unreadable_traits_are_refused_without_repeating_private_figures(traits, error, message):
    with pytest.raises(error) as refusal:
        sound_traits(traits)

    assert str(refusal.value) == message


def test_a_name_with_letters_in_disguise_is_refused():
    with pytest.raises(HostileTextError):
        sound_traits(Traits("Nguyễn Vаn An"))  # a Cyrillic а


def test_a_donor_of_another_unit_is_unknown(database):
    office = an_office(database)

    message = refusal_of(DonorUnknownError, lambda: office.read(lambda s: find_donor(s, office.unit, 77)))

    assert message == "Sổ của đơn vị không có nhà hảo tâm số 77."


def test_a_person_of_whom_the_name_is_all_has_no_identity():
    assert identity(1, Traits("Lò An")) is None
    assert identity(1, Traits("Trường A", DonorKind.ORGANISATION)) is not None
    assert identity(1, Traits("Lò An", address="Tổ 1")) == identity(1, Traits("LÒ AN", address="tổ 1"))
    assert identity(1, Traits("Lò An", address="Tổ 1")) != identity(2, Traits("Lò An", address="Tổ 1"))


@given(st.builds(Traits, st.text(max_size=30), phone=st.text(max_size=15), tax_code=st.text(max_size=15)))
def test_traits_are_made_sound_once_or_refused(traits):
    try:
        sound = sound_traits(traits)
    except KhfundError:
        return

    assert sound_traits(sound) == sound
