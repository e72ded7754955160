"""A bank hands out one line in several kinds of file; it is in the books once."""

import itertools

import pytest

from khfund.banking.imported_statement import foresee
from khfund.banking.statement_format import read_statement
from tests.banking.offices import a_bank_account, all_lines, take
from tests.builders import an_office

WHOLE = (
    "Ngày GD;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung",
    "03/03/2026;F1;;500.000;1.500.000;ung ho",
    "03/03/2026;F2;;500.000;2.000.000;ung ho",
    "05/03/2026;F3;11.000;;1.989.000;phi",
)
COLUMNS = {"reference": 1, "balance": 4}


def without(*names):
    kept = [number for number in range(6) if number not in {COLUMNS[name] for name in names}]
    rows = (row.split(";") for row in WHOLE)
    return read_statement("\n".join(";".join(row[one] for one in kept) for row in rows).encode(), "a.csv")


SHAPES = ((), ("reference",), ("balance",), ("reference", "balance"))


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(SHAPES, 2)))
def test_a_line_is_known_again_in_a_file_that_tells_less_or_more(sqlite_books, first, second):
    office, bank = (
        sqlite_books,
        a_bank_account(sqlite_books, f"77{(number := next(NUMBERS))}", code=f"1128{number}"),
    )
    take(office, bank, without(*first))

    foreseen = office.read(lambda s: foresee(s, bank, without(*second)))
    again = take(office, bank, without(*second))

    assert (foreseen.new, foreseen.known) == (again.new, again.known) == (0, 3)
    assert again.doubtful == 0


NUMBERS = itertools.count(10_000)


def test_a_third_line_of_the_same_words_is_new_and_numbered_on(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, without())
    bare = without("reference", "balance")
    third = read_statement(
        ("Ngày GD;Ghi nợ;Ghi có;Nội dung\n" + "03/03/2026;;500.000;ung ho\n" * 3).encode(), "b.csv"
    )

    results = [take(office, bank, one) for one in (third, third, bare)]

    assert [(one.new, one.known) for one in results] == [(1, 2), (0, 3), (0, 3)]
    assert [one.occurrence for one in all_lines(office, bank)] == [1, 1, 1, 1]


def test_lines_that_say_different_references_or_balances_are_different(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, without())
    other = "\n".join(WHOLE).replace("F1", "G1").replace("2.000.000", "2.000.001").encode()

    assert take(office, bank, read_statement(other, "c.csv")).new == 2
