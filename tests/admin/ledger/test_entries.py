"""Entries in the office: listed, narrowed, looked through to their papers, reversed with a reason."""

from datetime import date

import pytest

from khfund.ledger import AccountRole
from tests.admin.office import said


@pytest.fixture
def gifts(office):
    """Three gifts in cash, the second to the fund that keeps its principal."""
    return [
        office.gift(date(2026, 3, 2), 500_000),
        office.gift(date(2026, 3, 9), 700_000, office.th),
        office.gift(date(2026, 4, 1), 900_000),
    ]


def test_entries_stand_newest_first_with_their_vouchers(gifts, accountant):
    page = accountant.text("but-toan/")

    assert "3 dòng" in page
    assert page.index("PT-2026-00003") < page.index("PT-2026-00002") < page.index("PT-2026-00001")


@pytest.mark.parametrize(
    ("asked", "vouchers"),
    [
        ("days=3/2026", ["00002", "00001"]),
        ("fund=TH", ["00002"]),
        ("account=111&days=2026-04", ["00003"]),
        ("fund=KH&account=5111", ["00003", "00001"]),
        ("kind=PC", []),
        ("search=PT-2026-00003", ["00003"]),
        ("search=ung+ho", []),
        ("search=ủng+hộ&days=2026-04", ["00003"]),
        ("sort=1", ["00001", "00002", "00003"]),
    ],
)
def test_entries_are_narrowed_and_searched(gifts, accountant, asked, vouchers):
    page = accountant.text(f"but-toan/?{asked}")

    found = [word[-5:] for word in page.split() if word.startswith("PT-2026-") and "nào" not in word]
    assert found == vouchers


def test_the_file_of_the_list_holds_the_numbers_of_vouchers(gifts, accountant):
    lines = accountant.get("but-toan/xuat.csv?fund=TH").text.splitlines()

    assert lines == [
        "\ufeffBút toán,Ngày,Chứng từ,Số tiền,Diễn giải",
        "2,09/03/2026,PT-2026-00002,700000,Ủng hộ",
    ]


def test_an_entry_shows_its_lines_and_who_wrote_it(gifts, accountant):
    page = accountant.text("but-toan/1/")

    assert "Bút toán 1 – PT-2026-00001" in page
    assert "111 Tiền mặt" in page
    assert "500.000" in page
    assert "Cầm Văn Kế Toán" in page
    assert "entry.post" in page


def test_an_entry_is_reversed_with_its_reason_and_both_name_each_other(gifts, accountant):
    answer = accountant.send("but-toan/1/dao", reason="ghi hai lần", day="05/03/2026")

    assert "Đã đảo bút toán 1 bằng bút toán 4 (PK-2026-00001)." in said(answer)
    assert "Bút toán này đã được đảo" in said(answer)
    assert "Sửa cho bút toán Bút toán 1 – PT-2026-00001, 02/03/2026" in accountant.text("but-toan/4/")


def test_a_reversal_without_a_reason_is_refused_and_changes_nothing(gifts, accountant):
    answer = accountant.send("but-toan/1/dao", reason="", day="05/03/2026")

    assert answer.status_code == 422
    assert "3 dòng" in accountant.text("but-toan/")


def test_the_treasurer_looks_but_does_not_reverse(gifts, treasurer):
    assert "Đảo bút toán" not in treasurer.text("but-toan/1/")
    assert treasurer.get("but-toan/1/dao").status_code == 403


def test_a_cash_voucher_is_printed_and_a_journal_voucher_is_not(office, gifts, accountant):
    moved = office.posting(AccountRole.BANK, AccountRole.CASH, 100_000)
    office.post(date(2026, 4, 2), moved, narration="Nộp tiền vào ngân hàng")

    printed = accountant.get("but-toan/1/in.pdf")

    assert printed.data.startswith(b"%PDF-")
    assert accountant.get("but-toan/4/in.pdf").status_code == 404


def test_an_entry_that_is_not_there_is_not_found(gifts, accountant):
    assert accountant.get("but-toan/99/").status_code == 404


def test_an_inspector_is_led_from_an_entry_to_its_command_in_the_log(gifts, inspector, accountant):
    assert 'href="/so/SL/nhat-ky/' in inspector.get("but-toan/1/").text
    assert 'href="/so/SL/nhat-ky/' not in accountant.get("but-toan/1/").text


def test_a_list_of_days_that_are_none_says_so_and_shows_everything(gifts, accountant):
    page = accountant.text("but-toan/?days=hôm+qua")

    assert "«hôm qua»" in page
    assert "3 dòng" in page
