"""Late pledges are listed and told on the first page; the letters that remind are printed."""

from khfund.calendar import today
from tests.admin.office import said
from tests.donations.offices import a_donor
from tests.donations.pledges import a_pledge


def test_who_is_late_is_listed_reminded_and_told(office, accountant):
    a_pledge(office, a_donor(office, "Lò Thị Mai"))

    listed = accountant.text("cam-ket-qua-han/")
    told = accountant.text("")
    done = accountant.send("cam-ket-qua-han/nhac")
    letters = accountant.get(f"cam-ket-qua-han/da-nhac/{today():%Y-%m-%d}/thu.pdf")

    assert "Lò Thị Mai 05/01/2026" in listed
    assert "cam kết quá hạn" in told
    assert "Đã ghi 1 thư ngỏ" in said(done)
    assert letters.data.startswith(b"%PDF")


def test_nobody_is_reminded_twice(office, accountant):
    a_pledge(office, a_donor(office, "Lò Thị Mai"))
    accountant.send("cam-ket-qua-han/nhac")

    assert accountant.send("cam-ket-qua-han/nhac").status_code == 422


def test_a_day_that_is_none_is_not_found(accountant):
    assert accountant.get("cam-ket-qua-han/da-nhac/hom-qua/").status_code == 404
