"""The statement is published by the chair, and read by a stranger who checks the receipt in his hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from khfund.receipts.receipt import Receipt
from tests.admin.browser import TELEPHONE


@pytest.fixture
def receipt(association):
    with association.app.extensions["khfund.books"].reading() as session:
        return session.scalars(select(Receipt).order_by(Receipt.id).limit(1)).one()


def test_the_statement_is_published_and_a_stranger_reads_it_and_checks_a_receipt(sit, association, receipt):
    with sit("chutich") as chair:
        chair.open("bao-cao-cong-khai/xem-truoc").picture("xem-truoc-bao-cao")
        chair.open("bao-cao-cong-khai/cong-bo").fill(days="2025").press("Công bố")
        association.work()
        chair.page.reload()
        print(chair.page.url, chair.said()[:1200])
        chair.picture("cong-bo")

    with sit(None, viewport=TELEPHONE) as stranger:
        stranger.open("/")
        print(stranger.page.url, stranger.said()[:1200])
        stranger.picture("cong-khai-dien-thoai").open("/cong-khai/MS/")
        print(stranger.page.url, stranger.said()[:1200])
        stranger.open("/cong-khai/bien-nhan").picture("tra-cuu-bien-nhan")
        print(stranger.page.url, stranger.said()[:1200], stranger.page.content()[-1500:])
