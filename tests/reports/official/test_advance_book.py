from datetime import date

import pytest

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.official import LedgerBookDisagreesError
from tests.builders import an_office, tamper
from tests.reports.official.books import lines_of, paid

R = AccountRole


def with_advances(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 10_000)
    paid(office, "Cầm Văn Sơn", 1_000, R.ADVANCE, day=date(2026, 2, 1), narration="Tạm ứng lễ trao")
    paid(office, "Lò Thị Ánh", 300, R.ADVANCE, day=date(2026, 3, 1), narration="Tạm ứng xăng xe")
    return office


def shown(found):
    return [(kind, cells[0] if kind == "heading" else cells[3], *cells[5:]) for kind, cells in found]


def test_advances_are_kept_by_person_with_what_was_open_before(database):
    office = with_advances(database)
    paid(office, "cầm văn  sơn", 50, R.ADVANCE, day=date(2026, 3, 9), narration="Tạm ứng thêm")
    office.post(date(2026, 3, 20), office.posting(R.MANAGEMENT, R.ADVANCE, 120), narration="Thanh toán")

    assert shown(lines_of(office, "advance-book", DateRange.parse("2026-03"))) == [
        ("heading", "1. Lò Thị Ánh", None, None, None),
        ("opening", "Còn nợ đầu kỳ", None, None, 0),
        ("entry", "Tạm ứng xăng xe", 300, None, 300),
        ("subtotal", "Cộng, còn nợ cuối kỳ", 300, 0, 300),
        ("heading", "2. Cầm Văn Sơn", None, None, None),
        ("opening", "Còn nợ đầu kỳ", None, None, 1_000),
        ("entry", "Tạm ứng thêm", 50, None, 1_050),
        ("subtotal", "Cộng, còn nợ cuối kỳ", 50, 0, 1_050),
        ("heading", "3. (chứng từ không ghi người tạm ứng)", None, None, None),
        ("opening", "Còn nợ đầu kỳ", None, None, 0),
        ("entry", "Thanh toán", None, 120, -120),
        ("subtotal", "Cộng, còn nợ cuối kỳ", 0, 120, -120),
        ("closing", "Cộng trong kỳ, còn nợ cuối kỳ", 350, 120, 1_230),
    ]


def test_a_book_without_advances_says_so_in_one_line(database):
    office = an_office(database)

    assert shown(lines_of(office, "advance-book")) == [("closing", "Cộng trong kỳ, còn nợ cuối kỳ", 0, 0, 0)]


def test_a_book_of_a_fund_leaves_the_others_out(database):
    office = with_advances(database)

    assert shown(lines_of(office, "advance-book", fund=office.th))[-1][2:] == (0, 0, 0)


def test_a_book_that_leads_elsewhere_than_the_ledger_is_not_made(database):
    office = with_advances(database)
    tamper(database, "UPDATE posting SET amount = 301 WHERE amount = 300")

    with pytest.raises(LedgerBookDisagreesError) as refusal:
        lines_of(office, "advance-book")

    assert str(refusal.value) == (
        "Sổ theo dõi tạm ứng: theo từng dòng là 1.301 đ, theo sổ cái là 1.300 đ. "
        "Chưa lập; hãy chạy `khfund check`."
    )
