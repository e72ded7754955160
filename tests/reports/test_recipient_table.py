from __future__ import annotations

from datetime import date

from khfund.ledger import AccountRole
from khfund.reports import recipient_table
from khfund.reports.disclosure import AccountInfo
from khfund.reports.movement import PostingLine
from khfund.reports.tally import OpeningBalance
from tests.reports.disclosures import CHART, a_disclosure, opening
from tests.reports.receivers import NEEDS, a_pupil, told

PAYABLE = AccountInfo("3383", "Học bổng phải trả", AccountRole.SCHOLARSHIPS_PAYABLE)


def line(entry, debit, credit, amount):
    roles = {code: role for code, _name, role in CHART} | {"3383": AccountRole.SCHOLARSHIPS_PAYABLE}
    return PostingLine(
        entry,
        date(2026, 5, 1),
        f"PK-2026-{entry:05d}",
        "KH",
        debit,
        roles[debit],
        credit,
        roles[credit],
        amount,
    )


def test_the_cost_in_the_books_leads_to_the_list_to_the_dong():
    shown = a_disclosure(
        accounts=(*(AccountInfo(*one) for one in CHART), PAYABLE),
        openings=(opening("KH", "112", 2_000_000), OpeningBalance("KH", "3383", PAYABLE.role, -100_000)),
        postings=(
            line(1, "61111", "3383", 1_500_000),
            line(2, "3383", "112", 1_100_000),
            line(3, "61111", "112", 30_000),
        ),
        recipients=told([a_pupil(1, amount=600_000), a_pupil(2)]),
    )

    assert recipient_table.award_totals(shown).only("item", "amount").rows == [
        ("used", 1_530_000),
        ("listed", 1_100_000),
        ("owed", 400_000),
        ("unlisted", 30_000),
    ]


def test_counts_tell_awards_and_persons_apart():
    shown = a_disclosure(recipients=told([a_pupil(1), a_pupil(1, programme="NE", payments=3), a_pupil(2)]))

    assert recipient_table.award_counts(shown).only("item", "count").rows == [
        ("awards", 3),
        ("payments", 5),
        ("persons", 2),
        ("named", 0),
        ("coded", 2),
    ]
    assert recipient_table.by_programme(shown).rows == [
        ("HB", "Học bổng vượt khó", 2, 2, 2, 1_000_000),
        ("NE", "Nuôi em khuyến học", 1, 3, 1, 500_000),
    ]


def test_a_hidden_count_has_no_figure():
    shown = a_disclosure(recipients=told([a_pupil(n, category=NEEDS[n > 8].code) for n in range(1, 12)]))

    rows = recipient_table.categories(shown).only("table", "category", "awards", "hidden").rows

    assert rows[-5:] == [
        ("all", "r:1", 8, 0),
        ("all", "r:2", None, 1),
        ("all", "r:3", None, 1),  # nobody, which hides that there are three under r:2
        ("all", "r:7", 0, 0),
        ("all", "", 0, 0),
    ]


def test_the_list_says_nothing_of_needs():
    shown = a_disclosure(recipients=told([a_pupil(1)]))

    table = recipient_table.recipients(shown)

    assert [column.key for column in table.columns] == [
        "recipient", "name", "honour", "unit", "commune", "programme", "programme_name", "awards", "payments", "amount",
    ]  # fmt: skip
    assert table.rows[0][1:3] == ("", "")
