import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.payment_code import (
    BATCH,
    PAYMENT,
    SERIAL_MAX,
    PaymentCodesUsedUpError,
    find_codes,
    is_code,
    make_code,
)
from khfund.banking.transfer_code import ALPHABET

serials = st.integers(0, SERIAL_MAX)
kinds = st.sampled_from([PAYMENT, BATCH])


@given(kinds, serials)
def test_a_code_is_found_again_in_what_the_bank_writes_around_it(kind, serial):
    code = make_code(kind, serial)

    assert is_code(code)
    assert find_codes(f"IBFT 123456 {code[:4]} {code[4:].lower()} hoc bong. CT tu 0123") == [code]


@given(kinds, serials, st.integers(2, 8), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(kind, serial, place, letter):
    code = make_code(kind, serial)
    wrong = code[:place] + letter + code[place + 1 :]

    assert is_code(wrong) == (wrong == code)


@given(kinds, serials, st.integers(2, 7))
def test_every_exchange_of_two_neighbours_is_caught(kind, serial, place):
    code = make_code(kind, serial)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert is_code(wrong) == (wrong == code)


def test_several_codes_are_found_once_each_and_in_order():
    first, second = make_code(PAYMENT, 1), make_code(PAYMENT, 2)

    assert find_codes(f"{second} {first} {second}") == [second, first]


def test_codes_of_givers_and_ordinary_words_are_no_payment_codes():
    assert find_codes("KHTH267K3FX chi hoc bong CT 2222222 CTY TNHH") == []


def test_serial_numbers_end():
    with pytest.raises(PaymentCodesUsedUpError) as refused:
        make_code(PAYMENT, SERIAL_MAX + 1)

    assert (
        str(refused.value) == "Mã chi đã dùng hết (số 887.503.681); hãy báo cho người phụ trách chương trình."
    )
