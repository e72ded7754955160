"""Sponsorships in the office: agreed, looked at, changed, ended; sponsors, gifts that count, letters."""

from datetime import date

import pytest

from khfund.calendar import Month
from khfund.scholarships.sponsor_share import Sponsor
from khfund.scholarships.sponsorship_agreement import NewShare
from tests.admin.office import an_app, desk, owner_of, said, url_of
from tests.scholarships.sponsorships import a_home, at, half

LONG_AGO = at(date(2026, 9, 1))


@pytest.fixture
def home(sqlite_database):
    return a_home(sqlite_database)


@pytest.fixture
def app(home):
    made = an_app(url_of(home.office), owner=owner_of(home.office))
    yield made
    made.extensions["khfund.store"].close()
    made.extensions["khfund.books"].dispose()


@pytest.fixture
def accountant(app, home):
    return desk(app, home.office.accountant)


def agreed(home, *givers, **terms):
    return home.agree(None, *givers, starts=Month(2026, 9), on=LONG_AGO, **terms)


def test_a_child_is_sponsored_to_the_end_of_grade_12(home, accountant):
    child, donor = home.child(), home.sponsor()
    terms = {
        "child": str(child.id), "programme": home.programme.code, "rate": "500.000", "starts": "9/2026",
        "grade": "10", "agreed": "01/09/2026", "sponsors-0-donor": str(donor.id),
    }  # fmt: skip

    tried = accountant.send("do-dau/lap", **terms, try_first="1")
    done = accountant.send("do-dau/lap", **terms)

    assert "Nếu ghi: 36 tháng, đến hết Tháng 8/2029, quỹ cam kết 18.000.000 đ." in said(tried)
    assert "Đã ghi thỏa thuận đỡ đầu số 1: 36 tháng, đến hết Tháng 8/2029, cộng 18.000.000 đ." in said(done)
    assert "Phần số 1: 100 %" in said(done)


def test_the_list_says_what_all_children_together_were_promised(home, accountant):
    agreed(home, home.sponsor())
    home.agree(home.child("Mùa A Tu"), starts=Month(2026, 9), on=LONG_AGO, grade=12)

    page = accountant.text("do-dau/")

    assert "2 em đang được đỡ đầu; còn cam kết 24.000.000 đ." in page
    assert "1 em chưa có người đỡ đầu" in page
    assert "Cần chi cho các em trong 12 tháng tới:" in page
    assert "1 dòng" in accountant.text("do-dau/?standing=unsponsored")
    assert "1 dòng" in accountant.text("do-dau/?search=mua+a+tu")
    assert "Lò Thị Ánh" in accountant.get("do-dau/xuat.csv").text


def test_the_calendar_says_of_every_month_what_it_is(home, accountant):
    made = agreed(home, home.sponsor())
    home.raise_until(date(2026, 9, 30), on=LONG_AGO)

    page = accountant.text(f"do-dau/{made.id}/")

    assert "2026-2027 lớp 10 giữ lại 500.000 đến hạn, chưa lập 500.000" in page
    assert "Vì sao giữ lại: Tháng 9/2026:" in page
    assert "2028-2029 lớp 12 sắp tới 500.000" in page
    assert accountant.get(f"do-dau/{made.id}/lich.pdf").data.startswith(b"%PDF")


def test_several_sponsors_share_a_child_and_no_more_than_the_whole(home, accountant):
    made = agreed(home, NewShare(Sponsor(home.sponsor()), 5_000))
    other = home.sponsor("Công ty Ánh Dương")
    path = f"phan-do-dau/{made.id}/them"

    refused = accountant.send(path, donor=str(other.id), part="60")
    joined = accountant.send(path, donor=str(other.id), part="50")

    assert refused.status_code == 422
    assert "60" in said(refused)
    assert "Đã ghi phần đỡ đầu số 2: 50 %." in said(joined)


def test_a_sponsor_stops_and_another_takes_over(home, accountant):
    made = agreed(home, half(home.sponsor()), half(home.sponsor("Bà Phạm Thị Bích")))
    third = home.sponsor("Công ty Ánh Dương")

    stopped = accountant.send(f"phan-do-dau/{made.id}/1/dung", reason="sponsor_stopped", since="1/2030")
    changed = accountant.send(f"phan-do-dau/{made.id}/2/doi", since="1/2030", donor=str(third.id))

    assert "Phần đỡ đầu số 1 dừng từ" in said(stopped)
    assert "Phần số 2 dừng; phần mới là số 3." in said(changed)
    assert accountant.get("phan-do-dau/99/1/dung").status_code == 404


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("su-viec", {"kind": "suspend", "day": "01/10/2026"}, "Đã ghi sự việc số 1 của thỏa thuận số 1, ngày 01/10/2026"),
        ("hoc-lai", {"year": "2027"}, "kéo dài đến hết Tháng 8/2030."),
        ("muc", {"amount": "600.000", "since": "9/2026"}, "600.000 đ mỗi tháng từ Tháng 9/2026."),
        ("ket-thuc", {"reason": "refused", "day": "01/10/2026"}, "kết thúc từ 01/10/2026."),
    ],
)  # fmt: skip
def test_what_happens_is_recorded(home, accountant, path, fields, sentence):
    agreed(home, home.sponsor())

    assert sentence in said(accountant.send(f"su-viec-do-dau/1/{path}", **fields))


def test_an_event_entered_by_mistake_is_taken_back(home, accountant):
    agreed(home)
    accountant.send("su-viec-do-dau/1/su-viec", kind="leave", day="01/10/2026")

    answer = accountant.send("su-viec-do-dau/1/1/rut", reason="Nhầm em khác")

    assert "Đã rút sự việc số 1 của thỏa thuận số 1; lịch còn 36 tháng." in said(answer)


def test_another_child_takes_the_place(home, accountant):
    agreed(home, home.sponsor())
    other = home.child("Mùa A Tu")

    answer = accountant.send(
        "su-viec-do-dau/1/thay", child=str(other.id), day="01/10/2026", grade="9", words="Em trước chuyển đi"
    )

    assert "Thỏa thuận số 1 kết thúc; em mới theo thỏa thuận số 2, từ Tháng 10/2026." in said(answer)


def test_a_letter_names_the_child_only_with_consent(home, accountant):
    agreed(home, home.sponsor())
    path = "thu-do-dau/1/1/thu"

    page = accountant.text(path)
    told = accountant.send(path, text="Em Lò Thị Ánh học tốt.")
    printed = accountant.send(path, text="Kính gửi {sponsor},\n\n{child} học tốt.")

    assert "Chưa có đủ sự đồng ý: thư gọi em bằng mã" in page
    assert told.status_code == 422
    assert "chưa có đủ sự đồng ý gửi thư" in said(told)
    assert printed.data.startswith(b"%PDF")


def test_the_check_tells_what_does_not_agree(home, accountant):
    agreed(home, home.sponsor())

    page = accountant.text("do-dau/doi-chieu/")

    assert "thiếu" in page
    assert "chưa lập kỳ chi" in page
    assert "em có người đỡ đầu góp thiếu" in accountant.text("")
