"""A statement's lines are taken in once: however often, in whatever pieces, by however many at the same time."""

import itertools
import json
import threading
from collections import Counter
from datetime import date

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from khfund import command
from khfund.banking.imported_statement import ImportResult, WrongAccountError, imported_statements
from khfund.banking.statement_format import read_statement
from khfund.errors import IntegrityError, ProblemsFound
from tests.banking.offices import NUMBER, a_bank_account, a_statement, all_lines, seen, take
from tests.builders import an_office, write_by_hand

MARCH = (
    ("01/03/2026", "A1", 500_000, "NGUYEN VAN AN ung ho"),
    ("02/03/2026", "A2", 200_000, "LO THI BINH ung ho"),
    ("02/03/2026", "A3", -11_000, "Phi quan ly tai khoan"),
    ("03/03/2026", "A4", 300_000, "CAM VAN CHUNG"),
)


def test_every_line_is_kept_as_the_bank_wrote_it(database):
    office = an_office(database)
    bank = a_bank_account(office)

    result = take(office, bank, a_statement(*MARCH, account=NUMBER, opening=1_000_000))

    assert result == ImportResult(1, new=4, known=0, early=0, credit=1_000_000, debit=11_000, breaks=())
    assert [
        (one.day, one.reference, one.debit, one.credit, one.balance, one.narration)
        for one in all_lines(office, bank)
    ] == [
        (date(2026, 3, 1), "A1", 0, 500_000, 1_500_000, "NGUYEN VAN AN ung ho"),
        (date(2026, 3, 2), "A2", 0, 200_000, 1_700_000, "LO THI BINH ung ho"),
        (date(2026, 3, 2), "A3", 11_000, 0, 1_689_000, "Phi quan ly tai khoan"),
        (date(2026, 3, 3), "A4", 0, 300_000, 1_989_000, "CAM VAN CHUNG"),
    ]
    (kept,) = office.read(lambda s: imported_statements(s, bank.id))
    assert (kept.file_name, kept.first_day, kept.last_day, kept.opening, kept.closing) == (
        "saoke.csv", date(2026, 3, 1), date(2026, 3, 3), 1_000_000, 1_989_000,
    )  # fmt: skip


def test_the_same_statement_again_adds_nothing_whatever_its_file_is_called(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*MARCH))

    result = take(office, bank, a_statement(*MARCH, file="sao ke (1).csv"))

    assert (result.statement_id, result.new, result.known) == (1, 0, 4)
    assert len(all_lines(office, bank)) == 4
    assert [one.file_name for one in office.read(lambda s: imported_statements(s, bank.id))] == ["saoke.csv"]


def test_overlapping_statements_add_only_what_is_new(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*MARCH[:3]))

    result = take(office, bank, a_statement(*MARCH[1:]))

    assert (result.new, result.known) == (1, 2)
    assert [one.reference for one in all_lines(office, bank)] == ["A1", "A2", "A3", "A4"]


def test_truly_identical_lines_of_one_file_stay_apart(database):
    office = an_office(database)
    bank = a_bank_account(office)
    twice = [("05/03/2026", "", 50_000, "ung ho")] * 2
    take(office, bank, a_statement(*twice))

    result = take(office, bank, a_statement(*twice, twice[0]))

    assert (result.new, result.known) == (1, 2)
    assert [(one.credit, one.occurrence) for one in all_lines(office, bank)] == [
        (50_000, 1),
        (50_000, 2),
        (50_000, 3),
    ]


def test_lines_that_may_be_known_in_other_words_are_counted(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*MARCH))
    other_words = [(day, "", amount, words.lower()) for day, _, amount, words in MARCH]

    result = take(office, bank, a_statement(*other_words, ("04/03/2026", "", 300_000, "x")))
    another_gift = take(office, bank, a_statement(*MARCH, ("03/03/2026", "A9", 300_000, "LO VAN DUNG")))

    assert (result.new, result.doubtful) == (5, 4)
    assert (another_gift.new, another_gift.doubtful) == (1, 1)  # one of the reworded lines is missing in it


