from datetime import UTC, date, datetime

import attrs

from khfund.demo.payment import Payment, entered_twice

ROW = {
    "Ngày lập": date(2025, 4, 6),
    "Ngày chi": date(2025, 4, 9),
    "Mã quỹ": "KH",
    "Nội dung chi": "In giấy khen",
    "Người nhận tiền": "Cửa hàng In Bình Minh",
    "Địa chỉ": "phường Bình Minh",
    "Số tiền": 1_580_000,
    "Chi từ": "Tiền mặt",
    "TK Nợ": "642",
    "Chứng từ gốc": 1,
}


def test_a_row_of_a_payments_list_is_drafted_approved_and_paid_on_its_days():
    payment = Payment.of(ROW)

    assert (payment.bank, payment.amount, payment.paid) == ("", 1_580_000, date(2025, 4, 9))
    assert list(payment.steps()) == [
        (datetime(2025, 4, 6, 2, tzinfo=UTC), "draft"),
        (datetime(2025, 4, 7, 3, tzinfo=UTC), "approve"),
        (datetime(2025, 4, 9, 8, tzinfo=UTC), "post"),
    ]


def test_the_same_bill_listed_again_is_entered_twice():
    first, again = Payment.of(ROW), Payment.of(ROW)
    other = attrs.evolve(first, content="In giấy mời")
    first.entry, again.entry = 5, 6

    assert entered_twice([first, other, again]) == [again]
