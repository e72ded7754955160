import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.transfer_code import (
    ALPHABET,
    SERIAL_MAX,
    TransferCode,
    TransferPrefixError,
    TransferSerialError,
    find,
    is_valid,
    make,
)

CODE = make("KHTH26", 123)
PREFIXES = st.from_regex(r"KH[A-HJKMNP-Z]{0,4}[0-9]{2}", fullmatch=True)
CODES = st.builds(make, PREFIXES, st.integers(0, SERIAL_MAX))


def found(narration, **options):
    return [(code.text, code.serial) for code in find(narration, **options)]


def test_a_code_is_prefix_serial_and_one_check_character():
    assert (CODE, make("KH26", 0), make("KHQTH30", SERIAL_MAX)) == (
        "KHTH26225ZF",
        "KH262222G",
        "KHQTH30ZZZZ4",
    )


@given(PREFIXES, st.integers(0, SERIAL_MAX))
def test_a_code_is_found_with_its_serial(prefix, serial):
    code = make(prefix, serial)

    assert find(code) == [TransferCode(code, prefix, serial, is_valid=True)]


def test_every_single_wrong_character_of_a_code_is_caught():
    for place, letter in itertools.product(range(len(CODE)), ALPHABET + "01OIL"):
        wrong = CODE[:place] + letter + CODE[place + 1 :]
        assert is_valid(wrong) == (wrong == CODE)


def test_every_exchange_of_two_neighbours_is_caught_in_all_pairs_of_characters():
    for one, other in itertools.permutations(ALPHABET, 2):
        serial = ALPHABET.index(one) * 31 + ALPHABET.index(other)
        code = make("KHTH26", serial)
        assert not is_valid(code[:-3] + other + one + code[-1])


@given(CODES, st.data())
def test_a_wrong_character_anywhere_is_caught(code, data):
    place = data.draw(st.integers(0, len(code) - 1))
    letter = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    wrong = code[:place] + letter + code[place + 1 :]

    assert is_valid(wrong) == (wrong == code)


@given(CODES, st.data())
def test_an_exchange_of_any_two_characters_is_caught(code, data):
    one, other = data.draw(st.integers(0, len(code) - 1)), data.draw(st.integers(0, len(code) - 1))
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)

    assert is_valid(wrong) == (wrong == code)


@pytest.mark.parametrize(
    "narration",
    [
        "KHTH26225ZF",
        "khth26 225zf",
        "MBVCB.1234567890.KHTH26.225ZF.CT tu 0123456789 NGUYEN VAN A toi 9876543210 HOI KHUYEN HOC",
        "ung ho KHTH2 6225ZF cam on",
        "UNG HO KHTH26-225\nZF",
        "Mã: KHTH26 225 Z F.",
        "ungho.KHTH26225ZFxincamon",
        "IBFT chuyenKHTH26225ZF",
    ],
)
def test_a_code_is_found_in_whatever_the_bank_and_the_giver_put_around_it(narration):
    assert found(narration) == [(CODE, 123)]


@pytest.mark.parametrize(
    ("narration", "almost"),
    [
        ("ung ho KHTH26225ZG", "KHTH26225ZG"),
        ("ung ho KHTH26 252ZF nhe", "KHTH26252ZF"),
        ("KHTH26 O25ZF", "KHTH26O25ZF"),
    ],
)
def test_a_mistyped_code_is_reported_as_almost_a_code_and_not_guessed(narration, almost):
    assert find(narration) == [TransferCode(almost, "KHTH26", None, is_valid=False)]


@pytest.mark.parametrize(
    "narration",
    ["", "ung ho quy khuyen hoc", "KHACH HANG NGUYEN VAN AN chuyen tien", "kh 2", "TKH TH26 225ZG"],
)
def test_ordinary_words_hold_no_code(narration):
    assert find(narration) == []


def test_two_codes_of_one_transfer_are_both_found_in_their_order():
    other = make("KHNE26", 7)

    assert found(f"{other} va {CODE}") == [(other, 7), (CODE, 123)]


def test_codes_of_other_prefixes_are_left_out_when_prefixes_are_given():
    other = make("KHNE26", 7)

    assert found(f"{other} va {CODE}", prefixes={"KHTH26"}) == [(CODE, 123)]


@pytest.mark.parametrize("prefix", ["", "TH26", "KHTO26", "KHTH2", "khth26", "KHABCDE26", "KHTH26 "])
def test_a_prefix_that_would_be_misread_is_refused(prefix):
    with pytest.raises(TransferPrefixError) as refusal:
        make(prefix, 1)

    assert str(refusal.value) == (
        f"«{prefix}» không dùng làm đầu mã được; hãy ghi KH, tối đa bốn chữ cái (trừ I, L, O) và hai chữ số, như KHTH26."
    )


@pytest.mark.parametrize("serial", [-1, SERIAL_MAX + 1])
def test_a_serial_beyond_four_characters_is_refused(serial):
    with pytest.raises(TransferSerialError) as refusal:
        make("KHTH26", serial)

    figure = f"{serial:,}".replace(",", ".")
    assert str(refusal.value) == (
        f"Mã chuyển khoản của KHTH26 đã hết: số {figure} ngoài khoảng 0–923.520. Hãy mở đầu mã mới."
    )


def test_real_narrations_hold_no_code_by_accident(shared_data):
    lines = (shared_data / "bank" / "vietcombank-2024-09.csv").read_text(encoding="utf-8").splitlines()

    codes = [code for line in lines for code in find(line)]

    assert [code for code in codes if code.is_valid] == []
    assert len(codes) <= len(lines) / 1_000
