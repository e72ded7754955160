"""Phiếu thu and phiếu chi from posted entries."""

from datetime import date

import pytest

from khfund.ledger import (
    AccountRole,
    VoucherKind,
    approve_voucher,
    draft_voucher,
    find_entry,
    find_voucher,
    post_voucher,
)
from khfund.receipts.paper import BookedLine, CashDirection
from khfund.receipts.voucher_paper import NoCashVoucherError, voucher_paper
from tests.receipts.builders import a_donor, a_gift, with_series


@pytest.fixture
def office(database):
    return with_series(database)


def test_the_voucher_of_a_cash_gift_names_its_donor(office):
    gift = a_gift(office, a_donor(office, address="bản Mòn"), 1_500_000)

    says = office.read(lambda s: voucher_paper(s, find_entry(s, office.unit, gift.id)))

    assert (says.direction, says.number, says.person, says.address) == (
        CashDirection.IN,
        "PT-2026-00001",
        "Lường Thị Ánh",
        "bản Mòn",
    )
    assert (says.debit, says.credit) == (
        (BookedLine(account="111", amount=1_500_000),),
        (BookedLine(account="5111", amount=1_500_000),),
    )
    assert says.form_code == ""


def test_a_payment_voucher_bears_both_dates(office):
    posting = office.posting(AccountRole.MANAGEMENT, AccountRole.CASH, 300_000)
    draft = office.do(
        "voucher.draft",
        lambda s, c: draft_voucher(
            s,
            c,
            VoucherKind.PAYMENT,
            day=date(2026, 3, 5),
            narration="Mua giấy in",
            postings=[posting],
            party_name="Cửa hàng Bút Mực",
            papers=2,
        ),
    )
    office.do(
        "voucher.approve",
        lambda s, c: approve_voucher(s, c, find_voucher(s, office.unit, draft.id)),
        by=office.chief,
    )
    entry = office.do(
        "voucher.post",
        lambda s, c: post_voucher(s, c, find_voucher(s, office.unit, draft.id), day=date(2026, 3, 7)),
    )

    says = office.read(lambda s: voucher_paper(s, find_entry(s, office.unit, entry.id)))

    assert (says.direction, says.day_made, says.day_paid) == (
        CashDirection.OUT,
        date(2026, 3, 5),
        date(2026, 3, 7),
    )
    assert (says.person, says.content, says.enclosed) == ("Cửa hàng Bút Mực", "Mua giấy in", "02")


def test_a_journal_entry_has_no_cash_voucher(office):
    entry = office.post(date(2026, 3, 1), office.posting(AccountRole.BANK, AccountRole.INTEREST, 5_000))

    with pytest.raises(NoCashVoucherError) as refusal:
        office.read(lambda s: voucher_paper(s, find_entry(s, office.unit, entry.id)))

    assert str(refusal.value) == (
        "PK-2026-00001 là phiếu kế toán, không có phiếu thu hay phiếu chi để in; "
        "chứng từ là giấy báo của ngân hàng hoặc phiếu kế toán."
    )
