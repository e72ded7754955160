"""`dues` on the command line: rate, members, shares, receipts, passing on."""

import pytest

from tests.cli.shell import Shell


def dues(khfund, *words, **more):
    return khfund.json("--unit", "SL", "dues", *words, **more)


@pytest.fixture
def office(on_a_file) -> Shell:
    """A province with one commune of 1.000 members; a twentieth of the dues goes up."""
    on_a_file.json(
        "unit", "enter", "BM", "Xã Bình Minh", "--level", "commune", "--parent", "SL", by="quantri"
    )
    dues(on_a_file, "rate", "20.000", "--since-year", 2026, "--source", "NQ 01")
    dues(on_a_file, "shares", "base:50", "commune:30", "province:15", "central:5", "--since-year", 2026)
    dues(on_a_file, "members", "BM", 1000, "--year", 2026)
    return on_a_file


def test_dues_are_received_listed_and_passed_on(office):
    received = dues(
        office, "receive", "BM", "3.000.000", "--year", 2026, "--fund", "KH", "--day", "02/03/2026"
    )
    drafted = dues(
        office, "pass-on", "500.000", "--year", 2026, "--fund", "KH", "--day", "05/03/2026", "--to", "TW"
    )

    assert received["voucher"] == "PT-2026-00001"
    assert drafted == {"voucher": 1, "amount": 500_000, "year": "2026"}
    (told,) = dues(office, "list", 2026)["items"]
    assert told == {
        "unit": "BM",
        "name": "Xã Bình Minh",
        "members": 1_000,
        "rate": 20_000,
        "due": 4_000_000,
        "received": 3_000_000,
        "own": 2_250_000,
        "passed": 750_000,
        "outstanding": 1_000_000,
    }
    said = office("--unit", "SL", "dues", "list", 2026)
    assert said.err == (
        "Đã nhận 3.000.000 đ, để lại 2.250.000 đ; đã chuyển lên 0 đ, còn phải chuyển 250.000 đ.\n"
    )


def test_shares_are_told_by_level(office):
    said = office("--unit", "SL", "dues", "shares", "base:60", "province:40", "--since-year", 2027)

    assert said.out == "Đã ghi tỷ lệ chia hội phí từ năm 2027.\n  chi hội: 60 %\n  tỉnh: 40 %\n"


@pytest.mark.parametrize("words", [("base:60",), ("base:60", "base:40")])
def test_shares_that_do_not_add_up_are_refused(office, words):
    said = office("--json", "--unit", "SL", "dues", "shares", *words, "--since-year", 2027)

    assert (said.code, said.rule) == (2, "dues_shares_uneven")


def test_a_share_that_cannot_be_read_is_refused(office):
    assert office("--unit", "SL", "dues", "shares", "base:a", "--since-year", 2027).code == 2


def test_more_than_is_due_is_pointed_out_and_booked(office):
    said = office("--unit", "SL", "dues", "receive", "BM", "4.000.001", "--year", 2026, "--fund", "KH")

    assert said.code == 0
    assert said.err.startswith("Lưu ý: Xã Bình Minh đã nộp 4.000.001 đ hội phí năm 2026")


def test_dues_come_by_a_bank_line_or_into_a_bank_account(office, tmp_path):
    bank = ("bank", "open", "0123456789", "--bank", "Vietcombank", "--fund", "KH", "--opened", "01/01/2026")
    office.json("--unit", "SL", *bank)
    statement = tmp_path / "saoke.csv"
    head = "Ngày giao dịch;Số bút toán;Ghi nợ;Ghi có;Số dư;Nội dung chi tiết\n"
    rows = "06/03/2026;FT1;;2.000.000;2.000.000;HOI PHI BM\n07/03/2026;FT2;;1.250.500;3.250.500;LAI\n"
    statement.write_text(head + rows, encoding="utf-8")
    office.json("--unit", "SL", "bank", "import", statement)

    by_line = dues(office, "receive", "BM", "--year", 2026, "--fund", "KH", "--line", 1)
    by_bank = dues(office, "receive", "BM", "1.000", "--year", 2026, "--fund", "KH", "--bank", "0123456789")
    both = office(
        "--unit", "SL", "dues", "receive", "BM", "--year", 2026, "--fund", "KH", "--line", 2, "--bank", "1"
    )

    assert (by_line["voucher"][:2], by_bank["voucher"][:2], both.code) == ("BC", "BC", 2)
    assert dues(office, "list", 2026)["items"][0]["received"] == 2_001_000


def test_a_unit_whose_members_are_not_counted_is_not_0(office):
    office.json("unit", "enter", "CA", "Xã Chiềng Ân", "--level", "commune", "--parent", "SL", by="quantri")

    missing = dues(office, "list", 2026)["items"][1]

    assert (missing["members"], missing["due"], missing["outstanding"]) == (None, None, None)
    assert "chưa báo cáo" in office("--unit", "SL", "dues", "list", 2026).out
