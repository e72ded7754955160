"""Pledges: entered, shown instalment by instalment, changed, ended, paid by a gift that a person names."""

from tests.admin.office import said
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_pledge


def test_a_pledge_is_entered_from_the_givers_page(office, accountant):
    donor = a_donor(office, "Lò Thị Mai")

    done = accountant.send(
        f"cam-ket/ghi?donor={donor.id}", fund="KH", rhythm="monthly", amount="100.000", starts="05/01/2027"
    )

    assert "Đã ghi cam kết số 1; mã chuyển khoản KHCK" in said(done)


def test_a_schedule_of_its_own_is_entered_row_by_row(office, accountant):
    done = accountant.send(
        "cam-ket/ghi",
        donor=str(a_donor(office, "Lò Thị Mai").id),
        fund="KH",
        rhythm="listed",
        **{"listed-0-day": "05/09/2027", "listed-0-amount": "2.000.000"},
    )

    assert "2.000.000" in said(done)


def test_terms_that_lack_something_are_told(office, accountant):
    answer = accountant.send(
        "cam-ket/ghi", donor=str(a_donor(office, "Lò Thị Mai").id), fund="KH", rhythm="monthly"
    )

    assert "cần số tiền mỗi lần và ngày đến hạn lần đầu" in said(answer)


def test_a_gift_of_somebody_else_pays_a_pledge(office, accountant):
    made = a_pledge(office, a_donor(office, "Lò Thị Mai"))
    gift = a_gift(office, a_donor(office, "Cà Văn Ba"), 500_000)

    done = accountant.send(f"cam-ket/{made.id}/khoan", donation=str(gift.id))

    assert f"Đã ghi: khoản ủng hộ số {gift.id} trả cam kết số {made.id}." in said(done)
    assert "đã nhận 500.000 đ" in said(done)


def test_a_pledge_is_changed_and_ended(office, accountant):
    made = a_pledge(office, a_donor(office, "Lò Thị Mai"))

    changed = accountant.send(f"cam-ket/{made.id}/doi", amount="700.000", since="01/01/2028")
    ended = accountant.send(f"cam-ket/{made.id}/ket-thuc", reason="hardship", since="01/02/2028")

    assert "mỗi lần 700.000 đ từ 01/01/2028." in said(changed)
    assert "Cam kết số 1 kết thúc từ 01/02/2028." in said(ended)


def test_a_pledge_of_nobody_is_not_found(accountant):
    assert accountant.get("cam-ket/77/").status_code == 404
