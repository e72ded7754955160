"""A table of who gets what."""

from __future__ import annotations

import pytest

from khfund.donations.recipient_list import HeadsUnclearError, RecipientListUnclearError, read_recipients
from khfund.errors import ProblemsFound
from tests.donations.offices import refusal_of
from tests.donations.warehouses import a_warehouse


@pytest.fixture
def kho(database):
    return a_warehouse(database)


def read(kho, text):
    return kho.office.read(lambda s: read_recipients(s, kho.office.unit, text.encode(), "danhsach.csv"))


def test_each_row_is_a_recipient_with_goods(kho):
    lines = read(
        kho,
        "Danh sách nhận xe đạp\n"
        "STT,Họ và tên,Lớp,Số người,Mặt hàng,Số lượng\n"
        "1,Lò Thị Bé,6A,,XE,1\n"
        "2,Cả lớp,6B,35,SUA,1.050\n"
        ",,,,,\n",
    )

    assert [(one.recipient, one.belongs_to, one.heads, one.item.code, one.quantity) for one in lines] == [
        ("Lò Thị Bé", "6A", 1, "XE", 1),
        ("Cả lớp", "6B", 35, "SUA", 1_050),
    ]


def test_wrong_rows_are_told_by_their_place_and_not_by_the_name(kho):
    with pytest.raises(ProblemsFound) as refusal:
        read(kho, "Họ và tên,Mặt hàng,Số lượng\nLò Thị Bé,XE,hai\nVì Văn Em,KHONGCO,1\n")

    told = [str(problem) for problem in refusal.value.problems]
    assert len(told) == 2
    assert "«hai» không phải số nguyên lớn hơn 0" in told[0]
    assert "dòng 2" in told[0]
    assert "«KHONGCO»" in told[1]
    assert "Bé" not in "".join(told)


def test_a_number_that_is_none_is_told():
    assert str(HeadsUnclearError(text="hai")) == (
        "«hai» không phải số nguyên lớn hơn 0; hãy ghi lại số lượng hoặc số người."
    )


@pytest.mark.parametrize("text", ["Tên,Số\nA,1\n", "Họ và tên,Mặt hàng,Số lượng\n"])
def test_a_table_without_the_columns_or_rows_is_refused(kho, text):
    assert refusal_of(RecipientListUnclearError, lambda: read(kho, text)) == (
        "Không thấy dòng nào dưới các cột «Họ và tên», «Mặt hàng», «Số lượng» trong danh sách danhsach.csv."
    )
