"""Bank lines: their states, and what is done with a single one."""

from tests.admin.office import said
from tests.banking.offices import a_bank_account, a_line, book_all
from tests.donations.offices import a_donor


def test_a_line_is_found_by_its_state(office, accountant):
    bank = a_bank_account(office)
    a_line(office, bank, words="khong ro")
    book_all(office, bank)
    a_line(office, bank, day="05/03/2026", words="lai thang 3")

    assert "lai thang 3" in accountant.text("dong-sao-ke/?state=unmatched")
    assert "khong ro" not in accountant.text("dong-sao-ke/?state=unmatched")
    assert "khong ro" in accountant.text("dong-sao-ke/?state=unidentified")
    assert "0 dòng" in accountant.text("dong-sao-ke/?state=used")


def test_interest_is_posted_straight_from_the_line(office, accountant):
    line = a_line(office, a_bank_account(office), 12_345, words="lai thang 3")

    done = accountant.send(f"dong-sao-ke/{line}/ghi", account="515", fund="KH")

    assert f"Đã ghi dòng sao kê {line}: BC-2026-00001" in said(done)
    assert "Tình trạng đã vào sổ" in said(done)


def test_money_that_waits_is_identified(office, accountant):
    bank = a_bank_account(office)
    line = a_line(office, bank)
    book_all(office, bank)
    donor = a_donor(office, "Lò Thị Mai")

    done = accountant.send(
        f"dong-sao-ke/{line}/xac-dinh", donor=str(donor.id), **{"parts-0-fund": "KH"}, day="10/03/2026"
    )

    assert f"Dòng sao kê {line} nay là khoản ủng hộ số" in said(done)


def test_a_line_is_decided_and_the_decision_is_shown(office, accountant):
    line = a_line(office, a_bank_account(office))
    donor = a_donor(office, "Lò Thị Mai")

    done = accountant.send(f"dong-sao-ke/{line}/quyet-dinh", verdict="gift", donor=str(donor.id), fund="KH")

    assert f"là khoản ủng hộ, {donor.id} – Lò Thị Mai" in said(done)


def test_a_line_becomes_a_gift_to_two_funds(office, accountant):
    line = a_line(office, a_bank_account(office))

    done = accountant.send(
        f"ung-ho/nhan?line={line}",
        **{
            "parts-0-fund": "KH",
            "parts-0-amount": "300.000",
            "parts-1-fund": "TH",
            "parts-1-amount": "200.000",
        },
    )

    assert "500.000 đ." in said(done)
    assert f"Dòng sao kê {line}" in said(done)


def test_a_line_of_another_unit_is_not_found(accountant):
    assert accountant.get("dong-sao-ke/1/").status_code == 404
    assert accountant.get("dong-sao-ke/1/ghi").status_code == 404
