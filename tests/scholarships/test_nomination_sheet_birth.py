"""Births as lists write them, read as of 20/03/2026."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.scholarships.nomination_sheet_birth import UNTOLD, Birth, read_birth, read_birth_parts
from tests.scholarships.nominating import ON


def day(year, month, number):
    return Birth(date(year, month, number), year)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (date(2012, 11, 8), day(2012, 11, 8)),
        (datetime(2012, 11, 8, 7, 30, tzinfo=UTC), day(2012, 11, 8)),
        ("08/11/2012", day(2012, 11, 8)),
        ("8-11-2012", day(2012, 11, 8)),
        ("14.03.2016", day(2016, 3, 14)),
        ("8 / 11 / 2012", day(2012, 11, 8)),
        ("2012-11-08", day(2012, 11, 8)),
        ("08/11/2012 00:00:00", day(2012, 11, 8)),
        ("Sinh ngày 8 tháng 11 năm 2012", day(2012, 11, 8)),
        ("29/02/2012", day(2012, 2, 29)),
        ("29/02/2016", day(2016, 2, 29)),
        (2012, Birth(year=2012)),
        ("2012", Birth(year=2012)),
        (2012.0, Birth(year=2012)),
        ("SN 2012", Birth(year=2012)),
        ("sinh năm 2012.", Birth(year=2012)),
        ("", UNTOLD),
        (" - ", UNTOLD),
        ("không rõ", UNTOLD),
    ],
)
def test_a_birth_is_read_as_offices_write_it(written, read):
    assert read_birth(written, ON) == read


@pytest.mark.parametrize(
    ("written", "read", "sentence"),
    [
        ("8/11/12", date(2012, 11, 8), "«8/11/12» ghi năm hai chữ số, đã hiểu là 08/11/2012 vì học sinh, sinh viên sinh cách đây từ 5 đến 30 năm."),
        ("5/5/96", date(1996, 5, 5), "«5/5/96» ghi năm hai chữ số, đã hiểu là 05/05/1996 vì học sinh, sinh viên sinh cách đây từ 5 đến 30 năm."),
        (39762, date(2008, 11, 10), "Ô ngày sinh là số 39762, đã hiểu là ngày 10/11/2008 như Excel lưu; hãy xem lại."),
    ],
)  # fmt: skip
def test_a_birth_that_is_understood_by_a_rule_says_so(written, read, sentence):
    birth = read_birth(written, ON)

    assert (birth.day, birth.mistake, str(birth.notice)) == (read, None, sentence)


@pytest.mark.parametrize(
    ("written", "year", "sentence"),
    [
        ("11/2012", 2012, "«11/2012» không có ngày; chỉ nhận năm sinh 2012."),
        ("00/00/2012", 2012, "«00/00/2012» không có ngày; chỉ nhận năm sinh 2012."),
        ("//2012", 2012, "«//2012» không có ngày; chỉ nhận năm sinh 2012."),
        (10.2012, 2012, "«10.2012» không có ngày; chỉ nhận năm sinh 2012."),
        ("'12", 2012, "«'12» ghi năm hai chữ số, đã hiểu là 2012 vì học sinh, sinh viên sinh cách đây từ 5 đến 30 năm."),
    ],
)  # fmt: skip
def test_of_a_birth_without_its_day_the_year_is_taken(written, year, sentence):
    birth = read_birth(written, ON)

    assert (birth.day, birth.year, str(birth.notice)) == (None, year, sentence)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("31/02/2010", "«31/02/2010»: không có ngày 31; tháng 2/2010 có 28 ngày."),
        ("29/02/2011", "«29/02/2011»: không có ngày 29; tháng 2/2011 có 28 ngày."),
        ("12/25/2010", "Không có tháng 25; ngày viết trước, tháng viết sau, như 22/11/2026."),
        ("16/1/22", "«16/1/22» ghi năm hai chữ số: 1922 hay 2022? Không năm nào cách đây từ 5 đến 30 năm; hãy ghi đủ bốn chữ số."),
        ("5/5/90", "«5/5/90» ghi năm hai chữ số: 1990 hay 2090? Không năm nào cách đây từ 5 đến 30 năm; hãy ghi đủ bốn chữ số."),
        ("01/01/2027", "Ngày sinh 01/01/2027 sau ngày 20/03/2026; hãy xem lại năm."),
        ("21/03/2026", "Ngày sinh 21/03/2026 sau ngày 20/03/2026; hãy xem lại năm."),
        (2027, "Ngày sinh 2027 sau ngày 20/03/2026; hãy xem lại năm."),
        (1920, "Năm sinh 1920 cách đây hơn 100 năm; hãy xem lại."),
        ("đầu năm", "«đầu năm» không đọc được thành ngày sinh; hãy ghi như 22/11/2010, hoặc chỉ ghi năm sinh."),
        (20121108, "«20121108» không đọc được thành ngày sinh; hãy ghi như 22/11/2010, hoặc chỉ ghi năm sinh."),
        (True, "«x» không đọc được thành ngày sinh; hãy ghi như 22/11/2010, hoặc chỉ ghi năm sinh."),
    ],
)  # fmt: skip
def test_a_birth_that_cannot_be_is_refused(written, sentence):
    birth = read_birth(written, ON)

    assert (birth.day, birth.year, str(birth.mistake)) == (None, None, sentence)


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        ((8, 11, 2012), day(2012, 11, 8)),
        (("08", "11", "2012"), day(2012, 11, 8)),
        ((8.0, 11.0, 2012.0), day(2012, 11, 8)),
        (("", "", ""), UNTOLD),
    ],
)
def test_a_birth_stands_in_three_columns(parts, read):
    assert read_birth_parts(*parts, ON) == read


def test_three_columns_that_are_no_day_are_refused():
    assert (
        str(read_birth_parts(31, 2, 2010, ON).mistake)
        == "«31/2/2010»: không có ngày 31; tháng 2/2010 có 28 ngày."
    )
    assert read_birth_parts("x", 2, 2010, ON).mistake.rule == "birth_unreadable"
    assert read_birth_parts(1, 2, "mười", ON).mistake.rule == "birth_unreadable"


@given(st.dates(date(1997, 1, 1), date(2021, 3, 20)), st.sampled_from(["/", "-", "."]))
def test_any_day_of_a_pupil_is_read_back_with_four_digits_and_with_two(born, sign):
    full = f"{born.day}{sign}{born.month}{sign}{born.year}"
    short = f"{born.day:02}{sign}{born.month:02}{sign}{born.year % 100:02}"

    assert read_birth(full, ON) == Birth(born, born.year)
    assert read_birth(short, ON).day == born


@given(
    st.one_of(
        st.text(max_size=20), st.integers(-(10**6), 10**9), st.floats(allow_nan=False, allow_infinity=False)
    )
)
def test_whatever_a_cell_holds_is_a_birth_or_a_mistake_but_never_a_guess(value):
    birth = read_birth(value, ON)

    assert birth.mistake is None or (birth.day, birth.year) == (None, None)
    assert birth.day is None or birth.day <= ON


def test_a_year_alone_among_three_columns_is_a_plain_year():
    assert read_birth_parts("", "", 2012, ON) == Birth(None, 2012)
