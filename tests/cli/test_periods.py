from datetime import date

import pytest

from khfund.audit import size


def test_months_close_one_after_the_other(khfund):
    khfund.office.gift(date(2026, 1, 5), 500_000)

    closed = khfund("period", "close", "01/2026", by="ketoantruong")
    again = khfund("--json", "period", "close", "01/2026", by="ketoantruong")

    assert (closed.code, closed.out) == (0, "Tháng 1/2026 đã khóa sổ.\n")
    assert (again.code, again.rule) == (2, "period_out_of_order")
    assert khfund.json("book", "show")["closed_until"] == "2026-01-31"


def test_what_is_in_the_way_is_listed_and_refuses_the_closing(khfund):
    khfund("voucher", "draft", "PT", "--day", "05/01/2026", "--narration", "x", "--posting", "111:5111:KH:5")

    listed = khfund.json("period", "obstacles", "1/2026")["items"]
    said = khfund("--json", "period", "close", "1/2026", by="ketoantruong")

    assert [sorted(one) for one in listed] == [["acceptable", "code", "sentence"]]
    assert (said.code, said.rule) == (2, "period_hindered")


def test_the_last_month_is_reopened_by_two_persons(khfund):
    khfund("period", "close", "1/2026", by="ketoantruong")

    alone = khfund("--json", "period", "reopen", "1/2026", by="chutich")
    asked = khfund("period", "ask-reopen", "1/2026", "--reason", "sót phiếu", by="ketoantruong")
    same = khfund("--json", "period", "reopen", "1/2026", by="ketoantruong")
    other = khfund("period", "reopen", "1/2026", by="chutich")

    assert (alone.code, alone.rule) == (2, "reopening_not_asked")
    assert asked.out == "Đã đề nghị mở lại Tháng 1/2026; cần người khác duyệt.\n"
    assert (same.code, same.rule) == (2, "another_person_needed")
    assert other.out == "Tháng 1/2026 đã mở lại.\n"


@pytest.mark.parametrize("verb", ["close", "ask-reopen", "reopen", "obstacles"])
def test_a_month_that_cannot_be_is_refused(khfund, verb):
    before = khfund.office.read(size)
    reason = ("--reason", "x") if verb == "ask-reopen" else ()

    said = khfund("--json", "period", verb, "13/2026", *reason, by="ketoantruong")

    assert (said.code, said.out) == (2, "")
    assert khfund.office.read(size) == before


def test_a_closing_is_carried_out_once_per_request(khfund):
    first = khfund.json("--request-id", "r", "period", "close", "1/2026", by="ketoantruong")

    assert first == {"month": "Tháng 1/2026", "closed_until": "2026-01-31"}
    assert khfund.json("--request-id", "r", "period", "close", "1/2026", by="ketoantruong") == first
    english = khfund("--lang", "en", "--request-id", "r", "period", "close", "1/2026", by="ketoantruong")
    assert english.out == "Tháng 1/2026 is closed.\n"
