"""Entries as they are kept: their numbers, and the guards that hold them."""

from datetime import date

import pytest
from sqlalchemy import text

from khfund.errors import IntegrityError
from khfund.ledger import AccountRole, Entry, VoucherKind, find_entry
from khfund.ledger.entry import EntryUnknownError, PostedEntry, postings_of, reversed_by, voucher_code
from tests.builders import an_office, write_by_hand

DAY = date(2026, 3, 1)


def test_an_entry_is_read_back_with_its_postings(database):
    office = an_office(database)
    one, two = (office.posting(AccountRole.CASH, AccountRole.GIFTS, amount) for amount in (500_000, 700_000))

    posted = office.post(DAY, one, two, kind="PT")

    entry = office.read(lambda s: find_entry(s, office.unit, posted.id))
    rows = office.read(lambda s: postings_of(s, posted.id))
    assert (entry.day, entry.narration, entry.voucher_code, entry.command_number) == (
        DAY,
        "Ủng hộ",
        "PT-2026-00001",
        3,
    )
    assert [(row.line, row.debit_id, row.credit_id, row.fund_id, row.amount) for row in rows] == [
        (1, one.debit, one.credit, office.kh, 500_000),
        (2, two.debit, two.credit, office.kh, 700_000),
    ]
    assert posted == PostedEntry(1, DAY, VoucherKind.RECEIPT, 1)
    assert posted.voucher_code == "PT-2026-00001"


@pytest.mark.parametrize("number", [0, 2, -1])
def test_an_unknown_entry_is_refused(database, number):
    office = an_office(database)
    office.gift(DAY, 500_000)

    with pytest.raises(EntryUnknownError) as refusal:
        office.read(lambda s: find_entry(s, office.unit, number))

    assert str(refusal.value) == f"Sổ của đơn vị không có bút toán số {number}."


def test_an_entry_of_another_unit_is_unknown(database):
    office = an_office(database)
    office.gift(DAY, 500_000)

    with pytest.raises(EntryUnknownError):
        office.read(lambda s: find_entry(s, office.unit + 1, 1))


def test_a_voucher_is_written_as_people_write_it():
    assert voucher_code(VoucherKind.PAYMENT, 2026, 12) == "PC-2026-00012"
    assert voucher_code("PT", 2026, 123_456) == "PT-2026-123456"


def test_an_entry_that_stands_is_reversed_by_nobody(database):
    office = an_office(database)
    office.gift(DAY, 500_000)

    assert office.read(lambda s: reversed_by(s, 1)) is None


def test_the_entries_that_correct_one_are_found_by_an_index(sqlite_database):
    office = an_office(sqlite_database)

    plan = "EXPLAIN QUERY PLAN SELECT id FROM entry WHERE corrects_id = ?"
    told = office.read(lambda s: s.connection().exec_driver_sql(plan, (1,)).all())

    assert "INDEX ix_entry_corrects_id (corrects_id=?)" in told[0][3]


# -- hand-written SQL --------------------------------------------------------------------------------------------------------

POSTING = "INSERT INTO posting (entry_id, line, debit_id, credit_id, fund_id, amount) VALUES "
ENTRY = "INSERT INTO entry (id, unit_id, day, voucher_kind, voucher_year, voucher_number, narration, command_number) VALUES "
FORBIDDEN = [
    ("UPDATE entry SET day = '2026-04-01'", "entry: rows never change"),
    ("UPDATE entry SET narration = 'x'", "entry: rows never change"),
    ("DELETE FROM entry", "entry: rows are never deleted"),
    ("UPDATE posting SET amount = amount + 1", "posting: rows never change"),
    ("DELETE FROM posting", "posting: rows are never deleted"),
    (POSTING + "(1, 2, 1, 2, 1, 5)", "posting: a posted entry gains no postings"),
    (ENTRY + "(2, 1, '2026-03-01', 'PT', 2026, 2, 'x', 3)", "entry: a closed command writes no more entries"),
    (
        "UPDATE command SET kind = 'x' WHERE number = 3",
        "command: only its body may be erased; rows never change",
    ),
    (
        "UPDATE command SET unit_id = NULL WHERE number = 3",
        "command: only its body may be erased; rows never change",
    ),
    (
        "UPDATE command SET body = '{{}}' WHERE number = 3",
        "command: only its body may be erased; rows never change",
    ),
    ("DELETE FROM command WHERE number = 3", "command: rows are never deleted"),
    ("UPDATE leaf SET answer = 'x'", "leaf: rows never change"),
    ("DELETE FROM leaf", "leaf: rows are never deleted"),
]


