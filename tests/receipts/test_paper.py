import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.receipts.paper import (
    Mark,
    MarkKind,
    Share,
    Way,
    copy_of,
    from_json,
    to_json,
)
from tests.receipts.papers import TO_HIEU, a_gift, a_receipt, a_refund, a_summary, a_voucher

VOIDED = Mark(
    kind=MarkKind.VOIDED, day=date(2026, 12, 1), reason="ghi nhầm tên", replaced_by="GXN-2026-000009"
)


@pytest.mark.parametrize(
    "paper", [a_receipt(), a_receipt(mark=VOIDED), a_voucher(), a_voucher(day_paid=None), a_summary()]
)
def test_a_paper_comes_back_from_json_as_it_was(paper):
    written = json.dumps(to_json(paper), ensure_ascii=False)

    assert from_json(json.loads(written)) == paper


@given(st.text(), st.integers(1, 10**15), st.sampled_from(Way))
def test_whatever_a_receipt_says_survives_json(giver, amount, way):
    paper = a_receipt(giver=giver, shares=(Share(fund="Quỹ", amount=amount),), way=way)

    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper


def test_json_holds_amounts_as_numbers_and_days_in_iso_form():
    assert to_json(a_gift_only())["gifts"] == [
        {
            "day": "2026-03-01",
            "receipt": "GXN-2026-000001",
            "fund": "Quỹ học bổng Tô Hiệu",
            "way": "tiền mặt",
            "amount": 2_000_000,
        }
    ]


def a_gift_only():
    return a_summary(gifts=(a_gift(),), refunds=())


def test_a_receipt_is_for_the_sum_of_its_shares_and_says_it_in_words():
    paper = a_receipt(shares=(TO_HIEU, Share(fund="Quỹ Nuôi em khuyến học", amount=2_000_000)))

    assert (paper.amount, paper.words) == (
        14_345_678,
        "Mười bốn triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám đồng",
    )


def test_a_copy_says_the_same_under_its_mark():
    paper = a_receipt()

    copied = copy_of(paper, date(2026, 12, 1))

    assert to_json(copied) == to_json(paper) | {
        "mark": {"kind": "copy", "day": "2026-12-01", "reason": "", "replaced_by": ""}
    }


def test_a_summary_adds_gifts_and_refunds_apart():
    paper = a_summary()

    assert (paper.given, paper.refunded) == (5_000_000, 500_000)


def test_a_summary_refuses_a_gift_that_stands_twice():
    with pytest.raises(ValueError, match="gifts holds a line twice"):
        a_summary(gifts=(a_gift(), a_gift()))


def test_a_summary_refuses_a_line_of_another_year():
    with pytest.raises(ValueError, match="2025-12-31 is not in the year 2026"):
        a_summary(refunds=(a_refund(date(2025, 12, 31)),))


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "1"])
def test_an_amount_is_whole_dong_above_zero(amount):
    with pytest.raises(ValueError, match="amount is whole đồng above 0"):
        Share(fund="Quỹ", amount=amount)


def test_a_receipt_names_a_fund():
    with pytest.raises(ValueError, match="at least one fund"):
        a_receipt(shares=())
