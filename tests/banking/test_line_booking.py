"""Bank lines are booked straight from the statement: unknown money, interest, fees, own transfers, earlier vouchers."""

from datetime import date

import pytest

from khfund import command
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import LineUnknownError, find_line, remaining
from khfund.banking.line_booking import (
    Booked,
    LineNeedsVoucherError,
    NotMoneyInError,
    book_unidentified,
    match_entry,
    narrate,
    open_day,
    post_line,
    unmatched_credits,
)
from khfund.banking.line_use import EntryDoesNotMoveBankError, LineUsedUpError, UsesDisagreeError
from khfund.banking.statement_format import read_statement
from khfund.calendar import DateRange, Month
from khfund.ledger import AccountRole, reverse
from khfund.ledger.balance import role_balance
from tests.banking.offices import a_bank_account, a_line, a_statement, all_lines, close, journal, take
from tests.builders import an_office

BANK, GIFTS, UNKNOWN = AccountRole.BANK, AccountRole.GIFTS, AccountRole.UNIDENTIFIED


def book(office, *ids):
    return office.do("bank.book", lambda s, c: book_unidentified(s, c, ids))


def settle(office, line, counter, narration="", fund=None):
    def work(session, command_):
        found = find_line(session, office.unit, line)
        return post_line(session, command_, found, office_account, fund or office.kh, narration)

    office_account = counter if isinstance(counter, int) else office.account(counter)
    return office.do("bank.post", work)


def match(office, line, entry):
    return office.do("bank.match", lambda s, c: match_entry(s, c, find_line(s, office.unit, line), entry))


# -- money from unknown givers --------------------------------------------------------------------------------------


def test_unknown_money_is_booked_in_the_default_fund_on_the_lines_day(database):
    office = an_office(database)
    bank = a_bank_account(office)
    take(
        office,
        bank,
        a_statement(("01/03/2026", "A", 500_000, "LO THI AN ung ho"), ("02/03/2026", "B", 50_000, "")),
    )

    booked = book(office, *office.read(lambda s: unmatched_credits(s, bank.id)))

    assert booked == Booked(2, 550_000)
    assert journal(office) == [
        "BC-2026-00001 01/03 112/3381 KH 500000 LO THI AN ung ho",
        "BC-2026-00002 02/03 112/3381 KH 50000 Tiền vào chờ xác định",
    ]
    assert len(all_lines(office, bank, "unidentified")) == 2
    assert office.read(lambda s: list(command.contradictions(s))) == []


def test_what_is_left_of_a_line_is_booked(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    gift = office.post(date(2026, 3, 2), office.posting(BANK, GIFTS, 200_000))
    match(office, line, gift.id)

    assert book(office, line) == Booked(1, 300_000)


def test_a_line_of_a_closed_month_is_booked_on_the_first_open_day_and_says_so(database):
    office = an_office(database)
    bank = a_bank_account(office)
    close(office, Month(2026, 1))
    line = a_line(office, bank, 500_000, day="20/01/2026", words="LO THI AN")

    book(office, line)

    assert journal(office) == ["BC-2026-00001 01/02 112/3381 KH 500000 (sao kê ngày 20/01/2026) LO THI AN"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 2, 1)),
    ],
)
def test_the_first_open_day_follows_the_closed_months(database, day, expected):
    office = an_office(database)
    bank = a_bank_account(office)
    close(office, Month(2026, 1))

    assert office.read(lambda s: open_day(s, s.get_one(BankAccount, bank.id), day)) == expected


def test_a_narration_is_one_clean_line_of_at_most_500_letters():
    day = date(2026, 3, 1)

    assert narrate("a\u202eb\x07 \n c", day, day, otherwise="x") == "ab c"
    assert narrate(" \n ", day, day, otherwise="Tiền vào") == "Tiền vào"
    assert narrate("đ" * 700, day, day, otherwise="x") == "đ" * 500
    assert narrate("y" * 700, day, date(2026, 4, 1), otherwise="x") == "(sao kê ngày 01/03/2026) " + "y" * 475


def test_money_going_out_cannot_wait_to_be_identified(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), -11_000)

    with pytest.raises(NotMoneyInError) as refusal:
        book(office, line)

    assert str(refusal.value) == f"Dòng sao kê {line} là tiền ra; chỉ tiền vào mới ghi chờ xác định được."


def test_a_line_is_booked_once(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line, other = a_line(office, bank), a_line(office, bank)

    with pytest.raises(LineUsedUpError) as twice:
        book(office, other, line, other)
    book(office, line)
    with pytest.raises(LineUsedUpError):
        book(office, line)

    assert str(twice.value) == f"Dòng sao kê {other} chỉ còn 0 đ chưa dùng, không đủ 500.000 đ."
    assert len(journal(office)) == 1


def test_unknown_lines_are_refused(database):
    office = an_office(database)
    a_bank_account(office)

    with pytest.raises(LineUnknownError):
        book(office, 12)


def test_lines_that_wait_are_told_by_day(database):
    office = an_office(database)
    bank = a_bank_account(office)
    april, march = a_line(office, bank, day="01/04/2026"), a_line(office, bank, day="31/03/2026")
    a_line(office, bank, -5_000)

    assert office.read(lambda s: unmatched_credits(s, bank.id)) == [march, april]
    assert office.read(lambda s: unmatched_credits(s, bank.id, DateRange.month(Month(2026, 4)))) == [april]


# -- interest, fees, own transfers --------------------------------------------------------------------------------------


def test_interest_and_fees_are_posted_from_their_lines(database):
    office = an_office(database)
    bank = a_bank_account(office)
    interest, fee = a_line(office, bank, 1_234, words="LAI TIEN GUI"), a_line(office, bank, -11_000)

    settle(office, interest, AccountRole.INTEREST, fund=office.th)
    settle(office, fee, AccountRole.MANAGEMENT, "Phí chuyển tiền")

    assert journal(office) == [
        "BC-2026-00001 02/03 112/515 TH 1234 LAI TIEN GUI",
        "BN-2026-00001 02/03 642/112 KH 11000 Phí chuyển tiền",
    ]
    assert all_lines(office, bank, "unmatched") == []


def test_a_line_that_is_used_up_is_not_posted_again(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), -11_000)
    settle(office, line, AccountRole.MANAGEMENT)

    with pytest.raises(LineUsedUpError):
        settle(office, line, AccountRole.MANAGEMENT)