def test_the_same_lines_on_another_account_are_other_lines(database):
    office = an_office(database)
    first, second = a_bank_account(office), a_bank_account(office, "999999", code="1122")
    take(office, first, a_statement(*MARCH))

    result = take(office, second, a_statement(*MARCH))

    assert (result.new, result.known) == (4, 0)


def test_a_statement_of_another_account_is_refused(database):
    office = an_office(database)
    bank = a_bank_account(office)

    with pytest.raises(WrongAccountError) as refusal:
        take(office, bank, a_statement(*MARCH, account="9876543210"))

    assert str(refusal.value) == (
        "Tệp saoke.csv là sao kê của tài khoản 9876543210, không phải 0123456789; hãy chọn đúng tài khoản hoặc đúng tệp."
    )
    assert all_lines(office, bank) == []


def test_an_account_number_that_lost_its_leading_zero_is_the_same(database):
    office = an_office(database)
    bank = a_bank_account(office)

    assert take(office, bank, a_statement(*MARCH, account=NUMBER.lstrip("0"))).new == 4


def test_a_file_with_unreadable_rows_is_refused_as_a_whole(database):
    office = an_office(database)
    bank = a_bank_account(office)
    statement = a_statement(MARCH[0], ("31/02/2026", "B", 5_000, "x"))

    with pytest.raises(ProblemsFound) as refusal:
        take(office, bank, statement)

    assert refusal.value.problems == statement.problems
    assert [problem.place.row for problem in statement.problems] == [3]
    assert all_lines(office, bank) == []


def test_lines_of_days_to_come_are_refused_with_their_place(database):
    office = an_office(database)
    bank = a_bank_account(office)

    with pytest.raises(ProblemsFound) as refusal:
        take(office, bank, a_statement(*MARCH, ("16/01/2027", "C", 5_000, "x")))

    assert [str(problem) for problem in refusal.value.problems] == [
        "saoke.csv, dòng 6: Ngày 16/01/2027 chưa tới (hôm nay là 15/01/2027); hãy kiểm tra lại ngày ghi sổ."
    ]
    assert all_lines(office, bank) == []


def test_lines_before_the_account_was_opened_here_are_counted_only(database):
    office = an_office(database)
    bank = a_bank_account(office, opened=date(2026, 3, 2))

    result = take(office, bank, a_statement(*MARCH))

    assert (result.new, result.early) == (3, 1)
    assert [one.reference for one in all_lines(office, bank)] == ["A2", "A3", "A4"]


def test_breaks_of_the_banks_balances_are_given_back_and_stored(database):
    office = an_office(database)
    bank = a_bank_account(office)
    rows = "Ngày giao dịch;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung\n01/03/2026;A;;5000;5000;a\n02/03/2026;B;;5000;11000;b\n"
    statement = read_statement(rows.encode(), "saoke.csv")

    result = take(office, bank, statement)

    assert [problem.place.row for problem in result.breaks] == [3]
    (kept,) = office.read(lambda s: imported_statements(s, bank.id))
    assert json.loads(kept.breaks) == [
        {"row": 3, "rule": "balance_break", "stated": 11_000, "computed": 10_000, "difference": 1_000}
    ]


def test_a_statement_without_lines_is_kept_as_such(database):
    office = an_office(database)
    bank = a_bank_account(office)

    result = take(office, bank, a_statement())

    assert (result.new, result.known, result.early) == (0, 0, 0)


