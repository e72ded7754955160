"""`sponsorship`, what is looked at."""

from __future__ import annotations

import pytest

from tests.cli.test_sponsorships import begun

ON = ("--on", "15/12/2026")


@pytest.fixture
def given(khfund):
    """A child in grade 12; its sponsor gave one and a half million."""
    khfund = begun(khfund)
    khfund.json("donation", "receive", "--donor", 1, "--part", "KH:2.000.000", "--day", "05/10/2026")
    khfund.json("sponsorship", "receive", 1, 1, "--amount", "1.500.000")
    return khfund


def test_a_sponsorship_is_listed_by_numbers_and_without_names(given):
    (told,) = given.json("sponsorship", "list", *ON)["items"]

    assert told == {
        "sponsorship": "1", "recipient": "1", "programme": "NE", "state": "running", "state_name": "đang đỡ đầu",
        "reason": None, "months": 12, "owed": 0, "paid": 0, "to_come": 6_000_000, "until": "Tháng 8/2027",
    }  # fmt: skip
    said = given("sponsorship", "list", *ON).out
    assert "Lò Thị Ánh" not in said
    assert said.endswith(
        "Cộng 1 thỏa thuận, 12 tháng: đã lập kỳ chi 0 đ, đã chi 0 đ, còn cam kết 6.000.000 đ.\n"
    )


def test_a_sponsorship_is_shown_with_its_sponsors_and_events(given):
    given.json("sponsorship", "event", 1, "suspend", "--day", "10/12/2026", "--words", "Nghỉ ốm")

    told = given.json("sponsorship", "show", 1, *ON)

    assert told["state"] == "suspended"
    assert told["sponsors"] == [
        {
            "share": "1", "donor": "Nguyễn Văn An", "payer": None, "correspondent": None, "part": 10_000,
            "percent": "100", "promised": 6_000_000, "due": 2_000_000, "received": 1_500_000, "arrears": 500_000,
            "ahead": 0, "paid_out": 0, "paid_until": "Tháng 11/2026", "stopped": False, "asked": True,
        }
    ]  # fmt: skip
    assert [(one["day"], one["kind_name"], one["words"]) for one in told["events"]] == [
        ("2026-12-10", "tạm dừng", "Nghỉ ốm")
    ]
    assert "Nguyễn Văn An" in given("sponsorship", "show", 1, *ON).out


def test_the_schedule_is_shown_month_by_month(given):
    told = given.json("sponsorship", "schedule", 1)["items"]

    assert len(told) == 12
    assert told[0] == {
        "month": "Tháng 9/2026", "due": "2026-09-01", "grade": "12", "amount": 500_000, "sponsored": 500_000,
        "held": False,
    }  # fmt: skip


def test_what_does_not_agree_is_told(given):
    told = given.json("sponsorship", "check", *ON)
    one = given("sponsorship", "check", 1, *ON)

    assert told["counts"] == {"arrears": 1, "not_raised": 1}
    assert "còn thiếu 500.000 đ (tháng 12/2026)" in " ".join(one.out.split())


def test_a_contribution_is_taken_back(given):
    given.json("sponsorship", "take-back-receipt", 1, "--reason", "Nhầm em")

    assert given.json("sponsorship", "show", 1, *ON)["sponsors"][0]["received"] == 0


def test_what_is_overpaid_is_listed(given):
    assert given.json("sponsorship", "overpaid") == {"items": []}


def test_sponsors_are_looked_at_by_whoever_holds_the_right(given):
    said = given("--json", "sponsorship", "show", 1, by="quantri")

    assert (said.code, said.rule) == (2, "not_allowed")
