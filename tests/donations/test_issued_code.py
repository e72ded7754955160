from __future__ import annotations

from datetime import date

import pytest

from khfund.banking import transfer_code
from khfund.banking.transfer_code import TransferPrefixError
from khfund.donations.campaign import open_campaign
from khfund.donations.donor import Donor
from khfund.donations.issued_code import CodeTermsError, issue_code, issued_codes
from khfund.ledger import Fund
from tests.builders import an_office
from tests.donations.offices import a_donor


def issue(office, prefix="KHTH26", fund=None, **terms):
    return office.do(
        "donation.issue_code",
        lambda s, c: issue_code(s, c, prefix, fund=s.get_one(Fund, fund or office.th), **terms),
    )


def test_codes_of_a_prefix_are_valid_and_different(database):
    office = an_office(database)
    donor = a_donor(office)

    codes = [issue(office), issue(office), issue(office, donor=donor), issue(office, "KH26", unnamed=True)]

    assert all(transfer_code.is_valid(one.code) for one in codes)
    assert [one.prefix for one in codes] == ["KHTH26", "KHTH26", "KHTH26", "KH26"]
    assert [(one.donor_id, one.unnamed) for one in codes[2:]] == [(donor.id, False), (None, True)]
    assert len(office.read(lambda s: issued_codes(s, office.unit))) == 4


def test_a_campaign_of_another_fund_is_refused(database):
    office = an_office(database)
    campaign = office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s, c, "TH26", "Đợt", fund=s.get_one(Fund, office.th), starts=date(2026, 1, 1)
        ),
    )

    with pytest.raises(CodeTermsError) as refusal:
        issue(office, fund=office.kh, campaign=campaign)

    assert (
        str(refusal.value) == "Mã chuyển khoản cần một quỹ của đơn vị; đợt vận động nếu có phải của quỹ đó."
    )


def test_a_bad_prefix_takes_no_number(database):
    office = an_office(database)

    with pytest.raises(TransferPrefixError):
        issue(office, "TH26")

    assert office.read(lambda s: issued_codes(s, office.unit)) == []


__all__ = ["Donor"]
