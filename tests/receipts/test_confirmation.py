"""Gifts of a company are confirmed once; copies say that they are copies."""

from datetime import date

import pytest
from sqlalchemy import select

from khfund.donations.donation import DonationUnknownError, find_donation
from khfund.donations.donor import find_donor, merge_donors
from khfund.donations.gift import Part
from khfund.donations.likeness import DonorKind
from khfund.donations.refund import refund
from khfund.errors import IntegrityError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.receipts.confirmation import (
    AlreadyConfirmedError,
    ConfirmationDayError,
    ConfirmationVoidError,
    GiftOfAnotherError,
    NotAnOrganisationError,
    NothingToConfirmError,
    SideIncompleteError,
    copy_confirmation,
    void_confirmation,
)
from khfund.receipts.confirmation_register import (
    Confirmation,
    ConfirmationStandsError,
    ConfirmationUnknownError,
)
from khfund.receipts.gift_paper import NothingKeptError
from khfund.receipts.paper import MarkKind
from khfund.reports.check import check
from tests.builders import write_by_hand
from tests.receipts.companies import DAY, a_company, confirmed, found, gives, with_basis


@pytest.fixture
def office(database):
    return with_basis(database)


def void(office, number="BBXN-2027-0001", reason="Sai tên"):
    def work(session, command):
        return void_confirmation(session, command, found(session, office, number), reason=reason)

    return office.do("confirmation.void", work)


def give_back(office, gift, amount=None, day=date(2026, 5, 1)):
    def work(session, command):
        donation = find_donation(session, command.unit, gift)
        refund(session, command, donation, amount=amount, day=day, reason="Thừa")

    office.do("donation.refund", work)


def copy(office, number="BBXN-2027-0001"):
    return office.do("confirmation.copy", lambda s, c: copy_confirmation(s, c, found(s, office, number)))


def refused(kind, work):
    with pytest.raises(kind) as refusal:
        work()
    return str(refusal.value)


def test_all_gifts_of_a_company_that_wait_are_confirmed_at_once(office):
    company = a_company(office)
    gives(office, company, parts=[Part(office.kh, 3_000_000), Part(office.th, 7_000_000)])
    gives(office, company, 500_000, day=date(2026, 9, 2))
    warned = []

    made = confirmed(office, company, representative="  Nguyễn   Ban ", position="Giám đốc", warned=warned)

    says = made.paper
    assert (made.printed_number, made.amount, made.day) == ("BBXN-2027-0001", 10_500_000, DAY)
    assert [(gift.day, gift.proof, gift.fund, gift.amount) for gift in says.gifts] == [
        (date(2026, 3, 1), "PT-2026-00001", "Quỹ Khuyến học tỉnh", 3_000_000),
        (date(2026, 3, 1), "PT-2026-00001", "Quỹ học bổng Tô Hiệu", 7_000_000),
        (date(2026, 9, 2), "PT-2026-00002", "Quỹ Khuyến học tỉnh", 500_000),
    ]
    assert (says.giver.representative, says.giver.position) == ("Nguyễn Ban", "Giám đốc")
    assert (says.receiver.representative, says.receiver.position) == ("Hoàng Văn Chủ Tịch", "Chủ tịch")
    assert says.words == "Mười triệu năm trăm nghìn đồng"
    assert (says.basis, warned) == ("Nghị định về thuế", [])
    assert office.read(check) == []


def test_what_was_given_back_is_not_confirmed(office):
    company = a_company(office)
    gift = gives(office, company, 5_000_000)
    give_back(office, gift, 1_000_000)

    assert confirmed(office, company).amount == 4_000_000
    assert office.read(check) == []


def test_a_confirmed_gift_is_neither_confirmed_again_nor_given_back(office):
    company = a_company(office)
    gift = gives(office, company)
    confirmed(office, company)

    assert refused(AlreadyConfirmedError, lambda: confirmed(office, company, [gift])) == (
        "Khoản ủng hộ số 1 đã có biên bản BBXN-2027-0001; hãy in bản sao, hoặc hủy biên bản đó."
    )
    assert refused(NothingToConfirmError, lambda: confirmed(office, company)) == (
        f"Nhà hảo tâm số {company} không có khoản ủng hộ nào chờ xác nhận trong thời gian này."
    )
    assert refused(ConfirmationStandsError, lambda: give_back(office, gift, day=DAY)) == (
        "Khoản ủng hộ số 1 đã được xác nhận bằng biên bản BBXN-2027-0001; hãy hủy biên bản trước."
    )


