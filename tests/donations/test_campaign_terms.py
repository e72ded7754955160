from __future__ import annotations

from datetime import date

import pytest

from khfund.command import contradictions
from khfund.donations.campaign import Campaign, CampaignUnknownError, open_campaign
from khfund.donations.campaign_terms import (
    Deadline,
    DecreeNotInForceError,
    campaign_deadlines,
    is_under_decree,
    last_day_of_collecting,
    set_decree,
)
from khfund.ledger import Fund
from tests.builders import an_office
from tests.donations.duties import warned
from tests.donations.offices import refusal_of
from tests.donations.pledges import a_campaign

SOURCE = "NĐ 93/2021/NĐ-CP"


def decreed(office, campaign, *, applies=True):
    return office.do("campaign.decree", lambda s, c: set_decree(s, c, campaign, applies=applies))


def deadlines(office, campaign):
    return office.read(lambda s: campaign_deadlines(s, campaign))


def test_duties_follow_from_the_call_and_from_the_end_of_collection(database):
    office = an_office(database)
    campaign = a_campaign(office, ends=date(2026, 2, 1))

    decreed(office, campaign)

    assert deadlines(office, campaign) == [
        Deadline(date(2026, 1, 1), "công khai lời kêu gọi", SOURCE),
        Deadline(date(2026, 2, 16), "công khai tiền, hàng đã tiếp nhận", SOURCE),
        Deadline(date(2026, 2, 21), "phân phối xong", SOURCE),
        Deadline(date(2026, 3, 23), "công khai kết quả phân phối", SOURCE),
        Deadline(date(2026, 4, 1), "ngày cuối được tiếp nhận", SOURCE),
    ]
    assert last_day_of_collecting(campaign) == date(2026, 4, 1)


def test_an_ordinary_campaign_has_no_such_duties_and_the_last_word_stands(database):
    office = an_office(database)
    campaign = a_campaign(office)
    assert deadlines(office, campaign) == []

    decreed(office, campaign)
    decreed(office, campaign, applies=False)

    assert not office.read(lambda s: is_under_decree(s, campaign))
    assert office.read(lambda s: list(contradictions(s))) == []


def test_a_campaign_that_runs_too_long_is_pointed_out(database):
    office = an_office(database)
    campaign = a_campaign(office, ends=date(2026, 4, 2))

    said = warned(office, "campaign.decree", lambda s, c: set_decree(s, c, campaign, applies=True))

    (only,) = said
    assert only == (
        "Lưu ý: đợt vận động TET kết thúc 02/04/2026, quá 90 ngày kể từ ngày kêu gọi; "
        "theo NĐ 93/2021 chỉ được tiếp nhận đến 01/04/2026."
    )


def test_a_campaign_from_before_the_decree_is_not_under_it(database):
    office = an_office(database)

    def work(session, command):
        fund = session.get_one(Fund, office.kh)
        return open_campaign(session, command, "LU", "Lũ", fund=fund, starts=date(2021, 10, 1))

    campaign = office.do("campaign.open", work)

    said = refusal_of(DecreeNotInForceError, lambda: decreed(office, campaign))

    assert said == "Đợt vận động LU bắt đầu 01/10/2021, trước khi NĐ 93/2021 có hiệu lực (11/12/2021)."


def test_a_campaign_of_another_unit_is_not_known(database):
    office = an_office(database)

    with pytest.raises(CampaignUnknownError):
        decreed(office, Campaign(unit_id=99, code="X", starts=date(2026, 1, 1)))
