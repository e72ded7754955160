"""Thank-you letters in the office: looked at before they are written, by bands, once for each gift."""

import pytest

from tests.admin.office import said
from tests.receipts.builders import a_donor, a_gift, with_series


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def office(database):
    office = with_series(database)
    a_gift(office, a_donor(office, "Lò Thị Mùa"), 200_000)
    a_gift(office, a_donor(office, "Quàng Văn Hạ"), 20_000_000)
    return office


BAND = {
    "heading": "Thư cảm ơn đặc biệt",
    "body": "Kính gửi {name}, Hội nhận {amount}.",
    "least": "10 triệu",
    "since": "01/01/2026",
}


def test_a_letter_is_looked_at_before_it_is_written(accountant):
    accountant.send("thu-cam-on/mau/ghi", **BAND)
    told = accountant.text("thu-cam-on/xem-truoc?days=2026")

    assert "Sẽ có 2 thư" in told
    assert "Kính gửi Quàng Văn Hạ, Hội nhận 20.000.000 đồng." in told
    assert "0 dòng" in accountant.text("thu-cam-on/")


def test_letters_are_written_once_and_handed_out(accountant):
    handed = accountant.send("thu-cam-on/viet", days="2026", day="02/03/2026")
    again = accountant.send("thu-cam-on/viet", days="2026", day="02/03/2026")

    assert handed.data.startswith(b"%PDF")
    assert "2 dòng" in accountant.text("thu-cam-on/")
    assert again.status_code == 422
    assert "Không có khoản ủng hộ nào chờ thư cảm ơn" in said(again)
    assert "Lò Thị Mùa" in accountant.text("thu-cam-on/1/")
    assert accountant.get("thu-cam-on/1/thu.pdf").data.startswith(b"%PDF")
    assert accountant.get("thu-cam-on/9/").status_code == 404


def test_a_text_that_names_an_unknown_fact_is_refused(accountant):
    refused = accountant.send("thu-cam-on/mau/ghi", **BAND | {"body": "Kính gửi {age}."})

    assert refused.status_code == 422
    assert "age" in said(refused)


def test_the_texts_are_shown_with_their_bands(accountant, chair):
    accountant.send("thu-cam-on/mau/ghi", **BAND)

    assert "từ 10.000.000 đ, nhận từ 01/01/2026" in chair.text("thu-cam-on/mau")
    assert chair.get("thu-cam-on/viet").status_code == 403
