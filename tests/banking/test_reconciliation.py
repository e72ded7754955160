"""A bank account is reconciled month by month; what is reconciled is locked; two persons undo the last month."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from khfund import command
from khfund.actor import AnotherPersonNeededError
from khfund.banking.bank_account import BankAccount, BankMonthReconciledError
from khfund.banking.bank_line import find_line
from khfund.banking.line_booking import book_unidentified, match_entry, post_line, unmatched_credits
from khfund.banking.reconciliation import (
    MonthNotOverError,
    NothingReconciledError,
    ReconciliationDiffersError,
    ReconciliationOutOfOrderError,
    UndoingNotAskedError,
    ask_undoing,
    reconcile,
    reconciliations,
    undo_reconciliation,
)
from khfund.banking.statement_format import read_statement
from khfund.calendar import Month
from khfund.errors import IntegrityError, ProblemsFound
from khfund.ledger import AccountRole, Correction, NewEntry, close_period, post_all, reverse
from khfund.ledger.accounting_period import PeriodClosedError, PeriodHinderedError, ReasonMissingError
from tests.banking.offices import a_bank_account, a_line, a_statement, all_lines, take
from tests.builders import NOW, an_office, write_by_hand

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2026, number) for number in (1, 2, 3, 4))
BANK, GIFTS, CASH = AccountRole.BANK, AccountRole.GIFTS, AccountRole.CASH
ROWS = (
    ("01/03/2026", "A", 500_000, "LO THI AN"),
    ("31/03/2026", "B", 200_000, "b"),
    ("01/04/2026", "C", 100_000, "c"),
)


def settle(office, bank, month, closing=None, *, by=None, at=NOW):
    return office.do(
        "bank.reconcile",
        lambda s, c: reconcile(s, c, s.get_one(BankAccount, bank.id), month, bank_closing=closing),
        by=by,
        at=at,
    )


def book_all(office, bank):
    office.do("bank.book", lambda s, c: book_unidentified(s, c, unmatched_credits(s, bank.id)))


def a_reconciled_month(office):
    """March is reconciled; one line of April is in the book too."""
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS, opening=0))
    book_all(office, bank)
    settle(office, bank, MARCH)
    return bank


def ask(office, bank, reason="Ngân hàng gửi thiếu dòng", by=None):
    office.do(
        "bank.ask", lambda s, c: ask_undoing(s, c, s.get_one(BankAccount, bank.id), reason=reason), by=by
    )


def undo(office, bank, by=None):
    office.do("bank.undo", lambda s, c: undo_reconciliation(s, c, s.get_one(BankAccount, bank.id)), by=by)


def until(office, bank):
    return office.read(lambda s: s.get_one(BankAccount, bank.id).reconciled_until)


def close(office, month, accepting=()):
    office.do(
        "period.close",
        lambda s, c: close_period(s, c, month, today=date(2027, 1, 15), accepting=accepting),
        by=office.chief,
    )


# -- reconciling --------------------------------------------------------------------------------------------------------


def test_a_month_in_which_bank_and_book_agree_is_reconciled(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS, opening=0))
    book_all(office, bank)

    row = settle(office, bank, MARCH)

    assert (row.month, row.until, row.bank_closing, row.book_closing, row.by_hand, row.differences) == (
        202603, date(2026, 3, 31), 700_000, 700_000, False, 0,
    )  # fmt: skip
    assert until(office, bank) == date(2026, 3, 31)
    assert office.read(lambda s: list(command.contradictions(s))) == []


def test_the_banks_balance_may_be_given_by_hand(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS))
    book_all(office, bank)

    row = settle(office, bank, MARCH, 700_000)

    assert (row.bank_closing, row.by_hand) == (700_000, True)


def test_a_month_that_differs_is_refused_with_what_differs(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS, opening=0))
    gift = office.post(date(2026, 3, 5), office.posting(BANK, GIFTS, 50_000))

    with pytest.raises(ReconciliationDiffersError) as refusal:
        settle(office, bank, MARCH)

    assert str(refusal.value) == (
        "Tháng 3/2026 của tài khoản 0123456789 chưa khớp: ngân hàng 700.000 đ, sổ 50.000 đ, không giải thích được 0 đ, "
        f"còn 3 chỗ: dòng sao kê 1 ngày 01/03/2026: 500.000 đ; dòng sao kê 2 ngày 31/03/2026: 200.000 đ; "
        f"bút toán {gift.id} ngày 05/03/2026: 50.000 đ"
    )
    assert [one.amount for one in refusal.value.facts["differences"]] == [500_000, 200_000, 50_000]
    assert until(office, bank) is None


def test_a_long_list_of_differences_is_cut_in_the_sentence_and_whole_in_the_facts(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*[("01/03/2026", f"R{n}", 1_000, "x") for n in range(7)]))

    with pytest.raises(ReconciliationDiffersError) as refusal:
        settle(office, bank, MARCH, 7_000)

    assert str(refusal.value).endswith("dòng sao kê 5 ngày 01/03/2026: 1.000 đ…")
    assert len(refusal.value.facts["differences"]) == 7


def test_a_balance_that_nothing_explains_is_refused(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(*ROWS))
    book_all(office, bank)

    with pytest.raises(ReconciliationDiffersError) as refusal:
        settle(office, bank, MARCH, 700_001)

    assert refusal.value.facts["unexplained"] == -1


def test_what_met_after_the_months_end_does_not_hinder(database):
    office = an_office(database)
    bank = a_bank_account(office)
    paid = office.post(date(2026, 3, 31), office.posting(AccountRole.MANAGEMENT, BANK, 11_000))
    line = a_line(office, bank, -11_000, day="01/04/2026")
    office.do("bank.match", lambda s, c: match_entry(s, c, find_line(s, office.unit, line), paid.id))

    row = settle(office, bank, MARCH, 0)

    assert (row.bank_closing, row.book_closing, row.differences) == (0, -11_000, 1)


def test_months_are_reconciled_in_turn(database):
    office = an_office(database)
    bank = a_reconciled_month(office)

    for month in (MARCH, Month(2026, 5)):
        with pytest.raises(ReconciliationOutOfOrderError) as refusal:
            settle(office, bank, month, 800_000)
        assert str(refusal.value) == (
            f"Tháng tiếp theo cần đối chiếu của tài khoản 0123456789 là Tháng 4/2026, không phải {month}."
        )
    settle(office, bank, APRIL, 800_000)
    assert until(office, bank) == date(2026, 4, 30)


def test_nothing_is_reconciled_before_the_account_was_opened_here(database):
    office = an_office(database)
    bank = a_bank_account(office, opened=date(2026, 3, 1))

    with pytest.raises(ReconciliationOutOfOrderError):
        settle(office, bank, FEBRUARY, 0)


def test_a_month_that_is_not_over_is_not_reconciled(database):
    office = an_office(database)
    bank = a_bank_account(office)

    with pytest.raises(MonthNotOverError) as refusal:
        settle(office, bank, MARCH, 0, at=datetime(2026, 3, 31, 3, tzinfo=UTC))

    assert str(refusal.value) == "Tháng 3/2026 chưa hết (hôm nay là 31/03/2026); chỉ đối chiếu tháng đã qua."


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


# -- closing a month ----------------------------------------------------------------------------------------------------


def test_a_month_does_not_close_before_its_bank_accounts_are_reconciled(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(("05/01/2026", "A", 500_000, "x"), opening=0))
    gift = office.post(date(2026, 1, 5), office.posting(BANK, GIFTS, 500_000))
    office.do("bank.match", lambda s, c: match_entry(s, c, find_line(s, office.unit, 1), gift.id))

    with pytest.raises(PeriodHinderedError) as refusal:
        close(office, JANUARY, accepting=["bank-0123456789"])
    settle(office, bank, JANUARY, 500_000)
    close(office, JANUARY)

    assert str(refusal.value) == (
        "Chưa khóa sổ Tháng 1/2026 được, còn 1 việc: "
        "tài khoản ngân hàng 0123456789 chưa đối chiếu Tháng 1/2026 [bank-0123456789]"
    )


def test_a_bank_account_that_never_moved_does_not_hinder(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(office, bank, a_statement(("05/02/2026", "A", 500_000, "x")))

    close(office, JANUARY)

    with pytest.raises(PeriodHinderedError):
        close(office, FEBRUARY)


def test_a_bank_account_without_any_statement_may_be_accepted_as_it_is(database):
    office = an_office(database)
    a_bank_account(office)
    office.post(date(2026, 1, 5), office.posting(BANK, GIFTS, 500_000))

    with pytest.raises(PeriodHinderedError):
        close(office, JANUARY)
    close(office, JANUARY, accepting=["bank-0123456789"])


# -- the real thing -----------------------------------------------------------------------------------------------------


def test_a_real_statement_reconciles_to_the_last_dong(sqlite_database, shared_data):
    office = an_office(sqlite_database, opened=date(2024, 9, 1))
    bank = a_bank_account(office, opened=date(2024, 9, 1))
    statement = read_statement(shared_data / "bank" / "vietcombank-2024-09.csv")
    brought = [office.posting(BANK, AccountRole.SPENDABLE, statement.opening)]
    opening = NewEntry(date(2024, 8, 31), "Số dư đầu kỳ", brought, correction=Correction.OPENING)
    office.do("entry.post", lambda s, c: post_all(s, c, [opening]))
    take(office, bank, statement)
    book_all(office, bank)
    fee = all_lines(office, bank, "unmatched")[0].id
    cost = office.account(AccountRole.MANAGEMENT)
    office.do("bank.post", lambda s, c: post_line(s, c, find_line(s, office.unit, fee), cost, office.kh))

    row = settle(office, bank, Month(2024, 9), statement.closing)

    assert (row.bank_closing, row.book_closing, row.differences) == (statement.closing, statement.closing, 0)
    assert office.read(lambda s: list(command.contradictions(s))) == []
