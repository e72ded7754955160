"""Gifts are entered as from a paper list: all rows or none, mistakes at their cells, doubts told."""

from khfund.receipts.series import open_series
from tests.admin.office import said
from tests.banking.offices import journal
from tests.donations.offices import a_donor, a_gift

LIST = "nhap-ung-ho/danh-sach"
HEAD = {"day": "02/03/2026", "fund": "KH"}


def row(number, donor, amount, **more):
    named = {"donor": donor, "amount": amount} | more
    return {f"rows-{number}-{name}": value for name, value in named.items()}


def test_known_and_new_givers_stand_in_one_list(office, accountant):
    donor = a_donor(office, "Lò Thị Mai")

    done = accountant.send(
        LIST,
        **HEAD,
        **row(0, str(donor.id), "500.000"),
        **row(1, "Công ty Chè Mây Trắng", "2 triệu", note="đợt 1"),
        through="chi hội Bản Mòn",
    )

    assert "Đã ghi 2 khoản, 2.500.000 đ; 1 nhà hảo tâm mới; 0 biên nhận." in said(done)
    assert "đợt 1; nhận qua chi hội Bản Mòn" in said(done)
    assert [line.split(" ", 4)[-1] for line in journal(office)] == [
        "500000 Lò Thị Mai ủng hộ",
        "2000000 Công ty Chè Mây Trắng ủng hộ",
    ]


def test_one_mistake_books_nothing_and_stands_at_its_cell(office, accountant):
    answer = accountant.send(LIST, **HEAD, **row(0, "Lò Thị Mai", "500.000"), **row(1, "Cà Văn Ba", ""))

    assert answer.status_code == 422
    assert "Dòng này chưa có số tiền." in said(answer)
    assert 'value="Lò Thị Mai"' in answer.text
    assert journal(office) == []


def test_a_row_without_a_fund_is_told(accountant):
    answer = accountant.send(LIST, day="02/03/2026", fund="", **row(0, "Lò Thị Mai", "500.000"))

    assert "Hãy chọn quỹ ở dòng này, hoặc quỹ chung ở trên." in said(answer)


def test_somebody_who_may_be_known_is_asked_about(office, accountant):
    known = a_donor(office, "Lò Thị Mai", locality="Mường Giôn")

    doubted = accountant.send(LIST, **HEAD, **row(0, "Lo Thi Mai", "500.000"))
    meant = accountant.send(LIST, **HEAD, **row(0, "Lo Thi Mai", "500.000", anyway="y"))

    assert f"Có thể đã có trong sổ: {known.id} – Lò Thị Mai (Mường Giôn)." in said(doubted)
    assert "1 nhà hảo tâm mới" in said(meant)


def test_one_name_in_two_rows_is_asked_about(accountant):
    answer = accountant.send(
        LIST, **HEAD, **row(0, "Lò Thị Mai", "500.000"), **row(1, "Lò Thị Mai", "300.000")
    )

    assert "Trùng tên với dòng 1." in said(answer)


def test_a_gift_that_looks_booked_already_is_asked_about(office, accountant):
    donor = a_donor(office, "Lò Thị Mai")
    before = a_gift(office, donor, 500_000)

    answer = accountant.send(LIST, **HEAD, **row(0, str(donor.id), "500.000"))

    assert f"Giống khoản số {before.id} đã ghi" in said(answer)


def test_receipts_are_issued_along_with_the_gifts(office, accountant):
    office.do("receipt.open_series", lambda s, c: open_series(s, c, "GXN"))

    done = accountant.send(LIST, **HEAD, series="GXN", **row(0, "Lò Thị Mai", "500.000"))

    assert "1 biên nhận" in said(done)
    assert "GXN-" in accountant.text("ung-ho/1/")


def test_an_empty_list_is_told(accountant):
    assert "Chưa có dòng nào được điền." in said(accountant.send(LIST, **HEAD))


def test_nobody_needs_to_be_named(office, accountant):
    done = accountant.send(LIST, **HEAD, **row(0, "", "500.000"))

    assert "Đã ghi 1 khoản, 500.000 đ; 0 nhà hảo tâm mới" in said(done)
    assert "Nhà hảo tâm (ẩn danh) ủng hộ" in journal(office)[0]