@pytest.mark.parametrize(("hand", "rule"), FORBIDDEN)
def test_posted_rows_are_beyond_hand_written_sql(database, hand, rule):
    office = an_office(database)
    office.gift(DAY, 500_000)

    with pytest.raises(IntegrityError) as refusal:
        write_by_hand(database, hand)

    assert refusal.value.facts == {"rule": rule}


REPLACED = [
    "INSERT OR REPLACE INTO posting SELECT entry_id, line, debit_id, credit_id, fund_id, 1 FROM posting",
    "INSERT OR REPLACE INTO entry SELECT * FROM entry",
    "REPLACE INTO leaf SELECT number, line, 'x' FROM leaf",
    "INSERT INTO leaf SELECT * FROM leaf WHERE 1 ON CONFLICT (number) DO UPDATE SET answer = 'x'",
]


@pytest.mark.parametrize("hand", REPLACED)
def test_replacing_does_not_walk_around_the_guards(sqlite_database, hand):
    office = an_office(sqlite_database)
    office.gift(DAY, 500_000)

    with pytest.raises(IntegrityError):
        write_by_hand(sqlite_database, hand)

    assert office.read(lambda s: s.execute(text("SELECT amount FROM posting")).scalars().all()) == [500_000]


# An entry under a command that is still open, so that only the rule in question can refuse.
OPEN_COMMAND = (
    "INSERT INTO command (number, at, person_id, kind, request_id, salt) VALUES (99, '2027', 1, 'x', 'x', '')"
)
NEW_ENTRY = ENTRY + "(9, 1, '2026-03-01', 'PK', 2026, 9, 'x', 99)"
UNSOUND = [
    ("(9, 1, 1, 1, 1, 5)", "two_accounts"),
    ("(9, 1, 1, 2, 1, 0)", "amount_positive"),
    ("(9, 1, 1, 2, 1, -5)", "amount_positive"),
    (
        "(9, 1, (SELECT id FROM account WHERE role = 'principal'), 1, 1, 5)",
        "posting: principal may not be spent",
    ),
]


@pytest.mark.parametrize(("values", "rule"), UNSOUND)
def test_an_unsound_posting_is_beyond_hand_written_sql(database, values, rule):
    an_office(database)

    with pytest.raises(IntegrityError) as refusal:
        write_by_hand(database, OPEN_COMMAND, NEW_ENTRY, POSTING + values)

    assert rule in refusal.value.facts["rule"]


def test_a_broken_amount_is_refused_by_sqlite(sqlite_database):
    an_office(sqlite_database)

    with pytest.raises(IntegrityError) as refusal:
        write_by_hand(sqlite_database, OPEN_COMMAND, NEW_ENTRY, POSTING + "(9, 1, 1, 2, 1, 5.5)")

    assert "amount_whole" in refusal.value.facts["rule"]


def test_a_number_is_taken_once(database):
    office = an_office(database)
    office.gift(DAY, 500_000)

    with pytest.raises(IntegrityError):
        write_by_hand(database, OPEN_COMMAND, ENTRY + "(9, 1, '2026-03-01', 'PT', 2026, 1, 'x', 99)")


def test_an_entry_keeps_its_kind():
    assert (
        Entry(voucher_kind=VoucherKind.RECEIPT, voucher_year=2026, voucher_number=3).voucher_code
        == "PT-2026-00003"
    )
