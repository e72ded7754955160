"""The code on a poster: the same each time, and known to the matcher."""

from datetime import UTC, date, datetime

import pytest

from khfund.banking import transfer_code
from khfund.donations.campaign import open_campaign
from khfund.donations.issued_code import issue_code, issued_codes
from khfund.donations.poster_code import code_for_everybody, prefix_of
from khfund.ledger import find_fund
from tests.builders import an_office


@pytest.mark.parametrize(
    ("fund", "campaign", "prefix"),
    [
        ("TH", "", "KHTH26"),
        ("KH", "", "KH26"),
        ("KH", "TET", "KHTET26"),
        ("TH", "TET2027", "KHTHTE26"),
        ("Lộc Đ.1", "", "KHCD26"),  # nobody mistakes C and D; L, O and 1 are left out
        ("", "", "KH26"),
    ],
)
def test_a_code_begins_with_letters_that_nobody_mistakes(fund, campaign, prefix):
    assert prefix_of(fund, campaign, 2026) == prefix
    assert transfer_code.is_valid(transfer_code.make(prefix, 7))


def everybodys(office, fund="TH", campaign=None, at=datetime(2026, 5, 1, tzinfo=UTC)):
    return office.do(
        "bank.issue_code",
        lambda s, c: code_for_everybody(s, c, find_fund(s, office.unit, fund), campaign and campaign(s)).code,
        at=at,
    )


def test_a_poster_printed_again_bears_the_same_code_until_the_year_is_over(database):
    office = an_office(database)

    first, again = everybodys(office), everybodys(office)
    later = everybodys(office, at=datetime(2027, 1, 2, tzinfo=UTC))

    assert (first, later[:6]) == (again, "KHTH27")
    assert [one.unnamed for one in office.read(lambda s: issued_codes(s, office.unit))] == [True, True]


def test_a_campaign_has_a_code_of_its_own_and_a_givers_own_code_is_not_taken(database):
    office = an_office(database)
    campaign = office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s, c, "TET", "Tết vì người nghèo", fund=find_fund(s, office.unit, "TH"), starts=date(2026, 1, 5)
        ),
    )
    own = office.do(
        "bank.issue_code",
        lambda s, c: issue_code(s, c, "KHTH26", fund=find_fund(s, office.unit, "TH")).code,
    )

    of_campaign = everybodys(office, campaign=lambda s: s.merge(campaign, load=False))

    assert of_campaign.startswith("KHTHTE26")
    assert everybodys(office) not in (own, of_campaign)
