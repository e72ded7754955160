"""Cash counts in the office: counted note by note, confirmed by another person, printed."""

import pytest

from tests.admin.office import said

TEN_HUNDREDS = {"account": "111", "day": "31/01/2026", "notes-2-pieces": "10"}


def test_what_was_counted_is_compared_with_the_book_and_confirmed_by_another(money, treasurer, chief):
    counted = treasurer.send("kiem-ke/dem", **TEN_HUNDREDS)
    waiting = chief.text("/so/SL/")
    confirmed = chief.send("kiem-ke/1/xac-nhan")

    assert "Biên bản kiểm kê 1: đếm được 1.000.000 đ, sổ 1.000.000 đ, chênh lệch 0 đ" in said(counted)
    assert "1 biên bản kiểm kê quỹ chờ xác nhận" in waiting
    assert "Đã xác nhận biên bản kiểm kê 1." in said(confirmed)
    assert "đã xác nhận" in treasurer.text("kiem-ke/")


def test_whoever_counted_does_not_confirm(money, treasurer):
    treasurer.send("kiem-ke/dem", **TEN_HUNDREDS)

    assert "cần một người khác" in said(treasurer.send("kiem-ke/1/xac-nhan"))


def test_a_difference_is_explained_or_refused(money, treasurer):
    short = TEN_HUNDREDS | {"notes-2-pieces": "9"}

    refused = treasurer.send("kiem-ke/dem", **short)
    taken = treasurer.send("kiem-ke/dem", **short, reason="thiếu một tờ", handling="thủ quỹ bù")

    assert "chênh lệch -100.000 đ; hãy ghi nguyên nhân và cách xử lý" in said(refused)
    assert 'value="9"' in refused.text
    assert "chênh lệch -100.000 đ; cần người khác xác nhận" in said(taken)


def test_a_later_count_takes_the_place_of_the_earlier(money, treasurer, chief):
    treasurer.send("kiem-ke/dem", **TEN_HUNDREDS)
    treasurer.send("kiem-ke/dem", **TEN_HUNDREDS)

    assert "Đã đếm lại: biên bản 2" in chief.text("kiem-ke/1/")
    assert "1 biên bản kiểm kê quỹ chờ xác nhận" in chief.text("/so/SL/")


@pytest.mark.parametrize("typed", ["-1", "nhiều", "1,5"])
def test_pieces_that_are_no_number_are_told_beside_the_field(money, treasurer, typed):
    answer = treasurer.send("kiem-ke/dem", **TEN_HUNDREDS | {"notes-0-pieces": typed})

    assert f"«{typed}» không phải là số nguyên từ 0 trở lên." in said(answer)


def test_the_minutes_are_printed(money, treasurer, inspector):
    treasurer.send("kiem-ke/dem", **TEN_HUNDREDS)

    assert inspector.get("kiem-ke/1/bien-ban.pdf").data.startswith(b"%PDF-")