def test_a_transfer_between_own_accounts_is_one_entry_that_uses_both_lines(database):
    office = an_office(database)
    first, second = a_bank_account(office), a_bank_account(office, "999999", code="1122")
    out = a_line(office, first, -500_000, words="chuyen noi bo")
    came = a_line(office, second, 500_000, words="chuyen noi bo")

    entry = settle(office, out, second.account_id)
    matched = match(office, came, entry.id)

    assert matched == 500_000
    assert journal(office) == ["BN-2026-00001 02/03 1122/112 KH 500000 chuyen noi bo"]
    assert [all_lines(office, bank, "unmatched") for bank in (first, second)] == [[], []]


# -- vouchers posted before ---------------------------------------------------------------------------------------------


def test_an_entry_posted_before_is_matched_as_far_as_both_reach(database):
    office = an_office(database)
    bank = a_bank_account(office)
    lines = [a_line(office, bank, 300_000), a_line(office, bank, 300_000)]
    gift = office.post(date(2026, 3, 1), office.posting(BANK, GIFTS, 500_000))

    assert [match(office, line, gift.id) for line in lines] == [300_000, 200_000]
    assert [office.read(lambda s, n=line: remaining(s, n)) for line in lines] == [0, 100_000]


def test_matching_what_is_used_up_is_refused(database):
    office = an_office(database)
    bank = a_bank_account(office)
    line, other = a_line(office, bank, 500_000), a_line(office, bank, 500_000)
    gift, more = (office.post(date(2026, 3, 1), office.posting(BANK, GIFTS, 500_000)) for _ in range(2))
    match(office, line, gift.id)

    with pytest.raises(LineUsedUpError):
        match(office, line, more.id)
    with pytest.raises(UsesDisagreeError):
        match(office, other, gift.id)


def test_matching_an_entry_of_the_other_direction_is_refused(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), -500_000)
    gift = office.post(date(2026, 3, 1), office.posting(BANK, GIFTS, 500_000))

    with pytest.raises(EntryDoesNotMoveBankError):
        match(office, line, gift.id)


def test_a_line_whose_entry_was_reversed_is_booked_anew(database):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), 500_000)
    book(office, line)
    office.do("entry.reverse", lambda s, c: reverse(s, c, 1, day=date(2026, 4, 1), reason="Nhầm"))

    book(office, line)

    assert [row.split(" ", 1)[1][:23] for row in journal(office)] == [
        "02/03 112/3381 KH 50000", "01/04 3381/112 KH 50000", "02/03 112/3381 KH 50000",
    ]  # fmt: skip
    assert office.read(lambda s: role_balance(s, office.unit, UNKNOWN, date(2026, 12, 31))) == 500_000


# -- the real thing -------------------------------------------------------------------------------------------------------


def test_all_lines_of_a_real_statement_are_booked_to_the_last_dong(database, shared_data):
    office = an_office(database, opened=date(2024, 9, 1))
    bank = a_bank_account(office, opened=date(2024, 9, 1))
    statement = read_statement(shared_data / "bank" / "vietcombank-2024-09.csv")
    take(office, bank, statement)

    booked = book(office, *office.read(lambda s: unmatched_credits(s, bank.id)))
    for line in all_lines(office, bank, "unmatched"):
        settle(office, line.id, AccountRole.MANAGEMENT, "Phí ngân hàng")

    on = date(2024, 9, 30)
    assert booked.amount == statement.credit
    assert office.read(lambda s: role_balance(s, office.unit, UNKNOWN, on)) == statement.credit
    assert office.read(lambda s: role_balance(s, office.unit, BANK, on)) == statement.credit - statement.debit
    assert all_lines(office, bank, "unmatched") == []


@pytest.mark.parametrize(
    ("amount", "counter"),
    [(-500_000, AccountRole.SCHOLARSHIPS), (-500_000, AccountRole.DUES), (500_000, AccountRole.GIFTS)],
)
def test_spending_and_gifts_are_not_posted_from_a_line(database, amount, counter):
    office = an_office(database)
    line = a_line(office, a_bank_account(office), amount)

    with pytest.raises(LineNeedsVoucherError) as refusal:
        settle(office, line, counter)

    code = {AccountRole.SCHOLARSHIPS: "6111", AccountRole.DUES: "5113", AccountRole.GIFTS: "5111"}[counter]
    assert str(refusal.value) == (
        f"Dòng sao kê 1 đối ứng với tài khoản {code} không ghi thẳng được: ủng hộ thì ghi khoản ủng hộ; việc khác "
        "thì lập chứng từ, người khác duyệt, rồi ghép bằng `khfund bank match`."
    )
    assert journal(office) == []
