"""Transfers at the command line, from the order to both books."""

import pytest

OFFICERS = (("ketoan", "accountant"), ("ketoantruong", "chief_accountant"), ("thuquy", "treasurer"))
ORDER = (
    "--unit",
    "SL",
    "transfer",
    "order",
    "xã Xím Vàng",
    "1.000.000",
    "--fund",
    "KH",
    "--day",
    "02/02/2026",
)


@pytest.fixture
def khfund(khfund):
    """The province with 9.000.000 đ in cash, a commune with a book, a commune without one."""
    khfund.json("unit", "enter", "03862", "Hội Khuyến học xã Xím Vàng", "--parent", "SL", by="quantri")
    khfund.json("unit", "enter", "03856", "Hội Khuyến học xã Bắc Yên", "--parent", "SL", by="quantri")
    for login, role in OFFICERS:
        khfund.json("--unit", "03862", "person", "grant", login, role, by="quantri")
    khfund.json("--unit", "03862", "book", "open", "01/01/2026", by="quantri")
    khfund.json("--unit", "03862", "fund", "open", "KH", "Quỹ Khuyến học", "--opened", "01/01/2026")
    gift = ("donation", "receive", "--part", "KH:9.000.000", "--day", "05/01/2026")
    khfund.json("--unit", "SL", *gift)
    return khfund


def approved(khfund):
    ordered = khfund(*ORDER, "--account", "111")
    assert ordered.out == "Khoản chuyển 1: 1.000.000 đ, chứng từ nháp 1 chờ duyệt.\n"
    khfund.json("--unit", "SL", "voucher", "approve", "1", by="ketoantruong")


def states(khfund):
    return [
        (one["state"], one["difference"]) for one in khfund.json("--unit", "SL", "transfer", "list")["items"]
    ]


def test_both_books_are_written_at_once(khfund):
    approved(khfund)
    words = (
        "--unit",
        "SL",
        "--request-id",
        "gui",
        "transfer",
        "send",
        "1",
        "--day",
        "02/02/2026",
        "--fund-there",
        "KH",
    )

    said, again = khfund(*words, by="thuquy"), khfund(*words, by="thuquy")

    assert said.out == again.out == "Khoản chuyển 1 đã gửi (PC-2026-00001) và đã ghi ở sổ bên nhận.\n"
    assert states(khfund) == [("agrees", 0)]


def test_what_is_sent_first_is_received_later(khfund):
    approved(khfund)
    sent = khfund("--unit", "SL", "transfer", "send", "1", "--day", "02/02/2026", by="thuquy")
    between = khfund.json("transfer", "differences", "--on", "02/02/2026")["items"]
    receive = ("--unit", "03862", "transfer", "receive", "1", "--fund", "KH", "--day", "03/02/2026")

    received = khfund(*receive, "--account", "111", "--amount", "990.000", by="thuquy")

    assert sent.out == "Khoản chuyển 1 đã gửi: PC-2026-00001.\n"
    assert [(one["from"], one["to"], one["difference"]) for one in between] == [
        ("Hội Khuyến học tỉnh Mường Sáng", "Hội Khuyến học xã Xím Vàng (tỉnh Mường Sáng)", 1_000_000)
    ]
    assert received.out == "Đã ghi nhận khoản chuyển 1: PT-2026-00001.\n"
    assert received.err == (
        "Lưu ý: khoản chuyển 1 gửi 1.000.000 đ nhưng ghi nhận 990.000 đ; hai sổ chênh nhau 10.000 đ.\n"
    )
    assert states(khfund) == [("differs", 10_000)]


def test_money_from_a_unit_without_a_book_is_received_from_it(khfund):
    words = ("transfer", "receive-from", "Bắc Yên", "200.000", "--fund", "KH", "--day", "03/02/2026")

    said = khfund("--unit", "SL", *words, by="thuquy")

    assert said.out == "Đã ghi nhận khoản chuyển 1: 200.000 đ.\n"
    assert khfund.json("--unit", "SL", "transfer", "list", "--state", "sent")["items"] == []
    assert states(khfund) == [("one_sided", 0)]
