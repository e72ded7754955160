"""The statement is published by the chair, and read by a stranger who checks the receipt in his hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from khfund.donations.donation import Donation
from khfund.donations.donor import ANONYMOUS
from khfund.receipts import check_code
from khfund.receipts.receipt import Receipt
from tests.admin.browser import TELEPHONE

UNKNOWN = "Không có biên nhận nào mang mã này."


@pytest.fixture
def receipts(association) -> dict[bool, Receipt]:
    """A receipt of a giver who is named, and one of a giver who wishes not to be."""
    first = select(Receipt).join(Donation, Donation.id == Receipt.donation_id).order_by(Receipt.id).limit(1)
    with association.app.extensions["khfund.books"].reading() as session:
        return {
            wish: session.scalars(first.where(Donation.anonymous.is_(wish))).one() for wish in (False, True)
        }


def test_the_statement_is_published_and_a_stranger_reads_it(sit, association):
    with sit("chutich") as chair:
        chair.open("bao-cao-cong-khai/xem-truoc").picture("xem-truoc-bao-cao")
        assert "2.648.764.412" in chair.said()
        chair.open("bao-cao-cong-khai/cong-bo").fill(days="2025").press("Công bố")
        association.work()
        chair.page.reload()
        assert (
            "Đã công bố báo cáo (Năm 2025), bản 2: số dư cuối kỳ 2.648.764.412 đ, chênh lệch 0 đ."
            in chair.picture("cong-bo-bao-cao").said()
        )

    with sit(None, viewport=TELEPHONE) as stranger:
        stranger.open("/").picture("cua-cong-khai")
        assert stranger.page.url.endswith("/cong-khai/MS/")
        stranger.go("Năm 2025").picture("bao-cao-cong-khai")
        assert "Đây là bản 2, thay các bản trước" in stranger.said()
        assert "Số dư cuối kỳ bằng đúng tiền và tài sản đang giữ." in stranger.said()
        assert stranger.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_stranger_checks_the_receipt_in_his_hand(sit, receipts):
    named, unnamed = receipts[False], receipts[True]
    with sit(None, viewport=TELEPHONE) as stranger:
        genuine = heard(stranger, check_code.printed(named.check_code))
        stranger.picture("tra-cuu-bien-nhan")
        veiled = heard(stranger, unnamed.check_code)
        mistyped = heard(stranger, named.check_code[::-1])
        guessed = heard(stranger, "xin chào")

    assert "Biên nhận thật, còn giá trị." in genuine
    assert named.printed_number in genuine
    assert (ANONYMOUS in veiled, unnamed.paper.giver in veiled) == (True, False)
    assert UNKNOWN in mistyped
    assert guessed == mistyped


def heard(stranger, typed: str) -> str:
    """What a stranger is told of a code."""
    return stranger.open("/cong-khai/bien-nhan").fill(ma=typed).press("Kiểm tra").said()
