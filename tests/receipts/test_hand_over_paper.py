"""The minutes of a hand-over and the list that recipients sign."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from khfund.donations.goods_line import NewGoods
from khfund.donations.hand_over import NewHandOverLine, find_hand_over
from khfund.donations.pass_through import find_programme
from khfund.donations.passing import receive_goods
from khfund.receipts.hand_over_paper import (
    GoodsHanded,
    RecipientSigned,
    hand_over_paper,
    minutes,
    signed_list,
)
from tests.donations.warehouses import DAY, a_warehouse


@pytest.fixture
def kho(sqlite_database):
    return a_warehouse(sqlite_database)


def paper(kho, number=1):
    return kho.office.read(lambda s: hand_over_paper(s, find_hand_over(s, kho.office.unit, number)))


def test_the_minutes_name_both_parties_and_the_goods_with_their_value(kho):
    kho.give(55, 2_000_000)
    kho.give(100, 7_000, item=kho.milk)
    lines = [
        NewHandOverLine(kho.bicycle, 1, "Lò Thị Bé", "Lớp 6A"),
        NewHandOverLine(kho.milk, 10, "Lò Thị Bé", "Lớp 6A"),
        NewHandOverLine(kho.milk, 35, "Lớp 6B", "", 35),
    ]
    kho.hand_over(lines=lines)

    says = paper(kho)

    assert says.goods == (
        GoodsHanded("sữa", "hộp", 45, 315_000),
        GoodsHanded("xe đạp", "chiếc", 1, 2_000_000),
    )
    assert says.recipients[0] == RecipientSigned("Lò Thị Bé", "Lớp 6A", 1, "xe đạp", "chiếc", 1)
    assert (says.value, says.heads, says.voucher, says.day) == (
        2_315_000,
        36,
        "PX-2026-00001",
        date(2026, 3, 10),
    )
    assert (says.receiver, says.storage) == ("Trường THCS Mường Giôn", "Kho văn phòng Hội, Số 1 phố Học Tập")
    assert (says.giver, says.programme) == ("", "")


def test_a_list_that_is_not_handed_over_yet_says_what_the_goods_would_be_worth(kho):
    kho.give(55, 2_000_000)
    kho.draft(5)

    says = paper(kho)

    assert (says.goods, says.voucher) == ((GoodsHanded("xe đạp", "chiếc", 5, 10_000_000),), "")


def test_goods_that_pass_through_name_their_giver(kho):
    kho.programme()
    kho.office.do(
        "passing.receive",
        lambda s, c: receive_goods(
            s,
            c,
            find_programme(s, c.unit, "VT"),
            day=DAY,
            place=kho.place,
            lines=[NewGoods(kho.bicycle, 300, 1_000)],
        ),
    )
    kho.draft(300, programme=kho.found())

    says = paper(kho)

    assert (says.giver, says.programme) == ("Tập đoàn Viễn thông Viettel", "Cùng em đến trường")


def test_the_papers_are_set_again_with_the_same_bytes_and_only_the_list_has_names(kho):
    kho.give(55, 2_000_000)
    kho.hand_over(lines=[NewHandOverLine(kho.bicycle, 1, "Lò Thị Bé", "Lớp 6A")])
    says = paper(kho)

    first, listed = minutes(says), signed_list(says)

    assert (minutes(says), signed_list(says)) == (first, listed)
    assert len(pikepdf.open(io.BytesIO(first)).pages) == len(pikepdf.open(io.BytesIO(listed)).pages) == 1
    assert minutes(paper(kho)) == first
