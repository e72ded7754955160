import pytest

from khfund.scholarships.payment_file import make_file
from khfund.scholarships.payment_match import propose_matches
from khfund.scholarships.payment_run import find_run
from tests.banking.offices import a_statement, take
from tests.scholarships.runs import AMOUNT, a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def proposed(payer):
    """What is proposed: (bank line, number of payments, by what, comes back, certain, what stands against it)."""
    found = payer.office.read(lambda s: propose_matches(s, payer.bank))
    return [
        (one.bank_line.id, len(one.payments), one.by.value, one.comes_back, one.is_certain, one.why_not)
        for one in found
    ]


def test_a_code_in_the_narration_is_certain(payer):
    first, *_others = payer.lines(payer.approved())
    line = payer.bank_line(-AMOUNT, f"MBVCB.123 {first.code[:5]} {first.code[5:].lower()} HOC BONG")

    assert proposed(payer) == [(line, 1, "code", False, True, "")]


def test_two_codes_in_one_line_are_both_paid(payer):
    first, second, _third = payer.lines(payer.approved())
    line = payer.bank_line(-2 * AMOUNT, f"{first.code} {second.code}")

    assert proposed(payer) == [(line, 2, "code", False, True, "")]


def test_a_code_with_another_amount_is_explained_and_not_certain(payer):
    first, *_others = payer.lines(payer.approved())
    line = payer.bank_line(-AMOUNT - 3_300, first.code)

    assert proposed(payer) == [
        (line, 1, "code", False, False, "dòng sao kê 1.003.300 đ, các khoản chi 1.000.000 đ, lệch 3.300 đ")
    ]


def test_the_same_code_in_two_lines_is_certain_once(payer):
    first, *_others = payer.lines(payer.approved())
    one, two = payer.bank_line(-AMOUNT, first.code), payer.bank_line(-AMOUNT, first.code)

    assert proposed(payer) == [
        (one, 1, "code", False, True, ""),
        (two, 1, "code", False, False, f"khoản chi {first.code} đang «đã trả»"),
    ]


def test_the_code_or_the_total_of_a_file_tells_its_payments(payer):
    run = payer.approved()
    file = payer.office.do(
        "payment.file", lambda s, c: make_file(s, c, find_run(s, c.unit, run.id), payer.bank)
    )
    by_total = payer.bank_line(-3 * AMOUNT, "CHI HO LO 77")

    assert proposed(payer) == [(by_total, 3, "file_total", False, False, "")]

    by_code = payer.bank_line(-3 * AMOUNT, f"CHI HO {file.code}", day="14/01/2027")
    assert proposed(payer)[0] == (by_code, 3, "file_code", False, True, "")


def test_account_and_amount_are_shown_to_a_person(payer):
    first, *_others = payer.lines(payer.approved())
    take(payer.office, payer.bank, a_statement(("15/01/2027", "R1", -AMOUNT, "chuyen tien")))

    assert proposed(payer) == []
    assert first.bank_number == "3500000000"


def test_a_code_in_money_that_comes_in_brings_it_back(payer):
    first, *_others = payer.lines(payer.approved())
    payer.paid(first)
    line = payer.bank_line(AMOUNT, f"HOAN TIEN {first.code} SAI TEN")

    assert proposed(payer) == [(line, 1, "code", True, True, "")]


def test_what_was_never_paid_does_not_come_back(payer):
    first, *_others = payer.lines(payer.approved())
    line = payer.bank_line(AMOUNT, first.code)

    assert proposed(payer) == [(line, 1, "code", True, False, f"khoản chi {first.code} đang «chờ trả»")]


def test_other_lines_of_the_statement_are_left_alone(payer):
    payer.approved()
    payer.bank_line(-11_000, "phi chuyen tien")
    payer.bank_line(500_000, "ung ho")

    assert proposed(payer) == []
