from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund import sheet
from khfund.donations.gift import Way
from khfund.donations.gift_list import (
    HeadingsMissingError,
    HeadingTwiceError,
    ListedGift,
    Terms,
    guessed_kind,
    is_nameless,
    read_gifts,
)
from khfund.donations.likeness import DonorKind, Traits
from khfund.errors import Problem

HEAD = "STT;Ngày;Họ và tên;Số tiền;Quỹ;Hình thức;Địa chỉ;Ẩn danh\n"


def anything_goes(*_: object) -> None:
    """Every day and fund is open."""


TERMS = Terms({"kh": 1, "th": 2}, {"th26": 5}, anything_goes, anything_goes, fund=1)


def read(text: str, terms: Terms = TERMS) -> list[ListedGift | Problem]:
    return list(read_gifts(sheet.read(text.encode(), "ds.csv").first, terms))


def test_rows_below_the_headings_are_gifts():
    text = (
        "HỘI KHUYẾN HỌC;;;;;;;\n"
        + HEAD
        + "1;02/03/2026;Lò Văn An;500.000;TH;CK;Tổ 1;x\n2;3/3/2026;Ẩn danh;50.000đ;;;;\n"
    )

    assert read(text) == [
        ListedGift(
            3,
            Traits("Lò Văn An", address="Tổ 1"),
            date(2026, 3, 2),
            500_000,
            2,
            Way.TRANSFER,
            None,
            True,
            "",
            "",
        ),
        ListedGift(4, None, date(2026, 3, 3), 50_000, 1, Way.CASH, None, None, "", ""),
    ]


def test_cells_of_a_workbook_keep_their_types():
    rows = [
        (1, ["Ngày", "Họ tên", "Số tiền", "Đợt"]),
        (
            2,
            [
                datetime(2026, 3, 2),  # noqa: DTZ001  a workbook knows no time zone
                "An Bình",
                7,
                "TH26",
            ],
        ),
    ]
    page = sheet.Sheet("ds.xlsx", "DS", visible=True, source=lambda: iter(rows))

    assert list(read_gifts(page, TERMS)) == [
        ListedGift(2, Traits("An Bình"), date(2026, 3, 2), 7, 1, Way.CASH, 5, None, "", "")
    ]


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (
            "1;31/02/2026;;1,000;XX;thẻ;;có lẽ",
            [
                ("B2", "«31/02/2026»: không có ngày 31; tháng 2/2026 có 28 ngày."),
                ("D2", None),
                ("C2", "Hãy ghi họ tên hoặc tên tổ chức của nhà hảo tâm (tối đa 200 ký tự)."),
                (
                    "F2",
                    "«thẻ» không hiểu được ở cột Hình thức; hãy ghi một trong: tiền mặt, chuyển khoản.",
                ),
                ("H2", "«có lẽ» không hiểu được ở cột Ẩn danh; hãy ghi một trong: x, có, không."),
                ("E2", "Không có quỹ «XX» nhận tiền được ở đơn vị này; hãy ghi đúng mã quỹ."),
            ],
        ),
        ("1;02/03/2026;An;-5;;;;", [("D2", None)]),
        ("1;02/03/2026;An;NaN;;;;", [("D2", None)]),
        ("1;02/03/2026;An;1e6;;;;", [("D2", None)]),
        ("1;02/03/2026;An;1000000000000000000;;;;", [("D2", None)]),
        (
            "1;12/13/2025;An;5.000;;;;",
            [("B2", "Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026.")],
        ),
        ("1;1/2/69;An;5.000;;;;", [("B2", None)]),
        ("1;02/03/2026;Nguyễn Vаn An;5.000;;;;", [("C2", None)]),
    ],
)
def test_each_mistake_is_told_with_its_cell(row, problems):
    found = read(HEAD + row + "\n")

    assert [one.place.cell for one in found] == [cell for cell, _ in problems]
    assert all(message in {None, str(one.error)} for one, (_, message) in zip(found, problems, strict=True))


def test_the_lists_own_total_is_compared_and_left_out():
    rows = HEAD + "1;02/03/2026;An;500.000;;;;\n2;02/03/2026;Bình;200.000;;;;\n"

    right, wrong = read(rows + ";;Tổng cộng;700.000;;;;\n"), read(rows + "Tổng cộng;;;800.000;;;;\n")

    assert len(right) == 2
    assert [str(one) for one in wrong[2:]] == [
        "ds.csv, dòng 4, ô D4: Dòng tổng cộng ghi 800.000 đ, nhưng các dòng trên cộng lại là 700.000 đ."
    ]


