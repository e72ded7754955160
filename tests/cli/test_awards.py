"""`khfund award`: from the allocation to the last step of an award."""

import pytest

from khfund.calendar import format_day, today
from khfund.cli.awards import Points, PointsUnclearError, RunNotReproducedError
from tests.builders import tamper
from tests.scholarships.decided import a_round


@pytest.fixture
def books(khfund):
    """A screened round of five candidates for three places."""
    a_round(khfund.office, each={"XA1": 3, "XA2": 2}, quotas={"XA1": 2, "XA2": 1}).prepare()
    return khfund


@pytest.fixture
def decided(books):
    """The same, allocated and decided."""
    books.json("award", "allocate", "--round", "HB26", by="ketoantruong")
    books.json("award", "decide", "--round", "HB26", "--number", "12/QĐ-HKH", by="chutich")
    return books


def test_a_round_is_allocated_and_decided_by_two_persons(books):
    said = books("award", "allocate", "--round", "HB26", "--alternates", 1, by="ketoantruong")
    assert said.out == "Đợt HB26, lần phân suất 1: chọn 3 suất, 3.000.000 đ; dự bị 2; không chọn 0.\n"

    said = books("award", "decide", "--round", "HB26", "--number", "12/QĐ-HKH", by="chutich")
    assert said.out == f"Quyết định 12/QĐ-HKH ngày {format_day(today())}: 3 suất, 3.000.000 đ.\n"

    listed = books.json("award", "list", "--round", "HB26")["items"]
    assert [(one["award"], one["amount"], one["state"], one["decision"]) for one in listed] == [
        (str(number), 1_000_000, "granted", "12/QĐ-HKH") for number in (1, 2, 3)
    ]
    assert books.json("check") == {"items": []}


def test_whoever_may_not_decide_is_told_who_may(books):
    books.json("award", "allocate", "--round", "HB26", by="ketoantruong")

    said = books("--json", "award", "decide", "--round", "HB26", "--number", "1", by="ketoantruong")

    assert (said.code, said.rule) == (2, "not_allowed")


def test_runs_alternates_and_reasons_are_told_without_any_name(decided):
    runs = decided.json("award", "list", "--round", "HB26", "--what", "runs")["items"]
    assert [
        (one["run"], one["awarded"], one["alternates"], one["left_out"], one["amount"]) for one in runs
    ] == [("1", 3, 2, 0, 3_000_000)]
    waiting = decided.json("award", "list", "--round", "HB26", "--what", "alternates")["items"]
    assert len(waiting) == 2

    said = decided("award", "reasons", "--round", "HB26", "--all")

    assert said.out.count("được chọn") >= 3
    assert "Đơn vị có 2 suất" in said.out
    assert not any(name in said.out for name in ("Lò Thị", "Quàng Văn", "Hà Thị"))
    assert len(decided.json("award", "reasons", "--round", "HB26")["items"]) == 2


def test_an_award_is_suspended_resumed_revoked_and_given_on(decided):
    assert (
        decided("award", "suspend", 1, "--reason", "moved", by="ketoantruong").out == "Đã tạm dừng suất 1.\n"
    )
    said = decided("--json", "award", "resume", 1, "--because", "về lại", by="ketoantruong")
    assert said.rule == "another_person_needed"
    assert (
        decided("award", "resume", 1, "--because", "về lại", by="chutich").out == "Đã cho nhận lại suất 1.\n"
    )
    assert (
        decided("award", "revoke", 1, "--reason", "refused", by="ketoantruong").out == "Đã thu hồi suất 1.\n"
    )

    promoted = decided.json("award", "promote", 1, "--number", "13/QĐ-HKH", by="chutich")

    assert (promoted["award"], promoted["replaces"], promoted["amount"]) == (4, 1, 1_000_000)
    shown = decided.json("award", "show", 1)
    assert [one["step"] for one in shown["events"]] == ["suspended", "resumed", "revoked"]
    assert [(one["amount"], one["withdrawn"]) for one in shown["instalments"]] == [(1_000_000, True)]
    assert "đã thu hồi" in decided("award", "show", 1).out
    assert decided.json("check") == {"items": []}


def test_an_alternate_is_passed_over(decided):
    first = decided.json("award", "list", "--round", "HB26", "--what", "alternates")["items"][0]["nomination"]

    said = decided("award", "pass-over", first, "--round", "HB26", "--reason", "died", by="ketoantruong")

    assert said.out == f"Đã bỏ qua đề nghị số {first} trong danh sách dự bị.\n"


def test_the_round_is_computed_again(decided):
    told = decided.json("award", "reproduce", "--round", "HB26")

    assert (told["same"], told["moved"]) == (True, [])
    assert decided("award", "reproduce", "--round", "HB26").out == (
        f"Đợt HB26, lần 1: tính lại ra đúng kết quả đã lưu ({told['digest']}).\n"
    )


def test_a_round_that_comes_out_otherwise_is_an_alarm(decided):
    tamper(decided.office.database, "UPDATE allocation_line SET points = 9900 WHERE nomination_id = 1")

    said = decided("--json", "award", "reproduce", "--round", "HB26")

    assert (said.code, said.rule) == (4, "run_not_reproduced")
    assert str(RunNotReproducedError(run=1, round="HB26", count=2, first=1)) == (
        "Lần phân suất 1 của đợt HB26 tính lại ra khác ở 2 đề nghị (số 1, …); dữ liệu đã lưu có thể bị sửa, "
        "hãy chạy `khfund check`."
    )


@pytest.mark.parametrize(
    ("text", "hundredths"), [("55", 5500), ("55,5", 5550), ("55.25", 5525), ("100", 10_000), ("0", 0)]
)
def test_points_are_read_as_people_write_them(text, hundredths):
    assert Points().convert(text, None, None) == hundredths


@pytest.mark.parametrize("text", ["101", "-1", "5,555", "năm", "", "1e2", "٥"])
def test_points_that_are_not_clear_are_refused(text):
    with pytest.raises(PointsUnclearError) as refused:
        Points().convert(text, None, None)
    assert str(refused.value) == f"Không hiểu số điểm «{text}»; hãy ghi từ 0 đến 100, ví dụ 55 hoặc 55,5."
