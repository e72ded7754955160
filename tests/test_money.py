"""Amounts as offices write them, as receipts read them, and shared to the last đồng."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund import money

amounts = st.integers(0, money.AMOUNT_MAX)


# -- reading ---------------------------------------------------------------------------------------------------------

WRITTEN_BY_OFFICES = [
    ("0", 0),
    ("500", 500),
    ("1.500", 1_500),
    ("1.234.567", 1_234_567),
    ("1000000", 1_000_000),
    ("1.234.567đ", 1_234_567),
    ("500.000 đ", 500_000),
    ("500.000 đồng", 500_000),
    ("500.000 ĐỒNG", 500_000),
    ("500.000 đo\u0302\u0300ng", 500_000),  # decomposed Unicode
    ("500.000 VND", 500_000),
    ("500.000VNĐ", 500_000),
    ("500.000 VN\u00d0", 500_000),  # the letter eth
    ("500.000₫", 500_000),
    ("1.234.567\u00a0đ", 1_234_567),  # a non-breaking space
    (" 1.234.567\t", 1_234_567),
    ("1.234.567,00", 1_234_567),
    ("1,234,567", 1_234_567),  # commas that group twice cannot be decimals
    ("2,6 tỷ", 2_600_000_000),
    ("2,6 tỉ đồng", 2_600_000_000),
    ("2,6ty", 2_600_000_000),
    ("3.517 triệu", 3_517_000_000),
    ("10,5 triệu", 10_500_000),
    ("0,500 triệu", 500_000),
    ("837 tr", 837_000_000),
    ("600 nghìn", 600_000),
    ("600 ngàn đồng", 600_000),
    ("37. 041", 37_041),
    ("1. 234. 567 đ", 1_234_567),
    ("1.000.000.000.000.000", 10**15),
]


@pytest.mark.parametrize(("text", "dong"), WRITTEN_BY_OFFICES)
def test_an_amount_reads_as_the_office_meant_it(text, dong):
    assert money.parse(text) == dong


EMPTY = "Chưa ghi số tiền; hãy ghi như 1.234.567."
TWO_READINGS = "«{}» có hai cách đọc: {} hoặc {}; hãy ghi rõ, dùng dấu chấm ngăn hàng nghìn."
NEGATIVE = "«{}» là số âm; số tiền không mang dấu trừ."
FRACTION = "«{}» có phần lẻ của đồng; số tiền phải là đồng chẵn."
LARGE = "«{}» vượt quá mức lớn nhất 1.000.000.000.000.000 đ; hãy xem lại số chữ số."
FOREIGN = "«{}» có ký tự lạ «{}»; hãy gõ lại bằng các chữ số 0 đến 9."
UNREADABLE = "«{}» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."
REFUSED = [
    ("", money.EmptyAmountError, EMPTY),
    (" \u00a0 ", money.EmptyAmountError, EMPTY),
    ("1,000", money.AmbiguousAmountError, TWO_READINGS.format("1,000", "1.000 đ", "1 đ")),
    ("1,500", money.AmbiguousAmountError, TWO_READINGS.format("1,500", "1.500 đ", "1,5 đ")),
    (
        "2,605 tỷ",
        money.AmbiguousAmountError,
        TWO_READINGS.format("2,605 tỷ", "2.605.000.000.000 đ", "2.605.000.000 đ"),
    ),
    *((text, money.NegativeAmountError, NEGATIVE.format(text)) for text in ("-5", "\u2212 500.000", "(500.000)")),
    *((text, money.FractionOfDongError, FRACTION.format(text)) for text in ("1,5", "1,23456 nghìn")),
    *(
        (text, money.AmountTooLargeError, LARGE.format(text))
        for text in ("1.000.000.000.000.001", "1000000000000000000", "1000001 tỷ")
    ),
    ("9" * 5000, money.AmountTooLargeError, LARGE.format("9" * 200 + "…")),
    ("１.０００", money.ForeignCharacterError, FOREIGN.format("１.０００", "１")),
    ("٥٠٠", money.ForeignCharacterError, FOREIGN.format("٥٠٠", "٥")),
    ("1\u200b000", money.ForeignCharacterError, FOREIGN.format("1<U+200B>000", "<U+200B>")),
    ("\u202e000.1", money.ForeignCharacterError, FOREIGN.format("<U+202E>000.1", "<U+202E>")),
    ("12\x00", money.ForeignCharacterError, FOREIGN.format("12<U+0000>", "<U+0000>")),
    *(
        (text, money.UnreadableAmountError, UNREADABLE.format(text))
        for text in (
            "1.00.00", "1.234,567", "1,234.567", "1,000.00", "1.000,000", "1.5", "1.5 triệu", "NaN", "inf", "1e6", "0x10",
            "1_000", "007", "0.500", "+5", "-", "đ", "một triệu", "1 000", "1. 00", "1.000.", ",5", "5,", "1..000",
            "5 tỷ triệu", "500.000 USD", "500.000đ/tháng", "6.000.000/học sinh/năm", "1.000 2.000", "=1+1",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "message"), REFUSED)
def test_an_amount_with_no_single_meaning_is_refused_with_its_reason(text, kind, message):
    with pytest.raises(money.AmountError) as refusal:
        money.parse(text)

    assert (type(refusal.value), str(refusal.value)) == (kind, message)


def test_every_refusal_speaks_english_too():
    for text, _, _ in REFUSED:
        with pytest.raises(money.AmountError) as refusal:
            money.parse(text)

        assert refusal.value.text("en") != refusal.value.text("vi")


@given(amounts, st.sampled_from(["", "đ", " đồng", "\u00a0VNĐ", "₫"]))
def test_what_is_printed_reads_back(dong, unit):
    assert money.parse(money.format(dong) + unit) == dong


@given(st.text(max_size=30) | st.text("0123456789., đtỷriệungh-()\u00a0", max_size=30))
def test_any_text_is_an_amount_or_is_refused(text):
    try:
        dong = money.parse(text)
    except money.AmountError:
        return
    assert 0 <= dong <= money.AMOUNT_MAX


def test_a_printed_amount_has_dots_and_may_be_negative():
    assert [money.format(dong) for dong in (0, 999, 1000, -1_234_567)] == ["0", "999", "1.000", "-1.234.567"]


# -- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "thousands", "dong"),
    [
        ("25,000.00", ",", 25_000),
        ("25,000", ",", 25_000),
        ("25.000", ".", 25_000),
        ("25.000,00", ".", 25_000),
        ("25000", ",", 25_000),
        ("25000", "", 25_000),
        ("25000.00", "", 25_000),
        ("25000,00", "", 25_000),
        ("0.00", ",", 0),
        ("25,000.00 VND", ",", 25_000),
    ],
)
def test_a_column_reads_by_its_known_convention(text, thousands, dong):
    assert money.parse(text, thousands=thousands) == dong


@pytest.mark.parametrize(
    ("text", "thousands", "kind"),
    [
        ("25.000", ",", money.UnreadableAmountError),
        ("25,000", ".", money.UnreadableAmountError),
        ("25.000", "", money.UnreadableAmountError),
        ("25.000.000", ",", money.UnreadableAmountError),
        ("25,000.50", ",", money.FractionOfDongError),
        ("25000.5", "", money.FractionOfDongError),
        ("-25,000.00", ",", money.NegativeAmountError),
    ],
)
def test_a_cell_against_the_convention_of_its_column_is_refused(text, thousands, kind):
    with pytest.raises(money.AmountError) as refusal:
        money.parse(text, thousands=thousands)

    assert type(refusal.value) is kind


@pytest.mark.parametrize(
    ("column", "thousands"),
    [
        (["50.000", "", "10.847.331.843", " "], "."),
        (["25,000.00", "0.00"], ","),
        (["50,000", "20,000", "1,500"], ","),  # 1,5 đồng does not exist
        (["50,000", "1,250,000"], ","),
        (["50,000", "500.00"], ","),
        (["50.000", "500,00"], "."),
        (["1000000.00", "500,00"], ""),
        (["500", "1000000"], "."),
        ([], "."),
    ],
)
def test_the_convention_of_a_column_is_the_one_that_fits_every_cell(column, thousands):
    assert money.convention(column) == thousands


def test_a_column_that_fits_two_conventions_is_refused_with_both_readings():
    with pytest.raises(money.AmbiguousAmountError) as refusal:
        money.convention(["500", "50,000", "20,000"])

    assert str(refusal.value) == (
        "«50,000» có hai cách đọc: 50.000 đ hoặc 50 đ; hãy ghi rõ, dùng dấu chấm ngăn hàng nghìn."
    )


def test_a_column_written_in_two_ways_is_refused():
    with pytest.raises(money.MixedConventionError) as refusal:
        money.convention(["1.500", "2,500", "3.500"])

    assert str(refusal.value) == (
        "Cột số tiền viết theo hai cách: «2,500» và «1.500»; hãy thống nhất dấu ngăn hàng nghìn."
    )
    assert refusal.value.text("en") == (
        "The column writes amounts in two ways: “2,500” and “1.500”; use one thousands mark."
    )


def test_a_column_with_a_cell_that_is_no_amount_is_refused_for_that_cell():
    with pytest.raises(money.UnreadableAmountError) as refusal:
        money.convention(["1.500", "Tổng số", "2.500"])

    assert refusal.value.facts == {"text": "Tổng số"}


def test_the_amounts_of_a_real_statement_share_one_convention(shared_data):
    with (shared_data / "bank" / "vietcombank-2024-09.csv").open(
        encoding="utf-8-sig", newline=""
    ) as statement:
        cells = [
            line[column] for line in csv.DictReader(statement) for column in ("Debit", "Credit", "Balance")
        ]

    thousands = money.convention(cells)

    assert thousands == "."
    assert all(money.format(money.parse(cell, thousands=".")) == cell for cell in cells if cell)


# -- words -----------------------------------------------------------------------------------------------------------


def test_amounts_read_aloud_as_the_official_table_has_them(shared_data):
    with (shared_data / "vectors" / "amount_in_words.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))

    assert [money.words(int(row["dong"])) for row in rows] == [row["words"] for row in rows]


@pytest.mark.parametrize(
    ("dong", "words"),
    [
        (0, "Không đồng"),
        (24, "Hai mươi tư đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (88_085, "Tám mươi tám nghìn không trăm tám mươi lăm đồng"),
        (1_001_000_000_000, "Một nghìn không trăm linh một tỷ đồng"),
        (10**15, "Một triệu tỷ đồng"),
        (
            10**18 - 1,
            (
                "Chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ "
                "chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng"
            ),
        ),
    ],
)
def test_an_amount_is_read_aloud(dong, words):
    assert money.words(dong) == words


DIGITS = {
    word: digit
    for digit, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
}
DIGITS |= {"mốt": 1, "tư": 4, "lăm": 5, "lẻ": 0, "linh": 0}


def heard(words):
    """The number in spoken words: a reader that knows nothing of how they were made."""
    *spoken, unit = words.lower().split()
    assert unit == "đồng"
    total = group = digit = 0
    scaled = 0
    for word in spoken:
        if word in DIGITS:
            group, digit = group + digit, DIGITS[word]
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word in {"mươi", "mười"}:
            group, digit = group + (10 if word == "mười" else digit * 10), 0
        elif word in {"nghìn", "ngàn", "triệu"}:
            scaled += (group + digit) * (10**6 if word == "triệu" else 1000)
            group = digit = 0
        else:
            assert word in {"tỷ", "tỉ"}
            total, scaled, group, digit = (scaled + group + digit) * 10**9, 0, 0, 0
    return total + scaled + group + digit


@given(
    st.integers(0, money.WORDS_MAX)
    | st.integers(0, 10**6)
    | st.integers(0, 10**9).map(lambda n: n * 10**9 // 1000)
)
def test_words_read_back_as_the_same_amount(dong):
    assert heard(money.words(dong)) == dong


def test_no_two_amounts_below_ten_thousand_sound_alike():
    assert [heard(money.words(dong)) for dong in range(10_000)] == list(range(10_000))


@given(st.integers(0, money.WORDS_MAX))
def test_the_style_changes_words_and_never_the_amount(dong):
    southern = money.words(dong, zero_tens="lẻ", thousand="ngàn", billion="tỉ")

    assert heard(southern) == dong
    assert {"linh", "nghìn", "tỷ"}.isdisjoint(southern.split())


def test_an_office_may_add_even_to_whole_thousands_or_to_every_amount():
    assert [
        money.words(dong, even=even) for dong in (500_000, 500_001) for even in ("never", "round", "always")
    ] == [
        "Năm trăm nghìn đồng",
        "Năm trăm nghìn đồng chẵn",
        "Năm trăm nghìn đồng chẵn",
        "Năm trăm nghìn không trăm linh một đồng",
        "Năm trăm nghìn không trăm linh một đồng",
        "Năm trăm nghìn không trăm linh một đồng chẵn",
    ]


def test_a_negative_amount_is_not_read_aloud():
    with pytest.raises(money.NegativeAmountError) as refusal:
        money.words(-1_000)

    assert str(refusal.value) == "«-1.000» là số âm; số tiền không mang dấu trừ."


def test_an_amount_beyond_eighteen_digits_is_not_read_aloud():
    with pytest.raises(money.AmountTooLargeError) as refusal:
        money.words(10**18)

    assert str(refusal.value) == (
        "«1.000.000.000.000.000.000» vượt quá mức lớn nhất 999.999.999.999.999.999 đ; hãy xem lại số chữ số."
    )


# -- sharing ---------------------------------------------------------------------------------------------------------

weights_with_one_positive = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any)


def test_the_dong_left_over_go_to_the_largest_remainders_and_then_to_the_first():
    assert money.split(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split(10, [1, 2, 4]) == [1, 3, 6]
    assert money.split(2, [0, 1, 1, 1]) == [0, 1, 1, 0]
    assert money.split(0, [3, 4]) == [0, 0]


@given(amounts, weights_with_one_positive)
def test_shares_add_up_to_the_amount(dong, weights):
    shares = money.split(dong, weights)

    assert (len(shares), sum(shares)) == (len(weights), dong)


@given(amounts, weights_with_one_positive)
def test_each_share_is_within_one_dong_of_its_exact_part(dong, weights):
    shares = money.split(dong, weights)

    total = sum(weights)
    assert all(
        abs(share * total - dong * weight) < total for share, weight in zip(shares, weights, strict=True)
    )


@given(amounts, weights_with_one_positive)
def test_a_larger_weight_never_gets_less_and_of_equal_ones_the_first_gets_more(dong, weights):
    shares = money.split(dong, weights)

    by_weight = sorted(range(len(weights)), key=lambda index: (-weights[index], index))
    assert [shares[index] for index in by_weight] == sorted(shares, reverse=True)


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_weights_that_share_nothing_are_refused(weights):
    with pytest.raises(money.UnusableWeightsError) as refusal:
        money.split(500_000, weights)

    assert str(refusal.value) == (
        "Không chia được 500.000 đ: các phần chia không được âm và phải có phần lớn hơn 0."
    )
    assert refusal.value.text("en") == (
        "500.000 đ cannot be split: no weight may be negative, and one must be above zero."
    )


def test_a_negative_amount_is_not_shared():
    with pytest.raises(money.NegativeAmountError):
        money.split(-1, [1])
