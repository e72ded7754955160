"""`recipient`: the register, its corrections, mergers and likely duplicates, as an officer types them."""

from __future__ import annotations

import pytest

HOA = ("Quàng Thị Hoà", "--born", "29/02/2012", "--commune", "xã Chiềng Ban")


@pytest.fixture
def register(khfund):
    """Recipient 1, and somebody else."""
    khfund.json("recipient", "enter", *HOA, "--sex", "female", "--phone", "912 345 678")
    khfund.json("recipient", "enter", "Vàng A Tủa", "--born-year", "2014")
    return khfund


def test_entering_tells_who_may_be_the_same_by_number_and_reasons(register):
    said = register("recipient", "enter", *HOA, "--phone", "0912345678")

    assert (said.code, said.out) == (0, "Đã ghi người nhận số 3.\n")
    assert said.err == (
        "  Số 1: nhiều khả năng là một người (cùng họ tên, cùng ngày sinh, cùng số điện thoại, cùng xã); "
        "xem và quyết định bằng `khfund recipient decide`.\n"
    )


def test_an_answer_names_nobody(register):
    answer = register.json("recipient", "enter", *HOA)

    assert answer == {
        "recipient": 3,
        "similar": [
            {
                "recipient": 1,
                "alike": "likely",
                "alike_name": "nhiều khả năng là một người",
                "score": 86,
                "reasons": ["cùng họ tên", "cùng ngày sinh", "cùng xã"],
            }
        ],
    }


def test_a_day_and_a_year_of_birth_are_not_given_together(register):
    for words in (("enter", "Nam"), ("correct", 1)):
        said = register("recipient", words[0], words[1], "--born", "29/02/2012", "--born-year", "2012")

        assert said.err == "Hãy ghi ngày sinh (--born) hoặc chỉ năm sinh (--born-year), không ghi cả hai.\n"


def test_a_refusal_does_not_repeat_the_name(register):
    said = register("recipient", "enter", "Quàng Thị Hoà", "--phone", "không có")

    assert (said.code, "Hoà" in said.err, "không có" in said.err) == (2, False, False)


def test_the_list_is_for_officers(register):
    listed = register("recipient", "list", "hoa")
    refused = register("recipient", "list", "hoa", by="quantri")

    assert listed.out.splitlines()[-1].split() == (
        ["1", "Quàng", "Thị", "Hoà", "29/02/2012", "học", "sinh", "xã", "Chiềng", "Ban"]
    )
    assert (refused.code, refused.out) == (2, "")
    assert "recipient.look" in refused.err


def test_a_correction_changes_what_is_said_and_nothing_else(register):
    register.json(
        "recipient",
        "correct",
        1,
        "--name",
        "Quàng Thị Hoa",
        "--kind",
        "student",
        "--sex",
        "",
        "--born-year",
        "2011",
    )

    (told,) = register.json("recipient", "list", "quang")["items"]
    shown = {
        name: told[name] for name in ("name", "kind", "sex", "birth_day", "birth_year", "commune", "phone")
    }
    assert shown == {
        "name": "Quàng Thị Hoa",
        "kind": "student",
        "sex": "",
        "birth_day": None,
        "birth_year": 2011,
        "commune": "xã Chiềng Ban",
        "phone": "0912345678",
    }
    (change,) = register.json("recipient", "show", 1)["changes"]
    assert change["changed"]["full_name"] == ["Quàng Thị Hoà", "Quàng Thị Hoa"]


def test_a_day_of_birth_takes_the_place_of_a_year(register):
    register.json("recipient", "correct", 2, "--born", "01/02/2013", "--village", "Bản Nà Sài")

    (told,) = register.json("recipient", "list", "vang")["items"]
    assert (told["birth_day"], told["birth_year"], told["village"]) == ("2013-02-01", 2013, "Bản Nà Sài")


def test_merging_and_separating(register):
    merged = register("recipient", "merge", 2, 1, "--reason", "trùng")
    shown = register.json("recipient", "show", 2)["recipient"]
    separated = register("recipient", "unmerge", 2, "--reason", "nhầm")

    assert (merged.out, shown) == ("Đã gộp số 2 vào số 1.\n", "1")
    assert separated.out == "Người nhận số 2 đã được tách lại.\n"


def test_duplicates_are_listed_with_what_a_person_needs_to_decide(register):
    register.json("recipient", "enter", *HOA)

    (pair,) = register.json("recipient", "duplicates")["items"]
    decided = register("recipient", "decide", 1, 3, "different", "--reason", "hai em")

    assert pair == {
        "low": 1,
        "high": 3,
        "first": "1 Quàng Thị Hoà 29/02/2012",
        "second": "3 Quàng Thị Hoà 29/02/2012",
        "alike": "likely",
        "alike_name": "nhiều khả năng là một người",
        "score": 86,
        "reasons": ["cùng họ tên", "cùng ngày sinh", "cùng xã"],
        "why": "cùng họ tên, cùng ngày sinh, cùng xã",
    }
    assert decided.out == "Đã ghi: số 1 và số 3 là hai người khác nhau.\n"
    assert register.json("recipient", "duplicates")["items"] == []


def test_two_found_to_be_one_are_merged(register):
    register.json("recipient", "enter", *HOA)

    decided = register("recipient", "decide", 1, 3, "same", "--reason", "một em")

    assert decided.out == "Đã ghi: số 1 và số 3 là một người; số 3 được gộp vào số 1.\n"
    assert register.json("recipient", "show", 3)["recipient"] == "1"


def test_duplicates_of_a_round_that_is_not_there_are_refused(register):
    said = register("recipient", "duplicates", "--round", "HB26")

    assert said.code == 2
    assert "HB26" in said.err


def test_whoever_only_keeps_the_system_enters_nobody(khfund):
    assert khfund("recipient", "enter", "Nam", by="quantri").code == 2
