"""`round` on the command line: opening, amounts, quotas, steps."""

import pytest

from tests.cli.shell import Shell

OPEN = ("round", "open", "TSMT27", "Tiếp sức mùa thi 2027", "--programme", "TSMT", "--year", "2026-2027")
OPEN += ("--budget", "10tr", "--until", "31/12/2026")
PROGRAMME = ("programme", "open", "TSMT", "Tiếp sức mùa thi", "--fund", "KH", "--rules", "cong-van-08-2023")


@pytest.fixture
def opened(on_a_file) -> Shell:
    """A programme with a round of ten million đồng in a fund of thirty."""
    on_a_file.json("donor", "enter", "Lò Thị Ánh")
    on_a_file.json("donation", "receive", "--donor", 1, "--day", "10/02/2026", "--part", "KH:30.000.000")
    on_a_file.json(*PROGRAMME, "--opened", "01/01/2026")
    on_a_file.json(*OPEN, by="chutich")
    return on_a_file


def test_a_round_is_shown_with_what_its_fund_may_spend_and_its_steps(opened):
    told = opened.json("round", "show", "TSMT27", "--on", "31/12/2026")

    assert (
        told["state"],
        told["budget"],
        told["free"],
        told["until"],
        told["as_of"],
        told["school_year"],
    ) == (
        "open",
        10_000_000,
        30_000_000,
        "2026-12-31",
        "2026-12-31",
        "2026-2027",
    )
    assert [one["step"] for one in told["steps"]] == ["opened"]
    said = opened("round", "show", "TSMT27", "--on", "31/12/2026").out
    assert (
        "TSMT27: Tiếp sức mùa thi 2027, đang nhận đề nghị; ngân sách 10.000.000 đ, quỹ KH còn 30.000.000 đ"
        in said
    )


def test_a_budget_beyond_the_fund_is_said_when_the_round_is_opened(opened):
    said = opened(
        *OPEN[:2], "LON", "Đợt lớn", *OPEN[4:8], "--budget", "21tr", "--until", "31/12/2026", by="chutich"
    )

    assert said.code == 0
    assert "quỹ KH chỉ còn 20.000.000 đ để chi" in said.err


def test_amounts_and_places_are_entered_and_listed(opened):
    opened.json("round", "amounts", "TSMT27", "--set", "chung:500.000", "--set", "2:1tr", by="chutich")
    opened.json("round", "quota", "TSMT27", "--places", "SL:10", by="chutich")

    assert opened.json("round", "amounts", "TSMT27")["items"] == [
        {"category": "chung", "nomination": "", "amount": 500_000},
        {"category": "2", "nomination": "", "amount": 1_000_000},
    ]
    (line,) = opened.json("round", "quota", "TSMT27")["items"]
    assert (line["unit"], line["places"]) == ("SL", 10)


def test_places_beyond_the_budget_are_refused_with_figures(opened):
    opened.json("round", "amounts", "TSMT27", "--set", "chung:500.000", by="chutich")

    said = opened("--json", "round", "quota", "TSMT27", "--places", "SL:21", by="chutich")

    assert (said.code, said.rule) == (2, "quota_beyond_budget")


def test_places_that_cannot_be_read_are_refused(opened):
    said = opened("round", "quota", "TSMT27", "--places", "SL:mười", by="chutich")

    assert (said.code, said.err) == (
        2,
        "«SL:mười» không đọc được; hãy ghi MÃ_ĐƠN_VỊ:SỐ_SUẤT, ví dụ MS:10.\n",
    )


def test_an_own_amount_needs_both_nomination_and_amount(opened):
    said = opened("round", "amounts", "TSMT27", "--amount", "5tr", by="chutich")

    assert said.code == 2
    assert "Mức riêng cần cả --nomination và --amount." in said.err


def test_a_round_is_changed_closed_reopened_and_cancelled(opened):
    told = [
        opened.json("round", "change", "TSMT27", "--budget", "12tr", "--reason", "Thêm", by="chutich"),
        opened.json("round", "close", "TSMT27", by="chutich"),
        opened.json("round", "reopen", "TSMT27", "--reason", "Sót", by="ketoantruong"),
        opened.json("round", "cancel", "TSMT27", "--reason", "Thôi", by="chutich"),
    ]

    assert [one["state"] for one in told] == ["open", "closed", "open", "cancelled"]
    (row,) = opened.json("round", "list")["items"]
    assert (row["state_name"], row["budget"]) == ("đã hủy", 12_000_000)


def test_the_rules_that_did_not_change_cannot_be_adopted(opened):
    said = opened("--json", "round", "adopt", "TSMT27", "--reason", "Bản mới", by="chutich")

    assert (said.code, said.rule) == (2, "round_terms")


def test_a_round_of_goods_names_the_thing(opened):
    opened.json(*OPEN[:2], "XE27", "Xe đạp", *OPEN[4:], "--goods", "Xe đạp", by="chutich")

    told = opened.json("round", "show", "XE27")

    assert (told["purpose"], told["goods"]) == ("goods", "Xe đạp")
