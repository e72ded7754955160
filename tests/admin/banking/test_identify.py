"""Identifying money at speed: what is sure is ticked, many are booked at once, what cannot be is told."""

import re

from khfund.banking.bank_line import LineState
from khfund.donations.likeness import DonorKind
from tests.admin.office import filled, said
from tests.banking.offices import a_bank_account, all_lines, journal
from tests.donations.offices import a_donor, incoming, the_bank


def company(office):
    return a_donor(office, "Công ty Chè Mây Trắng", kind=DonorKind.ORGANISATION)


def test_a_sure_line_is_ticked_and_booked_with_one_click(office, accountant):
    donor = company(office)
    incoming(
        office, ("02/03/2026", 500_000, "CONG TY CHE MAY TRANG ung ho"), ("03/03/2026", 70_000, "ung ho")
    )

    page = accountant.get("xac-dinh/")
    done = accountant.send("xac-dinh/ghi")

    assert f'value="{donor.id} – Công ty Chè Mây Trắng"' in page.text
    assert "Đã ghi 1 khoản ủng hộ, 500.000 đ; 0 khoản chờ xác định; 0 dòng không phải ủng hộ." in said(done)
    assert len(all_lines(office, the_bank(office), LineState.UNMATCHED)) == 1


def test_another_giver_is_chosen_and_remembered(office, accountant):
    incoming(office, ("02/03/2026", 500_000, "NGUYEN VAN BA ck"))
    donor = a_donor(office, "Lò Thị Mai")

    done = accountant.send(
        "xac-dinh/ghi",
        **{
            "rows-0-tick": "y",
            "rows-0-donor": str(donor.id),
            "rows-0-fund": "KH",
            "rows-0-phrase": "van ba ck",
        },
    )

    assert "Đã ghi 1 khoản ủng hộ" in said(done)
    assert "van ba ck" in accountant.text("quy-tac/")
    assert "Lò Thị Mai ủng hộ" in journal(office)[0]


def test_what_cannot_be_booked_hinders_no_other(office, accountant):
    company(office)
    incoming(
        office, ("02/03/2026", 500_000, "CONG TY CHE MAY TRANG ung ho"), ("03/03/2026", 70_000, "khong ro")
    )

    done = accountant.send("xac-dinh/ghi", **{"rows-1-tick": "y", "rows-1-fund": ""})

    assert "Đã ghi 1 khoản ủng hộ" in said(done)
    assert "Dòng 2: chưa chọn quỹ, chưa ghi." in said(done)


def test_lines_that_are_no_gifts_or_not_clear_are_set_aside(office, accountant):
    incoming(office, ("02/03/2026", 500_000, "hoan ung"), ("03/03/2026", 70_000, "khong ro"))

    done = accountant.send(
        "xac-dinh/ghi",
        **{
            "rows-0-tick": "y",
            "rows-0-verdict": "other",
            "rows-1-tick": "y",
            "rows-1-verdict": "unknown",
        },
    )

    assert "Đã ghi 0 khoản ủng hộ, 0 đ; 1 khoản chờ xác định; 1 dòng không phải ủng hộ." in said(done)


def test_a_second_sending_books_nothing_twice(office, accountant):
    company(office)
    incoming(office, ("02/03/2026", 500_000, "CONG TY CHE MAY TRANG ung ho"))
    form = filled(accountant.get("xac-dinh/ghi").text)
    accountant.client.post(accountant.address("xac-dinh/ghi"), data=form)

    again = accountant.client.post(
        accountant.address("xac-dinh/ghi"), data=form | {"request_id": "another"}, follow_redirects=True
    )

    assert "Dòng 1: đã vào sổ rồi, bỏ qua." in said(again)
    assert len(journal(office)) == 1


def test_nothing_ticked_is_told(office, accountant):
    incoming(office, ("02/03/2026", 500_000, "khong ro"))

    answer = accountant.send("xac-dinh/ghi")

    assert answer.status_code == 422
    assert "Chưa đánh dấu dòng nào." in said(answer)


def test_a_line_of_nobody_gives_not_found(office, accountant):
    incoming(office, ("02/03/2026", 500_000, "khong ro"))

    for number in ("99999", "9" * 30, "x"):
        assert accountant.send("xac-dinh/ghi", **{"rows-0-line": number}).status_code == 404


def test_the_rest_is_booked_as_unidentified(office, accountant):
    incoming(office, ("02/03/2026", 500_000, "khong ro"), ("03/03/2026", 70_000, "khong ro nua"))

    done = accountant.send("xac-dinh/con-lai")

    assert "Đã ghi 2 khoản, 570.000 đ, vào tài khoản chờ xác định." in said(done)
    assert "Không có dòng nào đang chờ." in said(done)
    assert accountant.get("xac-dinh/?state=unidentified").text.count("rows-0-tick") > 0


def test_a_batch_is_undone_by_another_person(office, accountant, treasurer):
    company(office)
    incoming(office, ("02/03/2026", 500_000, "CONG TY CHE MAY TRANG ung ho"))
    booked = accountant.send("xac-dinh/ghi", follow=False)
    batch = re.search(r"luot-ghi/(\d+)", booked.location)[0]

    own = accountant.send(f"{batch}/hoan-tac", day="10/03/2026", reason="Nhầm người")
    other = treasurer.send(f"{batch}/hoan-tac", day="10/03/2026", reason="Nhầm người")

    assert own.status_code == 422
    assert "cần một người khác" in said(own)
    assert "Đã hoàn tác: 1 khoản ủng hộ hủy, 0 bút toán chờ xác định đảo." in said(other)
    assert len(all_lines(office, the_bank(office), LineState.UNMATCHED)) == 1


def test_what_was_booked_as_unidentified_is_undone_too(office, accountant, treasurer):
    a_bank_account(office)
    incoming(office, ("02/03/2026", 500_000, "khong ro"))
    accountant.send("xac-dinh/con-lai")
    batch = re.search(r"luot-ghi/(\d+)/", accountant.get("luot-ghi/").text)[0]

    done = treasurer.send(f"{batch}hoan-tac", day="10/03/2026", reason="Nhầm")

    assert "Đã hoàn tác: 0 khoản ủng hộ hủy, 1 bút toán chờ xác định đảo." in said(done)
