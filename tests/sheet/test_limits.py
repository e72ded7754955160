import pytest

from khfund.sheet import BombedFileError, Limits, TooLargeError, read
from tests.sheet.spreadsheets import far_corner, raw_xlsx, xls, xlsx

BOMBED = (
    "bom.xlsx: đọc tệp này cần nhiều bộ nhớ hoặc thời gian hơn mức cho phép, nên đã dừng lại. "
    "Hãy chép riêng phần dữ liệu sang một tệp mới rồi thử lại."
)


def refused(content, **limits):
    with pytest.raises(BombedFileError) as refusal:
        read(content, "bom.xlsx", limits=Limits(**limits))
    return str(refusal.value)


def test_a_file_with_a_cell_in_the_far_corner_kills_only_the_child():
    assert refused(far_corner()) == BOMBED


def test_a_zip_that_unpacks_to_a_hundred_times_its_limit_is_refused_unopened():
    bomb = raw_xlsx("<row><c><v>" + "0" * 12_000_000 + "</v></c></row>")

    assert len(bomb) < 20_000
    assert refused(bomb) == BOMBED


def test_a_file_that_takes_too_long_is_stopped():
    assert refused(xlsx([["a"]]), seconds=0) == BOMBED


def test_a_file_that_says_too_much_is_stopped():
    assert refused(xlsx([["a" * 500]] * 20), answer=1_000) == BOMBED


@pytest.mark.parametrize(
    "content", [xlsx([["a"]] * 30), xls([["a"]] * 30), b"<table>" + b"<tr><td>a</td></tr>" * 30]
)
def test_more_rows_than_allowed_are_refused(content):
    with pytest.raises(TooLargeError) as refusal:
        read(content, "dài.xlsx", limits=Limits(rows=20))

    assert str(refusal.value) == (
        "dài.xlsx: tệp quá lớn (quá nhiều dòng hoặc cột; cho phép 20 dòng × 100 cột). "
        "Hãy chia thành nhiều tệp nhỏ hơn hoặc lưu thành .csv."
    )


def test_more_columns_than_allowed_are_refused():
    with pytest.raises(TooLargeError, match=r"cho phép 200\.000 dòng × 100 cột"):
        read(xlsx([["a"] * 101]), "rộng.xlsx")


def test_a_csv_has_its_own_limit():
    with pytest.raises(TooLargeError):
        read(b"a;b\n" * 1_000, "a.csv", limits=Limits(text=1_000))
