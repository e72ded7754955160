"""`khfund passing`: what only passes through."""

import pytest

DAY = ("--day", "02/03/2026")


@pytest.fixture
def viettel(khfund):
    khfund("donor", "enter", "Tập đoàn Viettel", "--kind", "organisation")
    khfund("goods", "item-add", "XE", "xe đạp", "--measure", "chiếc")
    khfund("goods", "place-add", "KHO", "Kho văn phòng")
    said = khfund("passing", "open", "VT", "Cùng em đến trường", "--donor", 1, "--fund", "KH", *DAY)
    assert said.out == "Đã mở chương trình chuyển trao VT: Cùng em đến trường.\n"
    return khfund


def test_300_bicycles_and_money_are_received_handed_over_and_the_programme_closed(viettel):
    goods = viettel("passing", "receive", "VT", "--goods", "XE:300:1.500.000", "--place", "KHO", *DAY)
    money = viettel("passing", "receive", "VT", "--amount", "5 triệu", *DAY)
    assert (goods.out, money.out) == (
        "Đã nhận để chuyển trao VT: PN-2026-00001, bút toán 1.\n",
        "Đã nhận để chuyển trao VT: PT-2026-00001, bút toán 2.\n",
    )
    assert viettel.json("passing", "list", "--on", "31/03/2026")["items"] == [
        {
            "programme": "VT", "name": "Cùng em đến trường", "giver": "Tập đoàn Viettel",
            "money": 5_000_000, "goods": 450_000_000, "days": 29, "closed": None,
        }
    ]  # fmt: skip
    assert viettel("--json", "passing", "close", "VT", *DAY).rule == "pass_through_left"

    drafted = viettel("passing", "hand-over", "VT", "--amount", "5.000.000", "--to", "Trường Giôn", *DAY)
    assert drafted.out == "Đã lập chứng từ nháp 1 để chuyển trao; cần người khác duyệt.\n"
    viettel("voucher", "approve", 1, by="ketoantruong")
    viettel("voucher", "post", 1, *DAY)
    words = (
        "goods",
        "hand-over",
        "--place",
        "KHO",
        "--fund",
        "KH",
        "--purpose",
        "Cùng em",
        "--to",
        "Trường Giôn",
    )
    viettel(*words, "--goods", "XE:300", "--heads", 300, "--passing", "VT", *DAY)
    viettel("goods", "approve", 1, by="ketoantruong")
    viettel("goods", "deliver", 1, *DAY)

    assert viettel("passing", "list", "--on", "31/03/2026").out == "(không có dòng nào)\n"
    closed = viettel("passing", "close", "VT", "--day", "31/03/2026")
    assert closed.out == "Chương trình chuyển trao VT đã kết thúc.\n"
    assert viettel.json("passing", "list", "--all")["items"][0]["closed"] == "2026-03-31"
    assert viettel.json("check") == {"items": []}


def test_what_a_programme_holds_is_shown_day_by_day(viettel):
    viettel("passing", "receive", "VT", "--amount", "5 triệu", *DAY)

    assert viettel.json("passing", "show", "VT")["items"] == [
        {"day": "2026-03-02", "money": 5_000_000, "goods": 0}
    ]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--amount", 5, "--goods", "XE:1:5", "--place", "KHO"),
        ("--goods", "XE:1:5"),
        ("--amount", 5, "--place", "KHO"),
    ],
)
def test_what_comes_is_money_or_goods(viettel, words):
    assert viettel("passing", "receive", "VT", *words, *DAY).err == (
        "Hãy ghi --amount cho tiền, hoặc --goods kèm --place cho hiện vật; không ghi cả hai trong một lần nhận.\n"
    )