def test_voided_minutes_free_their_gifts_and_keep_their_number(office):
    company = a_company(office)
    gives(office, company)
    confirmed(office, company)

    void(office)

    assert confirmed(office, company).printed_number == "BBXN-2027-0002"
    assert (
        refused(ConfirmationVoidError, lambda: copy(office))
        == "Biên bản BBXN-2027-0001 đã hủy; không thể sao."
    )
    assert (
        refused(ConfirmationVoidError, lambda: void(office))
        == "Biên bản BBXN-2027-0001 đã hủy; không thể hủy."
    )
    refused(ReasonMissingError, lambda: void(office, "BBXN-2027-0002", " "))
    assert office.read(check) == []


def test_a_copy_is_marked_and_recorded(office):
    company = a_company(office)
    gives(office, company)
    made = confirmed(office, company)

    copied = copy(office)

    assert (copied.mark.kind, copied.mark.day) == (MarkKind.COPY, date(2027, 1, 15))
    assert made.paper.mark.kind is MarkKind.ORIGINAL
    assert office.read(check) == []


def test_only_an_organisation_with_address_and_tax_code_gets_minutes(office):
    person = a_company(office, "Lò Văn An", kind=DonorKind.PERSON)
    bare = a_company(office, "Công ty Mới", address="", tax_code="")

    assert refused(NotAnOrganisationError, lambda: confirmed(office, person)) == (
        f"Nhà hảo tâm số {person} không phải tổ chức, doanh nghiệp; cá nhân, hộ gia đình dùng giấy xác nhận ủng hộ "
        "(`khfund receipt`)."
    )
    assert refused(SideIncompleteError, lambda: confirmed(office, bare)) == (
        f"Nhà hảo tâm số {bare} còn thiếu địa chỉ, mã số thuế; hãy bổ sung rồi lập biên bản."
    )


def test_minutes_confirm_gifts_of_one_giver(office):
    one, other = a_company(office), a_company(office, "Công ty Khác")
    gift = gives(office, other)

    assert refused(GiftOfAnotherError, lambda: confirmed(office, one, [gift])) == (
        f"Khoản ủng hộ số {gift} không phải của nhà hảo tâm số {one}."
    )
    refused(DonationUnknownError, lambda: confirmed(office, one, [99]))

    def merged(session, command):
        merge_donors(
            session,
            command,
            find_donor(session, command.unit, other),
            survivor=find_donor(session, command.unit, one),
        )

    office.do("donor.merge", merged)
    assert confirmed(office, one).amount == 5_000_000
    assert office.read(check) == []


def test_a_gift_that_went_back_whole_has_no_minutes(office):
    company = a_company(office)
    gift = gives(office, company)
    give_back(office, gift)

    refused(NothingKeptError, lambda: confirmed(office, company, [gift]))
    refused(NothingToConfirmError, lambda: confirmed(office, company))


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2027, 1, 16)])
def test_minutes_are_dated_between_the_last_gift_and_today(office, day):
    company = a_company(office)
    gives(office, company)

    assert refused(ConfirmationDayError, lambda: confirmed(office, company, day=day)) == (
        f"Không lập biên bản xác nhận ngày {day:%d/%m/%Y} được: khoản sau cùng nhận ngày 01/03/2026, hôm nay là 15/01/2027."
    )


def test_minutes_without_a_legal_basis_are_pointed_out(office):
    company = a_company(office)
    gives(office, company)
    write_by_hand(office.database, "DELETE FROM setting WHERE key = 'confirmation_basis'")
    warned = []

    made = confirmed(office, company, warned=warned)

    assert made.paper.basis == ""
    assert warned == [
        "Lưu ý: biên bản chưa ghi căn cứ pháp lý của ngày 10/01/2027; hãy đặt bằng `khfund unit set confirmation_basis`."
    ]


def test_the_minutes_of_another_unit_are_nobodys_business(office):
    company = a_company(office)
    gives(office, company)
    confirmed(office, company)

    def elsewhere(session, command):
        command.unit_id = 99
        copy_confirmation(session, command, session.scalars(select(Confirmation)).one())

    refused(ConfirmationUnknownError, lambda: office.do("confirmation.copy", elsewhere))


@pytest.mark.parametrize(
    ("by_hand", "told"),
    [
        ("UPDATE confirmation SET amount = 1", "confirmation: rows never change"),
        ("DELETE FROM confirmation_gift", "confirmation_gift: rows are never deleted"),
        (
            "INSERT INTO confirmation_gift (confirmation_id, donation_id) SELECT 1, 1",
            "confirmed by one original|UNIQUE",
        ),
    ],
)
def test_the_database_itself_holds_minutes(office, by_hand, told):
    company = a_company(office)
    gives(office, company)
    confirmed(office, company)

    with pytest.raises(IntegrityError, match=told):
        write_by_hand(office.database, by_hand)
