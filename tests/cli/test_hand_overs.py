"""`khfund goods`: from a list to the bicycle at the school."""

import pytest

from tests.cli.warehouse import drafted, received, with_goods


@pytest.fixture
def kho(khfund):
    return with_goods(khfund)


def test_a_gift_in_kind_is_received_approved_handed_over_and_printed(kho, tmp_path):
    assert received(kho).out == "Đã ghi khoản ủng hộ hiện vật số 1, trị giá 110.000.000 đ.\n"
    assert drafted(kho, "--goods", "XE:55", "--heads", 55).out == (
        "Đã lập danh sách trao hiện vật số 1; cần người khác duyệt.\n"
    )
    assert kho("goods", "approve", 1, by="ketoantruong").out == "Đã duyệt danh sách trao hiện vật số 1.\n"
    assert kho("goods", "deliver", 1, "--day", "10/03/2026").out == (
        "Đã trao hiện vật theo danh sách số 1: PX-2026-00001, bút toán 2.\n"
    )
    assert kho.json("goods", "stock", "--on", "10/03/2026") == {"items": []}
    assert kho.json("goods", "stock", "--on", "09/03/2026")["items"] == [
        {
            "place": "KHO", "item": "XE", "name": "xe đạp", "measure": "chiếc", "fund": "KH",
            "held_for_others": False, "quantity": 55, "value": 110_000_000,
        }
    ]  # fmt: skip
    for more in ((), ("--signed-list",)):
        assert kho("goods", "print", 1, "--out", tmp_path / f"bb{len(more)}.pdf", *more).code == 0
    assert (tmp_path / "bb1.pdf").read_bytes().startswith(b"%PDF")
    assert kho.json("check") == {"items": []}


def test_a_recipients_name_stays_in_the_file_and_on_the_signed_list(kho, tmp_path):
    received(kho)
    file = tmp_path / "ds.csv"
    file.write_text("Họ và tên,Lớp,Mặt hàng,Số lượng\nLò Thị Bé,6A,XE,1\n", encoding="utf-8")

    said = drafted(kho, "--list", file)

    listed = kho("--json", "goods", "list")
    logged = kho("--json", "entry", "list", "--days", "2026")
    assert said.code == 0
    assert "Bé" not in said.out + listed.out + logged.out
    assert listed.json["items"][0] | {"entry": None} == {
        "list": "1", "day": "2026-03-10", "state": "draft", "state_name": "nháp", "pieces": 1,
        "receiver": "Trường Giôn", "purpose": "Cùng em", "entry": None,
    }  # fmt: skip


def test_the_recipients_come_from_a_file_or_are_one_group(kho):
    said = drafted(kho)

    assert said.err == (
        "Hãy ghi danh sách người nhận bằng --list TỆP, hoặc --goods MÃ_HÀNG:SỐ_LƯỢNG cho một nhóm; không ghi cả hai.\n"
    )


def test_a_list_is_cancelled(kho):
    received(kho)
    drafted(kho, "--goods", "XE:5")

    said = kho("goods", "cancel", 1, "--reason", "Hoãn")

    assert said.out == "Đã hủy danh sách trao hiện vật số 1.\n"


def test_goods_and_places_are_listed(kho):
    assert kho.json("goods", "list", "items")["items"] == [
        {"item": "XE", "name": "xe đạp", "measure": "chiếc"}
    ]
    assert [one["place"] for one in kho.json("goods", "list", "places")["items"]] == ["KHO", "TR"]
    assert kho("goods", "list").out == "(không có dòng nào)\n"


def test_goods_that_leave_are_written_in_one_way(kho):
    received(kho)

    assert drafted(kho, "--goods", "XE").err == ("Không hiểu «XE»; hãy viết MÃ_HÀNG:SỐ_LƯỢNG, ví dụ XE:55.\n")


def test_whoever_keeps_books_does_not_approve(kho):
    received(kho)
    drafted(kho, "--goods", "XE:5")

    assert kho("--json", "goods", "approve", 1, by="thuquy").rule == "not_allowed"
