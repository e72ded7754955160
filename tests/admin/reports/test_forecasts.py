"""The forecast in the office."""

from datetime import date

import pytest

from tests.builders import an_office


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = an_office(database)
    office.gift(date(2026, 3, 1), 5_000_000)
    return office


def test_the_months_of_each_fund_are_told_with_a_chart(accountant):
    told = accountant.get("du-bao/?on=30/06/2026&months=3")

    assert "Quỹ Khuyến học tỉnh (KH)" in told.text
    assert "Tháng 9/2026" in told.text
    assert "5.000.000" in told.text
    assert 'class="chart"' in told.text
    assert "Đủ tiền cho các khoản đã cam kết" in told.text


def test_the_forecast_is_handed_out_as_paper_and_workbook(accountant):
    assert accountant.get("du-bao/du-bao.pdf?on=30/06/2026").data.startswith(b"%PDF")
    assert accountant.get("du-bao/du-bao.xlsx?on=30/06/2026").data.startswith(b"PK")
    assert accountant.get("du-bao/du-bao.exe").status_code == 404


def test_a_forecast_that_is_too_long_is_refused_on_the_page(accountant):
    answer = accountant.get("du-bao/?months=999")

    assert answer.status_code == 422
    assert "Dự báo được từ 1 đến 120 tháng, không phải 999." in answer.text
