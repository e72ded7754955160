"""What is reconciled is locked, for verbs and for hands; two persons undo the last month."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from khfund import command
from khfund.actor import AnotherPersonNeededError
from khfund.banking.bank_account import BankAccount, BankMonthReconciledError
from khfund.banking.reconciliation import (
    NothingReconciledError,
    UndoingNotAskedError,
    ask_undoing,
    reconciliations,
    undo_reconciliation,
)
from khfund.calendar import Month
from khfund.errors import IntegrityError, ProblemsFound
from khfund.ledger import AccountRole, reverse
from khfund.ledger.accounting_period import PeriodClosedError, ReasonMissingError
from tests.banking.offices import (
    ROWS,
    a_bank_account,
    a_reconciled_month,
    a_statement,
    all_lines,
    book_all,
    close,
    settle,
    take,
    until,
)
from tests.builders import an_office, write_by_hand

JANUARY, MARCH, APRIL = (Month(2026, number) for number in (1, 3, 4))
BANK, GIFTS, CASH = AccountRole.BANK, AccountRole.GIFTS, AccountRole.CASH


def ask(office, bank, reason="Ngân hàng gửi thiếu dòng", by=None):
    office.do(
        "bank.ask", lambda s, c: ask_undoing(s, c, s.get_one(BankAccount, bank.id), reason=reason), by=by
    )


def undo(office, bank, by=None):
    office.do("bank.undo", lambda s, c: undo_reconciliation(s, c, s.get_one(BankAccount, bank.id)), by=by)


# -- the lock -----------------------------------------------------------------------------------------------------------

LOCKED = (
    "Tài khoản ngân hàng 0123456789 đã đối chiếu đến ngày 31/03/2026, không ghi vào ngày {day} được; "
    "hãy ghi vào tháng sau, hoặc bỏ đối chiếu {period}."
)


def test_entries_on_a_reconciled_account_are_refused_and_others_are_not(database):
    office = an_office(database)
    a_reconciled_month(office)

    with pytest.raises(BankMonthReconciledError) as refusal:
        office.post(date(2026, 2, 28), office.posting(BANK, GIFTS, 5_000))
    with pytest.raises(BankMonthReconciledError):
        office.do("entry.reverse", lambda s, c: reverse(s, c, 1, day=date(2026, 3, 31), reason="Nhầm"))
    office.post(date(2026, 3, 31), office.posting(CASH, GIFTS, 5_000))
    office.post(date(2026, 4, 1), office.posting(BANK, GIFTS, 5_000))

    assert str(refusal.value) == LOCKED.format(day="28/02/2026", period="Tháng 2/2026")


def test_new_lines_of_a_reconciled_month_are_refused_by_name_and_known_ones_are_not(database):
    office = an_office(database)
    bank = a_reconciled_month(office)
    late = ("31/03/2026", "Z", 9_000, "den muon")

    with pytest.raises(ProblemsFound) as refusal:
        take(office, bank, a_statement(*ROWS, late, opening=0))
    again = take(office, bank, a_statement(*ROWS, ("02/04/2026", "D", 1_000, "d"), opening=0))

    assert [str(one) for one in refusal.value.problems] == [
        "saoke.csv, dòng 5: " + LOCKED.format(day="31/03/2026", period="Tháng 3/2026")
    ]
    assert (again.new, again.known) == (1, 3)
    assert [one.reference for one in all_lines(office, bank)] == ["A", "B", "C", "D"]


def test_a_wrong_entry_of_a_reconciled_month_is_mended_in_the_next_one(database):
    office = an_office(database)
    bank = a_reconciled_month(office)
    office.do("entry.reverse", lambda s, c: reverse(s, c, 1, day=date(2026, 4, 2), reason="Nhầm"))

    book_all(office, bank)
    row = settle(office, bank, APRIL, 800_000)

    assert (row.book_closing, row.differences) == (800_000, 0)


def test_hand_written_rows_meet_the_lock_too(database):
    office = an_office(database)
    bank = a_reconciled_month(office)
    number = office.read(
        lambda s: s.connection().exec_driver_sql("SELECT MAX(number) FROM command").scalar_one()
    )
    entry = (
        "INSERT INTO entry (id, unit_id, day, voucher_kind, voucher_year, voucher_number, narration, command_number) "
        f"VALUES (99, {office.unit}, '2026-03-05', 'PK', 2026, 99, 'x', {number + 1})"
    )
    posting = (
        "INSERT INTO posting (entry_id, line, debit_id, credit_id, fund_id, amount) "
        f"VALUES (99, 1, {bank.account_id}, {office.account(GIFTS)}, {office.kh}, 5)"
    )
    columns = "unit_id, bank_account_id, statement_id, row, day, reference, debit, credit, balance, narration"
    more = "counterparty, counterparty_account, occurrence, command_number"
    doubled = f"INSERT INTO bank_line (id, fingerprint, {columns}, {more}) SELECT 99, 'x', {columns}, {more} FROM bank_line WHERE id = 1"

    for statements, rule in (
        (
            [_a_command(office, number + 1), entry, posting],
            "posting: the bank account is reconciled on that day",
        ),
        ([doubled], "bank_line: the bank account is reconciled on that day"),
        (
            ["UPDATE bank_account SET reconciled_until = NULL"],
            "it is reconciled as far as its reconciliations say",
        ),
        (["UPDATE reconciliation SET bank_closing = 0"], "its figures never change"),
        (["DELETE FROM reconciliation"], "rows are never deleted"),
    ):
        with pytest.raises((IntegrityError, DBAPIError), match=rule):
            write_by_hand(database, *statements)

    assert until(office, bank) == date(2026, 3, 31)


def _a_command(office, number):
    salt = "X'00'" if office.database.is_sqlite else "'\\x00'"
    return (
        "INSERT INTO command (number, at, person_id, unit_id, kind, request_id, salt, body) VALUES "
        f"({number}, '2027-01-15T03:00:00.000000+00:00', {office.accountant}, {office.unit}, 'entry.post', 'hand', {salt}, '')"
    )


# -- undoing ------------------------------------------------------------------------------------------------------------


def test_two_persons_undo_the_last_month_and_the_row_stays_on_record(database):
    office = an_office(database)
    bank = a_reconciled_month(office)
    settle(office, bank, APRIL, 800_000)

    ask(office, bank)
    undo(office, bank, by=office.chief)

    assert until(office, bank) == date(2026, 3, 31)
    rows = office.read(lambda s: reconciliations(s, bank.id))
    assert [(row.month, row.undone_command is None, row.undo_reason) for row in rows] == [
        (202603, True, ""), (202604, False, "Ngân hàng gửi thiếu dòng"),
    ]  # fmt: skip
    settle(office, bank, APRIL, 800_000)
    assert office.read(lambda s: list(command.contradictions(s))) == []


def test_the_first_month_undone_leaves_the_account_unlocked(database):
    office = an_office(database)
    bank = a_reconciled_month(office)
    ask(office, bank)
    undo(office, bank, by=office.chief)

    assert until(office, bank) is None
    assert take(office, bank, a_statement(("31/03/2026", "Z", 9_000, "den muon"))).new == 1


def test_one_person_alone_undoes_nothing(database):
    office = an_office(database)
    bank = a_reconciled_month(office)

    with pytest.raises(UndoingNotAskedError) as not_asked:
        undo(office, bank)
    ask(office, bank)
    with pytest.raises(AnotherPersonNeededError) as alone:
        undo(office, bank)

    assert str(not_asked.value) == (
        "Chưa ai đề nghị bỏ đối chiếu Tháng 3/2026 của tài khoản 0123456789; hãy đề nghị trước, kèm lý do."
    )
    assert str(alone.value) == (
        "Cầm Văn Kế Toán đã đề nghị bỏ đối chiếu việc này nên không thể duyệt bỏ đối chiếu; cần một người khác."
    )
    assert until(office, bank) == date(2026, 3, 31)


def test_undoing_needs_a_reason_and_a_reconciled_month(database):
    office = an_office(database)
    bank = a_bank_account(office)
    with pytest.raises(NothingReconciledError) as nothing:
        ask(office, bank)
    settle(office, bank, MARCH, 0)

    with pytest.raises(ReasonMissingError):
        ask(office, bank, reason=" ")

    assert str(nothing.value) == "Tài khoản 0123456789 chưa đối chiếu tháng nào."


def test_a_month_whose_book_is_closed_stays_reconciled(database):
    office = an_office(database)
    bank = a_bank_account(office)
    settle(office, bank, JANUARY, 0)
    close(office, JANUARY)
    ask(office, bank)

    with pytest.raises(PeriodClosedError):
        undo(office, bank, by=office.chief)

    assert until(office, bank) == date(2026, 1, 31)
