"""`khfund payment`: from what is owed to the last approval."""

import pytest

from tests.cli.paydesk import a_desk
from tests.scholarships.runs import NOVEMBER


@pytest.fixture
def chi(khfund):
    chi = a_desk(khfund)
    chi.payer.owe(0, 1, 2)
    return chi


DRAFT = ("payment", "draft", "--until", "31/10/2026", "--payout", "15/01/2027")


def test_a_preview_shows_everything_and_writes_nothing(chi):
    told = chi.json("payment", "preview", "--until", "31/10/2026", "--payout", "15/01/2027")

    assert (told["run"], told["count"], told["total"]) == (None, 3, 3_000_000)
    assert told["funds"] == [
        {
            "fund": "KH", "required": 3_000_000, "spendable": 100_000_000, "liquid": 100_000_000, "payable": 0,
            "committed": 0, "missing": 0,
        }
    ]  # fmt: skip
    assert [(one["running"], one["left"]) for one in told["items"]] == [
        (1_000_000, 99_000_000), (2_000_000, 98_000_000), (3_000_000, 97_000_000),
    ]  # fmt: skip
    assert chi.json("payment", "list") == {"items": []}
    said = chi("payment", "preview", "--until", "31/10/2026", "--payout", "15/01/2027")
    assert said.out.startswith("Xem trước, chưa ghi: 3 khoản, 3.000.000 đ, trả ngày 15/01/2027.\n")


def test_a_run_is_drafted_shown_and_approved_by_another(chi):
    assert chi(*DRAFT).out == (
        "Đã lập đợt chi số 1: 3 khoản, 3.000.000 đ; 0 kỳ bị giữ lại, 0 người vắng so với đợt trước; cần 1 người khác "
        "duyệt.\n"
    )
    assert "Đợt chi số 1 («nháp»): 3 khoản, 3.000.000 đ, trả ngày 15/01/2027" in chi("payment", "show", 1).out
    assert chi("payment", "approve", 1, by="ketoantruong").out == (
        "Đợt chi số 1: 1/1 người đã duyệt, trạng thái «đã duyệt».\n"
    )
    (listed,) = chi.json("payment", "list")["items"]
    assert (listed["state"], listed["paid"], listed["open"]) == ("approved", 0, 3)


def test_no_name_is_ever_said(chi):
    chi(*DRAFT)

    for said in (chi("payment", "show", 1), chi("--json", "payment", "show", 1), chi("payment", "diff", 1)):
        assert "Ánh" not in said.out
        assert "3500000000" not in said.out


def test_the_difference_names_everybody_who_is_missing_with_a_code(chi):
    chi(*DRAFT)
    chi("payment", "approve", 1, by="ketoantruong")
    chi.payer.owe(0, month=NOVEMBER)
    chi("payment", "draft", "--until", "30/11/2026")

    told = chi.json("payment", "diff", 2)

    assert told["previous"] == {"VK": 1}
    assert [(one["recipient"], one["reason"]) for one in told["absent"]] == [
        ("2", "completed"),
        ("3", "completed"),
    ]
    said = chi("payment", "diff", 2).out
    assert "Có trong đợt trước, đợt này không:" in said
    assert "đã trả đủ" in said


def test_a_reason_is_stated_only_for_who_is_missing(chi):
    chi(*DRAFT)

    refused = chi("payment", "explain", 1, 1, "--reason", "moved", "--because", "Theo xã")

    assert (
        refused.err == "Người nhận số 1 không thuộc diện vắng mặt trong đợt chi số 1; không cần nêu lý do.\n"
    )


def test_a_draft_is_cancelled_with_a_reason(chi):
    chi(*DRAFT)

    assert chi("payment", "cancel", 1, "--reason", "Lập lại").out == "Đã hủy đợt chi số 1.\n"
    assert chi("payment", "show", 1).code == 0


def test_scopes_are_looked_up_by_code(chi):
    told = chi.json("payment", "preview", "--until", "31/10/2026", "--programme", "VK", "--round", "HB26")

    assert told["count"] == 3
    assert chi("payment", "preview", "--until", "31/10/2026", "--programme", "XX").code == 2
