from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.statement_day import looks_dated, time_of, typed_moment, written_moment
from khfund.calendar import DayError

FIRST, LAST = datetime(1970, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 - as a workbook holds it
MOMENTS = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(microsecond=0))


@given(
    MOMENTS,
    st.sampled_from(["%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%H:%M:%S %d/%m/%Y"]),
)
def test_a_moment_is_read_back_from_each_form(moment, form):
    text = moment.strftime(form)

    assert looks_dated(text)
    assert written_moment(f"{text} FT1") == (moment.date(), moment.time(), "FT1")


@given(MOMENTS)
def test_a_workbook_number_is_its_day_to_the_second(moment):
    number = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001

    clock = moment.time() if moment.time() != time() else None
    assert typed_moment(number) == (moment.date(), clock)


@pytest.mark.parametrize(
    "text", ["", "Tổng", "5213.45946", "31/02/2026", "12/13/2025", "1/2/69", "0", "99999"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(DayError):
        written_moment(text)


def test_the_day_alone_has_no_time():
    assert (written_moment("1/3/2026"), time_of("sáng")) == ((date(2026, 3, 1), None, ""), None)
