from decimal import Decimal

import pytest

from khfund.errors import ProblemsFound
from khfund.returns.claim import AWARD_MONEY, Scope
from khfund.returns.claim_finding import discrepancies
from khfund.returns.claim_list import ClaimHeadingsError, ClaimValueError, read_claims, read_value
from khfund.sheet import read
from tests.sheet.spreadsheets import xlsx

HEADINGS = ["Nội dung", "Phạm vi", "Kỳ", "Chỉ tiêu", "Số liệu", "Là", "So với", "Danh mục", "Mục", "Danh mục đủ", "Nguồn"]  # fmt: skip
ROWS = [
    ["BÁO CÁO NĂM 2023"],
    HEADINGS,
    ["Quỹ toàn tỉnh", "toàn tỉnh", 2023, "Số dư quỹ", "31.862.960.857", None, None, None, None, None, "II.9"],
    ["Quỹ tỉnh", "tỉnh", 2023, "Số dư quỹ", 14_700_000_000, "là"],
    ["Xã", "cấp xã", 2023, "Tiền khen thưởng, học bổng", "3.517 triệu"],
    [],
    ["Tỉnh", "tỉnh", 2023, "tiền khen thưởng, học bổng", 844_200_000],
    ["Tăng", "tỉnh", 2023, "tiền khen thưởng, học bổng", 454_800_000, "tăng", 2022],
    ["Gấp 3", None, 2023, None, 3, "gấp", 2022],
    ["Tết", "tỉnh", 2023, "tiền khen thưởng, học bổng", "50 triệu", None, None, "chương trình", "Tết", "x"],
]


def read_rows(rows):
    return read_claims(read(xlsx(rows), "số liệu.xlsx").first)


def test_a_list_is_read_line_by_line():
    published = read_rows(ROWS)

    told = [(one.scope, one.period, one.value, one.rounded_to, one.member) for one in published.claims]
    assert told == [
        (Scope.WHOLE, "2023", 31_862_960_857, 1, ""),
        (Scope.PROVINCE, "2023", 14_700_000_000, 1, ""),
        (Scope.COMMUNES, "2023", 3_517_000_000, 1_000_000, ""),
        (Scope.PROVINCE, "2023", 844_200_000, 1, ""),
        (Scope.PROVINCE, "2023", 50_000_000, 1_000_000, "Tết"),
    ]
    assert [(one.base_period, one.indicator, one.more) for one in published.increases] == [
        ("2022", AWARD_MONEY, 454_800_000)
    ]
    assert [(one.base_period, one.times) for one in published.multiples] == [("2022", Decimal(3))]
    assert published.complete == {"chương trình"}
    assert published.claims[0].source == "II.9"
    assert published.claims[1].source == "số liệu.xlsx, trang tính «Sao kê», dòng 4"


def test_what_a_list_says_is_checked_like_any_other_publication():
    said = [one.sentence for one in discrepancies(read_rows(ROWS))]

    assert said[-1] == (
        "Tiền khen thưởng, học bổng cấp tỉnh, năm 2023: công bố gấp 3 lần năm 2022; 844.200.000 / 389.400.000 ="
        " 2,17 lần."
    )


def test_an_indicator_of_ones_own_is_taken_as_it_is_called():
    (one,) = read_rows([HEADINGS, ["a", "tỉnh", 2023, "Xe đạp", 55]]).claims

    assert (one.indicator.code, one.indicator.words) == ("xe dap", "Xe đạp")


def test_a_list_without_headings_is_refused():
    with pytest.raises(ClaimHeadingsError) as refused:
        read_rows([["Phạm vi", "Kỳ"], ["tỉnh", 2023]])

    assert str(refused.value) == (
        "số liệu.xlsx: không thấy dòng tiêu đề có các cột Nội dung, Phạm vi, Kỳ, Chỉ tiêu, Số liệu;"
        " hãy thêm dòng tiêu đề."
    )


def test_every_mistake_of_a_list_is_told_with_its_cell():
    rows = [
        HEADINGS,
        ["a", "sao Hỏa", 2023, "Số dư quỹ", 5],
        ["b", "tỉnh", "2023-03", "Số dư quỹ", 5],
        ["c", "tỉnh", 2023, "Số dư quỹ", "nhiều"],
        ["d", "tỉnh", 2023, "Số dư quỹ", -5],
        ["e", "tỉnh", 2023, None, 5],
        ["f", "tỉnh", 2023, "Số dư quỹ", 5, "khoảng"],
        ["g", "tỉnh", 2023, "Số dư quỹ", "ba", "gấp", 2022],
        ["h", "tỉnh", 2023, "Số dư quỹ", 5, "tăng"],
    ]

    with pytest.raises(ProblemsFound) as refused:
        read_rows(rows)

    assert [(one.place.cell, str(one.error)) for one in refused.value.problems] == [
        (
            "B2",
            (
                "«sao Hỏa» không phải là phạm vi đã biết; hãy ghi một trong: toàn tỉnh, các cấp hội, cấp tỉnh, "
                "cấp huyện và cấp xã, cấp huyện, cấp xã, đơn vị trực thuộc."
            ),
        ),
        ("C3", "«2023-03» không phải là kỳ báo cáo; kỳ là một quý hoặc một năm, ghi như 2025-Q1 hoặc 2025."),
        ("E4", "«nhiều» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ."),
        ("E5", "«-5» không phải là số liệu đọc được; hãy ghi như 31.862.960.857 hoặc 3.517 triệu."),
        ("D6", "Cột Chỉ tiêu còn trống; dòng này cần có."),
        ("F7", "«khoảng» không hiểu được ở cột Là; hãy ghi: là, tăng hoặc gấp."),
        ("E8", "«ba» không phải là số liệu đọc được; hãy ghi như 31.862.960.857 hoặc 3.517 triệu."),
        ("G9", "Cột So với còn trống; dòng này cần có."),
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [(5, (5, 1)), ("2,6 tỷ", (2_600_000_000, 100_000_000)), ("500.000đ", (500_000, 1))],
)
def test_a_figure_is_read_with_the_step_in_which_it_was_told(cell, value):
    assert read_value(cell) == value


@pytest.mark.parametrize("cell", [True, 1.5, "  ", None])
def test_what_is_no_figure_is_refused(cell):
    with pytest.raises(ClaimValueError):
        read_value(cell)
