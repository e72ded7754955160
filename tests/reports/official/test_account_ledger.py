from datetime import date

import pytest

from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.reports.official.books import entries_of, lines_of, paid, reversed_


def with_entries(database):
    office = an_office(database)
    office.gift(date(2026, 3, 5), 500_000)
    paid(office, "Lò Thị A", 200_000, day=date(2026, 4, 1))
    return office


def test_the_ledger_of_an_account_names_the_contra_account_and_the_entry(database):
    office = with_entries(database)
    cash = office.account(AccountRole.CASH)

    assert lines_of(office, "account-ledger", account=cash) == [
        ("opening", (None, None, None, "Số dư đầu kỳ", None, None, None, 0, None)),
        (
            "entry",
            (
                date(2026, 3, 5),
                "PT-2026-00001",
                date(2026, 3, 5),
                "Ủng hộ",
                "1",
                "KH",
                "5111",
                500_000,
                None,
            ),
        ),
        ("subtotal", (None, None, None, "Cộng tháng 3/2026", None, None, None, 500_000, 0)),
        (
            "entry",
            (
                date(2026, 4, 1),
                "PC-2026-00001",
                date(2026, 4, 1),
                "Trao học bổng",
                "2",
                "KH",
                "6111",
                None,
                200_000,
            ),
        ),
        ("subtotal", (None, None, None, "Cộng tháng 4/2026", None, None, None, 0, 200_000)),
        ("subtotal", (None, None, None, "Cộng phát sinh trong kỳ", None, None, None, 500_000, 200_000)),
        ("closing", (None, None, None, "Số dư cuối kỳ", None, None, None, 300_000, None)),
    ]


def test_a_balance_stands_on_its_own_side(database):
    office = with_entries(database)

    last = lines_of(office, "account-ledger", account=office.account(AccountRole.GIFTS))[-1]
    assert last == ("closing", (None, None, None, "Số dư cuối kỳ", None, None, None, None, 500_000))


def test_the_ledger_of_all_accounts_titles_each_that_moved(database):
    office = with_entries(database)

    titles = [cells[0] for kind, cells in lines_of(office, "account-ledger") if kind == "heading"]
    assert titles == [
        "Tài khoản 111 – Tiền mặt",
        "Tài khoản 5111 – Tài trợ bằng tiền",
        "Tài khoản 6111 – Chi học bổng, khen thưởng, hỗ trợ",
    ]


def test_the_ledger_of_a_fund_leaves_the_others_out(database):
    office = with_entries(database)
    office.gift(date(2026, 3, 6), 30, office.th)

    assert [cells[1] for cells in entries_of(office, "account-ledger", fund=office.th)] == [
        "PT-2026-00002"
    ] * 2


def test_turnovers_leave_out_what_was_reversed(database):
    office = with_entries(database)
    wrong = office.gift(date(2026, 3, 8), 77_000)
    reversed_(office, wrong.id, date(2026, 5, 8))

    sums = [
        cells[7:]
        for _, cells in lines_of(office, "account-ledger", account=office.account(AccountRole.GIFTS))
        if cells[3] == "Cộng phát sinh trong kỳ"
    ]
    assert sums == [(0, 500_000)]


def test_a_ledger_whose_lines_were_changed_is_not_made(database):
    office = with_entries(database)
    tamper(database, "UPDATE posting SET amount = amount - 7 WHERE entry_id = 1")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "account-ledger")

    assert str(refusal.value) == (
        "Sổ cái tài khoản 111: theo từng dòng là 499.993 đ, theo sổ cái là 500.000 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
