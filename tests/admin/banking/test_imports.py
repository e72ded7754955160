"""A statement is brought, looked at, and only then taken in."""

import io

from tests.admin.office import said
from tests.banking.offices import a_bank_account, all_lines

STATEMENT = (
    "Ngày giao dịch;Số CT;Ghi nợ;Ghi có;Số dư;Nội dung\n"
    "02/03/2026;A;;500000;500000;LO THI MAI ung ho\n"
    "03/03/2026;B;;200000;700000;ung ho quy\n"
).encode()


def bring(desk, content=STATEMENT, name="saoke.csv"):
    page = desk.send("nhap-sao-ke/", file=(io.BytesIO(content), name), follow=False)
    assert page.status_code == 302, said(page)
    return page.location.rpartition("/so/SL/")[2]


def test_what_was_recognised_is_shown_before_anything_is_written(office, accountant):
    bank = a_bank_account(office)

    shown = accountant.text(bring(accountant))

    assert "2 dòng mới, 0 dòng đã có trong sổ." in shown
    assert "Tiền vào 700.000 đ" in shown
    assert all_lines(office, bank) == []


def test_the_statement_is_taken_in_and_known_the_second_time(office, accountant):
    bank = a_bank_account(office)
    address = bring(accountant)

    taken = accountant.send(address)

    assert "saoke.csv: 2 dòng mới (vào 700.000 đ, ra 0 đ), 0 dòng đã có." in said(taken)
    assert len(all_lines(office, bank)) == 2
    assert "0 dòng mới, 2 dòng đã có trong sổ." in accountant.text(bring(accountant))


def test_what_cannot_be_read_is_told_with_its_row(office, accountant):
    a_bank_account(office)
    broken = STATEMENT.replace(b"200000;700000", b"hai tram;700000")

    shown = accountant.text(bring(accountant, broken))

    assert "1 chỗ không đọc được; phải sửa tệp trước khi nhập:" in shown
    assert "dòng 3" in shown


def test_a_file_that_is_no_statement_is_refused_in_words(office, accountant):
    a_bank_account(office)

    shown = accountant.text(bring(accountant, b"xin chao;ban\n1;2\n"))

    assert "không tìm thấy dòng tiêu đề cột" in shown


def test_a_file_is_shown_to_whoever_brought_it_only(office, accountant, treasurer):
    a_bank_account(office)

    assert treasurer.get(bring(accountant)).status_code == 404
