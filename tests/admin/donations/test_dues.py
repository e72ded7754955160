"""Dues: the rate, the levels' shares, members, what came."""

from tests.admin.office import said


def test_dues_of_a_unit_are_set_up_and_received(accountant):
    rate = accountant.send("hoi-phi/muc", amount="20.000", since_year="2026")
    shares = accountant.send("hoi-phi/ty-le", since_year="2026", base="50", commune="30", province="20")

    assert "Hội phí 20.000 đ một hội viên từ năm 2026." in said(rate)
    assert "Đã ghi tỷ lệ chia hội phí từ năm 2026." in said(shares)
    assert "chi hội 50 %, xã, phường, trực thuộc 30 %, tỉnh 20 %" in accountant.text("hoi-phi/?year=2026")


def test_shares_that_do_not_add_up_are_refused(accountant):
    assert accountant.send("hoi-phi/ty-le", since_year="2026", base="50", commune="30").status_code == 422


def test_a_year_that_is_none_shows_this_one(accountant):
    assert "Hội phí năm" in accountant.text("hoi-phi/?year=-5")
