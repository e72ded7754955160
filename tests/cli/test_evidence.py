"""`evidence`: facts and the papers that prove them, as an officer types them."""

from __future__ import annotations

import pytest

PAPER = ("--paper", "poverty_certificate", "--issuer", "UBND xã", "--number", "45")


@pytest.fixture
def children(khfund):
    """Two pupils; orphanhood of the first is suggested."""
    for name in ("Quàng Thị Hoà", "Vàng A Tủa"):
        khfund.json("recipient", "enter", name, "--born-year", "2014")
    khfund.json("evidence", "suggest", 1, "orphan", "mồ côi cả bố và mẹ", "--words", "mồ côi, ở với bác")
    return khfund


def test_suggestions_wait_for_a_person(children):
    (waiting,) = children.json("evidence", "list")["items"]

    confirmed = children("evidence", "confirm", 1, "--paper", "death_certificate", "--issued", "05/02/2026")

    assert (waiting["fact"], waiting["value"], waiting["words"], waiting["state"]) == (
        "1",
        "both",
        "mồ côi, ở với bác",
        "waiting",
    )
    assert confirmed.out == "Đã xác nhận 1 dữ kiện.\n"
    assert children.json("evidence", "list")["items"] == []


def test_one_paper_may_prove_a_fact_of_several(children):
    said = children(
        "evidence",
        "state",
        "learner",
        "pupil",
        "--recipient",
        1,
        "--recipient",
        2,
        "--paper",
        "school_confirmation",
    )

    assert said.out == "Đã ghi và xác nhận 2 dữ kiện.\n"
    assert [one["says"] for one in children.json("evidence", "list", 2)["items"]] == ["là học sinh"]


def test_facts_of_a_recipient_are_listed_with_paper_and_state(children):
    children.json(
        "evidence", "state", "carer_poverty", "hộ nghèo", "--recipient", 1, *PAPER, "--until", "31/12/2026"
    )
    children.json("evidence", "withdraw", 1, "--reason", "bố còn sống", "--contradicted")

    suggested, stated = children.json("evidence", "list", 1)["items"]

    assert (suggested["state"], suggested["reason"]) == ("contradicted", "bố còn sống")
    assert (stated["value"], stated["paper"], stated["valid_until"], stated["state_name"]) == (
        "poor",
        "poverty_certificate",
        "2026-12-31",
        "đã xác nhận",
    )


def test_what_is_about_to_end_is_listed(children):
    children.json(
        "evidence",
        "state",
        "orphan",
        "one",
        "--recipient",
        2,
        "--paper",
        "hardship_confirmation",
        "--until",
        "31/12/2099",
    )

    (ending,) = children.json("evidence", "expiring", "--before", "01/01/2100")["items"]

    assert ending == {
        "fact": "2",
        "recipient": "2",
        "key": "orphan",
        "says": "mồ côi bố hoặc mẹ",
        "paper": "hardship_confirmation",
        "paper_name": "Giấy xác nhận của UBND xã về hoàn cảnh",
        "last": "2099-12-31",
    }


def test_what_is_only_said_needs_no_paper(children):
    assert children("evidence", "confirm", 1).code == 0
    (told,) = children.json("evidence", "list", 1)["items"]
    assert (told["state"], told["paper_name"]) == ("confirmed", "")


def test_facts_are_for_officers(children):
    for words in (("list",), ("list", 1), ("expiring", "--before", "01/01/2100")):
        assert children("evidence", *words, by="quantri").code == 2


def test_a_value_that_is_none_is_refused(children):
    said = children("evidence", "suggest", 1, "orphan", "ba")

    assert said.err.startswith("«ba» không dùng được cho «mồ côi»; hãy ghi một trong: none (còn cả bố và mẹ)")
