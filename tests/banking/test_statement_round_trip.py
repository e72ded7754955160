"""Statements that nobody wrote by hand: drawn at random, written in a bank's shape, and read back."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.statement_format import read_statement
from khfund.errors import KhfundError
from tests.banking.statement_files import LAYOUTS, OPENING, Line, as_csv, as_lines, messages, vietinbank

# -- round trip ---------------------------------------------------------------------------------------------------

DRAFTS = st.lists(
    st.builds(
        lambda day, amount, incoming, words: (day, amount * (1 if incoming else -1), words),
        st.integers(1, 28),
        st.integers(1_000, 10**9),
        st.booleans(),
        st.text("abcxyz ABC0123.-", min_size=1, max_size=20).map(lambda text: f"CK {text.strip()}"),
    ),
    min_size=1,
    max_size=12,
)


def booked(drafts):
    balance, lines = 10**12, []
    for number, (day, amount, words) in enumerate(sorted(drafts, key=lambda draft: draft[0]), 1):
        balance += amount
        lines.append(
            Line(
                date(2026, 3, day),
                f"FT{number}",
                max(-amount, 0),
                max(amount, 0),
                balance,
                " ".join(words.split()),
            )
        )
    return lines


@given(
    DRAFTS, st.sampled_from(["Vietcombank", "MB", "VietinBank", "Agribank", "BIDV"]), st.sampled_from(";,\t")
)
def test_what_a_bank_wrote_is_what_is_read(drafts, bank, delimiter):
    lines = booked(drafts)
    rows = [
        [
            str(cell).replace("1.000.000 VND", "1.000.000.000.000 VND") if isinstance(cell, str) else cell
            for cell in row
        ]
        for row in LAYOUTS[bank](lines)
    ]
    rows = [[10**12 if cell == OPENING and "Dư đầu" in row else cell for cell in row] for row in rows]
    rows = [
        [
            cell.replace(": 1,000,000.00", ": 1,000,000,000,000.00") if isinstance(cell, str) else cell
            for cell in row
        ]
        for row in rows
    ]

    statement = read_statement(as_csv(rows, delimiter), "a.csv")

    read = list(statement.lines)[:: -1 if bank == "VietinBank" else 1]
    assert (messages(statement.problems), messages(statement.breaks)) == ([], [])
    assert as_lines(read) == as_lines(lines)
    assert (statement.opening, statement.closing) == (10**12, lines[-1].balance)


@given(DRAFTS, st.randoms(use_true_random=False))
def test_columns_may_stand_in_any_order(drafts, shuffle: random.Random):
    lines = booked(drafts)
    rows = vietinbank(lines)[1:]
    order = list(range(len(rows[0])))
    shuffle.shuffle(order)

    statement = read_statement(as_csv([[row[column] for column in order] for row in rows]), "a.csv")

    assert statement.problems == ()
    assert as_lines(list(statement.lines)[::-1]) == as_lines(lines)


# -- garbage ------------------------------------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "01/03/2026", "31/02/2026", "1e6", "NaN", "-5", "1,000", "1.00.00", "Tổng cộng", "Dư cuối", "Ngày", "Có",
     "x", "\u202e", "46082", "9" * 40, "5.000", "(1)", "Số dư đầu kỳ: 5", "Trang 1", "-", "٣", "00/00/0000"]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=7), max_size=8))
def test_whatever_stands_in_the_rows_is_read_or_shown_and_never_breaks_the_reader(rows):
    header = ["Ngày", "Số CT", "Ghi nợ", "Ghi có", "Số dư", "Nội dung"]

    statement = read_statement(as_csv([header, *rows]), "a.csv")

    assert all(problem.place.row > 0 and str(problem) for problem in statement.problems)
    assert statement.credit - statement.debit == sum(line.net for line in statement.lines)
    assert sum(1 for _ in statement.fingerprints("1")) == len(statement.lines)


@given(st.binary(max_size=300).filter(lambda content: content[:2] != b"PK"))
def test_any_bytes_are_refused_in_a_sentence(content):
    with pytest.raises(KhfundError, match=r"^a\.csv: "):
        read_statement(content, "a.csv")
