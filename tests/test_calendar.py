"""Days as offices write them, months, school years, ranges and dated values."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund import calendar
from khfund.calendar import Dated, DateRange, Month, SchoolYear, format_day, parse_day, spoken_day, today

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


# -- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22/11/2026", date(2026, 11, 22)),
        ("4/9/2025", date(2025, 9, 4)),
        ("04-10-2019", date(2019, 10, 4)),
        ("04.10.2019", date(2019, 10, 4)),
        ("2026-11-22", date(2026, 11, 22)),
        ("04/10/ 2019", date(2019, 10, 4)),
        ("02 /02/2023", date(2023, 2, 2)),
        ("ngày30/7/2021", date(2021, 7, 30)),
        ("Ngày 30/7/2021", date(2021, 7, 30)),
        ("nga\u0300y 30/7/2021", date(2021, 7, 30)),  # decomposed Unicode
        ("ngày 02 tháng 01 năm 2025", date(2025, 1, 2)),
        ("\u00a022/11/2026\n", date(2026, 11, 22)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_day_reads_as_the_office_wrote_it(text, day):
    assert parse_day(text) == day


def unreadable(text):
    return (
        text,
        calendar.UnreadableDayError,
        f"«{text}» không phải là một ngày; hãy ghi như 22/11/2026.",
    )


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (
            "31/02/2025",
            calendar.NoSuchDayError,
            "«31/02/2025»: không có ngày 31; tháng 2/2025 có 28 ngày.",
        ),
        (
            "2025-04-31",
            calendar.NoSuchDayError,
            "«2025-04-31»: không có ngày 31; tháng 4/2025 có 30 ngày.",
        ),
        ("0/1/2025", calendar.NoSuchDayError, "«0/1/2025»: không có ngày 0; tháng 1/2025 có 31 ngày."),
        (
            "12/13/2025",
            calendar.NoSuchMonthError,
            "Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026.",
        ),
        (
            "1/2/69",
            calendar.ShortYearError,
            "«1/2/69» ghi thiếu năm; hãy ghi đủ bốn chữ số của năm, như 22/11/2026.",
        ),
        (
            "1/2/2925",
            calendar.YearOutOfRangeError,
            "Năm 2925 nằm ngoài khoảng 1900–2100; hãy xem lại.",
        ),
        (
            "1/2/0001",
            calendar.YearOutOfRangeError,
            "Năm 1 nằm ngoài khoảng 1900–2100; hãy xem lại.",
        ),
        unreadable(""),
        unreadable("2025"),
        unreadable("01/02-2025"),
        unreadable("01/02/20255"),
        unreadable("2025/01/02"),
        unreadable("2025-1-2"),
        unreadable("22/11/2026 10:00"),
        unreadable("-1/2/2025"),
        unreadable("２２/11/2026"),
        unreadable("hôm nay"),
        unreadable("45678"),
        ("22/11/\u200b2026", calendar.UnreadableDayError, "«22/11/<U+200B>2026» không phải là một ngày; hãy ghi như 22/11/2026."),
    ],
)  # fmt: skip
def test_a_day_that_is_not_in_the_calendar_is_refused_with_its_reason(text, kind, message):
    with pytest.raises(calendar.DayError) as refusal:
        parse_day(text)

    assert (type(refusal.value), str(refusal.value)) == (kind, message)
    assert refusal.value.text("en") != message


@given(days)
def test_what_is_printed_reads_back(day):
    assert [parse_day(text) for text in (format_day(day), spoken_day(day), day.isoformat())] == [
        day,
        day,
        day,
    ]


@given(st.text(max_size=15) | st.text("0123456789/.- ngày", max_size=15))
def test_any_text_is_a_day_or_is_refused(text):
    try:
        day = parse_day(text)
    except calendar.DayError:
        return
    assert 1900 <= day.year <= 2100


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2025, 1, 2), "ngày 02 tháng 01 năm 2025"),
        (date(2025, 2, 28), "ngày 28 tháng 02 năm 2025"),
        (date(2025, 3, 5), "ngày 05 tháng 3 năm 2025"),
        (date(2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
    ],
)
def test_official_papers_pad_days_below_ten_and_the_first_two_months(day, spoken):
    assert spoken_day(day) == spoken


def test_today_is_the_day_in_viet_nam():
    assert today(datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert today(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)
    assert today(datetime(2026, 11, 22, 23, 0, tzinfo=timezone(timedelta(hours=-5)))) == date(2026, 11, 23)


def test_without_a_moment_today_is_now():
    before = calendar.now_utc()
    day = today()
    after = calendar.now_utc()

    assert today(before) <= day <= today(after)
    assert before.tzinfo is UTC


# -- months ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-03", "3/2026", "03/2026", "Tháng 3/2026", "tháng 03 / 2026"])
def test_a_month_reads_as_it_is_written(text):
    assert Month.parse(text) == Month(2026, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3-2026", "«3-2026» không phải là một tháng; hãy ghi như 3/2026."),
        ("3/26", "«3/26» không phải là một tháng; hãy ghi như 3/2026."),
        ("13/2026", "Không có tháng 13; ngày viết trước, tháng viết sau, như 22/11/2026."),
        ("3/2926", "Năm 2926 nằm ngoài khoảng 1900–2100; hãy xem lại."),
    ],
)
def test_a_month_that_is_not_in_the_calendar_is_refused(text, message):
    with pytest.raises(calendar.DayError) as refusal:
        Month.parse(text)

    assert str(refusal.value) == message
    assert refusal.value.text("en") != message


def test_a_month_knows_its_days_its_neighbours_and_its_number():
    march = Month(2026, 3)

    assert (march.first, march.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (march.previous(), march.next()) == (Month(2026, 2), Month(2026, 4))
    assert (Month(2026, 1).previous(), Month(2026, 12).next()) == (Month(2025, 12), Month(2027, 1))
    assert (march.number, Month.from_number(202603), str(march)) == (202603, march, "Tháng 3/2026")
    assert Month(2024, 2).last == date(2024, 2, 29)


@given(days, days)
def test_months_are_ordered_as_their_days_and_as_their_numbers(one, other):
    earlier, later = Month.of(min(one, other)), Month.of(max(one, other))

    assert earlier <= later
    assert (earlier.number < later.number) == (earlier < later)
    assert earlier.first <= min(one, other) <= earlier.last
    assert len({earlier, later}) == 1 + (earlier < later)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 8, 31), "2024-2025"),
        (date(2025, 9, 1), "2025-2026"),
        (date(2026, 1, 1), "2025-2026"),
        (date(2026, 8, 31), "2025-2026"),
    ],
)
def test_a_school_year_runs_from_september_through_the_summer(day, year):
    school_year = SchoolYear.of(day)

    assert str(school_year) == year
    assert SchoolYear.parse(year) == school_year
    assert school_year.start <= day <= school_year.last
    assert day in DateRange.school_year(school_year)


@pytest.mark.parametrize("text", ["2025", "2025-2027", "25-26"])
def test_a_school_year_names_two_years_in_a_row(text):
    with pytest.raises(calendar.UnreadableRangeError):
        SchoolYear.parse(text)


# -- ranges ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end", "printed"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "Năm 2026"),
        ("2026-03", date(2026, 3, 1), date(2026, 4, 1), "Tháng 3/2026"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1), "Quý I/2026"),
        ("quí IV/2026", date(2026, 10, 1), date(2027, 1, 1), "Quý IV/2026"),
        (
            "2026-01-01..2026-06-30",
            date(2026, 1, 1),
            date(2026, 7, 1),
            "từ 01/01/2026 đến 30/06/2026",
        ),
        ("2026-01-01..2026-12-31", date(2026, 1, 1), date(2027, 1, 1), "Năm 2026"),
        ("1.1.2025..31.12.2026", date(2025, 1, 1), date(2027, 1, 1), "từ 01/01/2025 đến 31/12/2026"),
        ("15/3/2026", date(2026, 3, 15), date(2026, 3, 16), "từ 15/03/2026 đến 15/03/2026"),
        ("01/01/2025 - 31/12/2026", date(2025, 1, 1), date(2027, 1, 1), "từ 01/01/2025 đến 31/12/2026"),
        ("1/1/2025-31/12/2026", date(2025, 1, 1), date(2027, 1, 1), "từ 01/01/2025 đến 31/12/2026"),
        ("2025-01-01 – 2026-12-31", date(2025, 1, 1), date(2027, 1, 1), "từ 01/01/2025 đến 31/12/2026"),
        ("5/1/2026 .. 5/1/2026", date(2026, 1, 5), date(2026, 1, 6), "từ 05/01/2026 đến 05/01/2026"),
        (
            "từ ngày 01/02/2026 đến ngày 30/04/2026",
            date(2026, 2, 1),
            date(2026, 5, 1),
            "từ 01/02/2026 đến 30/04/2026",
        ),
    ],
)
def test_a_range_excludes_its_end_and_prints_its_last_day(text, start, end, printed):
    read = DateRange.parse(text)

    assert (read, str(read)) == (DateRange(start, end), printed)
    assert (start in read, end in read, read.last in read) == (True, False, True)
    assert read.days == (end - start).days


@given(days, days)
def test_a_range_reads_back_as_it_prints(one, other):
    printed = DateRange.between(min(one, other), max(one, other))

    assert DateRange.parse(str(printed)) == printed


@given(days)
def test_months_and_years_read_back_as_they_print(day):
    for printed in (
        DateRange.month(Month.of(day)),
        DateRange.quarter(day.year, (day.month + 2) // 3),
        DateRange.year(day.year),
    ):
        assert DateRange.parse(str(printed)) == printed
        assert day in printed


def test_a_range_lists_every_month_that_it_touches():
    assert list(DateRange.between(date(2025, 11, 30), date(2026, 2, 1)).months()) == [
        Month(2025, 11),
        Month(2025, 12),
        Month(2026, 1),
        Month(2026, 2),
    ]
    assert list(DateRange.year(2100).months())[-1] == Month(2100, 12)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (
            "năm nay",
            calendar.UnreadableRangeError,
            "«năm nay» không phải là một khoảng thời gian; hãy ghi như 2026, 3/2026, 15/3/2026 hoặc 1/1/2026 đến 30/6/2026.",
        ),
        (
            "2026-06-30..2026-01-01",
            calendar.BackwardRangeError,
            "Ngày cuối 01/01/2026 đứng trước ngày đầu 30/06/2026; hãy đổi lại.",
        ),
        (
            "2026-02-30..2026-03-31",
            calendar.NoSuchDayError,
            "«2026-02-30»: không có ngày 30; tháng 2/2026 có 28 ngày.",
        ),
        (
            "1026",
            calendar.YearOutOfRangeError,
            "Năm 1026 nằm ngoài khoảng 1900–2100; hãy xem lại.",
        ),
    ],
)
def test_a_range_that_makes_no_sense_is_refused_with_its_reason(text, kind, message):
    with pytest.raises(calendar.DayError) as refusal:
        DateRange.parse(text)

    assert (type(refusal.value), str(refusal.value)) == (kind, message)
    assert refusal.value.text("en") != message


# -- dated values ----------------------------------------------------------------------------------------------------

RATE = Dated(
    {date(2025, 9, 1): 7, date(2024, 9, 1): 5},
    sources={date(2024, 9, 1): "Quyết định 1", date(2025, 9, 1): "Quyết định 2"},
)


def test_a_dated_value_holds_from_its_day_until_the_next():
    asked = [date(2024, 9, 1), date(2025, 8, 31), date(2025, 9, 1), date(2100, 1, 1)]

    assert [RATE.on(day) for day in asked] == [5, 5, 7, 7]
    assert [RATE.source(day) for day in asked[1:3]] == ["Quyết định 1", "Quyết định 2"]
    assert RATE.since(date(2025, 8, 31)) == date(2024, 9, 1)
    assert Dated({date(2024, 9, 1): 5}).source(date(2025, 1, 1)) == ""


def test_before_the_first_day_no_value_is_known():
    with pytest.raises(calendar.NoValueYetError) as refusal:
        RATE.on(date(2024, 8, 31))

    assert (
        str(refusal.value) == "Chưa có quy định cho ngày 31/08/2024; quy định đầu tiên áp dụng từ 01/09/2024."
    )
    assert refusal.value.text("en") == (
        "Nothing is laid down for 31/08/2024; the first rule applies from 01/09/2024."
    )
