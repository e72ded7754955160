"""What a unit leaves is settled before it is handed over."""

from datetime import date
from decimal import Decimal

import pytest

from khfund.ledger import Fund, VoucherKind, account_for, draft_voucher
from khfund.ledger.bequest import DissolutionIncompleteError, Listed, left_nowhere, unfinished
from khfund.ledger.deposit import Contract, Places
from khfund.ledger.deposit_interest import Term
from khfund.ledger.deposit_placing import place
from khfund.unit import Unit
from tests.builders import an_office, tamper
from tests.ledger.test_dissolution import END, OPENED, ROLES_OF_ALL, bac_yen, end, funded, hand_over
from tests.ledger.test_transfer_passage import approve, order, send


@pytest.fixture
def province(database):
    return an_office(database, opened=OPENED)


def test_a_list_of_things_is_told_whole_however_long():
    assert str(Listed(["việc"] * 60)) == "; ".join(["việc"] * 60)


def test_drafts_and_money_under_way_are_in_the_way(province):
    district, communes = bac_yen(province, shares=(10_000,))
    funded(district)
    province.post(date(2024, 2, 1), province.posting(ROLES_OF_ALL.BANK, ROLES_OF_ALL.GIFTS, 9_000_000))
    transfer = order(province, "121", day=date(2025, 6, 1))
    approve(province, transfer)
    send(province, transfer, day=date(2025, 6, 1))
    posting = district.posting(ROLES_OF_ALL.MANAGEMENT, ROLES_OF_ALL.CASH, 1_000)
    district.do(
        "voucher.draft",
        lambda s, c: draft_voucher(
            s, c, VoucherKind.PAYMENT, day=date(2025, 6, 2), narration="Giấy", postings=[posting]
        ),
    )
    end(province, district, communes, shares=(10_000,))

    with pytest.raises(DissolutionIncompleteError) as refusal:
        hand_over(district)

    assert list(refusal.value.facts["left"]) == [
        "chứng từ nháp 2 ngày 02/06/2025 còn ở trạng thái «nháp»",
        f"khoản chuyển {transfer.id} gửi đến đơn vị này chưa được ghi nhận",
    ]


def test_a_book_with_nothing_left_has_nothing_in_the_way(province):
    district, communes = bac_yen(province, shares=(10_000,))
    end(province, district, communes, shares=(10_000,))

    def look(session):
        own = session.get_one(Unit, district.unit)
        return [*left_nowhere(session, own, {}, {}, END), *unfinished(session, own, END)]

    assert district.read(look) == []


def test_an_heir_without_the_account_is_told(province):
    district, communes = bac_yen(province, shares=(10_000,))
    funded(district)
    end(province, district, communes, shares=(10_000,))
    heir = communes[0].unit
    tamper(
        province.database,
        f"UPDATE account SET closed = '2025-07-01' WHERE unit_id = {heir} AND role = 'term_deposit'",
    )

    with pytest.raises(DissolutionIncompleteError) as refusal:
        hand_over(district)

    assert list(refusal.value.facts["left"]) == [
        "sổ của Hội Khuyến học xã 0 không có tài khoản đang dùng loại «term_deposit»"
    ]


def test_goods_and_deposits_under_contract_are_settled_before(province):
    district, communes = bac_yen(province, shares=(10_000,))
    funded(district)
    district.post(date(2024, 6, 1), district.posting(ROLES_OF_ALL.GOODS, ROLES_OF_ALL.GIFTS_IN_KIND, 700_000))
    district.post(date(2024, 6, 1), district.posting(ROLES_OF_ALL.BANK, ROLES_OF_ALL.GIFTS, 9_000_000))
    number = district.do("deposit.place", lambda s, c: a_deposit(s, c, district)).id
    end(province, district, communes, shares=(10_000,))

    with pytest.raises(DissolutionIncompleteError) as refusal:
        hand_over(district)

    left = list(refusal.value.facts["left"])
    assert left[0] == "quỹ KH còn 700.000 đ ở tài khoản 152; hãy giao hết bằng `khfund goods` trước"
    assert left[-1] == f"khoản tiền gửi {number} (01 (BIDV)) chưa bàn giao bằng `khfund deposit hand-on`"


def a_deposit(session, command, home):
    contract = Contract("BIDV", "01", 8_000_000, Decimal(5), date(2025, 6, 1), Term.parse("6m"))
    fund = session.get_one(Fund, home.kh)
    bank, own = (
        account_for(session, home.unit, role) for role in (ROLES_OF_ALL.BANK, ROLES_OF_ALL.TERM_DEPOSIT)
    )
    return place(session, command, contract, Places(fund, bank, own))
