from datetime import date

import pytest


@pytest.fixture
def box(khfund):
    """1.230.000 đ in the cash box."""
    khfund.office.gift(date(2026, 3, 1), 1_230_000)
    return khfund


NOTES = ("--notes", "500.000:2", "--notes", "200000:1", "--notes", "10.000:3")


def test_cash_is_counted_and_confirmed_by_two_persons(box):
    entered = box("count", "enter", *NOTES, "--day", "31/10/2026", by="thuquy")
    alone = box("--json", "count", "confirm", 1, by="thuquy")
    confirmed = box("count", "confirm", 1)

    assert entered.out == (
        "Biên bản kiểm kê 1: đếm được 1.230.000 đ, sổ 1.230.000 đ, chênh lệch 0 đ; cần người khác xác nhận.\n"
    )
    assert (alone.code, alone.rule) == (2, "another_person_needed")
    assert confirmed.out == "Đã xác nhận biên bản kiểm kê 1.\n"
    assert box.json("count", "list")["items"] == [
        {
            "count": "1",
            "day": "2026-10-31",
            "account": "111",
            "counted": 1_230_000,
            "book": 1_230_000,
            "difference": 0,
            "state": "đã xác nhận",
        }
    ]


def test_a_difference_carries_its_cause(box):
    refused = box("--json", "count", "enter", "--notes", "500.000:2", "--day", "31/10/2026", by="thuquy")
    words = ("--reason", "Chưa viết phiếu", "--handling", "Viết phiếu", "--counter", "An: Ban kiểm tra")
    answer = box.json("count", "enter", "--notes", "500.000:2", "--account", "111", *words, by="thuquy")

    assert (refused.code, refused.rule) == (2, "difference_unexplained")
    assert (answer["counted"], answer["difference"]) == (1_000_000, -230_000)


def test_a_recount_is_listed_as_such(box):
    box("count", "enter", *NOTES, "--day", "31/10/2026", by="thuquy")
    box("count", "enter", *NOTES, "--day", "31/10/2026", by="thuquy")

    assert [row["state"] for row in box.json("count", "list")["items"]] == ["chờ xác nhận", "đã đếm lại"]


@pytest.mark.parametrize("notes", ["500.000", "500.000:", "500.000:x", "500.000:-1", "500.000:1,5", ":::"])
def test_notes_that_are_not_clear_are_refused(box, notes):
    said = box("--json", "count", "enter", "--notes", notes, by="thuquy")

    assert (said.code, said.rule) == (2, "notes_unclear")
    assert f"Không hiểu «{notes}»; hãy viết LOẠI_TIỀN:SỐ_TỜ, ví dụ 500.000:12, mỗi loại một lần." in said.err


def test_a_denomination_is_counted_once(box):
    said = box("--json", "count", "enter", "--notes", "500.000:1", "--notes", "500000:1", by="thuquy")

    assert (said.code, said.rule) == (2, "notes_unclear")


def test_minutes_are_printed(box, tmp_path):
    box("count", "enter", *NOTES, "--day", "31/10/2026", by="thuquy")

    said = box("count", "print", 1, "--out", tmp_path / "bien-ban.pdf")

    assert said.out == f"Đã in biên bản 1/BB-KKQ vào {tmp_path / 'bien-ban.pdf'}.\n"
    assert (tmp_path / "bien-ban.pdf").read_bytes().startswith(b"%PDF")
    assert box("--json", "count", "print", 9, "--out", tmp_path / "x.pdf").rule == "count_unknown"
    assert not (tmp_path / "x.pdf").exists()
