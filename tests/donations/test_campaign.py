from __future__ import annotations

from datetime import date

import pytest

from khfund.donations.campaign import (
    CampaignCodeTakenError,
    CampaignTermsError,
    CampaignUnknownError,
    campaigns,
    find_campaign,
    open_campaign,
)
from khfund.ledger import Fund
from tests.builders import an_office


def opened(office, code="TH26", **terms):
    return office.do(
        "campaign.open",
        lambda s, c: open_campaign(
            s,
            c,
            code,
            "Quỹ học bổng Tô Hiệu 2026",
            fund=s.get_one(Fund, office.th),
            starts=date(2026, 1, 1),
            **terms,
        ),
    )


def test_a_campaign_is_found_by_its_code(database):
    office = an_office(database)
    campaign = opened(office, ends=date(2026, 12, 31), target=100_000_000)

    assert office.read(lambda s: find_campaign(s, office.unit, "TH26").id) == campaign.id
    assert office.read(lambda s: [one.code for one in campaigns(s, office.unit)]) == ["TH26"]


def test_a_taken_code_is_refused(database):
    office = an_office(database)
    opened(office)

    with pytest.raises(CampaignCodeTakenError) as refusal:
        opened(office)

    assert str(refusal.value) == "Mã đợt vận động «TH26» đã có; hãy chọn mã khác."


@pytest.mark.parametrize("terms", [{"ends": date(2025, 12, 31)}, {"target": 0}])
def test_terms_that_do_not_fit_are_refused(database, terms):
    office = an_office(database)

    with pytest.raises(CampaignTermsError) as refusal:
        opened(office, **terms)

    assert str(refusal.value) == (
        "Đợt vận động «TH26»: quỹ, ngày bắt đầu, ngày kết thúc hoặc mục tiêu không hợp lệ; hãy kiểm tra lại."
    )


def test_an_unknown_code_is_refused(database):
    office = an_office(database)

    with pytest.raises(CampaignUnknownError) as refusal:
        office.read(lambda s: find_campaign(s, office.unit, "X"))

    assert str(refusal.value) == "Đơn vị không có đợt vận động mã «X»; xem bằng `khfund campaign list`."
