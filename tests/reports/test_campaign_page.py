from __future__ import annotations

from datetime import date

from khfund.donations.campaign_progress import campaign_progress
from khfund.reports.campaign_page import campaign_page, progress_bar
from tests.builders import an_office
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_campaign, a_pledge
from tests.receipts.papers import text_of

ON = date(2026, 6, 30)


def test_the_page_tells_how_far_the_campaign_has_come(sqlite_database, tmp_path):
    office = an_office(sqlite_database)
    campaign = a_campaign(office, target=10_000_000, ends=date(2026, 4, 30))
    a_gift(office, a_donor(office), 4_000_000, campaign=campaign)
    a_gift(office, None, 500_000, date(2026, 5, 5), campaign=campaign)
    a_pledge(office, a_donor(office, "Lò Văn Hứa"), campaign=campaign)

    told = text_of(office.read(lambda s: campaign_page(s, campaign, ON)), tmp_path)

    assert "4.500.000 đồng" in told
    assert "đạt 45 % mục tiêu 10.000.000 đồng; còn thiếu 5.500.000 đồng" in told
    assert "Đến sau ngày kết thúc 500.000 đồng" in told
    assert "Đã cam kết, chưa nhận 3.000.000 đồng (chưa tính vào số đã nhận)" in told
    assert [line for line in told if "Hứa" in line] == []


def test_a_campaign_of_one_month_without_a_target_has_neither_bar_nor_chart(sqlite_database, tmp_path):
    office = an_office(sqlite_database)
    campaign = a_campaign(office, ends=date(2026, 1, 20))

    found = office.read(lambda s: campaign_progress(s, campaign, ON))
    told = text_of(office.read(lambda s: campaign_page(s, campaign, ON)), tmp_path)

    assert progress_bar(found) == ""
    assert "chưa có khoản nào" in told


def test_the_months_of_several_years_name_their_year(sqlite_database, tmp_path):
    office = an_office(sqlite_database)
    campaign = a_campaign(office)

    told = text_of(office.read(lambda s: campaign_page(s, campaign, date(2027, 1, 15))), tmp_path)

    assert any("T1/27" in line for line in told)


def test_the_bar_is_full_beyond_the_target(sqlite_database):
    office = an_office(sqlite_database)
    campaign = a_campaign(office, target=100)
    a_gift(office, None, 200, campaign=campaign)

    drawn = progress_bar(office.read(lambda s: campaign_progress(s, campaign, ON)))

    assert "<desc>200 đồng trên mục tiêu 100 đồng, 200 %</desc>" in drawn
    assert 'width="658.0"' in drawn
