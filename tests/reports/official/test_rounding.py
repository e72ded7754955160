from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.reports.official.rounding import UnitTooSmallError, rounded
from tests.builders import an_office
from tests.reports.official.books import book_of, lines_of


@pytest.mark.parametrize(
    ("dong", "thousands"),
    [
        (31_862_960_857, 31_862_961),
        (1_500, 2),
        (2_500, 3),  # half up, never to the even one
        (499, 0),
        (-1_500, -2),
        (None, None),
        ("Cộng", "Cộng"),
    ],
)
def test_a_figure_is_rounded_half_up(dong, thousands):
    assert rounded(dong) == thousands


@given(st.integers(0, 10**15))
def test_rounding_moves_a_figure_by_half_a_thousand_at_most(dong):
    assert -500 <= dong - 1000 * rounded(dong) < 500


def test_a_report_with_nine_digits_may_be_shortened(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 100_000_500)

    assert lines_of(office, "turnover-sheet", in_thousands=True) == [
        ("entry", ("111", "Tiền mặt", None, None, 100_001, None, 100_001, None)),
        ("entry", ("5111", "Tài trợ bằng tiền", None, None, None, 100_001, None, 100_001)),
        ("closing", (None, "Cộng", 0, 0, 100_001, 100_001, 100_001, 100_001)),
    ]
    assert book_of(
        office, "turnover-sheet", read=lambda book: (book.unit_name, book.notes[-1]), in_thousands=True
    ) == (
        "nghìn đồng",
        "Số liệu được làm tròn đến nghìn đồng (NĐ 174/2016/NĐ-CP, Điều 4) nên tổng có thể lệch các số cộng lại.",
    )


def test_a_report_of_smaller_figures_is_not_shortened(database):
    office = an_office(database)
    office.gift(date(2026, 1, 5), 99_999_999)

    with pytest.raises(UnitTooSmallError) as refusal:
        lines_of(office, "turnover-sheet", in_thousands=True)

    assert str(refusal.value) == (
        "«Bảng cân đối số phát sinh» không có số liệu nào từ 9 chữ số nên không được rút gọn thành nghìn đồng "
        "(NĐ 174/2016, Điều 4); hãy lập theo đồng."
    )
