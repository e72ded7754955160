from datetime import date

import pytest

from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.reports.official.books import entries_of, last_of, lines_of, reversed_

DAY = date(2026, 3, 5)


def test_the_journal_holds_every_posting_under_its_entry(database):
    office = an_office(database)
    parts = [
        office.posting(AccountRole.CASH, AccountRole.GIFTS, 1_000),
        office.posting(AccountRole.CASH, AccountRole.PRINCIPAL, 2_000, office.th),
    ]
    office.post(DAY, *parts, kind="PT", narration="Ủng hộ hai quỹ")
    office.gift(date(2026, 4, 1), 500)

    assert lines_of(office, "general-journal") == [
        ("entry", (DAY, "PT-2026-00001", DAY, "Ủng hộ hai quỹ", "1", "KH", "111", "5111", 1_000)),
        ("entry", (None, None, None, None, None, "TH", "111", "411", 2_000)),
        ("subtotal", (None, None, None, "Cộng tháng 3/2026", None, None, None, None, 3_000)),
        (
            "entry",
            (date(2026, 4, 1), "PT-2026-00002", date(2026, 4, 1), "Ủng hộ", "2", "KH", "111", "5111", 500),
        ),
        ("subtotal", (None, None, None, "Cộng tháng 4/2026", None, None, None, None, 500)),
        ("closing", (None, None, None, "Cộng phát sinh trong kỳ (Nợ = Có)", None, None, None, None, 3_500)),
    ]


def test_a_reversal_is_a_negative_line_between_the_accounts_that_it_takes_back(database):
    office = an_office(database)
    wrong = office.gift(DAY, 500)
    reversed_(office, wrong.id, DAY)

    assert [cells[6:] for cells in entries_of(office, "general-journal")] == [
        ("111", "5111", 500),
        ("111", "5111", -500),
    ]
    assert last_of(office, "general-journal")[-1] == 0


def test_the_journal_of_a_fund_leaves_the_others_out(database):
    office = an_office(database)
    office.gift(DAY, 500)
    office.gift(DAY, 30, office.th)

    assert [cells[5] for cells in entries_of(office, "general-journal", fund=office.th)] == ["TH"]


def test_a_journal_that_leads_elsewhere_than_the_ledger_is_not_made(database):
    office = an_office(database)
    office.gift(DAY, 500)
    tamper(database, "UPDATE posting SET amount = 400")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "general-journal")

    assert str(refusal.value) == (
        "Sổ nhật ký chung, quỹ KH, tài khoản 111: theo từng dòng là 400 đ, theo sổ cái là 500 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