def test_lines_are_changed_by_nobody_and_doubled_by_nobody(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*MARCH))

    for statement in ("UPDATE bank_line SET credit = credit + 1 WHERE id = 1", "DELETE FROM bank_line",
                      "UPDATE imported_statement SET closing = 1"):  # fmt: skip
        with pytest.raises((IntegrityError, DBAPIError)):
            write_by_hand(database, statement)
    columns = (
        "unit_id, bank_account_id, statement_id, row, day, reference, debit, credit, balance, narration, "
        "counterparty, counterparty_account, fingerprint, occurrence, command_number"
    )
    with pytest.raises((IntegrityError, DBAPIError)):
        write_by_hand(
            database,
            f"INSERT INTO bank_line (id, {columns}) SELECT 99, {columns} FROM bank_line WHERE id = 1",
        )

    assert seen(all_lines(office, bank)) == [
        (date(2026, 3, 1), "A1", 500_000),
        (date(2026, 3, 2), "A2", 200_000),
        (date(2026, 3, 2), "A3", -11_000),
        (date(2026, 3, 3), "A4", 300_000),
    ]


def test_the_log_vouches_for_every_line(database):
    office = an_office(database)
    bank = a_bank_account(office)

    take(office, bank, a_statement(*MARCH, opening=0))

    assert office.read(lambda s: list(command.contradictions(s))) == []


def test_one_statement_taken_in_by_several_at_once_is_taken_in_once(database):
    office = an_office(database)
    bank = a_bank_account(office)
    statement = a_statement(*MARCH)
    results = []
    together = threading.Barrier(4)

    def run():
        together.wait()
        results.append(take(office, bank, statement))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(result.new for result in results) == [0, 0, 0, 4]
    assert len(all_lines(office, bank)) == 4


# -- slices of one statement ------------------------------------------------------------------------------------------

ROWS = st.tuples(
    st.sampled_from(["", "A", "B"]), st.sampled_from([-2_000, 1_000, 2_000]), st.sampled_from(["", "ung ho"])
)
DAYS = st.lists(st.lists(ROWS, min_size=1, max_size=5), min_size=1, max_size=5)


@attrs.frozen
class Slices:
    """The days of a statement, and files that hold some of them: from the start of a day to any row."""

    days: list
    files: list


@st.composite
def slices(draw):
    days = draw(DAYS)
    rows = [(f"{number:02d}/03/2026", *row) for number, day in enumerate(days, 1) for row in day]
    starts = [0, *itertools.accumulate(map(len, days))][:-1]
    cuts = st.sampled_from(starts).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(start + 1, len(rows)))
    )
    files = [rows[start:end] for start, end in draw(st.lists(cuts, max_size=5))]
    return Slices(rows, files)


@given(given_files=slices())
def test_slices_of_a_statement_in_any_order_lose_no_line_and_double_none(sqlite_books, given_files):
    office, number = sqlite_books, next(NUMBERS)
    bank = a_bank_account(office, f"{number:06d}", code=f"112{number}")
    expected: Counter = Counter()

    for file in given_files.files:
        before = expected.copy()
        expected |= Counter(file)
        result = take(office, bank, a_statement(*file))
        assert result.new == (expected - before).total()
        assert result.known == len(file) - result.new
        assert Counter(_row(line) for line in all_lines(office, bank)) == expected

    take(office, bank, a_statement(*given_files.days))
    assert Counter(_row(line) for line in all_lines(office, bank)) == Counter(given_files.days)


NUMBERS = itertools.count(1)


def _row(line):
    return f"{line.day:%d/%m/%Y}", line.reference, line.net, line.narration


# -- the real thing ---------------------------------------------------------------------------------------------------


def test_a_real_statement_of_20000_lines_is_taken_in_once(database, shared_data):
    office = an_office(database, opened=date(2024, 9, 1))
    bank = a_bank_account(office, opened=date(2024, 9, 1))
    statement = read_statement(shared_data / "bank" / "vietcombank-2024-09.csv")

    first = take(office, bank, statement)
    again = take(office, bank, statement)

    assert (first.new, first.known, first.early) == (20_000, 0, 0)
    assert (first.credit, first.debit) == (statement.credit, statement.debit)
    assert (again.new, again.known) == (0, 20_000)
    totals = "SELECT COUNT(*), SUM(credit), SUM(debit) FROM bank_line"
    assert tuple(office.read(lambda s: s.execute(text(totals)).one())) == (
        20_000,
        statement.credit,
        statement.debit,
    )
