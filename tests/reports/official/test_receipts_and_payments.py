from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.reports.official.books import lines_of

MARCH = DateRange.parse("2026-03")
R = AccountRole


def with_a_month(database):
    office = an_office(database)
    office.gift(date(2026, 2, 5), 1_000)
    day = date(2026, 3, 5)
    office.gift(day, 500)
    office.post(day, office.posting(R.BANK, R.GIFTS, 2_000), kind="BC")
    office.post(day, office.posting(R.GOODS, R.GIFTS_IN_KIND, 700), kind="PN")
    office.post(day, office.posting(R.GOODS, R.CASH, 100), kind="PC")
    office.post(day, office.posting(R.GOODS_HANDED_OVER, R.GOODS, 300), kind="PX")
    office.post(day, office.posting(R.SCHOLARSHIPS, R.CASH, 250), kind="PC")
    office.post(day, office.posting(R.BANK, R.PASS_THROUGH, 90), kind="BC")
    office.post(day, office.posting(R.PASS_THROUGH, R.BANK, 40), kind="BN")
    return office


def test_a_report_opens_receives_uses_and_closes_with_money_and_goods_apart(database):
    office = with_a_month(database)

    found = [
        (kind, cells[:5]) for kind, cells in lines_of(office, "receipts-and-payments", MARCH, fund=office.kh)
    ]
    assert found == [
        ("opening", ("I", "Số dư đầu kỳ", 1_000, 0, 1_000)),
        ("entry", ("–", "Tiền mặt", 1_000, None, 1_000)),
        ("subtotal", ("II", "Số đã tiếp nhận trong kỳ", 2_500, 700, 3_200)),
        ("entry", ("1", "Tiền mặt", 500, None, 500)),
        ("entry", ("", "– Ủng hộ để sử dụng", 500, None, 500)),
        ("entry", ("2", "Chuyển khoản", 2_000, None, 2_000)),
        ("entry", ("", "– Ủng hộ để sử dụng", 2_000, None, 2_000)),
        ("entry", ("3", "Hiện vật", None, 700, 700)),
        ("entry", ("", "– Ủng hộ bằng hiện vật", None, 700, 700)),
        ("subtotal", ("III", "Số đã chi, phân phối trong kỳ", 250, 300, 550)),
        ("entry", ("1", "Chi học bổng, khen thưởng, hỗ trợ", 250, None, 250)),
        ("entry", ("2", "Hiện vật đã trao", None, 300, 300)),
        ("entry", ("+", "Tiền chuyển thành hiện vật", -100, 100, 0)),
        ("closing", ("IV", "Số dư cuối kỳ", 3_150, 500, 3_650)),
        ("entry", ("–", "Tiền mặt", 1_150, None, 1_150)),
        ("entry", ("–", "Tiền gửi ngân hàng, kho bạc", 2_050, None, 2_050)),
        ("entry", ("–", "Hiện vật", None, 500, 500)),
        ("entry", ("–", "Phải thu, tạm ứng trừ phải trả, giữ hộ", -50, None, -50)),
        ("heading", ("V. Tiền, hàng chỉ chuyển trao (không phải khoản thu của quỹ)", None, None, None, None)),
        ("entry", ("–", "Đầu kỳ", None, None, 0)),
        ("entry", ("–", "Đã nhận", 90, None, 90)),
        ("entry", ("–", "Đã trao, đã xác định", 40, None, 40)),
        ("entry", ("–", "Còn giữ cuối kỳ", 50, None, 50)),
    ]


def test_all_funds_stand_first_and_then_each_that_moved(database):
    office = with_a_month(database)
    office.gift(date(2026, 3, 9), 30, office.th)

    found = lines_of(office, "receipts-and-payments", MARCH)
    titles = [cells[0] for kind, cells in found if kind == "heading" and cells[0].startswith("Quỹ")]
    openings = [cells[1:5] for kind, cells in found if kind == "closing"]
    assert titles == ["Quỹ KH – Quỹ Khuyến học tỉnh", "Quỹ TH – Quỹ học bổng Tô Hiệu"]
    assert openings == [
        ("Số dư cuối kỳ", 3_180, 500, 3_680),
        ("Số dư cuối kỳ", 3_150, 500, 3_650),
        ("Số dư cuối kỳ", 30, 0, 30),
    ]


def test_help_between_funds_is_shown_in_each_and_nothing_in_all(database):
    office = an_office(database)
    day = date(2026, 3, 5)
    office.gift(day, 900)
    office.post(
        day,
        office.posting(R.INTERFUND, R.CASH, 500),
        office.posting(R.CASH, R.INTERFUND, 500, office.th),
    )

    found = [cells[1:5] for _, cells in lines_of(office, "receipts-and-payments", MARCH)]
    assert [cells for cells in found if cells[0] == "Chuyển giữa các quỹ"] == [
        ("Chuyển giữa các quỹ", -500, None, -500),
        ("Chuyển giữa các quỹ", 500, None, 500),
    ]


def test_a_report_that_does_not_foot_is_not_made(database):
    office = with_a_month(database)
    tamper(database, "UPDATE posting SET amount = 501 WHERE amount = 500")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "receipts-and-payments", MARCH)

    assert str(refusal.value) == (
        "Báo cáo thu – chi: theo từng dòng là 3.651 đ, theo sổ cái là 3.650 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