def test_signatures_below_the_total_are_no_gifts():
    rows = HEAD + "1;02/03/2026;An;500.000;;;;\n;;Tổng cộng;500.000;;;;\n;;Thủ quỹ;;;;;\n;;Lò Thị Mây;;;;;\n"

    (gift,) = read(rows)

    assert gift.amount == 500_000


def test_a_campaign_that_is_not_there_is_told():
    (problem,) = read("Ngày;Họ tên;Số tiền;Đợt\n02/03/2026;An;5.000;X9\n")

    assert str(problem.error) == "Không có đợt vận động «X9»; hãy ghi đúng mã đợt."


def test_a_list_without_its_headings_is_refused():
    with pytest.raises(HeadingsMissingError) as refusal:
        read("An;500.000\n")

    assert str(refusal.value) == (
        "ds.csv: không thấy dòng tiêu đề có các cột Ngày, Họ tên và Số tiền; hãy thêm dòng tiêu đề."
    )


def test_two_columns_of_one_heading_are_refused():
    with pytest.raises(HeadingTwiceError) as refusal:
        read("Ngày;Họ tên;Số tiền;Tên\n")

    assert str(refusal.value) == "ds.csv: hai cột B1 và D1 cùng là «Họ tên»; hãy bỏ hoặc đổi tên một cột."


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Công ty TNHH An Bình", DonorKind.ORGANISATION),
        ("TRƯỜNG THCS Mường Sáng", DonorKind.ORGANISATION),
        ("Gia đình ông An", DonorKind.HOUSEHOLD),
        ("Hội Thị An", DonorKind.ORGANISATION),
        ("Lò Văn Công", DonorKind.PERSON),
        ("Ban", DonorKind.PERSON),
    ],
)
def test_the_kind_of_a_giver_is_guessed_from_the_first_words(name, kind):
    assert guessed_kind(name) is kind


def test_words_for_nobody_are_no_name():
    assert [is_nameless(one) for one in ("Ẩn danh", "NHÀ HẢO TÂM (ẩn danh)", "Giấu tên", "An", "")] == [
        True, True, True, False, False,
    ]  # fmt: skip


@given(st.lists(st.lists(st.text(max_size=12), min_size=8, max_size=8), max_size=6))
def test_whatever_stands_in_the_cells_is_a_gift_or_a_problem(cells):
    rows = [(1, HEAD.strip().split(";")), *enumerate(cells, 2)]
    page = sheet.Sheet("ds.xlsx", "DS", visible=True, source=lambda: iter(rows))

    assert all(isinstance(one, ListedGift | Problem) for one in read_gifts(page, TERMS))


def test_a_list_may_be_in_parts_with_headings_and_sums_of_their_own():
    parts = "I;;KHỐI CƠ QUAN;;;;;\n1;02/03/2026;An;500k;;;;\n;;Cộng khối I;{sum};;;;\nII;;CÁ NHÂN;;;;;\n"
    rest = "1;02/03/2026;Bình;200.000;;;;\n;;Cộng II;200.000;;;;\n;;Tổng cộng;700.000;;;;\n"

    right, wrong = (read(HEAD + parts.format(sum=one) + rest) for one in ("500.000", "400.000"))

    assert [gift.amount for gift in right] == [500_000, 200_000]
    assert [str(one) for one in wrong if isinstance(one, Problem)] == [
        "ds.csv, dòng 4, ô D4: Dòng tổng cộng ghi 400.000 đ, nhưng các dòng trên cộng lại là 500.000 đ."
    ]


@pytest.mark.parametrize(
    "row", [";;Tổng công ty Sông Đà;500.000;;;;", ";;Cộng đồng Thái;500.000;;;;", ";;Lò A;;;;;"]
)
def test_a_gift_without_its_day_is_never_taken_for_a_sum_or_a_heading(row):
    assert read(HEAD + row)[0].place.cell == "B2"


@pytest.mark.parametrize("name", ["Một nhà hảo tâm", "người giấu tên", "Không nêu tên"])
def test_who_will_not_be_named_is_not_named(name):
    assert is_nameless(name)
