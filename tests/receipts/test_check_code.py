"""The code on a receipt, as it is drawn, printed and typed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.receipts.check_code import ALPHABET, LENGTH, new_code, normalised, printed

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_a_code_carries_a_hundred_bits():
    assert (len(ALPHABET), LENGTH) == (32, 20)
    assert len({new_code() for _ in range(1_000)}) == 1_000


@given(codes)
def test_a_code_is_read_back_as_it_is_printed(code):
    assert normalised(printed(code)) == code
    assert normalised(printed(code).lower().replace("-", " ")) == code
    assert normalised(f"https://example.org/bien-nhan/{code}") == code


@pytest.mark.parametrize(
    "typed", ["", "abc", "0" * 19, "0" * 21, "U" * 20, "é" * 20, "'; DROP TABLE receipt;--", "\u202e" * 20]
)
def test_what_cannot_be_a_code_is_no_code(typed):
    assert normalised(typed) == ""


def test_letters_that_look_like_figures_are_read_as_figures():
    assert normalised("OIL0 1111 2222 3333 4444") == "01101111222233334444"
