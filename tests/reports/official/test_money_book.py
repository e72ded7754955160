from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.banking.offices import a_bank_account
from tests.builders import an_office, tamper
from tests.reports.official.books import book_of, entries_of, lines_of, paid, reversed_

MARCH = DateRange.parse("2026-03")


def with_money(database):
    office = an_office(database)
    office.gift(date(2026, 2, 27), 900_000)
    office.gift(date(2026, 3, 5), 500_000)
    office.gift(date(2026, 3, 5), 70_000, office.th)
    paid(office, "Lò Thị A", 300_000, day=date(2026, 3, 9))
    return office


def test_a_cash_book_has_a_line_a_voucher_and_the_balance_of_each_day(database):
    office = with_money(database)

    assert lines_of(office, "cash-book", MARCH) == [
        ("opening", (None, None, None, None, "Số dư đầu kỳ", None, None, None, 900_000, None)),
        (
            "entry",
            (date(2026, 3, 5), date(2026, 3, 5), "PT-2026-00002", "", "Ủng hộ", "5111", 500_000, None, None, "KH"),
        ),
        (
            "entry",
            (
                date(2026, 3, 5), date(2026, 3, 5), "PT-2026-00003", "", "Ủng hộ", "5111",
                70_000, None, 1_470_000, "TH",
            ),
        ),
        (
            "entry",
            (
                date(2026, 3, 9), date(2026, 3, 9), "", "PC-2026-00001", "Trao học bổng", "6111",
                None, 300_000, 1_170_000, "KH",
            ),
        ),
        ("subtotal", (None, None, None, None, "Cộng phát sinh trong kỳ", None, 570_000, 300_000, None, None)),
        ("closing", (None, None, None, None, "Số dư cuối kỳ", None, None, None, 1_170_000, None)),
    ]  # fmt: skip


def test_each_month_of_a_longer_book_has_its_sum(database):
    office = with_money(database)

    sums = [cells[4:9] for kind, cells in lines_of(office, "cash-book") if kind == "subtotal"]
    assert sums == [
        ("Cộng tháng 2/2026", None, 900_000, 0, 900_000),
        ("Cộng tháng 3/2026", None, 570_000, 300_000, 1_170_000),
        ("Cộng phát sinh trong kỳ", None, 1_470_000, 300_000, None),
    ]


def test_a_book_of_one_fund_holds_its_money_alone(database):
    office = with_money(database)

    assert [(cells[2], cells[6], cells[8]) for cells in entries_of(office, "cash-book", fund=office.th)] == [
        ("PT-2026-00003", 70_000, 70_000)
    ]


def test_a_reversal_stands_as_a_negative_line_on_the_side_that_it_takes_back(database):
    office = with_money(database)
    wrong = office.gift(date(2026, 3, 10), 999_000)
    reversed_(office, wrong.id, date(2026, 3, 11))

    assert [cells[2:] for cells in entries_of(office, "cash-book", MARCH)][-2:] == [
        ("PT-2026-00004", "", "Ủng hộ", "5111", 999_000, None, 2_169_000, "KH"),
        (
            "PK-2026-00001",
            "",
            f"Đảo bút toán {wrong.id} (PT-2026-00004): Ghi nhầm",
            "5111",
            -999_000,
            None,
            1_170_000,
            "KH",
        ),
    ]
    assert lines_of(office, "cash-book", MARCH)[-2][1][6:8] == (570_000, 300_000)


def test_a_gift_to_two_funds_is_one_line(database):
    office = an_office(database)
    parts = [
        office.posting(AccountRole.CASH, AccountRole.GIFTS, 1_000),
        office.posting(AccountRole.CASH, AccountRole.PRINCIPAL, 2_000, office.th),
    ]
    office.post(date(2026, 3, 5), *parts, kind="PT")

    assert [cells[5:] for cells in entries_of(office, "cash-book")] == [
        ("5111, 411", 3_000, None, 3_000, "KH, TH")
    ]


def test_a_bank_book_shows_what_is_left_after_each_entry_and_names_the_bank(database):
    office = an_office(database)
    account = a_bank_account(office)
    day = date(2026, 3, 5)
    office.post(day, office.posting(AccountRole.BANK, AccountRole.GIFTS, 5_000), kind="BC")
    office.post(day, office.posting(AccountRole.MANAGEMENT, AccountRole.BANK, 1_000), kind="BN")

    about = book_of(office, "bank-book", MARCH, read=lambda book: book.about)
    assert about == (
        "Tài khoản 112 – Tiền gửi ngân hàng, kho bạc",
        f"Nơi mở tài khoản: {account.bank}; số tài khoản: {account.number}",
        "Tháng 3/2026",
    )
    assert [cells[1:] for cells in entries_of(office, "bank-book", MARCH)] == [
        ("BC-2026-00001", day, "Ủng hộ", "5111", 5_000, None, 5_000, "KH"),
        ("BN-2026-00001", day, "Ủng hộ", "642", None, 1_000, 4_000, "KH"),
    ]


def test_a_book_that_does_not_lead_to_the_ledgers_balance_is_not_made(database):
    office = with_money(database)
    tamper(database, "UPDATE posting SET amount = amount + 1 WHERE entry_id = 2")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "cash-book", MARCH)

    assert str(refusal.value) == (
        "Sổ quỹ tiền mặt 111: theo từng dòng là 1.170.001 đ, theo sổ cái là 1.170.000 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
    assert refusal.value.exit_code == 4
