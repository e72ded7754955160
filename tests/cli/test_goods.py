"""`khfund goods`: what comes in."""

import pytest

from tests.cli.warehouse import DAY, with_goods


@pytest.fixture
def kho(khfund):
    return with_goods(khfund)


def test_goods_are_bought_moved_counted_and_undone(kho):
    words = ("--place", "KHO", "--fund", "KH")
    bought = kho("goods", "buy", "--goods", "XE:20:1.900.000", *words, "--seller", "Cửa hàng", *DAY)
    moved = kho("goods", "move", "--goods", "XE:5", "--from", "KHO", "--to", "TR", "--fund", "KH", *DAY)
    counted = kho("goods", "count", "XE", 14, *words, *DAY, "--reason", "Mất 1 xe")
    undone = kho("goods", "undo", 2, *DAY, "--reason", "Đã tìm thấy")
    agreed = kho("goods", "count", "XE", 15, *words, *DAY)

    assert bought.out == "Đã nhập hàng mua: PN-2026-00001, bút toán 1.\n"
    assert moved.out == "Đã chuyển kho 1 mặt hàng, trị giá 9.500.000 đ.\n"
    assert counted.out == "Đã kiểm kê XE: 14. PX-2026-00001\n"
    assert undone.out == "Đã đảo bút toán 2 cùng hàng của nó: PK-2026-00001.\n"
    assert agreed.code == 0
    found = kho.json("goods", "stock", "--on", "02/03/2026", "--place", "TR")["items"]
    assert [(one["quantity"], one["value"]) for one in found] == [(5, 9_500_000)]


def test_goods_without_an_opening_balance_are_not_taken_over(kho):
    said = kho("--json", "goods", "take-over", "--goods", "XE:5:1.000", "--place", "KHO", "--fund", "KH")

    assert said.rule == "opening_goods"


@pytest.mark.parametrize("text", ["XE", "XE:5", "XE:5:6:la", "XE:5:6:la:x"])
def test_goods_that_come_in_are_written_in_one_way(kho, text):
    said = kho("goods", "receive", "--goods", text, "--place", "KHO", "--fund", "KH", *DAY)

    assert said.err == (
        f"Không hiểu «{text}»; hãy viết MÃ_HÀNG:SỐ_LƯỢNG:ĐƠN_GIÁ, thêm :CÁCH_ĐỊNH_GIÁ:GIẤY_TỜ nếu có, ví dụ "
        "XE:55:2.000.000:invoice:HĐ 12.\n"
    )
