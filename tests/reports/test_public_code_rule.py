from __future__ import annotations

import pytest

from khfund.reports.check import check
from tests.builders import tamper
from tests.reports.paid_rounds import a_paid_round

NAME = "UPDATE recipient SET full_name = 'Lò Thị Ánh Kín' WHERE id = 1"


def findings(whole, *statements: str) -> list[tuple[str, str]]:
    """What `khfund check` says of I16 and I41 after a hand behind the guards."""
    tamper(whole.office.database, *statements)
    found = whole.office.read(check)
    return [(one.invariant, one.sentence) for one in found if one.invariant in {"I16", "I41"}]


@pytest.fixture
def whole(database):
    return a_paid_round(database, each={"XA1": {"1": 2}})


def test_a_paid_round_contradicts_nothing(whole):
    assert findings(whole) == []


def test_names_in_what_is_printed_are_told_without_the_name(whole):
    assert findings(
        whole,
        NAME,
        "UPDATE instalment SET what = 'Học bổng của Lò Thị Ánh Kín' WHERE recipient_id = 1",
        "UPDATE entry SET narration = 'Trả Lò Thị Ánh Kín' "
        "WHERE id = (SELECT MIN(entry_id) FROM payment_settlement)",
    ) == [
        ("I16", "kỳ chi số 1 ghi tên người nhận trong nội dung, vốn được in công khai"),
        ("I16", "bút toán 3 trả tiền ghi tên người nhận trong diễn giải"),
    ]


def test_who_was_paid_without_a_code_is_told(whole):
    assert findings(whole, "DELETE FROM public_code WHERE recipient_id = 1") == [
        ("I16", "khoản chi 1 đã trả mà người nhận không có mã công khai năm 2027")
    ]


def test_codes_of_another_year_and_gaps_are_told(whole):
    assert findings(
        whole,
        "UPDATE public_code SET code = 'HB26-0000' WHERE recipient_id = 1",
        "UPDATE public_code SET version = 3 WHERE recipient_id = 2",
    ) == [
        ("I41", "mã công khai HB26-0000 không phải của năm 2027"),
        ("I41", "các mã công khai năm 2027 của người nhận số 2 không nối tiếp nhau"),
    ]
