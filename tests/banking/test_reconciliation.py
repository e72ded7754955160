"""A bank account is reconciled month by month, when bank and book agree up to what met later."""

from datetime import UTC, date, datetime

import attrs
import pytest

from khfund import command
from khfund.banking.bank_account import BankAccount, BankAccountUnknownError
from khfund.banking.bank_line import find_line
from khfund.banking.line_booking import match_entry, post_line
from khfund.banking.reconciliation import (
    MonthNotOverError,
    ReconciliationDiffersError,
    ReconciliationOutOfOrderError,
    ask_undoing,
    reconcile,
    undo_reconciliation,
)
from khfund.banking.statement_format import read_statement
from khfund.calendar import Month
from khfund.ledger import AccountRole, Correction, NewEntry, post_all
from khfund.ledger.accounting_period import PeriodHinderedError
from khfund.unit import enter_unit
from tests.banking.offices import (
    ROWS,
    a_bank_account,
    a_line,
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

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2026, number) for number in (1, 2, 3, 4))
BANK, GIFTS = AccountRole.BANK, AccountRole.GIFTS


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


@pytest.mark.parametrize(
    "act",
    [
        lambda s, c, one: reconcile(s, c, one, MARCH, bank_closing=0),
        lambda s, c, one: ask_undoing(s, c, one, reason="x"),
        undo_reconciliation,
    ],
)
def test_a_bank_account_of_another_unit_is_not_touched(database, act):
    office = an_office(database)
    bank = a_bank_account(office)
    office.do("unit.enter", lambda s, c: enter_unit(s, c, "XA", "Hội xã"), by=office.administrator)
    write_by_hand(database, "INSERT INTO role_grant (person_id, role) VALUES (3, 'accountant')")
    stranger = attrs.evolve(office, unit=2)

    with pytest.raises(BankAccountUnknownError):
        stranger.do("bank.reconcile", lambda s, c: act(s, c, s.get_one(BankAccount, bank.id)))


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
